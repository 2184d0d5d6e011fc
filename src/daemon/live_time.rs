use std::time::{Duration, Instant};

use crate::domain::EventTime;

/// What time it is for deadlines while feeds are silent: event time plus the monotonic time since it
/// last moved, less a grace. The wall clock has no say, so a wrong one raises nothing.
#[derive(Clone, Copy, Debug)]
pub(super) struct LiveTime {
    grace: Duration,
    last: Option<(EventTime, Instant)>,
}

impl LiveTime {
    pub(super) const fn new(grace: Duration) -> Self {
        Self { grace, last: None }
    }

    /// Notes where event time is.
    pub(super) fn set(&mut self, time: Option<EventTime>, now: Instant) {
        if let Some(time) = time
            && self.last.is_none_or(|(last, _)| last != time)
        {
            self.last = Some((time, now));
        }
    }

    /// Up to when silence may be judged; `None` while that is not past event time.
    pub(super) fn silent_until(&self, now: Instant) -> Option<EventTime> {
        let (time, since) = self.last?;
        let beyond = now.saturating_duration_since(since).checked_sub(self.grace)?;
        (!beyond.is_zero()).then(|| time.plus(beyond))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;

    #[test]
    fn silence_is_judged_by_monotonic_time_less_the_grace() {
        let start = clock::monotonic_now();
        let after = |secs| start + Duration::from_secs(secs);
        let mut time = LiveTime::new(Duration::from_secs(10));
        assert_eq!(time.silent_until(after(99)), None);
        time.set(Some(EventTime::from_secs(1000)), start);
        assert_eq!(time.silent_until(after(10)), None);
        assert_eq!(time.silent_until(after(25)), Some(EventTime::from_secs(1015)));
        time.set(Some(EventTime::from_secs(1000)), after(20));
        assert_eq!(time.silent_until(after(25)), Some(EventTime::from_secs(1015)));
        time.set(Some(EventTime::from_secs(1020)), after(21));
        assert_eq!(time.silent_until(after(25)), None);
    }
}
