use std::fmt;
use std::num::NonZeroU64;
use std::str::FromStr;
use std::time::Duration;

use super::calendar::date_of;

/// An instant in UTC, in milliseconds since 1970-01-01T00:00:00Z. Never read from a clock in here.
/// Counted from before all time and never zero, so that an `Option` of it is no larger.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventTime(NonZeroU64);

/// What stands for the Unix epoch.
const EPOCH: u64 = 1 << 63;

impl EventTime {
    /// The first instant: before anything that can be reported.
    pub const MIN: Self = Self(NonZeroU64::MIN);
    /// After anything that can be reported.
    pub const MAX: Self = Self(NonZeroU64::MAX);

    /// From milliseconds since the Unix epoch.
    pub const fn from_millis(millis: i64) -> Self {
        match NonZeroU64::new(millis.cast_unsigned() ^ EPOCH) {
            Some(counted) => Self(counted),
            None => Self::MIN,
        }
    }

    /// From whole seconds since the Unix epoch.
    pub const fn from_secs(secs: i64) -> Self {
        Self::from_millis(secs.saturating_mul(1000))
    }

    /// Milliseconds since the Unix epoch.
    pub const fn as_millis(self) -> i64 {
        (self.0.get() ^ EPOCH).cast_signed()
    }

    /// Whole seconds since the Unix epoch, rounded down.
    pub const fn as_secs(self) -> i64 {
        self.as_millis().div_euclid(1000)
    }

    /// Seconds from `earlier` to here; negative where `earlier` is later.
    pub const fn secs_since(self, earlier: Self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "exact for spans below 285,000 years")]
        let millis = self.as_millis().saturating_sub(earlier.as_millis()) as f64;
        millis / 1000.0
    }

    /// Time from `earlier` to here; zero where `earlier` is later.
    pub const fn since(self, earlier: Self) -> Duration {
        let millis = self.as_millis().saturating_sub(earlier.as_millis());
        Duration::from_millis(if millis < 0 { 0 } else { millis.cast_unsigned() })
    }

    /// That much later; stops at the end of time.
    #[must_use]
    #[inline]
    pub fn plus(self, span: Duration) -> Self {
        let millis = i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        Self::from_millis(self.as_millis().saturating_add(millis))
    }

    /// That much earlier; stops at the beginning of time.
    #[must_use]
    #[inline]
    pub fn minus(self, span: Duration) -> Self {
        let millis = i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        Self::from_millis(self.as_millis().saturating_sub(millis))
    }
}

impl EventTime {
    /// What all but odd times print as.
    fn of_four_digit_year(self) -> Option<[u8; 24]> {
        let millis = self.as_millis();
        let (days, millis) = (millis.div_euclid(DAY_MILLIS), millis.rem_euclid(DAY_MILLIS));
        // 0000-01-01 to 9999-12-29, the last whole day of the calendar library.
        if !(-719_528..=2_932_894).contains(&days) {
            return None;
        }
        let (year, month, day) = date_of(days);
        let secs = millis / 1000;
        let mut text = *b"0000-00-00T00:00:00.000Z";
        for (at, width, mut number) in [
            (0, 4, year),
            (5, 2, month),
            (8, 2, day),
            (11, 2, secs / 3600),
            (14, 2, secs / 60 % 60),
            (17, 2, secs % 60),
            (20, 3, millis % 1000),
        ] {
            for slot in text.get_mut(at..at + width)?.iter_mut().rev() {
                *slot = b'0' + u8::try_from(number % 10).ok()?;
                number /= 10;
            }
        }
        Some(text)
    }
}

const DAY_MILLIS: i64 = 86_400_000;

/// RFC 3339 in UTC with milliseconds, as in `2017-03-09T08:45:10.000Z`.
impl fmt::Display for EventTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(text) = self.of_four_digit_year() {
            return f.write_str(std::str::from_utf8(&text).unwrap_or_default());
        }
        match jiff::Timestamp::from_millisecond(self.as_millis()) {
            Ok(stamp) => write!(f, "{stamp:.3}"),
            Err(_out_of_range) => write!(f, "{}ms", self.as_millis()),
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
        Ok(Self::from_millis(text.parse::<jiff::Timestamp>()?.as_millisecond()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_prints_as_the_calendar_library_has_it() {
        let odd =
            [1 - i64::MAX, i64::MAX, -62_167_219_200_001, -62_167_219_200_000, 253_402_207_200_000];
        let days = (-800_000..3_000_000).step_by(3).map(|day| day * DAY_MILLIS + 43_205_067);
        for millis in days.chain(odd) {
            let time = EventTime::from_millis(millis);
            let expected = jiff::Timestamp::from_millisecond(millis)
                .map_or_else(|_| format!("{millis}ms"), |stamp| format!("{stamp:.3}"));
            assert_eq!(time.to_string(), expected);
        }
    }

    #[test]
    fn it_reads_and_writes_rfc_3339_in_utc() {
        // 1489049110: `date -u -d 2017-03-09T08:45:10Z +%s`
        let time = EventTime::from_secs(1_489_049_110);
        assert_eq!(time.to_string(), "2017-03-09T08:45:10.000Z");
        assert_eq!("2017-03-09T09:45:10+01:00".parse::<EventTime>().ok(), Some(time));
    }

    #[test]
    fn it_is_in_order_and_takes_no_more_room_where_there_may_be_none() {
        let times = [i64::MIN, -1_000, 0, 1, i64::MAX].map(EventTime::from_millis);
        assert!(times.is_sorted() && times[0] == EventTime::MIN && times[4] == EventTime::MAX);
        assert_eq!(times.map(EventTime::as_millis)[1..], [-1_000, 0, 1, i64::MAX]);
        assert_eq!(size_of::<Option<EventTime>>(), size_of::<i64>());
    }

    #[test]
    fn spans_never_run_backwards() {
        let (early, late) = (EventTime::from_secs(10), EventTime::from_secs(12));
        assert_eq!(late.since(early), Duration::from_secs(2));
        assert_eq!(early.since(late), Duration::ZERO);
        assert!((early.secs_since(late) + 2.0).abs() < f64::EPSILON);
    }
}
