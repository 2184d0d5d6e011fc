//! Position CSVs that analysts have, by the names in their header: MarineCadastre, the Danish
//! Maritime Authority, and any other whose columns have common names.

mod cells;
mod column;
mod columns;
mod row;
mod table;
mod time;
mod words;

pub use columns::{Columns, UnreadHeader};
pub use row::{PositionRow, RowTurn};
pub(super) use table::{RowLine, Table};
