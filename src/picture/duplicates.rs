use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use foldhash::fast::FixedState;

use crate::domain::EventTime;

/// Tells copies of one transmission, heard by several receivers, from the first: a window over event
/// time, bounded in entries.
#[derive(Debug)]
pub struct DuplicateFilter {
    window: Duration,
    capacity: usize,
    first_heard: HashMap<u64, EventTime, FixedState>,
    order: VecDeque<(EventTime, u64)>,
    evictions: u64,
}

impl DuplicateFilter {
    /// Copies are told within `window` of the first; at most `capacity` payloads are remembered,
    /// the oldest is forgotten first.
    pub fn new(window: Duration, capacity: usize) -> Self {
        Self {
            window,
            capacity: capacity.max(1),
            first_heard: HashMap::with_hasher(FixedState::default()),
            order: VecDeque::new(),
            evictions: 0,
        }
    }

    /// Whether the payload was heard within the window before (or, out of order, after) `time`.
    pub fn is_copy(&mut self, payload_hash: u64, time: EventTime, now: EventTime) -> bool {
        self.forget_before(now.minus(self.window));
        if let Some(&first) = self.first_heard.get(&payload_hash) {
            let apart = time.since(first).max(first.since(time));
            if apart <= self.window {
                return true;
            }
        }
        if self.order.len() >= self.capacity {
            self.evictions += 1;
            self.forget_oldest();
        }
        self.first_heard.insert(payload_hash, time);
        self.order.push_back((time, payload_hash));
        false
    }

    /// Payloads forgotten before their window ended.
    pub const fn evictions(&self) -> u64 {
        self.evictions
    }

    fn forget_before(&mut self, limit: EventTime) {
        while self.order.front().is_some_and(|&(heard, _)| heard < limit) {
            self.forget_oldest();
        }
    }

    fn forget_oldest(&mut self) {
        let Some((heard, payload_hash)) = self.order.pop_front() else { return };
        // A payload heard again after its window has a younger entry, which stays.
        if self.first_heard.get(&payload_hash) == Some(&heard) {
            self.first_heard.remove(&payload_hash);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter() -> DuplicateFilter {
        DuplicateFilter::new(Duration::from_secs(30), 3)
    }

    fn at(secs: i64) -> EventTime {
        EventTime::from_secs(secs)
    }

    #[test]
    fn a_copy_within_the_window_is_told_whichever_came_first() {
        let mut filter = filter();
        assert!(!filter.is_copy(1, at(100), at(100)));
        assert!(filter.is_copy(1, at(117), at(117)));
        assert!(filter.is_copy(1, at(95), at(117)));
        assert!(!filter.is_copy(2, at(117), at(117)));
    }

    #[test]
    fn the_same_payload_after_the_window_is_a_new_transmission() {
        let mut filter = filter();
        assert!(!filter.is_copy(1, at(100), at(100)));
        assert!(!filter.is_copy(1, at(131), at(131)));
        assert!(filter.is_copy(1, at(140), at(140)));
    }

    #[test]
    fn at_the_bound_the_oldest_is_forgotten_and_counted() {
        let mut filter = filter();
        for hash in 0..4 {
            assert!(!filter.is_copy(hash, at(100), at(100)));
        }
        assert_eq!(filter.evictions(), 1);
        assert!(!filter.is_copy(0, at(100), at(100)));
        assert!(filter.is_copy(3, at(100), at(100)));
    }
}
