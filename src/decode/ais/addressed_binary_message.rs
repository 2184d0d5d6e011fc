use super::super::{Bits, RejectReason};
use super::{ApplicationData, Header};
use crate::domain::Mmsi;

/// Through the retransmit flag; real transponders also send it without any data.
const MINIMUM_BITS: usize = 71;

/// Message 6: Addressed binary message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressedBinaryMessage {
    /// Type, repeat indicator, MMSI.
    pub header: Header,
    /// Sequence number, 0 to 3.
    pub sequence_number: u8,
    /// To whom; `None` where the number is no MMSI.
    pub addressee: Option<Mmsi>,
    /// Sent again for want of an acknowledgement.
    pub retransmitted: bool,
    /// What it carries.
    pub application: ApplicationData,
}

impl AddressedBinaryMessage {
    pub(super) fn read(header: Header, bits: Bits<'_>) -> Result<Self, RejectReason> {
        if bits.len() < MINIMUM_BITS {
            return Err(RejectReason::TooShort);
        }
        Ok(Self {
            header,
            sequence_number: bits.byte(38, 2).ok_or(RejectReason::TooShort)?,
            addressee: bits.unsigned(40, 30).and_then(Mmsi::new),
            retransmitted: bits.flag(70).ok_or(RejectReason::TooShort)?,
            application: ApplicationData::identified(bits, 72, bits.len()),
        })
    }
}
