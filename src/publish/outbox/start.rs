use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::task::spawn_blocking;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::warn;

use super::desk::{Counter, Sinks};
use super::metrics::SinkMetrics;
use super::progress::Progress;
use super::task::SinkTask;
use crate::config::SinkConfig;
use crate::publish::sinks::{Sender, Surroundings};
use crate::query::Snapshot;
use crate::store::{Reader, SinkLog, StoreError};

/// How often it is saved how far sinks have come.
const SAVE_EVERY: Duration = Duration::from_secs(1);
/// Dead letters that wait to be sent again.
const AGAIN_MAX: usize = 10_000;

/// All sinks at work; none by default.
#[derive(Debug, Default)]
pub struct Outbox {
    tasks: TaskTracker,
    stop: CancellationToken,
    keeper: TaskTracker,
    keeper_stop: CancellationToken,
}

/// What the outbox is given.
#[derive(Debug)]
pub struct OutboxParts {
    /// The transition log.
    pub reader: Reader,
    /// Where progress is kept.
    pub log: SinkLog,
    /// Number of the last transition committed.
    pub committed: watch::Receiver<u64>,
    /// The live picture, for sinks that show vessels.
    pub picture: watch::Receiver<Arc<Snapshot>>,
    /// Metrics, registered before.
    pub metrics: SinkMetrics,
}

/// Why the outbox cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A sink lacks what it needs.
    #[error("sink {sink} cannot start: {problem}")]
    Sink {
        /// Which.
        sink: String,
        /// What is wrong.
        problem: String,
    },
    /// The store does not say how far a sink has come.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Outbox {
    /// Whether these sinks have what they need. Blocking for a moment, within a runtime.
    ///
    /// # Errors
    /// [`StartError::Sink`] for the first that lacks something.
    pub fn check(sinks: &[SinkConfig], parts: &OutboxParts) -> Result<(), StartError> {
        sinks.iter().try_for_each(|sink| sender_of(sink, parts).map(drop))
    }

    /// Starts every sink where it was; `desk` shows them from now on. Blocking for a moment, within
    /// a runtime.
    pub fn start(
        sinks: Vec<SinkConfig>,
        parts: &OutboxParts,
        desk: &Sinks,
    ) -> Result<Self, StartError> {
        parts.log.expect(sinks.iter().map(|sink| sink.name.clone()));
        let progress = Arc::new(Progress::new(parts.log.clone()));
        let stop = CancellationToken::new();
        let mut counters = Vec::with_capacity(sinks.len());
        let mut ready = Vec::with_capacity(sinks.len());
        for sink in sinks {
            let name = sink.name.clone();
            let sender = sender_of(&sink, parts)?;
            let (again, letters) = mpsc::channel(AGAIN_MAX);
            let counter = Counter::new(name, sender.kind(), parts.log.clone(), again);
            let counter = Arc::new(counter);
            counters.push(Arc::clone(&counter));
            ready.push(SinkTask {
                cursor: cursor_of(&sink, parts)?,
                sender,
                reader: parts.reader.clone(),
                committed: parts.committed.clone(),
                progress: Arc::clone(&progress),
                meters: parts.metrics.of(&sink.name),
                again: letters,
                stop: stop.clone(),
                counter,
                config: sink,
            });
        }
        let tasks = TaskTracker::new();
        for task in ready {
            tasks.spawn(task.run());
        }
        tasks.close();
        desk.replace(counters);
        let (keeper, keeper_stop) = (TaskTracker::new(), CancellationToken::new());
        keeper.spawn(keep(progress, keeper_stop.clone()));
        keeper.close();
        Ok(Self { tasks, stop, keeper, keeper_stop })
    }

    /// Delivers what has been committed, as far as receivers take it at once; the rest is delivered
    /// after the next start.
    pub async fn stop(self) {
        self.stop.cancel();
        self.tasks.wait().await;
        self.keeper_stop.cancel();
        self.keeper.wait().await;
    }
}

fn sender_of(sink: &SinkConfig, parts: &OutboxParts) -> Result<Sender, StartError> {
    let surroundings =
        Surroundings { reader: parts.reader.clone(), picture: parts.picture.clone() };
    Sender::new(sink, surroundings)
        .map_err(|problem| StartError::Sink { sink: sink.name.clone(), problem })
}

/// Where a sink goes on; a new one begins at the end of the log unless it asked for the start.
fn cursor_of(sink: &SinkConfig, parts: &OutboxParts) -> Result<u64, StoreError> {
    let range = parts.reader.seq_range()?;
    if let Some(cursor) = parts.log.cursor(&sink.name)? {
        let first = range.map_or(0, |(first, _)| first);
        if cursor.saturating_add(1) < first {
            let sink = &sink.name;
            warn!(%sink, cursor, first, "what it had not delivered when it was taken out is gone");
        }
        return Ok(cursor);
    }
    let cursor = if sink.from_start {
        range.map_or(0, |(first, _)| first.saturating_sub(1))
    } else {
        range.map_or(0, |(_, last)| last)
    };
    parts.log.advance(&[(sink.name.clone(), cursor)].into())?;
    Ok(cursor)
}

async fn keep(progress: Arc<Progress>, stop: CancellationToken) {
    let mut ticks = interval(SAVE_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let stopped = tokio::select! {
            () = stop.cancelled() => true,
            _ = ticks.tick() => false,
        };
        let saving = Arc::clone(&progress);
        match spawn_blocking(move || saving.save()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => warn!(%error, "how far sinks have come is not saved yet"),
            Err(error) => warn!(%error, "saving how far sinks have come broke"),
        }
        if stopped {
            return;
        }
    }
}
