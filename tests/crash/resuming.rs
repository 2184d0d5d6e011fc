use std::io::Write;
use std::net::TcpStream;
use std::sync::mpsc::Receiver;
use std::time::Duration;

use picket::clock;
use picket::script::Playback;
use serde_json::json;

use super::CONFIGURATION;
use super::approaches::{Approaches, WATERS};
use super::served::Served;
use super::stream::{Told, follow};

/// Plays the script until the stream tells something.
fn play(playback: &mut Playback<'_>, feed: &mut TcpStream, told: &Receiver<Told>) -> Told {
    loop {
        let mut sentences = String::new();
        let more = playback.advance(&mut |_time, sentence| {
            sentences.push_str(sentence);
            sentences.push_str("\r\n");
        });
        feed.write_all(sentences.as_bytes()).expect("the daemon takes it");
        let patience = Duration::from_millis(if more { 20 } else { 20_000 });
        match told.recv_timeout(patience) {
            Ok(event) => return event,
            Err(error) => assert!(more, "nothing was told: {error}"),
        }
    }
}

/// The last transition before the end closed its alert, which is then not among the open ones.
#[test]
fn a_client_that_missed_nothing_is_told_of_no_gap_after_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("waters.geojson"), WATERS).expect("written");
    let length = Duration::from_mins(15);
    let start = clock::utc_now().minus(length + Duration::from_hours(1));
    let script = Approaches { start, length, every_secs: 1200, craft_interval_secs: 4 }.script();
    let mut playback = script.playback();

    let mut served = Served::start(folder.path(), CONFIGURATION);
    let told = follow(&served.http, None);
    assert_eq!(told.recv().expect("an event").name, "snapshot");
    let raised = play(&mut playback, &mut served.tcp("tcp-in"), &told).data;
    assert_eq!(raised["transition"], "raised");
    let id = raised["id"].as_str().expect("an id");
    let closed = ureq::post(format!("{}/api/v1/alerts/{id}/close", served.http))
        .header("Content-Type", "application/json")
        .send(json!({"revision": raised["revision"], "by": "duty"}).to_string());
    assert_eq!(closed.expect("an answer").status().as_u16(), 200);
    let closed = told.recv().expect("an event").data;
    assert_eq!(closed["state"], "normal");
    let last_seen = closed["seq"].as_u64().expect("a number");
    assert_eq!(served.stop().code(), Some(0));

    let mut served = Served::start(folder.path(), CONFIGURATION);
    let told = follow(&served.http, Some(last_seen));
    let next = play(&mut playback, &mut served.tcp("tcp-in"), &told);
    assert_eq!(next.name, "alert", "{}", next.data);
    assert_eq!(next.data["seq"], last_seen + 1);
    // She goes on closing in, within ten minutes.
    assert_eq!(
        (&next.data["id"], &next.data["transition"]),
        (&raised["id"], &json!("retriggered"))
    );
}
