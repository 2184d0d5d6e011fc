use std::sync::{Arc, PoisonError, RwLock};

use super::batch::RelayBatch;
use super::outlet::Relay;
use crate::decode::FeedSettings;

/// The relays in force, as feeds see them; clones are the same.
#[derive(Clone, Debug, Default)]
pub struct Relays(Arc<RwLock<Vec<Arc<Relay>>>>);

impl Relays {
    /// Whether there is none, so that nobody need gather anything.
    pub fn is_empty(&self) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// Hands what a feed has accepted to each of them.
    pub fn offer(&self, feed: &FeedSettings, batch: &RelayBatch) {
        if batch.is_empty() {
            return;
        }
        for relay in self.0.read().unwrap_or_else(PoisonError::into_inner).iter() {
            relay.offer(feed, batch);
        }
    }

    /// Puts others in their place. None takes in anything while `hand_over` goes on.
    pub(super) fn replace(&self, relays: Vec<Arc<Relay>>, hand_over: impl FnOnce()) {
        let mut held = self.0.write().unwrap_or_else(PoisonError::into_inner);
        hand_over();
        *held = relays;
    }
}
