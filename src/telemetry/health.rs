use crate::domain::{EventTime, FeedName};

/// What `/readyz` says; written by feeds, store and daemon, read by HTTP. Share it in an `Arc`.
#[derive(Debug)]
pub struct Health {}

/// Where the daemon is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The picture is being loaded.
    Starting,
    /// Watching.
    Ready,
    /// Stopping.
    Draining,
}

/// How a feed does.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedHealth {
    /// Which.
    pub name: FeedName,
    /// Whether its source is open.
    pub connected: bool,
    /// Clock time of its last message; `None` before the first.
    pub last_message: Option<EventTime>,
    /// What is wrong with its source, in a sentence.
    pub problem: Option<String>,
}

/// How the store does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreHealth {
    /// It takes what it is given.
    Writing,
    /// It does not; alerts and positions are in memory alone.
    Degraded {
        /// What is wrong, in a sentence.
        problem: String,
    },
}

impl Health {
    /// The health of a daemon that starts with these feeds.
    pub fn new(feeds: impl IntoIterator<Item = FeedName>) -> Self {
        todo!("{:?}", feeds.into_iter().collect::<Vec<_>>())
    }

    /// Notes where the daemon is in its life.
    pub fn set_phase(&self, phase: Phase) {
        todo!("{phase:?}")
    }

    /// Where the daemon is in its life.
    pub fn phase(&self) -> Phase {
        todo!()
    }

    /// Notes that a feed's source opened or broke.
    pub fn set_connected(&self, feed: FeedName, connected: bool, problem: Option<String>) {
        todo!("{feed} {connected} {problem:?}")
    }

    /// Notes that a feed gave a message, by the clock.
    pub fn heard(&self, feed: FeedName, at: EventTime) {
        todo!("{feed} {at}")
    }

    /// Notes how the store does.
    pub fn set_store(&self, store: StoreHealth) {
        todo!("{store:?}")
    }

    /// All feeds, by name.
    pub fn feeds(&self) -> Vec<FeedHealth> {
        todo!()
    }

    /// How the store does.
    pub fn store(&self) -> StoreHealth {
        todo!()
    }
}
