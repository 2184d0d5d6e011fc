use super::Feed;
use super::feed::CountedReader;
use super::message::{hand_on, wait_for_limit};
use crate::clock;
use crate::net::Backoff;

/// What messages of a broker are read from.
pub(super) trait Subscription {
    /// For operators: which broker.
    fn name(&self) -> String;

    /// One connection, to its end.
    fn session(
        &self,
        feed: &Feed,
        reader: &mut CountedReader<'_>,
    ) -> impl Future<Output = End> + Send;
}

/// Why a connection was left.
#[derive(Debug)]
pub(super) enum End {
    /// The feed is told to stop.
    Stopped,
    /// It broke or was refused, in a sentence.
    Lost(String),
}

/// Receives what is published, again and again, until the feed stops.
pub(super) async fn run(feed: &Feed, subscription: &impl Subscription) {
    let mut backoff = Backoff::new();
    // One decoder over all connections: the feed's last time outlives them.
    let mut reader = CountedReader::new(feed);
    loop {
        let since = clock::monotonic_now();
        let problem = match subscription.session(feed, &mut reader).await {
            End::Stopped => return feed.closed(None),
            End::Lost(problem) => format!("{}: {problem}", subscription.name()),
        };
        backoff.gave_data_for(since.elapsed());
        if feed.wait_to_reconnect(&mut backoff, problem).await.is_err() {
            return;
        }
    }
}

/// Hands a message on and then acknowledges it: what is not acknowledged comes again.
///
/// # Errors
/// Why the connection is to be left.
pub(super) async fn take(
    feed: &Feed,
    reader: &mut CountedReader<'_>,
    payload: &[u8],
    acknowledge: impl Future<Output = Result<(), String>>,
) -> Result<(), End> {
    wait_for_limit(feed).await.map_err(|_stopped| End::Stopped)?;
    hand_on(feed, reader, payload).await.map_err(|_engine_gone| End::Stopped)?;
    acknowledge.await.map_err(End::Lost)
}
