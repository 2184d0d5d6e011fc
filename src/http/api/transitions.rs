use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::clock;
use crate::domain::EventTime;
use crate::http::ApiState;
use crate::http::parameters::Parameters;
use crate::http::problem::Problem;
use crate::store::row::AlertRow;

const LIMIT_DEFAULT: usize = 500;
const LIMIT_MAX: usize = 5_000;
const STANDING_MAX: usize = 1_000;

/// Transitions in the order of their numbers.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Transitions {
    /// The transitions.
    items: Vec<AlertRow>,
    /// `after` of the next page; null on the last.
    next: Option<u64>,
}

/// What happened to alerts in a time, in the order of `seq`: for replaying it.
#[utoipa::path(
    get,
    path = "/api/v1/alerts/transitions",
    tag = "alerts",
    params(
        ("from" = Option<String>, Query, description = "At or after (RFC 3339); where not given, from the first on"),
        ("to" = Option<String>, Query, description = "Before (RFC 3339); where not given, until now"),
        ("after" = Option<u64>, Query, description = "Only numbers beyond this `seq`"),
        ("limit" = Option<usize>, Query, description = "Transitions at most, 1 to 5000; 500 where not given"),
    ),
    responses(
        (status = 200, description = "A page: `items` and `next`, null at the end", body = Transitions, content_type = "application/json"),
        (status = "4XX", description = "What is wrong, by parameter", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn list(
    State(state): State<ApiState>,
    mut parameters: Parameters,
) -> Result<Json<Transitions>, Problem> {
    let from = parameters.time("from")?.unwrap_or(EventTime::MIN);
    let to = parameters.time("to")?.unwrap_or_else(clock::utc_now);
    let after = parameters.parse("after", "the `seq` of a transition")?.unwrap_or(0);
    let limit = parameters.limit(LIMIT_DEFAULT, LIMIT_MAX)?;
    parameters.finish()?;
    if from >= to {
        return Err(Problem::invalid("from", "from has to be earlier than to"));
    }
    let wanted = limit.saturating_add(1);
    let read = state.read(move |reader| reader.transitions_between(from, to, after, wanted));
    let mut items = read.await?;
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(|row| row.seq);
    Ok(Json(Transitions { items, next }))
}

/// Alerts as they stood at a time.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Standing {
    /// The alerts, the latest raised first.
    items: Vec<AlertRow>,
    /// Whether there were more than are given.
    truncated: bool,
}

/// The alerts that were open at a time, each as its last transition had left it: where a replay
/// begins.
#[utoipa::path(
    get,
    path = "/api/v1/alerts/standing",
    tag = "alerts",
    params(("at" = String, Query, description = "When (RFC 3339)")),
    responses(
        (status = 200, description = "The latest raised first, at most 1000", body = Standing, content_type = "application/json"),
        (status = "4XX", description = "What is wrong, by parameter", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn standing(
    State(state): State<ApiState>,
    mut parameters: Parameters,
) -> Result<Json<Standing>, Problem> {
    let at = parameters.time("at")?;
    parameters.finish()?;
    let at = at.ok_or_else(|| Problem::missing("at"))?;
    let read = state.read(move |reader| reader.standing_at(at, STANDING_MAX + 1));
    let mut items = read.await?;
    let truncated = items.len() > STANDING_MAX;
    items.truncate(STANDING_MAX);
    Ok(Json(Standing { items, truncated }))
}
