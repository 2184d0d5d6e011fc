#![cfg(test)]
//! What the decoder takes from the heap in steady state: nothing for a sentence of any common type.
//! The first half of each recording warms up what is kept and used again; every line of the second
//! half is pushed and measured by itself.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use allocation_counter::measure;
use picket::decode::{Decoded, Decoder, FeedSettings, Message};

/// Long enough that what is kept for use has grown by their middle.
const RECORDINGS: [&str; 6] = [
    "australia-coast-2012-01-27.nmea.gz",
    "satellite-southern-ocean-2012.nmea.gz",
    "guadeloupe-2017-03-21.log.gz",
    "seine-vernon-2016-04-01.log.gz",
    "marinecadastre-2022-01-03.csv.gz",
    "solent-2016-01-12.csv.gz",
];

/// Messages that are rare and of any length: kept on the heap, so that the others stay small.
const BOXED_TYPES: [u8; 7] = [6, 8, 12, 14, 17, 25, 26];

/// What a line was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// Anything not below: AIS of all other types and their parts, radar, rows, rejected and ignored
    /// sentences, comments.
    #[default]
    Common,
    /// Kept until later lines tell its time, and those that it keeps waiting.
    Waiting,
    /// AIS of the boxed types.
    Boxed,
    /// `$` sentences of instruments: nmea-parser makes strings of them.
    Instrument,
}

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

fn kind(message: &Message) -> Kind {
    match message {
        Message::Ais { message, .. } if BOXED_TYPES.contains(&message.message_type()) => {
            Kind::Boxed
        }
        Message::Instrument(_) => Kind::Instrument,
        _ => Kind::Common,
    }
}

/// Lines and allocations of the second half of a recording, by what the lines were.
fn allocations(bytes: &[u8]) -> BTreeMap<Kind, (u64, u64)> {
    let lines: Vec<&[u8]> = bytes.split_inclusive(|&byte| byte == b'\n').collect();
    let (first, second) = lines.split_at(lines.len() / 2);
    let mut decoder = Decoder::new(FeedSettings::named("recording".parse().expect("a name")));
    for line in first {
        decoder.push(line, None, &mut |_| {});
    }
    let mut found: BTreeMap<Kind, (u64, u64)> = BTreeMap::new();
    for line in second {
        let mut what = Kind::Common;
        let mut waits = decoder.is_waiting();
        let mut out = |decoded: Decoded<'_>| {
            let found = match decoded {
                Decoded::Accepted { message, .. } => kind(message),
                Decoded::Rejected { raw, .. } if raw.starts_with(b"$") => Kind::Instrument,
                Decoded::Rejected { .. } => Kind::Common,
            };
            what = what.max(found);
        };
        let count = measure(|| decoder.push(line, None, &mut out)).count_total;
        waits |= decoder.is_waiting();
        let of = found.entry(if waits { Kind::Waiting } else { what }).or_default();
        *of = (of.0 + 1, of.1 + count);
    }
    found
}

#[test]
fn a_common_sentence_takes_nothing_from_the_heap() {
    for name in RECORDINGS {
        let found = allocations(&recording(name));
        println!("{name}: lines and allocations {found:?}");
        let (lines, count) = found.get(&Kind::Common).copied().unwrap_or_default();
        assert!(lines > 50, "{name}: {found:?}");
        assert_eq!(count, 0, "{name}: {found:?}");
        // What waits is one copy of each line, and the queue's own growth.
        let (lines, count) = found.get(&Kind::Waiting).copied().unwrap_or_default();
        assert!(count <= 2 * lines, "{name}: {found:?}");
    }
}
