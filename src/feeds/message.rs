//! Messages that are whole by themselves and are acknowledged: posts and what brokers deliver.

use std::time::Instant;

use tokio::time::sleep;

use super::Feed;
use super::feed::{CountedReader, EngineGone, Stopped};
use crate::clock;
use crate::domain::Report;

/// Reports handed on at once, so that a large message makes nobody else wait.
pub(super) const BATCH_REPORTS: usize = 1_024;

/// Waits while the feed has had as much as it may have.
pub(super) async fn wait_for_limit(feed: &Feed) -> Result<(), Stopped> {
    while let Some(pause) = feed.pause() {
        tokio::select! {
            biased;
            () = feed.stop.cancelled() => return Err(Stopped),
            () = sleep(pause) => feed.held_back(pause),
        }
    }
    Ok(())
}

/// Reads a message: all of it is in the engine's queue when this returns.
pub(super) async fn hand_on(
    feed: &Feed,
    reader: &mut CountedReader<'_>,
    bytes: &[u8],
) -> Result<(), EngineGone> {
    let (received, arrival) = (clock::monotonic_now(), Some(clock::utc_now()));
    deliver(feed, reader.push_message(bytes, arrival), received).await
}

/// Hands on reports in batches.
pub(super) async fn deliver(
    feed: &Feed,
    mut reports: Vec<Report>,
    received: Instant,
) -> Result<(), EngineGone> {
    while !reports.is_empty() {
        let rest = reports.split_off(reports.len().min(BATCH_REPORTS));
        feed.deliver(reports, received).await?;
        reports = rest;
    }
    Ok(())
}
