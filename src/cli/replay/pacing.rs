use std::str::FromStr;
use std::time::{Duration, Instant};

use crate::clock;
use crate::domain::EventTime;

/// How fast a recording runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Rate {
    /// As fast as it goes.
    Max,
    /// That many times real time.
    Times(f64),
}

/// Neither `max` nor a positive number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected \"max\" or a number above 0")]
pub(super) struct InvalidRate;

impl FromStr for Rate {
    type Err = InvalidRate;

    fn from_str(text: &str) -> Result<Self, InvalidRate> {
        if text == "max" {
            return Ok(Self::Max);
        }
        let times = text.parse().ok().filter(|times: &f64| times.is_finite() && *times > 0.0);
        times.map(Self::Times).ok_or(InvalidRate)
    }
}

/// Waits until a time of the recording has come.
#[derive(Debug)]
pub(super) struct Pacing {
    rate: Rate,
    origin: Option<(EventTime, Instant)>,
}

impl Pacing {
    pub(super) const fn new(rate: Rate) -> Self {
        Self { rate, origin: None }
    }

    pub(super) fn wait_for(&mut self, time: EventTime) {
        let Rate::Times(rate) = self.rate else { return };
        let now = clock::monotonic_now();
        let (first, start) = *self.origin.get_or_insert((time, now));
        let Ok(elapsed) = Duration::try_from_secs_f64(time.since(first).as_secs_f64() / rate)
        else {
            return;
        };
        std::thread::sleep((start + elapsed).saturating_duration_since(now));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_max_or_a_positive_number() {
        assert_eq!("max".parse(), Ok(Rate::Max));
        assert_eq!("2.5".parse(), Ok(Rate::Times(2.5)));
        for text in ["0", "-1", "fast", "inf", "NaN", ""] {
            assert_eq!(text.parse::<Rate>(), Err(InvalidRate), "{text}");
        }
    }
}
