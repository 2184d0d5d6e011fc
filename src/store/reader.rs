use super::StoreError;
use super::row::AlertRow;
use crate::alert::{AlertId, AlertState};
use crate::detect::Priority;
use crate::domain::{ContactId, EventTime, RuleId};
use crate::picture::Fix;

/// Reads the store beside its writer; cheap to clone.
#[derive(Clone, Debug)]
pub struct Reader {}

/// Which alerts are asked for; `None` and empty mean all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AlertFilter {
    /// Only these states.
    pub states: Vec<AlertState>,
    /// Only this rule.
    pub rule: Option<RuleId>,
    /// Only this area.
    pub area: Option<String>,
    /// This priority or above.
    pub priority: Option<Priority>,
    /// Only with this participant.
    pub contact: Option<ContactId>,
    /// Only exercises, or none.
    pub exercise: Option<bool>,
    /// Raised at or after.
    pub from: Option<EventTime>,
    /// Raised before.
    pub to: Option<EventTime>,
}

/// A page of a list with the cursor of the next one.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Hand it back to get the next page; `None` at the end.
    pub next: Option<String>,
}

/// A stored point of a track.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrackRow {
    /// Position and motion.
    pub fix: Fix,
    /// It came later than the lateness bound.
    pub late: bool,
}

impl Reader {
    /// The newest revision of an alert.
    pub fn alert(&self, id: AlertId) -> Result<Option<AlertRow>, StoreError> {
        todo!("{id}")
    }

    /// The newest revisions of the alerts that a filter lets through, the latest raised first;
    /// `cursor` is a [`Page::next`] of the same filter.
    pub fn alerts(
        &self,
        filter: &AlertFilter,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<Page<AlertRow>, StoreError> {
        todo!("{filter:?} {cursor:?} {limit}")
    }

    /// Every revision of one alert, oldest first.
    pub fn history(&self, id: AlertId) -> Result<Vec<AlertRow>, StoreError> {
        todo!("{id}")
    }

    /// The transitions after `seq`, oldest first, at most `limit`.
    pub fn transitions_after(&self, seq: u64, limit: usize) -> Result<Vec<AlertRow>, StoreError> {
        todo!("{seq} {limit}")
    }

    /// First and last number of the transition log; `None` while it is empty.
    pub fn seq_range(&self) -> Result<Option<(u64, u64)>, StoreError> {
        todo!()
    }

    /// The points of a contact in `from..to`, by time, at most `limit`; the open period included.
    pub fn track(
        &self,
        contact: ContactId,
        from: EventTime,
        to: EventTime,
        limit: usize,
    ) -> Result<Vec<TrackRow>, StoreError> {
        todo!("{contact} {from} {to} {limit}")
    }
}
