use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Moments remembered: when more differ, the newest transitions count as older than they are.
const MOMENTS_MAX: usize = 4_096;
/// Transitions that come within this share a moment.
const GRAIN: Duration = Duration::from_millis(200);

/// Since when transitions wait for a sink, by the monotonic clock; those of before the start wait
/// since the start.
#[derive(Debug, Default)]
pub(super) struct Waits {
    /// Up to which number of the log, and since when.
    moments: VecDeque<(u64, Instant)>,
}

impl Waits {
    /// The log has come as far as `last`.
    pub(super) fn seen(&mut self, last: u64, now: Instant) {
        let full = self.moments.len() >= MOMENTS_MAX;
        match self.moments.back_mut() {
            Some((seq, _)) if last <= *seq => {}
            Some((seq, since)) if full || now.duration_since(*since) < GRAIN => *seq = last,
            _ => self.moments.push_back((last, now)),
        }
    }

    /// Everything up to `seq` is done with.
    pub(super) fn done(&mut self, seq: u64) {
        while self.moments.front().is_some_and(|(last, _)| *last <= seq) {
            self.moments.pop_front();
        }
    }

    /// How long the oldest waits.
    pub(super) fn oldest(&self, now: Instant) -> Duration {
        self.moments.front().map_or(Duration::ZERO, |(_, since)| now.duration_since(*since))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::monotonic_now;

    #[test]
    fn the_oldest_is_what_came_first_and_is_not_done() {
        let start = monotonic_now();
        let at = |secs| start + Duration::from_secs(secs);
        let mut waits = Waits::default();
        waits.seen(5, at(0));
        waits.seen(5, at(1));
        waits.seen(9, at(10));
        assert_eq!(waits.oldest(at(12)), Duration::from_secs(12));
        waits.done(4);
        assert_eq!(waits.oldest(at(12)), Duration::from_secs(12));
        waits.done(5);
        assert_eq!(waits.oldest(at(12)), Duration::from_secs(2));
        waits.done(9);
        assert_eq!(waits.oldest(at(12)), Duration::ZERO);
    }

    #[test]
    fn at_the_bound_the_newest_seem_older_and_nothing_is_forgotten() {
        let start = monotonic_now();
        let mut waits = Waits::default();
        for seq in 1..=5_000 {
            waits.seen(seq, start + Duration::from_secs(seq));
        }
        assert_eq!(waits.moments.len(), MOMENTS_MAX);
        waits.done(4_999);
        assert_eq!(waits.oldest(start + Duration::from_secs(5_000)), Duration::from_secs(904));
    }
}
