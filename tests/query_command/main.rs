//! `picket query` and `picket export`: a store at rest and a running daemon give the same answers.
#![cfg(test)]

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use picket::config::StoreConfig;
use picket::domain::{
    ContactId, Degrees, EventTime, Knots, Mmsi, Position, StaticReport, Text, TransponderClass,
};
use picket::picture::{Change, Fix, TrackUpdate};
use picket::store::{Batch, Store};

/// 2026-01-31T23:50:00Z: `date -u -d 2026-01-31T23:50:00Z +%s`.
const START: i64 = 1_769_903_400;

fn update(mmsi: u32, secs: i64, change: Change) -> TrackUpdate {
    let contact = ContactId::from_mmsi(Mmsi::new(mmsi).expect("an MMSI"));
    TrackUpdate {
        contact,
        mmsi: contact.mmsi(),
        exercise: false,
        time: EventTime::from_secs(secs),
        late: false,
        feed: "north".parse().expect("a feed"),
        station: None,
        class: TransponderClass::A,
        change,
    }
}

/// Two ships that pass each other at midnight, one of them across the antimeridian.
fn fill(folder: &Path) {
    let store = Store::open(&StoreConfig { cache_bytes: 8 << 20, ..StoreConfig::at(folder) });
    let mut store = store.expect("a store");
    let mut updates = Vec::new();
    for minute in 0..20_i32 {
        for (mmsi, east) in [(219_000_001, minute - 10), (219_000_002, 10 - minute)] {
            let fix = Fix {
                time: EventTime::from_secs(START + i64::from(minute) * 60),
                position: Position::wrapped(-17.0, 180.0 + f64::from(east) * 0.01),
                sog: Knots::new(12.3),
                cog: Degrees::new(90.0),
                true_heading: None,
                navigational_status: None,
            };
            updates.push(update(mmsi, fix.time.as_secs(), Change::Fix(fix)));
        }
    }
    let name = Some(Text::from_ascii_lossy(b"EVER GIVEN"));
    let statics = StaticReport { name, ..StaticReport::default() };
    updates.push(update(219_000_001, START, Change::Static(statics)));
    store.commit(&Batch { updates, ..Batch::default() }).expect("committed");
}

fn picket(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_picket")).args(args).output().expect("it runs")
}

fn output(args: &[&str]) -> Vec<u8> {
    let output = picket(args);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

struct Daemon(Child, String);

impl Daemon {
    fn start(folder: &Path, store: &Path) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = port.local_addr().expect("bound").to_string();
        drop(port);
        let config = format!(
            "[[feed]]\nname = \"north\"\nkind = \"tcp-listen\"\naddress = \"127.0.0.1:0\"\n\
             [http]\nlisten = \"{address}\"\n[store]\npath = \"{}\"\n",
            store.display()
        );
        let file = folder.join("picket.toml");
        fs::write(&file, config).expect("written");
        let child = Command::new(env!("CARGO_BIN_EXE_picket"))
            .args(["serve", "--config", file.to_str().expect("text")])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let daemon = Self(child.expect("started"), format!("http://{address}"));
        for _ in 0..600 {
            if ureq::get(format!("{}/readyz", daemon.1)).call().is_ok() {
                return daemon;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("the daemon did not become ready");
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Every file under a folder, by its path in it.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for date in fs::read_dir(folder).expect("a folder") {
        let date = date.expect("an entry").path();
        for part in fs::read_dir(&date).expect("a folder") {
            let part = part.expect("an entry").path();
            let name = part.strip_prefix(folder).expect("under it").display().to_string();
            found.push((name, fs::read(&part).expect("read")));
        }
    }
    found.sort();
    found
}

#[test]
fn a_store_at_rest_and_a_running_daemon_answer_alike() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store");
    fill(&path);
    let store = path.to_str().expect("text");
    let questions: [&[&str]; 9] = [
        &["vessels", "--format", "csv"],
        &["track", "--contact", "mmsi:219000001"],
        &["track", "--name", "ever", "--format", "kml"],
        &["positions", "--bbox", "179.97,-18,-179.97,-16", "--format", "csv"],
        &["near", "--contact", "mmsi:219000002", "--within", "0.5"],
        &["encounters", "--contact", "mmsi:219000001", "--minutes", "1", "--format", "csv"],
        &["statistics", "--by", "hour", "--format", "csv"],
        &["search", "--q", "ever given", "--format", "csv"],
        &["alerts"],
    ];
    let at_rest: Vec<Vec<u8>> = questions
        .iter()
        .map(|asked| output(&[&["query"], *asked, &["--store", store]].concat()))
        .collect();
    let near = String::from_utf8_lossy(&at_rest[4]).into_owned();
    assert!(near.contains("\"closest_at\":\"2026-02-01T00:00:00.000Z\""), "{near}");
    let parts = folder.path().join("parts");
    output(&["export", "--store", store, "--out", parts.to_str().expect("text")]);

    // Without a word where: one file on standard output, or a folder of its own.
    let told = output(&["export", "--store", store, "--format", "csv"]);
    assert_eq!(told, output(&["export", "--store", store, "--format", "csv", "--out", "-"]));
    let elsewhere = tempfile::tempdir().expect("a folder");
    let exported = Command::new(env!("CARGO_BIN_EXE_picket"))
        .args(["export", "--store", store])
        .current_dir(elsewhere.path())
        .output()
        .expect("it runs");
    assert!(exported.status.success(), "{}", String::from_utf8_lossy(&exported.stderr));
    assert!(files(&elsewhere.path().join("picket-export")) == files(&parts));

    let daemon = Daemon::start(folder.path(), &path);
    let url = ["--url", &daemon.1];
    for (asked, expected) in questions.iter().zip(&at_rest) {
        let actual = output(&[&["query"], *asked, &url].concat());
        assert_eq!(
            String::from_utf8_lossy(&actual),
            String::from_utf8_lossy(expected),
            "{asked:?}"
        );
    }
    let remote = folder.path().join("remote");
    let span = ["--from", "2026-01-31T23:00:00Z", "--to", "2026-02-01T01:00:00Z"];
    let to = ["--out", remote.to_str().expect("text")];
    output(&[&["export"], &url[..], &span, &to].concat());
    let (local, remote) = (files(&parts), files(&remote));
    let names: Vec<&str> = local.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["date=2026-01-31/part-0.parquet", "date=2026-02-01/part-0.parquet"]);
    assert!(local == remote, "the same positions are the same bytes");
}

#[test]
fn wrong_use_is_told_by_option_and_exit_code() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store");
    fill(&path);
    let store = path.to_str().expect("text");
    let nothing = folder.path().to_str().expect("text");
    for (args, said) in [
        (["query", "track", "--store", store, "--simplify", "0"], "--simplify:"),
        (["query", "positions", "--store", store, "--by", "hour"], "--by: \"by\" is unknown"),
        (["query", "stops", "--store", store, "--format", "csv"], "--contact is required"),
        (["query", "vessels", "--store", store, "--format", "xls"], "--format has to be one of"),
        (["query", "vessels", "--store", nothing, "--format", "csv"], "there is no store in"),
        (["export", "--url", "ftp://x", "--out", "-", "--format=csv"], "--url has to be as in"),
    ] {
        let output = picket(&args);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {stderr}");
        assert!(stderr.contains(said), "{args:?}: {stderr}");
    }
}
