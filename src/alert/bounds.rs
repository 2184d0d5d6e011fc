//! Every bound of the alert book that is not configured.

use std::time::Duration;

/// A return sooner than this after clearing is the same alert; at this age it is a new one.
pub(super) const RETRIGGER_WINDOW: Duration = Duration::from_mins(10);

/// A further `updated` of one alert comes no sooner than this.
pub(super) const UPDATE_INTERVAL: Duration = Duration::from_secs(30);

/// A measure that changed by more than this share of its value is worth telling.
pub(super) const MEASURE_CHANGE: f64 = 0.1;

/// Participants of an alert; who comes after is not listed.
pub(super) const PARTICIPANTS_MAX: usize = 32;

/// Measures of an alert.
pub(super) const MEASURES_MAX: usize = 16;

/// Positions kept as evidence; the newest stay.
pub(super) const POSITIONS_MAX: usize = 512;

/// Raw sentences kept as evidence.
pub(super) const SENTENCES_MAX: usize = 64;

/// Missing layers named in the evidence.
pub(super) const MISSING_LAYERS_MAX: usize = 8;

/// Snoozes at once; at the bound the one that ends first goes.
pub(super) const SNOOZES_MAX: usize = 4096;

/// Alerts of the past whose newest revision is remembered: more acts than can be on their way to the
/// log at a time, so that none is done to an alert as it was before another.
pub(super) const PAST_ACTS_MAX: usize = 1024;

/// Characters of a note at most.
pub const NOTE_CHARS_MAX: usize = 2000;

/// Characters of a person's name, initials or token subject at most.
pub const PERSON_CHARS_MAX: usize = 200;
