//! Areas, the watch list and reports that officers make over HTTP.

use picket::alert::{Deed, OfficerReport, RefusalReason};
use picket::detect::Priority;
use picket::domain::Position;
use picket::http::ActError;
use picket::store::row::AlertRow;
use serde_json::{Value, json};

use super::samples::{raised, ship};
use super::service::Service;

fn feature(id: &str) -> Value {
    json!({
        "type": "Feature",
        "properties": {"id": id, "kind": "restricted",
                       "rules": {"area-dwell": {"dwell_secs": 300}}},
        "geometry": {"type": "Polygon", "coordinates": [[[0,0],[1,0],[1,1],[0,1],[0,0]]]},
        "by": "AB", "note": "for the regatta"
    })
}

#[test]
fn an_area_reaches_the_engine_as_it_was_drawn_and_comes_back() {
    let service = Service::start();
    service.replies.send(Ok(None)).expect("sent");
    let answer = service.post("/api/v1/watch-areas", &feature("regatta").to_string());
    assert_eq!(answer.status, 201, "{}", answer.text);
    assert_eq!(answer.headers["location"], "/api/v1/watch-areas/regatta");
    let shown = answer.json();
    assert_eq!((&shown["properties"]["editable"], &shown["id"]), (&json!(true), &json!("regatta")));
    assert_eq!(shown["properties"]["rules"]["area-dwell"], json!({"dwell_secs": 300.0}));
    let act = service.acts.recv().expect("an act");
    assert_eq!((act.by.as_str(), act.note.as_deref()), ("AB", Some("for the regatta")));
    let Deed::PutArea { area, is_new: true } = act.deed else { panic!("{:?}", act.deed) };
    assert_eq!(area.area.id.as_str(), "regatta");
    assert!(area.area.shape.contains(Position::new(0.5, 0.5).expect("a place")));
    let kept: Value = serde_json::from_str(&area.feature).expect("JSON");
    assert_eq!((&kept["geometry"], &kept["by"]), (&feature("x")["geometry"], &Value::Null));
}

#[test]
fn every_mistake_of_an_area_comes_at_once_with_its_place() {
    let service = Service::start();
    let mut wrong = feature("A b");
    wrong["properties"]["knid"] = json!("general");
    wrong["properties"]["rules"] = json!({"area-dwell": {"dwell_secs": -1}});
    wrong["geometry"]["coordinates"][0][1] = json!([200, 0]);
    let answer = service.post("/api/v1/watch-areas", &wrong.to_string());
    assert_eq!((answer.status, answer.media_type.as_str()), (422, "application/problem+json"));
    let problem = answer.json();
    assert_eq!(problem["type"], "/api#invalid-area");
    let mistakes = problem["errors"].as_array().expect("errors");
    let said = |pointer: &str| {
        let of = mistakes.iter().find(|mistake| mistake["pointer"] == pointer);
        of.and_then(|mistake| mistake["detail"].as_str()).unwrap_or_else(|| panic!("{problem}"))
    };
    assert!(said("/properties/knid").contains("did you mean \"kind\"?"));
    assert!(said("/properties/rules/area-dwell/dwell_secs").starts_with("-1 is outside"));
    assert!(said("/geometry/coordinates/0/1").starts_with("200, 0 is no place"));
    assert!(said("/properties/id").starts_with("\"A b\" is no area id"));
    for (body, status) in [("{}", 422), (r#"{"type":"FeatureCollection","features":[]}"#, 422)] {
        assert_eq!(service.post("/api/v1/watch-areas", body).status, status, "{body}");
    }
    assert!(service.acts.try_recv().is_err(), "a wrong area reached the engine");
}

#[test]
fn areas_of_files_are_changed_in_their_files_and_ids_are_unique() {
    let service = Service::start();
    let own = feature("gulf-of-aden").to_string();
    let signed = r#"{"by":"AB"}"#;
    for answer in [
        service.post("/api/v1/watch-areas", &own),
        service.put("/api/v1/watch-areas/gulf-of-aden", &own),
        service.delete_with("/api/v1/watch-areas/gulf-of-aden", signed),
    ] {
        let problem = answer.json();
        assert_eq!((answer.status, &problem["type"]), (409, &json!("/api#area-of-file")));
        let detail = problem["detail"].as_str().expect("a detail");
        assert!(detail.contains("aden.geojson"), "{detail}");
    }
    // Whatever is sent along or not: what is asked for cannot be done here.
    let path = "/api/v1/watch-areas/gulf-of-aden";
    assert_eq!(service.delete(path).status, 409);
    assert_eq!(service.put_plain(path, "").status, 409);
    assert_eq!(service.put("/api/v1/watch-areas/nowhere", &feature("x").to_string()).status, 404);
    let taken = RefusalReason::AreaExists("regatta".parse().expect("an id"));
    service.replies.send(Err(ActError::Refused(taken))).expect("sent");
    let raced = service.post("/api/v1/watch-areas", &feature("regatta").to_string());
    assert_eq!((raced.status, &raced.json()["type"]), (409, &json!("/api#area-exists")));
}

#[test]
fn a_contact_goes_onto_the_watch_list_and_off_it() {
    let service = Service::start();
    let contact = ship(219_000_001);
    service.replies.send(Ok(None)).expect("sent");
    let path = "/api/v1/watch-list/mmsi:219000001";
    let answer = service.put(path, r#"{"by":"AB","note":"smuggling"}"#);
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.json()["note"], "smuggling");
    assert_eq!(service.acts.recv().expect("an act").deed, Deed::Watch { contact });
    let unknown = ActError::Refused(RefusalReason::NotWatched(contact));
    for (reply, status) in [(Ok(None), 204), (Err(unknown), 404)] {
        service.replies.send(reply).expect("sent");
        assert_eq!(service.delete_with(path, r#"{"by":"AB"}"#).status, status);
        assert_eq!(service.acts.recv().expect("an act").deed, Deed::Unwatch { contact });
    }
    assert_eq!(service.put(path, "{}").status, 400);
    // Many clients send no body with DELETE; then it is not said who acts.
    let unsigned = service.delete(path);
    assert_eq!((unsigned.status, &unsigned.json()["parameter"]), (400, &json!("by")));
    assert_eq!(service.put("/api/v1/watch-list/219000001", r#"{"by":"AB"}"#).status, 404);
    assert_eq!(service.get("/api/v1/watch-list").json(), json!({"items": []}));
}

#[test]
fn a_report_is_answered_with_its_alert() {
    let service = Service::start();
    service.replies.send(Ok(Some(AlertRow::from(&raised(1))))).expect("sent");
    let body = r#"{"by":"AB","note":"two skiffs","priority":"alarm","position":[50.5,13.5]}"#;
    let answer = service.post("/api/v1/alerts", body);
    assert_eq!(answer.status, 201, "{}", answer.text);
    let position = Position::new(13.5, 50.5);
    let priority = Priority::Alarm;
    let report = OfficerReport { contact: None, position, priority, exercise: false };
    assert_eq!(service.acts.recv().expect("an act").deed, Deed::Report(report));
    for (body, parameter) in [
        (r#"{"by":"AB","note":"x","position":[1,2]}"#, "priority"),
        (r#"{"by":"AB","note":"x","priority":"alarm","position":[1,95]}"#, "position"),
        (r#"{"by":"AB","note":"x","priority":"alarm","contact":"x"}"#, "contact"),
        (r#"{"by":"AB","priority":"alarm","position":[1,2]}"#, "note"),
    ] {
        let answer = service.post("/api/v1/alerts", body);
        assert_eq!((answer.status, &answer.json()["parameter"]), (400, &json!(parameter)));
    }
}

#[test]
fn the_rule_table_is_there_with_every_limit() {
    let rules = Service::start().get("/api/v1/rules").json();
    let rules = rules.as_array().expect("rules");
    assert_eq!(rules.len(), picket::detect::RULES.len());
    let approach = rules.iter().find(|rule| rule["id"] == "fast-approach").expect("fast-approach");
    let speed = &approach["params"][0];
    assert_eq!(speed["name"], "sog_kn_min");
    // DETECTION: small craft, SOG >= 15 kn.
    assert_eq!((&speed["default"], &speed["unit"]), (&json!(15.0), &json!("kn")));
}
