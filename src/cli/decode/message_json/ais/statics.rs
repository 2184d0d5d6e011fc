use crate::cli::decode::json::Object;
use crate::cli::decode::message_json::fields::{
    MEASURE_PLACES, dimensions, epfd, eta, position, ship_type, timestamp,
};
use crate::decode::ais::{AidToNavigationReport, AidType, StaticAndVoyageData, StaticDataPartB};
use crate::domain::{Metres, Text};

pub(super) fn static_and_voyage(object: &mut Object<'_>, m: &StaticAndVoyageData) {
    object.integer("ais_version", i64::from(m.ais_version));
    object.integer("imo_number", m.imo_number.map(i64::from));
    object.text("call_sign", m.call_sign.as_ref().map(Text::as_str));
    object.text("name", m.name.as_ref().map(Text::as_str));
    ship_type(object, m.ship_type);
    dimensions(object, m.dimensions);
    epfd(object, m.epfd);
    eta(object, m.eta);
    object.decimal("draught", m.draught.map(Metres::get), MEASURE_PLACES);
    object.text("destination", m.destination.as_ref().map(Text::as_str));
    object.flag("dte_ready", m.dte_ready);
}

pub(super) fn aid_to_navigation(object: &mut Object<'_>, m: &AidToNavigationReport) {
    object.text("aid_type", m.aid_type.map(AidType::as_str));
    object.integer("aid_type_code", m.aid_type.map(|aid| i64::from(aid.code())));
    object.text("name", m.name.as_ref().map(Text::as_str));
    object.flag("position_accuracy", m.position_accuracy);
    position(object, m.position);
    dimensions(object, m.dimensions);
    epfd(object, m.epfd);
    timestamp(object, m.timestamp);
    object.flag("off_position", m.off_position);
    object.integer("aid_status_code", m.aid_status.map(i64::from));
    object.flag("raim", m.raim);
    object.flag("virtual_aid", m.virtual_aid);
    object.flag("assigned", m.assigned);
}

pub(super) fn static_data_part_b(object: &mut Object<'_>, m: &StaticDataPartB) {
    object.integer("part_number", 1);
    ship_type(object, m.ship_type);
    if let Some(vendor) = m.vendor {
        object.text("vendor_id", vendor.id.as_ref().map(Text::as_str));
        object.integer("model_code", i64::from(vendor.model_code));
        object.integer("serial_number", i64::from(vendor.serial_number));
    }
    object.text("call_sign", m.call_sign.as_ref().map(Text::as_str));
    dimensions(object, m.dimensions);
    object.integer("mothership_mmsi", m.mothership.map(|mmsi| i64::from(mmsi.get())));
    epfd(object, m.epfd);
}
