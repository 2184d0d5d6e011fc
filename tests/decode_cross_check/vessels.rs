//! Ships: messages 1 to 3, 5, 18, 24 and 27.

use nmea_parser::ais::{
    PositioningSystemMeta as Positioning, RotDirection, VesselDynamicData, VesselStaticData,
};
use picket::decode::ais::{
    CommunicationState, LongRangeBroadcastMessage, PositionReportClassA, RateOfTurn,
    SpecialManoeuvre, StandardClassBPositionReport, StaticAndVoyageData, StaticDataPartA,
    StaticDataPartB, TimeStamp,
};
use picket::domain::{Metres, Mmsi};

use super::messages::Message;
use super::tally::Tally;
use super::values::{
    degrees, direction, epfd, hull, letters, place, second, ship_type, sog, station, text,
};

pub(crate) fn class_a(tally: &mut Tally, ours: &PositionReportClassA, theirs: &VesselDynamicData) {
    tally.same("mmsi", ours.header.mmsi_code, theirs.mmsi);
    let status = theirs.nav_status.to_value();
    tally.same("navigational_status", ours.navigational_status_code, status);
    // The rate itself is left out: messages 1 to 3, code = 4.733 x root of the rate, of which
    // nmea-parser makes (code x 708 / 126 / 4.733) squared. Of the codes 1 and -1 it says "centre".
    let code = ours.rot.map(RateOfTurn::code);
    if !matches!(code, Some(-1 | 1)) {
        let side = code.map(|code| match code {
            ..0 => RotDirection::Port,
            0 => RotDirection::Center,
            1.. => RotDirection::Starboard,
        });
        tally.optional("direction of rot", side, theirs.rot_direction);
    }
    tally.near("sog", sog(ours.sog, 102.2), theirs.sog_knots);
    tally.same("position_accuracy", ours.position_accuracy, theirs.high_position_accuracy);
    place(tally, ours.position, theirs);
    tally.near("cog", degrees(ours.cog), direction(theirs.cog));
    tally.near("true_heading", degrees(ours.true_heading), direction(theirs.heading_true));
    tally.same("timestamp", second(ours.timestamp), theirs.timestamp_seconds);
    let positioning = ours.timestamp.map(|stamp| match stamp {
        TimeStamp::Second(_) => Positioning::Operative,
        TimeStamp::ManualInput => Positioning::ManualInputMode,
        TimeStamp::Estimated => Positioning::DeadReckoningMode,
        TimeStamp::Inoperative => Positioning::Inoperative,
    });
    tally.optional("positioning", positioning, theirs.positioning_system_meta);
    // Messages 1 to 3: 1 is "not engaged in special manoeuvre", which nmea-parser calls true.
    let manoeuvre = ours.special_manoeuvre.map(SpecialManoeuvre::code).filter(|&code| code == 2);
    if ours.special_manoeuvre.map(SpecialManoeuvre::code) != Some(1) {
        tally.optional("special_manoeuvre", manoeuvre.map(|_| true), theirs.special_manoeuvre);
    }
    tally.optional("raim", ours.raim, Some(theirs.raim_flag));
    let state = ours.communication_state.map(CommunicationState::code);
    tally.optional("communication_state", state, theirs.radio_status);
}

/// Message 18: the six flags begin with the unit's at bit 141 and RAIM is bit 147; nmea-parser
/// begins with the display's there and takes the unit's for RAIM, so all seven are left out.
pub(crate) fn class_b(
    tally: &mut Tally,
    ours: &StandardClassBPositionReport,
    theirs: &VesselDynamicData,
) {
    tally.same("mmsi", ours.header.mmsi_code, theirs.mmsi);
    tally.near("sog", sog(ours.sog, 102.2), theirs.sog_knots);
    tally.same("position_accuracy", ours.position_accuracy, theirs.high_position_accuracy);
    place(tally, ours.position, theirs);
    tally.near("cog", degrees(ours.cog), direction(theirs.cog));
    tally.near("true_heading", degrees(ours.true_heading), direction(theirs.heading_true));
    tally.same("timestamp", second(ours.timestamp), theirs.timestamp_seconds);
    // Picket's code has the selector before the state, bit 148.
    let state = ours.communication_state.map(|state| state.code() & 0x7_FFFF);
    tally.optional("communication_state", state, theirs.radio_status);
}

/// Message 27: speed is bits 79 to 84, course 85 to 93, latency 94; nmea-parser reads all three
/// from bit 62 on, where the latitude begins, so they are left out.
pub(crate) fn long_range(
    tally: &mut Tally,
    ours: &LongRangeBroadcastMessage,
    theirs: &VesselDynamicData,
) {
    tally.same("mmsi", ours.header.mmsi_code, theirs.mmsi);
    let status = theirs.nav_status.to_value();
    tally.same("navigational_status", ours.navigational_status_code, status);
    tally.same("position_accuracy", ours.position_accuracy, theirs.high_position_accuracy);
    tally.same("raim", ours.raim, theirs.raim_flag);
    place(tally, ours.position, theirs);
}

/// Left out: the class, which nmea-parser calls B though message 5 is of Class A equipment,
/// and the year of the ETA, which is not sent.
pub(crate) fn voyage(
    tally: &mut Tally,
    message: &Message,
    ours: &StaticAndVoyageData,
    theirs: &VesselStaticData,
) {
    tally.same("mmsi", ours.header.mmsi_code, theirs.mmsi);
    tally.same("ais_version", ours.ais_version, theirs.ais_version_indicator);
    tally.optional("imo_number", ours.imo_number, theirs.imo_number);
    text(tally, "call_sign", ours.call_sign, theirs.call_sign.as_deref());
    text(tally, "name", ours.name, theirs.name.as_deref());
    ship_type(tally, ours.ship_type, theirs.ship_type, theirs.cargo_type);
    hull(tally, ours.dimensions, sides(theirs));
    epfd(tally, ours.epfd, theirs.position_fix_type);
    let draught = theirs.draught10.filter(|&tenths| tenths != 0).map(|t| f64::from(t) / 10.0);
    tally.near("draught", ours.draught.map(Metres::get), draught);
    text(tally, "destination", ours.destination, theirs.destination.as_deref());
    // Message 5: each of the four may be "not available"; nmea-parser then puts in a 1, 23 or 59.
    let whole = (1..=12).contains(&message.code(274, 4))
        && message.code(278, 5) != 0
        && message.code(283, 5) < 24
        && message.code(288, 6) < 60;
    if whole {
        let said = ours.eta.and_then(|eta| {
            let (month, day, hour) = (eta.month?, eta.day?, eta.hour?);
            Some(format!("{month:02}-{day:02} {hour:02}:{:02}", eta.minute?))
        });
        let eta = theirs.eta.map(|eta| eta.format("%m-%d %H:%M").to_string());
        tally.optional("eta", said.as_deref(), eta.as_deref());
    }
}

/// Message 24: a name has 20 letters, of which nmea-parser reads 120.
pub(crate) fn part_a(tally: &mut Tally, ours: &StaticDataPartA, theirs: &VesselStaticData) {
    tally.same("mmsi", ours.header.mmsi_code, theirs.mmsi);
    let name = theirs.name.as_deref().map(|name| letters(name, 120));
    text(tally, "name", ours.name, name);
}

pub(crate) fn part_b(tally: &mut Tally, ours: &StaticDataPartB, theirs: &VesselStaticData) {
    tally.same("mmsi", ours.header.mmsi_code, theirs.mmsi);
    ship_type(tally, ours.ship_type, theirs.ship_type, theirs.cargo_type);
    text(tally, "call_sign", ours.call_sign, theirs.call_sign.as_deref());
    let maker = ours.vendor.and_then(|vendor| vendor.id);
    text(tally, "vendor", maker, theirs.equipment_vendor_id.as_deref());
    let model = ours.vendor.map_or(0, |vendor| vendor.model_code);
    tally.optional("model", Some(model), theirs.equipment_model);
    let number = ours.vendor.map_or(0, |vendor| vendor.serial_number);
    tally.optional("serial number", Some(number), theirs.equipment_serial_number);
    // Message 24: the 30 bits are the hull, or of an auxiliary craft (98xxxxxxx) the mother
    // ship's MMSI; nmea-parser gives out both of everybody.
    if theirs.mmsi / 10_000_000 == 98 {
        let mothership = theirs.mothership_mmsi.and_then(station);
        tally.optional("mothership", ours.mothership.map(Mmsi::get), mothership);
    } else {
        hull(tally, ours.dimensions, sides(theirs));
    }
}

fn sides(theirs: &VesselStaticData) -> [Option<u16>; 4] {
    [
        theirs.dimension_to_bow,
        theirs.dimension_to_stern,
        theirs.dimension_to_port,
        theirs.dimension_to_starboard,
    ]
}
