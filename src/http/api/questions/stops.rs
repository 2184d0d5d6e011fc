use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;

use super::{Asking, answer};
use crate::http::ApiState;
use crate::http::api::vessels::contact_id;
use crate::http::problem::Problem;
use crate::query::QuestionKind;

/// Where a contact lay still, by default in the seven days up to the last report: within 463 m of
/// where she came below 1 knot. `port_call` is true where she lay in a watch area of kind
/// `port-facility` or said that she was moored.
#[utoipa::path(
    get,
    path = "/api/v1/vessels/{contact}/stops",
    tag = "history",
    params(
        ("contact" = String, Path, description = "The contact as in mmsi:219000001"),
        ("minutes" = Option<f64>, Query, description = "For at least so many minutes; 30 where not given"),
        ("from" = Option<String>, Query, description = "At or after (RFC 3339)"),
        ("to" = Option<String>, Query, description = "Before (RFC 3339)"),
        ("limit" = Option<usize>, Query, description = "Rows at most, 1 to 10000; 1000 where not given"),
        ("cursor" = Option<String>, Query, description = "`next` of the page before"),
        ("f" = Option<String>, Query, description = "geojson, geojsonseq, csv, kml, gpx, geoparquet or arrow; else by Accept"),
    ),
    responses(
        (status = 200, description = "A FeatureCollection of stops with `truncated` and `next`", content_type = "application/geo+json"),
        (status = 404, description = "Neither the picture nor the store know her", body = Problem, content_type = "application/problem+json"),
        (status = "4XX", description = "What is wrong, by parameter", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", description = "It takes longer than a question may, or too much is asked at once", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn stops(
    State(state): State<ApiState>,
    contact: Result<Path<String>, PathRejection>,
    asking: Asking,
) -> Result<Response, Problem> {
    let contact = contact_id(contact)?;
    answer(&state, QuestionKind::Stops, Some(contact), asking).await
}
