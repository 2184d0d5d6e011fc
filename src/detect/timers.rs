use std::collections::BTreeSet;

use super::condition::ConditionKey;
use crate::areas::AreaId;
use crate::domain::{BriefId, ContactId, EventTime};

/// What falls due at a moment, whether anybody reports or not. There is one for every contact, so the
/// rarer kinds are kept elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Timer {
    /// A contact may have fallen silent.
    Silence(BriefId),
    /// A contact may have stayed long enough in an area, or have left it for good.
    Area(Box<(ContactId, AreaId)>),
    /// A raised condition may have ended.
    Hold(Box<ConditionKey>),
    /// Those who jumped to one place have all been heard.
    Interference,
}

/// Deadlines in order of time, ties by kind and contact. A timer is a reminder to look, not a
/// promise: whoever set it looks again when it goes off.
#[derive(Debug, Default)]
pub(super) struct Timers(BTreeSet<(EventTime, Timer)>);

impl Timers {
    /// Reminds at a time.
    pub(super) fn set(&mut self, time: EventTime, timer: Timer) {
        self.0.insert((time, timer));
    }

    /// How many there are.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The earliest deadline.
    pub(super) fn next(&self) -> Option<EventTime> {
        self.0.first().map(|(time, _)| *time)
    }

    /// Takes out the earliest timer that is due at or before `now`.
    pub(super) fn pop_due(&mut self, now: EventTime) -> Option<(EventTime, Timer)> {
        if self.next()? > now {
            return None;
        }
        self.0.pop_first()
    }
}
