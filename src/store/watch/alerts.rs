use std::time::Duration;

use redb::{ReadTransaction, ReadableTable, WriteTransaction};

use super::tables::{BY_RAISED, Brief, REVISIONS, SNOOZES, TRANSITIONS, UNSETTLED};
use crate::alert::{AlertId, AlertState, Snooze, Transition, TransitionKind};
use crate::domain::EventTime;
use crate::store::error::Fault;
use crate::store::row::{AlertRow, StoredAlert};

/// An alert that has cleared may be raised again under its id for so long (the contract's lifecycle).
const RETRIGGER_WINDOW: Duration = Duration::from_mins(10);

/// What a snooze of an exercise is told by, in front of its rule.
const EXERCISE: &str = "exercise:";

/// Appends a transition to the log and makes it the newest of its alert.
pub(in crate::store) fn put_transition(
    transaction: &WriteTransaction,
    transition: &Transition,
) -> Result<(), Fault> {
    let Transition { seq, ref alert, .. } = *transition;
    let id = alert.id.0.as_u128();
    let value = serde_json::to_vec(&StoredAlert::from(transition))?;
    transaction.open_table(TRANSITIONS)?.insert(seq, value.as_slice())?;
    transaction.open_table(REVISIONS)?.insert((id, alert.revision), seq)?;
    let brief = (
        seq,
        alert.state.as_str(),
        alert.priority.as_str(),
        alert.exercise,
        alert.rule.as_str(),
        alert.area.id.as_str(),
    );
    transaction.open_table(BY_RAISED)?.insert((alert.raised_at.as_millis(), id), brief)?;
    let mut unsettled = transaction.open_table(UNSETTLED)?;
    if alert.state == AlertState::Withdrawn {
        unsettled.remove(id)?;
    } else {
        unsettled.insert(id, (seq, settled_at(transition)))?;
    }
    put_snooze(transaction, transition)
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
fn put_snooze(transaction: &WriteTransaction, transition: &Transition) -> Result<(), Fault> {
    let Transition { kind, ref alert, .. } = *transition;
    let Some(contact) = alert.muted_contact() else { return Ok(()) };
    let prefix = if alert.exercise { EXERCISE } else { "" };
    let (contact, rule) = (contact.to_string(), format!("{prefix}{}", alert.rule));
    let key = (contact.as_str(), alert.area.id.as_str(), rule.as_str());
    let mut snoozes = transaction.open_table(SNOOZES)?;
    match (alert.snoozed_until, kind) {
        (Some(until), _) => {
            snoozes.insert(key, until.as_millis())?;
        }
        (None, TransitionKind::Escalated | TransitionKind::Retriggered) => {
            snoozes.remove(key)?;
        }
        (None, _) => {}
    }
    Ok(())
}

/// Forgets, of what a restart would need, the alerts that ended long enough before `now` and the
/// snoozes that are over.
pub(in crate::store) fn forget_settled(
    transaction: &WriteTransaction,
    now: EventTime,
) -> Result<(), Fault> {
    let past = now.minus(RETRIGGER_WINDOW).as_millis();
    transaction.open_table(UNSETTLED)?.retain(|_, (_, settled_at)| settled_at > past)?;
    transaction.open_table(SNOOZES)?.retain(|_, until| until > now.as_millis())?;
    Ok(())
}

/// The alerts that are open or ended less than ten minutes before `now`, by id.
pub(in crate::store) fn unsettled(
    transaction: &ReadTransaction,
    now: EventTime,
) -> Result<Vec<StoredAlert>, Fault> {
    let past = now.minus(RETRIGGER_WINDOW).as_millis();
    let table = transaction.open_table(UNSETTLED)?;
    let mut alerts = Vec::new();
    for entry in table.iter()? {
        let (seq, settled_at) = entry?.1.value();
        if settled_at > past {
            alerts.extend(stored(transaction, seq)?);
        }
    }
    Ok(alerts)
}

/// The snoozes that last beyond `now`.
pub(in crate::store) fn snoozes(
    transaction: &ReadTransaction,
    now: EventTime,
) -> Result<Vec<Snooze>, Fault> {
    let table = transaction.open_table(SNOOZES)?;
    let mut snoozes = Vec::new();
    for entry in table.iter()? {
        let (key, until) = entry?;
        let until = EventTime::from_millis(until.value());
        if until > now {
            let snooze = snooze(key.value(), until);
            snoozes.push(snooze.ok_or_else(|| Fault::Value("a snooze".to_owned()))?);
        }
    }
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
pub(in crate::store) fn alert(
    transaction: &ReadTransaction,
    id: AlertId,
) -> Result<Option<AlertRow>, Fault> {
    let revisions = transaction.open_table(REVISIONS)?;
    let id = id.0.as_u128();
    let newest = revisions.range((id, 0)..=(id, u32::MAX))?.next_back().transpose()?;
    match newest {
        Some((_key, seq)) => row(transaction, seq.value()),
        None => Ok(None),
    }
}

/// Every revision of an alert, the oldest first.
pub(in crate::store) fn history(
    transaction: &ReadTransaction,
    id: AlertId,
) -> Result<Vec<AlertRow>, Fault> {
    let revisions = transaction.open_table(REVISIONS)?;
    let id = id.0.as_u128();
    let mut rows = Vec::new();
    for entry in revisions.range((id, 0)..=(id, u32::MAX))? {
        rows.extend(row(transaction, entry?.1.value())?);
    }
    Ok(rows)
}

/// The transitions after a place in the log, at most `limit`.
pub(in crate::store) fn transitions_after(
    transaction: &ReadTransaction,
    seq: u64,
    limit: usize,
) -> Result<Vec<AlertRow>, Fault> {
    let Some(first) = seq.checked_add(1) else { return Ok(Vec::new()) };
    let table = transaction.open_table(TRANSITIONS)?;
    let mut rows = Vec::new();
    for entry in table.range(first..)?.take(limit) {
        let stored: StoredAlert = serde_json::from_slice(entry?.1.value())?;
        rows.push(stored.row);
    }
    Ok(rows)
}

/// First and last place of the log.
pub(in crate::store) fn seq_range(
    transaction: &ReadTransaction,
) -> Result<Option<(u64, u64)>, Fault> {
    let table = transaction.open_table(TRANSITIONS)?;
    let first = table.first()?.map(|(seq, _)| seq.value());
    let last = table.last()?.map(|(seq, _)| seq.value());
    Ok(first.zip(last))
}

/// The newest revisions, the latest raised first: those raised in `from..to`, before the place
/// `below`, that `brief` and then `whole` let through, at most `limit`.
pub(in crate::store) fn list(
    transaction: &ReadTransaction,
    from: i64,
    below: (i64, u128),
    limit: usize,
    brief: impl Fn(&Brief<'_>) -> bool,
    whole: impl Fn(&AlertRow) -> bool,
) -> Result<Vec<AlertRow>, Fault> {
    let table = transaction.open_table(BY_RAISED)?;
    let mut rows = Vec::new();
    if (from, 0) >= below {
        return Ok(rows);
    }
    for entry in table.range((from, 0)..below)?.rev() {
        if rows.len() == limit {
            break;
        }
        let (_key, value) = entry?;
        let value = value.value();
        if brief(&value) {
            rows.extend(row(transaction, value.0)?.filter(&whole));
        }
    }
    Ok(rows)
}

fn row(transaction: &ReadTransaction, seq: u64) -> Result<Option<AlertRow>, Fault> {
    Ok(stored(transaction, seq)?.map(|stored| stored.row))
}

fn stored(transaction: &ReadTransaction, seq: u64) -> Result<Option<StoredAlert>, Fault> {
    let table = transaction.open_table(TRANSITIONS)?;
    let Some(value) = table.get(seq)? else { return Ok(None) };
    Ok(serde_json::from_slice(value.value())?)
}
