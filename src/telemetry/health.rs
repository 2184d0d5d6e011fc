use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::pulse::Pulse;
use crate::domain::{EventTime, FeedName};

/// That a feed had too much is told for so long after the last time.
const LIMITED_TOLD: Duration = Duration::from_mins(1);

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
    /// Whether it is an exercise.
    pub exercise: bool,
    /// Sentences a second of late.
    pub sentences_per_second: f64,
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
        let engine_lag = Duration::ZERO;
        let state = State {
            phase: Phase::Starting,
            store: StoreHealth::Writing,
            reload_problem: None,
            feeds,
            engine_lag,
            engine_beat: None,
        };
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

    /// Takes a feed in, before it says anything.
    pub fn expect(&self, feed: FeedName, exercise: bool) {
        self.state().feeds.insert(feed, Line { exercise, ..Line::default() });
    }

    /// Lets a feed go that there no longer is.
    pub fn forget(&self, feed: FeedName) {
        self.state().feeds.remove(&feed);
    }

    /// Notes that a feed's source opened or broke. A feed that was not taken in before is passed over.
    pub fn set_connected(&self, feed: FeedName, connected: bool, problem: Option<String>) {
        if let Some(line) = self.state().feeds.get_mut(&feed) {
            line.connected = connected;
            line.problem = problem;
        }
    }

    /// Notes that a feed had more than its limit lets in, by the clock; told for a minute where nothing
    /// worse is to be told.
    pub fn limited(&self, feed: FeedName, problem: &'static str, at: EventTime) {
        if let Some(line) = self.state().feeds.get_mut(&feed) {
            line.limited = Some((at, problem));
        }
    }

    /// Notes that a feed gave a message, by the clock.
    pub fn heard(&self, feed: FeedName, at: EventTime) {
        if let Some(line) = self.state().feeds.get_mut(&feed) {
            line.last_message = line.last_message.max(Some(at));
        }
    }

    /// Counts sentences of a feed, by the clock.
    pub fn count_sentences(&self, feed: FeedName, sentences: u64, at: EventTime) {
        if let Some(line) = self.state().feeds.get_mut(&feed) {
            line.pulse.count(sentences, at);
        }
    }

    /// Notes how long the last batch of reports had waited for the engine.
    pub fn set_engine_lag(&self, lag: Duration) {
        self.state().engine_lag = lag;
    }

    /// How long the last batch of reports had waited for the engine.
    pub fn engine_lag(&self) -> Duration {
        self.state().engine_lag
    }

    /// Notes that the engine works.
    pub fn engine_beat(&self, now: Instant) {
        self.state().engine_beat = Some(now);
    }

    /// How long nothing has been heard of the engine; zero before it began.
    pub fn engine_silence(&self, now: Instant) -> Duration {
        let beat = self.state().engine_beat;
        beat.map_or(Duration::ZERO, |beat| now.saturating_duration_since(beat))
    }

    /// Notes how the store does.
    pub fn set_store(&self, store: StoreHealth) {
        self.state().store = store;
    }

    /// Notes what is wrong with files that were to be read again; `None` when they were taken.
    pub fn set_reload_problem(&self, problem: Option<String>) {
        self.state().reload_problem = problem;
    }

    /// What is wrong with files that were to be read again.
    pub fn reload_problem(&self) -> Option<String> {
        self.state().reload_problem.clone()
    }

    /// All feeds, by name, as of a moment of the clock.
    pub fn feeds(&self, now: EventTime) -> Vec<FeedHealth> {
        let state = self.state();
        let feeds = state.feeds.iter().map(|(&name, line)| FeedHealth {
            name,
            connected: line.connected,
            last_message: line.last_message,
            problem: line.problem.clone().or_else(|| line.limited(now)),
            exercise: line.exercise,
            sentences_per_second: line.pulse.per_second(now),
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
    reload_problem: Option<String>,
    feeds: BTreeMap<FeedName, Line>,
    engine_lag: Duration,
    engine_beat: Option<Instant>,
}

#[derive(Debug, Default)]
struct Line {
    connected: bool,
    last_message: Option<EventTime>,
    problem: Option<String>,
    limited: Option<(EventTime, &'static str)>,
    exercise: bool,
    pulse: Pulse,
}

impl Line {
    fn limited(&self, now: EventTime) -> Option<String> {
        let (_, problem) = self.limited.filter(|(at, _)| now.since(*at) < LIMITED_TOLD)?;
        Some(problem.to_owned())
    }
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
        let names: Vec<_> =
            health.feeds(EventTime::from_secs(30)).iter().map(|f| f.name.to_string()).collect();
        assert_eq!(names, ["north", "south"]);
        assert_eq!(health.feeds(EventTime::from_secs(30))[0].last_message, None);
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
            exercise: false,
            sentences_per_second: 0.0,
        };
        assert_eq!(health.feeds(EventTime::from_secs(30)), [expected]);
    }

    #[test]
    fn a_feed_that_was_not_configured_takes_no_room() {
        let health = Health::new([]);
        health.heard(feed("stranger"), EventTime::from_secs(1));
        assert_eq!(health.feeds(EventTime::from_secs(30)), []);
    }
}
