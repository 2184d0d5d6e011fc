use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use tokio::sync::mpsc;

use crate::domain::EventTime;
use crate::store::{DeadLetter, SinkLog, StoreError};

/// Sinks as operators see them; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Sinks(Arc<RwLock<Vec<Arc<Counter>>>>);

/// How a sink does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SinkState {
    /// There is nothing that it has not done with.
    Idle,
    /// It delivers.
    Delivering,
    /// The last attempt failed.
    Retrying,
}

/// One sink as it is now.
#[derive(Clone, Debug, PartialEq)]
pub struct SinkStatus {
    /// Its name.
    pub name: String,
    /// Its kind, as configured.
    pub kind: &'static str,
    /// What it does.
    pub state: SinkState,
    /// Number of the last transition that it is done with.
    pub cursor: u64,
    /// Transitions of the log that it has not looked at.
    pub queued: u64,
    /// How long the oldest of them has waited, seconds.
    pub oldest_secs: f64,
    /// Dead letters.
    pub dead_letters: u64,
    /// When something was delivered last, by the clock.
    pub last_delivery: Option<EventTime>,
    /// What the last attempt failed of; `None` after one that did not.
    pub problem: Option<String>,
}

/// Why dead letters are not sent again.
#[derive(Debug, thiserror::Error)]
pub enum ResendError {
    /// There is no such sink.
    #[error("there is no sink {0:?}")]
    NoSuchSink(String),
    /// There is no such dead letter.
    #[error("sink {sink:?} has no dead letter {seq}")]
    NoSuchLetter {
        /// Which sink.
        sink: String,
        /// Which place in the log.
        seq: u64,
    },
    /// It is still busy with those of before.
    #[error("sink {0:?} has as many dead letters to send again as it takes at a time")]
    Busy(String),
    /// The store does not say.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Where one sink shows what it does, and is told what to send again.
#[derive(Debug)]
pub(super) struct Counter {
    pub(super) name: String,
    log: SinkLog,
    again: mpsc::Sender<u64>,
    status: Mutex<SinkStatus>,
}

impl Sinks {
    /// Every sink, in the order of the configuration.
    pub fn list(&self) -> Vec<SinkStatus> {
        self.all().iter().map(|counter| counter.status().clone()).collect()
    }

    /// The dead letters of a sink after a place in the log, the oldest first. Blocking.
    pub fn dead_letters(
        &self,
        sink: &str,
        after: u64,
        limit: usize,
    ) -> Result<Vec<DeadLetter>, ResendError> {
        Ok(self.find(sink)?.log.dead_letters(sink, after, limit)?)
    }

    /// Has a sink try dead letters again, those named or, where none is, all; how many. Blocking.
    pub fn resend(&self, sink: &str, seqs: &[u64]) -> Result<usize, ResendError> {
        let counter = self.find(sink)?;
        let there = counter.log.dead_letters(sink, 0, usize::MAX)?;
        if let Some(seq) = seqs.iter().find(|seq| there.iter().all(|letter| letter.seq != **seq)) {
            return Err(ResendError::NoSuchLetter { sink: sink.to_owned(), seq: *seq });
        }
        let wanted = there.iter().map(|letter| letter.seq);
        let mut count = 0;
        for seq in wanted.filter(|seq| seqs.is_empty() || seqs.contains(seq)) {
            if counter.again.try_send(seq).is_err() {
                break;
            }
            count += 1;
        }
        if count == 0 && !there.is_empty() {
            return Err(ResendError::Busy(sink.to_owned()));
        }
        Ok(count)
    }

    pub(super) fn replace(&self, counters: Vec<Arc<Counter>>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = counters;
    }

    fn all(&self) -> Vec<Arc<Counter>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn find(&self, sink: &str) -> Result<Arc<Counter>, ResendError> {
        let found = self.all().into_iter().find(|counter| counter.name == sink);
        found.ok_or_else(|| ResendError::NoSuchSink(sink.to_owned()))
    }
}

impl SinkState {
    /// The state in one word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Delivering => "delivering",
            Self::Retrying => "retrying",
        }
    }
}

impl Counter {
    pub(super) fn new(
        name: String,
        kind: &'static str,
        log: SinkLog,
        again: mpsc::Sender<u64>,
    ) -> Self {
        let status = Mutex::new(SinkStatus {
            name: name.clone(),
            kind,
            state: SinkState::Idle,
            cursor: 0,
            queued: 0,
            oldest_secs: 0.0,
            dead_letters: 0,
            last_delivery: None,
            problem: None,
        });
        Self { name, log, again, status }
    }

    pub(super) fn status(&self) -> MutexGuard<'_, SinkStatus> {
        self.status.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
