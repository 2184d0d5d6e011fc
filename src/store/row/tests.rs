use super::{AlertRow, StoredAlert};
use crate::alert::{AlertState, Disposition, TransitionKind};
use crate::detect::{Cause, CauseKind};
use crate::store::samples;

/// Written by hand after the example of the contract, its "..." filled in.
const EXAMPLE: &str = r#"{"schema":1,"seq":4711,"id":"6f1c0000-1111-5222-8333-444455556666","revision":3,"transition":"raised","rule":"fast-approach","rule_version":"1","priority":"emergency","score":100,"factors":{"threat":7.0,"vulnerability":1.2,"consequence":1.0,"area":1.56},"state":"unacknowledged","time":"2017-03-09T08:45:10.000Z","raised_at":"2017-03-09T08:44:50.250Z","cleared_at":null,"area":{"id":"gulf-of-aden","name":"Gulf of Aden","kind":"high-risk-area","security_level":2},"participants":[{"contact":"mmsi:999000001","mmsi":999000001,"name":"EXAMPLE","role":"target"},{"contact":"radar:coast-1:17:1489049000","mmsi":null,"name":null,"role":"approaching"}],"position":{"type":"Point","coordinates":[50.3333,13.8667]},"evidence":{"measures":[{"name":"cpa","value":0.21,"unit":"nm","limit":0.5,"relation":"<="}],"positions":[{"contact":"mmsi:999000001","time":"2017-03-09T08:44:00.000Z","position":{"type":"Point","coordinates":[50.33,13.87]},"sog":12.5,"cog":null}],"sentences":["!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A"],"missing_layers":["coast"]},"advice":[],"parent":null,"cause":null,"exercise":false,"acknowledged_by":null,"assignee":null,"disposition":null,"silenced_until":null,"snoozed_until":null}"#;

#[test]
fn a_transition_is_written_as_the_contract_says() {
    let mut transition = samples::transition();
    transition.alert.advice = &[];
    let row = AlertRow::from(&transition);
    assert_eq!(serde_json::to_string(&row).expect("a row is JSON"), EXAMPLE);
    assert_eq!(serde_json::from_str::<AlertRow>(EXAMPLE).expect("JSON is a row"), row);
}

#[test]
fn a_facility_takes_part_by_its_area() {
    let row = AlertRow::from(&samples::facility(samples::transition()));
    assert_eq!(
        serde_json::to_string(&row.participants).expect("participants are JSON"),
        r#"[{"contact":null,"area":"gulf-of-aden","mmsi":null,"name":null,"role":"target"}]"#,
    );
}

#[test]
fn a_cause_says_what_it_refers_to() {
    let mut transition = samples::transition();
    transition.cause = Some(Cause {
        by: Some("duty".to_owned()),
        until: Some(samples::time("2017-03-09T09:00:00Z")),
        ..Cause::of(CauseKind::Officer)
    });
    let row = AlertRow::from(&transition);
    assert_eq!(
        serde_json::to_string(&row.cause).expect("a cause is JSON"),
        r#"{"kind":"officer","by":"duty","note":null,"until":"2017-03-09T09:00:00.000Z","ref":null}"#,
    );
}

#[test]
fn an_alert_reads_back_from_its_json_exactly_as_it_was() {
    let plain = samples::transition();
    let mut full = samples::next(&plain, TransitionKind::Disposed, AlertState::Acknowledged);
    full.alert.parent = Some(plain.alert.id);
    full.alert.cleared_at = Some(full.time);
    full.alert.acknowledged_by = Some("duty".to_owned());
    full.alert.assignee = Some("patrol 2".to_owned());
    full.alert.disposition = Some(Disposition::Benign);
    full.alert.silenced_until = Some(full.time);
    full.alert.snoozed_until = Some(full.time);
    full.alert.exercise = true;
    // 17 significant digits, as 754321/600000 of a degree has.
    full.alert.position = crate::domain::Position::new(754_321.0 / 600_000.0, -179.999_998_3);
    for transition in [samples::facility(full.clone()), plain, full] {
        let json = serde_json::to_vec(&StoredAlert::from(&transition)).expect("it is JSON");
        let stored: StoredAlert = serde_json::from_slice(&json).expect("JSON is stored");
        assert_eq!(stored.to_alert(), Ok(transition.alert));
    }
}

#[test]
fn a_member_out_of_range_is_named() {
    let mut stored = StoredAlert::from(&samples::transition());
    stored.row.area.security_level = 4;
    let error = stored.to_alert().expect_err("level 4 does not exist");
    assert_eq!(error.to_string(), "transition 4711 of the log has no valid \"area\"");
}

#[test]
fn advice_is_written_with_its_source_and_date() {
    const ADVICE: [crate::alert::Advice; 1] =
        [crate::alert::Advice { text: "Keep away.", source: "A notice", date: "2024-05" }];
    let mut transition = samples::transition();
    transition.alert.advice = &ADVICE;
    assert_eq!(
        serde_json::to_string(&AlertRow::from(&transition).advice).expect("advice is JSON"),
        r#"[{"text":"Keep away.","source":"A notice","date":"2024-05"}]"#,
    );
}
