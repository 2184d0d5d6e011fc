//! `picket decode` beside the decodings that gpsd and libais publish of their own samples, member
//! by member: every message, every member. A member of theirs that is neither compared nor listed
//! as unused fails the test, and so does a decided difference that is none.
#![cfg(test)]

mod dates;
mod decided;
mod lists;
mod mapping;

use std::path::Path;
use std::process::Command;

use serde_json::{Map, Value};

use decided::Decided;

/// A message as a JSON object.
type Message = Map<String, Value>;

#[test]
fn every_message_of_gpsd_s_sample_has_the_fields_that_gpsd_gives_it() {
    compare("gpsd", "sample.aivdm", "sample.aivdm.js.chk", 58);
}

#[test]
fn every_example_of_libais_has_the_fields_that_libais_gives_it() {
    compare("libais", "typeexamples.nmea", "typeexamples.json", 20);
}

#[test]
fn every_tagged_message_of_libais_has_the_fields_and_the_metadata_that_libais_gives_it() {
    compare("libais", "tagblock.nmea", "tagblock.json", 4);
}

fn compare(source: &str, sample: &str, gold: &str, expected: usize) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/vectors").join(source);
    let ours = decoded(&folder.join(sample));
    let gold = std::fs::read_to_string(folder.join(gold)).expect("the gold file");
    let gold = gold.lines().map(|line| serde_json::from_str(line).expect("JSON"));
    let mut decided = Decided::of(sample);
    let mut next = 0;
    let mut wrong = Vec::new();
    let mut compared = 0;
    for theirs in gold.filter(|theirs: &Message| is_covered(theirs)) {
        if has_no_mmsi(&theirs) {
            assert!(decided.covers(&theirs, "mmsi"), "an MMSI of ten digits: {theirs:?}");
            continue;
        }
        let Some(found) = (next..ours.len()).find(|&at| is_the_same(&ours[at], &theirs)) else {
            wrong.push(format!("missing: {theirs:?}"));
            continue;
        };
        next = found + 1;
        compared += 1;
        let message = with_name_of_part_a(&ours[..=found]);
        for (member, value) in &theirs {
            if !mapping::agrees(member, value, &theirs, &message)
                && !decided.covers(&theirs, member)
            {
                wrong.push(format!("{member}: {value} of {theirs:?} is not in {message:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(compared, expected, "messages compared");
    assert_eq!(decided.unused(), [""; 0], "decided differences that are none");
}

fn decoded(sample: &Path) -> Vec<Message> {
    let output = Command::new(env!("CARGO_BIN_EXE_picket"))
        .arg("decode")
        .arg(sample)
        .output()
        .expect("picket runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).expect("UTF-8");
    lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// The binary messages have their own gold.
fn is_covered(theirs: &Message) -> bool {
    theirs["type"].as_u64().is_some_and(|kind| ![6, 8, 25, 26].contains(&kind))
}

fn has_no_mmsi(theirs: &Message) -> bool {
    theirs["mmsi"].as_u64().is_none_or(|mmsi| mmsi > 999_999_999)
}

/// gpsd prints part B with the name of part A, and A not at all; libais prints each part.
fn is_the_same(ours: &Message, theirs: &Message) -> bool {
    let part_a_is_wanted = theirs.get("part_num").is_some_and(|part| part == 0);
    let is_part_a = ours.get("part_number").is_some_and(|part| part == 0);
    ours.get("message_type") == theirs.get("type")
        && ours.get("mmsi") == theirs.get("mmsi")
        && part_a_is_wanted == is_part_a
}

fn with_name_of_part_a(ours: &[Message]) -> Message {
    let (last, before) = ours.split_last().expect("a message");
    let mut last = last.clone();
    if last.get("part_number").is_some_and(|part| part == 1) {
        let part_a =
            before.iter().rev().find(|m| m["mmsi"] == last["mmsi"] && m.contains_key("name"));
        last.extend(part_a.and_then(|m| Some(("name".to_owned(), m.get("name")?.clone()))));
    }
    last
}
