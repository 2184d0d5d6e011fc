use tokio::time::sleep;
use tracing::{info, warn};

use super::Feed;
use super::feed::CountedReader;
use super::resumed::Bookmark;
use super::stream::{StreamEnd, read_stream};
use crate::clock;
use crate::net::{Backoff, Dialer};

/// Connects to `host:port`, again and again, until the feed stops; to the relay of another Picket with
/// a bookmark, from where it ended.
pub(super) async fn run(feed: &Feed, dialer: &Dialer, bookmark: Option<&Bookmark>) {
    let address = dialer.address();
    let name = feed.settings.name;
    let mut backoff = Backoff::new();
    // One decoder over all connections: the feed's last time outlives them.
    let mut reader = CountedReader::new(feed);
    loop {
        let connected = tokio::select! {
            () = feed.stop.cancelled() => return,
            connected = dialer.dial() => connected,
        };
        let problem = match connected {
            Ok(mut stream) => {
                info!(feed = %name, %address, "feed connected");
                feed.opened();
                let since = clock::monotonic_now();
                let end = match bookmark {
                    Some(bookmark) => bookmark.read(feed, &mut reader, stream).await,
                    None => read_stream(feed, &mut reader, &mut stream).await,
                };
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
