use super::link::communication_state;
use super::payload;
use crate::cli::decode::json::Object;
use crate::cli::decode::message_json::fields::Hex;
use crate::decode::ais::{
    AddressedBinaryMessage, ApplicationData, MultipleSlotBinaryMessage, SingleSlotBinaryMessage,
};
use crate::domain::Mmsi;

pub(super) fn addressed(object: &mut Object<'_>, m: &AddressedBinaryMessage) {
    object.integer("sequence_number", i64::from(m.sequence_number));
    addressee(object, m.addressee);
    object.flag("retransmitted", m.retransmitted);
    application(object, &m.application);
}

pub(super) fn single_slot(object: &mut Object<'_>, m: &SingleSlotBinaryMessage) {
    object.flag("addressed", m.addressed);
    object.flag("structured", m.structured);
    addressee(object, m.addressee);
    application(object, &m.application);
}

pub(super) fn multiple_slot(object: &mut Object<'_>, m: &MultipleSlotBinaryMessage) {
    object.flag("addressed", m.addressed);
    object.flag("structured", m.structured);
    addressee(object, m.addressee);
    application(object, &m.application);
    communication_state(object, m.communication_state);
}

/// `data` are the bytes after the identifier in hexadecimal, `data_bits` how many bits of them were
/// sent; the members of the payload follow where the identifier tells how to read it.
pub(super) fn application(object: &mut Object<'_>, data: &ApplicationData) {
    object.integer("dac", data.id().map(|id| i64::from(id.dac)));
    object.integer("fi", data.id().map(|id| i64::from(id.fi)));
    if data.is_empty() {
        return;
    }
    object.plain("data", Hex(data.bytes()));
    object.integer("data_bits", i64::try_from(data.len()).ok());
    if let Some(payload) = data.payload() {
        payload::write(object, &payload);
    }
}

fn addressee(object: &mut Object<'_>, addressee: Option<Mmsi>) {
    object.integer("destination_mmsi", addressee.map(|mmsi| i64::from(mmsi.get())));
}
