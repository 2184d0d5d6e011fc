use serde_json::{Value, json};

use super::samples::id;
use super::service::{Answer, Service};

/// The answer is a problem of this kind about this parameter.
fn is_problem(answer: &Answer, status: u16, slug: &str, parameter: &str) {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.media_type, "application/problem+json");
    let problem = answer.json();
    assert_eq!(problem["type"], format!("/api#{slug}"), "{problem}");
    assert_eq!(problem["status"], status);
    assert_eq!(problem["parameter"].as_str().unwrap_or_default(), parameter, "{problem}");
    for member in ["title", "detail"] {
        assert!(problem[member].as_str().is_some_and(|text| !text.is_empty()), "{problem}");
    }
}

#[test]
fn wrong_queries_name_the_parameter() {
    let service = Service::start();
    for (path, parameter) in [
        ("/api/v1/alerts?limit=0", "limit"),
        ("/api/v1/alerts?limit=1001", "limit"),
        ("/api/v1/alerts?limit=1&limit=2", "limit"),
        ("/api/v1/alerts?state=ringing", "state"),
        ("/api/v1/alerts?rule=fast", "rule"),
        ("/api/v1/alerts?area=Aden%20", "area"),
        ("/api/v1/alerts?priority=high", "priority"),
        ("/api/v1/alerts?contact=219000001", "contact"),
        ("/api/v1/alerts?exercise=yes", "exercise"),
        ("/api/v1/alerts?from=yesterday", "from"),
        ("/api/v1/alerts?to=2026-01-31", "to"),
        ("/api/v1/alerts?cursor=x", "cursor"),
        ("/api/v1/alerts/stream?priority=high", "priority"),
        ("/api/v1/vessels?bbox=1,2,3", "bbox"),
        ("/api/v1/vessels?bbox=0,91,1,92", "bbox"),
        ("/api/v1/vessels?cursor=x", "cursor"),
        ("/api/v1/vessels/mmsi:219000001/track?f=kmz", "f"),
        ("/api/v1/vessels/mmsi:219000001/track?simplify=0", "simplify"),
        ("/api/v1/vessels?at=noon", "at"),
        ("/api/v1/vessels?nearest=1,2&cursor=mmsi:219000001", "cursor"),
        ("/api/v1/vessels?f=mfjson", "f"),
        ("/api/v1/positions?polygon=POINT(1%202)", "polygon"),
        ("/api/v1/positions?cursor=x", "cursor"),
        // Of no span of time, and of none that goes forward.
        ("/api/v1/positions?cursor=mmsi:219000001@5.0", "cursor"),
        ("/api/v1/near?point=1,2&cursor=mmsi:219000001~5,5", "cursor"),
        ("/api/v1/positions?imo=9074728", "imo"),
        ("/api/v1/near?point=1,2&area=gulf-of-aden", "point"),
        ("/api/v1/near?point=1,91", "point"),
        ("/api/v1/near?point=1,2&within=101", "within"),
        ("/api/v1/statistics?by=week", "by"),
        ("/api/v1/statistics?f=gpx", "f"),
        ("/api/v1/search?q=%20", "q"),
        (
            "/api/v1/vessels/mmsi:219000001/track?from=2026-01-31T12:00:00Z&to=2026-01-31T12:00:00Z",
            "from",
        ),
    ] {
        is_problem(&service.get(path), 400, "invalid-parameter", parameter);
    }
    let headers = [("Last-Event-ID", "seven")];
    let answer = service.get_with("/api/v1/alerts/stream", &headers);
    is_problem(&answer, 400, "invalid-parameter", "Last-Event-ID");
}

#[test]
fn an_unknown_parameter_is_an_error_with_a_suggestion() {
    let answer = Service::start().get("/api/v1/vessels?limt=5");
    is_problem(&answer, 400, "unknown-parameter", "limt");
    assert_eq!(answer.json()["suggestion"], "limit");
}

#[test]
fn wrong_bodies_name_the_member() {
    let service = Service::start();
    let note = format!("/api/v1/alerts/{}/note", id(1));
    for (body, slug, parameter) in [
        ("", "malformed-body", "body"),
        ("[1]", "malformed-body", "body"),
        (r#"{"revision":1,"#, "malformed-body", "body"),
        (r#"{"by":"AB","note":"x"}"#, "missing-parameter", "revision"),
        (r#"{"revision":1,"note":"x"}"#, "missing-parameter", "by"),
        (r#"{"revision":1,"by":"AB"}"#, "missing-parameter", "note"),
        (r#"{"revision":"1","by":"AB","note":"x"}"#, "invalid-parameter", "revision"),
        (r#"{"revision":1,"by":"","note":"x"}"#, "invalid-parameter", "by"),
        (r#"{"revision":1,"by":"AB","note":"x","noot":1}"#, "unknown-parameter", "noot"),
    ] {
        is_problem(&service.post(&note, body), 400, slug, parameter);
    }
    let silence = format!("/api/v1/alerts/{}/silence", id(1));
    let answer = service.post(&silence, r#"{"revision":1,"by":"AB","until":"soon"}"#);
    is_problem(&answer, 400, "invalid-parameter", "until");
    assert!(service.acts.try_recv().is_err(), "a wrong act reached the engine");
}

#[test]
fn a_body_that_is_no_json_or_too_large_is_refused() {
    let service = Service::start();
    let close = format!("/api/v1/alerts/{}/close", id(1));
    let plain = [("Content-Type", "text/plain")];
    let answer = service.post_with(&close, r#"{"revision":1,"by":"AB"}"#, &plain);
    is_problem(&answer, 415, "not-json", "Content-Type");
    let large = format!(r#"{{"revision":1,"by":"AB","note":"{}"}}"#, "x".repeat(20_000));
    is_problem(&service.post(&close, &large), 413, "body-too-large", "");
}

#[test]
fn paths_and_methods_that_are_not_there_are_problems_too() {
    let service = Service::start();
    is_problem(&service.get("/api/v1/ships"), 404, "not-found", "path");
    is_problem(&service.get("/api/v1/alerts/not-an-id"), 404, "not-found", "id");
    is_problem(&service.get("/api/v1/watch-areas/nowhere"), 404, "not-found", "id");
    is_problem(&service.get("/assets/passwd"), 404, "not-found", "file");
    is_problem(&service.get("/assets/%2e%2e%2fpasswd"), 404, "not-found", "file");
    is_problem(&service.get("/api/v1/vessels/%ff"), 404, "not-found", "contact");
    let answer = service.delete("/api/v1/alerts");
    is_problem(&answer, 405, "method-not-allowed", "method");
    assert_eq!(answer.headers["allow"], "GET,HEAD,POST");
}

#[test]
fn foreign_hosts_and_origins_are_turned_away_everywhere() {
    let service = Service::start();
    let own = format!("http://{}", service.address);
    for path in ["/", "/metrics", "/api/v1/alerts", "/api/v1/alerts/stream", "/nowhere"] {
        let answer = service.get_with(path, &[("Host", "evil.example")]);
        is_problem(&answer, 403, "foreign-host", "Host");
        let answer = service.get_with(path, &[("Origin", "http://evil.example")]);
        is_problem(&answer, 403, "foreign-origin", "Origin");
    }
    let json = ("Content-Type", "application/json");
    let close = format!("/api/v1/alerts/{}/close", id(1));
    let body = r#"{"revision":1,"by":"AB"}"#;
    let answer = service.post_with(&close, body, &[json, ("Origin", "null")]);
    is_problem(&answer, 403, "foreign-origin", "Origin");
    assert!(service.acts.try_recv().is_err(), "a foreign act reached the engine");
    assert_eq!(service.get_with("/livez", &[("Origin", &own)]).status, 200);
    assert_eq!(service.get_with("/livez", &[("Host", "watch.example.org")]).status, 200);
}

#[test]
fn every_answer_keeps_browsers_strict() {
    let service = Service::start();
    let pages = ["/", "/handover", "/how-alerts-work", "/api", "/assets/picket.css"];
    let others = ["/api/v1/alerts", "/nowhere", "/metrics"];
    for path in pages.into_iter().chain(others) {
        let headers = service.get(path).headers;
        let policy = headers["content-security-policy"].to_str().expect("text");
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(headers["x-content-type-options"], "nosniff");
    }
    assert_eq!(json!(service.get("/livez").text), Value::from("ok\n"));
}
