//! What operators and their tools ask: is it alive, is it watching, what does it count.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use prometheus::TextEncoder;
use serde::Serialize;
use utoipa::ToSchema;

use super::ApiState;
use super::admission::Identity;
use super::problem::{Problem, ProblemKind};
use crate::clock;
use crate::domain::EventTime;
use crate::telemetry::{self, FeedHealth, Phase, StoreHealth};

/// The process answers.
#[utoipa::path(
    get,
    path = "/livez",
    tag = "operations",
    responses((status = 200, description = "`ok`", body = String, content_type = "text/plain"))
)]
pub(super) async fn livez() -> &'static str {
    "ok\n"
}

/// Whether the watch can be relied on. A silent feed, a failing store or a
/// refused reload degrades it; it is down
/// only before the picture is loaded and while the daemon stops. Feeds and problems are named to
/// viewers alone.
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "operations",
    responses(
        (status = 200, description = "`ready`, or `degraded` with what is wrong", body = Readiness, content_type = "application/json"),
        (status = 503, description = "`starting` or `draining`", body = Readiness, content_type = "application/json"),
    )
)]
pub(super) async fn readyz(State(state): State<ApiState>, identity: Identity) -> impl IntoResponse {
    let mut readiness = Readiness::of(&state, clock::utc_now());
    if !identity.is_trusted() {
        readiness.keep_details_back();
    }
    let status = match readiness.status {
        "ready" | "degraded" => StatusCode::OK,
        _ => StatusCode::SERVICE_UNAVAILABLE,
    };
    (status, Json(readiness))
}

/// All metrics in the text format of Prometheus.
#[utoipa::path(
    get,
    path = "/metrics",
    tag = "operations",
    responses((status = 200, description = "Text format 0.0.4", body = String, content_type = "text/plain"))
)]
pub(super) async fn metrics(State(state): State<ApiState>) -> Result<impl IntoResponse, Problem> {
    let text = TextEncoder::new().encode_to_string(&telemetry::gather(&state.registry));
    let text = text.map_err(|error| Problem::new(ProblemKind::Defect, error.to_string()))?;
    Ok(([(header::CONTENT_TYPE, prometheus::TEXT_FORMAT)], text))
}

/// How the watch stands.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Readiness {
    /// `starting`, `ready`, `degraded` or `draining`.
    status: &'static str,
    /// By the daemon's clock.
    time: String,
    /// Feeds that nothing came from for too long, by name.
    silent: Vec<String>,
    /// All feeds.
    feeds: Vec<FeedReadiness>,
    /// The store.
    store: StoreReadiness,
    /// What is wrong with files that changed. Those before are in force, unless it says that the rest of the
    /// new ones is.
    reload_problem: Option<String>,
}

/// How a feed does.
#[derive(Debug, Serialize, ToSchema)]
struct FeedReadiness {
    /// Its name.
    name: String,
    /// Its source is open.
    connected: bool,
    /// Nothing came from it for so long that an officer has to know.
    silent: bool,
    /// When its last message came; null before the first.
    last_message: Option<String>,
    /// Seconds since; null before the first.
    age_seconds: Option<f64>,
    /// What is wrong with its source.
    problem: Option<String>,
}

/// How the store does.
#[derive(Debug, Serialize, ToSchema)]
struct StoreReadiness {
    /// `writing` or `degraded`.
    status: &'static str,
    /// What is wrong.
    problem: Option<String>,
}

impl Readiness {
    fn of(state: &ApiState, now: EventTime) -> Self {
        let feeds: Vec<_> = state
            .health
            .feeds(now)
            .into_iter()
            .map(|feed| FeedReadiness::of(state, feed, now))
            .collect();
        let silent: Vec<_> =
            feeds.iter().filter(|feed| feed.silent).map(|feed| feed.name.clone()).collect();
        let store = StoreReadiness::of(state.health.store(), || state.reader.damaged());
        let reload_problem = state.health.reload_problem();
        let broken = reload_problem.is_some()
            || feeds.iter().any(|feed| feed.silent || feed.problem.is_some());
        let status = match state.health.phase() {
            Phase::Starting => "starting",
            Phase::Draining => "draining",
            Phase::Ready if broken || store.problem.is_some() => "degraded",
            Phase::Ready => "ready",
        };
        Self { status, time: now.to_string(), silent, feeds, store, reload_problem }
    }
}

impl Readiness {
    /// A probe needs the status; where the watch is deaf is nobody else's matter.
    fn keep_details_back(&mut self) {
        self.silent.clear();
        self.feeds.clear();
        self.store.problem = None;
        self.reload_problem = None;
    }
}

impl FeedReadiness {
    fn of(state: &ApiState, feed: FeedHealth, now: EventTime) -> Self {
        let age = feed.last_message.map(|last| now.since(last));
        Self {
            name: feed.name.to_string(),
            connected: feed.connected,
            silent: state.is_silent(&feed, now),
            last_message: feed.last_message.map(|time| time.to_string()),
            age_seconds: age.map(|age| age.as_secs_f64()),
            problem: feed.problem,
        }
    }
}

impl StoreReadiness {
    /// As the writer says, else by what the readers found damaged.
    fn of(store: StoreHealth, damaged: impl FnOnce() -> Option<String>) -> Self {
        let problem = match store {
            StoreHealth::Writing => damaged(),
            StoreHealth::Degraded { problem } => Some(problem),
        };
        Self { status: if problem.is_some() { "degraded" } else { "writing" }, problem }
    }
}
