use super::reconnect::Reading;
use super::resumed::Bookmark;
use super::stream::READ_TIMEOUT;
use super::{Feed, reconnect};
use crate::net::Dialer;

/// Connects to `host:port`, again and again, until the feed stops; to the relay of another Picket with
/// a bookmark, from where it ended.
pub(super) async fn run(feed: &Feed, dialer: &Dialer, bookmark: Option<&Bookmark>) {
    let reading = bookmark.map_or(Reading::Stream(READ_TIMEOUT), Reading::Resumed);
    reconnect::run(feed, dialer.address(), reading, || dialer.dial()).await;
}
