use super::bounds::MEASURE_CHANGE;
use super::evidence::{KeptEvidence, KeptMeasure};
use super::fresh::{Change, Fresh};
use super::snoozes::SnoozeKey;
use super::voices::Voices;
use super::words::{Word, Words};
use super::{Alert, AlertId, AlertState, Disposition, advice, alert};
use crate::detect::{AreaRef, Findings, IncidentKey, Participant, Priority, spec};
use crate::domain::{ContactId, EventTime, Position, RuleId};
use crate::risk::Assessment;

/// An alert as the book keeps it: what its rule said last stands once, and of what everyone was told
/// before that only what news are compared with. An [`Alert`] is made of it for each transition.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) rule: RuleId,
    pub(super) exercise: bool,
    pub(super) state: AlertState,
    pub(super) revision: u32,
    pub(super) raised_at: EventTime,
    pub(super) cleared_at: Option<EventTime>,
    pub(super) reported_at: EventTime,
    pub(super) incident: IncidentKey,
    voices: Voices,
    latest: Fresh,
    /// As everyone was told.
    told_priority: Priority,
    /// As everyone was told.
    told_step: u8,
    /// What else everyone was told, once something has been said since.
    before: Option<Box<Before>>,
    seldom: Option<Box<Seldom>>,
}

/// What everyone was told before what was said last.
#[derive(Debug)]
struct Before {
    /// `None`: the same.
    area: Option<Box<AreaRef>>,
    /// `None`: the same.
    participants: Option<Box<[Participant]>>,
    position: Option<Position>,
    /// Names and values.
    measures: Box<[(Word, f64)]>,
}

/// What few alerts have.
#[derive(Debug, Default, PartialEq)]
struct Seldom {
    /// Where it is not the one that the rule has now.
    rule_version: Option<String>,
    acknowledged_by: Option<String>,
    assignee: Option<String>,
    disposition: Option<Disposition>,
    parent: Option<AlertId>,
    silenced_until: Option<EventTime>,
    snoozed_until: Option<EventTime>,
}

impl Entry {
    /// An alert as everyone is told, of which nothing has been said since.
    pub(super) fn new(alert: Alert, voices: Voices, words: &mut Words) -> Self {
        let seldom = Seldom {
            rule_version: Some(alert.rule_version)
                .filter(|version| version != spec(alert.rule).version),
            acknowledged_by: alert.acknowledged_by,
            assignee: alert.assignee,
            disposition: alert.disposition,
            parent: alert.parent,
            silenced_until: alert.silenced_until,
            snoozed_until: alert.snoozed_until,
        };
        let Alert { priority, score, factors, step, .. } = alert;
        Self {
            rule: alert.rule,
            exercise: alert.exercise,
            state: alert.state,
            revision: alert.revision,
            raised_at: alert.raised_at,
            cleared_at: alert.cleared_at,
            reported_at: alert.reported_at,
            incident: alert.incident,
            voices,
            latest: Fresh {
                area: alert.area,
                participants: alert.participants.into(),
                position: alert.position,
                evidence: KeptEvidence::of(alert.evidence, words),
                assessment: Assessment { score, priority, factors },
                step,
            },
            told_priority: priority,
            told_step: step,
            before: None,
            seldom: (seldom != Seldom::default()).then(|| Box::new(seldom)),
        }
    }

    /// The alert as of its last transition, with what has been said since.
    pub(super) fn alert(&self, id: AlertId, words: &Words) -> Alert {
        let Fresh { area, participants, position, evidence, assessment, step } = &self.latest;
        let told_position = self.before.as_ref().and_then(|before| before.position);
        let none = Seldom::default();
        let seldom = self.seldom.as_deref().unwrap_or(&none);
        let version = seldom.rule_version.as_deref().unwrap_or(spec(self.rule).version);
        Alert {
            id,
            revision: self.revision,
            rule: self.rule,
            rule_version: version.to_owned(),
            priority: assessment.priority,
            score: assessment.score,
            factors: assessment.factors,
            state: self.state,
            raised_at: self.raised_at,
            cleared_at: self.cleared_at,
            reported_at: self.reported_at,
            area: area.clone(),
            incident: self.incident.clone(),
            participants: participants.to_vec(),
            position: position.or(told_position),
            evidence: evidence.evidence(words),
            advice: advice(self.rule),
            parent: seldom.parent,
            exercise: self.exercise,
            step: self.told_step.max(*step),
            acknowledged_by: seldom.acknowledged_by.clone(),
            assignee: seldom.assignee.clone(),
            disposition: seldom.disposition,
            silenced_until: seldom.silenced_until,
            snoozed_until: seldom.snoozed_until,
        }
    }

    /// Everyone is told this.
    pub(super) fn tell(&mut self, alert: Alert, words: &mut Words) {
        *self = Self::new(alert, std::mem::take(&mut self.voices), words);
    }

    /// Keeps the latest findings until something is worth telling. Of one who does not lead the
    /// alert, only that it takes part.
    pub(super) fn freshen(
        &mut self,
        by: ContactId,
        area: AreaRef,
        findings: Findings,
        cut: &mut u64,
        words: &mut Words,
    ) {
        let latest = &mut self.latest;
        // An alert keeps its area, whose level may have changed; a call from nobody knew where gets
        // one when its place is known.
        let keeps = area.id != latest.area.id && latest.area != AreaRef::anywhere();
        let place = if keeps { latest.area.clone() } else { area };
        let fresh = Fresh::new(self.rule, place, findings, &latest.participants, cut, words);
        let before = self.before.get_or_insert_with(|| Box::new(Before::of(latest)));
        if self.voices.note(by, fresh.gravity(), cut) {
            let last = std::mem::replace(latest, fresh);
            before.note(last.area, last.participants, latest);
        } else {
            let last = std::mem::replace(&mut latest.participants, fresh.participants);
            before.note(latest.area.clone(), last, latest);
        }
    }

    /// What is new against what everyone was told.
    pub(super) fn change(&self, words: &Words) -> Change {
        let Some(before) = &self.before else { return Change::Slight };
        let latest = &self.latest;
        if latest.assessment.priority > self.told_priority || latest.step > self.told_step {
            return Change::Escalation;
        }
        if before.area.is_some() || (before.position.is_none() && latest.position.is_some()) {
            return Change::Located;
        }
        let notable = latest.assessment.priority != self.told_priority
            || before.participants.is_some()
            || measures_differ(&before.measures, &latest.evidence.measures, words);
        if notable { Change::Notable } else { Change::Slight }
    }

    /// Whether the priority is higher than everyone was told.
    pub(super) fn rose(&self) -> bool {
        self.latest.assessment.priority > self.told_priority
    }

    /// The climb begins again: what was reached last time is no bar to escalating anew.
    pub(super) const fn climb_anew(&mut self) {
        self.told_step = 0;
    }

    /// One of several who held the alert open does so no more. What was said of it stands until
    /// something is said of the others; but a step that only it reached may be reached again.
    pub(super) fn leave(&mut self, who: ContactId) {
        let Some(step) = self.voices.leave(who) else { return };
        self.told_step = self.told_step.min(step);
        self.latest.step = self.latest.step.min(step);
    }

    /// Nobody holds the alert open any more.
    pub(super) fn all_leave(&mut self) {
        self.voices.clear();
    }

    /// The alert it is a child of.
    pub(super) fn parent(&self) -> Option<AlertId> {
        self.seldom.as_ref().and_then(|seldom| seldom.parent)
    }

    /// The priority that everyone was told.
    pub(super) const fn priority(&self) -> Priority {
        self.told_priority
    }

    /// The area that everyone was told.
    pub(super) fn area(&self) -> &AreaRef {
        let told = self.before.as_ref().and_then(|before| before.area.as_deref());
        told.unwrap_or(&self.latest.area)
    }

    /// What a snooze of the alert as everyone knows it mutes; `None` where no contact takes part.
    pub(super) fn snooze_key(&self) -> Option<SnoozeKey> {
        let told = self.before.as_ref().and_then(|before| before.participants.as_deref());
        let participants = told.unwrap_or(&self.latest.participants);
        let contact = alert::muted_contact(&self.incident, participants)?;
        Some(SnoozeKey::new(contact, self.area().id.clone(), self.rule, self.exercise))
    }
}

impl Before {
    /// What everyone was told and nothing has been said since.
    fn of(told: &Fresh) -> Self {
        let measures = told.evidence.measures.iter();
        Self {
            area: None,
            participants: None,
            position: told.position,
            measures: measures.map(|measure| (measure.name, measure.value)).collect(),
        }
    }

    /// Takes what stood last for what everyone was told, where that was the same, and keeps it as far
    /// as it differs from what stands now.
    fn note(&mut self, area: AreaRef, participants: Box<[Participant]>, now: &Fresh) {
        let told = self.area.take().map_or(area, |told| *told);
        self.area = (told != now.area).then(|| Box::new(told));
        let told = self.participants.take().unwrap_or(participants);
        self.participants = (told != now.participants).then_some(told);
    }
}

fn measures_differ(told: &[(Word, f64)], now: &[KeptMeasure], words: &Words) -> bool {
    told.len() != now.len()
        || now.iter().any(|measure| {
            let before = told.iter().find(|(name, _)| *name == measure.name);
            before.is_none_or(|(_, before)| {
                let change = (measure.value - before).abs();
                change > MEASURE_CHANGE * before.abs()
                    && change + LAST_BITS >= least_change(words.get(measure.unit))
            })
        })
}

/// What differences of rounded values are off by: the last bits never decide.
const LAST_BITS: f64 = 1e-9;

/// What a measure in a unit has to change by to be news, however small it was: less is noise.
fn least_change(unit: &str) -> f64 {
    match unit {
        "kn" => 0.5,
        "nm" => 0.05,
        "deg" => 5.0,
        _ => 0.0,
    }
}
