//! `picket check` as a user meets it: what it prints where, and its exit code.
#![cfg(test)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn check(arguments: &[&str], folder: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_picket"));
    command.arg("check").args(arguments).current_dir(folder);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("PICKET__") {
            command.env_remove(name);
        }
    }
    command.output().expect("the program starts")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("UTF-8")
}

fn package() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_shipped_configuration_has_no_mistake() {
    let output = check(&["--config", "config/picket.toml"], &package());
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
    let summary = text(&output.stdout);
    assert!(summary.starts_with("Nothing wrong. Feeds: tcp (tcp-listen 127.0.0.1:10110), udp"));
    assert!(summary.contains("4 high-risk-area"), "{summary}");
}

#[test]
fn every_mistake_of_configuration_areas_and_environment_comes_at_once() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("picket.toml"), "[http]\nlisetn = 1\n").expect("a file");
    let area = "{\"type\": \"Feature\", \"properties\": {\"id\": \"A\"},\n \"geometry\": null}";
    std::fs::write(folder.path().join("a.geojson"), area).expect("a file");
    let output = Command::new(env!("CARGO_BIN_EXE_picket"))
        .args(["check", "--config", "picket.toml", "--areas", "a.geojson"])
        .env("PICKET__LOG__FORMAT", "xml")
        .current_dir(folder.path())
        .output()
        .expect("the program starts");
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""));
    let said = text(&output.stderr);
    let expected = [
        "picket.toml:2:1: http.lisetn: unknown key; did you mean \"listen\"?",
        "environment:1:21: log.format: \"xml\" is none of text, json",
        "a.geojson:1:1: geometry: missing: a watch area needs one",
        "a.geojson:1:42: properties.id: \"A\" is no area id: 1 to 64 characters of a-z, 0-9 and '-'",
    ];
    let places: Vec<_> = expected.iter().map(|line| said.find(line)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{said}");
    assert!(said.trim_end().ends_with("4 mistakes"), "{said}");
}

/// Officers make areas over HTTP, which no file has: what may be a slip is no mistake.
#[test]
fn an_area_that_a_sink_names_and_no_file_has_is_a_doubt() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let sink = |areas: &str| {
        let text = format!(
            "[[sink]]\nname = \"record\"\nkind = \"file\"\npath = \"a.jsonl\"\nareas = [{areas}]\n"
        );
        std::fs::write(folder.path().join("picket.toml"), text).expect("a file");
        check(&["--config", "picket.toml"], folder.path())
    };
    let output = sink("\"world\", \"wordl\"");
    let doubt = text(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{doubt}");
    assert!(doubt.contains("sink \"record\" names the watch area \"wordl\""), "{doubt}");
    assert!(doubt.contains("did you mean \"world\"?"), "{doubt}");
    assert_eq!(doubt.lines().count(), 1, "{doubt}");
    assert!(text(&output.stdout).starts_with("Nothing wrong."));
    // What can be the id of no area is a mistake as before.
    let output = sink("\"No Id\"");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("sink[0].areas"), "{}", text(&output.stderr));
}

#[test]
fn what_print_writes_is_a_valid_configuration() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let shipped = package().join("config/picket.toml");
    let shipped = shipped.to_str().expect("a path in UTF-8");
    let printed = check(&["--config", shipped, "--print"], folder.path());
    std::fs::write(folder.path().join("printed.toml"), &printed.stdout).expect("a file");
    let again = check(&["--config", "printed.toml", "--print"], folder.path());
    assert_eq!(text(&again.stdout), text(&printed.stdout));
    assert!(text(&printed.stdout).contains("contact_expiry_secs = 86400\n"));
}
