use super::book::{AlertBook, Entry, Told};
use super::bounds::{RETRIGGER_WINDOW, UPDATE_INTERVAL};
use super::fresh::{Change, Fresh};
use super::index::Incident;
use super::opening::Origin;
use super::snoozes::SnoozeKey;
use super::{Alert, AlertId, AlertState, Transition, TransitionKind};
use crate::detect::{AreaRef, Cause, CauseKind, Detection, Findings, Priority, Signal};
use crate::domain::{ContactId, EventTime, RuleFamily, RuleId};

impl AlertBook {
    /// Takes in what a rule says; appends what follows. A raise of what is open attaches to it, a
    /// raise within ten minutes of clearing brings the same alert back; news of what is not open
    /// are dropped.
    pub fn detected(&mut self, detection: Detection, transitions: &mut Vec<Transition>) {
        let Detection { rule, area, exercise, incident, by, time, signal } = detection;
        self.now = self.now.max(time);
        let place = Incident::new(incident.clone(), exercise, &area);
        let newest = self.index.newest(&place, rule);
        let parts = match &signal {
            Signal::Raise(findings) | Signal::Update(findings)
                if rule.family() == RuleFamily::Composite =>
            {
                parts(findings)
            }
            _ => Vec::new(),
        };
        match (signal, newest) {
            (Signal::Raise(findings), Some(id)) if self.holds(id) => {
                self.attach(id, by, time, area, *findings, transitions);
            }
            (Signal::Raise(findings), Some(id)) if self.may_return(id, time) => {
                self.retrigger(id, by, time, area, *findings, transitions);
            }
            (Signal::Raise(findings), _) => {
                let parent = self.parent(&place, rule, time);
                let origin = Origin { rule, exercise, incident, by: Some(by), parent };
                self.open(origin, time, area, *findings, transitions);
            }
            (Signal::Update(findings), Some(id)) if self.holds(id) => {
                self.attach(id, by, time, area, *findings, transitions);
            }
            (Signal::Leave, Some(id)) => self.leave(id, by),
            (Signal::Clear(cause), Some(id)) if self.holds(id) => {
                self.clear(id, time, cause, transitions);
            }
            (Signal::Withdraw(cause), Some(id)) => self.withdraw(id, time, cause, transitions),
            (Signal::Update(_) | Signal::Leave | Signal::Clear(_) | Signal::Withdraw(_), _) => {}
        }
        if let Some(parent) = self.index.newest(&place, rule).filter(|_| !parts.is_empty()) {
            self.adopt(parent, &place, &parts, time, transitions);
        }
    }

    /// Makes the open alerts of which a composite is put together its children.
    fn adopt(
        &mut self,
        parent: AlertId,
        place: &Incident,
        parts: &[RuleId],
        time: EventTime,
        transitions: &mut Vec<Transition>,
    ) {
        for part in parts {
            let child = self.index.newest(&place.of_rule(*part), *part);
            let orphan = child.filter(|child| {
                self.entries.get(child).is_some_and(|entry| {
                    entry.alert.state.is_open() && entry.alert.parent != Some(parent)
                })
            });
            let Some(child) = orphan else { continue };
            let cause =
                Cause { reference: Some(parent.to_string()), ..Cause::of(CauseKind::Parent) };
            let told = Told { kind: TransitionKind::Updated, time, cause: Some(cause) };
            self.step(child, told, transitions, |alert| {
                alert.parent = Some(parent);
                alert.reported_at = alert.reported_at.max(time);
            });
        }
    }

    /// Takes in what a rule said before a restart, while the last hours are replayed: freshens what
    /// is known of an open alert and makes no transition.
    pub fn recall(&mut self, detection: Detection) {
        let Detection { rule, area, exercise, incident, by, time, signal } = detection;
        let place = Incident::new(incident, exercise, &area);
        let known = self.index.newest(&place, rule).filter(|&id| self.holds(id));
        let since =
            |id: &AlertId| self.entries.get(id).is_some_and(|it| it.alert.raised_at <= time);
        let Some(id) = known.filter(since) else { return };
        match signal {
            Signal::Raise(findings) | Signal::Update(findings) => {
                self.freshen(id, by, area, *findings);
            }
            Signal::Leave => self.leave(id, by),
            Signal::Clear(_) => self.all_leave(id),
            Signal::Withdraw(_) => {}
        }
    }

    /// Later findings of an alert whose condition holds: told at once, at times, or not at all.
    fn attach(
        &mut self,
        id: AlertId,
        by: ContactId,
        time: EventTime,
        area: AreaRef,
        findings: Findings,
        transitions: &mut Vec<Transition>,
    ) {
        self.freshen(id, by, area, findings);
        let Some(entry) = self.entries.get(&id) else { return };
        let Entry { alert, fresh: Some(fresh), .. } = entry.as_ref() else { return };
        match fresh.change_since(alert) {
            Change::Escalation => {
                if let Some(key) = SnoozeKey::of(alert) {
                    self.snoozes.end(&key);
                }
                let told = Told { kind: TransitionKind::Escalated, time, cause: None };
                self.step(id, told, transitions, |alert| {
                    ask_anew(alert, time);
                    alert.snoozed_until = None;
                });
            }
            change @ (Change::Located | Change::Notable)
                if change == Change::Located || time >= alert.reported_at.plus(UPDATE_INTERVAL) =>
            {
                let told = Told { kind: TransitionKind::Updated, time, cause: None };
                self.step(id, told, transitions, |alert| {
                    alert.reported_at = alert.reported_at.max(time);
                });
            }
            Change::Located | Change::Notable | Change::Slight => {}
        }
    }

    fn retrigger(
        &mut self,
        id: AlertId,
        by: ContactId,
        time: EventTime,
        area: AreaRef,
        findings: Findings,
        transitions: &mut Vec<Transition>,
    ) {
        self.all_leave(id);
        self.freshen(id, by, area, findings);
        let Some(entry) = self.entries.get_mut(&id) else { return };
        let key = SnoozeKey::of(&entry.alert);
        let told_priority = entry.alert.priority;
        let rose = entry.fresh.as_ref().is_some_and(|it| it.assessment.priority > told_priority);
        // The climb begins again: what was reached last time is no bar to escalating anew.
        entry.alert.step = 0;
        if let Some(key) = key.as_ref().filter(|_| rose) {
            self.snoozes.end(key);
        }
        let snoozed_until = key.and_then(|key| self.snoozes.until(&key, time));
        let told = Told { kind: TransitionKind::Retriggered, time, cause: None };
        self.step(id, told, transitions, |alert| {
            ask_anew(alert, time);
            alert.cleared_at = None;
            alert.snoozed_until = snoozed_until;
        });
    }

    fn clear(
        &mut self,
        id: AlertId,
        time: EventTime,
        cause: Option<Cause>,
        transitions: &mut Vec<Transition>,
    ) {
        self.all_leave(id);
        let told = Told { kind: TransitionKind::Cleared, time, cause };
        self.step(id, told, transitions, |alert| {
            let seen = alert.state == AlertState::Acknowledged;
            alert.state = if seen || alert.priority == Priority::Caution {
                AlertState::Normal
            } else {
                AlertState::RtnUnacknowledged
            };
            alert.cleared_at = Some(time);
            alert.reported_at = alert.reported_at.max(time);
        });
    }

    fn withdraw(
        &mut self,
        id: AlertId,
        time: EventTime,
        cause: Cause,
        transitions: &mut Vec<Transition>,
    ) {
        let told = Told { kind: TransitionKind::Withdrawn, time, cause: Some(cause) };
        self.step(id, told, transitions, |alert| {
            alert.state = AlertState::Withdrawn;
            alert.reported_at = alert.reported_at.max(time);
        });
    }

    /// Keeps the latest findings beside an alert until something is worth telling. Of one who does
    /// not lead the alert, only that it takes part.
    fn freshen(&mut self, id: AlertId, by: ContactId, area: AreaRef, findings: Findings) {
        let Some(entry) = self.entries.get_mut(&id) else { return };
        let last = entry.fresh.take();
        let (known, place) = last.as_ref().map_or_else(
            || (entry.alert.participants.clone(), entry.alert.area.clone()),
            |fresh| (fresh.participants.clone(), fresh.area.clone()),
        );
        // An alert keeps its area, whose level may have changed; a call from nobody knew where gets
        // one when its place is known.
        let keeps = area.id != place.id && place != AreaRef::anywhere();
        let place = if keeps { place } else { area };
        let fresh = Fresh::new(entry.alert.rule, place, findings, &known, &mut self.cut);
        entry.fresh = Some(if entry.voices.note(by, fresh.gravity(), &mut self.cut) {
            fresh
        } else {
            let last = last.unwrap_or_else(|| Fresh::told(&entry.alert));
            Fresh { participants: fresh.participants, ..last }
        });
    }

    /// One of several who held an alert open does so no more. What was said of it stands until
    /// something is said of the others; but a step that only it reached may be reached again.
    fn leave(&mut self, id: AlertId, who: ContactId) {
        let Some(entry) = self.entries.get_mut(&id) else { return };
        let Some(step) = entry.voices.leave(who) else { return };
        entry.alert.step = entry.alert.step.min(step);
        if let Some(fresh) = &mut entry.fresh {
            fresh.step = fresh.step.min(step);
        }
    }

    /// Nobody holds an alert open any more.
    fn all_leave(&mut self, id: AlertId) {
        if let Some(entry) = self.entries.get_mut(&id) {
            entry.voices.clear();
        }
    }

    fn holds(&self, id: AlertId) -> bool {
        self.entries.get(&id).is_some_and(|entry| entry.alert.state.holds())
    }

    /// Whether a cleared alert is recent enough to be the same one when it comes again.
    pub(super) fn may_return(&self, id: AlertId, time: EventTime) -> bool {
        let cleared_at = self.entries.get(&id).and_then(|entry| entry.alert.cleared_at);
        cleared_at.is_some_and(|cleared_at| time < cleared_at.plus(RETRIGGER_WINDOW))
    }
}

/// The rules whose alerts a composite is put together of: it has one measure of each.
fn parts(findings: &Findings) -> Vec<RuleId> {
    let mut parts: Vec<RuleId> =
        findings.measures.iter().filter_map(|measure| measure.name.parse().ok()).collect();
    parts.dedup();
    parts
}

/// A new acknowledgement is wanted, with sound.
fn ask_anew(alert: &mut Alert, time: EventTime) {
    alert.state = AlertState::Unacknowledged;
    alert.acknowledged_by = None;
    alert.silenced_until = None;
    alert.reported_at = alert.reported_at.max(time);
}
