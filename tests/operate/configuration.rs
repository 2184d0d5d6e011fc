//! The configuration of a running daemon changes: what changed is put in force, what did not goes on,
//! and a mistake changes nothing.

use std::fmt::Write as _;
use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use super::daemon::{Daemon, wait};

/// Two position reports, of different ships, from the Norwegian open feed.
pub(crate) const SHIPS: [&str; 2] = [
    "!BSVDM,1,1,,A,13o4g`00000I2ENRH4g83S0L088C,0*3F\r\n",
    "!BSVDM,1,1,,B,13mOO:9000PI6p`QrbwW646L2D1j,0*6B\r\n",
];

/// An active AIS-SART at 13.5 N 50.2 E, by the table of message 1: it raises an alert at once.
const BEACON: &str = "!AIVDM,1,1,,A,1>M;`h>P00SUk207fH`>4?wp0000,0*1D\r\n";

pub(crate) fn area(id: &str) -> String {
    format!(
        r#"{{"type": "FeatureCollection", "features": [{{"type": "Feature",
        "properties": {{"id": "{id}", "name": "{id}", "kind": "high-risk-area"}},
        "geometry": {{"type": "Polygon", "coordinates":
            [[[0.0, 50.0], [20.0, 50.0], [20.0, 75.0], [0.0, 75.0], [0.0, 50.0]]]}}}}]}}"#
    )
}

pub(crate) fn free_port() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port")
}

/// A configuration with these feeds on these ports, and more.
pub(crate) fn configuration(feeds: &[(&str, SocketAddr)], more: &str) -> String {
    let mut text = "[http]\nlisten = \"127.0.0.1:0\"\n[store]\npath = \"data\"\n[watch_areas]\n\
                    path = \"areas.geojson\"\n"
        .to_owned();
    for (name, address) in feeds {
        write!(
            text,
            "[[feed]]\nname = \"{name}\"\nkind = \"tcp-listen\"\naddress = \"{address}\"\n\
             clock = \"arrival\"\n"
        )
        .expect("a String");
    }
    text + more
}

pub(crate) fn write(folder: &Path, name: &str, text: &str) {
    // As an editor does: a new file in the place of the old one.
    let new = folder.join(format!("{name}.new"));
    fs::write(&new, text).expect("written");
    fs::rename(new, folder.join(name)).expect("put in place");
}

pub(crate) fn get(daemon: &Daemon, path: &str) -> String {
    let output = Command::new("curl").args(["-s", &format!("{}{path}", daemon.url)]).output();
    String::from_utf8(output.expect("curl runs").stdout).expect("text")
}

pub(crate) fn json(daemon: &Daemon, path: &str) -> Value {
    serde_json::from_str(&get(daemon, path)).unwrap_or_default()
}

pub(crate) fn feeds(daemon: &Daemon) -> Vec<String> {
    let ready = json(daemon, "/readyz");
    let feeds = ready["feeds"].as_array().cloned().unwrap_or_default();
    feeds.iter().map(|feed| feed["name"].as_str().unwrap_or_default().to_owned()).collect()
}

/// The ids of the watch areas in force.
pub(crate) fn areas(daemon: &Daemon) -> Vec<String> {
    let list = json(daemon, "/api/v1/watch-areas");
    let features = list["features"].as_array().cloned().unwrap_or_default();
    let ids = features.iter().map(|area| area["properties"]["id"].as_str().map(str::to_owned));
    ids.flatten().collect()
}

pub(crate) fn sentences(daemon: &Daemon, feed: &str) -> f64 {
    let page = get(daemon, "/metrics");
    let of = format!("feed=\"{feed}\"");
    let mut lines = page.lines();
    let line = lines.find(|line| line.starts_with("picket_sentences_total") && line.contains(&of));
    line.and_then(|line| line.rsplit(' ').next()).map_or(0.0, |n| n.parse().expect("a number"))
}

#[test]
fn a_feed_comes_another_goes_and_the_connection_of_the_third_is_not_cut() {
    let folder = tempfile::tempdir().expect("a folder");
    let (stays, goes, comes) = (free_port(), free_port(), free_port());
    write(folder.path(), "areas.geojson", &area("before"));
    write(folder.path(), "picket.toml", &configuration(&[("stays", stays), ("goes", goes)], ""));
    let daemon = Daemon::start(folder.path(), &[]);
    let mut kept = TcpStream::connect(stays).expect("connected");
    let mut cut = TcpStream::connect(goes).expect("connected");
    kept.write_all(SHIPS[0].as_bytes()).expect("written");
    wait("the first sentence", || sentences(&daemon, "stays") > 0.5);

    write(folder.path(), "picket.toml", &configuration(&[("stays", stays), ("comes", comes)], ""));
    wait("the feed that comes", || feeds(&daemon) == ["comes", "stays"]);
    cut.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout");
    assert_eq!(cut.read(&mut [0]).unwrap_or(0), 0, "the feed that went hangs up");
    assert!(TcpStream::connect(goes).is_err(), "and listens no more");
    kept.write_all(SHIPS[1].as_bytes()).expect("written");
    wait("the second sentence of the same connection", || sentences(&daemon, "stays") > 1.5);
    let mut new = TcpStream::connect(comes).expect("connected");
    new.write_all(SHIPS[0].as_bytes()).expect("written");
    wait("a sentence of the feed that came", || sentences(&daemon, "comes") > 0.5);
    assert!(
        !get(&daemon, "/metrics")
            .contains("picket_feed_connected{exercise=\"false\",feed=\"goes\"}")
    );
    assert_eq!(daemon.stop(), Some(0));
}

#[test]
fn areas_rules_and_sinks_change_and_a_mistake_changes_none_of_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let port = free_port();
    let start = configuration(&[("in", port)], "");
    write(folder.path(), "areas.geojson", &area("before"));
    write(folder.path(), "picket.toml", &start);
    let daemon = Daemon::start(folder.path(), &[]);
    let areas = || areas(&daemon);
    assert_eq!(areas(), ["before"]);

    // Areas alone.
    write(folder.path(), "areas.geojson", &area("after"));
    wait("the other area", || areas() == ["after"]);

    // One mistake among changes that would be good.
    let sink =
        "[[sink]]\nname = \"record\"\nkind = \"file\"\npath = \"alerts.jsonl\"\nfrom = \"start\"\n";
    let limits = "[rules.area-dwell]\nenabled = false\n";
    let broken = format!("{start}{sink}{limits}[engine]\ncontacts_mux = 5\n");
    write(folder.path(), "picket.toml", &broken);
    let ready = || json(&daemon, "/readyz").to_string();
    wait("the refusal", || ready().contains("contacts_mux"));
    assert!(ready().contains("degraded") && ready().contains("did you mean"), "{}", ready());
    assert!(get(&daemon, "/metrics").contains("picket_config_last_reload_successful 0"));
    assert!(!folder.path().join("alerts.jsonl").exists(), "the sink began all the same");

    // Mended, and something that needs a restart.
    write(
        folder.path(),
        "picket.toml",
        &format!("{start}{sink}{limits}[engine]\ncontacts_max = 5000\n"),
    );
    wait("the mended file", || get(&daemon, "/metrics").contains("reload_successful 1"));
    daemon.wait_to_hear("in force only after a restart");
    wait("the sink", || json(&daemon, "/api/v1/sinks").to_string().contains("record"));
    let said = daemon.said();
    let taken = said.lines().rfind(|line| line.contains("files were read again")).expect("said");
    assert!(taken.contains("rules") && taken.contains("sinks"), "{taken}");

    // The new sink delivers what is raised from now on.
    let mut feed = TcpStream::connect(port).expect("connected");
    feed.write_all(BEACON.as_bytes()).expect("written");
    wait("an alert in the file", || {
        fs::read_to_string(folder.path().join("alerts.jsonl")).is_ok_and(|text| text.contains('{'))
    });
    daemon.signal("HUP");
    let trail = || fs::read_to_string(folder.path().join("data/audit.jsonl")).unwrap_or_default();
    wait("the signal in the trail", || trail().contains("SIGHUP"));
    let reload = |line: &str| {
        let entry: Value = serde_json::from_str(line).expect("JSON");
        let changed = entry["changed"].to_string();
        let problem = entry["problem"].as_str().is_some_and(|text| text.contains("contacts_mux"));
        assert_eq!(entry["act"], "reload");
        format!("{} {} {changed} {problem}", entry["because"], entry["outcome"]).replace('"', "")
    };
    let told: Vec<_> = trail().lines().map(reload).collect();
    let expected = [
        "files done [areas] false",
        "files refused [] true",
        "files done [rules,sinks] false",
        "SIGHUP done [] false",
    ];
    assert_eq!(told, expected);
    assert_eq!(daemon.stop(), Some(0));
}

#[test]
fn a_port_that_is_taken_refuses_the_reload_and_the_feed_before_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let port = free_port();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let other = taken.local_addr().expect("an address");
    write(folder.path(), "areas.geojson", &area("here"));
    write(folder.path(), "picket.toml", &configuration(&[("in", port)], ""));
    let daemon = Daemon::start(folder.path(), &[]);
    write(folder.path(), "picket.toml", &configuration(&[("in", other)], ""));
    wait("the refusal", || json(&daemon, "/readyz").to_string().contains(&other.to_string()));
    let mut feed = TcpStream::connect(port).expect("the feed listens where it did");
    feed.write_all(SHIPS[0].as_bytes()).expect("written");
    wait("its sentence", || sentences(&daemon, "in") > 0.5);
    assert_eq!(daemon.stop(), Some(0));
}
