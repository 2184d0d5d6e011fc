use std::fmt;

use crate::config::StoreEngine;
use crate::domain::EventTime;

/// Milliseconds of a period. Ten minutes bound what is in memory at the world's rate of reports.
const PERIOD_MILLIS: i64 = 10 * 60 * 1_000;

/// Periods of an hour.
const PERIODS_AN_HOUR: u32 = 6;

/// Periods of a UTC day.
const PERIODS_A_DAY: u32 = 144;

/// 9999-12-29, the last whole day that `jiff` can name in any time zone, in days since 1970-01-01.
const LAST_DAY: u32 = 2_932_894;

/// Ten minutes of UTC, counted from 1970; a day is a whole number of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::store) struct Period(u32);

/// An hour of UTC, counted from 1970: six periods, always of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::store) struct Hour(u32);

/// A UTC day, counted from 1970-01-01; printed as `2017-03-09`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::store) struct Day(u32);

impl Period {
    /// The period of a time; `None` before 1970 and after 9999.
    pub(in crate::store) fn of(time: EventTime) -> Option<Self> {
        let number = u32::try_from(time.as_millis().div_euclid(PERIOD_MILLIS)).ok()?;
        (number / PERIODS_A_DAY <= LAST_DAY).then_some(Self(number))
    }

    /// The period of a time, or the first or last of all.
    pub(in crate::store) fn clamped(time: EventTime) -> Self {
        let first = if time < EventTime::from_millis(0) { 0 } else { Day(LAST_DAY).last().0 };
        Self::of(time).unwrap_or(Self(first))
    }

    /// Later than any that holds something.
    pub(in crate::store) const fn after_all() -> Self {
        Self(u32::MAX)
    }

    pub(in crate::store) const fn from_number(number: u32) -> Self {
        Self(number)
    }

    pub(in crate::store) const fn number(self) -> u32 {
        self.0
    }

    pub(in crate::store) const fn day(self) -> Day {
        Day(self.0 / PERIODS_A_DAY)
    }

    pub(in crate::store) const fn hour(self) -> Hour {
        Hour(self.0 / PERIODS_AN_HOUR)
    }

    /// The period before, or the first of all.
    pub(in crate::store) const fn before(self) -> Self {
        Self(self.0.saturating_sub(1))
    }

    /// The period after it.
    pub(in crate::store) const fn after(self) -> Self {
        self.plus(1)
    }

    /// The period so many periods later.
    pub(in crate::store) const fn plus(self, periods: u32) -> Self {
        Self(self.0.saturating_add(periods))
    }

    /// When it is over.
    pub(in crate::store) fn end(self) -> EventTime {
        EventTime::from_millis(self.start_millis() + PERIOD_MILLIS)
    }

    /// When it begins.
    pub(in crate::store) fn start(self) -> EventTime {
        EventTime::from_millis(self.start_millis())
    }

    pub(in crate::store) fn start_millis(self) -> i64 {
        i64::from(self.0) * PERIOD_MILLIS
    }
}

impl Hour {
    pub(in crate::store) const fn from_number(number: u32) -> Self {
        Self(number)
    }

    pub(in crate::store) const fn number(self) -> u32 {
        self.0
    }

    pub(in crate::store) const fn first(self) -> Period {
        Period(self.0 * PERIODS_AN_HOUR)
    }

    pub(in crate::store) const fn last(self) -> Period {
        Period(self.0 * PERIODS_AN_HOUR + PERIODS_AN_HOUR - 1)
    }

    /// Its periods, the earliest first.
    pub(in crate::store) fn periods(self) -> impl Iterator<Item = Period> {
        (self.first().0..=self.last().0).map(Period)
    }

    pub(in crate::store) const fn day(self) -> Day {
        self.first().day()
    }

    /// When it is over.
    pub(in crate::store) fn end(self) -> EventTime {
        EventTime::from_millis(self.last().start_millis() + PERIOD_MILLIS)
    }

    /// The hour so many hours later.
    pub(in crate::store) const fn plus(self, hours: u32) -> Self {
        Self(self.0.saturating_add(hours))
    }
}

impl Day {
    /// Its first period.
    pub(in crate::store) const fn first(self) -> Period {
        Period(self.0 * PERIODS_A_DAY)
    }

    /// Its last period.
    pub(in crate::store) const fn last(self) -> Period {
        Period(self.0 * PERIODS_A_DAY + PERIODS_A_DAY - 1)
    }

    /// Its hours, the earliest first.
    pub(in crate::store) fn hours(self) -> impl Iterator<Item = Hour> {
        (self.first().hour().0..=self.last().hour().0).map(Hour)
    }

    /// When it is over.
    pub(in crate::store) fn end(self) -> EventTime {
        self.last().hour().end()
    }

    /// The day so many days earlier, or the first of all.
    pub(in crate::store) const fn minus(self, days: u32) -> Self {
        Self(self.0.saturating_sub(days))
    }

    /// The day of a file's name.
    pub(in crate::store) fn from_file_name(name: &str, engine: StoreEngine) -> Option<Self> {
        let date = name.strip_suffix(engine.as_str())?.strip_suffix('.')?;
        let time: EventTime = format!("{date}T00:00:00Z").parse().ok()?;
        let day = Period::of(time)?.day();
        (day.to_string() == date).then_some(day)
    }

    pub(in crate::store) fn file_name(self, engine: StoreEngine) -> String {
        format!("{self}.{}", engine.as_str())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let midnight = EventTime::from_millis(self.first().start_millis()).to_string();
        f.write_str(midnight.split('T').next().unwrap_or(&midnight))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::time;

    #[test]
    fn a_day_is_named_by_its_date() {
        let late = Period::of(time("2017-03-09T23:59:59.999Z")).expect("a period");
        let early = Period::of(time("2017-03-10T00:00:00Z")).expect("a period");
        assert_eq!(late.day().to_string(), "2017-03-09");
        assert_eq!(early.day().to_string(), "2017-03-10");
        assert_eq!(early.start_millis(), time("2017-03-10T00:00:00Z").as_millis());
        assert_eq!(early.day().first(), early);
        assert_eq!(late.day().last(), late);
        assert_eq!(Day::from_file_name("2017-03-09.redb", StoreEngine::Redb), Some(late.day()));
    }

    #[test]
    fn other_names_and_times_are_none() {
        for name in ["2017-03-09", "2017-3-9.redb", "watch.redb", "-2017-03-09.redb"] {
            assert_eq!(Day::from_file_name(name, StoreEngine::Redb), None, "{name}");
        }
        assert_eq!(Period::of(time("1969-12-31T23:59:59Z")), None);
        assert_eq!(Period::of(EventTime::MAX), None);
        let last = Period::of(time("9999-12-29T23:50:00Z"));
        assert_eq!(last, Some(Period::clamped(EventTime::MAX)));
        assert_eq!(Period::clamped(EventTime::MIN), Period::from_number(0));
    }
}
