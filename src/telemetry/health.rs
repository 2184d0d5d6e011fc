use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::domain::{EventTime, FeedName};

/// What `/readyz` says; written by feeds, store and daemon, read by HTTP. Share it in an `Arc`.
#[derive(Debug)]
pub struct Health {
    state: Mutex<State>,
}

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
        let feeds = feeds.into_iter().map(|name| (name, Line::default())).collect();
        let state = State { phase: Phase::Starting, store: StoreHealth::Writing, feeds };
        Self { state: Mutex::new(state) }
    }

    /// Notes where the daemon is in its life.
    pub fn set_phase(&self, phase: Phase) {
        self.state().phase = phase;
    }

    /// Where the daemon is in its life.
    pub fn phase(&self) -> Phase {
        self.state().phase
    }

    /// Notes that a feed's source opened or broke. A feed that was not named at the start is not
    /// taken in.
    pub fn set_connected(&self, feed: FeedName, connected: bool, problem: Option<String>) {
        if let Some(line) = self.state().feeds.get_mut(&feed) {
            line.connected = connected;
            line.problem = problem;
        }
    }

    /// Notes that a feed gave a message, by the clock.
    pub fn heard(&self, feed: FeedName, at: EventTime) {
        if let Some(line) = self.state().feeds.get_mut(&feed) {
            line.last_message = line.last_message.max(Some(at));
        }
    }

    /// Notes how the store does.
    pub fn set_store(&self, store: StoreHealth) {
        self.state().store = store;
    }

    /// All feeds, by name.
    pub fn feeds(&self) -> Vec<FeedHealth> {
        let state = self.state();
        let feeds = state.feeds.iter().map(|(&name, line)| FeedHealth {
            name,
            connected: line.connected,
            last_message: line.last_message,
            problem: line.problem.clone(),
        });
        feeds.collect()
    }

    /// How the store does.
    pub fn store(&self) -> StoreHealth {
        self.state().store.clone()
    }

    /// Every writer leaves the state whole, so a panic elsewhere does not spoil it.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Debug)]
struct State {
    phase: Phase,
    store: StoreHealth,
    feeds: BTreeMap<FeedName, Line>,
}

#[derive(Debug, Default)]
struct Line {
    connected: bool,
    last_message: Option<EventTime>,
    problem: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(name: &str) -> FeedName {
        name.parse().expect("a feed name")
    }

    #[test]
    fn a_feed_is_known_before_it_says_anything() {
        let health = Health::new([feed("south"), feed("north")]);
        let names: Vec<_> = health.feeds().iter().map(|f| f.name.to_string()).collect();
        assert_eq!(names, ["north", "south"]);
        assert_eq!(health.feeds()[0].last_message, None);
        assert_eq!(health.phase(), Phase::Starting);
    }

    #[test]
    fn what_was_noted_last_is_told() {
        let health = Health::new([feed("north")]);
        health.set_connected(feed("north"), true, None);
        health.heard(feed("north"), EventTime::from_secs(20));
        health.heard(feed("north"), EventTime::from_secs(10));
        health.set_connected(feed("north"), false, Some("connection refused".to_owned()));
        let expected = FeedHealth {
            name: feed("north"),
            connected: false,
            last_message: Some(EventTime::from_secs(20)),
            problem: Some("connection refused".to_owned()),
        };
        assert_eq!(health.feeds(), [expected]);
    }

    #[test]
    fn a_feed_that_was_not_configured_takes_no_room() {
        let health = Health::new([]);
        health.heard(feed("stranger"), EventTime::from_secs(1));
        assert_eq!(health.feeds(), []);
    }
}
