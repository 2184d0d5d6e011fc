//! Times of sentences that stand quoted in something else: a member of an object of JSON, or a cell
//! of a table.

use memchr::{memchr, memchr2, memchr3};

use super::timestamp::{date_time, epoch, packed_date_time};
use crate::domain::EventTime;

/// Names of members that say when a sentence came, the best first. AIS-catcher writes `rxuxtime` with
/// decimals and `rxtime` (`20220729191502`) without; the others are what logs of brokers have. `time`
/// and `timestamp` come last: they may also be the second of a position report, which is no time by
/// itself, or what a base station sent.
const MEMBERS: [&[u8]; 6] = [b"rxuxtime", b"rxtime", b"ts", b"received_at", b"timestamp", b"time"];

/// When a sentence came, by what stands before the quote that opens it and behind the quote that closes
/// it: the members of its object, the best first, or a cell behind it.
pub(super) fn around(before: &[u8], behind: &[u8], utc_offset_secs: i32) -> Option<EventTime> {
    memchr(b'"', before).or_else(|| memchr(b'"', behind))?;
    let said = members_before(before).into_iter().zip(members_behind(behind));
    let mut times = said
        .flat_map(|(before, behind)| [before, behind])
        .flatten()
        .map(|value| cell(unquoted(value), utc_offset_secs));
    times.find_map(|time| time).or_else(|| {
        let cells = behind.split(|&byte| matches!(byte, b',' | b';' | b'\t')).skip(1);
        cells.map(unquoted).find_map(|value| cell(value, utc_offset_secs))
    })
}

/// Where an object begins that is not within the one that is open at the quote with which the text begins.
pub(super) fn next_object(text: &[u8]) -> Option<usize> {
    let mut marks = Marks(text.get(1..)?);
    let mut depth = 1;
    while let Some(mark) = marks.next() {
        if depth == 0 && matches!(mark, Mark::Opens) {
            return text.len().checked_sub(marks.0.len() + 1);
        }
        depth = mark.depth_after(depth);
    }
    None
}

/// What stands after the names of members, in the order of [`MEMBERS`], up to the end of the text.
type Members<'a> = [Option<&'a [u8]>; MEMBERS.len()];

/// The members of the object that is open at the end of the text, not of those closed before it.
fn members_before(text: &[u8]) -> Members<'_> {
    let own = Marks(text).fold(0, |depth: u32, mark| mark.depth_after(depth));
    let (mut found, mut depth) = (Members::default(), 0);
    for mark in Marks(text) {
        depth = mark.depth_after(depth);
        match mark {
            Mark::Closes if depth < own => found = Members::default(),
            Mark::Member(name, value) if depth == own => keep(&mut found, name, value),
            _ => {}
        }
    }
    found
}

/// The members of the object that is open at the quote with which the text begins.
fn members_behind(text: &[u8]) -> Members<'_> {
    let (mut found, mut depth) = (Members::default(), 1);
    for mark in Marks(text.get(1..).unwrap_or_default()) {
        depth = mark.depth_after(depth);
        match mark {
            Mark::Closes if depth == 0 => break,
            Mark::Member(name, value) if depth == 1 => keep(&mut found, name, value),
            _ => {}
        }
    }
    found
}

fn keep<'a>(found: &mut Members<'a>, name: &[u8], value: &'a [u8]) {
    let at = MEMBERS.into_iter().position(|member| member == name);
    if let Some(one) = at.and_then(|at| found.get_mut(at)) {
        *one = Some(value);
    }
}

/// What of a text of JSON says where its objects and members are.
enum Mark<'a> {
    Opens,
    Closes,
    /// A name, and the text behind its colon.
    Member(&'a [u8], &'a [u8]),
}

impl Mark<'_> {
    fn depth_after(&self, depth: u32) -> u32 {
        match self {
            Self::Opens => depth.saturating_add(1),
            Self::Closes => depth.saturating_sub(1),
            Self::Member(..) => depth,
        }
    }
}

/// The marks of a text of JSON that may be cut off at either end.
struct Marks<'a>(&'a [u8]);

impl<'a> Iterator for Marks<'a> {
    type Item = Mark<'a>;

    fn next(&mut self) -> Option<Mark<'a>> {
        loop {
            let at = memchr3(b'"', b'{', b'}', self.0)?;
            let (mark, rest) = self.0.get(at..)?.split_first()?;
            self.0 = rest;
            match mark {
                b'{' => return Some(Mark::Opens),
                b'}' => return Some(Mark::Closes),
                _ => {
                    let (name, rest) = string(rest)?;
                    self.0 = rest;
                    if let Some(value) = rest.trim_ascii_start().strip_prefix(b":") {
                        return Some(Mark::Member(name, value));
                    }
                }
            }
        }
    }
}

/// A text of JSON behind its quote, and what follows the quote that closes it.
fn string(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut at = 0;
    loop {
        at += memchr2(b'"', b'\\', text.get(at..)?)?;
        if text.get(at) == Some(&b'"') {
            return Some((text.get(..at)?, text.get(at + 1..)?));
        }
        at += 2;
    }
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
            (r#"{"timestamp":"2024-12-09T23:07:14+0100","nmea":""#, at("2024-12-09T22:07:14Z")),
            (r#"{"timestamp":"2024-12-10 00:07:14","nmea":""#, at("2024-12-09T22:07:14Z")),
            // The second of a position is no time.
            (r#"{"timestamp":33,"nmea":""#, None),
            (r#"{"timestamp":33,"ts":1733782034,"nmea":""#, at("2024-12-09T22:07:14Z")),
            // Times of other objects, before it and within its own; a text that is like a name.
            (r#"[{"mmsi":1,"timestamp":"2024-12-09T22:07:14Z"},{"nmea":""#, None),
            (r#"{"ts":1733782034,"last":{"ts":1262304000},"nmea":""#, at("2024-12-09T22:07:14Z")),
            (r#"{"ts":1733782034,"sorted_by":"ts","nmea":""#, at("2024-12-09T22:07:14Z")),
            (r#"{"ts":1733782034,"name":"A\"}{","nmea":""#, at("2024-12-09T22:07:14Z")),
            (r#"{"timestamp""#, None),
            (r#"{"nmea":""#, None),
            ("", None),
        ] {
            assert_eq!(around(text.as_bytes(), b"", 7200), expected, "{text}");
        }
    }

    #[test]
    fn what_follows_a_quoted_sentence_says_when_it_came() {
        for (text, expected) in [
            (r#"",1733782034"#, at("2024-12-09T22:07:14Z")),
            (r#"","2024-12-09T22:07:14Z""#, at("2024-12-09T22:07:14Z")),
            (r#"";Bergen;1733782034.5"#, at("2024-12-09T22:07:14.500Z")),
            (r#""],"signalpower":-44.0,"rxtime":"20220729191502"}"#, at("2022-07-29T19:15:02Z")),
            (r#"","eta":{"day":1},"ts":1733782034}"#, at("2024-12-09T22:07:14Z")),
            (r#"","last":{"ts":1733782034}}"#, None),
            (r#""},{"ts":1733782034"#, None),
            (r#"","mmsi":230907000}"#, None),
            (r#"",366996300"#, None),
            (r#"",636012345"#, None),
            (r#"","heard_by":[2190047,970123456]}"#, None),
            ("\"", None),
        ] {
            assert_eq!(around(b"", text.as_bytes(), 0), expected, "{text}");
        }
    }

    #[test]
    fn the_next_object_begins_behind_the_own_one_whatever_its_texts_say() {
        for (text, next) in [
            (r#"","eta":{"day":1}},{"nmea":""#, Some(19)),
            (r#"","note":"x}","eta":{"day":1},"ts":1733782034}"#, None),
            (r#"","note":"x}"},{"nmea":""#, Some(15)),
            (r#""]}"#, None),
            ("\"", None),
            ("", None),
        ] {
            assert_eq!(next_object(text.as_bytes()), next, "{text}");
        }
    }

    #[test]
    fn when_it_was_received_goes_before_what_a_base_station_sent() {
        // AIS-catcher writes what message 4 says behind its sentence.
        let before = br#"{"class":"AIS","rxtime":"20241209220713","nmea":[""#;
        let behind = br#""],"type":4,"mmsi":2190047,"timestamp":"2024-12-09T21:00:00Z"}"#;
        assert_eq!(around(before, behind, 0), at("2024-12-09T22:07:13Z"));
    }
}
