//! The watch list, officers' own reports and watch areas made while the engine runs.

use std::collections::BTreeSet;
use std::sync::Arc;

use picket::alert::{Act, Deed, OfficerReport, RefusalReason, Transition, TransitionKind};
use picket::areas::{MadeArea, SecurityLevel};
use picket::config;
use picket::detect::Priority;
use picket::domain::{ContactId, EventTime, Position, RuleId};
use picket::engine::{Effect, Engine, Event};

use crate::stage::{at, engine, project, render, reports, sentences, short, told, transitions};

fn ship() -> ContactId {
    "mmsi:999000001".parse().expect("a contact")
}

fn act(deed: Deed) -> Event {
    let note = Some("called by VHF".to_owned());
    Event::Officer(Act { by: "AB".to_owned(), time: at("08:30:00"), note, deed })
}

fn done(engine: &mut Engine, deed: Deed) -> Vec<Transition> {
    let mut effects = Vec::new();
    engine.handle(act(deed), &mut effects);
    let refused = effects.iter().find(|effect| matches!(effect, Effect::Refused { .. }));
    assert_eq!(refused, None);
    told(effects)
}

fn refusal(engine: &mut Engine, deed: Deed) -> RefusalReason {
    let mut effects = Vec::new();
    engine.handle(act(deed), &mut effects);
    match effects.pop() {
        Some(Effect::Refused { reason, .. }) => reason,
        other => panic!("not refused: {other:?}"),
    }
}

fn listed(all: &[Transition]) -> Vec<String> {
    all.iter().filter(|told| told.alert.rule == RuleId::WatchListed).map(short).collect()
}

#[test]
fn news_of_a_listed_contact_are_told_when_she_is_heard_and_when_she_enters_an_area() {
    let mut engine = engine();
    engine.handle(Event::WatchList(BTreeSet::from([ship()])), &mut Vec::new());
    let all = transitions(&mut engine, reports(&sentences("area-entry")));
    // First heard at 08:40; over the edge of the box, 2.9 nm on, after 14.6 minutes; half an hour
    // after that it is over.
    let told = listed(&all);
    let [seen, entered, cleared] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(seen, "08:40:00 raised watch-listed script-waters warning mmsi:999000001");
    assert!(entered.starts_with("08:54:") && entered.contains("escalated"), "{entered}");
    assert!(cleared.starts_with("09:24:") && cleared.contains("cleared"), "{cleared}");
    let entry = all.iter().find(|told| told.kind == TransitionKind::Escalated).expect("entered");
    assert!(entry.alert.evidence.sentences.iter().any(|line| line.contains("Restricted box")));
}

#[test]
fn nothing_is_told_of_who_is_not_listed_or_was_taken_off() {
    let mut engine = engine();
    assert_eq!(done(&mut engine, Deed::Watch { contact: ship() }), []);
    assert_eq!(done(&mut engine, Deed::Unwatch { contact: ship() }), []);
    let refused = refusal(&mut engine, Deed::Unwatch { contact: ship() });
    assert_eq!(refused, RefusalReason::NotWatched(ship()));
    assert_eq!(listed(&transitions(&mut engine, reports(&sentences("area-entry")))), [""; 0]);
}

#[test]
fn another_identity_of_a_listed_contact_is_told() {
    // The ship of area-entry.toml, outside of all areas; she takes another name at 08:55.
    let script = std::fs::read_to_string(project("testdata/scripts/area-entry.toml"));
    let change = "change = [{ at_secs = 900, name = \"OTHER NAME\" }]\nstart = [60.0, 10.0]";
    let script = script.expect("a script").replace("start = [50.55, 13.87]", change);
    let mut engine = engine();
    engine.handle(Event::WatchList(BTreeSet::from([ship()])), &mut Vec::new());
    let told = transitions(&mut engine, reports(&render(&script)));
    let renamed = told.iter().find(|told| told.kind == TransitionKind::Escalated);
    let renamed = renamed.unwrap_or_else(|| panic!("{:?}", listed(&told)));
    let line = "name: EXAMPLE to OTHER NAME".to_owned();
    assert!(renamed.alert.evidence.sentences.contains(&line), "{:?}", renamed.alert.evidence);
}

#[test]
fn an_officers_report_is_an_alert_with_his_priority_until_he_closes_it() {
    let mut engine = engine();
    let report = OfficerReport {
        contact: None,
        position: Position::new(13.9, 50.65),
        priority: Priority::Emergency,
        exercise: false,
    };
    let raised = done(&mut engine, Deed::Report(report.clone()));
    let [raised] = raised.as_slice() else { panic!("{raised:?}") };
    assert_eq!(
        short(raised),
        "08:30:00 raised officer-report script-box emergency area:script-box"
    );
    assert_eq!(raised.alert.score, 80);
    let cause = raised.cause.as_ref().expect("who and what");
    assert_eq!((cause.by.as_deref(), cause.note.as_deref()), (Some("AB"), Some("called by VHF")));

    let another = done(&mut engine, Deed::Report(report));
    assert_ne!(another[0].alert.id, raised.alert.id, "each report is an alert of its own");
    engine.advance_to(EventTime::from_secs(4_000_000_000), &mut Vec::new());
    let (alert, revision) = (raised.alert.id, 1);
    let closed = done(&mut engine, Deed::Close { alert, revision });
    assert_eq!(closed[0].kind, TransitionKind::Closed);

    let nowhere = OfficerReport {
        contact: Some(ship()),
        position: None,
        priority: Priority::Alarm,
        exercise: false,
    };
    assert_eq!(refusal(&mut engine, Deed::Report(nowhere)), RefusalReason::Nowhere);
}

fn made(id: &str) -> Box<MadeArea> {
    let feature = format!(
        r#"{{"type":"Feature","properties":{{"id":"{id}","kind":"restricted"}},"geometry":
            {{"type":"Polygon","coordinates":
              [[[50.56,13.8],[50.58,13.8],[50.58,13.95],[50.56,13.95],[50.56,13.8]]]}}}}"#
    );
    let area = config::read_area(&feature).expect("an area").area;
    Box::new(MadeArea { area, feature: Arc::from(feature) })
}

/// What the rules go by, not only what is shown.
#[test]
fn a_change_of_an_area_leaves_its_level_in_force() {
    let mut engine = engine();
    let id = made("mine").area.id;
    let level = |engine: &Engine| {
        let index = engine.areas().find(&id).expect("it is there");
        engine.areas().get(index).expect("it is there").security_level
    };
    done(&mut engine, Deed::PutArea { area: made("mine"), is_new: true });
    assert_eq!(level(&engine), SecurityLevel::One);
    done(&mut engine, Deed::SetSecurityLevel { area: id.clone(), level: SecurityLevel::Three });
    done(&mut engine, Deed::PutArea { area: made("mine"), is_new: false });
    assert_eq!(level(&engine), SecurityLevel::Three);
}

#[test]
fn an_area_made_by_an_officer_is_in_force_until_it_is_taken_away() {
    let mut engine = engine();
    let id = made("mine").area.id;
    done(&mut engine, Deed::PutArea { area: made("mine"), is_new: true });
    let again = refusal(&mut engine, Deed::PutArea { area: made("mine"), is_new: true });
    assert_eq!(again, RefusalReason::AreaExists(id.clone()));
    let unknown = refusal(&mut engine, Deed::PutArea { area: made("other"), is_new: false });
    assert!(matches!(unknown, RefusalReason::UnknownArea(_)));

    let all = reports(&sentences("area-entry"));
    let (inside, later) = all.split_at(all.partition_point(|r| r.time < at("08:45:00")));
    let first = transitions(&mut engine, inside.to_vec());
    let entry = first.iter().find(|told| told.alert.area.id == id).expect("she entered it");
    // A restricted area is a zone, and its breach takes the place of an entry.
    assert_eq!(entry.alert.rule, RuleId::ZoneBreach);
    let ended = done(&mut engine, Deed::DeleteArea { area: id.clone() });
    assert!(ended.iter().any(|told| told.alert.id == entry.alert.id), "what was open in it ends");
    let after = transitions(&mut engine, later.to_vec());
    assert!(after.iter().all(|told| told.alert.area.id != id));
    assert!(matches!(
        refusal(&mut engine, Deed::DeleteArea { area: id }),
        RefusalReason::UnknownArea(_)
    ));
}
