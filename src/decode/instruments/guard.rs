use std::panic::catch_unwind;

use nmea_parser::{NmeaParser, ParsedMessage};

/// Longest sentence handed to the parser; NMEA 0183 allows 82 bytes, receivers exceed it.
const MAX_SENTENCE_BYTES: usize = 256;

/// Has the parser read the address and the first `fields` fields of a sentence without checksum:
/// what comes after them is not used, and must not make it refuse the rest (a variation without its
/// side) or overflow (the zone of a ZDA).
///
/// It panics on bytes that are not ASCII, and keeps what it has seen: so it gets short ASCII only,
/// is caught, and is a fresh one for every sentence (it costs no heap).
pub(super) fn by_parser(sentence: &[u8], fields: usize) -> Option<ParsedMessage> {
    let text = harmless(sentence, fields)?;
    catch_unwind(|| read(text)).ok()?
}

fn read(text: &str) -> Option<ParsedMessage> {
    NmeaParser::new().parse_sentence(text).ok()
}

fn harmless(sentence: &[u8], fields: usize) -> Option<&str> {
    let text = std::str::from_utf8(sentence).ok().filter(|text| text.is_ascii())?;
    let end = text.match_indices(',').nth(fields).map_or(text.len(), |(at, _)| at);
    let text = text.get(..end)?;
    // A star within would be taken for the checksum's.
    (text.len() <= MAX_SENTENCE_BYTES && !text.contains('*')).then_some(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_parser_sees_the_fields_asked_for_and_nothing_odd() {
        assert_eq!(harmless(b"$GPZDA,1,2,3,4,99999999", 4), Some("$GPZDA,1,2,3,4"));
        assert_eq!(harmless(b"$GPZDA,1", 4), Some("$GPZDA,1"));
        assert_eq!(harmless(b"$GPZDA,1*,2", 4), None);
        assert_eq!(harmless(b"$GPZDA,\xc3\xa9", 4), None);
        assert_eq!(harmless(format!("$GPHDT,{}", "1".repeat(300)).as_bytes(), 1), None);
    }

    proptest! {
        /// A panic would be caught, but the process would have written about it to stderr.
        #[test]
        fn what_passes_the_guard_never_panics(
            formatter in "GGA|RMC|GLL|VTG|HDT|GNS|DPT|VHW|MTW",
            rest in proptest::collection::vec(
                prop_oneof![Just(b','), Just(b'.'), Just(b'-'), b'0'..=b'9', 32_u8..127, any::<u8>()],
                0..90,
            ),
        ) {
            let sentence = [b"$GP", formatter.as_bytes(), b",", &rest].concat();
            if let Some(text) = harmless(&sentence, 12) {
                drop(read(text));
            }
        }
    }
}
