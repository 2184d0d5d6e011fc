use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{info, warn};

use super::client::{ClientEnd, serve};
use super::outlet::Relay;
use crate::net::keep_alive;
use crate::net::tls::Renewable;

/// After a failed accept (no file descriptors left), so that the loop does not spin.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);
/// A peer has so long to agree on TLS.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// A relay that clients connect to.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) name: String,
    pub(super) relay: Arc<Relay>,
    pub(super) clients_max: usize,
    /// TLS, if clients are to have it.
    pub(super) tls: Option<Renewable>,
}

impl Server {
    /// Takes clients until the stop, and waits until each has what there was.
    pub(super) async fn run(self, listener: TcpListener, stop: CancellationToken) {
        let server = Arc::new(self);
        let clients = TaskTracker::new();
        loop {
            let accepted = tokio::select! {
                biased;
                () = stop.cancelled() => break,
                accepted = listener.accept() => accepted,
            };
            let Server { name, relay, clients_max, .. } = &*server;
            match accepted {
                Ok((stream, peer)) if clients.len() < *clients_max => {
                    let (server, stop) = (Arc::clone(&server), stop.clone());
                    clients.spawn(async move { server.client(stream, peer, &stop).await });
                }
                Ok((_refused, peer)) => {
                    relay.meters.refused.inc();
                    warn!(relay = %name, %peer, clients_max, "client refused: too many");
                }
                Err(error) => {
                    warn!(relay = %name, %error, "cannot take a client");
                    sleep(ACCEPT_PAUSE).await;
                }
            }
        }
        drop(listener);
        clients.close();
        clients.wait().await;
    }

    async fn client(&self, stream: TcpStream, peer: SocketAddr, stop: &CancellationToken) {
        let Self { name, relay, .. } = self;
        info!(relay = %name, %peer, "client connected");
        if let Err(error) = keep_alive(&stream).and_then(|()| stream.set_nodelay(true)) {
            warn!(relay = %name, %peer, %error, "no keepalive on this connection");
        }
        relay.meters.clients.inc();
        let end = self.speak(stream, stop).await;
        relay.meters.clients.dec();
        match end {
            ClientEnd::Gone(error) => info!(relay = %name, %peer, %error, "client gone"),
            ClientEnd::Stopped => info!(relay = %name, %peer, "client has everything"),
            ClientEnd::Unkept => {
                warn!(relay = %name, %peer, "client left: what came last cannot be kept, nor sent");
            }
            ClientEnd::TooSlow => {
                relay.meters.cut.inc();
                warn!(relay = %name, %peer, "client cut off: it took nothing for too long");
            }
        }
    }

    async fn speak(&self, stream: TcpStream, stop: &CancellationToken) -> ClientEnd {
        let relay = Arc::clone(&self.relay);
        let Some(tls) = &self.tls else { return serve(relay, stream, stop).await };
        match timeout(HANDSHAKE_TIMEOUT, tls.acceptor().accept(stream)).await {
            Ok(Ok(stream)) => serve(relay, stream, stop).await,
            Ok(Err(error)) => ClientEnd::Gone(error),
            Err(_elapsed) => ClientEnd::Gone(io::ErrorKind::TimedOut.into()),
        }
    }
}
