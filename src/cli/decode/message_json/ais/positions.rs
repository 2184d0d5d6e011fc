use super::link::communication_state;
use crate::cli::decode::json::Object;
use crate::cli::decode::message_json::fields::{
    MEASURE_PLACES, dimensions, directions, epfd, navigational_status, position, rate_of_turn,
    ship_type, speed, timestamp,
};
use crate::decode::ais::{
    BaseStationReport, ClassBFlags, ExtendedClassBPositionReport, LongRangeBroadcastMessage,
    PositionReportClassA, SarAircraftPositionReport, SpecialManoeuvre,
    StandardClassBPositionReport,
};
use crate::domain::{Knots, Text};

pub(super) fn class_a(object: &mut Object<'_>, m: &PositionReportClassA) {
    let code = m.navigational_status_code;
    navigational_status(object, m.navigational_status(), Some(code));
    rate_of_turn(object, m.rot);
    speed(object, m.sog);
    object.flag("position_accuracy", m.position_accuracy);
    position(object, m.position);
    directions(object, m.cog, m.true_heading);
    timestamp(object, m.timestamp);
    object.flag("special_manoeuvre", m.special_manoeuvre.and_then(SpecialManoeuvre::engaged));
    let manoeuvre_code = m.special_manoeuvre.map(|manoeuvre| i64::from(manoeuvre.code()));
    object.integer("special_manoeuvre_code", manoeuvre_code);
    object.flag("raim", m.raim);
    communication_state(object, m.communication_state);
}

pub(super) fn base_station(object: &mut Object<'_>, m: &BaseStationReport) {
    object.integer("year", m.year.map(i64::from));
    object.integer("month", m.month.map(i64::from));
    object.integer("day", m.day.map(i64::from));
    object.integer("hour", m.hour.map(i64::from));
    object.integer("minute", m.minute.map(i64::from));
    object.integer("second", m.second.map(i64::from));
    object.flag("position_accuracy", m.position_accuracy);
    position(object, m.position);
    epfd(object, m.epfd);
    object.flag("transmission_control", m.transmission_control);
    object.flag("raim", m.raim);
    communication_state(object, m.communication_state);
}

pub(super) fn sar_aircraft(object: &mut Object<'_>, m: &SarAircraftPositionReport) {
    object.integer("altitude", m.altitude.map(i64::from));
    speed(object, m.sog);
    object.flag("position_accuracy", m.position_accuracy);
    position(object, m.position);
    directions(object, m.cog, None);
    timestamp(object, m.timestamp);
    object.flag("barometric_altitude", m.barometric_altitude);
    object.flag("dte_ready", m.dte_ready);
    object.flag("assigned", m.assigned);
    object.flag("raim", m.raim);
    communication_state(object, m.communication_state);
}

pub(super) fn class_b(object: &mut Object<'_>, m: &StandardClassBPositionReport) {
    speed(object, m.sog);
    object.flag("position_accuracy", m.position_accuracy);
    position(object, m.position);
    directions(object, m.cog, m.true_heading);
    timestamp(object, m.timestamp);
    if let Some(flags) = m.flags {
        let ClassBFlags { carrier_sense, display, dsc, whole_band, message_22, assigned } = flags;
        object.flag("carrier_sense", carrier_sense);
        object.flag("display", display);
        object.flag("dsc", dsc);
        object.flag("whole_band", whole_band);
        object.flag("message_22", message_22);
        object.flag("assigned", assigned);
    }
    object.flag("raim", m.raim);
    communication_state(object, m.communication_state);
}

pub(super) fn extended_class_b(object: &mut Object<'_>, m: &ExtendedClassBPositionReport) {
    speed(object, m.sog);
    object.flag("position_accuracy", m.position_accuracy);
    position(object, m.position);
    directions(object, m.cog, m.true_heading);
    timestamp(object, m.timestamp);
    object.text("name", m.name.as_ref().map(Text::as_str));
    ship_type(object, m.ship_type);
    dimensions(object, m.dimensions);
    epfd(object, m.epfd);
    object.flag("raim", m.raim);
    object.flag("dte_ready", m.dte_ready);
    object.flag("assigned", m.assigned);
}

pub(super) fn long_range(object: &mut Object<'_>, m: &LongRangeBroadcastMessage) {
    object.flag("position_accuracy", m.position_accuracy);
    object.flag("raim", m.raim);
    let code = m.navigational_status_code;
    navigational_status(object, m.navigational_status(), Some(code));
    position(object, m.position);
    object.decimal("sog", m.sog.map(Knots::get), MEASURE_PLACES);
    directions(object, m.cog, None);
    object.flag("position_latency", m.position_latency);
}
