//! Questions that take longer than they may, and clients that do not wait for the answer.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use picket::clock::monotonic_now;
use serde_json::json;

use super::samples::{NOON, moved, ship};
use super::service::Service;

/// Looks through some days of thousands of ships, one after the other: a second, whatever is optimised.
const LONG: &str =
    "/api/v1/positions?from=1986-01-01T00:00:00Z&to=2026-02-01T00:00:00Z&limit=100000";

/// 1986-01-01T00:00:00Z: `date -u -d 1986-01-01T00:00:00Z +%s`.
const LONG_AGO: i64 = 504_921_600;

/// Days in a row of which there is a position of each ship.
const DAYS: i64 = 12;
const DAY_SECS: i64 = 86_400;

/// Nothing here takes so long; a test that waits longer has failed.
const PATIENCE: Duration = Duration::from_secs(30);

fn with_long_history(budget: Duration) -> Service {
    let mut service = Service::with_budget(budget);
    let fleet = 200_000_001_u32..200_008_001;
    let latitude = |number: u32| f64::from(number - 200_000_001) * 0.015 - 60.0;
    let days = (0..DAYS).map(|day| LONG_AGO + day * DAY_SECS).chain([NOON]);
    let voyage =
        |number| days.clone().map(move |time| moved(ship(number), time, 10.0, latitude(number)));
    service.show(fleet.flat_map(voyage).collect());
    service
}

/// Whether a question ended so.
fn counted(service: &Service, outcome: &str) -> bool {
    let sample = format!("picket_questions_total{{outcome=\"{outcome}\"}} ");
    service.get("/metrics").text.lines().any(|found| found.starts_with(&sample))
}

#[test]
fn a_question_over_its_budget_is_503_and_says_what_to_narrow() {
    let service = with_long_history(Duration::from_millis(150));
    let answer = service.get(LONG);
    assert_eq!(answer.status, 503, "{}", answer.text);
    assert_eq!(answer.media_type, "application/problem+json");
    let problem = answer.json();
    assert_eq!(problem["parameter"], "from");
    assert_eq!(problem["type"], json!("/api#query-budget"));
    assert!(counted(&service, "over_budget"));
    // Narrowed as it says it is answered.
    let narrowed = service.get("/api/v1/positions?from=2026-01-31T11:59:00Z&bbox=9,-60,11,-59.9");
    assert_eq!(narrowed.status, 200, "{}", narrowed.text);
    assert!(counted(&service, "answered"));
}

#[test]
fn a_question_ends_when_whoever_asked_has_gone() {
    // Were it not for the client that goes, it would end by its budget alone.
    let service = with_long_history(PATIENCE * 10);
    let until = monotonic_now() + PATIENCE;
    while !counted(&service, "client_gone") {
        assert!(monotonic_now() < until, "the question goes on for nobody");
        let mut socket = TcpStream::connect(service.address).expect("connected");
        write!(socket, "GET {LONG} HTTP/1.1\r\nHost: {}\r\n\r\n", service.address).expect("asked");
        // Who leaves before the request is read has asked nothing, and asks again.
        socket.set_read_timeout(Some(Duration::from_millis(20))).expect("a timeout");
        socket.read(&mut [0]).expect_err("there is no answer so soon");
    }
    assert!(service.stop());
}
