use std::time::Duration;

/// First wait after a lost or refused connection.
const SHORTEST: Duration = Duration::from_millis(500);
/// Longest wait.
const LONGEST: Duration = Duration::from_mins(1);
/// A connection that gave data for so long was a good one.
const GOOD_AFTER: Duration = Duration::from_mins(1);

/// How long to wait before connecting again: twice as long each time, with jitter so that a
/// thousand clients of one server do not come back at the same moment.
#[derive(Debug)]
pub struct Backoff {
    next: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self::new()
    }
}

impl Backoff {
    /// Begins with half a second.
    pub const fn new() -> Self {
        Self { next: SHORTEST }
    }

    /// The next wait; `jitter` in 0..1 picks it between half of the step and the whole step.
    pub fn wait(&mut self, jitter: f64) -> Duration {
        let step = self.next;
        self.next = step.saturating_mul(2).min(LONGEST);
        step.mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0)
    }

    /// A connection ended after giving data for so long.
    pub fn gave_data_for(&mut self, span: Duration) {
        if span >= GOOD_AFTER {
            *self = Self::new();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_from_half_a_second_to_a_minute_within_their_jitter() {
        let mut backoff = Backoff::new();
        let longest: Vec<u128> = (0..9).map(|_| backoff.wait(1.0).as_millis()).collect();
        assert_eq!(longest, [500, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
        assert_eq!(backoff.wait(0.0), Duration::from_secs(30));
    }

    #[test]
    fn only_a_minute_of_data_begins_the_waits_anew() {
        let mut backoff = Backoff::new();
        backoff.wait(1.0);
        backoff.gave_data_for(Duration::from_secs(59));
        assert_eq!(backoff.wait(1.0), Duration::from_secs(1));
        backoff.gave_data_for(Duration::from_mins(1));
        assert_eq!(backoff.wait(1.0), Duration::from_millis(500));
    }
}
