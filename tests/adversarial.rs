//! A feed that means harm: every line opens something that is never closed. What is bounded stays at
//! its bound, what had to go is counted, and memory does not grow.
//!
//! `PICKET_ADVERSARIAL_LINES` sets how many lines; `make soak` runs ten million in a release build.
#![cfg(test)]
#![expect(
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "bits of a payload in the making"
)]

use std::fmt::Write as _;

use picket::areas::WatchAreas;
use picket::config::{self, Config};
use picket::decode::FeedSettings;
use picket::engine::{Engine, EngineSettings, Event};
use picket::feeds::ReportReader;

const LINES: u64 = 300_000;
const CONTACTS_MAX: usize = 20_000;
const DUPLICATES_MAX: usize = 1_000;
/// Messages begun at a time, and the most parts that each can hold back.
const PARTS_PENDING_MAX: u64 = 256 * 8;
/// Names of what is ignored, and `other`.
const IGNORED_MAX: usize = 101;
/// What an allocator may keep between the middle of the flood and its end, KiB.
const GROWTH_MAX_KIB: u64 = 32 * 1024;

#[test]
fn a_flood_of_things_begun_leaves_every_map_at_its_bound() {
    let lines = std::env::var("PICKET_ADVERSARIAL_LINES")
        .map_or(LINES, |count| count.parse().expect("a number of lines"));
    let mut reader = ReportReader::new(FeedSettings::named("flood".parse().expect("a name")));
    let mut engine = Engine::new(settings(), WatchAreas::default());
    let (mut reports, mut effects) = (Vec::new(), Vec::new());
    let mut text = String::new();
    let mut halfway_kib = 0;
    for nth in 0..lines {
        text.clear();
        write_line(&mut text, nth);
        reader.push(text.as_bytes(), None, &mut reports);
        for report in reports.drain(..) {
            engine.handle(Event::Report(report), &mut effects);
            effects.clear();
        }
        if nth == lines / 2 {
            halfway_kib = resident_kib("VmRSS");
        }
    }
    let counts = reader.counts();
    assert_eq!(counts.lines, lines);
    let rejected: u64 = counts.rejected.values().sum();
    let ignored: u64 = counts.ignored.values().sum();
    assert_eq!(counts.sentences, rejected + counts.parts + ignored + counts.messages);
    assert_eq!(counts.parts, counts.parts_assembled + counts.parts_expired + counts.parts_pending);
    assert!(counts.parts_pending <= PARTS_PENDING_MAX, "{}", counts.parts_pending);
    assert!(counts.parts_expired > lines / 8, "{}", counts.parts_expired);
    assert!(counts.ignored.len() <= IGNORED_MAX, "{}", counts.ignored.len());
    assert!(engine.contacts() <= CONTACTS_MAX, "{}", engine.contacts());
    let evictions = engine.evictions();
    for map in ["contacts", "duplicates"] {
        let evicted = evictions.iter().find(|(name, _)| *name == map).map(|(_, count)| *count);
        assert!(evicted.is_some_and(|count| count > 0), "{map}: {evicted:?}");
    }
    let (resident, highest) = (resident_kib("VmRSS"), resident_kib("VmHWM"));
    println!(
        "{lines} lines: {halfway_kib} KiB resident halfway, {resident} KiB at the end, {highest} KiB \
         at most; evictions {evictions:?}"
    );
    assert!(
        resident <= halfway_kib + GROWTH_MAX_KIB,
        "{halfway_kib} KiB halfway, {resident} KiB at the end"
    );
}

fn settings() -> EngineSettings {
    let Config { engine, .. } =
        config::load(&config::Options::default(), []).expect("the defaults are valid");
    EngineSettings { contacts_max: CONTACTS_MAX, duplicates_max: DUPLICATES_MAX, ..engine }
}

/// A line of the flood, one second a hundred lines.
fn write_line(text: &mut String, nth: u64) {
    let time = 1_700_000_000 + nth / 100;
    let unique = nth % 1_000_000;
    let letter = |nth: u64| char::from(b'A' + u8::try_from(nth % 26).expect("a letter"));
    let sequence = nth / 8 % 10;
    let (block, body) = match nth % 8 {
        0 => (format!("c:{time}"), format!("!AIVDM,2,2,{sequence},A,0000{unique:07},2")),
        1 => {
            let first = "5".repeat(59);
            (format!("s:st{nth},c:{time}"), format!("!AIVDM,2,1,{sequence},A,5{first},0"))
        }
        2 => (format!("c:{time}"), format!("!AIVDM,1,1,,A,{},0", position(nth))),
        3 => (format!("c:{time},s:{nth}"), format!("!AIVDM,1,1,,B,{},0", position(nth))),
        4 => (format!("c:{time}"), format!("!AIVDM,1,1,,A,{},2", static_part_a(nth))),
        5 => (format!("g:1-9-{nth},c:{time}"), format!("!AIVDM,1,1,,A,{},0", position(nth))),
        6 => {
            let talker = format!("{}{}", letter(nth / 8), letter(nth / 208));
            (format!("c:{time}"), format!("!{talker}VDM,3,1,{sequence},B,8{unique:07},0"))
        }
        _ => {
            let formatter =
                format!("{}{}{}", letter(nth / 8), letter(nth / 208), letter(nth / 5408));
            (format!("c:{time}"), format!("$XX{formatter},{unique}"))
        }
    };
    let sentence = &body[1..];
    writeln!(text, "\\{block}*{:02X}\\{body}*{:02X}", checksum(&block), checksum(sentence))
        .expect("a string");
}

/// A message 1 of a ship of its own, somewhere.
fn position(nth: u64) -> String {
    let mmsi = 200_000_000 + nth % 500_000_000;
    let longitude = (nth * 7919 % 200_000_000) as i64 - 100_000_000;
    let latitude = (nth * 104_729 % 90_000_000) as i64 - 45_000_000;
    armour(&[
        (1, 6),
        (0, 2),
        (mmsi, 30),
        (0, 4),
        (128, 8),
        (100, 10),
        (0, 1),
        (longitude as u64, 28),
        (latitude as u64, 27),
        (900, 12),
        (90, 9),
        (nth % 60, 6),
        (0, 25),
    ])
}

/// A message 24 part A whose part B never comes.
fn static_part_a(nth: u64) -> String {
    let mmsi = 200_000_000 + nth % 500_000_000;
    armour(&[(24, 6), (0, 2), (mmsi, 30), (0, 2), (nth, 60), (0, 60), (0, 8)])
}

/// Fields of so many bits in the armour of IEC 61162-1.
fn armour(fields: &[(u64, u32)]) -> String {
    let bits: Vec<u8> = fields
        .iter()
        .flat_map(|&(value, width)| (0..width).rev().map(move |bit| (value >> bit & 1) as u8))
        .collect();
    bits.chunks(6)
        .map(|six| {
            let value = (0..6).fold(0, |sum, at| sum << 1 | six.get(at).copied().unwrap_or(0));
            char::from(if value < 40 { value + 48 } else { value + 56 })
        })
        .collect()
}

fn checksum(text: &str) -> u8 {
    text.bytes().fold(0, |sum, byte| sum ^ byte)
}

/// A line of `/proc/self/status`; 0 where there is none.
fn resident_kib(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok()).unwrap_or(0)
}
