use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Serialize;
use tracing::info;
use utoipa::ToSchema;

use crate::http::ApiState;
use crate::http::members::Members;
use crate::http::parameters::Parameters;
use crate::http::problem::{Problem, ProblemKind};
use crate::publish::{ResendError, SinkStatus};
use crate::store::DeadLetter;

const LIMIT_DEFAULT: usize = 100;
const LIMIT_MAX: usize = 1_000;
/// Longest name of who acts.
const BY_CHARS_MAX: usize = 100;

/// Every sink.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct SinkList {
    /// In the order of the configuration.
    items: Vec<SinkShown>,
}

/// How a sink does.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct SinkShown {
    /// Its name.
    name: String,
    /// Its kind, as configured.
    kind: &'static str,
    /// `idle`, `delivering` or `retrying`.
    state: &'static str,
    /// `seq` of the last transition that it is done with.
    cursor: u64,
    /// Transitions of the log that it has not looked at.
    queued: u64,
    /// How long the oldest of them has waited, seconds.
    oldest_seconds: f64,
    /// Dead letters that wait for an operator.
    dead_letters: u64,
    /// When something was delivered last, by the clock (RFC 3339).
    last_delivery: Option<String>,
    /// What the last attempt failed of.
    problem: Option<String>,
}

/// A page of dead letters.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct DeadLetters {
    /// The oldest first.
    items: Vec<DeadLetterShown>,
    /// `after` of the next page; null on the last.
    next: Option<u64>,
}

/// A transition that a sink could not deliver.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct DeadLetterShown {
    /// Its place in the transition log.
    seq: u64,
    /// The alert.
    id: String,
    /// The alert's revision.
    revision: u32,
    /// How often the receiver refused it.
    refusals: u32,
    /// What the last attempt failed of.
    problem: String,
    /// When it was given up, by the clock (RFC 3339).
    time: String,
}

/// What is tried again.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Resending {
    /// Dead letters that are tried again now; those that fail stay dead letters.
    resending: usize,
}

/// The sinks that alerts go to, and how each does.
#[utoipa::path(
    get,
    path = "/api/v1/sinks",
    tag = "operations",
    responses((status = 200, description = "Every sink", body = SinkList, content_type = "application/json"))
)]
pub(in crate::http) async fn list(
    State(state): State<ApiState>,
    parameters: Parameters,
) -> Result<Json<SinkList>, Problem> {
    parameters.finish()?;
    let items = state.sinks.list().into_iter().map(SinkShown::from).collect();
    Ok(Json(SinkList { items }))
}

/// The transitions that a sink could not deliver.
#[utoipa::path(
    get,
    path = "/api/v1/sinks/{name}/dead-letters",
    tag = "operations",
    params(
        ("name" = String, Path, description = "The sink's name"),
        ("after" = Option<u64>, Query, description = "Only those after this `seq`"),
        ("limit" = Option<usize>, Query, description = "Dead letters at most, 1 to 1000; 100 where not given"),
    ),
    responses(
        (status = 200, description = "A page, the oldest first", body = DeadLetters, content_type = "application/json"),
        (status = "4XX", description = "What is wrong, by parameter", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn dead_letters(
    State(state): State<ApiState>,
    name: Result<Path<String>, PathRejection>,
    mut parameters: Parameters,
) -> Result<Json<DeadLetters>, Problem> {
    let after = parameters.parse("after", "the `seq` of a transition")?.unwrap_or(0);
    let limit = parameters.limit(LIMIT_DEFAULT, LIMIT_MAX)?;
    parameters.finish()?;
    let name = name.map(|Path(name)| name).unwrap_or_default();
    let sinks = state.sinks.clone();
    let asked = move || sinks.dead_letters(&name, after, limit.saturating_add(1));
    let mut letters = state.reading().run(asked).await?.map_err(|error| problem(&error))?;
    let more = letters.len() > limit;
    letters.truncate(limit);
    let next = letters.last().map(|letter| letter.seq).filter(|_| more);
    let items = letters.into_iter().map(DeadLetterShown::from).collect();
    Ok(Json(DeadLetters { items, next }))
}

/// Has a sink try dead letters again: the one named, or all of them.
#[utoipa::path(
    post,
    path = "/api/v1/sinks/{name}/dead-letters/resend",
    tag = "operations",
    params(("name" = String, Path, description = "The sink's name")),
    request_body = ResendAct,
    responses(
        (status = 202, description = "They are being tried", body = Resending, content_type = "application/json"),
        (status = "4XX", description = "What is wrong, by member", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn resend(
    State(state): State<ApiState>,
    name: Result<Path<String>, PathRejection>,
    mut members: Members,
) -> Result<(StatusCode, Json<Resending>), Problem> {
    let by = members.signer(BY_CHARS_MAX)?.ok_or_else(|| Problem::missing("by"))?;
    let seq = members.optional_count("seq")?;
    members.finish()?;
    let name = name.map(|Path(name)| name).unwrap_or_default();
    let sinks = state.sinks.clone();
    let sink = name.clone();
    let asked = move || sinks.resend(&name, seq.as_slice());
    let resending = state.reading().run(asked).await?.map_err(|error| problem(&error))?;
    info!(%sink, %by, resending, "dead letters are sent again");
    Ok((StatusCode::ACCEPTED, Json(Resending { resending })))
}

fn problem(error: &ResendError) -> Problem {
    let kind = match error {
        ResendError::NoSuchSink(_) => return Problem::not_found("name", error.to_string()),
        ResendError::NoSuchLetter { .. } => return Problem::not_found("seq", error.to_string()),
        ResendError::Busy(_) => ProblemKind::Busy,
        ResendError::Store(_) => ProblemKind::StoreUnavailable,
    };
    Problem::new(kind, error.to_string())
}

impl From<SinkStatus> for SinkShown {
    fn from(status: SinkStatus) -> Self {
        Self {
            name: status.name,
            kind: status.kind,
            state: status.state.as_str(),
            cursor: status.cursor,
            queued: status.queued,
            oldest_seconds: status.oldest_secs,
            dead_letters: status.dead_letters,
            last_delivery: status.last_delivery.map(|time| time.to_string()),
            problem: status.problem,
        }
    }
}

impl From<DeadLetter> for DeadLetterShown {
    fn from(letter: DeadLetter) -> Self {
        let DeadLetter { seq, id, revision, refusals, problem, time } = letter;
        Self { seq, id: id.to_string(), revision, refusals, problem, time: time.to_string() }
    }
}

/// Which dead letters are to be sent again.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the body")]
pub(in crate::http) struct ResendAct {
    /// Who acts.
    by: String,
    /// One of them; all where not given.
    seq: Option<u64>,
}
