//! What has been: replay, transitions, handover, coverage, and areas tried on it.

use serde_json::{Value, json};

use super::samples::{NOON, acknowledged, at, closed, moved, named, raised, ship};
use super::service::Service;

const STRAITS: &str = "bbox=103,1,104,2";

/// A frame of `/api/v1/live/past`.
enum Frame {
    Text(Value),
    /// Picture time in milliseconds, and how many records.
    Positions(f64, u32),
}

fn frames(mut bytes: &[u8]) -> Vec<Frame> {
    let mut frames = Vec::new();
    while !bytes.is_empty() {
        let length = u32::from_le_bytes(bytes[..4].try_into().expect("four bytes")) as usize;
        let (kind, frame) = (bytes[4], &bytes[5..5 + length]);
        frames.push(if kind == 0 {
            Frame::Text(serde_json::from_slice(frame).expect("JSON"))
        } else {
            assert_eq!(&frame[..5], b"PCK1\x01");
            let time = f64::from_le_bytes(frame[16..24].try_into().expect("eight bytes"));
            let records = u32::from_le_bytes(frame[8..12].try_into().expect("four bytes"));
            Frame::Positions(time, records)
        });
        bytes = &bytes[5 + length..];
    }
    frames
}

#[test]
fn a_past_time_is_played_in_the_frames_of_the_live_picture() {
    let mut service = Service::start();
    let (one, other) = (ship(219_000_001), ship(219_000_002));
    service.show(vec![
        moved(one, NOON - 300, 103.4, 1.5),
        named(one, NOON - 300, "EVER EXAMPLE"),
        moved(one, NOON + 12, 103.5, 1.5),
        moved(other, NOON + 12, 10.0, 50.0),
        moved(one, NOON + 14, 103.5, 1.6),
    ]);
    let path =
        format!("/api/v1/live/past?from=2026-01-31T12:00:00Z&to=2026-01-31T12:00:30Z&{STRAITS}");
    let bytes = service.get_bytes(&path);
    let mut told = Vec::new();
    for frame in frames(&bytes) {
        match frame {
            Frame::Text(text) => {
                assert_eq!(text["type"], "contacts");
                let items = text["items"].as_array().expect("items");
                assert_eq!(items.len(), 1, "{text}");
                assert_eq!(items[0]["name"], "EVER EXAMPLE");
                told.push((0, 0));
            }
            #[expect(clippy::cast_possible_truncation, reason = "whole seconds of this century")]
            Frame::Positions(time, records) => {
                told.push((time as i64 / 1_000 - NOON, records));
            }
        }
    }
    // Where she was before the beginning; both of her moves in one step; nothing new.
    assert_eq!(told, [(0, 0), (10, 1), (20, 1), (30, 0)]);
}

#[test]
fn a_replay_shows_who_she_said_she_was_then() {
    let mut service = Service::start();
    let one = ship(219_000_001);
    service.show(vec![
        moved(one, NOON + 2, 103.4, 1.5),
        named(one, NOON + 2, "FIRST NAME"),
        moved(one, NOON + 12, 103.4, 1.6),
        moved(one, NOON + 32, 103.4, 1.7),
    ]);
    service.show(vec![named(one, NOON + 31, "SECOND NAME")]);
    let names = |to: &str| {
        let bytes = service
            .get_bytes(&format!("/api/v1/live/past?from=2026-01-31T12:00:00Z&to={to}&{STRAITS}"));
        let names = frames(&bytes).into_iter().filter_map(|frame| match frame {
            Frame::Text(text) => text["items"][0]["name"].as_str().map(str::to_owned),
            Frame::Positions(..) => None,
        });
        names.collect::<Vec<_>>()
    };
    assert_eq!(names("2026-01-31T12:00:30Z"), ["FIRST NAME"]);
    assert_eq!(names("2026-01-31T12:00:40Z"), ["FIRST NAME", "SECOND NAME"]);
}

#[test]
fn a_replay_is_bounded_and_its_mistakes_are_said() {
    let service = Service::start();
    for (query, parameter) in [
        ("to=2026-01-31T12:00:00Z", "from"),
        ("from=2026-01-31T12:00:00Z", "to"),
        ("from=2026-01-31T12:00:00Z&to=2026-01-31T12:00:00Z", "from"),
        ("from=2026-01-31T12:00:00Z&to=2026-01-31T12:30:01Z", "to"),
        ("from=2026-01-31T12:00:00Z&to=2026-01-31T12:10:00Z&step_secs=0", "step_secs"),
    ] {
        let answer = service.get(&format!("/api/v1/live/past?{query}"));
        assert_eq!((answer.status, &answer.json()["parameter"]), (400, &json!(parameter)));
    }
}

/// 1 is raised a second after noon, acknowledged at 10 s and closed at 20 s; 3 is raised at 3 s.
#[test]
fn alerts_stand_as_they_stood_at_a_time_however_much_later_they_ended() {
    let mut service = Service::start();
    let first = raised(1);
    let mut second = acknowledged(2, &first);
    second.time = at(NOON + 10);
    let mut last = closed(4, &second);
    last.time = at(NOON + 20);
    service.publish(vec![first, second, raised(3), last]);
    let standing = |time: &str| {
        let answer = service.get(&format!("/api/v1/alerts/standing?at=2026-01-31T{time}Z")).json();
        assert_eq!(answer["truncated"], false);
        let items = answer["items"].as_array().expect("items").clone();
        items.iter().filter_map(|item| item["seq"].as_u64()).collect::<Vec<_>>()
    };
    for (time, expected) in [
        ("12:00:00", vec![]),
        ("12:00:05", vec![3, 1]),
        ("12:00:10", vec![3, 2]),
        ("12:00:19", vec![3, 2]),
        ("12:00:20", vec![3]),
        ("23:00:00", vec![3]),
    ] {
        assert_eq!(standing(time), expected, "{time}");
    }
    assert_eq!(service.get("/api/v1/alerts/standing").json()["parameter"], "at");
}

#[test]
fn transitions_of_a_time_come_in_the_order_of_their_numbers() {
    let mut service = Service::start();
    let first = raised(1);
    let second = acknowledged(2, &first);
    let third = raised(3);
    service.publish(vec![first.clone(), second, third]);
    let seqs = |path: &str| {
        let page = service.get(path).json();
        let items = page["items"].as_array().expect("items");
        let seqs: Vec<_> = items.iter().map(|item| item["seq"].as_u64().expect("seq")).collect();
        (seqs, page["next"].clone())
    };
    // 1 and 2 are at one second after noon, 3 at three.
    let path = "/api/v1/alerts/transitions?from=2026-01-31T12:00:01Z&to=2026-01-31T12:00:03Z";
    assert_eq!(seqs(path), (vec![1, 2], Value::Null));
    assert_eq!(seqs(&format!("{path}&after=1")), (vec![2], Value::Null));
    assert_eq!(seqs("/api/v1/alerts/transitions?limit=2"), (vec![1, 2], json!(2)));
    assert_eq!(seqs("/api/v1/alerts/transitions?limit=2&after=2"), (vec![3], Value::Null));
    assert_eq!(service.get("/api/v1/alerts/transitions?after=x").status, 400);
}

#[test]
fn a_handover_has_what_was_opened_taken_up_closed_and_is_open() {
    let mut service = Service::start();
    let first = raised(1);
    let second = acknowledged(2, &first);
    let third = closed(3, &second);
    service.publish(vec![first, second, third, raised(4)]);
    let page = service.get("/api/v1/handover?since=2026-01-31T12:00:00Z").json();
    let seqs = |member: &str| {
        let rows = page[member].as_array().expect("rows").iter();
        rows.map(|row| row["seq"].as_u64().expect("seq")).collect::<Vec<_>>()
    };
    assert_eq!(seqs("opened"), [1, 4]);
    assert_eq!(seqs("acknowledged"), [2]);
    assert_eq!(seqs("closed"), [3]);
    assert_eq!(seqs("open"), [4]);
    assert_eq!(page["acts"], json!([]));
    assert_eq!(service.get("/api/v1/handover").json()["parameter"], "since");
}

#[test]
fn coverage_is_cells_by_station() {
    let mut service = Service::start();
    service.show(vec![
        moved(ship(219_000_001), NOON, 103.55, 1.55),
        moved(ship(219_000_002), NOON + 1, 103.57, 1.51),
        moved(ship(219_000_003), NOON, 10.0, 50.0),
    ]);
    let cells = service.get(&format!("/api/v1/coverage?{STRAITS}")).json();
    let features = cells["features"].as_array().expect("features");
    assert_eq!((features.len(), &cells["truncated"]), (1, &json!(false)));
    assert_eq!(
        features[0]["properties"],
        json!({"station": "north", "count": 2, "last_heard": "2026-01-31T12:00:01.000Z"})
    );
    assert_eq!(features[0]["geometry"]["coordinates"][0][2], json!([103.6, 1.6]));
    assert_eq!(service.get("/api/v1/coverage?limit=1").json()["truncated"], true);
    assert_eq!(service.get("/api/v1/coverage?station=south").json()["features"], json!([]));
}

fn trial(from: &str, to: &str) -> Value {
    json!({
        "area": {
            "type": "Feature",
            "properties": {"id": "box", "kind": "restricted", "rules": {"zone-breach": false}},
            "geometry": {"type": "Polygon", "coordinates":
                [[[103.5,1.4],[103.6,1.4],[103.6,1.6],[103.5,1.6],[103.5,1.4]]]}
        },
        "from": from, "to": to
    })
}

#[test]
fn an_area_is_tried_on_what_has_been_and_nothing_is_changed_by_it() {
    let mut service = Service::start();
    // West at 12.3 knots, a report a minute for an hour; over the eastern edge after 15 minutes.
    let way = (0..60).map(|minute| {
        let longitude = 103.6 + (15.5 - f64::from(minute)) * 12.3 / 60.0 / 60.0;
        moved(ship(219_000_001), NOON + i64::from(minute) * 60, longitude, 1.5)
    });
    service.show(way.collect());
    let body = trial("2026-01-31T12:00:00Z", "2026-01-31T13:00:00Z");
    let answer = service.post("/api/v1/watch-areas/try", &body.to_string());
    assert_eq!(answer.status, 200, "{}", answer.text);
    let tried = answer.json();
    assert_eq!(tried["by_rule"]["area-entry"], 1, "{tried}");
    let entry = &tried["alerts"][0];
    assert_eq!((&entry["rule"], &entry["area"]["id"]), (&json!("area-entry"), &json!("box")));
    assert_eq!(entry["time"], "2026-01-31T12:16:00.000Z");
    assert_eq!(tried["examined"]["positions"], 60, "{tried}");
    let hours = tried["vessel_hours"].as_f64().expect("hours");
    // In after 16 minutes, out after 45: 29 minutes.
    assert!((0.45..=0.52).contains(&hours), "{hours}");
    assert_eq!(service.get("/api/v1/watch-areas/box").status, 404);
    assert_eq!(service.get("/api/v1/alerts").json()["items"], json!([]));
}

#[test]
fn a_trial_is_bounded_and_its_mistakes_are_said() {
    let service = Service::start();
    let post = |body: &Value| service.post("/api/v1/watch-areas/try", &body.to_string());
    for (from, to, parameter) in [
        ("2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z", "from"),
        ("2026-01-31T12:00:00Z", "2026-02-01T12:00:01Z", "to"),
    ] {
        let answer = post(&trial(from, to));
        assert_eq!((answer.status, &answer.json()["parameter"]), (400, &json!(parameter)));
    }
    let mut wrong = trial("2026-01-31T12:00:00Z", "2026-01-31T13:00:00Z");
    wrong["area"]["properties"]["kind"] = json!("anchorige");
    let answer = post(&wrong);
    assert_eq!(
        (answer.status, &answer.json()["errors"][0]["pointer"]),
        (422, &json!("/properties/kind"))
    );
    assert_eq!(post(&json!({"from": "2026-01-31T12:00:00Z"})).status, 400);
}
