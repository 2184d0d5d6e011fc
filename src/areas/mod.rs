//! Watch areas: where the rules apply, how sharply, and for whom not. Made by `config` (files) or
//! the store (areas drawn over HTTP); looked up once a report.

#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions,
    clippy::print_stdout,
    clippy::panic
)]
#![cfg_attr(
    test,
    allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test that fails may panic")
)]

mod index;
mod made_area;
mod settings;
mod watch_area;

pub use index::{AreaIndex, DuplicateArea, NearBoundary, WatchAreas};
pub use made_area::MadeArea;
pub use settings::{Overrides, RuleSetting};
pub use watch_area::{AreaId, AreaKind, InvalidAreaId, SecurityLevel, WatchArea};
