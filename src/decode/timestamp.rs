//! The forms in which feeds say when: epochs, logger prefixes, receiver trailers, `$PGHP`, own-ship
//! instruments and base stations.

use super::armour::six_bits;
use super::civil::{Civil, utc};
use super::sentence::{hex_byte, last_field};
use crate::domain::{EventTime, Text};

/// Times outside 1990 to 2099 are broken: AIS did not exist before.
const EPOCH_SECS: std::ops::Range<i64> = 631_152_000..4_102_444_800;
/// Epochs have ten digits since September 2001; a number of nine may be an MMSI.
const EPOCH_DIGITS_MIN: usize = 10;

/// How much a form of time is trusted; a feed follows the highest that it gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// UTC in messages 4 and 11: of another station, with its own clock.
    BaseStation,
    /// `ZDA` and `RMC` of the receiver's own craft.
    OwnShip,
    /// A prefix by the logger.
    Logger,
    /// `$PGHP`, or what the receiver wrote after the sentence.
    Receiver,
    /// TAG `c`.
    TagBlock,
}

/// A time with the trust it deserves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) time: EventTime,
    pub(super) rank: Rank,
}

/// Seconds (with or without decimals), milliseconds or microseconds since 1970, told apart by
/// size.
pub(super) fn epoch(text: &[u8]) -> Option<EventTime> {
    let end = text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    let (whole, rest) = text.split_at_checked(end).filter(|_| end >= EPOCH_DIGITS_MIN)?;
    let number = i64::try_from(digits(whole)?).ok()?;
    if EPOCH_SECS.contains(&number) {
        let millis = match rest {
            [] => 0,
            [b'.', decimals @ ..] => thousandths(decimals)?,
            _ => return None,
        };
        return Some(EventTime::from_millis(number * 1000 + i64::from(millis)));
    }
    // Units in a millisecond.
    let finer = [1, 1000].map(|units| number / units);
    let millis = finer.into_iter().find(|millis| EPOCH_SECS.contains(&(millis / 1000)))?;
    rest.is_empty().then(|| EventTime::from_millis(millis))
}

/// The same of ten digits, as most loggers and receivers write it, in a few instructions.
#[inline]
pub(super) fn epoch_of_ten(digits: &[u8; 10]) -> Option<EventTime> {
    const ZEROS: u64 = 0x3030_3030_3030_3030;
    const HIGH: u64 = 0xF0F0_F0F0_F0F0_F0F0;
    const SIX: u64 = 0x0606_0606_0606_0606;
    let (first, last) = digits.split_first_chunk::<8>()?;
    let text = u64::from_le_bytes(*first);
    if text & HIGH != ZEROS || text.wrapping_add(SIX) & HIGH != ZEROS {
        return None;
    }
    // Two digits become one number, then four, then eight: the first stand lowest.
    let pairs = ((text ^ ZEROS).wrapping_mul(10 * 0x100 + 1) >> 8) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs.wrapping_mul(100 * 0x1_0000 + 1) >> 16) & 0x0000_FFFF_0000_FFFF;
    let eight = fours.wrapping_mul(10_000 * 0x1_0000_0000 + 1) >> 32;
    let last = two(*last.first()?, *last.get(1)?)?;
    let secs = i64::try_from(eight).ok()? * 100 + i64::from(last);
    EPOCH_SECS.contains(&secs).then(|| EventTime::from_millis(secs * 1000))
}

/// What a logger wrote before a sentence: `1490075479,` or `2016-04-01 00:00:02.250, `. A date
/// without a zone is UTC plus `utc_offset_secs`.
pub(super) fn logger_prefix(prefix: &[u8], utc_offset_secs: i32) -> Option<EventTime> {
    let text = prefix.trim_ascii_start();
    let text = match text {
        [b'[' | b'(' | b'"', text @ ..] => text,
        _ => text,
    };
    if let Some(time) = date_time(text, utc_offset_secs) {
        return Some(time);
    }
    let ends = |byte: &u8| !(byte.is_ascii_digit() || *byte == b'.');
    let end = text.iter().position(ends).unwrap_or(text.len());
    epoch(text.get(..end)?)
}

/// `2016-04-01 00:00:02`, with `T` or a space, decimals, and a zone or not; also
/// `20160401 - 00:00:02`.
pub(super) fn date_time(text: &[u8], utc_offset_secs: i32) -> Option<EventTime> {
    if let Some((date, rest)) = text.split_first_chunk::<8>()
        && date.iter().all(u8::is_ascii_digit)
    {
        return compact_date_time(*date, rest, utc_offset_secs).map(|(time, _)| time);
    }
    let (&[y1, y2, y3, y4, d1, m1, m2, d2, a1, a2, gap, h1, h2, c1, n1, n2, c2, s1, s2], rest) =
        text.split_first_chunk::<19>()?;
    let shaped = matches!((d1, d2), (b'-', b'-') | (b'/', b'/'))
        && matches!(gap, b' ' | b'T')
        && (c1, c2) == (b':', b':');
    if !shaped {
        return None;
    }
    instant([y1, y2, y3, y4, m1, m2, a1, a2], [h1, h2, n1, n2, s1, s2], rest, utc_offset_secs)
        .map(|(time, _)| time)
}

/// The time after a date without hyphens, and what parts the two; `20160401T000002Z` is ISO 8601 too.
/// With what stands behind it.
pub(super) fn compact_date_time(
    date: [u8; 8],
    rest: &[u8],
    utc_offset_secs: i32,
) -> Option<(EventTime, &[u8])> {
    let parting = rest.iter().take_while(|byte| b" -T_".contains(byte)).count();
    let (_, clock) = rest.split_at_checked(parting).filter(|_| parting > 0)?;
    if let Some((&[h1, h2, b':', n1, n2, b':', s1, s2], rest)) = clock.split_first_chunk::<8>() {
        return instant(date, [h1, h2, n1, n2, s1, s2], rest, utc_offset_secs);
    }
    let (time, rest) = clock.split_first_chunk::<6>()?;
    instant(date, *time, rest, utc_offset_secs)
}

/// `20220729191340`, UTC.
pub(super) fn packed_date_time(digits: &[u8; 14]) -> Option<EventTime> {
    let (date, time) = digits.split_first_chunk::<8>()?;
    instant(*date, *time.first_chunk()?, &[], 0).map(|(time, _)| time)
}

/// From the digits of date and time, and the decimals and the zone that may follow them; with what
/// stands behind those.
fn instant(
    [y1, y2, y3, y4, m1, m2, a1, a2]: [u8; 8],
    [h1, h2, n1, n2, s1, s2]: [u8; 6],
    rest: &[u8],
    utc_offset_secs: i32,
) -> Option<(EventTime, &[u8])> {
    let (decimals, rest) = match rest {
        [b'.' | b',', tail @ ..] if tail.first().is_some_and(u8::is_ascii_digit) => {
            let end = tail.iter().position(|b| !b.is_ascii_digit()).unwrap_or(tail.len());
            tail.split_at_checked(end)?
        }
        _ => (&[][..], rest),
    };
    let local = utc(Civil {
        year: i16::from(two(y1, y2)?) * 100 + i16::from(two(y3, y4)?),
        month: two(m1, m2)?,
        day: two(a1, a2)?,
        hour: two(h1, h2)?,
        minute: two(n1, n2)?,
        second: two(s1, s2)?,
        millis: if decimals.is_empty() { 0 } else { thousandths(decimals)? },
    })?;
    let (offset, rest) = zone(rest).unwrap_or((utc_offset_secs, rest));
    let time = local.as_millis().checked_sub(i64::from(offset) * 1000)?;
    Some((plausible(EventTime::from_millis(time))?, rest))
}

/// Seconds east of UTC, of `Z`, ` UTC`, `+01:00`, `+0100`, ` +0100` or `+01`, and what follows.
fn zone(rest: &[u8]) -> Option<(i32, &[u8])> {
    let (is_parted, text) = match rest {
        [b' ', text @ ..] => (true, text),
        _ => (false, rest),
    };
    let (sign, text) = match text {
        [b'Z' | b'z', rest @ ..] if !is_parted => return Some((0, rest)),
        [b'U', b'T', b'C', rest @ ..] => return Some((0, rest)),
        [sign @ (b'+' | b'-'), text @ ..] => (*sign, text),
        _ => return None,
    };
    let (minutes, rest) = match text {
        [h1, h2, b':', m1, m2, rest @ ..] | [h1, h2, m1 @ b'0'..=b'9', m2, rest @ ..] => {
            (minutes([*h1, *h2, *m1, *m2])?, rest)
        }
        // After a blank it may be a number of its own.
        [h1, h2, rest @ ..] if !is_parted => (minutes([*h1, *h2, b'0', b'0'])?, rest),
        _ => return None,
    };
    if rest.first().is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let secs = minutes * 60;
    Some((if sign == b'-' { -secs } else { secs }, rest))
}

/// Of hours and minutes, as zones have them: up to 14 hours.
fn minutes([h1, h2, m1, m2]: [u8; 4]) -> Option<i32> {
    let (hours, minutes) = (i32::from(two(h1, h2)?), i32::from(two(m1, m2)?));
    (hours <= 14 && minutes < 60).then_some(hours * 60 + minutes)
}

/// What a receiver wrote after a sentence: `,1327664830`, or as the US Coast Guard does
/// `,d-095,S1651,t161344.00,T44.03,r3669963,1429287142`. The station keeps its letter (`r`, `R`, `b`,
/// `B` or `D`), as it has it in TAG blocks of the same network. AIS-catcher writes in brackets what
/// it read, and `timestamp: 20220729191340)`.
pub(super) fn trailer(text: &[u8]) -> (Option<Text<15>>, Option<EventTime>) {
    let (mut station, mut time) = (None, None);
    for field in text.split(|&byte| byte == b',').map(<[u8]>::trim_ascii) {
        match field {
            [b'r' | b'R' | b'b' | b'B' | b'D', name @ ..]
                if !name.is_empty()
                    && name.iter().all(|&b| b.is_ascii_alphanumeric() || b"_-".contains(&b)) =>
            {
                station = Some(Text::from_ascii_lossy(field));
            }
            [b'0'..=b'9', ..] => time = epoch(field).or_else(|| date_time(field, 0)).or(time),
            [b't', b'i', b'm', b'e', b's', b't', b'a', b'm', b'p', b':', b' ', digits @ ..] => {
                time = digits.first_chunk().and_then(packed_date_time).or(time);
            }
            _ => {}
        }
    }
    (station, time)
}

/// `PGHP,1,YEAR,MONTH,DAY,HOUR,MINUTE,SECOND,MILLISECOND,...,hh`: when the sentence that follows was
/// received, and that sentence's checksum where it is named.
pub(super) fn pghp(body: &[u8]) -> Option<(EventTime, Option<u8>)> {
    let mut fields = body.split(|&byte| byte == b',');
    if fields.next()? != b"PGHP" || fields.next()? != b"1" {
        return None;
    }
    let mut number = || fields.next().and_then(digits);
    let time = utc(Civil {
        year: i16::try_from(number()?).ok()?,
        month: u8::try_from(number()?).ok()?,
        day: u8::try_from(number()?).ok()?,
        hour: u8::try_from(number()?).ok()?,
        minute: u8::try_from(number()?).ok()?,
        second: u8::try_from(number()?).ok()?,
        millis: u16::try_from(number()?).ok()?,
    });
    let announced = match *last_field(body) {
        [high, low] => hex_byte(high, low),
        _ => None,
    };
    Some((plausible(time?)?, announced))
}

/// `ZDA` and valid `RMC`: UTC of the receiver's own craft, from the fields after the address.
pub(super) fn own_ship(formatter: &[u8], fields: &[u8]) -> Option<EventTime> {
    let mut fields = fields.split(|&byte| byte == b',');
    let time = fields.next()?;
    let (day, month, year) = match formatter {
        b"ZDA" => (fields.next()?, fields.next()?, fields.next()?),
        b"RMC" if fields.next()? == b"A" => match fields.nth(6)? {
            [d1, d2, m1, m2, year @ ..] => (&[*d1, *d2][..], &[*m1, *m2][..], year),
            _ => return None,
        },
        _ => return None,
    };
    let (&[h1, h2, m1, m2, s1, s2], decimals) = time.split_first_chunk::<6>()?;
    let millis = match decimals {
        [b'.', decimals @ ..] if !decimals.is_empty() => thousandths(decimals)?,
        _ => 0,
    };
    let year = i16::try_from(digits(year)?).ok()?;
    plausible(utc(Civil {
        // Two digits, as in every RMC and some ZDA: from 1990 on, as epochs are.
        year: match year {
            0..90 => year + 2000,
            90..100 => year + 1900,
            _ => year,
        },
        month: u8::try_from(digits(month)?).ok()?,
        day: u8::try_from(digits(day)?).ok()?,
        hour: two(h1, h2)?,
        minute: two(m1, m2)?,
        second: two(s1, s2)?,
        millis,
    })?)
}

/// UTC of messages 4 and 11 (ITU-R M.1371-5, table 51): bits 38 to 77 of the payload.
pub(super) fn base_station(payload: &[u8]) -> Option<EventTime> {
    if !matches!(payload.first(), Some(b'4' | b';')) {
        return None;
    }
    // Characters 6 to 12 hold bits 36 to 77.
    let bits = payload
        .get(6..13)?
        .iter()
        .map(|&character| six_bits(character))
        .fold(0u64, |bits, six| bits << 6 | u64::from(six));
    let field = |last: u32, width: u32| bits >> (77 - last) & ((1 << width) - 1);
    plausible(utc(Civil {
        year: i16::try_from(field(51, 14)).ok()?,
        month: u8::try_from(field(55, 4)).ok()?,
        day: u8::try_from(field(60, 5)).ok()?,
        hour: u8::try_from(field(65, 5)).ok()?,
        minute: u8::try_from(field(71, 6)).ok()?,
        // 60 is "not available", not a leap second.
        second: u8::try_from(field(77, 6)).ok().filter(|&second| second < 60)?,
        millis: 0,
    })?)
}

fn plausible(time: EventTime) -> Option<EventTime> {
    EPOCH_SECS.contains(&time.as_secs()).then_some(time)
}

/// Decimal digits and nothing else.
pub(super) fn digits(text: &[u8]) -> Option<u64> {
    if text.is_empty() || text.len() > 18 {
        return None;
    }
    text.iter().try_fold(0, |number: u64, byte| {
        byte.is_ascii_digit().then(|| number * 10 + u64::from(byte - b'0'))
    })
}

fn two(tens: u8, ones: u8) -> Option<u8> {
    let valid = tens.is_ascii_digit() && ones.is_ascii_digit();
    valid.then(|| (tens - b'0') * 10 + (ones - b'0'))
}

/// Milliseconds from the digits after a decimal point.
fn thousandths(decimals: &[u8]) -> Option<u16> {
    if !decimals.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let digit = |at| decimals.get(at).map_or(0, |digit: &u8| u16::from(digit - b'0'));
    Some(digit(0) * 100 + digit(1) * 10 + digit(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 3339, which another parser reads.
    fn at(text: &str) -> Option<EventTime> {
        text.parse().ok()
    }

    // Instants by `date -u -d @SECONDS`.
    #[test]
    fn epochs_are_seconds_or_milliseconds_by_their_size() {
        for (text, expected) in [
            ("1733782034", at("2024-12-09T22:07:14Z")),
            ("1327992119157", at("2012-01-31T06:41:59.157Z")),
            ("1733782034.25", at("2024-12-09T22:07:14.250Z")),
            ("12415440354", None),
            ("1658682001123456", at("2022-07-24T17:00:01.123Z")),
            // MMSIs of an American, a Liberian and an aid to navigation.
            ("366996300", None),
            ("636012345", None),
            ("993672001", None),
            ("1733782034x", None),
            ("", None),
            ("99999999999999999999999999", None),
        ] {
            assert_eq!(epoch(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn an_epoch_of_ten_digits_is_read_in_one_go() {
        for (text, expected) in [
            (b"1733782034", at("2024-12-09T22:07:14Z")),
            (b"0631151999", None),
            (b"0631152000", at("1990-01-01T00:00:00Z")),
            (b"4102444799", at("2099-12-31T23:59:59Z")),
            (b"4102444800", None),
            (b"17337820a4", None),
            (b"173378:034", None),
            (b"173378/034", None),
            (b"1733782\xb034", None),
        ] {
            assert_eq!(epoch_of_ten(text), expected, "{text:?}");
        }
    }

    #[test]
    fn prefixes_of_loggers_are_read() {
        for (text, expected) in [
            ("1490075479,", at("2017-03-21T05:51:19Z")),
            ("1490075479 ", at("2017-03-21T05:51:19Z")),
            ("2016-04-01 00:00:02, ", at("2016-03-31T22:00:02Z")),
            ("20160812 - 01:40:20 ", at("2016-08-11T23:40:20Z")),
            ("20160812T014020", at("2016-08-11T23:40:20Z")),
            ("20160812T014020Z ", at("2016-08-12T01:40:20Z")),
            ("20160812T0140", None),
            ("(1490075479.123)", at("2017-03-21T05:51:19.123Z")),
            ("20160812-01:40:20.5Z,", at("2016-08-12T01:40:20.500Z")),
            ("2016-04-01 00:00:02.345", at("2016-03-31T22:00:02.345Z")),
            ("[2016-04-01T00:00:02] ", at("2016-03-31T22:00:02Z")),
            ("2016-04-01T00:00:02Z ", at("2016-04-01T00:00:02Z")),
            ("2016-04-01 00:00:02+05:30 ", at("2016-03-31T18:30:02Z")),
            ("2016-04-01T00:00:02+0530 ", at("2016-03-31T18:30:02Z")),
            ("2016-04-01T00:00:02.5-05,", at("2016-04-01T05:00:02.500Z")),
            ("2016-04-01 00:00:02 +0530,", at("2016-03-31T18:30:02Z")),
            ("2016-04-01 00:00:02 UTC,", at("2016-04-01T00:00:02Z")),
            ("20160401T000002-0500 ", at("2016-04-01T05:00:02Z")),
            // No zones: a level, a number, more hours than there are.
            ("2016-04-01 00:00:02 -95 ", at("2016-03-31T22:00:02Z")),
            ("2016-04-01 00:00:02 - ", at("2016-03-31T22:00:02Z")),
            ("2016-04-01 00:00:02-01234 ", at("2016-03-31T22:00:02Z")),
            ("2016-04-01 00:00:02+99:99 ", at("2016-03-31T22:00:02Z")),
            ("2016-13-01 00:00:02, ", None),
            ("2016-04-01 00.00.02, ", None),
            ("noise", None),
            ("", None),
        ] {
            assert_eq!(logger_prefix(text.as_bytes(), 7200), expected, "{text}");
        }
    }

    #[test]
    fn receivers_write_station_and_time_after_the_sentence() {
        let name = |text: &str| Some(Text::from_ascii_lossy(text.as_bytes()));
        for (text, station, time) in [
            (",1327664830", None, at("2012-01-27T11:47:10Z")),
            (",1327992119157", None, at("2012-01-31T06:41:59.157Z")),
            (",rCUDJOE_01,1272672306", name("rCUDJOE_01"), at("2010-05-01T00:05:06Z")),
            (",b003669794,1272412827", name("b003669794"), at("2010-04-28T00:00:27Z")),
            (
                ",d-095,S1651,t161344.00,T44.03,r3669963,1429287142",
                name("r3669963"),
                at("2015-04-17T16:12:22Z"),
            ),
            (
                ",d-98,S0,t000000.00,T00.004775,D07MN-KW-PRIBS1,1428796800",
                name("D07MN-KW-PRIBS1"),
                at("2015-04-12T00:00:00Z"),
            ),
            (",x373,R11SMOR1,1236152694", name("R11SMOR1"), at("2009-03-04T07:44:54Z")),
            (",B0003160047,1064981014", name("B0003160047"), at("2003-10-01T04:03:34Z")),
            (",2024-07-19T08:45:27Z", None, at("2024-07-19T08:45:27Z")),
            (
                " ( MSG: 3, REPEAT: 0, MMSI: 230907000, ppm: 0, timestamp: 20220729191340)",
                None,
                at("2022-07-29T19:13:40Z"),
            ),
            (" ( MSG: 3, timestamp: 2022)", None, None),
            (",s36310,d-081,T59.01777335", None, None),
            (",0", None, None),
            ("", None, None),
        ] {
            assert_eq!(trailer(text.as_bytes()), (station, time), "{text}");
        }
    }

    #[test]
    fn pghp_gives_the_time_and_the_checksum_of_the_next_sentence() {
        let body = b"PGHP,1,2012,1,31,5,7,2,151,316,2,316000002,1AIS_S,51";
        assert_eq!(pghp(body), at("2012-01-31T05:07:02.151Z").map(|time| (time, Some(0x51))));
        assert_eq!(
            pghp(b"PGHP,1,2012,1,31,5,7,2,151,316,2"),
            at("2012-01-31T05:07:02.151Z").map(|time| (time, None))
        );
        for body in ["PGHP,2,2012,1,31,5,7,2,151", "PGHP,1,2012,2,31,5,7,2,151,", "PGHP", ""] {
            assert_eq!(pghp(body.as_bytes()), None, "{body}");
        }
    }

    #[test]
    fn own_ship_instruments_give_utc() {
        for (formatter, fields, expected) in [
            ("ZDA", "114702.51,27,01,2012,,", at("2012-01-27T11:47:02.510Z")),
            ("ZDA", "195719,16,04,14,-02,00", at("2014-04-16T19:57:19Z")),
            (
                "RMC",
                "195719,A,5310.8115,N,00525.7025,E,0.0,0.0,160414,0.7,E,A",
                at("2014-04-16T19:57:19Z"),
            ),
            // Two digits of the last century: `date -u -d '1998-09-13 08:18:36'`.
            ("RMC", "081836,A,3751.65,S,14507.36,E,0,360,130998,11,E", at("1998-09-13T08:18:36Z")),
            ("RMC", "195719,V,,,,,,,160414,,,N", None),
            ("RMC", "092210,A,5759.095,N,01144.342,E,5.5,31.1,,0.0,E,A", None),
            ("ZDA", ",,,,,", None),
            ("GGA", "195719,16,04,14,-02,00", None),
        ] {
            assert_eq!(own_ship(formatter.as_bytes(), fields.as_bytes()), expected, "{fields}");
        }
    }

    #[test]
    fn base_stations_give_utc() {
        for (payload, expected) in [
            // gpsd, test/sample.aivdm and its decoded sample.aivdm.js.chk.
            ("403OviQuMGCqWrRO9>E6fE700@GO", at("2007-05-14T19:57:39Z")),
            ("402Fha0000Htt<tSF0l4Q@000d20", None),
            ("4028n@iuiPpttwIWI<Hl>8700PS:", None),
            ("4>O7m7Iu@<9qUfbtm`vSnwvH20S8", None),
            ("402u=T", None),
            ("13o4g`00000I2ENRH4g83S0L088C", None),
        ] {
            assert_eq!(base_station(payload.as_bytes()), expected, "{payload}");
        }
    }
}
