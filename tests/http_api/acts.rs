use picket::alert::{Alert, Deed, RefusalReason, advice};
use picket::areas::SecurityLevel;
use picket::http::ActError;
use picket::store::row::AlertRow;
use serde_json::json;

use super::samples::{acknowledged, at, closed, id, raised};
use super::service::Service;

fn path(act: &str) -> String {
    format!("/api/v1/alerts/{}/{act}", id(1))
}

#[test]
fn an_acknowledgement_reaches_the_engine_and_comes_back_as_the_alert() {
    let service = Service::start();
    let after = AlertRow::from(&acknowledged(2, &raised(1)));
    service.replies.send(Ok(Some(after.clone()))).expect("sent");
    let answer = service.post(&path("acknowledge"), r#"{"revision":1,"by":"AB"}"#);
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.json(), json!(after));
    let act = service.acts.recv().expect("an act");
    assert_eq!(act.by, "AB");
    assert_eq!(act.note, None);
    assert_eq!(act.deed, Deed::Acknowledge { alert: id(1), revision: 1 });
}

#[test]
fn every_act_carries_what_it_needs() {
    let service = Service::start();
    let (alert, revision) = (id(1), 3);
    let until = at(1_769_860_800);
    let cases = [
        ("silence", r#""until":"2026-01-31T12:00:00Z""#, Deed::Silence { alert, revision, until }),
        (
            "snooze",
            r#""until":"2026-01-31T13:00:00+01:00""#,
            Deed::Snooze { alert, revision, until },
        ),
        ("note", r#""note":"seen""#, Deed::Note { alert, revision }),
        (
            "assign",
            r#""assignee":"CD""#,
            Deed::Assign { alert, revision, assignee: Some("CD".to_owned()) },
        ),
        ("assign", r#""assignee":null"#, Deed::Assign { alert, revision, assignee: None }),
        (
            "disposition",
            r#""disposition":"benign""#,
            Deed::Dispose { alert, revision, disposition: picket::alert::Disposition::Benign },
        ),
        ("close", r#""note":"left""#, Deed::Close { alert, revision }),
    ];
    for (act, member, deed) in cases {
        service.replies.send(Ok(Some(AlertRow::from(&raised(1))))).expect("sent");
        let answer = service.post(&path(act), &format!(r#"{{"revision":3,"by":"AB",{member}}}"#));
        assert_eq!(answer.status, 200, "{act}: {}", answer.text);
        assert_eq!(service.acts.recv().expect("an act").deed, deed);
    }
}

#[test]
fn an_older_revision_is_a_conflict_that_shows_the_newest() {
    let mut service = Service::start();
    let first = raised(1);
    let second = acknowledged(2, &first);
    let newest = json!(AlertRow::from(&second));
    service.publish(vec![first, second]);
    let outdated = RefusalReason::Outdated { seen: 1, newest: 2 };
    service.replies.send(Err(ActError::Refused(outdated))).expect("sent");
    let answer = service.post(&path("acknowledge"), r#"{"revision":1,"by":"AB"}"#);
    assert_eq!(answer.status, 409);
    assert_eq!(answer.media_type, "application/problem+json");
    let problem = answer.json();
    assert_eq!(problem["type"], "/api#outdated-revision");
    assert_eq!(problem["parameter"], "revision");
    assert_eq!(problem["alert"], newest);
}

/// The engine remembers what can still change: what is over comes back to it from the log.
#[test]
fn an_act_on_what_is_over_brings_the_alert_along() {
    let mut service = Service::start();
    let first = raised(1);
    let over = closed(2, &first);
    service.publish(vec![first, over.clone()]);
    let unknown = || Err(ActError::Refused(RefusalReason::UnknownAlert(id(1))));
    service.replies.send(unknown()).expect("sent");
    let after = AlertRow::from(&acknowledged(3, &over));
    service.replies.send(Ok(Some(after.clone()))).expect("sent");
    let body = r#"{"revision":2,"by":"AB","disposition":"benign"}"#;
    let answer = service.post(&path("disposition"), body);
    assert_eq!((answer.status, answer.json()), (200, json!(after)));
    // Advice is looked up by rule.
    let brought = Alert { advice: advice(over.alert.rule), ..over.alert };
    assert_eq!(service.past.try_recv(), Ok(brought));
    // What makes no sense any more is refused as before.
    service.replies.send(unknown()).expect("sent");
    service.replies.send(unknown()).expect("sent");
    let answer =
        service.post(&path("snooze"), r#"{"revision":2,"by":"AB","until":"2026-02-01T00:00:00Z"}"#);
    assert_eq!((answer.status, &answer.json()["type"]), (409, &json!("/api#wrong-state")));
}

#[test]
fn a_name_may_be_as_long_as_the_alert_book_keeps_it() {
    let service = Service::start();
    for (characters, status) in [(200, 504), (201, 400)] {
        let body = format!(r#"{{"revision":1,"by":"{}"}}"#, "x".repeat(characters));
        // 504: it was handed on, and nobody is there to answer.
        assert_eq!(service.post(&path("close"), &body).status, status, "{characters}");
    }
}

#[test]
fn each_refusal_has_its_status() {
    let service = Service::start();
    let cases = [
        (ActError::Refused(RefusalReason::UnknownAlert(id(1))), 404, "id"),
        (ActError::Refused(RefusalReason::UntilInPast), 422, "until"),
        (ActError::Refused(RefusalReason::EmptyNote), 422, "note"),
    ];
    for (error, status, parameter) in cases {
        service.replies.send(Err(error)).expect("sent");
        let answer = service.post(&path("note"), r#"{"revision":1,"by":"AB","note":"x"}"#);
        assert_eq!((answer.status, &answer.json()["parameter"]), (status, &json!(parameter)));
    }
    for error in [ActError::StoreUnavailable("the disk is full".to_owned()), ActError::ShuttingDown]
    {
        service.replies.send(Err(error)).expect("sent");
        let answer = service.post(&path("close"), r#"{"revision":1,"by":"AB"}"#);
        assert_eq!(answer.status, 503);
        assert!(answer.headers.contains_key("retry-after"));
    }
}

#[test]
fn an_engine_that_drops_an_act_leaves_its_outcome_unknown() {
    let service = Service::start();
    let answer = service.post(&path("close"), r#"{"revision":1,"by":"AB"}"#);
    assert_eq!(answer.status, 504);
    assert_eq!(answer.json()["type"], "/api#outcome-unknown");
}

#[test]
fn a_security_level_is_an_act_too() {
    let service = Service::start();
    service.replies.send(Ok(None)).expect("sent");
    let level = "/api/v1/watch-areas/gulf-of-aden/security-level";
    let answer = service.post(level, r#"{"level":2,"by":"AB"}"#);
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.json()["properties"]["security_level"], 2);
    let deed = service.acts.recv().expect("an act").deed;
    let area = "gulf-of-aden".parse().expect("an area id");
    assert_eq!(deed, Deed::SetSecurityLevel { area, level: SecurityLevel::Two });
    let answer = service.post(level, r#"{"level":4,"by":"AB"}"#);
    assert_eq!((answer.status, &answer.json()["parameter"]), (400, &json!("level")));
    let answer = service.post(&level.replace("aden", "eden"), r#"{"level":2,"by":"AB"}"#);
    assert_eq!(answer.status, 404);
}
