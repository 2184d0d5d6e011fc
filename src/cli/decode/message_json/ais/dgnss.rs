use crate::cli::decode::json::Object;
use crate::cli::decode::message_json::fields::{Hex, position};
use crate::decode::ais::DgnssBroadcastBinaryMessage;

/// `data` is all that was sent after the position, in hexadecimal; `corrections` what it says.
pub(super) fn write(object: &mut Object<'_>, m: &DgnssBroadcastBinaryMessage) {
    position(object, m.position);
    if let Some(corrections) = m.corrections {
        object.object("corrections", |inner| {
            inner.integer("message_type", i64::from(corrections.message_type));
            inner.integer("station_id", i64::from(corrections.station_id));
            inner.integer("z_count", i64::from(corrections.z_count));
            inner.integer("sequence_number", i64::from(corrections.sequence_number));
            inner.integer("number_of_words", i64::from(corrections.number_of_words));
            inner.integer("health", i64::from(corrections.health));
            inner.plain("words", Hex(m.words()));
        });
    }
    if m.data_bits > 0 {
        object.plain("data", Hex(&m.data));
        object.integer("data_bits", i64::try_from(m.data_bits).ok());
    }
}
