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

/// Members of a message that are not compared: how it came in, and the payload as bytes.
const NOT_COMPARED: [&str; 5] = ["meta", "message_type", "repeat_indicator", "data", "data_bits"];

#[test]
fn every_payload_has_the_fields_that_its_circular_gives_it() {
    let mut wrong = Vec::new();
    let cases = json_lines(&vectors("application").join("payloads.jsonl"));
    for case in &cases {
        let sentences = case["sentences"].as_array().expect("sentences").iter();
        let lines: Vec<_> = sentences.map(|line| line.as_str().expect("a line")).collect();
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("sentences.nmea");
        std::fs::write(&file, lines.join("\n") + "\n").expect("written");
        let mut ours = decoded(&file).pop().expect("one message");
        ours.retain(|name, _| !NOT_COMPARED.contains(&name.as_str()));
        if !is_near(&Value::Object(ours.clone()), &case["expected"]) {
            wrong.push(format!("{}:\n  {ours:?}\n  {:?}", case["name"], case["expected"]));
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(cases.len(), 21);
}

/// The same members, texts and flags; numbers within the last decimal of a coordinate.
fn is_near(ours: &Value, expected: &Value) -> bool {
    match (ours, expected) {
        (Value::Object(ours), Value::Object(expected)) => {
            let same =
                |(name, value): (&String, _)| ours.get(name).is_some_and(|o| is_near(o, value));
            ours.len() == expected.len() && expected.iter().all(same)
        }
        (Value::Array(ours), Value::Array(expected)) => {
            ours.len() == expected.len() && ours.iter().zip(expected).all(|(o, e)| is_near(o, e))
        }
        (Value::Number(ours), Value::Number(expected)) => {
            let apart = ours.as_f64().zip(expected.as_f64()).map(|(o, e)| (o - e).abs());
            apart.is_some_and(|apart| apart < 2e-7)
        }
        _ => ours == expected,
    }
}

/// What gpsd prints of meteorological data, what Picket calls it, and the values that are not codes
/// for "not available" (SN.1/Circ.289 table 14.1, SN/Circ.236 annex 2).
const METEOROLOGICAL: [(&str, &str, f64, f64); 32] = [
    ("lat", "/latitude", -90.0, 90.0),
    ("lon", "/longitude", -180.0, 180.0),
    ("wspeed", "/average_wind_speed", 0.0, 120.0),
    ("wgust", "/wind_gust", 0.0, 120.0),
    ("wdir", "/wind_direction", 0.0, 359.0),
    ("wgustdir", "/wind_gust_direction", 0.0, 359.0),
    ("humidity", "/relative_humidity", 0.0, 100.0),
    ("airtemp", "/air_temperature", -60.0, 60.0),
    ("dewpoint", "/dew_point", -20.0, 50.0),
    ("pressure", "/air_pressure", 800.0, 1200.0),
    ("visibility", "/horizontal_visibility", 0.0, 25.0),
    ("waterlevel", "/water_level", -10.0, 30.0),
    ("cspeed", "/surface_current/speed", 0.0, 25.0),
    ("cdir", "/surface_current/direction", 0.0, 359.0),
    ("cspeed2", "/current_2/speed", 0.0, 25.0),
    ("cdir2", "/current_2/direction", 0.0, 359.0),
    ("cdepth2", "/current_2/measuring_level", 0.0, 30.0),
    ("cspeed3", "/current_3/speed", 0.0, 25.0),
    ("cdir3", "/current_3/direction", 0.0, 359.0),
    ("cdepth3", "/current_3/measuring_level", 0.0, 30.0),
    ("waveheight", "/wave_height", 0.0, 25.0),
    ("waveperiod", "/wave_period", 0.0, 60.0),
    ("wavedir", "/wave_direction", 0.0, 359.0),
    ("swellheight", "/swell_height", 0.0, 25.0),
    ("swellperiod", "/swell_period", 0.0, 60.0),
    ("swelldir", "/swell_direction", 0.0, 359.0),
    ("seastate", "/sea_state", 0.0, 12.0),
    ("watertemp", "/water_temperature", -10.0, 50.0),
    ("salinity", "/salinity", 0.0, 50.0),
    ("ana_int", "/supply_voltage", 0.05, 51.15),
    ("ana_ext1", "/external_voltage_1", 0.05, 51.15),
    ("ana_ext2", "/external_voltage_2", 0.05, 51.15),
];

/// Texts and codes of gpsd, what Picket calls them, and what gpsd prints for "not available".
const TEXTS_AND_CODES: [(&str, &str, &[&str]); 11] = [
    ("pressuretend", "/air_pressure_tendency", &["N/A"]),
    ("leveltrend", "/water_level_trend", &["N/A"]),
    ("accuracy", "/position_accuracy", &[]),
    ("visgreater", "/visibility_limited", &[]),
    ("vin", "/vessel_id", &[""]),
    ("shiptype", "/eri_ship_type_code", &[]),
    ("hazard", "/hazardous_cargo_code", &[]),
    ("racon", "/racon_status_code", &[]),
    ("light", "/light_status_code", &[]),
    ("alarm", "/alarm", &[]),
    ("off_pos", "/off_position", &[]),
];

/// Function identifier, member and value of gpsd's that look like a measure and are the code for
/// "not available" of SN.1/Circ.289: visibility 127, water level 4001.
const IN_RANGE_BUT_CODES: [(u64, &str, f64); 2] =
    [(31, "visibility", 12.7), (31, "waterlevel", 30.0)];

#[test]
fn payloads_of_gpsd_s_sample_have_the_values_that_gpsd_gives_them() {
    let folder = vectors("gpsd");
    let ours = decoded(&folder.join("sample.aivdm"));
    let mut ours = ours.iter().filter(|m| is_binary(m, "message_type"));
    let mut compared = 0;
    for theirs in json_lines(&folder.join("sample.aivdm.js.chk")) {
        if !is_binary(&theirs, "type") || !theirs.contains_key("fid") {
            continue;
        }
        let ours = ours.find(|o| o["mmsi"] == theirs["mmsi"] && o.get("fi") == theirs.get("fid"));
        let ours = ours.expect("each is there");
        let ours = Value::Object(ours.clone());
        let identifier = (theirs["dac"].as_u64(), theirs["fid"].as_u64());
        if !matches!(identifier, (Some(1), Some(11 | 31)) | (Some(200 | 235), Some(10))) {
            continue;
        }
        for (name, pointer, first, last) in METEOROLOGICAL {
            let Some(value) = theirs.get(name).and_then(Value::as_f64) else { continue };
            let is_code = IN_RANGE_BUT_CODES.iter().any(|&(fi, code_of, code)| {
                theirs["fid"] == fi && name == code_of && (value - code).abs() < 1e-9
            });
            let expected = Some(value).filter(|v| (first..=last).contains(v) && !is_code);
            let found = ours.pointer(pointer).and_then(Value::as_f64);
            // gpsd prints a water level of centimetres in decimetres.
            let tolerance = if name == "waterlevel" { 0.051 } else { 6e-7 };
            let near = found.zip(expected).is_some_and(|(f, e)| (f - e).abs() < tolerance);
            assert!(near || (found, expected) == (None, None), "{name} {value}: {ours}");
            compared += 1;
        }
        for (name, pointer, absent) in TEXTS_AND_CODES {
            let Some(value) = theirs.get(name) else { continue };
            let expected =
                Some(value).filter(|value| value.as_str().is_none_or(|t| !absent.contains(&t)));
            // Both circulars have 1 for "decreasing"; gpsd prints "increasing" for it.
            let expected = match expected.and_then(Value::as_str) {
                Some("increasing") => Some(Value::from("decreasing")),
                Some("decreasing") => Some(Value::from("increasing")),
                _ => expected.cloned(),
            };
            assert_eq!(ours.pointer(pointer), expected.as_ref(), "{name} of {ours}");
            compared += 1;
        }
    }
    assert!(compared >= 350, "{compared} values");
}
