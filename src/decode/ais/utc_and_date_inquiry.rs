use super::super::{Bits, RejectReason};
use super::Header;
use crate::domain::Mmsi;

/// Through the addressee; two spare bits follow.
const MINIMUM_BITS: usize = 70;

/// Message 10: UTC and date inquiry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UtcAndDateInquiry {
    /// Type, repeat indicator, MMSI.
    pub header: Header,
    /// Who is asked; `None` where the number is no MMSI.
    pub addressee: Option<Mmsi>,
}

impl UtcAndDateInquiry {
    pub(super) fn read(header: Header, bits: Bits<'_>) -> Result<Self, RejectReason> {
        if bits.len() < MINIMUM_BITS {
            return Err(RejectReason::TooShort);
        }
        Ok(Self { header, addressee: bits.unsigned(40, 30).and_then(Mmsi::new) })
    }
}
