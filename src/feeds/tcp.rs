use std::io;
use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use tracing::{info, warn};

use super::Feed;
use super::backoff::Backoff;
use super::feed::CountedReader;
use super::stream::{StreamEnd, read_stream};
use crate::clock;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// A peer that vanished without a word is noticed after about a minute.
const KEEPALIVE_IDLE: Duration = Duration::from_secs(30);
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(10);

/// Connects to `host:port`, again and again, until the feed stops.
pub(super) async fn run(feed: &Feed, address: &str) {
    let name = feed.settings.name;
    let mut backoff = Backoff::new();
    // One decoder over all connections: the feed's last time outlives them.
    let mut reader = CountedReader::new(feed);
    loop {
        let connected = tokio::select! {
            () = feed.stop.cancelled() => return,
            connected = connect(address) => connected,
        };
        let problem = match connected {
            Ok(mut stream) => {
                info!(feed = %name, %address, "feed connected");
                feed.opened();
                let since = clock::monotonic_now();
                let end = read_stream(feed, &mut reader, &mut stream).await;
                backoff.gave_data_for(since.elapsed());
                match end {
                    StreamEnd::Closed => format!("{address} closed the connection"),
                    StreamEnd::Failed(error) => {
                        format!("the connection to {address} broke: {error}")
                    }
                    StreamEnd::Stopped | StreamEnd::EngineGone => return feed.closed(None),
                }
            }
            Err(error) => format!("cannot connect to {address}: {error}"),
        };
        let wait = backoff.wait(fastrand::f64());
        warn!(feed = %name, %problem, ?wait, "feed reconnecting");
        feed.closed(Some(problem));
        tokio::select! {
            () = feed.stop.cancelled() => return,
            () = sleep(wait) => feed.meters.reconnects.inc(),
        }
    }
}

async fn connect(address: &str) -> io::Result<TcpStream> {
    let stream = timeout(CONNECT_TIMEOUT, TcpStream::connect(address)).await??;
    keep_alive(&stream)?;
    Ok(stream)
}

/// Lets the kernel probe a silent peer, so that dead connections do not pile up.
pub(super) fn keep_alive(stream: &TcpStream) -> io::Result<()> {
    let probes = TcpKeepalive::new().with_time(KEEPALIVE_IDLE).with_interval(KEEPALIVE_INTERVAL);
    SockRef::from(stream).set_tcp_keepalive(&probes)
}
