//! A configuration that cannot be had in full is not had in part: what it would change goes on untouched,
//! and it can be mended where it is wrong.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};

use super::configuration::{
    SHIPS, area, areas, configuration, feeds, free_port, get, json, sentences, write,
};
use super::daemon::{Daemon, PATIENCE, wait};

fn relay(address: SocketAddr, more: &str) -> String {
    format!("[[relay]]\nname = \"out\"\nkind = \"tcp\"\naddress = \"{address}\"\n{more}")
}

fn problem(daemon: &Daemon) -> String {
    json(daemon, "/readyz")["reload_problem"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_port_that_is_taken_cuts_off_nobody_of_feeds_and_relays_that_would_change() {
    let folder = tempfile::tempdir().expect("a folder");
    let (port, out) = (free_port(), free_port());
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let other = taken.local_addr().expect("an address");
    write(folder.path(), "areas.geojson", &area("before"));
    write(folder.path(), "picket.toml", &configuration(&[("in", port)], &relay(out, "")));
    let daemon = Daemon::start(folder.path(), &[]);
    let mut feed = TcpStream::connect(port).expect("connected");
    let listens = TcpStream::connect(out).expect("connected");
    listens.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    wait("the listener", || get(&daemon, "/metrics").contains("relay_clients{relay=\"out\"} 1"));

    // The feed, the relay and the areas would be others; the second feed cannot be.
    write(folder.path(), "areas.geojson", &area("after"));
    let changed = configuration(&[("in", port), ("more", other)], &relay(out, "types = [1]\n"));
    let changed = changed.replacen("clock =", "lateness_secs = 77\nclock =", 1);
    write(folder.path(), "picket.toml", &changed);
    wait("the refusal", || problem(&daemon).contains(&other.to_string()));
    assert_eq!(areas(&daemon), ["before"]);
    assert_eq!(feeds(&daemon), ["in"]);
    feed.write_all(SHIPS[0].as_bytes()).expect("written");
    let mut line = String::new();
    BufReader::new(&listens).read_line(&mut line).expect("the same connections");
    assert!(line.ends_with(SHIPS[0]), "{line}");

    // As soon as the port is free, all of it is had.
    drop(taken);
    daemon.signal("HUP");
    wait("the rest", || feeds(&daemon) == ["in", "more"] && problem(&daemon).is_empty());
    assert_eq!(areas(&daemon), ["after"]);
    assert_eq!(daemon.stop(), Some(0));
}

#[test]
fn a_port_goes_from_one_feed_to_another_and_from_one_address_to_all_of_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let (port, own) = (free_port(), free_port());
    write(folder.path(), "areas.geojson", &area("here"));
    write(folder.path(), "picket.toml", &configuration(&[("old", port), ("wide", own)], ""));
    let daemon = Daemon::start(folder.path(), &[]);
    let all = SocketAddr::from(([0, 0, 0, 0], own.port()));
    write(folder.path(), "picket.toml", &configuration(&[("new", port), ("wide", all)], ""));
    wait("the other feed", || feeds(&daemon) == ["new", "wide"]);
    for (name, address) in [("new", port), ("wide", own)] {
        let mut stream = TcpStream::connect(address).expect("it listens");
        stream.write_all(SHIPS[0].as_bytes()).expect("written");
        wait("its sentence", || sentences(&daemon, name) > 0.5);
    }
    assert_eq!(problem(&daemon), "");
    assert_eq!(daemon.stop(), Some(0));
}

#[test]
fn files_that_only_a_reload_names_are_noticed_from_then_on_and_so_is_a_mistake_mended_in_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let elsewhere = folder.path().join("elsewhere");
    fs::create_dir(&elsewhere).expect("a folder");
    let start = configuration(&[("in", free_port())], "");
    write(folder.path(), "areas.geojson", &area("first"));
    write(folder.path(), "picket.toml", &start);
    let daemon = Daemon::start(folder.path(), &[]);
    write(&elsewhere, "more.geojson", &area("second").replace("high-risk", "hihg-risk"));
    let moved = start.replace("areas.geojson", "elsewhere/more.geojson");
    write(folder.path(), "picket.toml", &moved);
    wait("the refusal", || problem(&daemon).contains("more.geojson"));
    assert_eq!(areas(&daemon), ["first"]);
    write(&elsewhere, "more.geojson", &area("second"));
    wait("the area that was mended", || areas(&daemon) == ["second"]);
    write(&elsewhere, "more.geojson", &area("third"));
    wait("the next one in the same file", || areas(&daemon) == ["third"]);
    assert_eq!(daemon.stop(), Some(0));
}
