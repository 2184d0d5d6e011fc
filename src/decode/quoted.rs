//! Times of sentences that stand quoted in something else: a member of an object of JSON, or a cell
//! of a table.

use memchr::{memchr, memmem};

use super::timestamp::{date_time, epoch, packed_date_time};
use crate::domain::EventTime;

/// Names of members that say when a sentence came, the best first. AIS-catcher writes `rxuxtime` with
/// decimals and `rxtime` (`20220729191502`) without; the others are what logs of brokers have. `time`
/// and `timestamp` may also be the second of a position report: no time by themselves.
const MEMBERS: [&[u8]; 6] =
    [b"\"rxuxtime\"", b"\"rxtime\"", b"\"timestamp\"", b"\"time\"", b"\"ts\"", b"\"received_at\""];

/// When it came, by a member of the object that stands open there; of several objects the last.
pub(super) fn in_object(text: &[u8], utc_offset_secs: i32) -> Option<EventTime> {
    memchr(b'"', text)?;
    MEMBERS.into_iter().find_map(|member| {
        let at = memmem::rfind(text, member)?.checked_add(member.len())?;
        let value = text.get(at..)?.trim_ascii_start().strip_prefix(b":")?;
        cell(unquoted(value), utc_offset_secs)
    })
}

/// When it came, by what follows the quote that closes it: the other members of its object, or cells.
pub(super) fn behind(text: &[u8], utc_offset_secs: i32) -> Option<EventTime> {
    in_object(text, utc_offset_secs).or_else(|| {
        let cells = text.split(|&byte| matches!(byte, b',' | b';' | b'\t')).skip(1);
        cells.map(unquoted).find_map(|value| cell(value, utc_offset_secs))
    })
}

/// An epoch or a date with a time, up to what ends a cell or a member.
fn cell(text: &[u8], utc_offset_secs: i32) -> Option<EventTime> {
    let ends = |byte: &u8| matches!(byte, b'"' | b',' | b'}' | b']' | b';');
    let end = text.iter().position(ends).unwrap_or(text.len());
    let value = text.get(..end)?.trim_ascii();
    // An epoch with decimals may have as many characters as a packed date.
    epoch(value)
        .or_else(|| date_time(value, utc_offset_secs))
        .or_else(|| value.as_array().and_then(packed_date_time))
}

fn unquoted(cell: &[u8]) -> &[u8] {
    let cell = cell.trim_ascii();
    cell.strip_prefix(b"\"").unwrap_or(cell)
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
    fn an_object_says_when_its_sentence_came() {
        for (text, expected) in [
            // AIS-catcher, full and with the sentence alone, and as it posts several.
            (
                r#"{"rxtime":"20260926235957","rxuxtime":1790467197.359632,"nmea":[""#,
                at("2026-09-26T23:59:57.359Z"),
            ),
            (
                r#"{"class":"AIS","rxuxtime":1777908449.351,"nmea":[""#,
                at("2026-05-04T15:27:29.351Z"),
            ),
            (r#"{"class":"AIS","rxtime":"20220729191502","nmea":[""#, at("2022-07-29T19:15:02Z")),
            (
                r#"{"rxtime":"20220729191502"},{"rxtime":"20220729191503"#,
                at("2022-07-29T19:15:03Z"),
            ),
            (r#"{"class":"AIS","rxtime":"2022"#, None),
            // Logs of brokers.
            (r#"{ "ts" : 1733782034123, "nmea": ""#, at("2024-12-09T22:07:14.123Z")),
            (r#"{"timestamp":"2024-12-09T22:07:14Z","nmea":""#, at("2024-12-09T22:07:14Z")),
            (r#"{"timestamp":"2024-12-10 00:07:14","nmea":""#, at("2024-12-09T22:07:14Z")),
            // The second of a position is no time.
            (r#"{"timestamp":33,"nmea":""#, None),
            (r#"{"timestamp":33,"ts":1733782034,"nmea":""#, at("2024-12-09T22:07:14Z")),
            (r#"{"timestamp""#, None),
            (r#"{"nmea":""#, None),
            ("", None),
        ] {
            assert_eq!(in_object(text.as_bytes(), 7200), expected, "{text}");
        }
    }

    #[test]
    fn what_follows_a_quoted_sentence_says_when_it_came() {
        for (text, expected) in [
            (r#"",1733782034"#, at("2024-12-09T22:07:14Z")),
            (r#"","2024-12-09T22:07:14Z""#, at("2024-12-09T22:07:14Z")),
            (r#"";Bergen;1733782034.5"#, at("2024-12-09T22:07:14.500Z")),
            (r#""],"signalpower":-44.0,"rxtime":"20220729191502"}"#, at("2022-07-29T19:15:02Z")),
            (r#"","mmsi":230907000}"#, None),
            (r#"",366996300"#, None),
            ("\"", None),
        ] {
            assert_eq!(behind(text.as_bytes(), 0), expected, "{text}");
        }
    }
}
