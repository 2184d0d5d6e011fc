use std::num::NonZeroU32;

use super::EventTime;

/// A second of event time from 1970 to 2106, in 4 bytes and never zero, for what is kept of every contact
/// where no more is asked than how long ago something was. Times before count as before all time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EventSecond(NonZeroU32);

/// What stands for the first second of 1970.
const FIRST: u32 = 2;

impl EventSecond {
    /// Before all time.
    pub const MIN: Self = Self(NonZeroU32::MIN);

    /// The second of a time.
    pub fn of(time: EventTime) -> Self {
        let secs = time.as_secs();
        if secs < 0 {
            return Self::MIN;
        }
        let since = u32::try_from(secs).unwrap_or(u32::MAX);
        Self(NonZeroU32::MIN.saturating_add(since).saturating_add(FIRST - 1))
    }

    /// The time at which it begins.
    pub fn time(self) -> EventTime {
        match self.0.get().checked_sub(FIRST) {
            Some(secs) => EventTime::from_secs(i64::from(secs)),
            None => EventTime::MIN,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_come_back_and_stay_in_order_at_both_ends() {
        let times = [i64::MIN, -1, 0, 1_999, 1_489_049_110_123, i64::MAX];
        let seconds = times.map(|millis| EventSecond::of(EventTime::from_millis(millis)));
        assert!(seconds.is_sorted());
        let first = seconds.map(|second| second.time().as_millis());
        assert_eq!(first[2..5], [0, 1_000, 1_489_049_110_000]);
        assert_eq!(seconds[..2], [EventSecond::MIN; 2]);
        assert_eq!(EventSecond::MIN.time(), EventTime::MIN);
        // 2106-02-07T06:28:13Z
        assert_eq!(first[5], 4_294_967_293_000);
        assert_eq!(size_of::<Option<EventSecond>>(), 4);
    }
}
