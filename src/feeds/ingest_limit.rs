use std::time::{Duration, Instant};

/// How many sentences a second a feed takes in, in the mean. What has come is taken in whole; when it
/// was too much, nothing more is for a while. Up to a second's worth may come at once.
#[derive(Debug)]
pub(super) struct IngestLimit {
    per_second: f64,
    /// Below zero while too much has come.
    left: f64,
    at: Instant,
}

impl IngestLimit {
    pub(super) fn new(per_second: u32, now: Instant) -> Self {
        let per_second = f64::from(per_second.max(1));
        Self { per_second, left: per_second, at: now }
    }

    /// Counts sentences that were taken in.
    pub(super) fn took(&mut self, sentences: u64, now: Instant) {
        self.refill(now);
        #[expect(clippy::cast_precision_loss, reason = "a chunk has fewer than 2^53 sentences")]
        let sentences = sentences as f64;
        self.left -= sentences;
    }

    /// How long nothing more is to be taken in; `None` where more may be.
    pub(super) fn pause(&mut self, now: Instant) -> Option<Duration> {
        self.refill(now);
        (self.left < 0.0).then(|| Duration::from_secs_f64(-self.left / self.per_second))
    }

    fn refill(&mut self, now: Instant) {
        let gone = now.saturating_duration_since(self.at).as_secs_f64();
        self.left = (self.left + gone * self.per_second).min(self.per_second);
        self.at = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;

    #[test]
    fn what_is_too_much_is_waited_off_at_the_rate() {
        let now = clock::monotonic_now();
        let after = |millis| now + Duration::from_millis(millis);
        let mut limit = IngestLimit::new(100, now);
        limit.took(100, now);
        assert_eq!(limit.pause(now), None, "a second's worth may come at once");
        limit.took(50, now);
        assert_eq!(limit.pause(now), Some(Duration::from_millis(500)));
        assert_eq!(limit.pause(after(400)), Some(Duration::from_millis(100)));
        assert_eq!(limit.pause(after(500)), None);
        // Ten quiet seconds do not add up.
        limit.took(200, after(10_500));
        assert_eq!(limit.pause(after(10_500)), Some(Duration::from_secs(1)));
    }
}
