//! Track updates to detections: one file per rule, each a pure judgement of what the picture shows,
//! over one shared machine for holding, escalating and clearing.

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
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        reason = "a test fails by panicking"
    )
)]

// What a rule says.
mod detection;
mod findings;

// The rules, in the order of the catalogue.
mod area_entry;
mod area_exit;
mod area_dwell;
mod area_speed;
mod fast_approach;
mod loitering;
mod ais_dark;
mod distress_beacon;
mod safety_text;
mod position_jump;
mod duplicate_mmsi;
mod table;

// What they share.
mod craft;
mod condition;
mod hold;
mod rulebook;
mod timers;

// How reports reach them.
mod detector;
mod boundary;
mod pairs;
mod silence;
mod calls;

pub use detection::{
    AreaRef, Bonus, Cause, CauseKind, Detection, Findings, IncidentKey, IncidentSubject, Measure,
    Participant, Priority, Relation, Role, Signal, TargetTraits, TrailPoint,
};
pub use detector::{Detector, Resumed};
pub use table::{Parameter, Phase, RULES, RuleSpec, spec};
