//! Retention of what is not a track: alerts, the audit trail, who contacts said they were.

use std::ops::ControlFlow;

use super::tables::{
    ACTS, BY_RAISED, BY_TIME, GONE, IDENTITIES_FROM, META, REVISIONS, SINKS, STATICS, TRANSITIONS,
    UNSETTLED,
};
use crate::domain::{ContactId, EventTime};
use crate::store::error::Fault;
use crate::store::kv::{Change, Order, Span, View};
use crate::store::row::StoredAlert;

/// Alerts, or acts, removed in one go: commits wait for no longer than that.
const REMOVED_MAX: usize = 500;

/// Removes alerts that ended and changed last before a time, with their whole history, the earliest
/// raised first. What a sink of `has_sink` has not delivered stays, and so does the newest transition,
/// after which the next is numbered. Gives back how many went.
pub(in crate::store) fn forget_alerts(
    change: &mut dyn Change,
    before: EventTime,
    has_sink: impl Fn(&str) -> bool,
) -> Result<usize, Fault> {
    let kept_from = first_needed(&*change, has_sink)?;
    let mut found = Vec::new();
    let span = BY_RAISED.span(..(before.as_millis(), 0));
    BY_RAISED.scan(&*change, &span, Order::Forwards, |(raised, alert), brief| {
        if brief.0 < kept_from {
            found.push((raised, alert, brief.0));
        }
        let enough = found.len() == REMOVED_MAX;
        Ok(if enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    })?;
    let mut removed = 0;
    for (raised, alert, newest) in found {
        let changed = TRANSITIONS.get(&*change, &newest, time_of)?;
        let open = UNSETTLED.get(&*change, &alert, |_unsettled| Ok(()))?.is_some();
        if open || changed.is_none_or(|changed| changed >= before) {
            continue;
        }
        forget_alert(change, alert)?;
        BY_RAISED.remove(change, &(raised, alert))?;
        removed += 1;
    }
    Ok(removed)
}

/// Removes acts from before a time, by the clock of who acted; the earliest first. What they made
/// (levels, areas, the watch list) stays.
pub(in crate::store) fn forget_acts(
    change: &mut dyn Change,
    before: EventTime,
) -> Result<usize, Fault> {
    let mut found = Vec::new();
    let span = ACTS.span(..(before.as_millis(), 0));
    ACTS.scan(&*change, &span, Order::Forwards, |key, _json| {
        found.push(key);
        let enough = found.len() == REMOVED_MAX;
        Ok(if enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    })?;
    for key in &found {
        ACTS.remove(change, key)?;
    }
    Ok(found.len())
}

/// Removes, once a day, what contacts said of themselves and said last before a time; of a contact
/// that is still there what she said last stays. `last_heard` reads what was known of one that left.
/// Gives back how many went.
pub(in crate::store) fn forget_identities(
    change: &mut dyn Change,
    before: EventTime,
    last_heard: impl Fn(&[u8]) -> Result<i64, Fault>,
) -> Result<usize, Fault> {
    let day = before.as_secs().div_euclid(86_400).cast_unsigned();
    if META.get(&*change, &IDENTITIES_FROM, Ok)? == Some(day) {
        return Ok(0);
    }
    let mut left = Vec::new();
    GONE.each(&*change, &Span::ALL, |contact, known| {
        if last_heard(known)? < before.as_millis() {
            left.push(contact);
        }
        Ok(())
    })?;
    let mut old: Vec<(ContactId, i64)> = Vec::new();
    let mut newest: Option<(ContactId, i64, i64)> = None;
    STATICS.each(&*change, &Span::ALL, |(contact, first), (last, _statics)| {
        if let Some((of, since, until)) = newest
            && of == contact
            && until < before.as_millis()
        {
            old.push((of, since));
        }
        newest = Some((contact, first, last));
        Ok(())
    })?;
    for contact in &left {
        GONE.remove(change, contact)?;
        let span = STATICS.span((*contact, i64::MIN)..=(*contact, i64::MAX));
        STATICS.remove_span(change, &span)?;
    }
    for key in &old {
        STATICS.remove(change, key)?;
    }
    META.put(change, &IDENTITIES_FROM, &day)?;
    Ok(left.len() + old.len())
}

fn forget_alert(change: &mut dyn Change, alert: u128) -> Result<(), Fault> {
    let mut places = Vec::new();
    let span = REVISIONS.span((alert, 0)..=(alert, u32::MAX));
    REVISIONS.each(&*change, &span, |_key, seq| {
        places.push(seq);
        Ok(())
    })?;
    for seq in places {
        if let Some(time) = TRANSITIONS.get(&*change, &seq, time_of)? {
            BY_TIME.remove(change, &(time.as_millis(), seq))?;
        }
        TRANSITIONS.remove(change, &seq)?;
    }
    REVISIONS.remove_span(change, &span)
}

/// The first place in the log that something needs: the newest transition, or where a sink goes on.
fn first_needed(view: &dyn View, has_sink: impl Fn(&str) -> bool) -> Result<u64, Fault> {
    let mut needed = super::seq_range(view)?.map_or(0, |(_first, last)| last);
    SINKS.each(view, &Span::ALL, |sink, done| {
        if has_sink(sink) {
            needed = needed.min(done.saturating_add(1));
        }
        Ok(())
    })?;
    Ok(needed)
}

fn time_of(json: &[u8]) -> Result<EventTime, Fault> {
    let stored: StoredAlert = serde_json::from_slice(json)?;
    Ok(stored.row.time)
}
