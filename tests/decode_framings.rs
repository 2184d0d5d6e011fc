//! Every form in which real feeds write lines, stations and times, held to expectations written by
//! hand: `testdata/framing/NAME.nmea` or `.csv` is bytes of a real feed, `NAME.expected` says where
//! they come from and what each sentence has to become.
#![cfg(test)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use picket::decode::{Counts, Decoded, Decoder, FeedSettings, Message};

/// What a file of expectations says.
#[derive(Debug, Default, PartialEq)]
struct Expected {
    /// What to add to UTC to get the logger's time, seconds.
    utc_offset_secs: i32,
    /// A line for each thing said.
    said: Vec<String>,
    /// Counts that are named.
    counted: BTreeMap<String, String>,
}

#[test]
fn every_form_becomes_what_is_written_beside_it() {
    let mut wrong = String::new();
    let forms = forms();
    assert!(forms.len() >= 30, "{} forms", forms.len());
    for (input, expected) in &forms {
        let name = input.file_name().expect("a name").display();
        let bytes = std::fs::read(input).expect("an input");
        let expected = read(expected);
        let (said, counts) = decode(&bytes, &[bytes.len()], &expected);
        if said != expected.said {
            writeln!(wrong, "{name}: {said:#?}\nis not {:#?}", expected.said).expect("a string");
        }
        let counted = named(&counts);
        for (count, value) in &expected.counted {
            if counted.get(count) != Some(value) {
                writeln!(wrong, "{name}: {count} is {:?}, not {value}", counted.get(count))
                    .expect("a string");
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_form_says_the_same_in_every_cut_and_with_every_line_end() {
    for (input, expected) in forms() {
        let bytes = std::fs::read(&input).expect("an input");
        let expected = read(&expected);
        let whole = decode(&bytes, &[bytes.len()], &expected);
        assert_eq!(decode(&bytes, &[1], &expected), whole, "{} byte by byte", input.display());
        for at in 1..bytes.len().min(1500) {
            let cut = decode(&bytes, &[at, bytes.len()], &expected);
            assert_eq!(cut, whole, "{} cut at {at}", input.display());
        }
        for end in [&b"\r\n"[..], b"\r"] {
            let lines = bytes.split(|&byte| byte == b'\n').collect::<Vec<_>>().join(end);
            assert_eq!(
                decode(&lines, &[lines.len()], &expected),
                whole,
                "{} with {end:?}",
                input.display()
            );
            assert_eq!(decode(&lines, &[1], &expected), whole, "{} with {end:?}", input.display());
        }
    }
}

#[test]
fn what_is_cut_off_at_the_end_is_counted_and_takes_nothing_along() {
    let input = folder().join("tag-station-and-time.nmea");
    let bytes = std::fs::read(input).expect("an input");
    let whole = decode(&bytes, &[bytes.len()], &Expected::default()).0;
    for end in 0..bytes.len() {
        let (said, counts) = decode(&bytes[..end], &[end.max(1)], &Expected::default());
        let lines = memchr::memchr_iter(b'\n', &bytes[..end]).count();
        assert_eq!(said[..lines], whole[..lines], "ended at {end}");
        assert!(said.len() <= lines + 1, "ended at {end}");
        let begun = usize::from(end > 0 && !bytes[..end].ends_with(b"\n"));
        assert_eq!(usize::try_from(counts.lines), Ok(lines + begun), "ended at {end}");
    }
}

#[test]
fn compressed_recordings_say_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = self::folder().join("csv-marinecadastre.csv");
    let bytes = std::fs::read(&input).expect("an input");
    let gz = folder.path().join("rows.csv.gz");
    let mut packer = flate2::write::GzEncoder::new(
        std::fs::File::create(&gz).expect("a file"),
        flate2::Compression::fast(),
    );
    std::io::Write::write_all(&mut packer, &bytes).expect("written");
    packer.finish().expect("finished");
    let zst = folder.path().join("rows.csv.zst");
    std::fs::write(&zst, zstd::encode_all(&bytes[..], 1).expect("packed")).expect("written");
    for path in [input, gz, zst] {
        let mut unpacked = Vec::new();
        let mut reader = picket::feeds::recording::open(&path).expect("a recording");
        std::io::Read::read_to_end(&mut reader, &mut unpacked).expect("read");
        assert_eq!(unpacked, bytes, "{}", path.display());
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/framing")
}

/// Every input with its expectations, by name.
fn forms() -> Vec<(PathBuf, PathBuf)> {
    let entries = std::fs::read_dir(folder()).expect("the folder");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "nmea" || end == "csv"));
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), path.with_extension("expected"))).collect()
}

fn read(path: &Path) -> Expected {
    let text =
        std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut expected = Expected::default();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let pairs = |rest: &str| -> BTreeMap<String, String> {
            let pair = |word: &str| word.split_once('=').map(|(a, b)| (a.to_owned(), b.to_owned()));
            rest.split(' ').map(|word| pair(word).expect("NAME=VALUE")).collect()
        };
        if let Some(rest) = line.strip_prefix("settings ") {
            expected.utc_offset_secs = pairs(rest)["utc_offset"].parse().expect("seconds");
        } else if let Some(rest) = line.strip_prefix("counted ") {
            expected.counted = pairs(rest);
        } else {
            expected.said.push(line.to_owned());
        }
    }
    expected
}

/// All that the decoder says of bytes that come in pieces of these lengths, the last one repeated.
fn decode(bytes: &[u8], steps: &[usize], expected: &Expected) -> (Vec<String>, Counts) {
    let mut settings = FeedSettings::named("framing".parse().expect("a name"));
    settings.utc_offset_secs = expected.utc_offset_secs;
    let mut decoder = Decoder::new(settings);
    let mut said = Vec::new();
    let mut out = |decoded: Decoded<'_>| said.push(line(&decoded));
    let mut rest = bytes;
    let mut steps = steps.iter();
    let mut step = 1;
    while !rest.is_empty() {
        step = steps.next().copied().unwrap_or(step);
        let (piece, tail) = rest.split_at(step.clamp(1, rest.len()));
        decoder.push(piece, None, &mut out);
        rest = tail;
    }
    decoder.flush(None, &mut out);
    (said, decoder.counts().clone())
}

/// `TIME STATION TALKER TYPE MMSI CHANNEL [own] [refused=TIME]`, `-` for what was not given; or the
/// reason of a rejection.
fn line(decoded: &Decoded<'_>) -> String {
    let (message, station, time, refused) = match decoded {
        Decoded::Rejected { reason, .. } => return reason.as_str().to_owned(),
        Decoded::Accepted { message, station, time, refused_time, .. } => {
            (message, station, time, refused_time)
        }
    };
    let station = station.as_ref().map_or("-".to_owned(), ToString::to_string);
    let mut line = match message {
        Message::Ais { message, own_ship, channel, talker } => format!(
            "{time} {station} {} {} {:09} {}{}",
            String::from_utf8_lossy(talker),
            message.message_type(),
            message.header().mmsi_code,
            channel.unwrap_or('-'),
            if *own_ship { " own" } else { "" },
        ),
        Message::Radar(_) => format!("{time} {station} radar"),
        Message::Instrument(_) => format!("{time} {station} instrument"),
        Message::Row(row) => {
            let place = row.position.position;
            let place = place.map(|place| format!("{} {}", place.latitude(), place.longitude()));
            let (mmsi, class) = (row.mmsi, row.position.class);
            format!("{time} row {mmsi} {class:?} {}", place.as_deref().unwrap_or("-"))
        }
    };
    if let Some(refused) = refused {
        write!(line, " refused={refused}").expect("a string");
    }
    line
}

fn named(counts: &Counts) -> BTreeMap<String, String> {
    let ignored: Vec<_> =
        counts.ignored.iter().map(|(name, count)| format!("{name}:{count}")).collect();
    let parts = (counts.parts_assembled, counts.parts_expired, counts.parts_pending);
    [
        ("lines", counts.lines.to_string()),
        ("blank", counts.blank.to_string()),
        ("bare", counts.without_sentence.to_string()),
        ("parts", format!("{}/{}/{}", parts.0, parts.1, parts.2)),
        ("jumps", counts.time_jumps_refused.to_string()),
        ("ignored", ignored.join(",")),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}
