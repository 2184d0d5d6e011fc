//! Who may ask for what, and what is kept of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use picket::access::{AccessList, Role, Secret, TokenEntry};
use picket::clock;
use picket::store::row::AlertRow;
use serde_json::{Value, json};

use super::samples::{acknowledged, at, id, raised};
use super::service::{FAILURES_MAX, Service};

/// A holder of a token for each role, by the role's name.
pub(crate) struct Watch {
    pub(crate) service: Service,
    secrets: Vec<(Role, Secret)>,
    list: AccessList,
}

pub(crate) fn watch() -> Watch {
    let secrets: Vec<_> =
        Role::ALL.into_iter().map(|role| (role, Secret::new().expect("random"))).collect();
    let tokens = secrets.iter().map(|(role, secret)| token(role.as_str(), *role, secret));
    let list = AccessList { tokens: tokens.collect(), certificates: Vec::new() };
    Watch { service: Service::guarded(Some(list.clone())), secrets, list }
}

fn token(name: &str, role: Role, secret: &Secret) -> TokenEntry {
    TokenEntry {
        name: name.into(),
        role,
        digest: secret.digest(),
        created: None,
        expires: None,
        revoked: None,
        areas: None,
    }
}

impl Watch {
    /// The header of a role's token.
    pub(crate) fn bearer(&self, role: Role) -> String {
        let secret = self.secrets.iter().find(|(of, _)| *of == role).map(|(_, secret)| secret);
        format!("Bearer {}", secret.expect("a secret").reveal())
    }

    fn post(&self, role: Role, path: &str, body: &str) -> super::service::Answer {
        let bearer = self.bearer(role);
        let headers = [("Content-Type", "application/json"), ("Authorization", bearer.as_str())];
        self.service.post_with(path, body, &headers)
    }

    /// The trail as it is on disk, once it has so many lines.
    pub(crate) fn trail(&self, lines: usize) -> Vec<Value> {
        let file = self.service.folder.path().join("audit.jsonl");
        let until = clock::monotonic_now() + std::time::Duration::from_secs(20);
        loop {
            let text = std::fs::read_to_string(&file).unwrap_or_default();
            if text.lines().count() >= lines || clock::monotonic_now() > until {
                let parse = |line| serde_json::from_str(line).expect("JSON");
                return text.lines().map(parse).collect();
            }
            std::thread::yield_now();
        }
    }
}

#[test]
fn every_route_asks_for_the_role_that_the_document_names() {
    let watch = watch();
    let officer = watch.bearer(Role::Administrator);
    let document = watch.service.get_with("/api/openapi.json", &[("Authorization", &officer)]);
    let mut asked = 0;
    for (path, item) in document.json()["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("methods") {
            let named = operation["x-picket-role"].as_str();
            let named = named.unwrap_or_else(|| panic!("{method} {path} names no role"));
            let needed = Role::of(named);
            let reads = method == "get";
            let asks = path == "/api/v1/watch-areas/try";
            let harmless = needed.is_none() && (reads || path == "/api/v1/session");
            let fit = needed.is_some_and(|role| reads || asks || role >= Role::Officer);
            assert!(harmless || fit, "{method} {path} is open to {named}");
            let path = path.replace("{id}", "x").replace("{contact}", "mmsi:219000001");
            let method = method.to_uppercase();
            let stranger = watch.service.status(&method, &path, &[]);
            assert_eq!(stranger == 401, needed.is_some(), "{method} {path}: {stranger}");
            for role in Role::ALL {
                let bearer = watch.bearer(role);
                let status = watch.service.status(&method, &path, &[("Authorization", &bearer)]);
                let refused = needed.is_some_and(|needed| role < needed);
                assert_eq!(status == 403, refused, "{method} {path} as {role}: {status}");
                assert_ne!(status, 401, "{method} {path} as {role}");
            }
            asked += 1;
        }
    }
    assert!(asked > 20, "{asked}");
}

#[test]
fn what_is_worth_nothing_is_refused_and_a_flood_of_it_is_cut_short_but_the_right_token_passes() {
    let (expired, revoked) = (Secret::new().expect("random"), Secret::new().expect("random"));
    let mut watch = watch();
    watch.list.tokens.extend([
        TokenEntry { expires: Some(at(1_000)), ..token("old", Role::Officer, &expired) },
        TokenEntry { revoked: Some(at(1_000)), ..token("gone", Role::Officer, &revoked) },
    ]);
    watch.service.access.send_replace(Some(Arc::new(watch.list.clone())));
    let ask = |value: &str| watch.service.get_with("/api/v1/alerts", &[("Authorization", value)]);
    for (value, detail) in [
        (format!("Bearer {}", expired.reveal()), "the token has expired"),
        (format!("Bearer {}", revoked.reveal()), "the token was revoked"),
        ("Basic dXNlcjpwYXNz".to_owned(), "the token is unknown"),
    ] {
        let answer = ask(&value);
        assert_eq!((answer.status, &answer.json()["detail"]), (401, &json!(detail)));
        assert_eq!(answer.headers["www-authenticate"], "Bearer realm=\"picket\"");
    }
    assert_eq!(FAILURES_MAX, 3);
    let answer = ask("Bearer picket_guess");
    assert_eq!((answer.status, &answer.headers["retry-after"]), (429, &"60".parse().expect("one")));
    assert_eq!(ask(&watch.bearer(Role::Viewer)).status, 200);
    let metrics = watch
        .service
        .get_with("/metrics", &[("Authorization", watch.bearer(Role::Viewer).as_str())]);
    assert!(metrics.text.contains("picket_authentication_failures_total 4"), "{}", metrics.text);
}

#[test]
fn an_act_is_signed_by_the_token_and_stands_in_the_trail_beside_those_denied() {
    let watch = watch();
    let path = format!("/api/v1/alerts/{}/acknowledge", id(1));
    let denied = watch.post(Role::Analyst, &path, r#"{"revision":1}"#);
    assert_eq!(denied.status, 403, "{}", denied.text);
    assert_eq!(denied.json()["type"], "/api#role-too-low");

    let after = AlertRow::from(&acknowledged(2, &raised(1)));
    watch.service.replies.send(Ok(Some(after))).expect("sent");
    let done = watch.post(Role::Officer, &path, r#"{"revision":1,"by":"somebody else"}"#);
    assert_eq!(done.status, 200, "{}", done.text);
    // The one act that reached the engine is the officer's, under the name of the token.
    assert_eq!(watch.service.acts.recv().expect("an act").by, "officer");
    assert!(watch.service.acts.try_recv().is_err());

    let trail = watch.trail(2);
    let told = |entry: &Value| {
        let text = |member: &str| entry[member].as_str().unwrap_or_default().to_owned();
        format!("{} {} {} {}", text("who"), text("route"), entry["status"], text("outcome"))
    };
    let told: Vec<_> = trail.iter().map(told).collect();
    let route = "/api/v1/alerts/{id}/acknowledge";
    assert_eq!(told, [format!("analyst {route} 403 denied"), format!("officer {route} 200 done")]);
    assert_eq!(trail[0]["path"], path.as_str());
}

#[test]
fn whoever_may_not_act_pushes_nothing_out_of_the_trail() {
    let watch = watch();
    let path = format!("/api/v1/alerts/{}/acknowledge", id(1));
    for _ in 0..3 {
        watch.service.get("/api/v1/vessels");
        watch.service.post(&path, "{}");
        watch.service.post("/api/v1/session", "{}");
        watch.service.delete("/api/v1/session");
        watch.post(Role::Viewer, &path, "{}");
    }
    watch.post(Role::Officer, &path, "{}");
    let trail = watch.trail(6);
    let told = |entry: &Value| {
        let text = |member: &str| entry[member].as_str().unwrap_or("-").to_owned();
        format!("{} {} {} {}", text("who"), text("method"), entry["status"], entry["times"])
    };
    let told: Vec<_> = trail.iter().map(told).collect();
    let expected = [
        "- GET 401 1",
        "- POST 401 1",
        "- POST 400 1",
        "- DELETE 204 1",
        "viewer POST 403 1",
        "officer POST 400 null",
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_browser_logs_in_once_and_is_out_as_soon_as_its_token_is_revoked() {
    let mut watch = watch();
    let nobody =
        json!({"authentication": true, "name": null, "role": null, "areas": null, "expires": null});
    assert_eq!(watch.service.get("/api/v1/session").json(), nobody);
    let (_, secret) = &watch.secrets[2];
    let body = json!({ "token": secret.reveal() }).to_string();
    let answer = watch.service.post("/api/v1/session", &body);
    assert_eq!((answer.status, &answer.json()["name"]), (200, &json!("officer")));
    let cookie = answer.headers["set-cookie"].to_str().expect("text");
    for attribute in ["Path=/", "HttpOnly", "SameSite=Strict", "Max-Age=3600"] {
        assert!(cookie.split("; ").any(|part| part == attribute), "{attribute} in {cookie}");
    }
    let value = cookie.split(';').next().expect("a value").to_owned();
    assert!(!value.contains(secret.reveal()), "the cookie is not the token");
    let with = [("Cookie", value.as_str())];
    assert_eq!(watch.service.status("GET", "/api/v1/alerts/stream", &with), 200);
    assert_eq!(watch.service.get_with("/api/v1/session", &with).json()["role"], "officer");

    for token in &mut watch.list.tokens {
        token.revoked = Some(at(1_000));
    }
    watch.service.access.send_replace(Some(Arc::new(watch.list.clone())));
    assert_eq!(watch.service.get_with("/api/v1/alerts", &with).status, 401);
}

#[test]
fn a_browser_that_logs_out_is_out() {
    let watch = watch();
    let body = json!({ "token": watch.secrets[0].1.reveal() }).to_string();
    let answer = watch.service.post("/api/v1/session", &body);
    let cookie = answer.headers["set-cookie"].to_str().expect("text").to_owned();
    let with = [("Cookie", cookie.split(';').next().expect("a value"))];
    assert_eq!(watch.service.get_with("/api/v1/alerts", &with).status, 200);
    assert_eq!(watch.service.status("DELETE", "/api/v1/session", &with), 204);
    assert_eq!(watch.service.get_with("/api/v1/alerts", &with).status, 401);
    let wrong = watch.service.post("/api/v1/session", r#"{"token":"picket_guess"}"#);
    assert_eq!((wrong.status, &wrong.json()["parameter"]), (401, &json!("token")));
}

#[test]
fn who_is_bound_to_areas_acts_in_those_alone() {
    let secret = Secret::new().expect("random");
    let elsewhere: BTreeSet<_> = ["solent".parse().expect("an id")].into_iter().collect();
    let bound =
        TokenEntry { areas: Some(Arc::new(elsewhere)), ..token("harbour", Role::Officer, &secret) };
    let list = AccessList { tokens: vec![bound], certificates: Vec::new() };
    let mut service = Service::guarded(Some(list));
    service.publish(vec![raised(1)]);
    let bearer = format!("Bearer {}", secret.reveal());
    let headers = [("Content-Type", "application/json"), ("Authorization", bearer.as_str())];
    for (path, body) in [
        (format!("/api/v1/alerts/{}/close", id(1)), r#"{"revision":1}"#),
        ("/api/v1/watch-areas/gulf-of-aden/security-level".to_owned(), r#"{"level":2}"#),
    ] {
        let answer = service.post_with(&path, body, &headers);
        assert_eq!((answer.status, &answer.json()["type"]), (403, &json!("/api#foreign-area")));
    }
    assert!(service.acts.try_recv().is_err(), "nothing reached the engine");
}

#[test]
fn a_probe_learns_whether_and_nothing_more() {
    let watch = watch();
    watch.service.health.set_connected("north".parse().expect("a name"), false, Some("x".into()));
    let probe = watch.service.get("/readyz").json();
    assert_eq!(probe["status"], "degraded");
    assert_eq!(probe["feeds"], json!([]));
    let bearer = watch.bearer(Role::Viewer);
    let seen = watch.service.get_with("/readyz", &[("Authorization", bearer.as_str())]).json();
    assert_eq!(seen["feeds"][0]["name"], "north");
}
