//! Detections and officers' acts to alert transitions: lifecycle, incident keys, suppression,
//! withdrawal, ids.
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
    allow(
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        reason = "a test fails by panicking"
    )
)]

mod act;
mod acted;
mod advice;
#[expect(clippy::module_inception, reason = "an alert is what the module is about")]
mod alert;
mod book;
mod bounds;
mod detected;
mod entry;
mod evidence;
mod fresh;
mod id;
mod index;
mod opening;
mod past;
mod reported;
mod sentences;
mod snoozes;
mod trail;
mod transition;
mod voices;
mod words;

#[cfg(test)]
mod tests;

pub use act::{Act, Deed, Disposition, OfficerReport, RefusalReason};
pub use advice::{Advice, advice};
pub use alert::{Alert, AlertState, Evidence, Snooze};
pub use book::{AlertBook, AlertSettings};
pub use bounds::{NOTE_CHARS_MAX, PERSON_CHARS_MAX};
pub use id::AlertId;
pub use trail::Trail;
pub use transition::{Transition, TransitionKind};
