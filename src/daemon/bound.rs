use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use crate::config::{Config, FeedConfig, Options};
use crate::decode::FeedSettings;
use crate::feeds::{BindError, Origin};
use crate::net::Sockets;
use crate::net::tls::{TlsError, http_server_config};
use crate::publish::{BoundRelay, RelayError};
use crate::telemetry::Logging;

/// A daemon whose sockets are bound and that has not begun: from here on no port can be taken.
#[derive(Debug)]
pub struct Daemon {
    pub(super) config: Config,
    pub(super) listener: TcpListener,
    pub(super) tls: Option<Arc<rustls::ServerConfig>>,
    pub(super) feeds: Vec<BoundFeed>,
    pub(super) relays: Vec<BoundRelay>,
    pub(super) sources: Option<Sources>,
}

/// The files that a daemon reads again while it runs.
#[derive(Clone, Debug)]
pub struct Sources {
    /// Which.
    pub options: Options,
    /// What they said.
    pub config: Config,
    /// Whose filter they set.
    pub logging: Arc<Logging>,
}

/// A feed whose socket is bound.
#[derive(Debug)]
pub struct BoundFeed {
    /// How its bytes are read.
    pub settings: FeedSettings,
    /// Where they come from.
    pub origin: Origin,
    /// Sentences taken in a second; `None` for all that come.
    pub sentences_per_second_max: Option<u32>,
}

/// An address that cannot be had, said so that an operator knows which and for what.
#[derive(Debug, thiserror::Error)]
pub enum BindFailure {
    /// A feed's.
    #[error(transparent)]
    Feed(#[from] BindError),
    /// A relay's.
    #[error(transparent)]
    Relay(#[from] RelayError),
    /// That of HTTP.
    #[error("HTTP cannot listen on {address}")]
    Http {
        /// Where.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// Its certificates.
    #[error("HTTP cannot use [http.tls]")]
    Tls(#[from] TlsError),
}

impl Daemon {
    /// Binds everything that a configuration names.
    pub fn bind(mut config: Config) -> Result<Self, BindFailure> {
        let tls = config.http.tls.as_ref().map(http_server_config).transpose()?;
        let listener = listen(config.http.listen)?;
        let mut feeds = Vec::with_capacity(config.feeds.len());
        let mut sockets = Sockets::default();
        for feed in std::mem::take(&mut config.feeds) {
            feeds.push(BoundFeed::bind(&feed, &mut sockets)?);
        }
        let relays = std::mem::take(&mut config.relays).into_iter();
        let relays = relays.map(|relay| BoundRelay::bind(relay, &mut sockets));
        let relays = relays.collect::<Result<_, _>>()?;
        Ok(Self { config, listener, tls, feeds, relays, sources: None })
    }

    /// The same, reading its files again at SIGHUP and when they change.
    #[must_use]
    pub fn reading_again(self, sources: Sources) -> Self {
        Self { sources: Some(sources), ..self }
    }

    /// A daemon on a socket that is bound already, with exactly these feeds.
    pub fn on(listener: TcpListener, config: Config, feeds: Vec<BoundFeed>) -> Self {
        Self { config, listener, tls: None, feeds, relays: Vec::new(), sources: None }
    }

    /// Where HTTP answers, with the port that the system chose where 0 was asked for.
    pub fn http_address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

impl BoundFeed {
    /// Binds what a feed names.
    pub(super) fn bind(feed: &FeedConfig, sockets: &mut Sockets) -> Result<Self, BindError> {
        let FeedConfig { settings, kind, sentences_per_second_max } = feed;
        let origin = Origin::bind(settings.name, kind.clone(), sockets)?;
        let (settings, sentences_per_second_max) = (settings.clone(), *sentences_per_second_max);
        Ok(Self { settings, origin, sentences_per_second_max })
    }
}

/// Binds the socket of HTTP.
pub(crate) fn listen(address: SocketAddr) -> Result<TcpListener, BindFailure> {
    Sockets::default().tcp(address).map_err(|source| BindFailure::Http { address, source })
}
