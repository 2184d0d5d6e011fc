use super::{
    AdviceRow, AlertRow, AreaRow, CauseRow, EvidenceRow, FactorsRow, MeasureRow, ParticipantRow,
    TrailPointRow,
};
use crate::alert::{Advice, Evidence, Transition};
use crate::detect::{AreaRef, Cause, IncidentSubject, Measure, Participant, TrailPoint};
use crate::domain::{Degrees, Knots, Mmsi};
use crate::risk::Factors;

impl From<&Transition> for AlertRow {
    fn from(transition: &Transition) -> Self {
        let alert = &transition.alert;
        Self {
            schema: Self::SCHEMA,
            seq: transition.seq,
            id: alert.id.0,
            revision: alert.revision,
            transition: transition.kind.as_str().to_owned(),
            rule: alert.rule,
            rule_version: alert.rule_version.clone(),
            priority: alert.priority.as_str().to_owned(),
            score: alert.score,
            factors: alert.factors.into(),
            state: alert.state.as_str().to_owned(),
            time: transition.time,
            raised_at: alert.raised_at,
            cleared_at: alert.cleared_at,
            area: (&alert.area).into(),
            participants: alert.participants.iter().map(Into::into).collect(),
            position: alert.position.map(Into::into),
            evidence: (&alert.evidence).into(),
            advice: alert.advice.iter().map(Into::into).collect(),
            parent: alert.parent.map(|parent| parent.0),
            cause: transition.cause.as_ref().map(Into::into),
            exercise: alert.exercise,
            acknowledged_by: alert.acknowledged_by.clone(),
            assignee: alert.assignee.clone(),
            disposition: alert.disposition.map(|found| found.as_str().to_owned()),
            silenced_until: alert.silenced_until,
            snoozed_until: alert.snoozed_until,
        }
    }
}

impl From<Factors> for FactorsRow {
    fn from(factors: Factors) -> Self {
        let Factors { threat, vulnerability, consequence, area } = factors;
        Self { threat, vulnerability, consequence, area }
    }
}

impl From<&AreaRef> for AreaRow {
    fn from(area: &AreaRef) -> Self {
        Self {
            id: area.id.to_string(),
            name: area.name.to_string(),
            kind: area.kind.as_str().to_owned(),
            security_level: area.security_level.get(),
        }
    }
}

impl From<&Participant> for ParticipantRow {
    fn from(participant: &Participant) -> Self {
        let (contact, area) = match &participant.who {
            IncidentSubject::Contact(contact) => (Some(*contact), None),
            IncidentSubject::Area(area) => (None, Some(area.to_string())),
        };
        Self {
            contact,
            area,
            mmsi: participant.mmsi.map(Mmsi::get),
            name: participant.name.map(|name| name.to_string()),
            role: participant.role.as_str().to_owned(),
        }
    }
}

impl From<&Evidence> for EvidenceRow {
    fn from(evidence: &Evidence) -> Self {
        Self {
            measures: evidence.measures.iter().map(Into::into).collect(),
            positions: evidence.positions.iter().map(|point| (&point).into()).collect(),
            sentences: evidence.sentences.clone(),
            missing_layers: evidence.missing_layers.iter().map(ToString::to_string).collect(),
        }
    }
}

impl From<&Measure> for MeasureRow {
    fn from(measure: &Measure) -> Self {
        Self {
            name: measure.name.to_owned(),
            value: measure.value,
            unit: measure.unit.to_owned(),
            limit: measure.limit,
            relation: measure.relation.as_str().to_owned(),
        }
    }
}

impl From<&TrailPoint> for TrailPointRow {
    fn from(point: &TrailPoint) -> Self {
        Self {
            contact: point.contact,
            time: point.time,
            position: point.position.into(),
            sog: point.sog.map(Knots::get),
            cog: point.cog.map(Degrees::get),
        }
    }
}

impl From<&Advice> for AdviceRow {
    fn from(advice: &Advice) -> Self {
        let Advice { text, source, date } = *advice;
        Self { text: text.to_owned(), source: source.to_owned(), date: date.to_owned() }
    }
}

impl From<&Cause> for CauseRow {
    fn from(cause: &Cause) -> Self {
        Self {
            kind: cause.kind.as_str().to_owned(),
            by: cause.by.clone(),
            note: cause.note.clone(),
            until: cause.until,
            reference: cause.reference.clone(),
        }
    }
}
