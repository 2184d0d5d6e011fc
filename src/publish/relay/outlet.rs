use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use super::batch::RelayBatch;
use super::copies::Copies;
use super::filter::{admits, admits_feed};
use super::kept::Kept;
use super::metrics::Meters;
use super::protocol::Place;
use super::ring::{Piece, Ring};
use super::sight::Sight;
use crate::config::{RelayConfig, RelayFilter};
use crate::decode::FeedSettings;

/// One relay: what goes out of what feeds accept, and the ring of the last of it.
#[derive(Debug)]
pub(super) struct Relay {
    filter: RelayFilter,
    /// Tells this run of it from others.
    instance: u64,
    state: Mutex<State>,
    /// The number that comes next, for those who wait.
    next: watch::Sender<u64>,
    pub(super) meters: Meters,
}

#[derive(Debug)]
struct State {
    ring: Ring,
    sight: Sight,
    /// `None` where copies go out too.
    copies: Option<Copies>,
    /// What goes into the ring next.
    text: Vec<u8>,
}

/// How copies are told: the window, and how many payloads are remembered.
#[derive(Clone, Copy, Debug)]
pub(super) struct CopyRule {
    pub(super) window: Duration,
    pub(super) capacity: usize,
}

impl Relay {
    /// One that goes on with what was kept, or begins as another instance.
    pub(super) fn new(
        config: &RelayConfig,
        rule: CopyRule,
        kept: Option<Kept>,
        meters: Meters,
    ) -> Self {
        let copies = (!config.duplicates).then(|| Copies::new(rule.window, rule.capacity));
        let (instance, ring) = match kept {
            Some(Kept { place, text }) => {
                (place.instance, Ring::restored(config.buffer_bytes, place.number, &text))
            }
            None => (fastrand::u64(..), Ring::new(config.buffer_bytes)),
        };
        let next = watch::Sender::new(ring.next());
        let sight = Sight::of(config.filter.areas.clone());
        let state = Mutex::new(State { ring, sight, copies, text: Vec::new() });
        Self { filter: config.filter.clone(), instance, state, next, meters }
    }

    /// Takes in what a feed has accepted. Nobody who reads holds this up for longer than it takes to
    /// find a block.
    pub(super) fn offer(&self, feed: &FeedSettings, batch: &RelayBatch) {
        if !admits_feed(&self.filter, feed) {
            return;
        }
        let mut state = self.state();
        let State { ring, sight, copies, text } = &mut *state;
        let mut messages = 0;
        for (entry, lines) in batch.iter() {
            // The position of a message of a type that does not go out counts all the same.
            let goes_out = sight.holds(entry) && admits(&self.filter, entry);
            let is_copy = |copies: &mut Copies| copies.is_copy(entry.payload_hash, entry.time);
            if goes_out && !copies.as_mut().is_some_and(is_copy) {
                text.extend_from_slice(lines);
                messages += 1;
            }
        }
        if messages == 0 {
            return;
        }
        ring.push(text, messages);
        text.clear();
        let next = ring.next();
        drop(state);
        self.meters.accepted.inc_by(messages);
        self.next.send_replace(next);
    }

    /// The messages from a number on, as many as stand together.
    pub(super) fn read(&self, number: u64) -> Option<Piece> {
        self.state().ring.read(number)
    }

    /// The message that comes next.
    pub(super) fn next(&self) -> Place {
        Place { instance: self.instance, number: self.state().ring.next() }
    }

    /// The oldest message that is still there.
    pub(super) fn oldest(&self) -> Place {
        Place { instance: self.instance, number: self.state().ring.oldest() }
    }

    /// All that the ring holds, from [`oldest`](Self::oldest) on.
    pub(super) fn held(&self) -> Vec<std::sync::Arc<[u8]>> {
        self.state().ring.texts()
    }

    /// Tells of every message that comes.
    pub(super) fn watch(&self) -> watch::Receiver<u64> {
        self.next.subscribe()
    }

    /// Every writer leaves the state whole, so a panic elsewhere does not spoil it.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
