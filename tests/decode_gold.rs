//! `picket decode` beside the decodings that gpsd and libais publish of their own samples, member
//! by member. A member of theirs that is neither compared nor listed as unused fails the test.
#![cfg(test)]

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Map, Value};

/// The types that Picket decodes; the others of the samples are left to later issues.
const TYPES: [u64; 14] = [1, 2, 3, 4, 5, 9, 11, 12, 14, 18, 19, 21, 24, 27];

/// Members that say nothing of the message, name a code a second time, or split what Picket keeps
/// whole (the communication state), and reserved bits.
const UNUSED: [&str; 23] = [
    "class",
    "device",
    "type",
    "scaled",
    "status_text",
    "shiptype_text",
    "epfd_text",
    "aid_type_text",
    "slot_timeout",
    "sync_state",
    "slot_number",
    "slot_offset",
    "slot_increment",
    "slots_to_allocate",
    "keep_flag",
    "received_stations",
    "commstate_cs_fill",
    "spare",
    "spare2",
    "spare3",
    "reserved",
    "msg_seq",
    "gnss",
];

/// Where Picket differs on purpose: source, MMSI, member, reason.
const DECIDED: [(&str, u64, &str, &str); 3] = [
    ("gpsd", 244_740_981, "radio", "five fill bits cut the communication state; gpsd pads it"),
    ("libais", 852_992_994, "name", "six-bit 31 is '_' and 39 an apostrophe in M.1371-5, table 47"),
    ("libais", 400_214_919, "speed", "aircraft send whole knots, and gpsd reads them so"),
];

#[test]
fn every_message_of_gpsd_s_sample_has_the_fields_that_gpsd_gives_it() {
    compare("gpsd", "sample.aivdm", "sample.aivdm.js.chk", 30);
}

#[test]
fn every_example_of_libais_has_the_fields_that_libais_gives_it() {
    compare("libais", "typeexamples.nmea", "typeexamples.json", 12);
}

fn compare(source: &str, sample: &str, gold: &str, at_least: usize) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/vectors").join(source);
    let ours = decoded(&folder.join(sample));
    let gold = std::fs::read_to_string(folder.join(gold)).expect("the gold file");
    let gold = gold.lines().map(|line| serde_json::from_str(line).expect("JSON"));
    let mut next = 0;
    let mut wrong = Vec::new();
    let mut compared = 0;
    for theirs in gold.filter(|theirs: &Map<String, Value>| is_covered(theirs)) {
        let Some(found) = (next..ours.len()).find(|&at| is_the_same(&ours[at], &theirs)) else {
            wrong.push(format!("missing: {theirs:?}"));
            continue;
        };
        next = found + 1;
        compared += 1;
        let mut ours = ours[..=found].to_vec();
        let message = with_name_of_part_a(&mut ours);
        for (member, value) in &theirs {
            let mmsi = theirs["mmsi"].as_u64().unwrap_or(0);
            let decided =
                DECIDED.iter().any(|d| (d.0, d.1, d.2) == (source, mmsi, member.as_str()));
            if !agrees(member, value, &theirs, &message) && !decided {
                wrong.push(format!("{member}: {value} of {theirs:?} is not in {message:?}"));
            }
        }
    }
    assert!(compared >= at_least, "only {compared} messages were compared");
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}

fn decoded(sample: &PathBuf) -> Vec<Map<String, Value>> {
    let output = Command::new(env!("CARGO_BIN_EXE_picket"))
        .arg("decode")
        .arg(sample)
        .output()
        .expect("picket runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).expect("UTF-8");
    lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// MMSIs of ten digits are rejected, whatever the rest says.
fn is_covered(theirs: &Map<String, Value>) -> bool {
    theirs["type"].as_u64().is_some_and(|kind| TYPES.contains(&kind))
        && theirs["mmsi"].as_u64().is_some_and(|mmsi| mmsi < 1_000_000_000)
}

/// gpsd prints part B with the name of part A, and A not at all; libais prints each part.
fn is_the_same(ours: &Map<String, Value>, theirs: &Map<String, Value>) -> bool {
    let part_a_is_wanted = theirs.get("part_num").is_some_and(|part| part == 0);
    let is_part_a = ours.get("part_number").is_some_and(|part| part == 0);
    ours.get("message_type") == theirs.get("type")
        && ours.get("mmsi") == theirs.get("mmsi")
        && part_a_is_wanted == is_part_a
}

fn with_name_of_part_a(ours: &mut [Map<String, Value>]) -> Map<String, Value> {
    let (last, before) = ours.split_last_mut().expect("a message");
    if last.get("part_number").is_some_and(|part| part == 1) {
        let part_a =
            before.iter().rev().find(|m| m["mmsi"] == last["mmsi"] && m.contains_key("name"));
        last.extend(part_a.and_then(|m| Some(("name".to_owned(), m.get("name")?.clone()))));
    }
    last.clone()
}

/// Whether a member of theirs is what ours say, with codes for "not available" absent in ours.
fn agrees(
    member: &str,
    value: &Value,
    theirs: &Map<String, Value>,
    ours: &Map<String, Value>,
) -> bool {
    let kind = theirs["type"].as_u64().unwrap_or(0);
    let number = value.as_f64().unwrap_or(f64::NAN);
    let degrees = |name: &str| theirs.get(name).and_then(Value::as_f64).unwrap_or(f64::NAN);
    let placed = degrees("lat").abs() <= 90.0 && degrees("lon").abs() <= 180.0;
    let near = |name: &str, tolerance: f64| {
        ours.get(name).and_then(Value::as_f64).is_some_and(|n| (n - number).abs() <= tolerance)
    };
    let near_if = |available: bool, name: &str, tolerance: f64| {
        if available { near(name, tolerance) } else { !ours.contains_key(name) }
    };
    let same = |name: &str| ours.get(name) == Some(value);
    let same_text = |name: &str| match value.as_str().map(str::trim_end) {
        Some("") => !ours.contains_key(name),
        text => ours.get(name).and_then(Value::as_str) == text,
    };
    let opposite = |name: &str| match ours.get(name) {
        Some(Value::Bool(flag)) => Some(!*flag) == truth(value),
        _ => false,
    };
    let sized = ["to_bow", "to_stern", "to_port", "to_starboard"]
        .iter()
        .any(|s| theirs.get(*s).is_some_and(|size| *size != 0));
    match member {
        "lat" => near_if(placed, "latitude", 2e-4 / 3.0),
        "lon" => near_if(placed, "longitude", 2e-4 / 3.0),
        "speed" => near_if(
            number
                < match kind {
                    9 => 1022.0,
                    27 => 63.0,
                    _ => 102.15,
                },
            "sog",
            1e-4,
        ),
        "course" => near_if(number < 359.95, "cog", 1e-4),
        "heading" => near_if(number < 360.0, "true_heading", 0.0),
        "second" if number < 60.0 => same("timestamp"),
        "second" => *value == 60 || same("timestamp_code"),
        "status" => same("navigational_status_code"),
        "turn" => turn_agrees(value, ours),
        "accuracy" => same("position_accuracy"),
        "maneuver" => match number {
            1.0 => ours["special_manoeuvre"] == false,
            2.0 => ours["special_manoeuvre"] == true,
            _ => !ours.contains_key("special_manoeuvre"),
        },
        "raim" => same("raim"),
        "radio" => same("communication_state"),
        "timestamp" => value.as_str().is_some_and(|text| date_agrees(text, ours)),
        "eta" => value.as_str().is_some_and(|text| eta_agrees(text, ours)),
        "epfd" => near_if(number != 0.0, "epfd_code", 0.0),
        "imo" => {
            let number = value.as_u64().or_else(|| value.as_str()?.parse().ok());
            ours.get("imo_number").and_then(Value::as_u64) == number.filter(|&imo| imo != 0)
        }
        "ais_version" => same("ais_version"),
        "callsign" => same_text("call_sign"),
        "shipname" | "name" => same_text("name"),
        "shiptype" => near_if(number != 0.0, "ship_type_code", 0.0),
        "to_bow" | "to_stern" | "to_port" | "to_starboard" => near_if(sized, member, 0.0),
        "draught" => near_if(number != 0.0, "draught", 1e-4),
        "destination" => same_text("destination"),
        "dte" => opposite("dte_ready"),
        "alt" => near_if(*value != 4095, "altitude", 0.0),
        "assigned" | "mode" => same("assigned"),
        "text" => same_text("text"),
        "seqno" => same("sequence_number"),
        "dest_mmsi" => same("destination_mmsi"),
        "retransmit" => same("retransmitted"),
        "repeat" => same("repeat_indicator"),
        "mmsi" => same("mmsi"),
        "part_num" => same("part_number"),
        // In libais `unit` is the kind of unit and `cs` the kind of communication state.
        "cs" if theirs.contains_key("unit") => true,
        "cs" | "unit" => same("carrier_sense"),
        "regional" => kind != 21 || same("aid_status_code"),
        "alt_sensor" => truth(value) == ours["barometric_altitude"].as_bool(),
        "transmission_ctl" => truth(value) == ours["transmission_control"].as_bool(),
        "display" => same("display"),
        "dsc" => same("dsc"),
        "band" => same("whole_band"),
        "msg22" => same("message_22"),
        "aid_type" => same("aid_type_code"),
        "off_position" => same("off_position"),
        "virtual_aid" => same("virtual_aid"),
        // gpsd reads all 42 bits as text too; its first three characters are the maker's.
        "vendorid" => value.as_str().and_then(|v| v.get(..3)) == ours["vendor_id"].as_str(),
        "model" => same("model_code"),
        "serial" => same("serial_number"),
        _ => UNUSED.contains(&member),
    }
}

fn truth(value: &Value) -> Option<bool> {
    value.as_bool().or_else(|| value.as_u64().map(|bit| bit == 1))
}

fn turn_agrees(value: &Value, ours: &Map<String, Value>) -> bool {
    let code = ours.get("rot_code").and_then(Value::as_i64);
    let rate = value.as_f64().or_else(|| value.as_str()?.parse().ok());
    match (value.as_str(), rate) {
        (Some("fastleft"), _) => code == Some(-127),
        (Some("fastright"), _) => code == Some(127),
        (_, Some(rate)) => {
            ours.get("rot").and_then(Value::as_f64).is_some_and(|rot| (rot - rate).abs() < 0.1)
        }
        // libais writes null for +-127 as for -128.
        _ => !ours.contains_key("rot"),
    }
}

/// `YYYY-MM-DDTHH:MM:SSZ` against six members, each absent where its part is out of its range.
fn date_agrees(text: &str, ours: &Map<String, Value>) -> bool {
    let parts = text.split(['-', 'T', ':', 'Z']).filter_map(|part| part.parse().ok());
    let fields = [
        ("year", 1..=9999),
        ("month", 1..=12),
        ("day", 1..=31),
        ("hour", 0..=23),
        ("minute", 0..=59),
        ("second", 0..=59),
    ];
    fields.into_iter().zip(parts).all(|((name, range), part): (_, u64)| {
        ours.get(name).and_then(Value::as_u64) == Some(part).filter(|part| range.contains(part))
    })
}

/// `MM-DDTHH:MMZ` against the members of `eta`.
fn eta_agrees(text: &str, ours: &Map<String, Value>) -> bool {
    let parts: Vec<u64> = text.split(['-', 'T', ':', 'Z']).filter_map(|p| p.parse().ok()).collect();
    let Some(Value::Object(eta)) = ours.get("eta") else {
        return parts[..2] == [0, 0];
    };
    let fields = [("month", 1..=12), ("day", 1..=31), ("hour", 0..=23), ("minute", 0..=59)];
    fields.into_iter().zip(parts).all(|((name, range), part)| {
        eta.get(name).and_then(Value::as_u64) == Some(part).filter(|part| range.contains(part))
    })
}
