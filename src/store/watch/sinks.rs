use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::tables::{DEAD_LETTERS, FEED_POSITIONS, SINKS};
use crate::store::DeadLetter;
use crate::store::error::Fault;
use crate::store::kv::{Change, Order, Span, View};

/// The last transition that a sink is done with.
pub(in crate::store) fn cursor(view: &dyn View, sink: &str) -> Result<Option<u64>, Fault> {
    SINKS.get(view, &sink, Ok)
}

/// Notes how far sinks have come.
pub(in crate::store) fn put_cursors(
    change: &mut dyn Change,
    cursors: &BTreeMap<String, u64>,
) -> Result<(), Fault> {
    for (sink, seq) in cursors {
        SINKS.put(change, &sink.as_str(), seq)?;
    }
    Ok(())
}

/// Keeps a dead letter, of one sink at most `max`; how many older ones were let go.
pub(in crate::store) fn put_dead_letter(
    change: &mut dyn Change,
    sink: &str,
    letter: &DeadLetter,
    max: usize,
) -> Result<u64, Fault> {
    let json = serde_json::to_vec(letter)?;
    DEAD_LETTERS.put(change, &(sink, letter.seq), &json.as_slice())?;
    let mut seqs = Vec::new();
    DEAD_LETTERS.each(change, &all_of(sink), |(_sink, seq), _json| {
        seqs.push(seq);
        Ok(())
    })?;
    let excess = seqs.len().saturating_sub(max);
    for seq in seqs.into_iter().take(excess) {
        DEAD_LETTERS.remove(change, &(sink, seq))?;
    }
    Ok(u64::try_from(excess).unwrap_or(u64::MAX))
}

/// The dead letters of a sink after a place in the log, the oldest first, at most `limit`.
pub(in crate::store) fn dead_letters(
    view: &dyn View,
    sink: &str,
    after: u64,
    limit: usize,
) -> Result<Vec<DeadLetter>, Fault> {
    let mut letters = Vec::new();
    let span = DEAD_LETTERS.span((sink, after.saturating_add(1))..=(sink, u64::MAX));
    DEAD_LETTERS.scan(view, &span, Order::Forwards, |_key, json| {
        if letters.len() == limit {
            return Ok(ControlFlow::Break(()));
        }
        letters.push(serde_json::from_slice(json)?);
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(letters)
}

/// How many dead letters a sink has.
pub(in crate::store) fn count_dead_letters(view: &dyn View, sink: &str) -> Result<u64, Fault> {
    let mut count = 0;
    DEAD_LETTERS.each(view, &all_of(sink), |_key, _json| {
        count += 1;
        Ok(())
    })?;
    Ok(count)
}

/// Lets go of a dead letter.
pub(in crate::store) fn remove_dead_letter(
    change: &mut dyn Change,
    sink: &str,
    seq: u64,
) -> Result<(), Fault> {
    DEAD_LETTERS.remove(change, &(sink, seq))
}

/// Where a feed goes on.
pub(in crate::store) fn feed_position(
    view: &dyn View,
    feed: &str,
) -> Result<Option<String>, Fault> {
    FEED_POSITIONS.get(view, &feed, |position| Ok(position.to_owned()))
}

/// Notes where a feed goes on.
pub(in crate::store) fn put_feed_position(
    change: &mut dyn Change,
    feed: &str,
    position: &str,
) -> Result<(), Fault> {
    FEED_POSITIONS.put(change, &feed, &position)
}

fn all_of(sink: &str) -> Span {
    DEAD_LETTERS.span((sink, 0)..=(sink, u64::MAX))
}
