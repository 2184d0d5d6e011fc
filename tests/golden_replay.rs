//! Recordings of `testdata/replay` against their golden transitions, byte for byte: the same on any
//! machine. After a change that is meant, `UPDATE_GOLDEN=1 cargo test --test golden_replay` writes
//! them anew; read the difference before committing it.
#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn every_recording_gives_its_golden_transitions() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut recordings: Vec<PathBuf> = fs::read_dir(root.join("testdata/replay"))
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "nmea"))
        .collect();
    recordings.sort();
    assert!(recordings.len() >= 4, "{recordings:?}");
    let mut wrong = Vec::new();
    for recording in recordings {
        let output = Command::new(env!("CARGO_BIN_EXE_picket"))
            .arg("replay")
            .arg(&recording)
            .arg("--areas")
            .arg(root.join("testdata/scripts/areas.geojson"))
            .output()
            .expect("picket runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let golden = recording.with_extension("expected");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&golden, &output.stdout).expect("written");
        }
        let expected = fs::read(&golden).unwrap_or_default();
        if let Some(line) = first_difference(&expected, &output.stdout) {
            wrong.push(format!("{}:{line}", golden.display()));
        }
    }
    assert!(wrong.is_empty(), "differs first at {wrong:?}");
}

/// The first line in which two texts differ, from 1.
fn first_difference(expected: &[u8], found: &[u8]) -> Option<usize> {
    if expected == found {
        return None;
    }
    let (expected, found) = (expected.split(|b| *b == b'\n'), found.split(|b| *b == b'\n'));
    expected.zip(found).position(|(one, other)| one != other).map(|place| place + 1).or(Some(0))
}
