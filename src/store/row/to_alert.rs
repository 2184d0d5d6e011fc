use super::intern::intern;
use super::{AlertRow, AreaRow, MeasureRow, ParticipantRow, StoredAlert, TrailPointRow};
use crate::alert::{Alert, AlertId, AlertState, Disposition, Evidence, Trail, advice};
use crate::areas::SecurityLevel;
use crate::detect::{
    AreaRef, IncidentSubject, Measure, Participant, Priority, Relation, Role, TrailPoint,
};
use crate::domain::{Degrees, Knots, Mmsi, Text};
use crate::risk::Factors;

/// A stored alert does not read as one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("transition {seq} of the log has no valid \"{member}\"")]
pub struct RowError {
    /// Place in the transition log.
    pub seq: u64,
    /// The member that is wrong.
    pub member: &'static str,
}

impl StoredAlert {
    /// The alert as it was when this was written.
    pub(in crate::store) fn to_alert(&self) -> Result<Alert, RowError> {
        let Self { row, kept } = self;
        let wrong = |member| RowError { seq: row.seq, member };
        Ok(Alert {
            id: row.alert_id(),
            revision: row.revision,
            rule: row.rule,
            rule_version: row.rule_version.clone(),
            priority: find(Priority::ALL, Priority::as_str, &row.priority)
                .ok_or(wrong("priority"))?,
            score: row.score,
            factors: Factors {
                threat: row.factors.threat,
                vulnerability: row.factors.vulnerability,
                consequence: row.factors.consequence,
                area: row.factors.area,
            },
            state: find(STATES, AlertState::as_str, &row.state).ok_or(wrong("state"))?,
            raised_at: row.raised_at,
            cleared_at: row.cleared_at,
            reported_at: kept.reported_at,
            area: area(&row.area).ok_or(wrong("area"))?,
            incident: kept.incident().ok_or(wrong("incident"))?,
            participants: all(&row.participants, participant).ok_or(wrong("participants"))?,
            position: match &row.position {
                Some(point) => Some(point.position().ok_or(wrong("position"))?),
                None => None,
            },
            evidence: evidence(row).ok_or(wrong("evidence"))?,
            // The table's: advice is looked up by rule, and dated.
            advice: advice(row.rule),
            parent: row.parent.map(AlertId),
            exercise: row.exercise,
            step: kept.step,
            acknowledged_by: row.acknowledged_by.clone(),
            assignee: row.assignee.clone(),
            disposition: row
                .disposition
                .as_deref()
                .map(|name| find(DISPOSITIONS, Disposition::as_str, name))
                .map(|found| found.ok_or(wrong("disposition")))
                .transpose()?,
            silenced_until: row.silenced_until,
            snoozed_until: row.snoozed_until,
        })
    }
}

fn area(row: &AreaRow) -> Option<AreaRef> {
    Some(AreaRef {
        id: row.id.parse().ok()?,
        name: row.name.as_str().into(),
        kind: row.kind.parse().ok()?,
        security_level: SecurityLevel::new(row.security_level)?,
    })
}

fn participant(row: &ParticipantRow) -> Option<Participant> {
    let who = match (row.contact, &row.area) {
        (Some(contact), _) => IncidentSubject::Contact(contact),
        (None, Some(area)) => IncidentSubject::Area(area.parse().ok()?),
        (None, None) => return None,
    };
    let mmsi = match row.mmsi {
        Some(number) => Some(Mmsi::new(number)?),
        None => None,
    };
    let name = row.name.as_deref().map(|name| Text::from_ascii_lossy(name.as_bytes()));
    Some(Participant { who, mmsi, name, role: find(ROLES, Role::as_str, &row.role)? })
}

fn evidence(row: &AlertRow) -> Option<Evidence> {
    let row = &row.evidence;
    Some(Evidence {
        measures: all(&row.measures, measure)?,
        positions: row.positions.iter().map(trail_point).collect::<Option<Trail>>()?,
        sentences: row.sentences.clone(),
        missing_layers: all(&row.missing_layers, |name| intern(name))?,
    })
}

fn measure(row: &MeasureRow) -> Option<Measure> {
    Some(Measure {
        name: intern(&row.name)?,
        value: row.value,
        unit: intern(&row.unit)?,
        limit: row.limit,
        relation: find(RELATIONS, Relation::as_str, &row.relation)?,
    })
}

fn trail_point(row: &TrailPointRow) -> Option<TrailPoint> {
    Some(TrailPoint {
        contact: row.contact,
        time: row.time,
        position: row.position.position()?,
        sog: row.sog.and_then(Knots::new),
        cog: row.cog.and_then(Degrees::new),
    })
}

fn all<R, T>(rows: &[R], convert: impl FnMut(&R) -> Option<T>) -> Option<Vec<T>> {
    rows.iter().map(convert).collect()
}

fn find<T: Copy, const N: usize>(all: [T; N], name: fn(T) -> &'static str, of: &str) -> Option<T> {
    all.into_iter().find(|&one| name(one) == of)
}

const STATES: [AlertState; 5] = [
    AlertState::Unacknowledged,
    AlertState::Acknowledged,
    AlertState::RtnUnacknowledged,
    AlertState::Normal,
    AlertState::Withdrawn,
];
const DISPOSITIONS: [Disposition; 3] =
    [Disposition::Confirmed, Disposition::Benign, Disposition::Error];
const ROLES: [Role; 5] =
    [Role::Target, Role::Subject, Role::Approaching, Role::Mothership, Role::Other];
const RELATIONS: [Relation; 3] = [Relation::AtMost, Relation::AtLeast, Relation::Equal];
