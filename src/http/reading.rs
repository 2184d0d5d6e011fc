use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::timeout;
use tracing::{error, warn};

use super::problem::{Problem, ProblemKind};
use crate::store::{Reader, StoreError};

/// Reads at once; each holds a thread.
const READS_MAX: usize = 8;

/// How long a read may wait for its turn.
const WAIT_MAX: Duration = Duration::from_secs(2);

/// How long an answer is waited for.
const READ_MAX: Duration = Duration::from_secs(10);

/// Blocking work of requests, bounded in number and in time, away from the threads that serve.
#[derive(Debug)]
pub(super) struct Reading {
    places: Arc<Semaphore>,
}

impl Reading {
    pub(super) fn new() -> Self {
        Self { places: Arc::new(Semaphore::new(READS_MAX)) }
    }

    /// Asks the store. At the bound the request waits a little and is then turned away; a read that
    /// takes too long keeps its place until it is done, so that slow disks do not pile up threads.
    pub(super) async fn store<T: Send + 'static>(
        &self,
        reader: &Reader,
        read: impl FnOnce(&Reader) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Problem> {
        let reader = reader.clone();
        self.run(move || read(&reader)).await?.map_err(|error| match error {
            StoreError::Cursor { .. } => {
                Problem::invalid("cursor", "cursor has to be the `next` of a page")
            }
            error => {
                warn!(%error, "the store could not be read");
                Problem::new(ProblemKind::StoreUnavailable, "the store could not be read")
            }
        })
    }

    /// Runs something long.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let place = timeout(WAIT_MAX, Arc::clone(&self.places).acquire_owned()).await;
        let Ok(Ok(place)) = place else {
            return Err(Problem::new(
                ProblemKind::Busy,
                format!("{READS_MAX} requests are being worked on already"),
            ));
        };
        let work = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(place);
            done
        });
        match timeout(READ_MAX, work).await {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(panic)) => {
                error!(%panic, "a request met a defect");
                Err(Problem::new(ProblemKind::Defect, "the request met a defect; it is logged"))
            }
            Err(_elapsed) => Err(Problem::new(
                ProblemKind::Busy,
                format!("no answer within {} s; ask for less", READ_MAX.as_secs()),
            )),
        }
    }
}
