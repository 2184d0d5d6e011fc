use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::StoreError;
use super::row::text;
use super::shared::Shared;
use super::watch;
use crate::domain::EventTime;

/// Dead letters of a sink at most; the oldest goes first.
const DEAD_LETTERS_MAX: usize = 10_000;

/// How far sinks and resumed feeds have come, kept in `watch.redb` beside the log that they read;
/// cheap to clone. Blocking.
#[derive(Clone, Debug)]
pub struct SinkLog {
    shared: Arc<Shared>,
}

/// A transition that a sink could not deliver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadLetter {
    /// Its place in the transition log.
    pub seq: u64,
    /// The alert.
    #[serde(with = "text")]
    pub id: Uuid,
    /// The alert's revision.
    pub revision: u32,
    /// How often the receiver refused it.
    pub refusals: u32,
    /// What the last attempt failed of.
    pub problem: String,
    /// When it was given up, by the clock.
    #[serde(with = "text")]
    pub time: EventTime,
}

impl SinkLog {
    pub(super) const fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// The last transition that a sink is done with; `None` for a new one.
    pub fn cursor(&self, sink: &str) -> Result<Option<u64>, StoreError> {
        self.shared.watch.read(|transaction| watch::cursor(transaction, sink))
    }

    /// Says which sinks there are. One that is not named keeps its place, and holds nothing back that is
    /// older than is kept; one that comes back finds what is left.
    pub fn expect(&self, sinks: impl IntoIterator<Item = String>) {
        self.shared.set_sinks(sinks.into_iter().collect());
    }

    /// Notes how far sinks have come.
    pub fn advance(&self, cursors: &BTreeMap<String, u64>) -> Result<(), StoreError> {
        self.shared.watch.write(|transaction| watch::put_cursors(transaction, cursors))
    }

    /// Keeps a dead letter and moves the sink past it; how many older ones were let go for it.
    pub fn bury(&self, sink: &str, letter: &DeadLetter) -> Result<u64, StoreError> {
        let mut dropped = 0;
        self.shared.watch.write(|transaction| {
            watch::put_cursors(transaction, &[(sink.to_owned(), letter.seq)].into())?;
            dropped = watch::put_dead_letter(transaction, sink, letter, DEAD_LETTERS_MAX)?;
            Ok(())
        })?;
        Ok(dropped)
    }

    /// The dead letters of a sink after a place in the log, the oldest first, at most `limit`.
    pub fn dead_letters(
        &self,
        sink: &str,
        after: u64,
        limit: usize,
    ) -> Result<Vec<DeadLetter>, StoreError> {
        self.shared.watch.read(|transaction| watch::dead_letters(transaction, sink, after, limit))
    }

    /// How many dead letters a sink has.
    pub fn dead_letter_count(&self, sink: &str) -> Result<u64, StoreError> {
        self.shared.watch.read(|transaction| watch::count_dead_letters(transaction, sink))
    }

    /// Lets go of a dead letter that was delivered after all.
    pub fn exhume(&self, sink: &str, seq: u64) -> Result<(), StoreError> {
        self.shared.watch.write(|transaction| watch::remove_dead_letter(transaction, sink, seq))
    }

    /// Where a feed goes on that can be resumed, in its own terms.
    pub fn feed_position(&self, feed: &str) -> Result<Option<String>, StoreError> {
        self.shared.watch.read(|transaction| watch::feed_position(transaction, feed))
    }

    /// Notes where a feed goes on.
    pub fn put_feed_position(&self, feed: &str, position: &str) -> Result<(), StoreError> {
        self.shared.watch.write(|transaction| watch::put_feed_position(transaction, feed, position))
    }
}
