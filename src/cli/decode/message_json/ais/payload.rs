//! The members of a payload stand beside those of its message, under their names in the circular
//! that defines it, and in its units: knots, degrees, metres, seconds, nautical miles, degrees
//! Celsius, hectopascal, percent of humidity, per mille of salinity, decibar, siemens per metre,
//! volts. A measure at an end of its scale ("this much or more") is a code, `NAME_code`.

use super::payload_fields::{direction, measure, number};
use super::{area_notice, environmental, meteorological};
use crate::cli::decode::json::Object;
use crate::cli::decode::message_json::fields::{MEASURE_PLACES, position};
use crate::decode::ais::application::{
    AidMonitoring, InlandPersonsOnBoard, InlandShip, Payload, PersonsOnBoard, SyntheticTarget,
    TargetIdentity,
};
use crate::domain::{Knots, Text};

pub(super) fn write(object: &mut Object<'_>, payload: &Payload) {
    match payload {
        Payload::TextMessage(m) => {
            object.flag("acknowledge_required", m.acknowledge_required);
            number(object, "text_sequence_number", m.sequence_number);
            object.text("text", m.text.as_ref().map(Text::as_str));
        }
        Payload::MeteorologicalData(m) => meteorological::write(object, m),
        Payload::PersonsOnBoard(m) => persons_on_board(object, *m),
        Payload::SyntheticTargets(targets) => object.array("targets", targets.iter(), target),
        Payload::AreaNotice(m) => area_notice::write(object, m),
        Payload::Environmental(reports) => {
            object.array("sensor_reports", reports.iter(), environmental::report);
        }
        Payload::TextDescription(m) => {
            object.integer("message_linkage_id", i64::from(m.message_linkage_id));
            object.text("text", m.text.as_ref().map(Text::as_str));
        }
        Payload::InlandShip(m) => inland_ship(object, m),
        Payload::InlandPersonsOnBoard(m) => inland_persons_on_board(object, *m),
        Payload::AidMonitoring(m) => aid_monitoring(object, *m),
    }
}

fn persons_on_board(object: &mut Object<'_>, m: PersonsOnBoard) {
    number(object, "persons", m.persons);
    object.integer("persons_code", m.or_more.then_some(8191));
}

fn inland_persons_on_board(object: &mut Object<'_>, m: InlandPersonsOnBoard) {
    number(object, "crew", m.crew);
    number(object, "passengers", m.passengers);
    number(object, "personnel", m.personnel);
}

fn target(object: &mut Object<'_>, target: &SyntheticTarget) {
    match &target.identity {
        Some(TargetIdentity::Mmsi(mmsi)) => object.integer("mmsi", i64::from(mmsi.get())),
        Some(TargetIdentity::Imo(imo)) => object.integer("imo_number", i64::from(imo.get())),
        Some(TargetIdentity::CallSign(text)) => object.text("call_sign", Some(text.as_str())),
        Some(TargetIdentity::Other(text)) => object.text("target_identifier", Some(text.as_str())),
        None => {}
    }
    position(object, target.position);
    direction(object, "cog", target.cog);
    number(object, "timestamp", target.utc_second);
    object.decimal("sog", target.sog.map(Knots::get), MEASURE_PLACES);
}

fn inland_ship(object: &mut Object<'_>, m: &InlandShip) {
    object.text("vessel_id", m.vessel_id.as_ref().map(Text::as_str));
    measure(object, "length", m.length);
    measure(object, "beam", m.beam);
    number(object, "eri_ship_type_code", m.ship_type);
    number(object, "hazardous_cargo_code", m.hazardous_cargo);
    measure(object, "draught", m.draught);
    object.flag("loaded", m.loaded);
    number(object, "loaded_code", m.loaded.map(|loaded| if loaded { 1 } else { 2 }));
    object.flag("speed_quality", m.speed_quality);
    object.flag("course_quality", m.course_quality);
    object.flag("heading_quality", m.heading_quality);
}

fn aid_monitoring(object: &mut Object<'_>, m: AidMonitoring) {
    let [first, second] = m.external_voltages;
    measure(object, "supply_voltage", m.supply_voltage);
    measure(object, "external_voltage_1", first);
    measure(object, "external_voltage_2", second);
    number(object, "racon_status_code", m.racon_status);
    number(object, "light_status_code", m.light_status);
    object.flag("alarm", m.alarm);
    number(object, "digital_inputs", m.digital_inputs);
    object.flag("off_position", m.off_position);
}
