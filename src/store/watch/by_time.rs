//! The transition log by time: which transitions happened when, whatever their numbers.

use super::tables::{BY_TIME, META, TIMES_INDEXED, TRANSITIONS};
use crate::domain::EventTime;
use crate::store::error::Fault;
use crate::store::kv::{Change, Database, Span, View};
use crate::store::row::{AlertRow, StoredAlert};

/// Notes when a transition happened.
pub(super) fn put_time(change: &mut dyn Change, time: EventTime, seq: u64) -> Result<(), Fault> {
    BY_TIME.put(change, &(time.as_millis(), seq), &true)
}

/// The transitions of `from..to` with numbers after `after`, in the order of their numbers, at most
/// `limit`.
pub(in crate::store) fn transitions_between(
    view: &dyn View,
    from: EventTime,
    to: EventTime,
    after: u64,
    limit: usize,
) -> Result<Vec<AlertRow>, Fault> {
    let mut found = Vec::new();
    let span = BY_TIME.span((from.as_millis(), 0)..(to.as_millis(), 0));
    BY_TIME.each(view, &span, |(_time, seq), _there| {
        if seq > after {
            found.push(seq);
        }
        Ok(())
    })?;
    found.sort_unstable();
    let mut rows = Vec::new();
    for seq in found.into_iter().take(limit) {
        let row = TRANSITIONS.get(view, &seq, |json| {
            let stored: StoredAlert = serde_json::from_slice(json)?;
            Ok(stored.row)
        })?;
        rows.extend(row);
    }
    Ok(rows)
}

/// Notes the times of a log that was written before they were.
pub(super) fn index(database: &dyn Database) -> Result<(), Fault> {
    let mut times = Vec::new();
    {
        let view = database.view()?;
        if META.get(&*view, &TIMES_INDEXED, Ok)?.is_some() {
            return Ok(());
        }
        TRANSITIONS.each(&*view, &Span::ALL, |seq, json| {
            let stored: StoredAlert = serde_json::from_slice(json)?;
            times.push((stored.row.time, seq));
            Ok(())
        })?;
    }
    database.write(&mut |change| {
        for &(time, seq) in &times {
            put_time(change, time, seq)?;
        }
        META.put(change, &TIMES_INDEXED, &1)
    })
}
