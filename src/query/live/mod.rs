//! The live picture for those who look: track updates in, shared snapshots out.

mod bounding_box;
mod changes;
mod chunks;
mod coverage;
mod nearest;
mod projection;
mod snapshot;
#[cfg(test)]
mod tests;
mod vessel;

pub use bounding_box::BoundingBox;
pub use changes::Difference;
pub use coverage::{Coverage, CoverageCell, SharedCoverage};
pub use projection::Live;
pub use snapshot::Snapshot;
pub use vessel::Vessel;
