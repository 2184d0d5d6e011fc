//! The drill: a backup is made while alerts are raised and officers act, it is restored into another
//! folder, and a daemon that starts there sees what there was.

use std::fs;
use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use picket::clock;
use picket::config::StoreConfig;
use picket::store::Store;
use serde_json::{Value, json};

use super::approaches::{Approaches, WATERS};
use super::configuration::{areas, free_port, get, json as get_json};
use super::daemon::{Daemon, picket, wait};

/// Seconds of the script in one of ours.
const SPEED: u32 = 60;
const LENGTH: Duration = Duration::from_hours(8);

fn folder(port: SocketAddr) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("waters.geojson"), WATERS).expect("written");
    let text = format!(
        "[http]\nlisten = \"127.0.0.1:0\"\n[store]\npath = \"data\"\n[watch_areas]\n\
         path = \"waters.geojson\"\n[[feed]]\nname = \"in\"\nkind = \"tcp-listen\"\n\
         address = \"{port}\"\n"
    );
    fs::write(folder.path().join("picket.toml"), text).expect("written");
    folder
}

/// Ships that are approached, one after another, until told to stop.
fn load(port: SocketAddr, stop: Arc<AtomicBool>) -> JoinHandle<()> {
    // All of it lies in the past: live stamps ahead of the clock would not stand.
    let start = clock::utc_now().minus(LENGTH + Duration::from_hours(1));
    let approaches = Approaches { start, length: LENGTH, every_secs: 20, craft_interval_secs: 4 };
    let mut stream = TcpStream::connect(port).expect("connected");
    thread::spawn(move || {
        let script = approaches.script();
        let mut playback = script.playback();
        while !stop.load(Ordering::Relaxed) {
            let mut sentences = String::new();
            let more = playback.advance(&mut |_time, sentence| {
                sentences.extend([sentence, "\r\n"]);
            });
            assert!(more, "the script is long enough");
            stream.write_all(sentences.as_bytes()).expect("the daemon takes it");
            thread::sleep(Duration::from_secs(1) / SPEED);
        }
    })
}

fn post(daemon: &Daemon, path: &str, body: &Value) -> Value {
    let output = Command::new("curl")
        .args(["-s", "--json", &body.to_string(), &format!("{}{path}", daemon.url)])
        .output()
        .expect("curl runs");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// The log of transitions, the first ones.
fn log(daemon: &Daemon, up_to: u64) -> Vec<Value> {
    let (mut log, mut after) = (Vec::new(), 0);
    loop {
        let path =
            format!("/api/v1/alerts/transitions?from=2000-01-01T00:00:00Z&limit=500&after={after}");
        let page = get_json(daemon, &path);
        log.extend(page["items"].as_array().expect("a page").iter().cloned());
        match page["next"].as_u64() {
            Some(next) if next < up_to => after = next,
            _ => break,
        }
    }
    log.retain(|one| one["seq"].as_u64().expect("a number") <= up_to);
    log
}

/// The positions of a ship, a line each.
fn track(daemon: &Daemon, ship: u32) -> Vec<String> {
    let mmsi = 999_100_000 + ship;
    let from = "from=2000-01-01T00:00:00Z";
    let text = get(daemon, &format!("/api/v1/vessels/mmsi:{mmsi}/track?{from}&f=csv"));
    text.lines().map(str::to_owned).collect()
}

fn alerts(daemon: &Daemon) -> Vec<Value> {
    let page = get_json(daemon, "/api/v1/alerts?limit=100");
    page["items"].as_array().cloned().unwrap_or_default()
}

fn last_seq(folder: &Path) -> u64 {
    let store = Store::open(&StoreConfig::at(folder)).expect("a store");
    store.reader().seq_range().expect("a log").expect("transitions").1
}

#[test]
fn a_backup_made_under_load_holds_all_that_was_shown_and_a_daemon_goes_on_from_it_elsewhere() {
    let port = free_port();
    let first = folder(port);
    let daemon = Daemon::start(first.path(), &[]);
    let stop = Arc::new(AtomicBool::new(false));
    let loading = load(port, Arc::clone(&stop));
    wait("alerts", || alerts(&daemon).len() >= 5);
    let area = json!({
        "by": "AB", "type": "Feature",
        "properties": {"id": "made", "name": "Made", "kind": "restricted"},
        "geometry": {"type": "Polygon", "coordinates":
            [[[61.0, 1.0], [63.0, 1.0], [63.0, 3.0], [61.0, 3.0], [61.0, 1.0]]]}
    });
    let made = post(&daemon, "/api/v1/watch-areas", &area);
    assert_eq!(made["properties"]["id"], "made", "{made}");
    let level = json!({"by": "AB", "level": 3});
    let set = post(&daemon, "/api/v1/watch-areas/made/security-level", &level);
    assert_eq!(set["properties"]["security_level"], 3, "{set}");
    let mut acted = Value::Null;
    wait("an act on an alert that is not changing just now", || {
        let Some(alert) = alerts(&daemon).pop() else { return false };
        let act = json!({"by": "AB", "note": "seen", "revision": alert["revision"]});
        let id = alert["id"].as_str().expect("an id").to_owned();
        acted = post(&daemon, &format!("/api/v1/alerts/{id}/note"), &act);
        acted["transition"] == "note"
    });
    let shown = acted["seq"].as_u64().expect("a number");
    let durable = track(&daemon, 0).len();

    let copy = first.path().join("copy");
    let backup = picket(&["backup", "--url", &daemon.url, "copy"], first.path());
    assert!(backup.status.success(), "{}", String::from_utf8_lossy(&backup.stderr));
    // The watch has gone on meanwhile, and goes on.
    let then = alerts(&daemon).len();
    wait("more alerts", || alerts(&daemon).len() > then);
    stop.store(true, Ordering::Relaxed);
    loading.join().expect("it was sent");
    let checked = picket(&["store", "check", "copy"], first.path());
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
    let up_to = last_seq(&copy);
    assert!(up_to >= shown, "{up_to}: what was shown before, to {shown}, is in it");

    let other = free_port();
    let second = folder(other);
    fs::rename(&copy, second.path().join("data")).expect("restored");
    let restored = Daemon::start(second.path(), &[]);
    let before = log(&daemon, up_to);
    assert_eq!(log(&restored, up_to), before);
    assert!(before.contains(&acted), "the act is in the log");
    assert_eq!(areas(&restored), areas(&daemon));
    let one = "/api/v1/watch-areas/made";
    assert_eq!(get_json(&restored, one), get_json(&daemon, one));
    for ship in [0, 7, 100, 224] {
        let (now, then) = (track(&daemon, ship), track(&restored, ship));
        assert!(now.starts_with(&then), "ship {ship}: {} of {}", then.len(), now.len());
        assert!(ship > 0 || then.len() >= durable, "{} of {durable} positions", then.len());
    }
    // It goes on: what is raised from now on follows in its log.
    let number = alerts(&restored).len();
    let stop = Arc::new(AtomicBool::new(false));
    let loading = load(other, Arc::clone(&stop));
    wait("a transition of its own", || {
        let page = get_json(
            &restored,
            &format!("/api/v1/alerts/transitions?from=2000-01-01T00:00:00Z&after={up_to}"),
        );
        page["items"].as_array().is_some_and(|more| !more.is_empty())
    });
    assert!(alerts(&restored).len() >= number);
    stop.store(true, Ordering::Relaxed);
    loading.join().expect("it was sent");
    assert_eq!(restored.stop(), Some(0));
    assert_eq!(daemon.stop(), Some(0));
}
