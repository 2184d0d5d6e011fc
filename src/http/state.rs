use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use prometheus::Registry;
use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore, mpsc, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::ActRequest;
use super::admission::{AccessSeen, Audit, Client, Guard};
use super::live::LivePlaces;
use super::metrics::HttpMetrics;
use super::problem::{Problem, ProblemKind};
use super::reading::Reading;
use crate::areas::{AreaId, SecurityLevel};
use crate::clock;
use crate::config::{AccessConfig, HttpConfig, LoadedArea};
use crate::domain::{ContactId, EventTime};
use crate::engine::EngineSettings;
use crate::net::{Place, Places, Postboxes};
use crate::publish::Sinks;
use crate::query::{AlertBoard, SharedCoverage, Snapshot};
use crate::store::{Reader, StoreError};
use crate::telemetry::{FeedHealth, Health};

/// Security levels that officers have set; an area that is not named keeps that of its file.
pub type Levels = Arc<BTreeMap<AreaId, SecurityLevel>>;

/// The contacts on the watch list.
pub type WatchList = Arc<BTreeMap<ContactId, Listing>>;

/// Who put a contact on the watch list, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Who.
    pub by: String,
    /// When.
    pub since: EventTime,
    /// Why, in words.
    pub note: Option<String>,
}

/// What HTTP is given, each from the part that owns it.
#[derive(Debug)]
pub struct ApiParts {
    /// Where to listen, by which names, how many streams.
    pub config: HttpConfig,
    /// History.
    pub reader: Reader,
    /// Published alerts.
    pub alerts: Arc<AlertBoard>,
    /// The live picture.
    pub picture: watch::Receiver<Arc<Snapshot>>,
    /// Feeds, store, phase.
    pub health: Arc<Health>,
    /// A feed silent for so long is named in `/readyz`.
    pub feed_silence: Duration,
    /// Feeds that take what is posted to them.
    pub postboxes: Postboxes,
    /// All metrics; HTTP adds its own.
    pub registry: Arc<Registry>,
    /// Watch areas as loaded and as made.
    pub areas: watch::Receiver<Arc<[LoadedArea]>>,
    /// The watch list.
    pub watch_list: watch::Receiver<WatchList>,
    /// Where stations hear vessels.
    pub coverage: SharedCoverage,
    /// The core's settings in force, to try areas with.
    pub engine: watch::Receiver<Arc<EngineSettings>>,
    /// Their levels now.
    pub levels: watch::Receiver<Levels>,
    /// To whom alerts go on.
    pub sinks: Sinks,
    /// The way to the engine for officers' acts.
    pub acts: mpsc::Sender<ActRequest>,
    /// Who may do what, now.
    pub access: AccessSeen,
    /// How long a browser stays logged in, and how often an address may be wrong in a minute.
    pub admission: AccessConfig,
    /// TLS now; `None` is plain HTTP.
    pub tls: Option<TlsSeen>,
    /// The trail of acts and denials.
    pub audit: Audit,
}

/// The configuration of TLS in force.
pub type TlsSeen = watch::Receiver<Arc<rustls::ServerConfig>>;

/// What every handler sees; cheap to clone.
#[derive(Clone, Debug)]
pub struct ApiState(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    parts: ApiParts,
    metrics: HttpMetrics,
    reading: Reading,
    guard: Guard,
    streams: Arc<Semaphore>,
    live: LivePlaces,
    trial: Arc<Semaphore>,
    streams_of_clients: Places<Client>,
    backup: Arc<Mutex<()>>,
    closing: CancellationToken,
    tasks: TaskTracker,
    started: Instant,
}

impl ApiState {
    /// Takes the parts in.
    ///
    /// # Errors
    /// A metric of HTTP is registered already.
    pub fn new(parts: ApiParts) -> Result<Self, prometheus::Error> {
        Ok(Self(Arc::new(Inner {
            metrics: HttpMetrics::register(&parts.registry)?,
            reading: Reading::new(),
            guard: Guard::new(parts.access.clone(), &parts.admission, parts.audit.clone()),
            streams: Arc::new(Semaphore::new(parts.config.streams_max)),
            live: LivePlaces::new(parts.config.live_clients_max),
            trial: Arc::new(Semaphore::new(1)),
            streams_of_clients: Places::new(parts.config.streams_per_client_max),
            backup: Arc::default(),
            closing: CancellationToken::new(),
            tasks: TaskTracker::new(),
            started: clock::monotonic_now(),
            parts,
        })))
    }

    pub(super) fn metrics(&self) -> &HttpMetrics {
        &self.0.metrics
    }

    /// Where blocking work goes.
    pub(super) fn reading(&self) -> &Reading {
        &self.0.reading
    }

    /// Asks the store, bounded in number and time.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Reader) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Problem> {
        self.0.reading.store(&self.0.parts.reader, read).await
    }

    /// What decides who somebody is.
    pub(super) fn guard(&self) -> &Guard {
        &self.0.guard
    }

    /// A place among the streams of one client, held until it is dropped.
    pub(super) fn client_place(&self, client: Client) -> Result<Place<Client>, Problem> {
        self.0.streams_of_clients.take(client).ok_or_else(|| {
            let max = self.config.streams_per_client_max;
            let detail = format!("this client follows {max} streams already");
            Problem::new(ProblemKind::TooManyStreams, detail)
        })
    }

    /// A place among the streams, held until it is dropped.
    pub(super) fn stream_place(&self, client: Client) -> Result<StreamPlace, Problem> {
        let of_client = self.client_place(client)?;
        let of_all = Arc::clone(&self.0.streams).try_acquire_owned().map_err(|_none_left| {
            let detail = format!("{} clients follow the stream already", self.config.streams_max);
            Problem::new(ProblemKind::TooManyStreams, detail)
        })?;
        Ok(StreamPlace { _of_all: of_all, _of_client: of_client })
    }

    /// Places of consoles, and of the work for them.
    pub(super) fn live_places(&self) -> &LivePlaces {
        &self.0.live
    }

    /// The one place for the trial of an area; `None` while another is tried.
    pub(super) fn trial_place(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.0.trial).try_acquire_owned().ok()
    }

    /// The picture, with a word whenever it changes.
    pub(super) fn picture(&self) -> watch::Receiver<Arc<Snapshot>> {
        self.0.parts.picture.clone()
    }

    /// Held by the one backup that is being made.
    pub(super) fn backup_place(&self) -> Arc<Mutex<()>> {
        Arc::clone(&self.0.backup)
    }

    /// Cancelled when the daemon stops: streams end then.
    pub(super) fn closing(&self) -> &CancellationToken {
        &self.0.closing
    }

    /// Tasks of streams, waited for at the end.
    pub(super) fn tasks(&self) -> &TaskTracker {
        &self.0.tasks
    }

    /// How long HTTP has been up.
    pub(super) fn uptime(&self) -> Duration {
        clock::monotonic_now().duration_since(self.0.started)
    }

    /// Whether nothing came from a feed for so long that an officer has to know. A feed that never
    /// spoke is as old as the daemon.
    pub(super) fn is_silent(&self, feed: &FeedHealth, now: EventTime) -> bool {
        let age = feed.last_message.map(|last| now.since(last));
        age.unwrap_or_else(|| self.uptime()) > self.feed_silence
    }

    /// The picture as last published.
    pub(super) fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.0.parts.picture.borrow())
    }

    /// The watch areas now.
    pub(super) fn areas(&self) -> Arc<[LoadedArea]> {
        Arc::clone(&self.0.parts.areas.borrow())
    }

    /// The watch list now.
    pub(super) fn watch_list(&self) -> WatchList {
        Arc::clone(&self.0.parts.watch_list.borrow())
    }

    /// The level of an area now.
    pub(super) fn level(&self, area: &LoadedArea) -> SecurityLevel {
        let levels = self.0.parts.levels.borrow();
        levels.get(&area.area.id).copied().unwrap_or(area.area.security_level)
    }
}

/// A place among the streams.
#[derive(Debug)]
pub(super) struct StreamPlace {
    _of_all: OwnedSemaphorePermit,
    _of_client: Place<Client>,
}

impl std::ops::Deref for ApiState {
    type Target = ApiParts;

    fn deref(&self) -> &ApiParts {
        &self.0.parts
    }
}
