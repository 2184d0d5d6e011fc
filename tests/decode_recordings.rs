#![cfg(test)]
//! The decoder over the shipped recordings: what is in them comes out, and all of it is counted.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use picket::decode::{Counts, Decoded, Decoder, FeedSettings, RejectReason};
use picket::domain::EventTime;

/// A recording of `testdata/recordings`, unpacked.
fn recording(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/recordings").join(name);
    let mut file = File::open(path).expect("a shipped recording");
    let mut bytes = Vec::new();
    if name.strip_suffix(".gz").is_some() {
        flate2::read::MultiGzDecoder::new(file).read_to_end(&mut bytes).expect("gzip");
    } else {
        file.read_to_end(&mut bytes).expect("a readable file");
    }
    bytes
}

/// What the decoder counts in pieces of `step` bytes, the first and the last time it gives, and a
/// running sum of the hashes and times of all messages.
fn decode(bytes: &[u8], step: usize) -> (Counts, Option<(EventTime, EventTime)>, u64) {
    let mut decoder = Decoder::new(FeedSettings::named("recording".parse().expect("a name")));
    let (mut span, mut sum) = (None, 0u64);
    let mut out = |decoded: Decoded<'_>| {
        if let Decoded::Accepted { time, payload_hash, .. } = decoded {
            let (first, last) = span.unwrap_or((time, time));
            span = Some((time.min(first), time.max(last)));
            let time = time.as_millis().cast_unsigned();
            sum = sum.rotate_left(1) ^ payload_hash.wrapping_add(time);
        }
    };
    for piece in bytes.chunks(step) {
        decoder.push(piece, None, &mut out);
    }
    decoder.flush(None, &mut out);
    (decoder.counts().clone(), span, sum)
}

fn assert_equations(counts: &Counts) {
    let rejected: u64 = counts.rejected.values().sum();
    let ignored: u64 = counts.ignored.values().sum();
    assert_eq!(counts.lines, counts.blank + counts.without_sentence + counts.with_sentence);
    assert_eq!(counts.sentences, rejected + counts.parts + ignored + counts.messages);
    assert_eq!(counts.parts, counts.parts_assembled + counts.parts_expired + counts.parts_pending);
}

#[test]
fn every_sentence_of_the_recordings_is_counted() {
    struct Expected {
        name: &'static str,
        lines: u64,
        sentences: u64,
        bad_checksums: u64,
        parts: u64,
        span: [&'static str; 2],
    }
    // Lines by `wc -l`; sentences, checksums and parts by a regular expression in another language;
    // times by the first and last stamps of the files. Australia: `$PGHP` of satellite passes two
    // hours before the rest. Seine: as written, its logger's local time.
    for expected in [
        Expected {
            name: "australia-coast-2012-01-27.nmea.gz",
            lines: 44_687,
            sentences: 44_687,
            bad_checksums: 11,
            parts: 4,
            span: ["2012-01-27T09:58:26.036Z", "2012-01-27T11:53:26Z"],
        },
        Expected {
            name: "guadeloupe-2017-03-21.log.gz",
            lines: 27_861,
            sentences: 27_860,
            bad_checksums: 0,
            parts: 306,
            span: ["2017-03-21T05:51:19Z", "2017-03-21T21:15:40Z"],
        },
        Expected {
            name: "seine-vernon-2016-04-01.log.gz",
            lines: 56_211,
            sentences: 56_211,
            bad_checksums: 211,
            parts: 757,
            span: ["2016-04-01T00:00:02Z", "2016-04-01T23:59:58Z"],
        },
        Expected {
            name: "kystverket-2024-12-09.nmea",
            lines: 223,
            sentences: 223,
            bad_checksums: 0,
            parts: 27,
            span: ["2024-12-09T22:07:14Z", "2024-12-09T22:07:19Z"],
        },
        Expected {
            name: "solent-2016-01-12.csv.gz",
            lines: 18_624,
            sentences: 18_623,
            bad_checksums: 0,
            parts: 0,
            span: ["2016-01-12T13:02:11.218Z", "2016-01-12T14:26:41.924Z"],
        },
    ] {
        let (counts, span, _) = decode(&recording(expected.name), 65_536);
        assert_equations(&counts);
        let bad = counts.rejected.get(&RejectReason::ChecksumMismatch).copied().unwrap_or(0);
        let [first, last] = expected.span.map(|text| text.parse().expect("RFC 3339"));
        assert_eq!(
            (counts.lines, counts.sentences, bad, counts.parts, span),
            (
                expected.lines,
                expected.sentences,
                expected.bad_checksums,
                expected.parts,
                Some((first, last))
            ),
            "{}",
            expected.name
        );
    }
}

#[test]
fn stray_rows_do_not_move_the_feed() {
    // About 25 minutes of rows, and some 350 strays of up to 23:59 among them.
    let (counts, span, _) = decode(&recording("marinecadastre-2022-01-03.csv.gz"), 65_536);
    assert_equations(&counts);
    assert_eq!((counts.lines, counts.sentences), (100_000, 99_999));
    assert!((300..400).contains(&counts.time_jumps_refused), "{}", counts.time_jumps_refused);
    let last = span.map(|(_, last)| last);
    assert!(last < "2022-01-03T00:30:00Z".parse().ok(), "{last:?}");
}

#[test]
fn a_recording_says_the_same_in_every_cut() {
    for name in ["kystverket-2024-12-09.nmea", "satellite-southern-ocean-2012.nmea.gz"] {
        let bytes = recording(name);
        let whole = decode(&bytes, bytes.len());
        for step in [1, 17, 1000] {
            assert_eq!(decode(&bytes, step), whole, "{name} in pieces of {step}");
        }
    }
}
