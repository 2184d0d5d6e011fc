use super::super::ais::Eta;
use super::super::civil::{Civil, utc};
use super::super::timestamp::{compact_date_time, epoch};
use crate::domain::EventTime;

/// How dates of a table are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DateOrder {
    /// `2022-01-03` or `2022/01/03`.
    YearFirst,
    /// `03/01/2022` or `03-01-2022`, and year first too.
    DayFirst,
}

/// Reads `2022-01-03T00:00:03`, `2022-01-03 00:00:03.25+01:00`, `03/01/2022 00:00:03`,
/// `20220103_000003`, or an epoch in seconds or milliseconds. A time without a zone is UTC plus
/// `utc_offset_secs`.
pub(super) fn time(text: &str, order: DateOrder, utc_offset_secs: i32) -> Option<EventTime> {
    if let Some(time) = plain_time(text) {
        return moved(utc(time)?, utc_offset_secs);
    }
    if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return epoch(text.as_bytes());
    }
    if let Some((date, rest)) = text.as_bytes().split_first_chunk::<8>()
        && date.iter().all(u8::is_ascii_digit)
    {
        let (time, behind) = compact_date_time(*date, rest, utc_offset_secs)?;
        return behind.is_empty().then_some(time);
    }
    let (date, rest) = text.split_once(['T', 't', ' '])?;
    let (year, month, day) = date_parts(date, order)?;
    let (clock, zone) = split_zone(rest.trim());
    let mut parts = clock.trim_end().splitn(3, ':');
    let (hour, minute) = (digits(parts.next()?)?, digits(parts.next()?)?);
    let (second, fraction) = parts.next().map_or(Some(("0", "")), |seconds| {
        Some(seconds.split_once('.').unwrap_or((seconds, "")))
    })?;
    let local = utc(Civil {
        year: i16::try_from(year).ok()?,
        month: u8::try_from(month).ok()?,
        day: u8::try_from(day).ok()?,
        hour: u8::try_from(hour).ok()?,
        minute: u8::try_from(minute).ok()?,
        second: u8::try_from(digits(second)?).ok()?,
        millis: thousandths(fraction)?,
    })?;
    let offset = match zone {
        None => utc_offset_secs,
        Some(zone) => zone_secs(zone)?,
    };
    moved(local, offset)
}

/// `2022-01-03T00:00:03`, as most tables write it: the same without a search for its parts.
fn plain_time(text: &str) -> Option<Civil> {
    let bytes: &[u8; 19] = text.as_bytes().try_into().ok()?;
    let is_date = |mark: u8| matches!(mark, b'-' | b'/');
    let is_plain = is_date(bytes[4]) && is_date(bytes[7]) && matches!(bytes[10], b'T' | b' ');
    if !is_plain || bytes[13] != b':' || bytes[16] != b':' {
        return None;
    }
    let digit = |place: usize| {
        let byte = bytes.get(place).copied().filter(u8::is_ascii_digit)?;
        Some(byte - b'0')
    };
    let two = |place: usize| Some(digit(place)? * 10 + digit(place + 1)?);
    Some(Civil {
        year: i16::from(two(0)?) * 100 + i16::from(two(2)?),
        month: two(5)?,
        day: two(8)?,
        hour: two(11)?,
        minute: two(14)?,
        second: two(17)?,
        millis: 0,
    })
}

/// A local time so many seconds east of UTC.
fn moved(local: EventTime, offset_secs: i32) -> Option<EventTime> {
    let millis = local.as_millis().checked_sub(i64::from(offset_secs) * 1000)?;
    Some(EventTime::from_millis(millis))
}

/// Reads the same without a zone. AIS sends no year: a table's own guess is left out.
pub(super) fn eta(text: &str, order: DateOrder) -> Option<Eta> {
    let (date, clock) = text.split_once(['T', 't', ' ']).unwrap_or((text, ""));
    let (_year, month, day) = date_parts(date, order)?;
    let mut parts = clock.trim().split(':');
    let mut part = |most: u32| parts.next().and_then(digits).filter(|&number| number <= most);
    let byte = |number: u32| u8::try_from(number).ok();
    Some(Eta {
        month: byte(month).filter(|month| (1..=12).contains(month)),
        day: byte(day).filter(|day| (1..=31).contains(day)),
        hour: part(23).and_then(byte),
        minute: part(59).and_then(byte),
    })
    .filter(|eta| eta.month.is_some() && eta.day.is_some())
}

/// Year, month and day; told by which end has four digits.
fn date_parts(date: &str, order: DateOrder) -> Option<(u32, u32, u32)> {
    let mut parts = date.split(['-', '/', '.']);
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    match (first.len(), third.len(), order) {
        (4, _, _) => Some((digits(first)?, digits(second)?, digits(third)?)),
        (_, 4, DateOrder::DayFirst) => Some((digits(third)?, digits(second)?, digits(first)?)),
        _ => None,
    }
}

fn split_zone(text: &str) -> (&str, Option<&str>) {
    let zone_start = text.find(['Z', 'z', '+', '-', 'U', 'G']);
    zone_start
        .and_then(|at| text.split_at_checked(at))
        .map_or((text, None), |(clock, zone)| (clock, Some(zone)))
}

/// Seconds east of UTC of `Z`, `UTC`, `GMT`, `+01`, `+0100` or `+01:00`.
fn zone_secs(zone: &str) -> Option<i32> {
    if matches!(zone, "Z" | "z" | "UTC" | "GMT") {
        return Some(0);
    }
    let (sign, figures) = zone.split_at_checked(1)?;
    let (hours, minutes) = match figures.split_once(':') {
        Some(parts) => parts,
        None => figures.split_at_checked(2)?,
    };
    let minutes = if minutes.is_empty() { 0 } else { digits(minutes)? };
    let secs = digits(hours)?.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?;
    let secs = i32::try_from(secs).ok().filter(|&secs| secs <= 86_400)?;
    Some(if sign == "-" { -secs } else { secs })
}

/// A number of at most four digits.
fn digits(text: &str) -> Option<u32> {
    let plain = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// Milliseconds from the digits after the point; further digits are dropped.
fn thousandths(fraction: &str) -> Option<u16> {
    let mut millis = 0;
    for place in 0..3 {
        let digit = fraction
            .as_bytes()
            .get(place)
            .map_or(Some(0), |byte| byte.is_ascii_digit().then(|| u16::from(byte - b'0')))?;
        millis = millis * 10 + digit;
    }
    fraction.bytes().all(|byte| byte.is_ascii_digit()).then_some(millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_time_is_the_same_instant() {
        // `date -u -d '2022-01-03 14:05:09' +%s` = 1641218709
        let second = 1_641_218_709_000;
        for (text, millis) in [
            ("2022-01-03T14:05:09", second),
            ("2022-01-03 14:05:09.25", second + 250),
            ("2022/01/03 14:05:09", second),
            ("2022-01-03T14:05", second - 9000),
            ("2022-01-03T14:05:09Z", second),
            ("2022-01-03 14:05:09 UTC", second),
            ("2022-01-03 14:05:09 GMT", second),
            ("2022-01-03T15:05:09.123456+01:00", second + 123),
            ("2022-01-03T08:35:09-0530", second),
            ("03/01/2022 14:05:09", second),
            ("1641218709", second),
            ("1641218709.5", second + 500),
            ("1641218709250", second + 250),
        ] {
            let found = time(text, DateOrder::DayFirst, 0).map(EventTime::as_millis);
            assert_eq!(found, Some(millis), "{text}");
        }
    }

    #[test]
    fn an_offset_counts_only_where_there_is_no_zone() {
        for (text, secs) in
            [("2022-01-03T14:05:09", 1_641_215_109), ("2022-01-03T14:05:09Z", 1_641_218_709)]
        {
            let found = time(text, DateOrder::YearFirst, 3600).map(EventTime::as_secs);
            assert_eq!(found, Some(secs), "{text}");
        }
    }

    #[test]
    fn a_date_that_could_be_two_is_none_and_so_is_what_is_no_time() {
        for text in [
            "03/04/2022 14:05:09",
            "2022-13-03T14:05:09",
            "2022-01-03",
            "2022-01-03T14",
            "2022-01-03T14:05:0x",
            "2022-01-03T14:05:09+x",
            "14:05:09",
            "20220103",
            "now",
            ".",
            "",
        ] {
            assert_eq!(time(text, DateOrder::YearFirst, 0), None, "{text}");
        }
    }
}
