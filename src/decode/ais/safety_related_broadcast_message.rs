use super::super::{Bits, RejectReason};
use super::Header;
use crate::domain::Text;

/// One character of text: without it nothing is said.
const MINIMUM_BITS: usize = 46;

/// Message 14: Safety related broadcast message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SafetyRelatedBroadcastMessage {
    /// Type, repeat indicator, MMSI.
    pub header: Header,
    /// What it says.
    pub text: Option<Text<161>>,
}

impl SafetyRelatedBroadcastMessage {
    pub(super) fn read(header: Header, bits: Bits<'_>) -> Result<Self, RejectReason> {
        if bits.len() < MINIMUM_BITS {
            return Err(RejectReason::TooShort);
        }
        Ok(Self { header, text: bits.text_to_end(40) })
    }
}
