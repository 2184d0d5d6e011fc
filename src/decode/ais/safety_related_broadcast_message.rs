use super::super::Bits;
use super::Header;
use crate::domain::Text;

/// Message 14: Safety related broadcast message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SafetyRelatedBroadcastMessage {
    /// Type, repeat indicator, MMSI.
    pub header: Header,
    /// What it says; `None` where it was blank or not sent.
    pub text: Option<Text<161>>,
}

impl SafetyRelatedBroadcastMessage {
    pub(super) fn read(header: Header, bits: Bits<'_>) -> Self {
        Self { header, text: bits.text_to_end(40) }
    }
}
