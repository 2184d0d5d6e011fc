use sha2::{Digest as _, Sha256};

use super::batch::Entry;
use crate::config::RelayFilter;
use crate::decode::FeedSettings;

/// Whether anything of a feed goes out: an exercise only where it is wanted, so that nobody takes it
/// for what is at sea.
pub(super) fn admits_feed(filter: &RelayFilter, feed: &FeedSettings) -> bool {
    (filter.exercise || !feed.exercise)
        && (filter.feeds.is_empty() || filter.feeds.contains(&feed.name))
}

/// Whether a message of such a kind goes out.
pub(super) fn admits(filter: &RelayFilter, entry: &Entry) -> bool {
    filter.types.is_empty() || filter.types.contains(&entry.kind)
}

/// Tells one filter from another, in the next run as well.
pub(super) fn fingerprint(filter: &RelayFilter) -> String {
    let digest = Sha256::digest(format!("{filter:?}"));
    let half = digest.iter().take(16).fold(0, |sum, &byte| sum << 8 | u128::from(byte));
    format!("{half:032x}")
}
