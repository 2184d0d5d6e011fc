//! `picket serve` as a user runs it: bytes in over sockets; picture, alerts and metrics out over HTTP
//! and in the store.
#![cfg(test)]

mod made;
mod many_feeds;
mod served;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};

use served::{LISTENERS, Served, failing};

/// Three position reports of three ships, 2024-12-09T22:07:14Z, from the Norwegian open feed.
const THREE: [&str; 3] = [
    r"\s:2573238,c:1733782034*0A\!BSVDM,1,1,,A,13o4g`00000I2ENRH4g83S0L088C,0*3F",
    r"\s:2573210,c:1733782034*00\!BSVDM,1,1,,B,13mOO:9000PI6p`QrbwW646L2D1j,0*6B",
    r"\s:2573238,c:1733782034*0A\!BSVDM,1,1,,B,13m@:d00000GfBhRSqCet@6L088C,0*1D",
];

#[test]
fn a_sentence_that_is_cut_anywhere_is_read_once_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut served = Served::start(folder.path(), LISTENERS);
    let mut stream = served.tcp("tcp-in");
    for byte in format!("{}\r\n{}\n", THREE[0], THREE[1]).bytes() {
        stream.write_all(&[byte]).expect("written");
    }
    served.wait_for("picket_sentences_total", &["feed=\"tcp-in\""], 2.0);
    assert!(served.metric("picket_rejected_total", &["feed=\"tcp-in\""]) < 0.5);
    served.wait_for("picket_vessels", &[], 2.0);
}

#[test]
fn a_datagram_may_hold_several_sentences_and_no_line_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut served = Served::start(folder.path(), LISTENERS);
    served.send_datagram("udp-in", &THREE[..2].join("\r\n"));
    served.send_datagram("udp-in", THREE[2]);
    served.wait_for("picket_sentences_total", &["feed=\"udp-in\""], 3.0);
    assert!(served.metric("picket_rejected_total", &["feed=\"udp-in\""]) < 0.5);
    served.wait_for("picket_vessels", &[], 3.0);
}

#[test]
fn one_connection_more_than_allowed_is_refused_and_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut served = Served::start(folder.path(), LISTENERS);
    let kept: Vec<TcpStream> = (0..2).map(|_| served.tcp("tcp-in")).collect();
    served.wait_for("picket_feed_connections", &["feed=\"tcp-in\""], 2.0);
    let mut refused = served.tcp("tcp-in");
    assert_eq!(refused.read(&mut [0]).unwrap_or(0), 0, "the third connection is closed");
    served.wait_for("picket_feed_connections_refused_total", &["feed=\"tcp-in\""], 1.0);
    drop(kept);
    served.wait_for("picket_feed_connections", &["feed=\"tcp-in\""], 0.0);
}

#[test]
fn accepted_lines_reach_the_outputs_before_shutdown_returns() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut served = Served::start(folder.path(), LISTENERS);
    let mut stream = served.tcp("tcp-in");
    served.wait_for("picket_feed_connections", &["feed=\"tcp-in\""], 1.0);
    stream.write_all(format!("{}\n", THREE.join("\n")).as_bytes()).expect("written");
    assert_eq!(served.stop().code(), Some(0));

    let again = Served::start(folder.path(), LISTENERS);
    let vessels = again.json("/api/v1/vessels");
    let mut contacts: Vec<&str> = vessels["features"]
        .as_array()
        .expect("features")
        .iter()
        .filter_map(|vessel| vessel["properties"]["contact"].as_str())
        .collect();
    contacts.sort_unstable();
    // Bits 8-37 of the payloads of THREE, read by hand.
    assert_eq!(contacts, ["mmsi:257166000", "mmsi:257417000", "mmsi:259076000"]);
}

#[test]
fn a_taken_port_is_said_in_a_sentence_with_address_and_feed() {
    let folder = tempfile::tempdir().expect("a folder");
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let configuration = |http: &str, feed: &str| {
        format!(
            "[http]\nlisten = \"{http}\"\n[store]\npath = \"data\"\n\
             [[feed]]\nname = \"north\"\nkind = \"tcp-listen\"\naddress = \"{feed}\"\n"
        )
    };
    for (configuration, said) in [
        (configuration("127.0.0.1:0", &address), "feed north cannot listen on tcp"),
        (configuration(&address, "127.0.0.1:0"), "HTTP cannot listen on"),
    ] {
        let (code, complaint) = failing(folder.path(), &configuration);
        assert_eq!(code, Some(1), "{complaint}");
        assert!(complaint.contains(said) && complaint.contains(&address), "{complaint}");
        assert_eq!(complaint.lines().count(), 1, "one sentence: {complaint}");
    }
}

#[test]
fn an_unusable_store_is_said_in_a_sentence() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("data"), "a file where the folder should be")
        .expect("written");
    let (code, complaint) = failing(folder.path(), LISTENERS);
    assert_eq!(code, Some(1), "{complaint}");
    assert!(complaint.contains("cannot use the store in"), "{complaint}");
    assert!(!complaint.contains("panicked"), "{complaint}");
}

#[test]
fn a_store_that_another_daemon_holds_is_said_in_a_sentence() {
    let folder = tempfile::tempdir().expect("a folder");
    let _holder = Served::start(folder.path(), LISTENERS);
    let (code, complaint) = failing(folder.path(), LISTENERS);
    assert_eq!(code, Some(1), "{complaint}");
    assert!(complaint.contains("cannot use the store in"), "{complaint}");
}

#[test]
fn any_bytes_are_counted_and_none_stops_the_daemon() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut served = Served::start(folder.path(), LISTENERS);
    let mut stream = served.tcp("tcp-in");
    let noise: Vec<u8> = (0..=255_u8).cycle().take(200_000).collect();
    stream.write_all(&noise).expect("written");
    stream.write_all(format!("\n{}\n", THREE[0]).as_bytes()).expect("written");
    served.wait_for("picket_vessels", &[], 1.0);
    let page = served.get("/readyz");
    assert!(page.contains("ready") || page.contains("degraded"), "{page}");
    served.has_not_panicked();
}

#[test]
fn every_metric_has_a_help_text_and_a_name_by_the_rules() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut served = Served::start(folder.path(), LISTENERS);
    served.send_datagram("udp-in", THREE[0]);
    served.wait_for("picket_vessels", &[], 1.0);
    let page = served.get("/metrics");
    for line in page.lines().filter(|line| line.starts_with("# TYPE ")) {
        let (name, kind) = line["# TYPE ".len()..].split_once(' ').expect("a name and a type");
        assert!(page.contains(&format!("# HELP {name} ")), "{name} has no help");
        // Those of the process have the names that every exporter gives them.
        assert!(name.starts_with("picket_") || name.starts_with("process_"), "{name}");
        assert_eq!(kind == "counter", name.ends_with("_total"), "{name} is a {kind}");
    }
}

#[test]
fn every_bound_of_the_engine_has_its_counter() {
    let folder = tempfile::tempdir().expect("a folder");
    let configuration = format!("{LISTENERS}\n[engine]\nduplicates_max = 1000\n");
    let mut served = Served::start(folder.path(), &configuration);
    let recording = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/testdata/recordings/australia-coast-2012-01-27.nmea.gz"
    );
    let mut text = Vec::new();
    let mut reader = picket::feeds::recording::open(recording.as_ref()).expect("a recording");
    reader.read_to_end(&mut text).expect("read");
    served.tcp("tcp-in").write_all(&text).expect("written");
    served.wait_for("picket_sentences_total", &["feed=\"tcp-in\""], 44_687.0);
    // Some 2,000 different messages within the 30 s in which copies are told, and room for 1,000.
    let evicted = || served.metric("picket_evictions_total", &["map=\"duplicates\""]);
    assert!((0..100).any(|_| {
        let some = evicted() > 0.5;
        if !some {
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        some
    }));
    let page = served.get("/metrics");
    for map in ["alerts", "conditions", "contacts", "duplicates", "radar-targets"] {
        assert!(page.contains(&format!("map=\"{map}\"")), "{map}");
    }
}

#[test]
fn promtool_has_nothing_to_say_about_the_metrics() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut served = Served::start(folder.path(), LISTENERS);
    served.send_datagram("udp-in", THREE[0]);
    served.wait_for("picket_vessels", &[], 1.0);
    let page = served.get("/metrics");
    let promtool = Command::new("promtool")
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut promtool) = promtool else {
        let required = std::env::var_os("PICKET_REQUIRE_PEERS").is_some();
        assert!(!required, "promtool is not in the path; `make test` unpacks it");
        eprintln!("skipped: promtool is not in the path; `make test` unpacks it");
        return;
    };
    let mut input = promtool.stdin.take().expect("piped");
    input.write_all(page.as_bytes()).expect("written");
    drop(input);
    let output = promtool.wait_with_output().expect("ended");
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success() && said.is_empty(), "{said}");
}
