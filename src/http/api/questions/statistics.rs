use axum::extract::State;
use axum::response::Response;

use super::{Asking, answer};
use crate::http::ApiState;
use crate::http::problem::Problem;
use crate::query::QuestionKind;

/// Counts of positions and vessels with mean and highest speed, by default of the last 24 hours.
#[utoipa::path(
    get,
    path = "/api/v1/statistics",
    tag = "history",
    params(
        ("by" = Option<String>, Query, description = "hour, class or area (watch area); hour where not given"),
        ("from" = Option<String>, Query, description = "At or after (RFC 3339)"),
        ("to" = Option<String>, Query, description = "Before (RFC 3339)"),
        ("bbox" = Option<String>, Query, description = "west,south,east,north in degrees; west above east crosses the antimeridian"),
        ("polygon" = Option<String>, Query, description = "WKT POLYGON or MULTIPOLYGON, longitude first"),
        ("f" = Option<String>, Query, description = "geojson (without geometry), geojsonseq, csv, kml, geoparquet or arrow; else by Accept"),
    ),
    responses(
        (status = 200, description = "A row a group", content_type = "application/geo+json"),
        (status = "4XX", description = "What is wrong, by parameter", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", description = "It takes longer than a question may, or too much is asked at once", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn statistics(
    State(state): State<ApiState>,
    asking: Asking,
) -> Result<Response, Problem> {
    answer(&state, QuestionKind::Statistics, None, asking).await
}
