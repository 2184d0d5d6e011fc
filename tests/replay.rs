//! `picket replay` as a user runs it: exit codes, the equations of its summary, and the same bytes
//! every time.
#![cfg(test)]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

const PICKET: &str = env!("CARGO_BIN_EXE_picket");

fn recordings() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/recordings");
    let entries = std::fs::read_dir(folder).expect("the recordings");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_none_or(|extension| extension != "md"));
    paths.sort();
    assert!(!paths.is_empty());
    paths
}

fn recording(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/recordings").join(name)
}

fn replay(arguments: &[&str]) -> Output {
    Command::new(PICKET)
        .arg("replay")
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("picket runs")
}

/// The alerts and the summary of a replay that has to succeed.
fn alerts_and_summary(arguments: &[&str]) -> (String, Value) {
    let folder = tempfile::tempdir().expect("a folder");
    let summary = folder.path().join("summary.json");
    let summary_argument = summary.to_str().expect("a path in UTF-8");
    let output = replay(&[arguments, &["--summary", summary_argument]].concat());
    let complaints = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {complaints}");
    let alerts = String::from_utf8(output.stdout).expect("alerts in UTF-8");
    let summary = std::fs::read_to_string(summary).expect("a summary");
    (alerts, serde_json::from_str(&summary).expect("a summary in JSON"))
}

fn number(value: &Value, path: &str) -> u64 {
    value.pointer(path).and_then(Value::as_u64).unwrap_or_else(|| panic!("no {path} in {value}"))
}

fn sum(value: &Value, path: &str) -> u64 {
    let members = value.pointer(path).and_then(Value::as_object).expect("an object");
    members.values().filter_map(Value::as_u64).sum()
}

fn assert_equations(flow: &Value, of: &str) {
    let n = |path| number(flow, path);
    assert_eq!(
        n("/lines/total"),
        n("/lines/blank") + n("/lines/without_sentence") + n("/lines/with_sentence"),
        "lines of {of}"
    );
    assert_eq!(
        n("/sentences/total"),
        sum(flow, "/sentences/rejected")
            + n("/sentences/parts")
            + sum(flow, "/sentences/ignored")
            + n("/sentences/messages"),
        "sentences of {of}"
    );
    assert_eq!(
        n("/sentences/parts"),
        n("/parts/assembled") + n("/parts/expired") + n("/parts/pending"),
        "parts of {of}"
    );
    assert_eq!(
        n("/sentences/messages"),
        n("/messages/unique") + n("/messages/duplicates"),
        "messages of {of}"
    );
}

#[test]
fn the_equations_of_the_summary_hold_for_every_recording() {
    for path in recordings() {
        let shown = path.to_str().expect("a path in UTF-8");
        let (alerts, summary) = alerts_and_summary(&[shown]);
        assert_equations(&summary["total"], shown);
        assert_equations(&summary["files"][0], shown);
        assert!(number(&summary, "/total/reports/total") > 0, "{shown} gave no report");
        let raised = alerts.lines().filter(|line| line.contains(r#""transition":"raised""#));
        assert_eq!(raised.count() as u64, number(&summary, "/alerts/raised"), "{shown}");
    }
}

#[test]
fn a_replay_gives_the_same_bytes_again_and_in_reads_of_any_size() {
    for path in recordings() {
        if path.metadata().expect("a file").len() > 1_000_000 {
            continue; // The largest takes long byte by byte and shows nothing more.
        }
        let shown = path.to_str().expect("a path in UTF-8");
        let (alerts, _) = alerts_and_summary(&[shown]);
        for size in ["262144", "4099", "61"] {
            let (again, _) = alerts_and_summary(&[shown, "--chunk-bytes", size]);
            assert!(again == alerts, "{shown} read by {size} bytes gave other alerts");
        }
    }
}

#[test]
fn recordings_are_merged_by_time_and_counted_apart() {
    let (one, other) =
        (recording("guadeloupe-2017-03-21.log.gz"), recording("kystverket-2024-12-09.nmea"));
    let (one, other) = (one.to_str().expect("UTF-8"), other.to_str().expect("UTF-8"));
    let norway = format!("norway={other}");
    let (alerts, summary) = alerts_and_summary(&[&norway, one]);
    assert_eq!(summary["files"][0]["feed"], "norway");
    assert_eq!(summary["files"][1]["feed"], "guadeloupe-2017-03-21");
    assert_eq!(number(&summary, "/files/0/sentences/total"), 223);
    let times: Vec<&str> =
        alerts.lines().filter_map(|line| line.split(r#""time":""#).nth(1)?.get(..24)).collect();
    assert!(times.is_sorted(), "transitions of different recordings come by time");
}

/// An officer reports, closes, and 28 minutes later says what it was: by then the alert has left the
/// book.
#[test]
fn reports_of_officers_replay_and_what_is_over_can_still_be_judged() {
    let folder = tempfile::tempdir().expect("a folder");
    let track = folder.path().join("track.csv");
    let row = |minute| format!("219000001,2021-06-01T12:{minute}:00,54.5,11.0,10.0,90.0,90\n");
    let rows = ["00", "10", "20", "40"].map(row).concat();
    let rows = format!("MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading\n{rows}");
    std::fs::write(&track, rows).expect("written");
    let report = r#"{"time":"2021-06-01T12:01:00Z","by":"AB","note":"a raft","act":"report","priority":"alarm","position":[4.0,52.0]}"#;
    let told = |acts: &str| -> Vec<Value> {
        let file = folder.path().join("acts.jsonl");
        std::fs::write(&file, acts).expect("written");
        let arguments = [&track, &file].map(|path| path.to_str().expect("UTF-8"));
        let (alerts, _) = alerts_and_summary(&[arguments[0], "--acts", arguments[1]]);
        alerts.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    };
    let raised = told(report);
    assert_eq!(raised.len(), 1, "{raised:?}");
    assert_eq!(
        (&raised[0]["rule"], &raised[0]["priority"]),
        (&json!("officer-report"), &json!("alarm"))
    );
    let id = &raised[0]["id"];
    let acts = format!(
        "{report}\n{}\n{}\n{}",
        json!({"time": "2021-06-01T12:02:00Z", "by": "AB", "act": "close", "alert": id, "revision": 1}),
        json!({"time": "2021-06-01T12:30:00Z", "by": "AB", "act": "disposition", "alert": id, "revision": 2, "disposition": "confirmed"}),
        // The same again: by somebody who has not seen it.
        json!({"time": "2021-06-01T12:31:00Z", "by": "CD", "act": "disposition", "alert": id, "revision": 2, "disposition": "error"}),
    );
    let told = told(&acts);
    let kinds: Vec<_> = told.iter().map(|one| (&one["transition"], &one["revision"])).collect();
    let expected =
        [("raised", 1), ("closed", 2), ("disposed", 3)].map(|(a, b)| (json!(a), json!(b)));
    assert_eq!(kinds, expected.each_ref().map(|(a, b)| (a, b)));
    assert_eq!(told[2]["disposition"], "confirmed");
    // The feed was a minute behind the officer: what he raised does not end before it.
    assert_eq!(
        (&told[1]["raised_at"], &told[1]["cleared_at"]),
        (&told[0]["time"], &told[0]["time"])
    );
}

#[test]
fn acts_may_come_from_standard_input() {
    let mut child = Command::new(PICKET)
        .args(["replay", "--acts", "-", "--out", "-"])
        .arg(&recordings()[0])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("picket runs");
    let line = r#"{"time":"1990-01-01T00:00:00Z","by":"AB","note":"a raft","act":"report","priority":"alarm","position":[4.0,52.0]}"#;
    child.stdin.take().expect("piped").write_all(line.as_bytes()).expect("written");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0));
    let told = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(told.lines().next().is_some_and(|first| first.contains("officer-report")), "{told}");
}

#[test]
fn wrong_use_exits_with_2_and_says_what_is_wrong() {
    for (arguments, said) in [
        (&[][..], "FILE"),
        (&["no-such-recording.nmea"][..], "no-such-recording.nmea"),
        (&["--rate", "0", "x"][..], "above 0"),
        (&["--config", "no-such-picket.toml", "x"][..], "no-such-picket.toml"),
    ] {
        let output = replay(arguments);
        let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {complaint}");
        assert!(complaint.contains(said), "{arguments:?}: {complaint}");
    }
}

#[test]
fn a_recording_that_is_cut_short_exits_with_1_after_what_could_be_read() {
    let whole = std::fs::read(recording("guadeloupe-2017-03-21.log.gz")).expect("a recording");
    let folder = tempfile::tempdir().expect("a folder");
    let cut = folder.path().join("cut.log.gz");
    std::fs::write(&cut, &whole[..whole.len() / 2]).expect("written");
    let output = replay(&[cut.to_str().expect("UTF-8")]);
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{complaint}");
    assert!(complaint.contains("could not be read to its end"), "{complaint}");
    assert!(complaint.contains("reports    "), "{complaint}");
}

#[test]
fn output_to_a_closed_pipe_ends_quietly() {
    let mut child = Command::new(PICKET)
        .args(["replay", recording("australia-coast-2012-01-27.nmea.gz").to_str().expect("UTF-8")])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("picket runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("picket ends");
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{complaint}");
    assert!(!complaint.contains("panicked"), "{complaint}");
}

/// A skiff closes a tanker, in the scripts' waters, on disk; and a configuration beside it.
fn compared(other: &str) -> (String, Vec<Value>) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = |name: &str| std::fs::read_to_string(project.join(name)).expect("there");
    std::fs::write(path("other.toml"), other).expect("written");
    std::fs::write(path("approach.nmea"), text("testdata/replay/fast-approach.nmea"))
        .expect("written");
    let areas = project.join("testdata/scripts/areas.geojson");
    let arguments = [
        &path("approach.nmea"),
        "--areas",
        areas.to_str().expect("UTF-8"),
        "--compare",
        &path("other.toml"),
        "--out",
        &path("differences.jsonl"),
        "--summary",
        &path("summary.json"),
    ];
    let output = replay(&arguments);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    // Neither run writes over the other.
    let summaries = std::fs::read_to_string(path("summary.json")).expect("summaries");
    let summaries: Value = serde_json::from_str(&summaries).expect("one document");
    for run in ["before", "after"] {
        assert!(summaries[run]["total"].is_object(), "{run}: {summaries}");
    }
    let lines = std::fs::read_to_string(path("differences.jsonl")).expect("differences");
    let rows = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    (String::from_utf8(output.stdout).expect("UTF-8"), rows)
}

#[test]
fn a_comparison_tells_which_alerts_vanish_and_which_move() {
    let key = |row: &Value| {
        let text = |member: &str| row[member].as_str().expect(member).to_owned();
        [text("change"), text("rule"), text("area"), text("incident")].join(" ")
    };
    let about = "fast-approach script-waters approach/mmsi:999000001";
    let (shown, rows) = compared("[rules.fast-approach]\nsog_kn_min = 60.0\n");
    assert_eq!(rows.iter().map(key).collect::<Vec<_>>(), [format!("vanishes {about}")]);
    assert_eq!(rows[0]["after"], Value::Null);
    assert!(shown.contains("1 fast-approach vanishes"), "{shown}");
    // Five minutes to the closest point instead of ten: the skiff is raised five minutes later, but
    // for the ten seconds between two reports either way.
    let (_, rows) = compared("[rules.fast-approach]\ntcpa_secs_max = 300.0\n");
    assert_eq!(rows.iter().map(key).collect::<Vec<_>>(), [format!("moves {about}")]);
    let raised = |side: &str| {
        let time = rows[0][side]["raised_at"].as_str().expect("a time");
        time.parse::<picket::domain::EventTime>().expect("a time")
    };
    let later = raised("after").secs_since(raised("before"));
    assert!((280.0..=320.0).contains(&later), "{later}");
    let (shown, rows) = compared("");
    assert!(rows.is_empty() && shown == "1 the same\n", "{shown}");
}
