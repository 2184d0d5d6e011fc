use crate::domain::EventTime;

/// A rate is told over this long, so that a feed that sends in bursts does not flicker.
const WINDOW_MILLIS: i64 = 5_000;

/// How many things a second a source gives, by the clock.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pulse {
    /// When the present window began; `None` before anything came.
    since: Option<EventTime>,
    counted: u64,
    /// Of the window before.
    rate: f64,
}

impl Pulse {
    pub(super) fn count(&mut self, things: u64, at: EventTime) {
        let since = *self.since.get_or_insert(at);
        let millis = at.as_millis() - since.as_millis();
        if !(0..WINDOW_MILLIS).contains(&millis) {
            self.rate = self.over(millis);
            (self.since, self.counted) = (Some(at), 0);
        }
        self.counted = self.counted.saturating_add(things);
    }

    /// As of a moment: a source that fell silent sinks towards none.
    pub(super) fn per_second(&self, now: EventTime) -> f64 {
        let Some(since) = self.since else { return 0.0 };
        let millis = now.as_millis() - since.as_millis();
        if millis < WINDOW_MILLIS && self.rate > 0.0 { self.rate } else { self.over(millis) }
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of seconds stay far below 2^52")]
    fn over(&self, millis: i64) -> f64 {
        let seconds = millis.max(1_000) as f64 / 1e3;
        (self.counted as f64 / seconds * 10.0).round() / 10.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_that_of_the_last_seconds_and_sinks_in_silence() {
        let at = EventTime::from_secs;
        let mut pulse = Pulse::default();
        assert_eq!(pulse.per_second(at(9)).to_bits(), 0.0_f64.to_bits());
        for second in 0..=10 {
            pulse.count(20, at(second));
        }
        // 100 sentences in the five seconds from 5 to 9.
        assert_eq!(pulse.per_second(at(11)).to_bits(), 20.0_f64.to_bits());
        // The 20 of second 10, over a hundred seconds.
        assert_eq!(pulse.per_second(at(110)).to_bits(), 0.2_f64.to_bits());
    }
}
