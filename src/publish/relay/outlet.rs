use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, watch};

use super::batch::RelayBatch;
use super::copies::Copies;
use super::filter::{admits, admits_feed};
use super::metrics::Meters;
use super::protocol::Place;
use super::ring::{Piece, Ring};
use super::segments::Kept;
use super::sight::Sight;
use crate::config::{RelayConfig, RelayFilter};
use crate::decode::FeedSettings;

/// Blocks of the ring that are kept at a time.
const PIECES_MAX: usize = 256;

/// One relay: what goes out of what feeds accept, and the ring of the last of it.
#[derive(Debug)]
pub(super) struct Relay {
    filter: RelayFilter,
    /// Tells this run of it from others.
    instance: u64,
    state: Mutex<State>,
    /// The number that comes next, for those who wait.
    next: watch::Sender<u64>,
    /// Wakes whoever keeps what comes.
    comes: Notify,
    pub(super) meters: Meters,
}

#[derive(Debug)]
struct State {
    ring: Ring,
    /// Messages before this one are kept on disk, and may be sent; `None` where nothing is kept.
    kept: Option<u64>,
    /// Messages before this one may have been sent, kept or not.
    passed: u64,
    /// Messages from this one on are left to whoever follows; `None` where each who listened has got
    /// others.
    rest: Option<u64>,
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
        let (passed, text) = (ring.next(), Vec::new());
        let state = Mutex::new(State { ring, kept: None, passed, rest: None, sight, copies, text });
        let comes = Notify::new();
        Self { filter: config.filter.clone(), instance, state, next, comes, meters }
    }

    /// Takes in what a feed has accepted. Nobody who reads holds this up for longer than it takes to
    /// find a block.
    pub(super) fn offer(&self, feed: &FeedSettings, batch: &RelayBatch) {
        if !admits_feed(&self.filter, feed) {
            return;
        }
        let mut state = self.state();
        let State { ring, sight, copies, text, .. } = &mut *state;
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
        let (next, is_kept) = (ring.next(), state.kept.is_some());
        drop(state);
        self.meters.accepted.inc_by(messages);
        self.tell(is_kept, next);
    }

    /// Tells of what has come whoever keeps it, or whoever sends it.
    fn tell(&self, is_kept: bool, next: u64) {
        if is_kept {
            self.comes.notify_one();
        } else {
            self.next.send_replace(next);
        }
    }

    /// Goes on with what its predecessor has taken in since that was kept last, or was sent last to all.
    /// Where that is not known either, whoever goes on is told that nobody knows what was between. What
    /// was not sent is dropped where it `is_for_others`; how much of it was dropped.
    pub(super) fn go_on_after(&self, predecessor: &Self, is_for_others: bool) -> u64 {
        let mut before = predecessor.state();
        let mut state = self.state();
        self.remember_as(predecessor, &mut state, &mut before, is_for_others);
        let dropped = match before.rest {
            _ if predecessor.instance == self.instance => {
                state.ring.go_on_with(&before.ring);
                0
            }
            Some(rest) if is_for_others => before.ring.next().saturating_sub(rest),
            Some(rest) => state.ring.take_over(&before.ring, rest),
            None => 0,
        };
        self.meters.dropped.inc_by(dropped);
        let next = state.ring.next();
        let is_kept = state.kept.is_some();
        drop((before, state));
        self.tell(is_kept, next);
        dropped
    }

    /// Takes over what its predecessor knows of copies and of vessels, as far as that is of what this one
    /// sends: nothing is a copy of what others got.
    fn remember_as(
        &self,
        predecessor: &Self,
        state: &mut State,
        before: &mut State,
        is_for_others: bool,
    ) {
        let (ours, theirs) = (&self.filter, &predecessor.filter);
        if !is_for_others && ours == theirs && state.copies.is_some() && before.copies.is_some() {
            std::mem::swap(&mut state.copies, &mut before.copies);
        }
        if ours.areas == theirs.areas && ours.exercise == theirs.exercise {
            std::mem::swap(&mut state.sight, &mut before.sight);
        }
    }

    /// Leaves the messages from a number on to whoever follows.
    pub(super) fn leave_rest_from(&self, number: u64) {
        self.state().rest = Some(number);
    }

    /// The messages from a number on, as many as stand together.
    pub(super) fn read(&self, number: u64) -> Option<Piece> {
        let state = self.state();
        let piece = state.ring.read(number)?;
        state.kept.is_none_or(|kept| piece.next <= kept).then_some(piece)
    }

    /// The message that is sent next to whoever has all that was sent to anybody.
    pub(super) fn next(&self) -> Place {
        let state = self.state();
        let number = state.kept.map_or_else(|| state.ring.next(), |kept| kept.max(state.passed));
        Place { instance: self.instance, number }
    }

    /// The message that is kept next.
    pub(super) fn next_to_keep(&self) -> Place {
        let state = self.state();
        let number = state.kept.unwrap_or_else(|| state.ring.next());
        Place { instance: self.instance, number }
    }

    /// Whether everything that came may be sent.
    pub(super) fn is_kept(&self) -> bool {
        let state = self.state();
        state.kept.is_none_or(|kept| kept >= state.ring.next())
    }

    /// Sends nothing from now on that is not [kept](Self::kept_up_to); what there is counts as kept.
    pub(super) fn keep(&self) {
        let mut state = self.state();
        state.kept = Some(state.ring.next());
    }

    /// The same, with nothing of what there is kept.
    pub(super) fn keep_from_oldest(&self) {
        let mut state = self.state();
        state.passed = state.ring.next();
        state.kept = Some(state.ring.oldest());
        self.comes.notify_one();
    }

    /// Sends everything.
    pub(super) fn keep_nothing(&self) {
        let mut state = self.state();
        state.kept = None;
        let next = state.ring.next();
        drop(state);
        self.next.send_replace(next);
    }

    /// What is not kept, or the oldest of it.
    pub(super) fn unkept(&self) -> Vec<Piece> {
        let state = self.state();
        let Some(mut number) = state.kept else { return Vec::new() };
        let mut pieces = Vec::new();
        while pieces.len() < PIECES_MAX
            && let Some(piece) = state.ring.read(number)
        {
            number = piece.next;
            pieces.push(piece);
        }
        pieces
    }

    /// Sends what came before this message.
    pub(super) fn kept_up_to(&self, number: u64) {
        self.state().kept = Some(number);
        self.next.send_replace(number);
    }

    /// Waits for more to keep.
    pub(super) async fn comes(&self) {
        self.comes.notified().await;
    }

    /// The oldest message that is still there.
    pub(super) fn oldest(&self) -> Place {
        Place { instance: self.instance, number: self.state().ring.oldest() }
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
