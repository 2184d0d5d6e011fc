use std::collections::BTreeMap;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, header};
use serde::Serialize;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::oneshot;
use utoipa::ToSchema;

use crate::access::Role;
use crate::http::ApiState;
use crate::http::admission::Identity;
use crate::http::members::read_body;
use crate::http::problem::{Problem, ProblemKind};
use crate::net::{NotTaken, Post, Postbox, Taken};

/// What became of the lines of a body.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Intake {
    /// Lines in it.
    lines: u64,
    /// Lines that are blank or hold no sentence.
    without_sentence: u64,
    /// Sentences and rows in it: rejected, ignored, parts and messages.
    sentences: u64,
    /// Messages that they made.
    messages: u64,
    /// Sentences that are a part of a message and not its last one.
    parts: u64,
    /// Sentences knowingly not used, by type.
    ignored: BTreeMap<String, u64>,
    /// Sentences that are wrong, by reason.
    rejected: BTreeMap<&'static str, u64>,
}

/// Sentences for a feed of kind `http`, a line each in any framing, or with `Content-Type: text/csv` a
/// position CSV with its header. The answer comes when all of it is in the engine's queue, so what is
/// not answered with 200 is to be sent again; a copy changes nothing. Officers may post, and whoever the
/// feed names as one of its `clients`.
#[utoipa::path(
    post,
    path = "/api/v1/feeds/{name}",
    tag = "feeds",
    params(("name" = String, Path, description = "The feed's name")),
    request_body(content = String, content_type = "text/plain"),
    responses(
        (status = 200, description = "What became of it", body = Intake, content_type = "application/json"),
        (status = 404, description = "No feed of this name takes posts", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "It is larger than the feed's `body_bytes_max`", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The header of a table lacks columns", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "The feed has had its `sentences_per_second_max`: nothing was taken, `Retry-After` says until when", body = Problem, content_type = "application/problem+json"),
        (status = "4XX", description = "What is wrong, by header", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "There is more to do than can be done, or the daemon is stopping: nothing was taken", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn post(
    State(state): State<ApiState>,
    name: Result<Path<String>, PathRejection>,
    identity: Identity,
    request: Request,
) -> Result<Json<Intake>, Problem> {
    let name = name.map(|Path(name)| name).unwrap_or_default();
    let postbox = state.postboxes.of(&name);
    check_caller(&identity, &name, postbox.as_ref())?;
    let Some(postbox) = postbox else {
        let detail = format!("no feed {name:?} of kind http runs here");
        return Err(Problem::not_found("name", detail));
    };
    let is_table = is_table(request.headers())?;
    let body = read_body(request, postbox.body_bytes_max).await?.to_vec();
    let (answer, outcome) = oneshot::channel();
    match postbox.posts.try_send(Post { body, is_table, answer }) {
        Ok(()) => {}
        Err(TrySendError::Full(_)) => {
            let detail = format!("many bodies wait for {name} already");
            return Err(Problem::new(ProblemKind::Busy, detail));
        }
        Err(TrySendError::Closed(_)) => return Err(stopping(&name)),
    }
    match outcome.await {
        Ok(Ok(taken)) => Ok(Json(Intake::from(taken))),
        Ok(Err(not_taken)) => Err(refusal(&name, not_taken)),
        Err(_feed_gone) => Err(stopping(&name)),
    }
}

/// A receiver's credentials need not be an officer's: the feed names them.
fn check_caller(identity: &Identity, feed: &str, postbox: Option<&Postbox>) -> Result<(), Problem> {
    let Identity::Known(caller) = identity else { return Ok(()) };
    let is_named = |postbox: &Postbox| postbox.clients.iter().any(|name| **name == *caller.name);
    if caller.role >= Role::Officer || postbox.is_some_and(is_named) {
        return Ok(());
    }
    let (name, role) = (&caller.name, caller.role);
    let detail = format!("{name} is {role} and none of the clients of {feed}: an officer may post");
    Err(Problem::new(ProblemKind::RoleTooLow, detail))
}

fn is_table(headers: &HeaderMap) -> Result<bool, Problem> {
    let value = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let encoding = value(header::CONTENT_ENCODING).unwrap_or("identity");
    if !encoding.eq_ignore_ascii_case("identity") {
        let detail = format!("bodies are taken as they are, not in {encoding}");
        return Err(Problem::invalid("Content-Encoding", detail));
    }
    let media_type = value(header::CONTENT_TYPE).unwrap_or_default();
    let media_type = media_type.split(';').next().unwrap_or_default().trim();
    Ok(media_type.eq_ignore_ascii_case("text/csv"))
}

fn refusal(feed: &str, not_taken: NotTaken) -> Problem {
    match not_taken {
        NotTaken::EngineBusy => {
            Problem::new(ProblemKind::Busy, "the engine has more to do than it can")
        }
        NotTaken::TooFast { wait } => {
            let detail = format!("{feed} has had as many sentences as it may have for now");
            Problem::new(ProblemKind::FeedTooFast, detail).retry_after(wait)
        }
        NotTaken::NoTable { missing } => {
            let missing = missing.join(" and ");
            let detail = format!("the first line names no column for {missing}");
            Problem::new(ProblemKind::NotReadable, detail).of("body")
        }
        NotTaken::Stopping => stopping(feed),
    }
}

fn stopping(feed: &str) -> Problem {
    Problem::new(ProblemKind::ShuttingDown, format!("{feed} is stopping; nothing was taken"))
}

impl From<Taken> for Intake {
    fn from(taken: Taken) -> Self {
        let Taken { lines, without_sentence, sentences, messages, parts, ignored, rejected } =
            taken;
        Self { lines, without_sentence, sentences, messages, parts, ignored, rejected }
    }
}
