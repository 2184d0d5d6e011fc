use std::collections::HashMap;
use std::time::Duration;

use foldhash::fast::FixedState;

use crate::domain::EventTime;

/// Tells copies of one transmission, heard by several receivers, from the first: a window over event
/// time, bounded in entries. Two generations of payloads, each as long as the window: the older one
/// goes as a whole, so that nothing is ever looked for to be taken out.
#[derive(Debug)]
pub struct DuplicateFilter {
    window: Duration,
    capacity: usize,
    first_heard: HashMap<u64, EventTime, FixedState>,
    before: HashMap<u64, EventTime, FixedState>,
    /// When the younger generation began.
    began: EventTime,
    evictions: u64,
}

impl DuplicateFilter {
    /// Copies are told within `window` of the first; at most `capacity` payloads are remembered,
    /// the older half is forgotten first.
    pub fn new(window: Duration, capacity: usize) -> Self {
        Self {
            window,
            capacity: capacity.max(2),
            first_heard: HashMap::with_hasher(FixedState::default()),
            before: HashMap::with_hasher(FixedState::default()),
            began: EventTime::MIN,
            evictions: 0,
        }
    }

    /// Whether the payload was heard within the window before (or, out of order, after) `time`.
    pub fn is_copy(&mut self, payload_hash: u64, time: EventTime, now: EventTime) -> bool {
        if now.since(self.began) > self.window {
            self.turn(now);
        }
        let within = |first: &EventTime| time.since(*first).max(first.since(time)) <= self.window;
        if self.first_heard.get(&payload_hash).is_some_and(within)
            || self.before.get(&payload_hash).is_some_and(within)
        {
            return true;
        }
        if self.first_heard.len() >= self.capacity / 2 {
            let early = self.before.values().filter(|heard| now.since(**heard) <= self.window);
            self.evictions += u64::try_from(early.count()).unwrap_or(u64::MAX);
            self.turn(now);
        }
        self.first_heard.insert(payload_hash, time);
        false
    }

    /// Payloads forgotten before their window ended.
    pub const fn evictions(&self) -> u64 {
        self.evictions
    }

    /// The younger generation becomes the older one.
    fn turn(&mut self, now: EventTime) {
        std::mem::swap(&mut self.first_heard, &mut self.before);
        self.first_heard.clear();
        if now.since(self.began) > self.window * 2 {
            self.before.clear();
        }
        self.began = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter() -> DuplicateFilter {
        DuplicateFilter::new(Duration::from_secs(30), 4)
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
    fn at_the_bound_the_older_half_is_forgotten_and_counted() {
        let mut filter = filter();
        for hash in 0..5 {
            assert!(!filter.is_copy(hash, at(100), at(100)));
        }
        assert_eq!(filter.evictions(), 2);
        assert!(!filter.is_copy(0, at(100), at(100)));
        assert!(filter.is_copy(4, at(100), at(100)));
    }
}
