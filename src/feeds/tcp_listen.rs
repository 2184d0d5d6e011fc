use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_util::task::TaskTracker;
use tracing::{info, warn};

use super::Feed;
use super::feed::CountedReader;
use super::stream::{StreamEnd, read_stream};
use crate::net::keep_alive;

/// After a failed accept (no file descriptors left), so that the loop does not spin.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);
/// A peer has so long to agree on TLS.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// Takes connections until the feed stops, each with a decoder of its own; waits for all of them.
pub(super) async fn run(
    feed: Feed,
    listener: TcpListener,
    connections_max: usize,
    tls: Option<TlsAcceptor>,
) {
    let feed = Arc::new(feed);
    let name = feed.settings.name;
    let connections = TaskTracker::new();
    feed.opened();
    loop {
        let accepted = tokio::select! {
            biased;
            () = feed.stop.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) if connections.len() < connections_max => {
                connections.spawn(serve(Arc::clone(&feed), stream, peer, tls.clone()));
            }
            Ok((_refused, peer)) => {
                feed.meters.connections_refused.inc();
                warn!(feed = %name, %peer, connections_max, "connection refused: too many");
            }
            Err(error) => {
                warn!(feed = %name, %error, "cannot take a connection");
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    connections.close();
    connections.wait().await;
    feed.closed(None);
}

async fn serve(feed: Arc<Feed>, stream: TcpStream, peer: SocketAddr, tls: Option<TlsAcceptor>) {
    let name = feed.settings.name;
    feed.meters.connections.inc();
    info!(feed = %name, %peer, "connection opened");
    if let Err(error) = keep_alive(&stream) {
        warn!(feed = %name, %peer, %error, "no keepalive on this connection");
    }
    match read(&feed, stream, tls).await {
        StreamEnd::Failed(error) => warn!(feed = %name, %peer, %error, "connection broke"),
        StreamEnd::Closed | StreamEnd::Stopped | StreamEnd::EngineGone => {
            info!(feed = %name, %peer, "connection closed");
        }
    }
    feed.meters.connections.dec();
}

async fn read(feed: &Feed, mut stream: TcpStream, tls: Option<TlsAcceptor>) -> StreamEnd {
    let mut reader = CountedReader::new(feed);
    let Some(tls) = tls else { return read_stream(feed, &mut reader, &mut stream).await };
    match timeout(HANDSHAKE_TIMEOUT, tls.accept(stream)).await {
        Ok(Ok(mut stream)) => read_stream(feed, &mut reader, &mut stream).await,
        Ok(Err(error)) => StreamEnd::Failed(error),
        Err(_elapsed) => StreamEnd::Failed(io::ErrorKind::TimedOut.into()),
    }
}
