use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::store::{SinkLog, StoreError};

/// How far every sink has come, saved together once a second: a crash in between repeats what was
/// delivered since, under the same id and revision.
#[derive(Debug)]
pub(super) struct Progress {
    log: SinkLog,
    moved: Mutex<BTreeMap<String, u64>>,
}

impl Progress {
    pub(super) fn new(log: SinkLog) -> Self {
        Self { log, moved: Mutex::default() }
    }

    pub(super) fn log(&self) -> &SinkLog {
        &self.log
    }

    /// A sink is done with everything up to `seq`.
    pub(super) fn move_to(&self, sink: &str, seq: u64) {
        let mut moved = self.moved.lock().unwrap_or_else(PoisonError::into_inner);
        match moved.get_mut(sink) {
            Some(known) => *known = seq,
            None => drop(moved.insert(sink.to_owned(), seq)),
        }
    }

    /// Saves what has moved; what could not be saved is tried again at the next call. Blocking.
    pub(super) fn save(&self) -> Result<(), StoreError> {
        let moved = std::mem::take(&mut *self.moved.lock().unwrap_or_else(PoisonError::into_inner));
        if moved.is_empty() {
            return Ok(());
        }
        let saved = self.log.advance(&moved);
        if saved.is_err() {
            let mut newer = self.moved.lock().unwrap_or_else(PoisonError::into_inner);
            for (sink, seq) in moved {
                newer.entry(sink).or_insert(seq);
            }
        }
        saved
    }
}
