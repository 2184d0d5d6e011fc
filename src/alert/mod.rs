//! Detections and officers' acts to alert transitions: lifecycle, incident keys, suppression,
//! withdrawal, ids.

mod act;
mod advice;
mod alert;
mod book;
mod id;
mod transition;

pub use act::{Act, Deed, Disposition, RefusalReason};
pub use advice::{Advice, advice};
pub use alert::{Alert, AlertState, Evidence, Snooze};
pub use book::{AlertBook, AlertSettings};
pub use id::AlertId;
pub use transition::{Transition, TransitionKind};
