use picket::clock;
use picket::domain::FeedName;
use picket::telemetry::{Phase, StoreHealth};
use serde_json::json;

use super::samples::at;
use super::service::Service;

fn north() -> FeedName {
    "north".parse().expect("a feed name")
}

#[test]
fn ready_is_200_and_names_what_is_degraded() {
    let service = Service::start();
    service.health.set_connected(north(), true, None);
    service.health.heard(north(), clock::utc_now());
    let ready = service.get("/readyz");
    assert_eq!((ready.status, &ready.json()["status"]), (200, &json!("ready")));
    assert_eq!(ready.json()["silent"], json!([]));

    service.health.set_store(StoreHealth::Degraded { problem: "the disk is full".to_owned() });
    let degraded = service.get("/readyz");
    assert_eq!((degraded.status, &degraded.json()["status"]), (200, &json!("degraded")));
    assert_eq!(
        degraded.json()["store"],
        json!({"status": "degraded", "problem": "the disk is full"})
    );
}

#[test]
fn a_feed_silent_for_longer_than_configured_is_named() {
    let service = Service::start();
    service.health.set_connected(north(), true, None);
    service.health.heard(north(), at(clock::utc_now().as_secs() - 90));
    let answer = service.get("/readyz").json();
    assert_eq!((&answer["status"], &answer["silent"]), (&json!("degraded"), &json!(["north"])));
    assert_eq!(answer["feeds"][0]["connected"], true);
}

#[test]
fn starting_and_draining_are_503() {
    let service = Service::start();
    for (phase, status) in [(Phase::Starting, "starting"), (Phase::Draining, "draining")] {
        service.health.set_phase(phase);
        let answer = service.get("/readyz");
        assert_eq!((answer.status, &answer.json()["status"]), (503, &json!(status)));
        assert_eq!(service.get("/livez").status, 200);
    }
}

#[test]
fn metrics_are_text_with_closed_label_sets() {
    let service = Service::start();
    service.get("/api/v1/vessels/mmsi:219000001");
    service.get("/made-up/1");
    service.get("/made-up/2");
    let answer = service.get("/metrics");
    assert!(answer.media_type.starts_with("text/plain; version=0.0.4"), "{}", answer.media_type);
    for line in [
        "picket_build_info{version=\"0.1.0\"} 1",
        "picket_stream_clients 0",
        "picket_http_request_duration_seconds_count{route=\"/api/v1/vessels/{contact}\",status=\"4xx\"} 1",
        "picket_http_request_duration_seconds_count{route=\"unmatched\",status=\"4xx\"} 2",
    ] {
        assert!(answer.text.lines().any(|found| found == line), "{line} is not in {}", answer.text);
    }
    assert!(!answer.text.contains("219000001"), "an MMSI became a label");
}

#[test]
fn areas_show_the_file_they_are_from_and_their_level() {
    let service = Service::start();
    let all = service.get("/api/v1/watch-areas").json();
    let one = service.get("/api/v1/watch-areas/gulf-of-aden").json();
    assert_eq!(all["features"], json!([one]));
    assert_eq!(one["geometry"], json!({"type": "Point", "coordinates": [48.0, 12.5]}));
    assert_eq!(one["properties"]["file"], "aden.geojson");
    assert_eq!(one["properties"]["security_level"], 1);
}
