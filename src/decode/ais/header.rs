use super::super::{Bits, RejectReason};
use crate::domain::Mmsi;

/// Bits of type, repeat indicator and MMSI: shorter than that, nobody knows who sent it.
const IDENTITY_BITS: usize = 38;

/// What every message begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Message type, 1 to 27.
    pub message_type: u8,
    /// How often it was repeated: 0 to 3, 3 is "do not repeat any more".
    pub repeat_indicator: u8,
    /// The sender's number as sent, 30 bits; see [`Self::mmsi`].
    pub mmsi_code: u32,
}

impl Header {
    #[inline]
    pub(super) fn read(bits: Bits<'_>) -> Result<Self, RejectReason> {
        if bits.len() < IDENTITY_BITS {
            return Err(RejectReason::TooShort);
        }
        let message_type = bits.byte(0, 6).filter(|message_type| (1..=27).contains(message_type));
        Ok(Self {
            message_type: message_type.ok_or(RejectReason::UnknownType)?,
            repeat_indicator: bits.byte(6, 2).ok_or(RejectReason::TooShort)?,
            mmsi_code: bits.unsigned(8, 30).ok_or(RejectReason::TooShort)?,
        })
    }

    /// Who sent it; `None` of 0, which a transponder sends that was never set up, and of more than
    /// nine digits.
    pub const fn mmsi(&self) -> Option<Mmsi> {
        Mmsi::new(self.mmsi_code)
    }
}
