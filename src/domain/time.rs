use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// An instant in UTC, in milliseconds since 1970-01-01T00:00:00Z. Never read from a clock in here.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventTime(i64);

impl EventTime {
    /// The first instant: before anything that can be reported.
    pub const MIN: Self = Self(i64::MIN);
    /// After anything that can be reported.
    pub const MAX: Self = Self(i64::MAX);

    /// From milliseconds since the Unix epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// From whole seconds since the Unix epoch.
    pub const fn from_secs(secs: i64) -> Self {
        Self(secs.saturating_mul(1000))
    }

    /// Milliseconds since the Unix epoch.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since the Unix epoch, rounded down.
    pub const fn as_secs(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// Seconds from `earlier` to here; negative where `earlier` is later.
    pub const fn secs_since(self, earlier: Self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "exact for spans below 285,000 years")]
        let millis = self.0.saturating_sub(earlier.0) as f64;
        millis / 1000.0
    }

    /// Time from `earlier` to here; zero where `earlier` is later.
    pub const fn since(self, earlier: Self) -> Duration {
        let millis = self.0.saturating_sub(earlier.0);
        Duration::from_millis(if millis < 0 { 0 } else { millis.cast_unsigned() })
    }

    /// That much later; stops at the end of time.
    #[must_use]
    pub fn plus(self, span: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
    }

    /// That much earlier; stops at the beginning of time.
    #[must_use]
    pub fn minus(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
    }
}

/// RFC 3339 in UTC with milliseconds, as in `2017-03-09T08:45:10.000Z`.
impl fmt::Display for EventTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(stamp) => write!(f, "{stamp:.3}"),
            Err(_out_of_range) => write!(f, "{}ms", self.0),
        }
    }
}

impl fmt::Debug for EventTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// RFC 3339 with any offset.
impl FromStr for EventTime {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        Ok(Self(text.parse::<jiff::Timestamp>()?.as_millisecond()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_and_writes_rfc_3339_in_utc() {
        // 1489049110: `date -u -d 2017-03-09T08:45:10Z +%s`
        let time = EventTime::from_secs(1_489_049_110);
        assert_eq!(time.to_string(), "2017-03-09T08:45:10.000Z");
        assert_eq!("2017-03-09T09:45:10+01:00".parse::<EventTime>().ok(), Some(time));
    }

    #[test]
    fn spans_never_run_backwards() {
        let (early, late) = (EventTime::from_secs(10), EventTime::from_secs(12));
        assert_eq!(late.since(early), Duration::from_secs(2));
        assert_eq!(early.since(late), Duration::ZERO);
        assert!((early.secs_since(late) + 2.0).abs() < f64::EPSILON);
    }
}
