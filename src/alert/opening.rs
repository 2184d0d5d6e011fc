use std::time::Duration;

use super::book::{AlertBook, Told};
use super::entry::Entry;
use super::fresh::Fresh;
use super::index::Incident;
use super::snoozes::SnoozeKey;
use super::voices::Voices;
use super::{Alert, AlertId, AlertState, Transition, TransitionKind, advice};
use crate::detect::{AreaRef, Findings, IncidentKey, spec};
use crate::domain::{ContactId, EventTime, RuleId};

/// What an alert is opened from.
pub(super) struct Origin {
    pub(super) rule: RuleId,
    pub(super) exercise: bool,
    pub(super) incident: IncidentKey,
    /// Who holds it open; nobody does what an officer reported.
    pub(super) by: Option<ContactId>,
    pub(super) parent: Option<AlertId>,
}

impl AlertBook {
    /// A new alert that a rule raises.
    pub(super) fn open(
        &mut self,
        origin: Origin,
        time: EventTime,
        area: AreaRef,
        findings: Findings,
        transitions: &mut Vec<Transition>,
    ) {
        let told = Told { kind: TransitionKind::Raised, time, cause: None };
        self.open_as(origin, told, area, findings, transitions, |_| {});
    }

    /// A new alert with whatever else is said of it.
    pub(super) fn open_as(
        &mut self,
        origin: Origin,
        told: Told,
        area: AreaRef,
        findings: Findings,
        transitions: &mut Vec<Transition>,
        say: impl FnOnce(&mut Alert),
    ) {
        let time = told.time;
        let Origin { rule, exercise, incident, by, parent } = origin;
        let (id, raised_at) = self.free_id(rule, &area, exercise, &incident, time);
        self.make_room(id, exercise, transitions);
        let fresh = Fresh::new(rule, area, findings, &[], &mut self.cut, &mut self.words);
        let mut voices = Voices::default();
        if let Some(by) = by {
            voices.note(by, fresh.gravity(), &mut self.cut);
        }
        let alert = Alert {
            id,
            revision: 0,
            rule,
            rule_version: spec(rule).version.to_owned(),
            priority: fresh.assessment.priority,
            score: fresh.assessment.score,
            factors: fresh.assessment.factors,
            state: AlertState::Unacknowledged,
            raised_at,
            cleared_at: None,
            reported_at: time,
            area: fresh.area,
            incident,
            participants: fresh.participants.into(),
            position: fresh.position,
            evidence: fresh.evidence.evidence(&self.words),
            advice: advice(rule),
            parent,
            exercise,
            step: fresh.step,
            acknowledged_by: None,
            assignee: None,
            disposition: None,
            silenced_until: None,
            snoozed_until: None,
        };
        let snoozed_until = SnoozeKey::of(&alert).and_then(|key| self.snoozes.until(&key, time));
        let entry = Entry::new(alert, voices, &mut self.words);
        self.index.insert(id, &entry);
        self.entries.insert(id, Box::new(entry));
        self.step(id, told, transitions, |alert| {
            alert.snoozed_until = snoozed_until;
            say(alert);
        });
    }

    /// The oldest alert of another rule on the same incident that an officer has before him and
    /// that still holds or may yet return.
    pub(super) fn parent(
        &self,
        place: &Incident,
        rule: RuleId,
        time: EventTime,
    ) -> Option<AlertId> {
        RuleId::ALL
            .into_iter()
            .filter_map(|rule| self.newest(place, rule))
            .filter_map(|id| Some((id, self.entries.get(&id)?)))
            .filter(|(_, alert)| alert.rule != rule && alert.state.is_open())
            .filter(|(id, alert)| alert.state.holds() || self.may_return(*id, time))
            .min_by_key(|(id, alert)| (alert.raised_at, *id))
            .map(|(id, _)| id)
    }

    /// The id of an alert raised now. After a withdrawal within the same millisecond that id is
    /// taken by what is final, and the next free millisecond counts.
    fn free_id(
        &self,
        rule: RuleId,
        area: &AreaRef,
        exercise: bool,
        incident: &IncidentKey,
        time: EventTime,
    ) -> (AlertId, EventTime) {
        let mut raised_at = time;
        let mut id = AlertId::of(rule, &area.id, exercise, incident, raised_at);
        // One candidate more than there are alerts: one of them is free.
        for _ in 0..self.entries.len() {
            if !self.entries.contains_key(&id) {
                break;
            }
            raised_at = raised_at.plus(Duration::from_millis(1));
            id = AlertId::of(rule, &area.id, exercise, incident, raised_at);
        }
        (id, raised_at)
    }
}
