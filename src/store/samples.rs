//! Values for the tests of the store.

use std::path::Path;
use std::time::Duration;

use uuid::Uuid;

use crate::alert::{
    Act, Alert, AlertId, AlertState, Deed, Evidence, Transition, TransitionKind, advice,
};
use crate::areas::{AreaKind, SecurityLevel};
use crate::config::StoreConfig;
use crate::detect::{
    AreaRef, Cause, CauseKind, IncidentKey, Measure, Participant, Priority, Relation, Role,
    TrailPoint,
};
use crate::domain::{
    ContactId, Degrees, Dimensions, EventTime, ImoNumber, Knots, Metres, Mmsi, Position,
    RuleFamily, RuleId, ShipType, StaticReport, Text, TransponderClass,
};
use crate::picture::{Change, Fix, TrackUpdate};
use crate::risk::Factors;

pub(crate) fn time(text: &str) -> EventTime {
    text.parse().expect("a time of a test")
}

pub(crate) fn contact(text: &str) -> ContactId {
    text.parse().expect("a contact of a test")
}

pub(crate) fn ship(number: u32) -> ContactId {
    ContactId::from_mmsi(Mmsi::new(number).expect("an MMSI of a test"))
}

pub(crate) fn config(path: &Path) -> StoreConfig {
    StoreConfig { cache_bytes: 8 << 20, ..StoreConfig::at(path) }
}

pub(crate) fn fix(at: EventTime, latitude: f64, longitude: f64) -> Fix {
    Fix {
        time: at,
        position: Position::new(latitude, longitude).expect("a position of a test"),
        sog: Knots::new(12.3),
        cog: Degrees::new(271.4),
        true_heading: Degrees::new(270.0),
        navigational_status: None,
    }
}

pub(crate) fn update(contact: ContactId, at: EventTime, change: Change) -> TrackUpdate {
    TrackUpdate {
        contact,
        mmsi: contact.mmsi(),
        exercise: contact.is_exercise(),
        time: at,
        late: false,
        feed: "north-receiver".parse().expect("a feed of a test"),
        station: None,
        class: TransponderClass::A,
        change,
    }
}

pub(crate) fn moved(contact: ContactId, fix: Fix) -> TrackUpdate {
    update(contact, fix.time, Change::Fix(fix))
}

/// The alert of the contract's example, with its left-out parts filled in.
pub(crate) fn transition() -> Transition {
    let target = ship(999_000_001);
    let craft = contact("radar:coast-1:17:1489049000");
    Transition {
        seq: 4711,
        kind: TransitionKind::Raised,
        time: time("2017-03-09T08:45:10Z"),
        cause: None,
        alert: Alert {
            id: AlertId(Uuid::from_u128(0x6f1c_0000_1111_5222_8333_4444_5555_6666)),
            revision: 3,
            rule: RuleId::FastApproach,
            rule_version: "1".to_owned(),
            priority: Priority::Emergency,
            score: 100,
            factors: Factors { threat: 7.0, vulnerability: 1.2, consequence: 1.0, area: 1.56 },
            state: AlertState::Unacknowledged,
            raised_at: time("2017-03-09T08:44:50.25Z"),
            cleared_at: None,
            reported_at: time("2017-03-09T08:45:10Z"),
            area: AreaRef {
                id: "gulf-of-aden".parse().expect("an area of a test"),
                name: "Gulf of Aden".into(),
                kind: AreaKind::HighRiskArea,
                security_level: SecurityLevel::Two,
            },
            incident: IncidentKey::of_contact(RuleId::FastApproach, target),
            participants: vec![
                Participant {
                    who: crate::detect::IncidentSubject::Contact(target),
                    mmsi: target.mmsi(),
                    name: Some(Text::from_ascii_lossy(b"EXAMPLE")),
                    role: Role::Target,
                },
                Participant {
                    who: crate::detect::IncidentSubject::Contact(craft),
                    mmsi: None,
                    name: None,
                    role: Role::Approaching,
                },
            ],
            position: Position::new(13.8667, 50.3333),
            evidence: Evidence {
                measures: vec![Measure {
                    name: "cpa",
                    value: 0.21,
                    unit: "nm",
                    limit: Some(0.5),
                    relation: Relation::AtMost,
                }],
                positions: [TrailPoint {
                    contact: target,
                    time: time("2017-03-09T08:44:00Z"),
                    position: Position::new(13.87, 50.33).expect("a position of a test"),
                    sog: Knots::new(12.5),
                    cog: None,
                }]
                .into_iter()
                .collect(),
                sentences: vec!["!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A".to_owned()],
                missing_layers: vec!["coast"],
            },
            advice: advice(RuleId::FastApproach),
            parent: None,
            exercise: false,
            step: 2,
            acknowledged_by: None,
            assignee: None,
            disposition: None,
            silenced_until: None,
            snoozed_until: None,
        },
    }
}

/// An alert like the contract's, with its own id, number and time of raising.
pub(crate) fn raised(number: u64, seconds: i64) -> Transition {
    let mut transition = transition();
    transition.seq = number;
    transition.time = EventTime::from_secs(seconds);
    transition.alert.id = AlertId(Uuid::from_u128(u128::from(number) << 64));
    transition.alert.revision = 1;
    transition.alert.raised_at = EventTime::from_secs(seconds);
    transition.alert.reported_at = EventTime::from_secs(seconds);
    transition
}

/// An alert that is over as soon as it is told.
pub(crate) fn settled(number: u64, seconds: i64) -> Transition {
    let mut transition = raised(number, seconds);
    transition.kind = TransitionKind::Cleared;
    transition.alert.state = AlertState::Normal;
    transition.alert.cleared_at = Some(transition.time);
    transition
}

/// What follows a transition of the same alert.
pub(crate) fn next(before: &Transition, kind: TransitionKind, state: AlertState) -> Transition {
    let mut transition = before.clone();
    transition.seq += 1;
    transition.kind = kind;
    transition.time = before.time.plus(Duration::from_mins(1));
    transition.alert.revision += 1;
    transition.alert.state = state;
    if matches!(
        kind,
        TransitionKind::Updated
            | TransitionKind::Escalated
            | TransitionKind::Retriggered
            | TransitionKind::Cleared
            | TransitionKind::Withdrawn
    ) {
        transition.alert.reported_at = transition.time;
    }
    transition.cause = Some(Cause { by: Some("duty".to_owned()), ..Cause::of(CauseKind::Officer) });
    transition
}

pub(crate) fn facility(mut transition: Transition) -> Transition {
    let area = transition.alert.area.id.clone();
    transition.alert.incident = IncidentKey {
        family: RuleFamily::Area,
        about: crate::detect::IncidentSubject::Area(area.clone()),
    };
    transition.alert.participants = vec![Participant {
        who: crate::detect::IncidentSubject::Area(area),
        mmsi: None,
        name: None,
        role: Role::Target,
    }];
    transition
}

pub(crate) fn level_act(area: &str, level: SecurityLevel, seconds: i64) -> Act {
    Act {
        by: "duty".to_owned(),
        time: EventTime::from_secs(seconds),
        note: Some("exercise over".to_owned()),
        deed: Deed::SetSecurityLevel { area: area.parse().expect("an area of a test"), level },
    }
}

pub(crate) fn statics() -> StaticReport {
    StaticReport {
        class: Some(TransponderClass::A),
        imo: ImoNumber::new(9_074_729),
        call_sign: Some(Text::from_ascii_lossy(b"VRAB1")),
        name: Some(Text::from_ascii_lossy(b"EVER EXAMPLE")),
        ship_type: ShipType::from_code(70),
        dimensions: Some(Dimensions { to_bow: 200, to_stern: 30, to_port: 12, to_starboard: 20 }),
        draught: Metres::new(11.3),
        destination: Some(Text::from_ascii_lossy(b"SGSIN")),
        parent: None,
    }
}
