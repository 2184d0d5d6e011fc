use crate::domain::{EventTime, days_since_1970};

/// A calendar date with a time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Civil {
    /// Year.
    pub year: i16,
    /// Month, from 1.
    pub month: u8,
    /// Day, from 1.
    pub day: u8,
    /// Hour.
    pub hour: u8,
    /// Minute.
    pub minute: u8,
    /// Second; a leap second counts as 59.
    pub second: u8,
    /// Millisecond.
    pub millis: u16,
}

/// Later instants cannot be printed.
const LAST_SECS: i64 = 253_402_207_200;
const DAY_SECS: i64 = 86_400;

/// The instant of a date and time in UTC; `None` if the calendar has none such. Every line of some
/// logs has one, so it is worked out here: the calendar library takes ten times as long.
pub(super) fn utc(civil: Civil) -> Option<EventTime> {
    let Civil { year, month, day, hour, minute, second, millis } = civil;
    let valid = (-9999..=9999).contains(&year)
        && (1..=days_in_month(year, month)?).contains(&day)
        && hour < 24
        && minute < 60
        && second <= 60
        && millis < 1000;
    if !valid {
        return None;
    }
    let minutes = i64::from(hour) * 60 + i64::from(minute);
    let of_day = minutes * 60 + i64::from(second.min(59));
    let secs = days_since_1970(year, month, day) * DAY_SECS + of_day;
    (secs <= LAST_SECS).then(|| EventTime::from_millis(secs * 1000 + i64::from(millis)))
}

fn days_in_month(year: i16, month: u8) -> Option<u8> {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    Some(match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_becomes_its_instant_and_what_the_calendar_lacks_is_none() {
        let civil =
            Civil { year: 2016, month: 2, day: 29, hour: 23, minute: 59, second: 60, millis: 250 };
        // `date -u -d '2016-02-29 23:59:59' +%s` = 1456790399
        assert_eq!(utc(civil), Some(EventTime::from_millis(1_456_790_399_250)));
        assert_eq!(utc(Civil { year: 2017, ..civil }), None);
        assert_eq!(utc(Civil { hour: 24, ..civil }), None);
        assert_eq!(utc(Civil { second: 61, ..civil }), None);
    }

    #[test]
    fn every_day_is_the_one_of_the_calendar_library() {
        let mut date = jiff::civil::date(-5000, 1, 1);
        let end = jiff::civil::date(9999, 12, 29);
        while date < end {
            let stamp = jiff::tz::TimeZone::UTC.to_timestamp(date.at(1, 2, 3, 0)).expect("a time");
            let (year, month, day) = (date.year(), date.month().cast_unsigned(), date.day());
            let day = day.cast_unsigned();
            let civil = Civil { year, month, day, hour: 1, minute: 2, second: 3, millis: 4 };
            let expected = EventTime::from_millis(stamp.as_millisecond() + 4);
            assert_eq!(utc(civil), Some(expected), "{date}");
            date = date.tomorrow().expect("a date");
        }
        for (year, month, day) in [(2015, 2, 29), (1900, 2, 29), (2016, 4, 31), (2016, 13, 1)] {
            let midnight = Civil { year, month, day, hour: 0, minute: 0, second: 0, millis: 0 };
            assert_eq!(utc(midnight), None, "{year}-{month}-{day}");
        }
        let last =
            Civil { year: 9999, month: 12, day: 30, hour: 22, minute: 0, second: 0, millis: 0 };
        assert!(utc(last).is_some() && utc(Civil { second: 1, ..last }).is_none());
    }
}
