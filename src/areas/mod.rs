//! Watch areas: where the rules apply, how sharply, and for whom not. Made by `config` (files) or
//! the store (areas drawn over HTTP); looked up once a report.

mod index;
mod settings;
mod watch_area;

pub use index::{AreaIndex, DuplicateArea, WatchAreas};
pub use settings::{Overrides, RuleSetting};
pub use watch_area::{AreaId, AreaKind, InvalidAreaId, SecurityLevel, WatchArea};
