//! Binary messages and their payloads beside what gpsd and libais say of them.
#![cfg(test)]

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Map, Value};

type Message = Map<String, Value>;

#[test]
fn every_binary_message_of_gpsd_s_sample_has_its_identifier_addressee_and_data() {
    let folder = vectors("gpsd");
    let ours = decoded(&folder.join("sample.aivdm"));
    let mut ours = ours.iter().filter(|m| is_binary(m, "message_type"));
    let mut compared = 0;
    for theirs in json_lines(&folder.join("sample.aivdm.js.chk")) {
        if !is_binary(&theirs, "type") {
            continue;
        }
        let ours = ours.find(|ours| ours["mmsi"] == theirs["mmsi"]).expect("each is there");
        for (name, ours, theirs) in [
            ("sequence", ours.get("sequence_number"), theirs.get("seqno")),
            ("retransmit", ours.get("retransmitted"), theirs.get("retransmit")),
            ("addressed", ours.get("addressed"), theirs.get("addressed")),
            ("structured", ours.get("structured"), theirs.get("structured")),
            ("destination", ours.get("destination_mmsi"), destination(&theirs)),
            ("dac", ours.get("dac"), theirs.get("dac").or(ours.get("dac"))),
            ("fi", ours.get("fi"), theirs.get("fid").or(ours.get("fi"))),
        ] {
            assert_eq!(ours, theirs, "{name} of {ours:?}");
        }
        if let Some(data) = theirs.get("data").and_then(Value::as_str) {
            assert_eq!(bits_of(ours), placed_as_in_m_1371(data, &theirs), "{ours:?}");
        }
        compared += 1;
    }
    assert_eq!(compared, 39);
}

/// gpsd prints 0 where a message has no addressee.
fn destination(theirs: &Message) -> Option<&Value> {
    theirs.get("dest_mmsi").filter(|mmsi| mmsi.as_u64() != Some(0))
}

/// The `data` of ours, bit by bit; of messages 25 and 26 after the identifier.
fn bits_of(ours: &Message) -> String {
    let number = |name: &str| ours.get(name).and_then(Value::as_u64);
    let mut data = ones_and_zeros(ours["data"].as_str().expect("hexadecimal"));
    data.truncate(usize::try_from(number("data_bits").expect("a length")).expect("small"));
    match (number("dac"), number("fi")) {
        (Some(dac), Some(fi)) if ours.contains_key("structured") => {
            format!("{dac:010b}{fi:06b}{data}")
        }
        _ => data,
    }
}

/// gpsd's `BITS:BYTES`, after the identifier, which gpsd prints as one number. It takes an addressee
/// for 30 bits where M.1371-5 (tables 80 and 83) adds 2 spare ones, and the 4 spare bits before the
/// communication state for data.
fn placed_as_in_m_1371(data: &str, theirs: &Message) -> String {
    let (len, bytes) = data.split_once(':').expect("BITS:BYTES");
    let mut bits = ones_and_zeros(bytes);
    bits.truncate(len.parse().expect("a number"));
    if theirs.get("structured") == Some(&Value::Bool(true)) {
        bits.insert_str(0, &format!("{:016b}", theirs["app_id"].as_u64().expect("16 bits")));
    }
    if theirs["type"] == 26 {
        bits.truncate(bits.len() - 4);
    }
    if theirs.get("addressed") == Some(&Value::Bool(true)) {
        bits.drain(..2);
    }
    bits
}

fn ones_and_zeros(bytes: &str) -> String {
    let nibbles = bytes.chars().map(|digit| digit.to_digit(16).expect("a hexadecimal digit"));
    let bits = nibbles.flat_map(|nibble| (0..4).rev().map(move |bit| nibble >> bit & 1 == 1));
    bits.map(|one| if one { '1' } else { '0' }).collect()
}

fn is_binary(message: &Message, kind: &str) -> bool {
    message[kind].as_u64().is_some_and(|kind| matches!(kind, 6 | 8 | 25 | 26))
}

fn vectors(source: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/vectors").join(source)
}

fn json_lines(path: &Path) -> Vec<Message> {
    let text = std::fs::read_to_string(path).expect("the gold file");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
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
