use serde::Serialize;

use crate::domain::EventTime;
use crate::http::ApiState;
use crate::telemetry::{FeedHealth, StoreHealth};

/// How feeds, store and engine do: a silent receiver must not look like a quiet sea.
#[derive(Debug, Serialize)]
pub(super) struct FeedState {
    items: Vec<Feed>,
    store: &'static str,
    engine_lag_secs: f64,
}

#[derive(Debug, Serialize)]
struct Feed {
    name: String,
    connected: bool,
    last_message: Option<String>,
    silent: bool,
    sentences_per_second: f64,
    exercise: bool,
}

impl FeedState {
    pub(super) fn of(state: &ApiState, now: EventTime) -> Self {
        let feeds = state.health.feeds(now).into_iter();
        Self {
            items: feeds.map(|feed| Feed::of(state, &feed, now)).collect(),
            store: match state.health.store() {
                StoreHealth::Writing => "ready",
                StoreHealth::Degraded { .. } => "degraded",
            },
            engine_lag_secs: state.health.engine_lag().as_secs_f64(),
        }
    }
}

impl Feed {
    fn of(state: &ApiState, feed: &FeedHealth, now: EventTime) -> Self {
        Self {
            name: feed.name.to_string(),
            connected: feed.connected,
            last_message: feed.last_message.map(|time| time.to_string()),
            silent: state.is_silent(feed, now),
            sentences_per_second: feed.sentences_per_second,
            exercise: feed.exercise,
        }
    }
}
