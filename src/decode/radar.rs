//! Radar targets: TTM (relative) and TLL (absolute).

use super::RejectReason;
use crate::domain::RadarReport;

/// A radar target by its number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RadarMessage {
    /// Target number, 0 to 999.
    pub number: u16,
    /// What is said of it.
    pub report: RadarReport,
}

/// Reads a TTM or TLL sentence whose checksum has been verified, from `$` to before `*`. `Ok(None)`:
/// another formatter.
pub fn parse(sentence: &[u8]) -> Result<Option<RadarMessage>, RejectReason> {
    todo!("{sentence:?}")
}
