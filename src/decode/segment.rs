//! A line to its TAG blocks and sentences, with whatever a logger or receiver wrote around them.

use memchr::{memchr, memchr3};

use super::quoted::next_object;
use super::sentence::{Reading, read, verify};
use super::{BitBuffer, RejectReason, plain};

/// Longest sentence in bytes. NMEA 0183 allows 82; real receivers write up to about 200.
const SENTENCE_MAX: usize = 1024;

/// One thing found on a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Segment<'a> {
    /// What stands between the backslashes of a TAG block.
    TagBlock(&'a [u8]),
    /// A sentence.
    Sentence {
        /// What stands before it and after the sentence or TAG block before.
        prefix: &'a [u8],
        /// From `!` or `$` to the checksum.
        raw: &'a [u8],
        /// What it is, or why it is not to be read.
        reading: Result<Reading<'a>, RejectReason>,
        /// What a receiver wrote after it, from its comma.
        trailer: &'a [u8],
    },
}

/// The segments of a line in order.
#[derive(Clone, Debug)]
pub(super) struct Segments<'a> {
    rest: &'a [u8],
}

impl<'a> Segments<'a> {
    pub(super) fn of(line: &'a [u8]) -> Self {
        // A `#` opens a comment, even around a sentence.
        let comment = line.trim_ascii_start().first() == Some(&b'#');
        Self { rest: if comment { &[] } else { line } }
    }

    fn tag_block(&mut self, at: usize) -> Option<Segment<'a>> {
        let inside = self.rest.get(at.saturating_add(1)..)?;
        let (content, tail) = inside.split_at_checked(memchr(b'\\', inside)?)?;
        let rest = tail.get(1..)?;
        // A block that was cut ends where the next one begins, and takes it not along.
        let is_cut = content.last_chunk::<3>().is_none_or(|[star, ..]| *star != b'*')
            && begins_tag_block(rest);
        if !begins_tag_block(content) || is_cut {
            return None;
        }
        self.rest = rest;
        Some(Segment::TagBlock(content))
    }

    fn sentence(&mut self, at: usize, bits: &mut BitBuffer) -> Option<Segment<'a>> {
        let (prefix, from) = self.rest.split_at_checked(at)?;
        let (length, reading) = match plain::read(from, bits) {
            Some((length, reading)) => (length, Ok(reading)),
            None => general(from)?,
        };
        let (raw, after) = from.split_at_checked(length)?;
        let (trailer, rest) = split_trailer(after);
        self.rest = rest;
        Some(Segment::Sentence { prefix, raw, reading, trailer })
    }

    /// The next one; where its reading says so its payload stands in `bits`.
    pub(super) fn next(&mut self, bits: &mut BitBuffer) -> Option<Segment<'a>> {
        let mut from = 0;
        loop {
            let rest = self.rest.get(from..)?;
            let at = match rest.first()? {
                b'!' | b'$' | b'\\' => from,
                _ => from + memchr3(b'!', b'$', b'\\', rest)?,
            };
            let found = match self.rest.get(at) {
                Some(b'\\') => self.tag_block(at),
                _ => self.sentence(at, bits),
            };
            if found.is_some() {
                return found;
            }
            from = at.saturating_add(1);
        }
    }
}

/// Whether what stands between two backslashes opens with a key: one character in NMEA 0183, up to
/// three in IEC 61162-450 (`1G2:7764`, `si:AISD`). Anything else is a stray backslash.
fn begins_tag_block(content: &[u8]) -> bool {
    let key = |byte: &&u8| byte.is_ascii_alphanumeric();
    let letters = content.iter().take(4).take_while(key).count();
    (1..=3).contains(&letters) && content.get(letters) == Some(&b':')
}

/// The length of the sentence at the beginning of `from`, and its reading.
pub(super) fn general(from: &[u8]) -> Option<(usize, Result<Reading<'_>, RejectReason>)> {
    if !begins_sentence(from) {
        return None;
    }
    let (length, verdict) = extent(from);
    let raw = from.get(..length)?;
    Some((length, verdict.and_then(|()| read(raw))))
}

/// Whether `from`, which opens with `!` or `$`, goes on like a talker.
fn begins_sentence(from: &[u8]) -> bool {
    let talker = |byte: Option<&u8>| {
        byte.is_some_and(|byte| match byte {
            b'!' | b'$' | b'*' | b',' | b'\\' | b'^' | b'~' => false,
            byte => byte.is_ascii_graphic(),
        })
    };
    talker(from.get(1)) && talker(from.get(2))
}

/// How far the sentence at the beginning of `from` goes, and whether its checksum holds. One that
/// does not hold ends where the next sentence begins, so that a cut sentence takes no other along.
fn extent(from: &[u8]) -> (usize, Result<(), RejectReason>) {
    let window = from.get(..SENTENCE_MAX).unwrap_or(from);
    let whole = memchr(b'*', window).map(|star| star.saturating_add(3).min(from.len()));
    let verdict = match whole.and_then(|end| from.get(..end)) {
        Some(raw) => verify(raw),
        None if from.len() > SENTENCE_MAX => Err(RejectReason::TooLong),
        None => Err(RejectReason::ChecksumMissing),
    };
    if let (Some(end), Ok(())) = (whole, verdict) {
        return (end, verdict);
    }
    let next = next_start(from);
    match whole {
        Some(end) if next.is_none_or(|next| end <= next) => (end, verdict),
        _ => match next {
            Some(next) => (next, Err(RejectReason::ChecksumMissing)),
            None => (from.trim_ascii_end().len(), verdict),
        },
    }
}

/// Where the next sentence or TAG block may begin.
fn next_start(from: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        at += memchr3(b'!', b'$', b'\\', from.get(at..)?)?;
        let here = from.get(at..)?;
        if here.first() == Some(&b'\\') || begins_sentence(here) {
            return Some(at);
        }
        at += 1;
    }
}

/// What follows a sentence belongs to it if it opens with a comma or, as AIS-catcher has it, with a
/// bracket; also if it opens with the quote that closes a text of a table or of JSON, up to the object
/// behind its own. Else it belongs to the next one.
fn split_trailer(after: &[u8]) -> (&[u8], &[u8]) {
    let next = memchr3(b'!', b'$', b'\\', after).unwrap_or(after.len());
    let end = match after {
        [b',', ..] | [b' ', b'(', ..] => next,
        [b'"', ..] => after.get(..next).and_then(next_object).unwrap_or(next),
        _ => return (&[], after),
    };
    after.split_at_checked(end).unwrap_or((after, &[]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(line: &str) -> Vec<String> {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let mut segments = Segments::of(line.as_bytes());
        let mut bits = BitBuffer::new();
        std::iter::from_fn(|| segments.next(&mut bits))
            .map(|segment| match segment {
                Segment::TagBlock(content) => format!("tag {}", text(content)),
                Segment::Sentence { prefix, raw, reading, trailer } => format!(
                    "{}|{}|{}|{}",
                    text(prefix),
                    text(raw),
                    text(trailer),
                    reading.map_or_else(RejectReason::as_str, |_| "read"),
                ),
            })
            .collect()
    }

    // Checksums by hand: `$AA,*hh` is 'A'^'A'^',' = 2C, `!AB,*hh` is 'A'^'B'^',' = 2F. Once
    // it holds, their address of two letters makes them malformed.
    #[test]
    fn sentences_come_out_of_whatever_stands_around_them() {
        for (line, expected) in [
            ("$AA,*2C", &["|$AA,*2C||malformed"][..]),
            ("\u{fffd}x$AA,*2c", &["\u{fffd}x|$AA,*2c||malformed"]),
            ("17, $AA,*2C,99 ", &["17, |$AA,*2C|,99 |malformed"]),
            ("$AA,*2C ( MSG: 1)", &["|$AA,*2C| ( MSG: 1)|malformed"]),
            ("$AA,*2C!AB,*2F", &["|$AA,*2C||malformed", "|!AB,*2F||malformed"]),
            ("$AA,*2C12,!AB,*2F", &["|$AA,*2C||malformed", "12,|!AB,*2F||malformed"]),
            ("!ABVDM,1$AA,*2C", &["|!ABVDM,1||checksum-missing", "|$AA,*2C||malformed"]),
            ("$AA,*$AA,*2C", &["|$AA,*||checksum-missing", "|$AA,*2C||malformed"]),
            ("$AA,*2D", &["|$AA,*2D||checksum-mismatch"]),
            ("$AA,*2", &["|$AA,*2||checksum-missing"]),
            ("$AA,  ", &["|$AA,||checksum-missing"]),
            ("\\s:x*00\\$AA,*2C", &["tag s:x*00", "|$AA,*2C||malformed"]),
            ("a\\b\\s:x*00\\$AA,*2C", &["tag s:x*00", "|$AA,*2C||malformed"]),
            ("\\s:cu\\s:x*00\\$AA,*2C", &["tag s:x*00", "|$AA,*2C||malformed"]),
            ("\\1G2:7*00\\$AA,*2C", &["tag 1G2:7*00", "|$AA,*2C||malformed"]),
            ("\\s:x\\$AA,*2C", &["tag s:x", "|$AA,*2C||malformed"]),
            (
                "$AA,\\s:x*00\\$AA,*2C",
                &["|$AA,||checksum-missing", "tag s:x*00", "|$AA,*2C||malformed"],
            ),
        ] {
            assert_eq!(texts(line), expected, "{line}");
        }
    }

    #[test]
    fn comments_and_stray_marks_are_no_sentences() {
        for line in ["# see $AA,*2C", "a! b", "$5,000", "$", "\\", "\\s:x", "!!$$**"] {
            assert_eq!(texts(line), Vec::<String>::new(), "{line}");
        }
    }

    #[test]
    fn a_sentence_without_end_is_too_long() {
        let line = format!("$AA,{}", "x".repeat(SENTENCE_MAX));
        assert_eq!(texts(&line), [format!("|{line}||too-long")]);
    }
}
