//! Days get their last form: hours merged, files of past days packed. Off the commit path, on the
//! thread that closes periods, so much at a time.

use std::time::Duration;

use super::StoreError;
use super::shared::Shared;
use super::tracks::{Day, Days, Hour, is_merged, merge, next_unmerged, pack, packed_bytes};
use crate::config::StoreEngine;
use crate::domain::EventTime;

/// An hour is merged so long after its end, in event time: later points wait for the packing.
const MERGE_AFTER: Duration = Duration::from_mins(11);

/// A day is packed so long after its end.
const PACK_AFTER: Duration = Duration::from_hours(2);

/// Hours merged and days looked at, at most, in one go: the next closing waits for it.
const HOURS_MAX: usize = 6;
const DAYS_MAX: usize = 8;

/// Does what is due at an event time. A day where it fails stays as it is and is tried again later;
/// the others go on. sled has no looks that stand still while blocks move, and
/// never gives space back: its periods stay as they are.
pub(super) fn settle(shared: &Shared, now: EventTime) {
    if shared.days.engine() == StoreEngine::Sled {
        return;
    }
    let mut hours = HOURS_MAX;
    let mut days = shared.days.unsettled(now);
    // The latest first, then from the earliest: what was left undone long ago does not hold it up.
    if !days.is_empty() {
        days.rotate_right(1);
    }
    for day in days.into_iter().take(DAYS_MAX) {
        if let Err(error) = settle_day(shared, day, now, &mut hours) {
            tracing::warn!(%day, %error, "merging or packing a day of tracks failed");
            shared.metrics.settle_failures.inc();
            shared.days.wait_until_later(day, now);
        }
    }
}

fn settle_day(
    shared: &Shared,
    day: Day,
    now: EventTime,
    hours: &mut usize,
) -> Result<(), StoreError> {
    let past = day.end().plus(PACK_AFTER) <= now;
    merge_hours(shared, day, past, now, hours)?;
    if !past || *hours == 0 {
        return Ok(());
    }
    let grown = |packed| has_grown(packed, &shared.days, day);
    if shared.days.look(day, packed_bytes)?.is_some_and(grown) {
        let freed = pack(&shared.days, day)?;
        shared.metrics.days_packed.inc();
        shared.metrics.bytes_freed.inc_by(freed);
    }
    shared.days.settled(day, now);
    Ok(())
}

/// Whether a file was never packed, or is larger by a quarter since.
fn has_grown(packed: Option<u64>, days: &Days, day: Day) -> bool {
    packed.is_none_or(|packed| days.bytes(day) > packed.saturating_add(packed / 4))
}

/// Merges the hours of a day that are due: of a `past` day also what came after its merging.
fn merge_hours(
    shared: &Shared,
    day: Day,
    past: bool,
    now: EventTime,
    left: &mut usize,
) -> Result<(), StoreError> {
    let mut from = day.first().hour();
    while *left > 0 {
        let next = shared.days.look(day, |view| {
            let Some(hour) = next_unmerged(view, from)? else { return Ok(None) };
            Ok(Some((hour, is_merged(view, hour)?)))
        })?;
        let Some((hour, merged)) = next.flatten().filter(|(hour, _)| is_due(*hour, now)) else {
            return Ok(());
        };
        if past || !merged {
            merge(&shared.days, hour)?;
            shared.metrics.hours_merged.inc();
            *left -= 1;
        }
        from = hour.plus(1);
    }
    Ok(())
}

fn is_due(hour: Hour, now: EventTime) -> bool {
    hour.end().plus(MERGE_AFTER) <= now
}
