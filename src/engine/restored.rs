use std::time::Duration;

use crate::alert::{Alert, AlertState, Snooze};
use crate::detect::{IncidentSubject, Resumed};
use crate::domain::{
    BearingReference, ContactId, KnownBy, PositionReport, RadarPlot, RadarReport, RadarStatus,
    RawSentence, Report, ReportBody, RuleId, Subject,
};
use crate::picture::{Change, TrackUpdate};

/// How far back the rules look, and a restart goes.
pub const RECALLED: Duration = Duration::from_hours(2);

/// What a restart hands back to the engine.
#[derive(Debug, Default)]
pub struct Restored {
    /// Alerts that can still change.
    pub alerts: Vec<Alert>,
    /// Snoozes in force.
    pub snoozes: Vec<Snooze>,
    /// The last picture and the tracks of the last hours ([`RECALLED`]), by time: replayed, effects dropped.
    pub updates: Vec<TrackUpdate>,
    /// Number of the next transition.
    pub next_seq: u64,
}

/// The incidents that an alert was open for, if its condition held: one, but of a facility one for
/// each craft that closes it.
pub(super) fn resumed(alert: &Alert) -> Vec<Resumed> {
    // An officer's report has no condition: only an officer ends it.
    let holds = matches!(alert.state, AlertState::Unacknowledged | AlertState::Acknowledged);
    if !holds || alert.rule == RuleId::OfficerReport {
        return Vec::new();
    }
    let mut contacts: Vec<ContactId> = alert
        .participants
        .iter()
        .filter_map(|participant| match participant.who {
            IncidentSubject::Contact(contact) => Some(contact),
            IncidentSubject::Area(_) => None,
        })
        .collect();
    let resume = |about, others| Resumed {
        rule: alert.rule,
        area: alert.area.clone(),
        about,
        others,
        exercise: alert.exercise,
        of_area: alert.incident.is_of_area(),
        raised_at: alert.raised_at,
        step: alert.step,
    };
    let IncidentSubject::Contact(about) = alert.incident.about else {
        return contacts.into_iter().map(|craft| resume(craft, Vec::new())).collect();
    };
    contacts.retain(|contact| *contact != about);
    vec![resume(about, contacts)]
}

/// The report that a stored update came from, as far as the rules need it: its sentence and its own
/// second are gone.
pub(super) fn report(update: &TrackUpdate) -> Report {
    Report {
        feed: update.feed,
        exercise: update.exercise,
        station: update.station,
        time: update.time,
        payload_hash: 0,
        subject: subject(update.contact),
        raw: RawSentence::new(b""),
        body: body(update),
    }
}

fn subject(contact: ContactId) -> Subject {
    match contact.known_by() {
        KnownBy::Mmsi { mmsi, .. } | KnownBy::Exercise { mmsi, .. } => Subject::Ais(mmsi),
        KnownBy::Radar { number, .. } => Subject::Radar(number),
        KnownBy::Lrit(_) => Subject::OwnShip,
    }
}

fn body(update: &TrackUpdate) -> ReportBody {
    match update.change {
        Change::Fix(fix) if update.contact.is_radar() => ReportBody::Radar(RadarReport {
            plot: Some(RadarPlot::Absolute(fix.position)),
            speed: fix.sog,
            course: fix.cog,
            motion_reference: Some(BearingReference::True),
            status: Some(RadarStatus::Tracking),
            name: None,
        }),
        Change::Fix(fix) => ReportBody::Position(PositionReport {
            class: update.class,
            position: Some(fix.position),
            sog: fix.sog,
            cog: fix.cog,
            true_heading: fix.true_heading,
            navigational_status: fix.navigational_status,
            utc_second: None,
            long_range: false,
            own_ship: false,
        }),
        Change::Static(statics) => ReportBody::Static(statics),
        Change::Heard | Change::Gone => ReportBody::Heard,
    }
}
