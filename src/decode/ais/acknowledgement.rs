use super::super::{Bits, RejectReason};
use super::Header;
use crate::domain::Mmsi;

/// One acknowledgement: without it nothing is said.
const MINIMUM_BITS: usize = 72;
/// Bits of an addressee and a sequence number.
const ENTRY_BITS: usize = 32;

/// Message 7: Binary acknowledge; message 13: Safety related acknowledge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Acknowledgement {
    /// Type, repeat indicator, MMSI.
    pub header: Header,
    /// What is acknowledged, in the order sent; `None` where the addressee is no MMSI and beyond
    /// the end of the message.
    pub acknowledged: [Option<Acknowledged>; 4],
}

/// A message 6 or 12 that arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Acknowledged {
    /// Who sent it.
    pub addressee: Mmsi,
    /// Its sequence number, 0 to 3.
    pub sequence_number: u8,
}

impl Acknowledgement {
    pub(super) fn read(header: Header, bits: Bits<'_>) -> Result<Self, RejectReason> {
        if bits.len() < MINIMUM_BITS {
            return Err(RejectReason::TooShort);
        }
        let starts: [usize; 4] = std::array::from_fn(|entry| 40 + ENTRY_BITS * entry);
        Ok(Self { header, acknowledged: starts.map(|start| Acknowledged::read(bits, start)) })
    }
}

impl Acknowledged {
    fn read(bits: Bits<'_>, start: usize) -> Option<Self> {
        Some(Self {
            addressee: bits.unsigned(start, 30).and_then(Mmsi::new)?,
            sequence_number: bits.byte(start + 30, 2)?,
        })
    }
}
