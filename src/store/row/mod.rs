//! What is written: alert transitions in the form of the contract, so that what is stored, streamed
//! and printed is one JSON.

mod act_row;
mod alert_row;
mod from_alert;
mod intern;
mod kept;
mod parts;
pub(super) mod text;
mod to_alert;
#[cfg(test)]
mod tests;

pub use act_row::ActRow;
pub use alert_row::AlertRow;
pub(super) use kept::StoredAlert;
pub use parts::{
    AdviceRow, AreaRow, CauseRow, EvidenceRow, FactorsRow, MeasureRow, ParticipantRow, PointRow,
    PointType, TrailPointRow,
};
pub use to_alert::RowError;
