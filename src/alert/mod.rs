//! Detections and officers' acts to alert transitions: lifecycle, incident keys, suppression,
//! withdrawal, ids.

mod act;
mod alert;
mod book;
mod transition;

pub use act::{Act, Deed, Disposition, RefusalReason};
pub use alert::{Alert, AlertId, AlertState, Evidence, Snooze};
pub use book::{AlertBook, AlertSettings};
pub use transition::{Transition, TransitionKind};
