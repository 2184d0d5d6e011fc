//! Radar sentences of IEC 61162-1: tracked targets (TTM), positions of targets (TLL) and their
//! labels (TLB). RSD, the state of the radar's display, is knowingly not used.

mod message;
mod tracked_target;
mod target_position;
mod target_labels;
mod letters;

pub use letters::{Acquisition, DistanceUnit};
pub use message::{RadarMessage, parse};
pub use target_labels::{LABELS_MAX, TargetLabels};
pub use target_position::TargetPosition;
pub use tracked_target::TrackedTarget;
