//! The stages of the decoder by themselves, so that the bench can say what each one costs.

use super::ais::AisMessage;
use super::{BitBuffer, RejectReason, plain};

/// From the characters of a whole payload to a message and the hash by which its copies are known.
pub fn payload_to_message(
    armour: &[u8],
    fill: u8,
    buffer: &mut BitBuffer,
) -> Result<(AisMessage, u64), RejectReason> {
    buffer.fill_from(armour, fill)?;
    let hash = buffer.hash(false);
    AisMessage::decode(buffer.bits()).map(|message| (message, hash))
}

/// From a line that is one plain sentence and a whole message; `None` of anything else.
pub fn sentence_to_message(line: &[u8], buffer: &mut BitBuffer) -> Option<(AisMessage, u64)> {
    let reading = plain::read_line(line, buffer)?.reading;
    if !reading.is_whole_message() {
        return None;
    }
    let hash = buffer.hash(false);
    AisMessage::decode(buffer.bits()).ok().map(|message| (message, hash))
}
