use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;

use rustls::ServerConfig;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{error, info, warn};

use super::datagrams::Datagrams;
use super::kept::{keep, take};
use super::metrics::RelayMetrics;
use super::outlet::{CopyRule, Relay};
use super::relays::Relays;
use super::server::Server;
use crate::config::{RelayConfig, RelayKind, ServerTls};
use crate::engine::EngineSettings;
use crate::net::tls::{TlsError, server_config};

/// A relay whose socket is bound.
#[derive(Debug)]
pub struct BoundRelay {
    config: RelayConfig,
    door: Door,
}

#[derive(Debug)]
enum Door {
    Listener { listener: TcpListener, tls: Option<Arc<ServerConfig>> },
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

impl BoundRelay {
    /// Binds what a relay names.
    pub fn bind(config: RelayConfig) -> Result<Self, RelayError> {
        let door = match &config.kind {
            RelayKind::Udp { .. } => Door::Datagrams,
            RelayKind::Tcp { address, tls, .. } => {
                let tls = tls.as_ref().map(|tls| tls_of(&config.name, tls)).transpose()?;
                let listener = listen(*address).map_err(|source| RelayError::Listen {
                    relay: config.name.clone(),
                    address: *address,
                    source,
                })?;
                Door::Listener { listener, tls }
            }
        };
        Ok(Self { config, door })
    }
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let listener = TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

fn tls_of(relay: &str, tls: &ServerTls) -> Result<Arc<ServerConfig>, RelayError> {
    server_config(tls).map_err(|source| RelayError::Tls { relay: relay.to_owned(), source })
}

/// The relays at work.
#[derive(Debug)]
pub struct RunningRelays {
    metrics: RelayMetrics,
    copies: CopyRule,
    relays: Relays,
    /// Where rings are kept over a stop.
    folder: PathBuf,
    running: Vec<Running>,
}

#[derive(Debug)]
struct Running {
    config: RelayConfig,
    relay: Arc<Relay>,
    tls: Option<watch::Sender<Arc<ServerConfig>>>,
    stop: CancellationToken,
    done: JoinHandle<()>,
}

impl RunningRelays {
    /// None so far; feeds hand their messages to `relays`, copies are told as the engine tells them,
    /// and what was in memory is kept in `folder` over a stop.
    pub const fn new(
        metrics: RelayMetrics,
        relays: Relays,
        engine: &EngineSettings,
        folder: PathBuf,
    ) -> Self {
        let copies = CopyRule { window: engine.duplicate_window, capacity: engine.duplicates_max };
        Self { metrics, copies, relays, folder, running: Vec::new() }
    }

    /// Lets a relay begin where one of its name was stopped. It reads a file, and has to be called within
    /// a tokio runtime.
    pub fn start(&mut self, BoundRelay { config, door }: BoundRelay) {
        let meters = self.metrics.of(&config.name);
        let kept = self.file_of(&config).map_or(Ok(None), |file| take(&file)).unwrap_or_else(|error| {
            error!(relay = %config.name, %error, "what the relay held at the last stop is lost");
            None
        });
        let relay = Arc::new(Relay::new(&config, self.copies, kept, meters));
        let stop = CancellationToken::new();
        let name = config.name.clone();
        let tasks = TaskTracker::new();
        let (tls, done) = match (door, &config.kind) {
            (Door::Listener { listener, tls }, RelayKind::Tcp { clients_max, .. }) => {
                let tls = tls.map(watch::Sender::new);
                let server = Server {
                    name,
                    relay: Arc::clone(&relay),
                    clients_max: *clients_max,
                    tls: tls.as_ref().map(watch::Sender::subscribe),
                };
                (tls, tasks.spawn(listen_with(server, listener, stop.clone())))
            }
            (_, RelayKind::Udp { to }) => {
                let datagrams = Datagrams::new(name, Arc::clone(&relay), to.clone());
                (None, tasks.spawn(datagrams.run(stop.clone())))
            }
            (Door::Datagrams, RelayKind::Tcp { .. }) => return,
        };
        self.running.push(Running { config, relay, tls, stop, done });
        self.put_in_force();
    }

    /// Ends a relay: its clients get what there is.
    pub async fn end(&mut self, config: &RelayConfig) {
        let Some(at) = self.running.iter().position(|running| running.config == *config) else {
            return;
        };
        let running = self.running.remove(at);
        self.put_in_force();
        running.stop.cancel();
        settle(running, self.file_of(config)).await;
        self.metrics.forget(&config.name);
    }

    /// The files of certificates.
    pub fn files(&self) -> Vec<PathBuf> {
        let tls = self.running.iter().filter_map(|running| tls_files(&running.config));
        tls.flat_map(|tls| {
            [Some(&tls.certificate), Some(&tls.key), tls.client_ca.as_ref()].into_iter().flatten()
        })
        .cloned()
        .collect()
    }

    /// Reads the certificates again; new clients meet the new ones.
    ///
    /// # Errors
    /// A file does not do; then those before stay.
    pub fn read_certificates(&self) -> Result<(), RelayError> {
        let mut read = Vec::new();
        for running in &self.running {
            if let (Some(files), Some(shown)) = (tls_files(&running.config), &running.tls) {
                read.push((shown, tls_of(&running.config.name, files)?));
            }
        }
        for (shown, tls) in read {
            shown.send_replace(tls);
        }
        Ok(())
    }

    /// Ends all of them; clients that take it have got everything when this returns.
    pub async fn stop(mut self) {
        self.running.iter().for_each(|running| running.stop.cancel());
        for running in std::mem::take(&mut self.running) {
            let file = self.file_of(&running.config);
            settle(running, file).await;
        }
    }

    /// Where the ring is kept over a stop; datagrams go once or never.
    fn file_of(&self, config: &RelayConfig) -> Option<PathBuf> {
        let listens = matches!(config.kind, RelayKind::Tcp { .. });
        listens.then(|| self.folder.join(&config.name).with_extension("ring"))
    }

    fn put_in_force(&self) {
        self.relays.replace(self.running.iter().map(|one| Arc::clone(&one.relay)).collect());
    }
}

const fn tls_files(config: &RelayConfig) -> Option<&ServerTls> {
    match &config.kind {
        RelayKind::Tcp { tls, .. } => tls.as_ref(),
        RelayKind::Udp { .. } => None,
    }
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

/// Waits for the end of a relay, and keeps what it holds.
async fn settle(Running { config, relay, done, .. }: Running, file: Option<PathBuf>) {
    let name = config.name;
    if let Err(error) = done.await {
        warn!(relay = %name, %error, "a relay broke");
    }
    let Some(file) = file else { return };
    let keeping = move || keep(&file, relay.oldest(), relay.held());
    let kept = tokio::task::spawn_blocking(keeping).await.map_err(io::Error::other);
    if let Err(error) = kept.flatten() {
        error!(relay = %name, %error, "what the relay held is lost with this stop");
    }
}
