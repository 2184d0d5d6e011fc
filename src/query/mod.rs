//! The analyst's questions: the live picture, the open alerts, and history.

mod alert_board;
mod live;

pub use alert_board::{AlertBoard, Published};
pub use live::{BoundingBox, Difference, Live, Snapshot, Vessel};
