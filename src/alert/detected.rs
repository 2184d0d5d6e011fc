use super::book::{AlertBook, Told};
use super::bounds::{RETRIGGER_WINDOW, UPDATE_INTERVAL};
use super::fresh::Change;
use super::index::Incident;
use super::opening::Origin;
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
        let newest = self.newest(&place, rule);
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
        if !parts.is_empty()
            && let Some(parent) = self.newest(&place, rule)
        {
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
            let child = self.newest(&place.of_rule(*part), *part);
            let orphan = child.filter(|child| {
                self.entries
                    .get(child)
                    .is_some_and(|entry| entry.state.is_open() && entry.parent() != Some(parent))
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
        let known = self.newest(&place, rule).filter(|&id| self.holds(id));
        let since = |id: &AlertId| self.entries.get(id).is_some_and(|it| it.raised_at <= time);
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
        match entry.change(&self.words) {
            Change::Escalation => {
                if let Some(key) = entry.snooze_key() {
                    self.snoozes.end(&key);
                }
                let told = Told { kind: TransitionKind::Escalated, time, cause: None };
                self.step(id, told, transitions, |alert| {
                    ask_anew(alert, time);
                    alert.snoozed_until = None;
                });
            }
            change @ (Change::Located | Change::Notable)
                if change == Change::Located || time >= entry.reported_at.plus(UPDATE_INTERVAL) =>
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
        let (key, rose) = (entry.snooze_key(), entry.rose());
        entry.climb_anew();
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

    fn freshen(&mut self, id: AlertId, by: ContactId, area: AreaRef, findings: Findings) {
        if let Some(entry) = self.entries.get_mut(&id) {
            entry.freshen(by, area, findings, &mut self.cut, &mut self.words);
        }
    }

    fn leave(&mut self, id: AlertId, who: ContactId) {
        if let Some(entry) = self.entries.get_mut(&id) {
            entry.leave(who);
        }
    }

    fn all_leave(&mut self, id: AlertId) {
        if let Some(entry) = self.entries.get_mut(&id) {
            entry.all_leave();
        }
    }

    fn holds(&self, id: AlertId) -> bool {
        self.entries.get(&id).is_some_and(|entry| entry.state.holds())
    }

    /// Whether a cleared alert is recent enough to be the same one when it comes again.
    pub(super) fn may_return(&self, id: AlertId, time: EventTime) -> bool {
        let cleared_at = self.entries.get(&id).and_then(|entry| entry.cleared_at);
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
