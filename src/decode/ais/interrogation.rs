use super::super::{Bits, RejectReason};
use super::Header;
use crate::domain::Mmsi;

/// Through the first message asked for.
const MINIMUM_BITS: usize = 76;

/// Message 15: Interrogation: two messages of a first station, one of a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interrogation {
    /// Type, repeat indicator, MMSI.
    pub header: Header,
    /// The first station; `None` where the number is no MMSI.
    pub first: Option<Mmsi>,
    /// What it is asked for; the second is seldom sent.
    pub of_first: [Option<Request>; 2],
    /// The second station, where one is asked.
    pub second: Option<Mmsi>,
    /// What the second station is asked for.
    pub of_second: Option<Request>,
}

/// A message that a station is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// Message type, 1 to 63 as sent.
    pub message_type: u8,
    /// In which slot to answer, counted from the interrogation; 0 leaves the choice to the station.
    pub slot_offset: Option<u16>,
}

impl Interrogation {
    pub(super) fn read(header: Header, bits: Bits<'_>) -> Result<Self, RejectReason> {
        if bits.len() < MINIMUM_BITS {
            return Err(RejectReason::TooShort);
        }
        Ok(Self {
            header,
            first: bits.unsigned(40, 30).and_then(Mmsi::new),
            of_first: [Request::read(bits, 70), Request::read(bits, 90)],
            second: bits.unsigned(110, 30).and_then(Mmsi::new),
            of_second: Request::read(bits, 140),
        })
    }
}

impl Request {
    /// Eighteen bits; `None` for message type 0, which fills the place of a request not made.
    fn read(bits: Bits<'_>, start: usize) -> Option<Self> {
        let message_type = bits.byte(start, 6).filter(|&message_type| message_type != 0)?;
        Some(Self { message_type, slot_offset: bits.short(start + 6, 12) })
    }
}
