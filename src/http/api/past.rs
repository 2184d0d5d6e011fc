use std::convert::Infallible;
use std::ops::ControlFlow;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tracing::warn;

use crate::http::ApiState;
use crate::http::live::{Past, RECORDS_MAX};
use crate::http::parameters::Parameters;
use crate::http::problem::{Problem, ProblemKind};
use crate::query::BoundingBox;

/// Time of one answer at most.
const SPAN_MAX: Duration = Duration::from_mins(30);

/// Seconds of a step.
const STEP_SECS_DEFAULT: u64 = 10;
const STEP_SECS_MAX: u64 = 600;

/// Frames that wait for a client: who reads slowly makes the reading slow.
const FRAMES_WAITING_MAX: usize = 16;

const WORLD: BoundingBox = BoundingBox { west: -180.0, south: -90.0, east: 180.0, north: 90.0 };

/// A past time in the frames of `/api/v1/live`, for replay; private to the console as those are.
/// Each frame has its length (4 bytes, little endian) and kind (0 text, 1 binary) in front. There is
/// a binary frame for every step, with what changed since the one before. Half an hour and 5,000,000
/// records an answer; one that becomes longer ends with a text frame of type `problem`.
#[utoipa::path(
    get,
    path = "/api/v1/live/past",
    tag = "vessels",
    params(
        ("from" = String, Query, description = "From when (RFC 3339)"),
        ("to" = String, Query, description = "Until when, at most 30 minutes later"),
        ("bbox" = Option<String>, Query, description = "west,south,east,north in degrees; everywhere where not given"),
        ("step_secs" = Option<u64>, Query, description = "Seconds of a step, 1 to 600; 10 where not given"),
    ),
    responses(
        (status = 200, description = "Frames", content_type = "application/octet-stream"),
        (status = "4XX", description = "What is wrong, by parameter", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Others replay already", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn past(
    State(state): State<ApiState>,
    mut parameters: Parameters,
) -> Result<Response, Problem> {
    let (from, to) = (parameters.time("from")?, parameters.time("to")?);
    let within = parameters.bounding_box()?.unwrap_or(WORLD);
    let step = parameters.take("step_secs", |text| {
        let valid = text.parse().ok().filter(|secs| (1..=STEP_SECS_MAX).contains(secs));
        valid.ok_or_else(|| format!("a number of seconds from 1 to {STEP_SECS_MAX}"))
    })?;
    parameters.finish()?;
    let from = from.ok_or_else(|| Problem::missing("from"))?;
    let to = to.ok_or_else(|| Problem::missing("to"))?;
    if from >= to {
        return Err(Problem::invalid("from", "from has to be earlier than to"));
    }
    if to.since(from) > SPAN_MAX {
        let detail = format!(
            "to has to be at most 30 minutes after from, and {RECORDS_MAX} records are given: ask \
             for one part after the other"
        );
        return Err(Problem::invalid("to", detail));
    }
    let place = state.live_places().replay().ok_or_else(|| {
        Problem::new(ProblemKind::Busy, "other consoles replay already; try again in a moment")
    })?;
    let step = Duration::from_secs(step.unwrap_or(STEP_SECS_DEFAULT));
    let past = Past { from, to, within, step };
    let (frames, waiting) = mpsc::channel(FRAMES_WAITING_MAX);
    let reader = state.reader.clone();
    state.tasks().spawn_blocking(move || {
        let played = past.play(&reader, |frame| {
            match frames.blocking_send(Ok::<_, Infallible>(Bytes::from(frame))) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_left) => ControlFlow::Break(()),
            }
        });
        if let Err(error) = played {
            warn!(%error, "a past time could not be read to its end");
        }
        drop(place);
    });
    let body = Body::from_stream(ReceiverStream::new(waiting));
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], body).into_response())
}
