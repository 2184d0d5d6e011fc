use super::super::Bits;
use super::{ApplicationData, Header};

/// Message 8: Binary broadcast message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BinaryBroadcastMessage {
    /// Type, repeat indicator, MMSI.
    pub header: Header,
    /// What it carries.
    pub application: ApplicationData,
}

impl BinaryBroadcastMessage {
    /// The header is all that must be there: without data it says who was heard.
    pub(super) fn read(header: Header, bits: Bits<'_>) -> Self {
        Self { header, application: ApplicationData::identified(bits, 40, bits.len()) }
    }
}
