use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::Command;

use super::beacons::{acknowledge_all, configuration, hear};
use super::peer::{program, read_all, wait_until};
use super::served::Served;

#[test]
fn cap_messages_are_whole_xml_that_refer_to_the_one_before() {
    let folder = tempfile::tempdir().expect("a folder");
    let cap = folder.path().join("cap");
    let mut served = Served::start(
        folder.path(),
        &configuration("[[sink]]\nname = \"cap\"\nkind = \"cap\"\npath = \"cap\"\n"),
    );
    hear(&mut served, 0..2, 2);
    acknowledge_all(&served);
    served.wait_for("picket_sink_deliveries_total", &["sink=\"cap\""], 4.0);
    let mut messages = Vec::new();
    for entry in std::fs::read_dir(&cap).expect("the folder") {
        let path = entry.expect("a file").path();
        if let Some(xmllint) = program("xmllint") {
            let checked = Command::new(xmllint).arg("--noout").arg(&path).status();
            assert!(checked.expect("xmllint runs").success(), "{}", path.display());
        }
        messages.push(std::fs::read_to_string(path).expect("a text"));
    }
    let count = |text: &str| messages.iter().filter(|message| message.contains(text)).count();
    assert_eq!(count("urn:oasis:names:tc:emergency:cap:1.2"), 4);
    assert_eq!((count("<msgType>Alert<"), count("<msgType>Update<")), (2, 2));
    assert_eq!((count("<references>picket,"), count("<status>Actual<")), (2, 4));
    let feed = std::fs::read_to_string(cap.join("feed.atom")).expect("the feed");
    assert_eq!(feed.matches("<entry>").count(), 4, "{feed}");
}

#[test]
fn a_tak_server_is_told_of_vessels_and_of_alerts_and_of_no_enemy() {
    let folder = tempfile::tempdir().expect("a folder");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let mut served = Served::start(
        folder.path(),
        &configuration(&format!(
            "[[sink]]\nname = \"tak\"\nkind = \"cot\"\naddress = \"127.0.0.1:{port}\"\n\
             vessels_secs = 1\n"
        )),
    );
    hear(&mut served, 0..2, 2);
    let (stream, _peer) = listener.accept().expect("a client");
    let mut reader = BufReader::new(stream);
    let mut kinds = BTreeSet::new();
    let mut events = String::new();
    wait_until("vessels and alerts are told of", || {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a line");
        let kind = line.split_once(" type=\"").map(|(_, after)| after.split('"').next());
        kinds.extend(kind.flatten().map(str::to_owned));
        events.push_str(&line);
        kinds.len() >= 2
    });
    assert!(kinds.contains("b-a-o-tbl"), "an emergency is an event of its own: {kinds:?}");
    assert!(kinds.iter().all(|kind| kind.starts_with("a-u-") || kind.starts_with("b-a")));
    assert!(events.contains("uid=\"MMSI-970000000\""), "{events}");
    assert_eq!(served.stop().code(), Some(0));
    drop(read_all(&mut reader));
}
