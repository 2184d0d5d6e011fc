//! Which alerts were open at a past time.

use std::ops::ControlFlow;

use super::tables::{BY_RAISED, BY_TIME, REVISIONS, TRANSITIONS};
use crate::domain::EventTime;
use crate::store::error::Fault;
use crate::store::kv::{Order, View};
use crate::store::row::{AlertRow, StoredAlert};

const OPEN: [&str; 3] = ["unacknowledged", "acknowledged", "rtn-unacknowledged"];

/// The alerts that were open at a time, each as its last transition at or before it had left it; the
/// latest raised first, at most `limit`.
pub(in crate::store) fn standing_at(
    view: &dyn View,
    time: EventTime,
    limit: usize,
) -> Result<Vec<AlertRow>, Fault> {
    let later = first_after(view, time)?;
    let mut candidates = Vec::new();
    let span = BY_RAISED.span(..(time.as_millis().saturating_add(1), 0));
    BY_RAISED.scan(view, &span, Order::Backwards, |(_raised, alert), (newest, state, ..)| {
        // What changed last before the time stands as it stood then.
        if OPEN.contains(&state) || later.is_some_and(|later| newest >= later) {
            candidates.push(alert);
        }
        Ok(ControlFlow::Continue(()))
    })?;
    let mut standing = Vec::new();
    for alert in candidates {
        if standing.len() == limit {
            break;
        }
        standing.extend(as_of(view, alert, time)?.filter(AlertRow::is_open));
    }
    Ok(standing)
}

/// The lowest number of a transition that happened later.
fn first_after(view: &dyn View, time: EventTime) -> Result<Option<u64>, Fault> {
    let mut first = None;
    let span = BY_TIME.span((time.as_millis().saturating_add(1), 0)..);
    BY_TIME.each(view, &span, |(_time, seq), _there| {
        first = Some(first.map_or(seq, |first: u64| first.min(seq)));
        Ok(())
    })?;
    Ok(first)
}

/// An alert as its last transition up to a time left it.
fn as_of(view: &dyn View, alert: u128, time: EventTime) -> Result<Option<AlertRow>, Fault> {
    let mut last = None;
    let span = REVISIONS.span((alert, 0)..=(alert, u32::MAX));
    REVISIONS.each(view, &span, |_key, seq| {
        let stored: Option<StoredAlert> =
            TRANSITIONS.get(view, &seq, |json| Ok(serde_json::from_slice(json)?))?;
        last = stored.map(|stored| stored.row).filter(|row| row.time <= time).or(last.take());
        Ok(())
    })?;
    Ok(last)
}
