use crate::cli::decode::json::Object;
use crate::decode::ais::{Acknowledgement, AddressedSafetyRelatedMessage, UtcAndDateInquiry};
use crate::domain::Text;

pub(super) fn safety_text(object: &mut Object<'_>, m: &AddressedSafetyRelatedMessage) {
    object.integer("sequence_number", i64::from(m.sequence_number));
    object.integer("destination_mmsi", m.addressee.map(|mmsi| i64::from(mmsi.get())));
    object.flag("retransmitted", m.retransmitted);
    object.text("text", m.text.as_ref().map(Text::as_str));
}

pub(super) fn acknowledgement(object: &mut Object<'_>, m: &Acknowledgement) {
    object.array("acknowledged", m.acknowledged.into_iter().flatten(), |inner, acknowledged| {
        inner.integer("mmsi", i64::from(acknowledged.addressee.get()));
        inner.integer("sequence_number", i64::from(acknowledged.sequence_number));
    });
}

pub(super) fn utc_and_date_inquiry(object: &mut Object<'_>, m: &UtcAndDateInquiry) {
    object.integer("destination_mmsi", m.addressee.map(|mmsi| i64::from(mmsi.get())));
}
