//! Values of both in one form.

use nmea_parser::LatLon;
use nmea_parser::ais::{CargoType, PositionFixType, ShipType as Group};
use picket::decode::ais::{Epfd, Sog, TimeStamp};
use picket::domain::{Degrees, Dimensions, Knots, Position, ShipType, Text};

use super::tally::Tally;

/// Messages 1 to 3: 91 and 181 degrees are "not available", and there is nothing beyond 90 and 180.
/// nmea-parser knows the two codes, each by itself, and gives out what is beyond.
pub(crate) fn place(tally: &mut Tally, ours: Option<Position>, theirs: &impl LatLon) {
    corner(tally, ["latitude", "longitude"], ours, (theirs.latitude(), theirs.longitude()));
}

/// The same of latitude and longitude.
pub(crate) fn corner(
    tally: &mut Tally,
    names: [&'static str; 2],
    ours: Option<Position>,
    theirs: (Option<f64>, Option<f64>),
) {
    let on_earth =
        |(latitude, longitude): &(f64, f64)| latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
    let theirs = theirs.0.zip(theirs.1).filter(on_earth);
    let ours = ours.map(|place| (place.latitude(), place.longitude()));
    tally.near(names[0], ours.map(|place| place.0), theirs.map(|place| place.0));
    tally.near(names[1], ours.map(|place| place.1), theirs.map(|place| place.1));
}

/// The highest code, "102.2 knots or more", which nmea-parser gives out as that speed.
pub(crate) fn sog(ours: Option<Sog>, highest: f64) -> Option<f64> {
    ours.map(|sog| sog.knots().map_or(highest, Knots::get))
}

/// Messages 1 to 3: 360 is a course "not available", and nothing beyond is used; a heading is 0 to
/// 359 or 511. nmea-parser gives out what is beyond.
pub(crate) fn direction(theirs: Option<f64>) -> Option<f64> {
    theirs.filter(|&degrees| degrees < 360.0)
}

pub(crate) fn degrees(ours: Option<Degrees>) -> Option<f64> {
    ours.map(Degrees::get)
}

/// The code: 60 is "not available".
pub(crate) fn second(ours: Option<TimeStamp>) -> u8 {
    ours.map_or(60, TimeStamp::code)
}

/// Messages 4 and 5: 0 is "undefined", 15 the internal GNSS; nmea-parser makes both one.
pub(crate) fn epfd(tally: &mut Tally, ours: Option<Epfd>, theirs: Option<PositionFixType>) {
    let theirs = theirs.map(|theirs| theirs.to_value()).filter(|&code| code != 0);
    tally.optional("epfd", ours.map(Epfd::code).filter(|&code| code <= 8), theirs);
}

/// Table 53. nmea-parser has no word for 1 to 9 and for 100 to 255.
pub(crate) fn ship_type(tally: &mut Tally, ours: Option<ShipType>, group: Group, cargo: CargoType) {
    let code = ours.map_or(0, ShipType::code);
    if matches!(code, 1..=9 | 100..) {
        return;
    }
    let alone = matches!(code, 30..=39 | 50..=59);
    let expected = if alone { (code, 0) } else { (code / 10 * 10, code % 10) };
    // It counts its words for cargo from 10 on.
    let said = (group.to_value(), cargo.to_value() - 10);
    let some = |pair| Some(pair).filter(|&(group, _): &(u8, u8)| group != 0);
    tally.optional("ship_type", some(expected), some(said));
}

/// Message 5: all zero is "not available". nmea-parser gives out the zeros.
pub(crate) fn hull(tally: &mut Tally, ours: Option<Dimensions>, theirs: [Option<u16>; 4]) {
    let ours = ours.map(|d| [d.to_bow, d.to_stern, d.to_port, d.to_starboard]);
    let [Some(bow), Some(stern), Some(port), Some(starboard)] = theirs else {
        tally.optional("dimensions", ours, None);
        return;
    };
    let theirs = Some([bow, stern, port, starboard]).filter(|sides| *sides != [0; 4]);
    tally.optional("dimensions", ours, theirs);
}

/// A number of a station: 1 to 999,999,999, which nmea-parser does not ask.
pub(crate) fn station(theirs: u32) -> Option<u32> {
    Some(theirs).filter(|mmsi| (1..=999_999_999).contains(mmsi))
}

pub(crate) fn text<const N: usize>(
    tally: &mut Tally,
    member: &'static str,
    ours: Option<Text<N>>,
    theirs: Option<&str>,
) {
    let theirs = theirs.filter(|text| !text.is_empty());
    tally.optional(member, ours.as_ref().map(Text::as_str), theirs);
}

/// What was sent of a text in so many bits: nmea-parser makes a letter of fill bits too.
pub(crate) fn letters(theirs: &str, bits: usize) -> &str {
    theirs.get(..bits / 6).map_or(theirs, str::trim_end)
}
