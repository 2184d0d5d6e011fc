use std::ops::ControlFlow;
use std::time::Duration;

use super::by_time::put_time;
use super::tables::{BY_RAISED, Brief, REVISIONS, SNOOZES, TRANSITIONS, UNSETTLED};
use crate::alert::{Alert, AlertId, AlertState, Snooze, Transition, TransitionKind};
use crate::domain::EventTime;
use crate::store::error::Fault;
use crate::store::kv::{Change, Order, Span, View};
use crate::store::row::{AlertRow, StoredAlert};

/// An alert that has cleared may be raised again under its id for so long (the contract's lifecycle).
const RETRIGGER_WINDOW: Duration = Duration::from_mins(10);

/// What a snooze of an exercise is told by, in front of its rule.
const EXERCISE: &str = "exercise:";

/// Appends a transition to the log and makes it the newest of its alert.
pub(in crate::store) fn put_transition(
    change: &mut dyn Change,
    transition: &Transition,
) -> Result<(), Fault> {
    let Transition { seq, ref alert, .. } = *transition;
    let id = alert.id.0.as_u128();
    let value = serde_json::to_vec(&StoredAlert::from(transition))?;
    TRANSITIONS.put(change, &seq, &value.as_slice())?;
    REVISIONS.put(change, &(id, alert.revision), &seq)?;
    put_time(change, transition.time, seq)?;
    let brief = (
        seq,
        alert.state.as_str(),
        alert.priority.as_str(),
        alert.exercise,
        alert.rule.as_str(),
        alert.area.id.as_str(),
    );
    BY_RAISED.put(change, &(alert.raised_at.as_millis(), id), &brief)?;
    if alert.state == AlertState::Withdrawn {
        UNSETTLED.remove(change, &id)?;
    } else {
        UNSETTLED.put(change, &id, &(seq, settled_at(transition)))?;
    }
    put_snooze(change, transition)
}

/// When an alert ended, in event time; an open one has not.
fn settled_at(transition: &Transition) -> i64 {
    let alert = &transition.alert;
    if alert.state.is_open() {
        return i64::MAX;
    }
    alert.cleared_at.unwrap_or(alert.reported_at).as_millis()
}

/// A snoozed alert says until when its contact is muted; an escalation ends the mute, and so does a
/// return that is muted no longer.
fn put_snooze(change: &mut dyn Change, transition: &Transition) -> Result<(), Fault> {
    let Transition { kind, ref alert, .. } = *transition;
    let Some(contact) = alert.muted_contact() else { return Ok(()) };
    let prefix = if alert.exercise { EXERCISE } else { "" };
    let (contact, rule) = (contact.to_string(), format!("{prefix}{}", alert.rule));
    let key = (contact.as_str(), alert.area.id.as_str(), rule.as_str());
    match (alert.snoozed_until, kind) {
        (Some(until), _) => SNOOZES.put(change, &key, &until.as_millis()),
        (None, TransitionKind::Escalated | TransitionKind::Retriggered) => {
            SNOOZES.remove(change, &key)
        }
        (None, _) => Ok(()),
    }
}

/// Forgets, of what a restart would need, the alerts that ended long enough before `now` and the
/// snoozes that are over.
pub(in crate::store) fn forget_settled(
    change: &mut dyn Change,
    now: EventTime,
) -> Result<(), Fault> {
    let past = now.minus(RETRIGGER_WINDOW).as_millis();
    UNSETTLED.retain(change, &Span::ALL, |_id, (_seq, settled_at)| settled_at > past)?;
    SNOOZES.retain(change, &Span::ALL, |_key, until| until > now.as_millis())
}

/// The alerts that are open or ended less than ten minutes before `now`, by id.
pub(in crate::store) fn unsettled(
    view: &dyn View,
    now: EventTime,
) -> Result<Vec<StoredAlert>, Fault> {
    let past = now.minus(RETRIGGER_WINDOW).as_millis();
    let mut alerts = Vec::new();
    UNSETTLED.each(view, &Span::ALL, |_id, (seq, settled_at)| {
        if settled_at > past {
            alerts.extend(stored(view, seq)?);
        }
        Ok(())
    })?;
    Ok(alerts)
}

/// The snoozes that last beyond `now`.
pub(in crate::store) fn snoozes(view: &dyn View, now: EventTime) -> Result<Vec<Snooze>, Fault> {
    let mut snoozes = Vec::new();
    SNOOZES.each(view, &Span::ALL, |key, until| {
        let until = EventTime::from_millis(until);
        if until > now {
            let snooze = snooze(key, until);
            snoozes.push(snooze.ok_or_else(|| Fault::Value("a snooze".to_owned()))?);
        }
        Ok(())
    })?;
    Ok(snoozes)
}

fn snooze((contact, area, rule): (&str, &str, &str), until: EventTime) -> Option<Snooze> {
    let real = rule.strip_prefix(EXERCISE);
    Some(Snooze {
        contact: contact.parse().ok()?,
        area: area.parse().ok()?,
        rule: real.unwrap_or(rule).parse().ok()?,
        exercise: real.is_some(),
        until,
    })
}

/// The newest revision of an alert.
pub(in crate::store) fn alert(view: &dyn View, id: AlertId) -> Result<Option<AlertRow>, Fault> {
    Ok(newest(view, id)?.map(|stored| stored.row))
}

/// The newest revision of an alert, as the core has alerts.
pub(in crate::store) fn whole_alert(view: &dyn View, id: AlertId) -> Result<Option<Alert>, Fault> {
    Ok(newest(view, id)?.map(|stored| stored.to_alert()).transpose()?)
}

fn newest(view: &dyn View, id: AlertId) -> Result<Option<StoredAlert>, Fault> {
    let id = id.0.as_u128();
    let mut newest = None;
    let span = REVISIONS.span((id, 0)..=(id, u32::MAX));
    REVISIONS.scan(view, &span, Order::Backwards, |_key, seq| {
        newest = Some(seq);
        Ok(ControlFlow::Break(()))
    })?;
    newest.map_or(Ok(None), |seq| stored(view, seq))
}

/// Every revision of an alert, the oldest first.
pub(in crate::store) fn history(view: &dyn View, id: AlertId) -> Result<Vec<AlertRow>, Fault> {
    let id = id.0.as_u128();
    let mut rows = Vec::new();
    let span = REVISIONS.span((id, 0)..=(id, u32::MAX));
    REVISIONS.each(view, &span, |_key, seq| {
        rows.extend(row(view, seq)?);
        Ok(())
    })?;
    Ok(rows)
}

/// Whether a revision of an alert from before a place in the log is as wanted.
pub(in crate::store) fn was(
    view: &dyn View,
    id: AlertId,
    before: u64,
    mut wanted: impl FnMut(&AlertRow) -> bool,
) -> Result<bool, Fault> {
    let id = id.0.as_u128();
    let mut found = false;
    let span = REVISIONS.span((id, 0)..=(id, u32::MAX));
    REVISIONS.scan(view, &span, Order::Forwards, |_key, seq| {
        if seq >= before {
            return Ok(ControlFlow::Break(()));
        }
        found = row(view, seq)?.is_some_and(|row| wanted(&row));
        Ok(if found { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    })?;
    Ok(found)
}

/// The transitions after a place in the log, at most `limit`.
pub(in crate::store) fn transitions_after(
    view: &dyn View,
    seq: u64,
    limit: usize,
) -> Result<Vec<AlertRow>, Fault> {
    let Some(first) = seq.checked_add(1) else { return Ok(Vec::new()) };
    let mut rows = Vec::new();
    TRANSITIONS.scan(view, &TRANSITIONS.span(first..), Order::Forwards, |_seq, json| {
        if rows.len() == limit {
            return Ok(ControlFlow::Break(()));
        }
        let stored: StoredAlert = serde_json::from_slice(json)?;
        rows.push(stored.row);
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(rows)
}

/// First and last place of the log.
pub(in crate::store) fn seq_range(view: &dyn View) -> Result<Option<(u64, u64)>, Fault> {
    let end = |order| {
        let mut end = None;
        TRANSITIONS.scan(view, &Span::ALL, order, |seq, _json| {
            end = Some(seq);
            Ok(ControlFlow::Break(()))
        })?;
        Ok::<_, Fault>(end)
    };
    Ok(end(Order::Forwards)?.zip(end(Order::Backwards)?))
}

/// The newest revisions, the latest raised first: those raised in `from..to`, before the place
/// `below`, that `brief` and then `whole` let through, at most `limit`.
pub(in crate::store) fn list(
    view: &dyn View,
    from: i64,
    below: (i64, u128),
    limit: usize,
    brief: impl Fn(&Brief<'_>) -> bool,
    whole: impl Fn(&AlertRow) -> bool,
) -> Result<Vec<AlertRow>, Fault> {
    let mut rows = Vec::new();
    let span = BY_RAISED.span((from, 0)..below);
    BY_RAISED.scan(view, &span, Order::Backwards, |_key, value| {
        if rows.len() == limit {
            return Ok(ControlFlow::Break(()));
        }
        if brief(&value) {
            rows.extend(row(view, value.0)?.filter(&whole));
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(rows)
}

fn row(view: &dyn View, seq: u64) -> Result<Option<AlertRow>, Fault> {
    Ok(stored(view, seq)?.map(|stored| stored.row))
}

fn stored(view: &dyn View, seq: u64) -> Result<Option<StoredAlert>, Fault> {
    TRANSITIONS.get(view, &seq, |json| Ok(serde_json::from_slice(json)?))
}
