use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};

/// Consoles worked for at a time: the other threads are for everything else.
const WORKERS: usize = 2;

/// Answers with a past time at once: each holds a thread and ten minutes of positions.
const REPLAYS: usize = 4;

/// How many consoles there may be, and for how many of them work is done at a time.
#[derive(Debug)]
pub(in crate::http) struct LivePlaces {
    clients: Arc<Semaphore>,
    workers: Semaphore,
    replays: Arc<Semaphore>,
}

impl LivePlaces {
    pub(in crate::http) fn new(clients_max: usize) -> Self {
        Self {
            clients: Arc::new(Semaphore::new(clients_max)),
            workers: Semaphore::new(WORKERS),
            replays: Arc::new(Semaphore::new(REPLAYS)),
        }
    }

    /// A place for a console; `None` when all are taken.
    pub(in crate::http) fn client(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.clients).try_acquire_owned().ok()
    }

    /// A place for one who replays; `None` when all are taken.
    pub(in crate::http) fn replay(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.replays).try_acquire_owned().ok()
    }

    /// A turn at work; `None` is impossible, since the turns are never closed.
    pub(super) async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        self.workers.acquire().await.ok()
    }
}
