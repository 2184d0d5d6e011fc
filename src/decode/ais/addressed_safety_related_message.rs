use super::super::{Bits, RejectReason};
use super::Header;
use crate::domain::{Mmsi, Text};

/// Through the retransmit flag. A text without characters is one that was not sent.
const MINIMUM_BITS: usize = 71;

/// Message 12: Addressed safety related message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddressedSafetyRelatedMessage {
    /// Type, repeat indicator, MMSI.
    pub header: Header,
    /// Sequence number, 0 to 3.
    pub sequence_number: u8,
    /// To whom; `None` where the number is no MMSI.
    pub addressee: Option<Mmsi>,
    /// Sent again for want of an acknowledgement.
    pub retransmitted: bool,
    /// What it says.
    pub text: Option<Text<156>>,
}

impl AddressedSafetyRelatedMessage {
    pub(super) fn read(header: Header, bits: Bits<'_>) -> Result<Self, RejectReason> {
        if bits.len() < MINIMUM_BITS {
            return Err(RejectReason::TooShort);
        }
        Ok(Self {
            header,
            sequence_number: bits.byte(38, 2).ok_or(RejectReason::TooShort)?,
            addressee: bits.unsigned(40, 30).and_then(Mmsi::new),
            retransmitted: bits.flag(70).ok_or(RejectReason::TooShort)?,
            text: bits.text_to_end(72),
        })
    }
}
