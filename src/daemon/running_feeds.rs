use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{info, warn};

use super::BoundFeed;
use crate::domain::FeedName;
use crate::feeds::{BindError, Feed, FeedMetrics, ReportBatch};
use crate::net::tls::{Renewable, Renewal};
use crate::net::{Postboxes, Socket, Sockets};
use crate::publish::Relays;
use crate::telemetry::Health;

/// The feeds at work, each with a stop of its own.
#[derive(Debug)]
pub(super) struct RunningFeeds {
    metrics: FeedMetrics,
    health: Arc<Health>,
    postboxes: Postboxes,
    /// Held so that the engine goes on when all feeds have ended by themselves.
    batches: mpsc::Sender<ReportBatch>,
    relays: Relays,
    running: BTreeMap<FeedName, Running>,
}

#[derive(Debug)]
struct Running {
    /// A second handle of what it listens with.
    socket: Option<Socket>,
    certificates: Option<Renewable>,
    stop: CancellationToken,
    done: JoinHandle<()>,
}

impl RunningFeeds {
    pub(super) fn new(
        metrics: FeedMetrics,
        health: Arc<Health>,
        postboxes: Postboxes,
        batches: mpsc::Sender<ReportBatch>,
        relays: Relays,
    ) -> Self {
        Self { metrics, health, postboxes, batches, relays, running: BTreeMap::new() }
    }

    /// Lets a feed begin.
    pub(super) fn start(&mut self, feed: BoundFeed) {
        let BoundFeed { settings, origin, sentences_per_second_max } = feed;
        let name = settings.name;
        if let Some(address) = origin.local_address() {
            info!(feed = %name, %address, "listening");
        }
        if let Some(postbox) = origin.postbox() {
            self.postboxes.put_up(name.as_str(), postbox.clone());
        }
        let (socket, certificates) = (origin.socket(), origin.certificates().cloned());
        let stop = CancellationToken::new();
        let (health, batches) = (Arc::clone(&self.health), self.batches.clone());
        let feed = Feed::new(settings, &self.metrics, health, batches, stop.clone())
            .limited_to(sentences_per_second_max)
            .relaying_to(self.relays.clone());
        let done = TaskTracker::new().spawn(origin.run(feed));
        self.running.insert(name, Running { socket, certificates, stop, done });
    }

    /// Lends the socket of a feed that is about to end to those that come.
    pub(super) fn lend(&self, name: FeedName, sockets: &mut Sockets) {
        let socket = self.running.get(&name).and_then(|running| running.socket.as_ref());
        if let Some(again) = socket.and_then(|socket| socket.again().ok()) {
            sockets.lend(again);
        }
    }

    /// Reads the certificates of the feeds that stay again.
    ///
    /// # Errors
    /// A file does not do.
    pub(super) fn renewals(
        &self,
        stays: impl Fn(FeedName) -> bool,
    ) -> Result<Vec<Renewal>, BindError> {
        let staying = self.running.iter().filter(|(name, _)| stays(**name));
        let renewable = staying.filter_map(|(name, one)| Some((*name, one.certificates.as_ref()?)));
        let read = |(feed, certificates): (FeedName, &Renewable)| {
            certificates.read_again().map_err(|source| BindError::Tls { feed, source })
        };
        renewable.map(read).collect()
    }

    /// Ends one feed; what it read is in the engine's queue when this returns.
    pub(super) async fn end(&mut self, name: FeedName) {
        if let Some(Running { socket, stop, done, .. }) = self.running.remove(&name) {
            drop(socket);
            self.postboxes.take_down(name.as_str());
            stop.cancel();
            settle(name, done).await;
        }
    }

    /// Takes a feed that ended out of what operators see.
    pub(super) fn forget(&self, name: FeedName, exercise: bool) {
        self.metrics.forget(name, exercise);
        self.health.forget(name);
    }

    /// Ends all. Everything that was read is in the engine's queue when this returns.
    pub(super) async fn stop(mut self) {
        for running in self.running.values_mut() {
            running.socket = None;
            running.stop.cancel();
        }
        for (name, Running { done, .. }) in self.running {
            settle(name, done).await;
        }
    }
}

async fn settle(name: FeedName, done: JoinHandle<()>) {
    if let Err(error) = done.await {
        warn!(feed = %name, %error, "a feed broke");
    }
}
