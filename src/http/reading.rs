use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use tracing::{error, warn};

use super::problem::{Problem, ProblemKind};
use crate::store::{Reader, StoreError};

/// Reads at once; each holds a thread.
const READS_MAX: usize = 8;

/// Answers on their way at once; each holds a thread and a page of rows while its client reads.
const SENDS_MAX: usize = 32;

/// How long a read may wait for its turn.
const WAIT_MAX: Duration = Duration::from_secs(2);

/// How long an answer is waited for.
const READ_MAX: Duration = Duration::from_secs(10);

/// Blocking work of requests, bounded in number and in time, away from the threads that serve.
#[derive(Debug)]
pub(super) struct Reading {
    places: Arc<Semaphore>,
    sends: Arc<Semaphore>,
}

impl Reading {
    pub(super) fn new() -> Self {
        Self {
            places: Arc::new(Semaphore::new(READS_MAX)),
            sends: Arc::new(Semaphore::new(SENDS_MAX)),
        }
    }

    /// Asks the store. At the bound the request waits a little and is then turned away; a read that
    /// takes too long keeps its place until it is done, so that slow disks do not pile up threads.
    pub(super) async fn store<T: Send + 'static>(
        &self,
        reader: &Reader,
        read: impl FnOnce(&Reader) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Problem> {
        let reader = reader.clone();
        self.run(move || read(&reader)).await?.map_err(|error| unreadable(&error))
    }

    /// Runs something long.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        self.run_within(READ_MAX, work).await
    }

    /// Runs something that ends by itself within a time of its own.
    pub(super) async fn run_within<T: Send + 'static>(
        &self,
        span: Duration,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let place = turn(&self.places, READS_MAX).await?;
        let work = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(place);
            done
        });
        match timeout(span, work).await {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(panic)) => {
                error!(%panic, "a request met a defect");
                Err(Problem::new(ProblemKind::Defect, "the request met a defect; it is logged"))
            }
            Err(_elapsed) => Err(Problem::new(
                ProblemKind::Busy,
                format!("no answer within {} s; ask for less", span.as_secs()),
            )),
        }
    }

    /// A place among the answers that are on their way.
    pub(super) async fn sending(&self) -> Result<OwnedSemaphorePermit, Problem> {
        turn(&self.sends, SENDS_MAX).await
    }
}

async fn turn(places: &Arc<Semaphore>, max: usize) -> Result<OwnedSemaphorePermit, Problem> {
    match timeout(WAIT_MAX, Arc::clone(places).acquire_owned()).await {
        Ok(Ok(place)) => Ok(place),
        _ => Err(Problem::new(
            ProblemKind::Busy,
            format!("{max} requests are being worked on already"),
        )),
    }
}

/// What a client is told of an error of the store.
pub(super) fn unreadable(error: &StoreError) -> Problem {
    if let StoreError::Cursor { .. } = error {
        return Problem::invalid("cursor", "cursor has to be the `next` of a page");
    }
    warn!(%error, "the store could not be read");
    let told = match error {
        StoreError::Damaged { path, .. } => {
            let file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
            format!("the store could not be read: its file {file} is damaged")
        }
        _ => "the store could not be read".to_owned(),
    };
    Problem::new(ProblemKind::StoreUnavailable, told)
}
