use super::super::{Bits, RejectReason};
use super::Header;
use crate::domain::Mmsi;

/// One assignment; four spare bits follow it where it is the only one.
const MINIMUM_BITS: usize = 92;

/// Message 16: Assigned mode command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AssignmentModeCommand {
    /// Type, repeat indicator, MMSI.
    pub header: Header,
    /// One or two assignments; `None` where the addressee is no MMSI or was not sent.
    pub assignments: [Option<Assignment>; 2],
}

/// When a station has to report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// Whom it is for.
    pub addressee: Mmsi,
    /// Offset from the current slot to the first assigned slot; reports in ten minutes where the
    /// increment code is 0.
    pub offset: u16,
    /// Code of the increment to the next assigned slot, 0 to 1023.
    pub increment_code: u16,
}

impl AssignmentModeCommand {
    pub(super) fn read(header: Header, bits: Bits<'_>) -> Result<Self, RejectReason> {
        if bits.len() < MINIMUM_BITS {
            return Err(RejectReason::TooShort);
        }
        let assignments = [Assignment::read(bits, 40), Assignment::read(bits, 92)];
        Ok(Self { header, assignments })
    }
}

impl Assignment {
    fn read(bits: Bits<'_>, start: usize) -> Option<Self> {
        Some(Self {
            addressee: bits.unsigned(start, 30).and_then(Mmsi::new)?,
            offset: bits.short(start + 30, 12)?,
            increment_code: bits.short(start + 42, 10)?,
        })
    }

    /// Slots from one report to the next (ITU-R M.1371-5, annex 8, message 16, notes); `None` where a
    /// reporting rate is assigned instead, and for codes that are not defined.
    pub const fn increment(self) -> Option<u16> {
        Some(match self.increment_code {
            1 => 1125,
            2 => 375,
            3 => 225,
            4 => 125,
            5 => 75,
            6 => 45,
            _ => return None,
        })
    }

    /// Reports in ten minutes, where a reporting rate is assigned (increment code 0).
    pub const fn reports_in_ten_minutes(self) -> Option<u16> {
        if self.increment_code == 0 { Some(self.offset) } else { None }
    }
}
