//! Track updates to detections: one file per rule, each a pure judgement of what the picture shows,
//! over one shared machine for holding, escalating and clearing.
//!
//! # How to write a rule
//!
//! 1. Name it: a variant of [`crate::domain::RuleId`] with its text and its family.
//! 2. One file here, after the model of `loitering` (one vessel) or `fast_approach` (two). It
//!    declares its limits with `limits!` (each with unit, default, range and text; a key that limits
//!    from below ends in `_min`, one that limits from above in `_max`), its row `SPEC` of the rule
//!    table (with the kinds of area in which it is on, and from which it exempts), and its judgement by implementing one of three traits for the limits:
//!    - `SubjectRule`: judged at every report that moves a vessel. It sees a `Subject`: the contact,
//!      her step, the whole picture.
//!    - `PairRule`: judged at every report of either of two vessels. It sees a `Pair`, dead-reckoned
//!      to one moment in one plane: range, CPA, TCPA, closing, bearing rate, velocities and the ages
//!      of both fixes. `TIER` says how far the search goes for it, `might` rules out by the marks in
//!      the cells of the grid alone, before anybody is touched (write one: everybody in reach is
//!      asked at every report), `fits` says who can be the target of whom, `may_meet` rules out by
//!      the widest limits, `judge` decides by the limits of
//!      the target's area, `may_begin` looks round (berths, built-up water) before the first raise.
//!    - `GroupRule`: one target and several fast craft about her, judged at every report of any.
//! 3. One line in `catalogue!` (in the order of `RuleId::ALL`), one line in `judge_subject`, in
//!    `pair_rules!` or in `group_rules!`.
//!
//! The judgement says `Meets`, `Between` or `Clears`, with what to tell. For how long that has to
//! hold is the rule's `need` (at a count, for a time, or for a share of a time); raising, holding,
//! updating, clearing and ending by silence are the machine's. Areas, security levels, validity,
//! allow lists and a change of limits are dealt with before a rule is asked; the limits it is given
//! are those that apply. A `Memo` keeps what a rule has to remember of a condition while it is
//! followed. A rule that is off everywhere is not asked at all. Measures are rounded (`round`)
//! before they meet a limit.
//!
//! A rule about an event rather than a condition (a call, a jump, a silence) has its own step in
//! [`Detector::report`] or a timer, and raises through `Holds::event`.

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
mod swarm;
mod shadowing;
mod mothership;
mod loitering;
mod encounter;
mod boarding_alongside;
mod unexpected_stop;
mod drifting;
mod course_deviation;
mod navigational_status;
mod hijack_suspected;
mod ais_dark;
mod distress_beacon;
mod safety_text;
mod position_jump;
mod duplicate_mmsi;
mod identity_change;
mod gnss_interference;
mod zone_breach;
mod dark_contact;
mod watch_listed;
mod officer_report;
mod table;
mod catalogue;

// What they share.
mod rule;
mod subject;
mod pair;
mod craft;
mod fleet;
mod steady;
mod condition;
mod hold;
mod rulebook;
mod timers;

// How reports reach them.
mod detector;
mod restart;
mod places;
mod members;
mod boundary;
mod pairs;
mod seen_twice;
mod groups;
mod zones;
mod facilities;
mod silence;
mod calls;
mod identities;
mod interference;
mod composites;
mod watch_list;

pub use catalogue::{RULES, spec};
pub use detection::{
    AreaRef, Bonus, Cause, CauseKind, Detection, Findings, IncidentKey, IncidentSubject, Measure,
    Participant, Priority, Relation, Role, Signal, TargetTraits, TrailPoint,
};
pub use detector::Detector;
pub use restart::Resumed;
pub use table::{Parameter, Phase, RuleSpec};
pub use watch_list::WATCH_LIST_MAX;
