//! `picket decode` as a user runs it.
#![cfg(test)]

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Output, Stdio};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/vectors/gpsd/sample.aivdm");

fn decode(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_picket"));
    command.arg("decode").args(arguments).output().expect("picket runs")
}

fn lines(output: &Output) -> Vec<String> {
    String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
}

#[test]
fn a_missing_file_is_named_and_ends_with_1() {
    let output = decode(&["no-such-recording.nmea"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot read no-such-recording.nmea"));
}

#[test]
fn rejects_have_no_place_in_a_csv() {
    assert_eq!(decode(&["--format", "csv", "--rejects", SAMPLE]).status.code(), Some(2));
}

#[test]
fn a_rejected_sentence_is_printed_with_its_reason_only_when_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("bad.nmea");
    std::fs::write(&path, "!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4B\r\n").expect("written");
    let path = path.to_str().expect("UTF-8");
    assert_eq!(lines(&decode(&[path])), [""; 0]);
    let line = r#"{"rejected":"checksum-mismatch","raw":"!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4B"}"#;
    assert_eq!(lines(&decode(&["--rejects", path])), [line]);
}

#[test]
fn the_csv_of_positions_reads_back_as_it_was_written() {
    let first = decode(&["--format", "csv", SAMPLE]);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("sample.csv");
    std::fs::write(&path, &first.stdout).expect("written");
    let second = decode(&["--format", "csv", path.to_str().expect("UTF-8")]);
    // Message type and station have no column in the reader; the first eight say where and how.
    let positions = |output: &Output| -> Vec<String> {
        let cut = |line: &String| line.split(',').take(8).collect::<Vec<_>>().join(",");
        lines(output).iter().map(cut).collect()
    };
    assert!(positions(&first).len() > 10);
    assert_eq!(positions(&first), positions(&second));
}

#[test]
fn a_reader_that_closes_the_pipe_ends_it_quietly() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_picket"))
        .args(["decode", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("picket runs");
    let mut input = child.stdin.take().expect("a pipe");
    let feeder = std::thread::spawn(move || {
        // Picket stops reading once nobody reads what it writes.
        let line = b"\\c:1733782034*55\\!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A\r\n";
        let written = (0..200_000).take_while(|_| input.write_all(line).is_ok()).count();
        assert!(written < 200_000, "it read on to the end");
    });
    let mut output = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut line = String::new();
    output.read_line(&mut line).expect("a line");
    assert!(line.starts_with("{\"message_type\":1,"), "{line}");
    drop(output);
    let ended = child.wait_with_output().expect("picket ends");
    feeder.join().expect("the feeder ends");
    assert_eq!(
        (ended.status.code(), String::from_utf8_lossy(&ended.stderr).as_ref()),
        (Some(0), "")
    );
}
