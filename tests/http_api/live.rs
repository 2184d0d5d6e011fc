use serde_json::json;

use super::samples::{HOSTILE_NAME, NOON, moved, named, raised, ship};
use super::service::{LIVE_CLIENTS_MAX, Service};
use super::web_socket::{Frame, WebSocket};

const STRAITS: &str = r#"{"type":"view","bbox":[103,1,104,2],"zoom":8}"#;

fn open(service: &Service) -> WebSocket {
    let mut socket = WebSocket::open(service, "/api/v1/live", "");
    assert_eq!(socket.status, 101);
    let hello = socket.text("hello");
    assert_eq!((&hello["version"], &hello["exercise"]), (&json!("0.1.0"), &json!(false)));
    socket
}

fn record(bytes: &[u8], number: usize) -> (u32, i32, i32, u8) {
    let at = 24 + number * 24;
    let word = |from: usize| bytes[at + from..at + from + 4].try_into().expect("four bytes");
    (
        u32::from_le_bytes(word(0)),
        i32::from_le_bytes(word(4)),
        i32::from_le_bytes(word(8)),
        bytes[at + 19],
    )
}

#[test]
fn a_console_is_told_who_is_in_view_and_where_and_what_changes() {
    let mut service = Service::start();
    service.show(vec![
        moved(ship(219_000_001), NOON, 103.5, 1.5),
        named(ship(219_000_001), NOON, HOSTILE_NAME),
        moved(ship(219_000_002), NOON, 10.0, 50.0),
    ]);
    let mut socket = open(&service);
    socket.say(STRAITS);
    let who = json!({"type": "contacts", "items": [{
        "slot": 1, "contact": "mmsi:219000001", "mmsi": 219_000_001, "name": HOSTILE_NAME,
        "call_sign": null, "class": "A", "ship_type": null, "length_m": null, "exercise": false
    }]});
    assert_eq!(socket.text("contacts"), who);
    let positions = socket.binary();
    assert_eq!(&positions[..5], b"PCK1\x01");
    assert_eq!((positions.len(), record(&positions, 0)), (48, (1, 1_035_000_000, 15_000_000, 0)));

    // She moves; somebody else sails out of view.
    service.show(vec![moved(ship(219_000_001), NOON + 1, 103.6, 1.5)]);
    assert_eq!(record(&socket.binary(), 0), (1, 1_036_000_000, 15_000_000, 0));
    service.show(vec![moved(ship(219_000_001), NOON + 2, 104.1, 1.5)]);
    assert_eq!(socket.text("gone"), json!({"type": "gone", "slots": [1]}));
}

#[test]
fn who_takes_part_in_an_open_alert_is_sent_wherever_she_is_and_marked() {
    let mut service = Service::start();
    let alerting = ship(999_000_001);
    service.show(vec![moved(alerting, NOON, 50.0, 13.0)]);
    service.publish(vec![raised(1)]);
    let mut socket = open(&service);
    socket.say(STRAITS);
    assert_eq!(socket.text("contacts")["items"][0]["contact"], "mmsi:999000001");
    assert_eq!(record(&socket.binary(), 0).3, 2, "alerting");
}

#[test]
fn feeds_are_told_of_and_mistakes_are_said() {
    let service = Service::start();
    let mut socket = open(&service);
    let feeds = socket.text("feeds");
    assert_eq!(feeds["store"], "ready");
    assert_eq!(
        feeds["items"],
        json!([{"name": "north", "connected": false, "last_message": null, "silent": false,
                "sentences_per_second": 0.0, "exercise": false}])
    );
    socket.say(r#"{"type":"view","bbox":[103,2,104,1],"zoom":8}"#);
    let problem = socket.text("problem");
    assert!(problem["detail"].as_str().is_some_and(|said| said.starts_with("bbox")), "{problem}");
}

#[test]
fn consoles_are_bounded_in_number_and_pages_of_other_sites_are_turned_away() {
    let service = Service::start();
    let foreign = WebSocket::open(&service, "/api/v1/live", "Origin: http://evil.example\r\n");
    assert_eq!(foreign.status, 403);
    let own = format!("Origin: http://{}\r\n", service.address);
    assert_eq!(WebSocket::open(&service, "/api/v1/live?x=1", &own).status, 400);
    let plain = service.get("/api/v1/live");
    assert_eq!((plain.status, &plain.json()["type"]), (426, &json!("/api#not-web-socket")));
    let open: Vec<_> = (0..LIVE_CLIENTS_MAX).map(|_| open(&service)).collect();
    let metrics = service.get("/metrics").text;
    assert!(metrics.contains("picket_live_clients 2"), "{metrics}");
    let further = WebSocket::open(&service, "/api/v1/live", &own);
    assert_eq!(further.status, 503);
    drop(open);
}

#[test]
fn a_stop_ends_the_live_picture_with_a_word() {
    let service = Service::start();
    let mut socket = open(&service);
    let waiting = std::thread::spawn(move || {
        loop {
            if let Frame::Close(code) = socket.frame() {
                return code;
            }
        }
    });
    assert!(service.stop());
    assert_eq!(waiting.join().expect("it ended"), 1001);
}
