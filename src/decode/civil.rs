use crate::domain::EventTime;

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

/// The instant of a date and time in UTC; `None` if the calendar has none such.
pub(super) fn utc(civil: Civil) -> Option<EventTime> {
    let date = jiff::civil::Date::new(
        civil.year,
        i8::try_from(civil.month).ok()?,
        i8::try_from(civil.day).ok()?,
    );
    let time = jiff::civil::Time::new(
        i8::try_from(civil.hour).ok()?,
        i8::try_from(civil.minute).ok()?,
        i8::try_from(civil.second.min(59)).ok().filter(|_| civil.second <= 60)?,
        i32::from(civil.millis).checked_mul(1_000_000)?,
    );
    let stamp = jiff::tz::TimeZone::UTC.to_timestamp(date.ok()?.to_datetime(time.ok()?)).ok()?;
    Some(EventTime::from_millis(stamp.as_millisecond()))
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
}
