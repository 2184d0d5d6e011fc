use crate::cli::decode::json::Object;
use crate::decode::ais::AddressedSafetyRelatedMessage;
use crate::domain::Text;

pub(super) fn addressed_text(object: &mut Object<'_>, m: &AddressedSafetyRelatedMessage) {
    object.integer("sequence_number", i64::from(m.sequence_number));
    object.integer("destination_mmsi", m.addressee.map(|mmsi| i64::from(mmsi.get())));
    object.flag("retransmitted", m.retransmitted);
    object.text("text", m.text.as_ref().map(Text::as_str));
}
