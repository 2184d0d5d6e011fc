use std::time::{Duration, Instant};

use crate::domain::{EventTime, Report, ReportBody};

/// When a recorded report is due, and at what time it is said to have been made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    rate: Option<f64>,
    origin: Option<(EventTime, Instant)>,
    lead_in: Duration,
    shift_secs: i64,
}

/// Times real time at which a lead-in runs: fast, and yet so that the feeds of one scene stay within
/// each other's lateness.
pub(super) const LEAD_IN_RATE: f64 = 40.0;

impl Pace {
    /// That many times real time from the first report on; `None` is full speed.
    pub(super) const fn at(rate: Option<f64>) -> Self {
        Self { rate, origin: None, lead_in: Duration::ZERO, shift_secs: 0 }
    }

    /// What was made at `origin` happens at `start`; a lead-in from there runs faster; all times are
    /// shifted by `shift_secs`.
    pub(super) const fn rebased(
        rate: f64,
        (origin, start): (EventTime, Instant),
        lead_in: Duration,
        shift_secs: i64,
    ) -> Self {
        Self { rate: Some(rate), origin: Some((origin, start)), lead_in, shift_secs }
    }

    /// Moves a report in time, the UTC second inside it included; its sentence stays as received.
    pub(super) fn shift(&self, report: &mut Report) {
        if self.shift_secs == 0 {
            return;
        }
        let shift_millis = self.shift_secs.saturating_mul(1000);
        report.time = EventTime::from_millis(report.time.as_millis().saturating_add(shift_millis));
        if let ReportBody::Position(position) = &mut report.body {
            position.utc_second = position.utc_second.map(|second| {
                let shifted = (i64::from(second) + self.shift_secs).rem_euclid(60);
                u8::try_from(shifted).unwrap_or(second)
            });
        }
    }

    /// When a report recorded at `time` is due; the first one asked about is due now, where no
    /// origin was given. `None`: at once.
    pub(super) fn due(&mut self, time: EventTime, now: Instant) -> Option<Instant> {
        let rate = self.rate?;
        let (origin, start) = *self.origin.get_or_insert((time, now));
        let recorded = time.since(origin);
        let lead_in = recorded.min(self.lead_in);
        let secs = lead_in.as_secs_f64() / rate.max(LEAD_IN_RATE)
            + recorded.saturating_sub(lead_in).as_secs_f64() / rate;
        // A stamp centuries ahead is not waited for.
        start.checked_add(Duration::try_from_secs_f64(secs).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;

    #[test]
    fn reports_are_due_by_their_stamps_divided_by_the_rate() {
        let now = clock::monotonic_now();
        let mut pace = Pace::at(Some(10.0));
        assert_eq!(pace.due(EventTime::from_secs(100), now), Some(now));
        let later = pace.due(EventTime::from_secs(130), now);
        assert_eq!(later, Some(now + Duration::from_secs(3)));
        assert_eq!(Pace::at(None).due(EventTime::from_secs(100), now), None);
    }

    #[test]
    fn stamps_before_the_origin_are_due_at_the_start() {
        let now = clock::monotonic_now();
        let origin = (EventTime::from_secs(100), now);
        let mut pace = Pace::rebased(1.0, origin, Duration::ZERO, 0);
        assert_eq!(pace.due(EventTime::from_secs(40), now), Some(now));
    }

    #[test]
    fn a_lead_in_runs_forty_times_as_fast_and_the_rest_at_its_rate() {
        let now = clock::monotonic_now();
        let origin = (EventTime::from_secs(100), now);
        let mut pace = Pace::rebased(2.0, origin, Duration::from_secs(80), 0);
        for (recorded, due_millis) in [(140, 1000), (180, 2000), (190, 7000)] {
            let due = pace.due(EventTime::from_secs(recorded), now);
            assert_eq!(due, Some(now + Duration::from_millis(due_millis)), "{recorded}");
        }
    }
}
