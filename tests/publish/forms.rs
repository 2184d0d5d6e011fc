use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::json;

use super::beacons::{acknowledge_all, configuration, hear};
use super::peer::{program, read_all, wait_until};
use super::served::Served;

/// The structure of a message, by hand from the standard.
const CAP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/cap/cap-1.2.rng");

/// Whether a message is as CAP 1.2 wants it; `None` without xmllint.
fn is_cap(message: &str) -> Option<bool> {
    let mut xmllint = Command::new(program("xmllint")?)
        .args(["--noout", "--relaxng", CAP, "-"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("xmllint runs");
    xmllint.stdin.take().expect("piped").write_all(message.as_bytes()).expect("read");
    let output = xmllint.wait_with_output().expect("it ends");
    if !output.status.success() {
        println!("{}", String::from_utf8_lossy(&output.stderr));
    }
    Some(output.status.success())
}

fn cap_sink(keep: usize) -> String {
    configuration(&format!(
        "[[sink]]\nname = \"cap\"\nkind = \"cap\"\npath = \"cap\"\nexercise = true\nkeep = {keep}\n"
    ))
}

/// The messages in a folder.
fn messages_in(folder: &Path) -> Vec<String> {
    let paths =
        std::fs::read_dir(folder).expect("the folder").map(|file| file.expect("one").path());
    let messages = paths.filter(|path| path.to_string_lossy().ends_with(".cap.xml"));
    messages.map(|path| std::fs::read_to_string(path).expect("a text")).collect()
}

#[test]
fn cap_messages_are_as_the_standard_wants_them_and_refer_to_the_one_before() {
    let folder = tempfile::tempdir().expect("a folder");
    let cap = folder.path().join("cap");
    let mut served = Served::start(folder.path(), &cap_sink(100));
    hear(&mut served, 0..2, 2);
    acknowledge_all(&served);
    let report = json!({"by": "AB", "priority": "warning", "contact": null,
        "position": [-12.5, -33.25], "exercise": true, "note": "smoke & <fire>, seen by \"AB\""});
    let (status, raised) = served.send("POST", "/api/v1/alerts", &report);
    assert_eq!(status, 201, "{raised}");
    let close = json!({"by": "AB", "revision": raised["revision"], "note": "drill over"});
    let id = raised["id"].as_str().expect("an id");
    let (status, closed) = served.send("POST", &format!("/api/v1/alerts/{id}/close"), &close);
    assert_eq!(status, 200, "{closed}");
    served.wait_for("picket_sink_deliveries_total", &["sink=\"cap\""], 6.0);

    let messages = messages_in(&cap);
    let count = |text: &str| messages.iter().filter(|message| message.contains(text)).count();
    assert_eq!((count("<msgType>Alert<"), count("<msgType>Update<")), (3, 3));
    assert_eq!((count("<references>picket,"), count("<status>Actual<")), (3, 4));
    assert_eq!((count("<status>Exercise<"), count("<responseType>AllClear<")), (2, 1));
    let feed = std::fs::read_to_string(cap.join("feed.atom")).expect("the feed");
    assert_eq!(feed.matches("<entry>").count(), 6, "{feed}");
    // The same over HTTP, by way of its feed.
    let feed = served.get("/cap");
    let hrefs = feed.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let over_http: Vec<_> = hrefs.map(|href| served.get(&format!("/{href}"))).collect();
    assert_eq!(over_http.len(), 6, "{feed}");
    for message in messages.iter().chain(&over_http) {
        assert_ne!(is_cap(message), Some(false), "{message}");
    }
    // What would be wrong is told.
    for (right, wrong) in [
        ("-00:00</sent>", "Z</sent>"),
        ("<sender>picket</sender>", ""),
        ("<status>Actual<", "<status>actual<"),
        ("<restriction>", "<code>x</code><restriction>"),
    ] {
        let message = messages.iter().find(|message| message.contains(right)).expect(right);
        assert_ne!(is_cap(&message.replace(right, wrong)), Some(true), "{wrong} is not noticed");
    }
}

#[test]
fn a_folder_of_cap_holds_no_more_messages_after_a_restart_than_before() {
    let folder = tempfile::tempdir().expect("a folder");
    let cap = folder.path().join("cap");
    let mut served = Served::start(folder.path(), &cap_sink(3));
    hear(&mut served, 0..4, 4);
    served.wait_for("picket_sink_deliveries_total", &["sink=\"cap\""], 4.0);
    assert_eq!(messages_in(&cap).len(), 3);
    assert!(served.stop().success());
    let strangers = ["other", "00000000-0000-4000-8000-000000000001.1"];
    for stranger in strangers {
        let path = cap.join(format!("{stranger}.cap.xml"));
        std::fs::write(path, "somebody else's").expect("written");
    }
    // One of ours that no log knows any more.
    let forgotten = "00000000-0000-4000-8000-000000000002.1";
    let ours = messages_in(&cap).into_iter().find(|text| text.contains("<sender>picket<"));
    let identifier = |text: &str| {
        let rest = text.split_once("<identifier>")?.1;
        Some(rest.split_once('<')?.0.to_owned())
    };
    let ours = ours.expect("one of ours");
    let ours = ours.replace(&identifier(&ours).expect("its identifier"), forgotten);
    std::fs::write(cap.join(format!("{forgotten}.cap.xml")), ours).expect("written");
    let mut served = Served::start(folder.path(), &cap_sink(3));
    hear(&mut served, 4..5, 1);
    served.wait_for("picket_sink_deliveries_total", &["sink=\"cap\""], 1.0);
    let messages = messages_in(&cap);
    assert_eq!(messages.len(), 5, "three and the strangers");
    assert!(!messages.iter().any(|message| message.contains(forgotten)));
    let feed = std::fs::read_to_string(cap.join("feed.atom")).expect("the feed");
    assert_eq!(feed.matches("<entry>").count(), 3, "{feed}");
    assert!(served.stop().success());
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
