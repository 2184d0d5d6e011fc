//! Alerts, contacts and areas for the tests.

use picket::alert::{Alert, AlertId, AlertState, Evidence, Transition, TransitionKind};
use picket::areas::{AreaKind, SecurityLevel, WatchArea};
use picket::config::LoadedArea;
use picket::detect::{
    AreaRef, IncidentKey, IncidentSubject, Measure, Participant, Priority, Relation, Role,
};
use picket::domain::{
    ContactId, Degrees, EventTime, ImoNumber, Knots, Mmsi, Position, RuleId, StaticReport, Text,
    TransponderClass,
};
use picket::geodesy::Shape;
use picket::picture::{Change, Fix, TrackUpdate};
use picket::risk::Factors;
use serde_json::json;
use uuid::Uuid;

/// A name that would run if a page took it for HTML.
pub(crate) const HOSTILE_NAME: &str = "<SCRIPT>ALERT(\"1\")</SCRIPT>";

/// 2026-01-31T12:00:00Z: `date -u -d 2026-01-31T12:00:00Z +%s`.
pub(crate) const NOON: i64 = 1_769_860_800;

pub(crate) fn at(secs: i64) -> EventTime {
    EventTime::from_secs(secs)
}

pub(crate) fn ship(number: u32) -> ContactId {
    ContactId::from_mmsi(Mmsi::new(number).expect("an MMSI"))
}

pub(crate) fn id(number: u128) -> AlertId {
    AlertId(Uuid::from_u128(number))
}

/// The first transition of alert number `seq`.
pub(crate) fn raised(seq: u64) -> Transition {
    let contact = ship(999_000_001);
    let raised_at = at(NOON + i64::try_from(seq).expect("a small number"));
    Transition {
        seq,
        kind: TransitionKind::Raised,
        time: raised_at,
        cause: None,
        alert: Alert {
            id: id(u128::from(seq)),
            revision: 1,
            rule: RuleId::FastApproach,
            rule_version: "1".to_owned(),
            priority: Priority::Alarm,
            score: 70,
            factors: Factors { threat: 7.0, vulnerability: 1.0, consequence: 1.0, area: 1.0 },
            state: AlertState::Unacknowledged,
            raised_at,
            cleared_at: None,
            reported_at: raised_at,
            area: AreaRef {
                id: "gulf-of-aden".parse().expect("an area id"),
                name: "Gulf of Aden".into(),
                kind: AreaKind::HighRiskArea,
                security_level: SecurityLevel::Two,
            },
            incident: IncidentKey::of_contact(RuleId::FastApproach, contact),
            participants: vec![Participant {
                who: IncidentSubject::Contact(contact),
                mmsi: contact.mmsi(),
                name: Some(Text::from_ascii_lossy(HOSTILE_NAME.as_bytes())),
                role: Role::Target,
            }],
            position: Position::new(13.8667, 50.3333),
            evidence: Evidence {
                measures: vec![Measure {
                    name: "cpa",
                    value: 0.21,
                    unit: "nm",
                    limit: Some(0.5),
                    relation: Relation::AtMost,
                }],
                ..Evidence::default()
            },
            advice: &[],
            parent: None,
            exercise: false,
            step: 0,
            acknowledged_by: None,
            assignee: None,
            disposition: None,
            silenced_until: None,
            snoozed_until: None,
        },
    }
}

/// The next transition of an alert: somebody took it up.
pub(crate) fn acknowledged(seq: u64, before: &Transition) -> Transition {
    let mut next = before.clone();
    next.seq = seq;
    next.kind = TransitionKind::Acknowledged;
    next.alert.revision += 1;
    next.alert.state = AlertState::Acknowledged;
    next.alert.acknowledged_by = Some("AB".to_owned());
    next
}

/// The next transition of an alert: it is over.
pub(crate) fn closed(seq: u64, before: &Transition) -> Transition {
    let mut next = before.clone();
    next.seq = seq;
    next.kind = TransitionKind::Closed;
    next.alert.revision += 1;
    next.alert.state = AlertState::Normal;
    next
}

pub(crate) fn moved(contact: ContactId, secs: i64, longitude: f64, latitude: f64) -> TrackUpdate {
    let fix = Fix {
        time: at(secs),
        position: Position::new(latitude, longitude).expect("a position"),
        sog: Knots::new(12.3),
        cog: Degrees::new(271.0),
        true_heading: None,
        navigational_status: None,
    };
    update(contact, secs, Change::Fix(fix))
}

pub(crate) fn named(contact: ContactId, secs: i64, name: &str) -> TrackUpdate {
    let name = Some(Text::from_ascii_lossy(name.as_bytes()));
    update(contact, secs, Change::Static(StaticReport { name, ..StaticReport::default() }))
}

/// At noon, under an IMO number and a call sign.
pub(crate) fn registered(contact: ContactId, name: &str, imo: u32, sign: &str) -> TrackUpdate {
    let report = StaticReport {
        name: Some(Text::from_ascii_lossy(name.as_bytes())),
        imo: ImoNumber::new(imo),
        call_sign: Some(Text::from_ascii_lossy(sign.as_bytes())),
        ..StaticReport::default()
    };
    update(contact, NOON, Change::Static(report))
}

fn update(contact: ContactId, secs: i64, change: Change) -> TrackUpdate {
    TrackUpdate {
        contact,
        mmsi: contact.mmsi(),
        exercise: false,
        time: at(secs),
        late: false,
        feed: "north".parse().expect("a feed name"),
        station: None,
        class: TransponderClass::A,
        change,
    }
}

pub(crate) fn area() -> LoadedArea {
    LoadedArea {
        area: WatchArea {
            name: "Gulf of Aden".into(),
            kind: AreaKind::HighRiskArea,
            ..WatchArea::general("gulf-of-aden".parse().expect("an area id"), Shape::world())
        },
        file: Some("/etc/picket/areas/aden.geojson".into()),
        is_made: false,
        geometry: json!({"type": "Point", "coordinates": [48.0, 12.5]}),
        radius_nm: Some(2.0),
    }
}
