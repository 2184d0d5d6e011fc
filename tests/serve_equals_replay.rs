//! The same bytes give the same alert transitions, whether they come over a socket or from a file:
//! live and replay run the same lines, and neither looks at the clock.
#![cfg(test)]

#[path = "support/approaches.rs"]
mod approaches;
#[expect(dead_code, reason = "other tests need more of it")]
#[path = "serve/served.rs"]
mod served;

use std::fs::File;
use std::io::{Read, Write};
use std::net::Shutdown;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use approaches::{Approaches, WATERS};
use picket::config::{self, Options};
use picket::feeds::recording;
use picket::store::Store;
use serde_json::Value;
use served::Served;

/// The silence grace is beyond what a busy machine may need between two batches: up to the last
/// stamp no silence is to be judged.
const CONFIGURATION: &str = r#"
[http]
listen = "127.0.0.1:0"
[store]
path = "data"
[watch_areas]
path = "waters.geojson"
[engine]
silence_grace_secs = 600
[shutdown]
grace_secs = 600
[log]
format = "json"
[[feed]]
name = "tcp-in"
kind = "tcp-listen"
address = "127.0.0.1:0"
"#;

/// The whole world, so that the rules that hold anywhere have something to say.
const WORLD: &str = r#"{"type": "FeatureCollection", "features": [{"type": "Feature",
    "properties": {"id": "world", "name": "The world", "kind": "high-risk-area"},
    "geometry": {"type": "Polygon", "coordinates":
        [[[-179.9, -80], [0, -80], [179.9, -80], [179.9, 80], [0, 80], [-179.9, 80], [-179.9, -80]]]}}]}"#;

fn bytes_of(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/recordings").join(name);
    let file = File::open(path).expect("the recording");
    let mut bytes = Vec::new();
    let mut unpacked = recording::from_reader(file).expect("its framing");
    unpacked.read_to_end(&mut bytes).expect("unpacked");
    bytes
}

/// Serves the bytes over TCP as fast as they go, stops, and replays the same bytes; how many
/// transitions both made.
fn compare(areas: &str, bytes: &[u8]) -> usize {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("waters.geojson"), areas).expect("written");
    let mut served = Served::start(folder.path(), CONFIGURATION);
    let mut stream = served.tcp("tcp-in");
    stream.write_all(bytes).expect("written");
    // The daemon has read all of it once it hangs up in its turn.
    stream.shutdown(Shutdown::Write).expect("no more to come");
    stream.read_to_end(&mut Vec::new()).expect("hung up");
    assert_eq!(served.stop().code(), Some(0));
    let lived = stored(folder.path());
    let replayed = replayed(folder.path(), bytes);
    for (lived, replayed) in lived.iter().zip(&replayed) {
        assert_eq!(lived, replayed);
    }
    assert_eq!(lived.len(), replayed.len());
    lived.len()
}

/// Everything in the store of a daemon that has ended.
fn stored(folder: &Path) -> Vec<Value> {
    let options = Options { config: Some(folder.join("picket.toml")), areas: None };
    let config = config::load(&options, []).expect("the configuration");
    let store = Store::open(&config.store).expect("the store");
    let rows = store.reader().transitions_after(0, usize::MAX).expect("the transitions");
    rows.iter().map(|row| without_seq(serde_json::to_value(row).expect("JSON"))).collect()
}

fn replayed(folder: &Path, bytes: &[u8]) -> Vec<Value> {
    // Named like the feed, so that it is read as the feed is.
    let recording = folder.join("tcp-in.nmea");
    std::fs::write(&recording, bytes).expect("written");
    let output = Command::new(env!("CARGO_BIN_EXE_picket"))
        .args(["replay", "--config"])
        .arg(folder.join("picket.toml"))
        .arg(&recording)
        .output()
        .expect("picket runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).expect("UTF-8");
    lines.lines().map(|line| without_seq(serde_json::from_str(line).expect("JSON"))).collect()
}

fn without_seq(mut transition: Value) -> Value {
    transition.as_object_mut().expect("an object").remove("seq");
    transition
}

#[test]
fn recordings_of_real_ships() {
    for (name, at_least) in [
        ("guadeloupe-2017-03-21.log.gz", 1),
        ("australia-coast-2012-01-27.nmea.gz", 1),
        ("kystverket-2024-12-09.nmea", 0),
        ("seine-vernon-2016-04-01.log.gz", 0),
        ("satellite-southern-ocean-2012.nmea.gz", 0),
    ] {
        let transitions = compare(WORLD, &bytes_of(name));
        println!("{name}: {transitions} transitions");
        assert!(transitions >= at_least, "{name} has something to compare");
    }
}

#[test]
fn a_script_of_many_approaches_with_tag_blocks() {
    let start = "2017-03-09T08:40:00Z".parse().expect("a time");
    let length = Duration::from_mins(15);
    let script = Approaches { start, length, every_secs: 4, craft_interval_secs: 4 }.script();
    let mut bytes = Vec::new();
    script.render(&mut |_time, sentence| {
        bytes.extend_from_slice(sentence.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    });
    let transitions = compare(WATERS, &bytes);
    println!("{transitions} transitions");
    assert!(transitions > 500, "{transitions}");
}
