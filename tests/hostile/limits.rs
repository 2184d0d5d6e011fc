//! What one client may have, over sockets.

use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::sync::Barrier;

use serde_json::json;

use super::crowd;
use super::served::{Served, send};
use super::stage::Stage;

const UPGRADE: &str = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
                       Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

/// Asks, and gives the answer with the connection, which stays.
fn ask(to: SocketAddr, path: &str, more: &str) -> (Option<u16>, TcpStream) {
    let mut stream = crowd::connect(to);
    // A connection that is closed at once takes nothing.
    drop(write!(stream, "GET {path} HTTP/1.1\r\nHost: {to}\r\n{more}\r\n"));
    (crowd::answer(&mut stream).map(|(status, _)| status), stream)
}

fn http(served: &Served) -> SocketAddr {
    let (_, address) = served.http.split_once("//").expect("a scheme");
    address.parse().expect("an address")
}

#[test]
fn one_address_has_its_connections_and_another_its_own() {
    let stage = Stage::start("connections_per_client_max = 5\n");
    let to = http(&stage.served);
    let kept: Vec<_> = (0..5).map(|_| ask(to, "/livez", "")).collect();
    assert!(kept.iter().all(|(status, _)| *status == Some(200)));
    assert_eq!(ask(to, "/livez", "").0, None, "the sixth is closed without a word");
    stage.served.wait_for("picket_http_connections_refused_total", &[], 1.0);
    assert_eq!(stage.served.get("/livez").trim(), stage.served.get("/livez").trim());
    drop(kept);
    super::stage::soon("its places are free again", || ask(to, "/livez", "").0 == Some(200));
    stage.end();
}

#[test]
fn one_client_follows_so_many_streams_and_another_its_own() {
    let stage = Stage::start("streams_per_client_max = 2\nstreams_max = 4\n");
    let to = http(&stage.served);
    let path = "/api/v1/alerts/stream";
    let kept: Vec<_> = (0..2).map(|_| ask(to, path, "")).collect();
    assert!(kept.iter().all(|(status, _)| *status == Some(200)));
    assert_eq!(ask(to, path, "").0, Some(503));
    assert_eq!(ask(to, "/api/v1/live", UPGRADE).0, Some(503), "consoles count as streams");
    stage.served.wait_for("picket_stream_clients", &[], 3.0);
    drop(kept);
    super::stage::soon("its streams are free again", || ask(to, path, "").0 == Some(200));
    stage.end();
}

#[test]
fn so_many_consoles_follow_the_picture_and_a_further_one_is_told() {
    let stage = Stage::start("live_clients_max = 2\n");
    let to = http(&stage.served);
    let kept: Vec<_> = (0..2).map(|_| ask(to, "/api/v1/live", UPGRADE)).collect();
    assert!(kept.iter().all(|(status, _)| *status == Some(101)));
    assert_eq!(ask(to, "/api/v1/live", UPGRADE).0, Some(503));
    stage.served.wait_for("picket_live_clients", &[], 2.0);
    drop(kept);
    stage.served.wait_for("picket_live_clients", &[], 0.0);
    stage.end();
}

#[test]
fn one_area_is_tried_at_a_time() {
    let mut stage = Stage::start("");
    super::ships::hear(&mut stage.served, 15_000);
    let world = json!({
        "type": "Feature",
        "properties": { "id": "tried", "name": "Tried", "kind": "general" },
        "geometry": {
            "type": "Polygon",
            "coordinates": [[[-170, -60], [170, -60], [170, 60], [-170, 60], [-170, -60]]],
        },
    });
    let now = picket::clock::utc_now().as_millis();
    let time = |millis| picket::domain::EventTime::from_millis(millis).to_string();
    let act = json!({
        "area": world, "from": time(now - 3_600_000), "to": time(now + 60_000),
    });
    let url = stage.served.url("/api/v1/watch-areas/try");
    let together = Barrier::new(6);
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let asking: Vec<_> = (0..6)
            .map(|_| {
                scope.spawn(|| {
                    together.wait();
                    send("POST", &url, &act).0
                })
            })
            .collect();
        asking.into_iter().map(|asking| asking.join().expect("an answer")).collect()
    });
    assert!(statuses.contains(&200) && statuses.contains(&429), "{statuses:?}");
    assert!(statuses.iter().all(|status| [200, 429].contains(status)), "{statuses:?}");
    stage.end();
}

#[test]
fn wrong_tokens_of_one_address_are_counted_and_then_not_even_looked_at() {
    let folder = tempfile::tempdir().expect("a folder");
    let configuration = "feed = []\n[http]\nlisten = \"127.0.0.1:0\"\n[store]\npath = \"data\"\n\
                         [log]\nformat = \"json\"\n[access]\npath = \"access.toml\"\n\
                         failures_per_minute_max = 3\n";
    std::fs::write(folder.path().join("picket.toml"), configuration).expect("written");
    let token = Command::new(env!("CARGO_BIN_EXE_picket"))
        .args(["token", "new", "--config", "picket.toml", "--name", "one", "--role", "viewer"])
        .current_dir(folder.path())
        .output()
        .expect("picket runs");
    let token = String::from_utf8(token.stdout).expect("a text");
    let mut served = Served::start(folder.path(), configuration);
    let to = http(&served);
    let with = |token: &str| {
        ask(to, "/api/v1/alerts", &format!("Authorization: Bearer {}\r\n", token.trim())).0
    };
    assert_eq!(with(&token), Some(200));
    let tried: Vec<_> = (0..6).map(|nth| with(&format!("pkt_{nth}{}", "x".repeat(40)))).collect();
    let [first, .., last] = &tried[..] else { panic!("six: {tried:?}") };
    assert_eq!((first, last), (&Some(401), &Some(429)), "{tried:?}");
    assert_eq!(tried.iter().filter(|status| **status == Some(401)).count(), 3, "{tried:?}");
    served.has_not_panicked();
    assert_eq!(served.stop().code(), Some(0));
}
