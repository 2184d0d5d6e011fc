use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;

use super::{Asking, answer};
use crate::http::ApiState;
use crate::http::api::vessels::contact_id;
use crate::http::problem::Problem;
use crate::query::QuestionKind;

/// Who was within a distance of a place, of a contact's way or of a watch area, by default in the
/// last hour: one row a stay, with when and where she was closest. Between two reports at most ten
/// minutes apart she is taken to have gone straight on.
#[utoipa::path(
    get,
    path = "/api/v1/near",
    tag = "history",
    params(
        ("point" = Option<String>, Query, description = "Near this place: longitude,latitude"),
        ("contact" = Option<String>, Query, description = "Near this contact as in mmsi:219000001, along her way"),
        ("area" = Option<String>, Query, description = "In or near this watch area, by id"),
        ("within" = Option<f64>, Query, description = "Nautical miles, up to 100; 1 where not given"),
        ("from" = Option<String>, Query, description = "At or after (RFC 3339)"),
        ("to" = Option<String>, Query, description = "Before (RFC 3339)"),
        ("limit" = Option<usize>, Query, description = "Rows after which a page ends, 1 to 10000; 1000 where not given"),
        ("cursor" = Option<String>, Query, description = "`next` of the page before"),
        ("f" = Option<String>, Query, description = "geojson, geojsonseq, csv, kml, gpx, geoparquet or arrow; else by Accept"),
    ),
    responses(
        (status = 200, description = "A FeatureCollection of stays with `truncated` and `next`", content_type = "application/geo+json"),
        (status = "4XX", description = "What is wrong, by parameter", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", description = "It takes longer than a question may, or too much is asked at once", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn near(
    State(state): State<ApiState>,
    asking: Asking,
) -> Result<Response, Problem> {
    answer(&state, QuestionKind::Near, None, asking).await
}

/// Whom a contact was close to for a while, by default in the 24 hours up to the last report.
#[utoipa::path(
    get,
    path = "/api/v1/vessels/{contact}/encounters",
    tag = "history",
    params(
        ("contact" = String, Path, description = "The contact as in mmsi:219000001"),
        ("within" = Option<f64>, Query, description = "Nautical miles, up to 100; 0.5 where not given"),
        ("minutes" = Option<f64>, Query, description = "For at least so many minutes; 10 where not given"),
        ("from" = Option<String>, Query, description = "At or after (RFC 3339)"),
        ("to" = Option<String>, Query, description = "Before (RFC 3339)"),
        ("limit" = Option<usize>, Query, description = "Rows after which a page ends, 1 to 10000; 1000 where not given"),
        ("cursor" = Option<String>, Query, description = "`next` of the page before"),
        ("f" = Option<String>, Query, description = "geojson, geojsonseq, csv, kml, gpx, geoparquet or arrow; else by Accept"),
    ),
    responses(
        (status = 200, description = "A FeatureCollection of encounters with `truncated` and `next`", content_type = "application/geo+json"),
        (status = 404, description = "Neither the picture nor the store know her", body = Problem, content_type = "application/problem+json"),
        (status = "4XX", description = "What is wrong, by parameter", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", description = "It takes longer than a question may, or too much is asked at once", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn encounters(
    State(state): State<ApiState>,
    contact: Result<Path<String>, PathRejection>,
    asking: Asking,
) -> Result<Response, Problem> {
    let contact = contact_id(contact)?;
    answer(&state, QuestionKind::Encounters, Some(contact), asking).await
}
