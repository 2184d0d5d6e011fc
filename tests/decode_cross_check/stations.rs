//! Base stations, aircraft and aids to navigation: messages 4, 9, 11 and 21.

use nmea_parser::ais::{
    AidToNavigationReport as TheirAid, BaseStationReport as TheirStation,
    StandardSarAircraftPositionReport as TheirAircraft,
};
use picket::decode::ais::{
    AidToNavigationReport, AidType, BaseStationReport, CommunicationState,
    SarAircraftPositionReport,
};
use picket::domain::EventTime;

use super::messages::Message;
use super::tally::Tally;
use super::values::{degrees, direction, epfd, hull, letters, place, second, sog, text};

/// One that leaves out a part of its date nmea-parser refuses altogether.
pub(crate) fn base_station(tally: &mut Tally, ours: &BaseStationReport, theirs: &TheirStation) {
    tally.same("mmsi", ours.header.mmsi_code, theirs.mmsi);
    let utc = theirs.timestamp.map(|utc| utc.timestamp());
    tally.optional("utc", ours.utc().map(EventTime::as_secs), utc);
    tally.same("position_accuracy", ours.position_accuracy, theirs.high_position_accuracy);
    place(tally, ours.position, theirs);
    epfd(tally, ours.epfd, theirs.position_fix_type);
    tally.optional("raim", ours.raim, Some(theirs.raim_flag));
    let state = ours.communication_state.map(CommunicationState::code);
    tally.optional("communication_state", state, Some(theirs.radio_status));
}

/// Message 9: bit 134 is the sensor of the altitude, which nmea-parser calls regional with the
/// spare bits after it.
pub(crate) fn aircraft(
    tally: &mut Tally,
    ours: &SarAircraftPositionReport,
    theirs: &TheirAircraft,
) {
    tally.same("mmsi", ours.header.mmsi_code, theirs.mmsi);
    tally.optional("altitude", ours.altitude, theirs.altitude);
    tally.near("sog", sog(ours.sog, 1022.0), theirs.sog_knots.map(f64::from));
    tally.same("position_accuracy", ours.position_accuracy, theirs.high_position_accuracy);
    place(tally, ours.position, theirs);
    tally.near("cog", degrees(ours.cog), direction(theirs.cog));
    tally.same("timestamp", second(ours.timestamp), theirs.timestamp_seconds);
    tally.optional("dte_ready", ours.dte_ready, Some(theirs.dte));
    tally.optional("assigned", ours.assigned, Some(theirs.assigned));
    tally.optional("raim", ours.raim, Some(theirs.raim_flag));
    let state = ours.communication_state.map(CommunicationState::code);
    tally.optional("communication_state", state, Some(theirs.radio_status));
}

/// Left out: the position accuracy, which nmea-parser keeps to itself, and the off-position flag,
/// which is bit 259 (message 21) and which it reads from bit 243, of the hull.
pub(crate) fn aid(
    tally: &mut Tally,
    message: &Message,
    ours: &AidToNavigationReport,
    theirs: &TheirAid,
) {
    tally.same("mmsi", ours.header.mmsi_code, theirs.mmsi);
    tally.same("aid_type", ours.aid_type.map_or(0, AidType::code), theirs.aid_type as u8);
    name(tally, message, ours, theirs);
    place(tally, ours.position, theirs);
    let sides = [
        theirs.dimension_to_bow,
        theirs.dimension_to_stern,
        theirs.dimension_to_port,
        theirs.dimension_to_starboard,
    ];
    hull(tally, ours.dimensions, sides);
    epfd(tally, ours.epfd, theirs.position_fix_type);
    tally.same("timestamp", second(ours.timestamp), theirs.timestamp_seconds);
    tally.optional("aid_status", ours.aid_status, Some(theirs.regional));
    tally.optional("raim", ours.raim, Some(theirs.raim_flag));
    tally.optional("virtual_aid", ours.virtual_aid, Some(theirs.virtual_aid_flag));
    tally.optional("assigned", ours.assigned, Some(theirs.assigned_mode_flag));
}

/// Message 21: an extension belongs to a name of 20 characters, of which a blank may be the last, and
/// fill bits belong to nothing. nmea-parser drops that blank, and makes an extension of fill bits too.
fn name(tally: &mut Tally, message: &Message, ours: &AidToNavigationReport, theirs: &TheirAid) {
    let fixed: Vec<u32> = (0..20)
        .map(|nth| message.code(43 + 6 * nth, 6))
        .take_while(|&letter| letter != 0)
        .collect();
    let Some(last) = fixed.iter().rposition(|&letter| letter != 32) else {
        return;
    };
    if fixed.len() < 20 {
        text(tally, "name", ours.name, theirs.name.get(..=last));
    } else if last == 19 {
        let bits = 120 + message.bits().saturating_sub(272);
        text(tally, "name", ours.name, Some(letters(&theirs.name, bits)));
    }
}
