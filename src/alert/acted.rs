use super::book::{AlertBook, Told};
use super::bounds::{NOTE_CHARS_MAX, PERSON_CHARS_MAX};
use super::{Act, Alert, AlertState, Deed, RefusalReason, Transition, TransitionKind};
use crate::detect::{Cause, CauseKind};
use crate::domain::EventTime;

impl AlertBook {
    /// Takes in an act on an alert; appends what follows, or says why not. A refused act changes
    /// nothing. What is done to no alert (areas, the watch list) is the engine's matter: the book takes
    /// no notice of it.
    pub fn act(
        &mut self,
        act: &Act,
        transitions: &mut Vec<Transition>,
    ) -> Result<(), RefusalReason> {
        let Some((id, seen)) = act.deed.alert() else { return Ok(()) };
        let entry = self.entries.get(&id).ok_or(RefusalReason::UnknownAlert(id))?;
        let newest = entry.revision;
        if seen != newest {
            return Err(RefusalReason::Outdated { seen, newest });
        }
        let kind = permitted(entry.state, &act.deed)?;
        check(act)?;

        if let Deed::Snooze { until, .. } = act.deed
            && let Some(key) = entry.snooze_key()
        {
            self.snoozes.set(key, until);
        }
        // Windows run in event time; an act does not move it.
        let now = if self.now == EventTime::MIN { act.time } else { self.now };
        let told = Told { kind, time: act.time, cause: Some(officer(act)) };
        self.step(id, told, transitions, |alert| carry_out(alert, act, now));
        // What ended long ago leaves as soon as it has been seen.
        self.depart();
        Ok(())
    }
}

/// Who did it, and why.
pub(super) fn officer(act: &Act) -> Cause {
    Cause {
        by: Some(act.by.clone()),
        note: act.note.clone(),
        until: act.deed.until(),
        ..Cause::of(CauseKind::Officer)
    }
}

/// What kind of transition the act makes in that state, or that it cannot be done there.
pub(super) fn permitted(state: AlertState, deed: &Deed) -> Result<TransitionKind, RefusalReason> {
    let open = state.is_open();
    let kept = state != AlertState::Withdrawn;
    let (kind, verb, possible) = match deed {
        Deed::Acknowledge { .. } if state == AlertState::Acknowledged => {
            (TransitionKind::Acknowledged, "acknowledged again", false)
        }
        Deed::Acknowledge { .. } => (TransitionKind::Acknowledged, "acknowledged", open),
        Deed::Silence { .. } => (TransitionKind::Silenced, "silenced", open),
        Deed::Close { .. } => (TransitionKind::Closed, "closed", open),
        Deed::Snooze { .. } => (TransitionKind::Snoozed, "snoozed", kept),
        Deed::Note { .. } => (TransitionKind::Note, "remarked on", kept),
        Deed::Assign { .. } => (TransitionKind::Assigned, "assigned", kept),
        Deed::Dispose { .. } => (TransitionKind::Disposed, "disposed of", kept),
        Deed::SetSecurityLevel { .. }
        | Deed::PutArea { .. }
        | Deed::DeleteArea { .. }
        | Deed::Watch { .. }
        | Deed::Unwatch { .. }
        | Deed::Report(_) => (TransitionKind::Note, "changed by an act on something else", false),
    };
    if possible { Ok(kind) } else { Err(RefusalReason::WrongState { state: state.as_str(), verb }) }
}

/// Whether times and texts are within their bounds.
pub(super) fn check(act: &Act) -> Result<(), RefusalReason> {
    let note = act.note.as_deref().unwrap_or("");
    within("note", note, NOTE_CHARS_MAX)?;
    within("by", &act.by, PERSON_CHARS_MAX)?;
    if let Deed::Assign { assignee: Some(assignee), .. } = &act.deed {
        within("assignee", assignee, PERSON_CHARS_MAX)?;
    }
    if matches!(act.deed, Deed::Note { .. } | Deed::Report(_)) && note.trim().is_empty() {
        return Err(RefusalReason::EmptyNote);
    }
    if act.deed.until().is_some_and(|until| until <= act.time) {
        return Err(RefusalReason::UntilInPast);
    }
    Ok(())
}

fn within(what: &'static str, text: &str, limit: usize) -> Result<(), RefusalReason> {
    let characters = text.chars().count();
    if characters > limit {
        return Err(RefusalReason::TooLong { what, characters, limit });
    }
    Ok(())
}

pub(super) fn carry_out(alert: &mut Alert, act: &Act, now: EventTime) {
    match &act.deed {
        Deed::Acknowledge { .. } => {
            let ended = alert.state == AlertState::RtnUnacknowledged;
            alert.state = if ended { AlertState::Normal } else { AlertState::Acknowledged };
            alert.acknowledged_by = Some(act.by.clone());
        }
        Deed::Silence { until, .. } => alert.silenced_until = Some(*until),
        Deed::Snooze { until, .. } => alert.snoozed_until = Some(*until),
        Deed::Assign { assignee, .. } => alert.assignee.clone_from(assignee),
        Deed::Dispose { disposition, .. } => alert.disposition = Some(*disposition),
        Deed::Close { .. } => {
            alert.state = AlertState::Normal;
            // A feed may lag behind the clock by which an officer's report was raised.
            alert.cleared_at = alert.cleared_at.or(Some(now.max(alert.raised_at)));
        }
        Deed::Note { .. }
        | Deed::SetSecurityLevel { .. }
        | Deed::PutArea { .. }
        | Deed::DeleteArea { .. }
        | Deed::Watch { .. }
        | Deed::Unwatch { .. }
        | Deed::Report(_) => {}
    }
}
