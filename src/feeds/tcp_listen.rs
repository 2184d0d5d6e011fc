use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};
use tokio_util::task::TaskTracker;
use tracing::{info, warn};

use super::Feed;
use super::feed::CountedReader;
use super::stream::{READ_TIMEOUT, StreamEnd, read_stream};
use crate::net::tls::Renewable;
use crate::net::{Place, Places, keep_alive};

/// After a failed accept (no file descriptors left), so that the loop does not spin.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);
/// A peer has so long to agree on TLS.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// How many connections there may be at once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    pub(super) connections_max: usize,
    /// Of one address.
    pub(super) connections_per_address_max: usize,
}

/// Takes connections until the feed stops, each with a decoder of its own; waits for all of them.
pub(super) async fn run(feed: Feed, listener: TcpListener, bounds: Bounds, tls: Option<Renewable>) {
    let Bounds { connections_max, connections_per_address_max } = bounds;
    let of_addresses = Places::new(connections_per_address_max);
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
            Ok((_refused, peer)) if connections.len() >= connections_max => {
                feed.meters.connections_refused.inc();
                warn!(feed = %name, %peer, connections_max, "connection refused: too many");
            }
            Ok((stream, peer)) => {
                // One address under two notations is one.
                let Some(place) = of_addresses.take(peer.ip().to_canonical()) else {
                    feed.meters.connections_refused.inc();
                    warn!(
                        feed = %name, %peer, connections_per_address_max,
                        "connection refused: too many of one address"
                    );
                    continue;
                };
                connections.spawn(serve(Arc::clone(&feed), (stream, peer), tls.clone(), place));
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

async fn serve(
    feed: Arc<Feed>,
    (stream, peer): (TcpStream, SocketAddr),
    tls: Option<Renewable>,
    place: Place<IpAddr>,
) {
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
    // Whoever sees one connection less can open another.
    drop(place);
    feed.meters.connections.dec();
}

async fn read(feed: &Feed, mut stream: TcpStream, tls: Option<Renewable>) -> StreamEnd {
    let mut reader = CountedReader::new(feed);
    let Some(tls) = tls else {
        return read_stream(feed, &mut reader, &mut stream, READ_TIMEOUT).await;
    };
    match timeout(HANDSHAKE_TIMEOUT, tls.acceptor().accept(stream)).await {
        Ok(Ok(mut stream)) => read_stream(feed, &mut reader, &mut stream, READ_TIMEOUT).await,
        Ok(Err(error)) => StreamEnd::Failed(error),
        Err(_elapsed) => StreamEnd::Failed(io::ErrorKind::TimedOut.into()),
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt;
    use tokio::net::TcpSocket;

    use super::*;
    use crate::feeds::rig::{Rig, rig};

    async fn connect(from: [u8; 4], to: SocketAddr) -> TcpStream {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.bind((from, 0).into()).expect("an address of its own");
        socket.connect(to).await.expect("connected")
    }

    /// So many connections are open in the end.
    async fn counted(open: &prometheus::IntGauge, connections: i64) {
        let counting = async {
            while open.get() != connections {
                sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(Duration::from_secs(20), counting).await.expect("in time");
    }

    #[tokio::test]
    async fn one_address_cannot_hold_every_place() {
        let Rig { feed, batches: _batches, stop, .. } = rig();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let to = listener.local_addr().expect("an address");
        let (open, refused) =
            (feed.meters.connections.clone(), feed.meters.connections_refused.clone());
        let bounds = Bounds { connections_max: 4, connections_per_address_max: 2 };
        let running = TaskTracker::new().spawn(run(feed, listener, bounds, None));
        let first = connect([127, 0, 0, 2], to).await;
        let _second = connect([127, 0, 0, 2], to).await;
        let mut third = connect([127, 0, 0, 2], to).await;
        assert_eq!(third.read(&mut [0]).await.unwrap_or(0), 0, "it is closed");
        assert_eq!(refused.get(), 1);
        let _other = connect([127, 0, 0, 3], to).await;
        counted(&open, 3).await;
        // A place that is given back can be had again.
        drop(first);
        counted(&open, 2).await;
        let _again = connect([127, 0, 0, 2], to).await;
        counted(&open, 3).await;
        assert_eq!(refused.get(), 1);
        stop.cancel();
        running.await.expect("it ends");
    }
}
