//! The recordings and vectors, and the AIS sentences in them as any program would cut them out.

use std::io::Read;
use std::path::{Path, PathBuf};

/// Everything of `testdata` that holds AIS sentences from the air, by its path there.
pub(crate) const ALL: &[&str] = &[
    "recordings/australia-coast-2012-01-27.nmea.gz",
    "recordings/guadeloupe-2017-03-21.log.gz",
    "recordings/kystverket-2024-12-09.nmea",
    "recordings/satellite-southern-ocean-2012.nmea.gz",
    "recordings/seine-vernon-2016-04-01.log.gz",
    "vectors/gpsd/sample.aivdm",
    "vectors/libais/tagblock.nmea",
    "vectors/libais/test.aivdm",
    "vectors/libais/typeexamples.nmea",
    "vectors/pyais/ais_test_messages",
    "vectors/pyais/messages.ais",
    "vectors/pyais/mixed.txt",
    "vectors/pyais/nmea_data_sample.txt",
    "vectors/pyais/sample.ais",
    "vectors/signalk/gofree-merrimac.log",
    "vectors/signalk/nais300-merrimac.log",
    "vectors/signalk/nais400-merrimac.log",
];

pub(crate) fn path(source: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(source)
}

/// The AIS sentences of a source without what stands around them, in order: peers read neither TAG
/// blocks nor the prefixes and suffixes of loggers. Comments are left out.
pub(crate) fn sentences(source: &str) -> Vec<String> {
    let mut bytes = std::fs::read(path(source)).expect("a file of testdata");
    if Path::new(source).extension().is_some_and(|ending| ending == "gz") {
        let mut plain = Vec::new();
        flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_end(&mut plain).expect("gzip");
        bytes = plain;
    }
    let text = String::from_utf8_lossy(&bytes);
    let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    lines.flat_map(sentences_of_line).collect()
}

/// From each `!` of `!..VDM` or `!..VDO` through `*hh`, without another sentence's start within.
fn sentences_of_line(line: &str) -> Vec<String> {
    let starts = line.match_indices('!').map(|(at, _)| at);
    let sentence = |at: usize| {
        let from = &line[at..];
        let star = from.find('*')?;
        let whole = from.get(..star + 3)?;
        let formatter = from.get(3..6)?;
        let alone = !whole[1..].contains(['!', '$', '\\']);
        let ends = whole[star + 1..].chars().all(|c| c.is_ascii_hexdigit());
        (alone && ends && matches!(formatter, "VDM" | "VDO")).then(|| whole.to_owned())
    };
    starts.filter_map(sentence).collect()
}

/// A sentence as every peer reads it: the talker AI, the channel A or B or blank, no field after the
/// fill bits, a sequence for parts that have none. None of that is about the message. One whose
/// checksum does not hold stays as it is.
pub(crate) fn plain(sentence: &str) -> String {
    let whole = sentence.to_owned();
    let Some((body, stated)) = sentence[1..].split_once('*') else { return whole };
    let fields: Vec<&str> = body.split(',').collect();
    let (6.., true) = (fields.len(), u8::from_str_radix(stated, 16) == Ok(checksum(body))) else {
        return whole;
    };
    let [address, total, number, sequence, channel, payload] = fields[..6] else { return whole };
    let sequence = if total != "1" && sequence.is_empty() { "0" } else { sequence };
    let channel = match channel {
        "A" | "1" => "A",
        "B" | "2" => "B",
        _ => "",
    };
    let fill = fields.get(6).filter(|fill| !fill.is_empty()).unwrap_or(&"0");
    let formatter = &address[address.len() - 3..];
    let body = format!("AI{formatter},{total},{number},{sequence},{channel},{payload},{fill}");
    format!("!{body}*{:02X}", checksum(&body))
}

fn checksum(body: &str) -> u8 {
    body.bytes().fold(0, |sum, byte| sum ^ byte)
}
