//! Position CSVs that analysts have, by the names in their header.

use super::RejectReason;
use crate::domain::{EventTime, Mmsi, PositionReport, StaticReport};

/// Which column of a CSV holds what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {}

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct PositionRow {
    /// When.
    pub time: EventTime,
    /// Who.
    pub mmsi: Mmsi,
    /// Where and how.
    pub position: PositionReport,
    /// Name, type, size, where there are columns for them.
    pub statics: Option<StaticReport>,
}

impl Columns {
    /// The columns of a header line; `None` where it names no MMSI, time, latitude and longitude.
    pub fn from_header(line: &[u8]) -> Option<Self> {
        todo!("{line:?}")
    }

    /// Reads a row; times without a zone are UTC plus `utc_offset_secs`.
    pub fn row(&self, line: &[u8], utc_offset_secs: i32) -> Result<PositionRow, RejectReason> {
        todo!("{line:?} {utc_offset_secs}")
    }
}
