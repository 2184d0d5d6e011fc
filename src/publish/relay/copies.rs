use std::time::Duration;

use crate::domain::EventTime;
use crate::picture::DuplicateFilter;

/// Tells copies of a transmission as the engine does, over what this relay sends: with a filter for one
/// feed, a copy that another feed heard first counts for nothing.
#[derive(Debug)]
pub(super) struct Copies {
    filter: DuplicateFilter,
    latest: EventTime,
}

impl Copies {
    pub(super) fn new(window: Duration, capacity: usize) -> Self {
        Self { filter: DuplicateFilter::new(window, capacity), latest: EventTime::MIN }
    }

    pub(super) fn is_copy(&mut self, payload_hash: u64, time: EventTime) -> bool {
        self.latest = self.latest.max(time);
        self.filter.is_copy(payload_hash, time, self.latest)
    }
}
