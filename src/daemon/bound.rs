use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use crate::config::{Config, FeedConfig};
use crate::decode::FeedSettings;
use crate::feeds::{BindError, Origin};
use crate::net::tls::{TlsError, http_server_config};

/// A daemon whose sockets are bound and that has not begun: from here on no port can be taken.
#[derive(Debug)]
pub struct Daemon {
    pub(super) config: Config,
    pub(super) listener: TcpListener,
    pub(super) tls: Option<Arc<rustls::ServerConfig>>,
    pub(super) feeds: Vec<BoundFeed>,
}

/// A feed whose socket is bound.
#[derive(Debug)]
pub struct BoundFeed {
    /// How its bytes are read.
    pub settings: FeedSettings,
    /// Where they come from.
    pub origin: Origin,
}

/// An address that cannot be had, said so that an operator knows which and for what.
#[derive(Debug, thiserror::Error)]
pub enum BindFailure {
    /// A feed's.
    #[error(transparent)]
    Feed(#[from] BindError),
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
        for FeedConfig { settings, kind } in std::mem::take(&mut config.feeds) {
            let origin = Origin::bind(settings.name, kind)?;
            feeds.push(BoundFeed { settings, origin });
        }
        Ok(Self { config, listener, tls, feeds })
    }

    /// A daemon on a socket that is bound already, with exactly these feeds.
    pub fn on(listener: TcpListener, config: Config, feeds: Vec<BoundFeed>) -> Self {
        Self { config, listener, tls: None, feeds }
    }

    /// Where HTTP answers, with the port that the system chose where 0 was asked for.
    pub fn http_address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// Binds the socket of HTTP.
pub(crate) fn listen(address: SocketAddr) -> Result<TcpListener, BindFailure> {
    let bind = || {
        let listener = TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        Ok(listener)
    };
    bind().map_err(|source| BindFailure::Http { address, source })
}
