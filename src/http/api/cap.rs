use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;

use crate::alert::AlertId;
use crate::http::ApiState;
use crate::http::parameters::Parameters;
use crate::http::problem::Problem;
use crate::publish::cap::{self, Entry, Reference};
use crate::store::row::AlertRow;

const LIMIT_DEFAULT: usize = 100;
const LIMIT_MAX: usize = 1_000;
/// Who sends, as the sink `cap` has it where nothing else is configured.
const SENDER: &str = "picket";

/// The last transitions as an Atom feed (RFC 4287) of CAP 1.2 messages, the newest first. An
/// exercise says so in its `status`.
#[utoipa::path(
    get,
    path = "/cap",
    tag = "alerts",
    params(("limit" = Option<usize>, Query, description = "Messages at most, 1 to 1000; 100 where not given")),
    responses(
        (status = 200, description = "The feed", body = String, content_type = "application/atom+xml"),
        (status = "4XX", description = "What is wrong, by parameter", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn feed(
    State(state): State<ApiState>,
    mut parameters: Parameters,
) -> Result<impl IntoResponse, Problem> {
    let limit = parameters.limit(LIMIT_DEFAULT, LIMIT_MAX)?;
    parameters.finish()?;
    let rows = state.read(move |reader| {
        let newest = reader.seq_range()?.map_or(0, |(_, newest)| newest);
        let before = newest.saturating_sub(u64::try_from(limit).unwrap_or(u64::MAX));
        reader.transitions_after(before, limit)
    });
    let entries: Vec<Entry> = rows.await?.iter().rev().map(entry).collect();
    let feed = cap::atom("urn:picket:cap", SENDER, &entries);
    Ok(([(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")], feed))
}

/// One message of the feed.
#[utoipa::path(
    get,
    path = "/cap/{identifier}",
    tag = "alerts",
    params(("identifier" = String, Path, description = "The message's identifier: an alert's id, a full stop, a revision")),
    responses(
        (status = 200, description = "The message, CAP 1.2", body = String, content_type = "application/cap+xml"),
        (status = 404, description = "There is no such message", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn message(
    State(state): State<ApiState>,
    identifier: Result<Path<String>, PathRejection>,
    parameters: Parameters,
) -> Result<impl IntoResponse, Problem> {
    parameters.finish()?;
    let Path(identifier) = identifier.map_err(|_malformed| unknown("that"))?;
    let parts = identifier.rsplit_once('.');
    let (id, revision) = parts
        .and_then(|(id, revision)| Some((AlertId(id.parse().ok()?), revision.parse::<u32>().ok()?)))
        .ok_or_else(|| unknown(&identifier))?;
    let history = state.read(move |reader| reader.history(id)).await?;
    let row = history.iter().find(|row| row.revision == revision);
    let row = row.ok_or_else(|| unknown(&identifier))?;
    let earlier = history.iter().rev().find(|earlier| earlier.revision < revision);
    let earlier = earlier.map(|row| Reference { identifier: cap::identifier(row), sent: row.time });
    let message = cap::message(row, SENDER, &cap::headline(row), earlier.as_ref());
    Ok(([(header::CONTENT_TYPE, "application/cap+xml; charset=utf-8")], message))
}

fn entry(row: &AlertRow) -> Entry {
    let identifier = cap::identifier(row);
    let href = format!("cap/{identifier}");
    Entry { identifier, title: cap::headline(row), sent: row.time, href }
}

fn unknown(identifier: &str) -> Problem {
    Problem::not_found("identifier", format!("there is no message {identifier}; /cap lists them"))
}
