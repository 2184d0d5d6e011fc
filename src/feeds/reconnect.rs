use std::io;
use std::time::Duration;

use tracing::info;

use super::Feed;
use super::feed::CountedReader;
use super::resumed::Bookmark;
use super::stream::{StreamEnd, read_stream};
use crate::clock;
use crate::net::{Backoff, Wire};

/// How a source is read once it is open.
#[derive(Clone, Copy, Debug)]
pub(super) enum Reading<'a> {
    /// As it comes; a source that gives nothing for so long is taken for dead.
    Stream(Duration),
    /// A relay of another Picket, from where the last connection ended.
    Resumed(&'a Bookmark),
}

/// Opens a source and reads it, again and again, until the feed stops.
pub(super) async fn run<F>(feed: &Feed, source: &str, reading: Reading<'_>, open: impl Fn() -> F)
where
    F: Future<Output = io::Result<Wire>>,
{
    let name = feed.settings.name;
    let mut backoff = Backoff::new();
    // One decoder over all connections: the feed's last time outlives them.
    let mut reader = CountedReader::new(feed);
    loop {
        let opened = tokio::select! {
            () = feed.stop.cancelled() => return,
            opened = open() => opened,
        };
        let problem = match opened {
            Ok(mut stream) => {
                info!(feed = %name, source, "feed connected");
                feed.opened();
                let since = clock::monotonic_now();
                let end = match reading {
                    Reading::Resumed(bookmark) => bookmark.read(feed, &mut reader, stream).await,
                    Reading::Stream(silence) => {
                        read_stream(feed, &mut reader, &mut stream, silence).await
                    }
                };
                backoff.gave_data_for(since.elapsed());
                match end {
                    StreamEnd::Closed => format!("{source} closed the connection"),
                    StreamEnd::Failed(error) => {
                        format!("the connection to {source} broke: {error}")
                    }
                    StreamEnd::Stopped | StreamEnd::EngineGone => return feed.closed(None),
                }
            }
            Err(error) => format!("cannot connect to {source}: {error}"),
        };
        if feed.wait_to_reconnect(&mut backoff, problem).await.is_err() {
            return;
        }
    }
}
