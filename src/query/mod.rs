//! The analyst's questions: the live picture, the open alerts, and history; their answers in the
//! formats that other tools open.

mod alert_board;
mod budget;
mod error;
mod formats;
mod history;
mod live;
mod page;
mod parameters;
mod positions_table;
mod questions;
#[cfg(test)]
mod samples;
mod sources;
mod span;
mod table;
mod thin;
mod within;
mod wkt;

pub use alert_board::{AlertBoard, Published};
pub use budget::Budget;
pub use error::QueryError;
pub use formats::{Encoder, Format, GeoParquet, encoder, feature, liking, write};
pub use live::{
    BoundingBox, Coverage, CoverageCell, Difference, Live, SharedCoverage, Snapshot, Vessel,
};
pub use page::{Asked, Page, Rows};
pub use parameters::{BadParameter, Parameters};
pub use positions_table::{POSITIONS, PositionRow};
pub use questions::{Question, QuestionKind, VESSELS, vessel_row};
pub use sources::{AreaOfInterest, Sources};
pub use table::{Column, Kind, Row, Schema, Value, coordinates};
pub use thin::Thinning;
