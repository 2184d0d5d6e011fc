use std::fmt;

use crate::cli::decode::json::Object;
use crate::decode::ais::{Epfd, Eta, RateOfTurn, Sog, TimeStamp};
use crate::domain::{Degrees, Dimensions, NavigationalStatus, Position, ShipType};

/// Decimals of a coordinate: AIS sends 1/600,000 degree, radars 0.001 minute.
pub(super) const DEGREE_PLACES: u32 = 7;
/// Decimals of speeds, directions and lengths.
pub(super) const MEASURE_PLACES: u32 = 3;

pub(super) fn position(object: &mut Object<'_>, position: Option<Position>) {
    object.decimal("latitude", position.map(Position::latitude), DEGREE_PLACES);
    object.decimal("longitude", position.map(Position::longitude), DEGREE_PLACES);
}

pub(super) fn directions(
    object: &mut Object<'_>,
    cog: Option<Degrees>,
    true_heading: Option<Degrees>,
) {
    object.decimal("cog", cog.map(Degrees::get), MEASURE_PLACES);
    object.decimal("true_heading", true_heading.map(Degrees::get), MEASURE_PLACES);
}

/// "102.2 or more" has a code and no speed.
pub(super) fn speed(object: &mut Object<'_>, sog: Option<Sog>) {
    match sog {
        Some(Sog::Knots(knots)) => object.decimal("sog", knots.get(), MEASURE_PLACES),
        Some(Sog::OrMore { code }) => object.integer("sog_code", i64::from(code)),
        None => {}
    }
}

/// A second as such; manual input, dead reckoning and "inoperative" as codes.
pub(super) fn timestamp(object: &mut Object<'_>, stamp: Option<TimeStamp>) {
    match stamp {
        Some(TimeStamp::Second(second)) => object.integer("timestamp", i64::from(second)),
        Some(other) => object.integer("timestamp_code", i64::from(other.code())),
        None => {}
    }
}

pub(super) fn navigational_status(
    object: &mut Object<'_>,
    status: Option<NavigationalStatus>,
    code: Option<u8>,
) {
    object.text("navigational_status", status.map(NavigationalStatus::as_str));
    object.integer("navigational_status_code", code.map(i64::from));
}

pub(super) fn ship_type(object: &mut Object<'_>, ship_type: Option<ShipType>) {
    object.text("ship_type", ship_type.map(ShipType::as_str));
    object.integer("ship_type_code", ship_type.map(|ship_type| i64::from(ship_type.code())));
}

pub(super) fn dimensions(object: &mut Object<'_>, dimensions: Option<Dimensions>) {
    let Some(hull) = dimensions else { return };
    object.integer("to_bow", i64::from(hull.to_bow));
    object.integer("to_stern", i64::from(hull.to_stern));
    object.integer("to_port", i64::from(hull.to_port));
    object.integer("to_starboard", i64::from(hull.to_starboard));
}

pub(super) fn rate_of_turn(object: &mut Object<'_>, rot: Option<RateOfTurn>) {
    let turn = rot.and_then(RateOfTurn::degrees_per_minute);
    object.decimal("rot", turn, MEASURE_PLACES);
    object.integer("rot_code", rot.map(|rot| i64::from(rot.code())));
}

pub(super) fn eta(object: &mut Object<'_>, eta: Option<Eta>) {
    let Some(eta) = eta else { return };
    object.object("eta", |inner| {
        inner.integer("month", eta.month.map(i64::from));
        inner.integer("day", eta.day.map(i64::from));
        inner.integer("hour", eta.hour.map(i64::from));
        inner.integer("minute", eta.minute.map(i64::from));
    });
}

pub(super) fn epfd(object: &mut Object<'_>, epfd: Option<Epfd>) {
    object.text("epfd", epfd.and_then(Epfd::as_str));
    object.integer("epfd_code", epfd.map(|epfd| i64::from(epfd.code())));
}

/// Bytes as two hexadecimal digits each.
pub(super) struct Hex<'a>(pub(super) &'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
