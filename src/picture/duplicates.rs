use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use foldhash::fast::FixedState;

use crate::domain::EventTime;

/// The window is as long as all generations but the one that grows.
const GENERATIONS: usize = 4;

/// Tells copies of one transmission, heard by several receivers, from the first: a window over event
/// time, bounded in entries. Generations of payloads, the oldest of which goes as a whole, so that
/// nothing is ever looked for to be taken out; four of them remember a third more than the window.
#[derive(Debug)]
pub struct DuplicateFilter {
    window: Duration,
    /// Payloads of a generation at most.
    capacity: usize,
    /// The youngest first.
    generations: VecDeque<HashMap<u64, EventTime, FixedState>>,
    /// When the youngest began.
    began: EventTime,
    evictions: u64,
}

impl DuplicateFilter {
    /// Copies are told within `window` of the first; at most `capacity` payloads are remembered,
    /// the oldest quarter is forgotten first.
    pub fn new(window: Duration, capacity: usize) -> Self {
        let empty = || HashMap::with_hasher(FixedState::default());
        Self {
            window,
            capacity: (capacity / GENERATIONS).max(1),
            generations: std::iter::repeat_with(empty).take(GENERATIONS).collect(),
            began: EventTime::MIN,
            evictions: 0,
        }
    }

    /// Whether the payload was heard within the window before (or, out of order, after) `time`.
    pub fn is_copy(&mut self, payload_hash: u64, time: EventTime, now: EventTime) -> bool {
        if now.since(self.began) * 3 > self.window {
            self.turn(now);
        }
        let within = |first: &EventTime| time.since(*first).max(first.since(time)) <= self.window;
        let heard = |those: &HashMap<_, _, _>| those.get(&payload_hash).is_some_and(within);
        if self.generations.iter().any(heard) {
            return true;
        }
        if self.generations.front().is_some_and(|youngest| youngest.len() >= self.capacity) {
            let early = |heard: &&EventTime| now.since(**heard) <= self.window;
            let oldest = self.generations.back();
            let early = oldest.map_or(0, |oldest| oldest.values().filter(early).count());
            self.evictions += u64::try_from(early).unwrap_or(u64::MAX);
            self.turn(now);
        }
        if let Some(youngest) = self.generations.front_mut() {
            youngest.insert(payload_hash, time);
        }
        false
    }

    /// Payloads forgotten before their window ended.
    pub const fn evictions(&self) -> u64 {
        self.evictions
    }

    /// The oldest generation becomes the youngest, and begins anew.
    fn turn(&mut self, now: EventTime) {
        self.generations.rotate_right(1);
        if let Some(youngest) = self.generations.front_mut() {
            youngest.clear();
        }
        self.began = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter() -> DuplicateFilter {
        DuplicateFilter::new(Duration::from_secs(30), 100)
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
    fn at_the_bound_the_oldest_quarter_is_forgotten_and_counted() {
        let mut filter = DuplicateFilter::new(Duration::from_secs(30), 8);
        for hash in 0..9 {
            assert!(!filter.is_copy(hash, at(100), at(100)));
        }
        assert_eq!(filter.evictions(), 2);
        assert!(filter.is_copy(2, at(100), at(100)));
        assert!(filter.is_copy(8, at(100), at(100)));
        assert!(!filter.is_copy(0, at(100), at(100)));
    }

    #[test]
    fn three_quarters_of_the_bound_in_a_window_lose_nothing_before_its_end() {
        // The rate of the world by default, a thousandth of it: 20 a second, 1,000 at most.
        let mut filter = DuplicateFilter::new(Duration::from_secs(30), 1_000);
        let hash = |sec: i64, nth: i64| u64::try_from(sec * 20 + nth).expect("positive");
        for sec in 0..300 {
            for nth in 0..20 {
                assert!(!filter.is_copy(hash(sec, nth), at(sec), at(sec)), "{nth} at {sec}");
            }
            if sec >= 30 {
                assert!(filter.is_copy(hash(sec - 30, 7), at(sec), at(sec)), "at {sec}");
            }
        }
        assert_eq!(filter.evictions(), 0);
        let held: usize = filter.generations.iter().map(HashMap::len).sum();
        assert!(held <= 1_000, "{held}");
    }
}
