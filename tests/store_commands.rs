//! `picket backup` and `picket store` as an operator uses them: a daemon works, a backup is made, the
//! store is lost, and the daemon starts again from the backup.
#![cfg(test)]

#[expect(dead_code, reason = "other tests need more of it")]
#[path = "serve/served.rs"]
mod served;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output};
use std::thread;
use std::time::Duration;

use picket::clock::monotonic_now;
use served::{LISTENERS, Served};

fn picket(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_picket")).args(arguments).output().expect("picket runs")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path of a test")
}

/// An approach that raises an alert, long past.
fn approach() -> Vec<u8> {
    let script = "testdata/scripts/fast-approach.toml";
    let rendered = picket(&["script", "render", script, "--start", "2026-01-01T23:50:00Z"]);
    assert!(rendered.status.success());
    rendered.stdout
}

fn tell(served: &mut Served, sentences: &[u8]) {
    served.tcp("tcp-in").write_all(sentences).expect("the daemon takes it");
}

/// Waits until so many positions of the ship are durable.
fn wait_for_points(served: &Served, points: usize) {
    let until = monotonic_now() + Duration::from_secs(30);
    let url = served.url(&format!("{TRACK}&f=csv"));
    let seen = || {
        let mut answer = ureq::get(&url).call().ok()?;
        Some(answer.body_mut().read_to_string().ok()?.lines().count() - 1)
    };
    while seen() != Some(points) {
        assert!(monotonic_now() < until, "{:?} positions", seen());
        thread::sleep(Duration::from_millis(50));
    }
}

const AREAS: &str = "[watch_areas]\npath = \"areas.geojson\"\n";
const TRACK: &str =
    "/api/v1/vessels/mmsi:999000001/track?from=2026-01-01T00:00:00Z&to=2026-01-03T00:00:00Z";

#[test]
fn a_daemon_starts_from_a_backup_that_was_made_while_it_worked() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::copy("testdata/scripts/areas.geojson", folder.path().join("areas.geojson")).expect("ok");
    let configuration = format!("{AREAS}{LISTENERS}");
    let mut served = Served::start(folder.path(), &configuration);
    tell(&mut served, &approach());
    wait_for_points(&served, 241);
    let sees = |served: &Served| {
        let alerts = served.json("/api/v1/alerts")["items"].as_array().expect("items").clone();
        let ids: Vec<_> = alerts.iter().map(|one| one["id"].clone()).collect();
        (ids, served.json(TRACK))
    };
    let backup = folder.path().join("copy");
    let made = picket(&["backup", "--url", &served.http, text(&backup)]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let before = sees(&served);
    assert_eq!(before.0.len(), 1);
    assert_eq!(served.stop().code(), Some(0));

    let data = folder.path().join("data");
    fs::remove_dir_all(&data).expect("lost");
    fs::rename(&backup, &data).expect("restored");
    let checked = picket(&["store", "check", text(&data)]);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
    let served = Served::start(folder.path(), &configuration);
    let after = sees(&served);
    assert_eq!(after.0, before.0);
    assert_eq!(after.1, before.1);
    assert_eq!(served.stop().code(), Some(0));

    let compacted = picket(&["store", "compact", text(&data)]);
    assert!(compacted.status.success());
    let copy = folder.path().join("second");
    assert!(picket(&["backup", "--store", text(&data), text(&copy)]).status.success());
    assert_eq!(picket(&["backup", "--store", text(&data), text(&copy)]).status.code(), Some(2));
    let watch = copy.join("watch.redb");
    fs::write(&watch, b"not a database".repeat(1_000)).expect("damaged");
    let checked = picket(&["store", "check", text(&copy)]);
    assert_eq!(checked.status.code(), Some(1));
    let said = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert!(said.starts_with(text(&watch)), "{said}");
}

#[test]
fn a_store_that_is_not_there_or_is_in_use_is_said_to_be() {
    let folder = tempfile::tempdir().expect("a folder");
    let none = picket(&["store", "check", text(folder.path())]);
    assert_eq!(none.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&none.stderr).contains("there is no store in"));
    let served = Served::start(folder.path(), LISTENERS);
    let data = folder.path().join("data");
    let copy = folder.path().join("copy");
    let used = picket(&["backup", "--store", text(&data), text(&copy)]);
    assert_eq!(used.status.code(), Some(1));
    let said = String::from_utf8_lossy(&used.stderr).into_owned();
    assert!(said.contains("--url") && said.contains("in use by another process"), "{said}");
    assert_eq!(served.stop().code(), Some(0));
}
