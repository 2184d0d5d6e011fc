use super::super::fields::Fields;
use super::super::timestamp;
use crate::domain::EventTime;

/// Time and date (ZDA).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateAndTime {
    /// UTC.
    pub utc: Option<EventTime>,
    /// Hours of the local zone: what to add to local time to get UTC, so negative in the east.
    pub local_zone_hours: Option<i8>,
    /// Minutes of the local zone, with the sign of its hours.
    pub local_zone_minutes: Option<i8>,
}

impl DateAndTime {
    /// `ZDA,UTC,day,month,year,hours,minutes`; `nmea-parser` overflows on hours of many digits.
    /// `None` where a time was sent that is none.
    pub(super) fn read(sentence: &[u8], fields: &Fields<'_>) -> Option<Self> {
        let utc = timestamp::own_ship(b"ZDA", sentence.get(7..).unwrap_or(&[]));
        let is_blank = (1..=4).all(|place| fields.text(place).is_none());
        let within = |place, limit: u8| {
            let number: i8 = fields.text(place)?.parse().ok()?;
            (number.unsigned_abs() <= limit).then_some(number)
        };
        (utc.is_some() || is_blank).then(|| Self {
            utc,
            local_zone_hours: within(5, 14),
            local_zone_minutes: within(6, 59),
        })
    }
}
