use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{error, info, warn};

use super::datagrams::Datagrams;
use super::filter::fingerprint;
use super::keeper::Keeper;
use super::metrics::RelayMetrics;
use super::outlet::{CopyRule, Relay};
use super::relays::Relays;
use super::segments::{Kept, Segments};
use super::server::Server;
use crate::config::{RelayConfig, RelayKind};
use crate::engine::EngineSettings;
use crate::net::tls::{Renewable, Renewal, TlsError};
use crate::net::{Socket, Sockets};

/// A relay whose socket is bound.
#[derive(Debug)]
pub struct BoundRelay {
    config: RelayConfig,
    door: Door,
}

#[derive(Debug)]
enum Door {
    Listener { listener: TcpListener, tls: Option<Renewable> },
    Datagrams,
}

/// Why a relay cannot start.
#[derive(Debug, thiserror::Error)]
pub enum RelayError {
    /// The address is taken, or is not one of this machine.
    #[error("relay {relay} cannot listen on tcp {address}")]
    Listen {
        /// Which relay.
        relay: String,
        /// Where.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// Its certificates cannot be used.
    #[error("relay {relay} cannot use TLS")]
    Tls {
        /// Which relay.
        relay: String,
        /// Why.
        source: TlsError,
    },
}

impl Door {
    fn socket(&self) -> Option<Socket> {
        match self {
            // Without it (no file descriptor is left) the address is taken until the relay has ended.
            Self::Listener { listener, .. } => listener.try_clone().ok().map(Socket::Tcp),
            Self::Datagrams => None,
        }
    }
}

impl BoundRelay {
    /// Binds what a relay names.
    pub fn bind(config: RelayConfig, sockets: &mut Sockets) -> Result<Self, RelayError> {
        let door = match &config.kind {
            RelayKind::Udp { .. } => Door::Datagrams,
            RelayKind::Tcp { address, tls, .. } => {
                let tls = tls.clone().map(Renewable::open).transpose();
                let tls = tls.map_err(|source| unusable(&config, source))?;
                let listener = sockets.tcp(*address).map_err(|source| RelayError::Listen {
                    relay: config.name.clone(),
                    address: *address,
                    source,
                })?;
                Door::Listener { listener, tls }
            }
        };
        Ok(Self { config, door })
    }

    /// Where it listens.
    #[cfg(test)]
    pub(super) fn address(&self) -> Option<SocketAddr> {
        match &self.door {
            Door::Listener { listener, .. } => listener.local_addr().ok(),
            Door::Datagrams => None,
        }
    }
}

fn unusable(config: &RelayConfig, source: TlsError) -> RelayError {
    RelayError::Tls { relay: config.name.clone(), source }
}

/// The relays at work.
#[derive(Debug)]
pub struct RunningRelays {
    metrics: RelayMetrics,
    copies: CopyRule,
    relays: Relays,
    /// Where rings are kept.
    folder: PathBuf,
    running: Vec<Running>,
    /// Those that have ended and take in what comes until one of their name goes on.
    ended: Vec<(RelayConfig, Arc<Relay>)>,
}

#[derive(Debug)]
struct Running {
    config: RelayConfig,
    relay: Arc<Relay>,
    /// A second handle of what it listens with.
    socket: Option<Socket>,
    tls: Option<Renewable>,
    stop: CancellationToken,
    done: JoinHandle<()>,
    keeper: Option<RunningKeeper>,
}

#[derive(Debug)]
struct RunningKeeper {
    stop: CancellationToken,
    done: JoinHandle<()>,
}

impl RunningRelays {
    /// None so far; feeds hand their messages to `relays`, copies are told as the engine tells them,
    /// and rings are kept in `folder`.
    pub const fn new(
        metrics: RelayMetrics,
        relays: Relays,
        engine: &EngineSettings,
        folder: PathBuf,
    ) -> Self {
        let copies = CopyRule { window: engine.duplicate_window, capacity: engine.duplicates_max };
        Self::with(metrics, copies, relays, folder)
    }

    pub(super) const fn with(
        metrics: RelayMetrics,
        copies: CopyRule,
        relays: Relays,
        folder: PathBuf,
    ) -> Self {
        Self { metrics, copies, relays, folder, running: Vec::new(), ended: Vec::new() }
    }

    /// Lets a relay begin where one of its name was stopped. It reads files, and has to be called within
    /// a tokio runtime.
    pub fn start(&mut self, BoundRelay { config, door }: BoundRelay) {
        let meters = self.metrics.of(&config.name);
        let (segments, kept) = self.segments_of(&config).unzip();
        let relay = Arc::new(Relay::new(&config, self.copies, kept.flatten(), meters));
        let keeper = segments.map(|segments| keep(&config.name, &relay, segments));
        let stop = CancellationToken::new();
        let name = config.name.clone();
        let tasks = TaskTracker::new();
        let socket = door.socket();
        let (tls, done) = match (door, &config.kind) {
            (Door::Listener { listener, tls }, RelayKind::Tcp { clients_max, .. }) => {
                let (relay, clients_max) = (Arc::clone(&relay), *clients_max);
                let server = Server { name, relay, clients_max, tls: tls.clone() };
                (tls, tasks.spawn(listen_with(server, listener, stop.clone())))
            }
            (_, RelayKind::Udp { to }) => {
                let datagrams = Datagrams::new(name, Arc::clone(&relay), to.clone());
                (None, tasks.spawn(datagrams.run(stop.clone())))
            }
            (Door::Datagrams, RelayKind::Tcp { .. }) => return,
        };
        let before = self.ended.iter().position(|(was, _)| was.name == config.name);
        let before = before.map(|at| self.ended.swap_remove(at));
        let (name, after) = (config.name.clone(), Arc::clone(&relay));
        let is_for_others = before.as_ref().is_some_and(|(was, _)| !sends_as(was, &config));
        self.running.push(Running { config, relay, socket, tls, stop, done, keeper });
        let mut dropped = 0;
        self.put_in_force(|| {
            if let Some((_, before)) = before {
                dropped = after.go_on_after(&before, is_for_others);
            }
        });
        if dropped > 0 {
            warn!(relay = %name, messages = dropped, is_for_others, "not sent yet, and dropped");
        }
    }

    /// Lends the socket of a relay that is about to end to those that come.
    pub fn lend(&self, config: &RelayConfig, sockets: &mut Sockets) {
        let running = self.running.iter().find(|running| running.config == *config);
        let socket = running.and_then(|running| running.socket.as_ref());
        if let Some(again) = socket.and_then(|socket| socket.again().ok()) {
            sockets.lend(again);
        }
    }

    /// Ends a relay: its clients get what there is. What comes until one of its name begins is that one's,
    /// or goes when [nobody follows](Self::forget_ended).
    pub async fn end(&mut self, config: &RelayConfig) {
        let Some(at) = self.running.iter().position(|running| running.config == *config) else {
            return;
        };
        let running = self.running.remove(at);
        self.ended.push((config.clone(), Arc::clone(&running.relay)));
        running.stop.cancel();
        settle(running).await;
        self.metrics.forget(&config.name);
    }

    /// Takes out of force those that have ended.
    pub fn forget_ended(&mut self) {
        self.ended.clear();
        self.put_in_force(|| {});
    }

    /// Reads the certificates of the relays that stay again.
    ///
    /// # Errors
    /// A file does not do.
    pub fn renewals(
        &self,
        stays: impl Fn(&RelayConfig) -> bool,
    ) -> Result<Vec<Renewal>, RelayError> {
        let staying = self.running.iter().filter(|running| stays(&running.config));
        let renewable =
            staying.filter_map(|Running { config, tls, .. }| Some((config, tls.as_ref()?)));
        renewable.map(|(config, tls)| tls.read_again().map_err(|e| unusable(config, e))).collect()
    }

    /// Ends all of them; clients that take it have got everything when this returns.
    pub async fn stop(mut self) {
        for running in &mut self.running {
            running.socket = None;
            running.stop.cancel();
        }
        for running in std::mem::take(&mut self.running) {
            settle(running).await;
        }
    }

    /// Where the ring is kept, with what is there; datagrams go once or never.
    fn segments_of(&self, config: &RelayConfig) -> Option<(Segments, Option<Kept>)> {
        if matches!(config.kind, RelayKind::Udp { .. }) {
            return None;
        }
        let folder = self.folder.join(&config.name).with_extension("segments");
        let opened = Segments::open(folder, config.buffer_bytes, fingerprint(&config.filter));
        let said = |error| {
            error!(relay = %config.name, %error, "what the relay holds cannot be kept: a crash would lose it");
        };
        opened.map_err(said).ok()
    }

    fn put_in_force(&self, hand_over: impl FnOnce()) {
        let running = self.running.iter().map(|one| &one.relay);
        let relays = running.chain(self.ended.iter().map(|(_, relay)| relay)).cloned().collect();
        self.relays.replace(relays, hand_over);
    }
}

/// Whether what a relay has to send is for some of those that another one sends to: a new address gets of
/// it only what its filter lets out anyway.
pub(super) fn sends_as(this: &RelayConfig, other: &RelayConfig) -> bool {
    let is_shared = match (&this.kind, &other.kind) {
        (RelayKind::Udp { to }, RelayKind::Udp { to: others }) => {
            to.iter().any(|address| others.contains(address))
        }
        (RelayKind::Tcp { .. }, RelayKind::Tcp { .. }) => true,
        _ => false,
    };
    this.filter == other.filter && is_shared
}

async fn listen_with(server: Server, listener: TcpListener, stop: CancellationToken) {
    match tokio::net::TcpListener::from_std(listener) {
        Ok(listener) => {
            if let Ok(address) = listener.local_addr() {
                info!(relay = %server.name, %address, "listening");
            }
            server.run(listener, stop).await;
        }
        Err(error) => error!(relay = %server.name, %error, "the relay's socket cannot be used"),
    }
}

fn keep(name: &str, relay: &Arc<Relay>, segments: Segments) -> RunningKeeper {
    relay.keep();
    let keeper = Keeper { name: name.to_owned(), relay: Arc::clone(relay), segments };
    let stop = CancellationToken::new();
    let done = TaskTracker::new().spawn(keeper.run(stop.clone()));
    RunningKeeper { stop, done }
}

/// Waits for the end of a relay, and of what keeps it.
async fn settle(Running { config, socket, done, keeper, .. }: Running) {
    let name = config.name;
    drop(socket);
    if let Err(error) = done.await {
        warn!(relay = %name, %error, "a relay broke");
    }
    let Some(RunningKeeper { stop, done }) = keeper else { return };
    stop.cancel();
    if let Err(error) = done.await {
        warn!(relay = %name, %error, "keeping what a relay holds broke");
    }
}
