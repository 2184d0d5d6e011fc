//! AIS messages: one file per message of ITU-R M.1371-5.

use super::{Bits, RejectReason};

/// A message of ITU-R M.1371-5.
#[derive(Clone, Debug, PartialEq)]
pub enum AisMessage {}

impl AisMessage {
    /// Reads a message from its payload.
    pub fn decode(bits: Bits<'_>) -> Result<Self, RejectReason> {
        todo!("{bits:?}")
    }

    /// Message type, 1 to 27.
    pub fn message_type(&self) -> u8 {
        todo!()
    }
}
