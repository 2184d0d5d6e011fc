use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;

use super::{Asking, answer};
use crate::http::ApiState;
use crate::http::api::vessels::contact_id;
use crate::http::problem::Problem;
use crate::http::wire::TrackFeature;
use crate::query::QuestionKind;

/// The way of a contact, by default the 24 hours up to her last report. The number of points is
/// bounded: where there are more, `truncated` and the header `picket-truncated` say so and a `Link`
/// with `rel="next"` leads on.
#[utoipa::path(
    get,
    path = "/api/v1/vessels/{contact}/track",
    tag = "vessels",
    params(
        ("contact" = String, Path, description = "The contact as in mmsi:219000001"),
        Which,
    ),
    responses(
        (status = 200, description = "The way with times, speeds and courses beside it; in other formats one row a point", body = TrackFeature, content_type = "application/geo+json"),
        (status = 404, description = "Neither the picture nor the store know her", body = Problem, content_type = "application/problem+json"),
        (status = "4XX", description = "What is wrong, by parameter", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", description = "It takes longer than a question may, or too much is asked at once", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn track(
    State(state): State<ApiState>,
    contact: Result<Path<String>, PathRejection>,
    asking: Asking,
) -> Result<Response, Problem> {
    let contact = contact_id(contact)?;
    answer(&state, QuestionKind::Track, Some(contact), asking).await
}

/// The ways of all contacts that fit, as lines, by default of the last hour: by contact, then time. A
/// line is cut where it leaves the box or polygon that is asked for.
#[utoipa::path(
    get,
    path = "/api/v1/tracks",
    tag = "history",
    params(WhoAsked, Which),
    responses(
        (status = 200, description = "A FeatureCollection of ways with `truncated` and `next`; in other formats one row a point", content_type = "application/geo+json"),
        (status = "4XX", description = "What is wrong, by parameter", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", description = "It takes longer than a question may, or too much is asked at once", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn tracks(
    State(state): State<ApiState>,
    asking: Asking,
) -> Result<Response, Problem> {
    answer(&state, QuestionKind::Tracks, None, asking).await
}

/// Reported positions one by one, by default of the last hour: by contact, then time.
#[utoipa::path(
    get,
    path = "/api/v1/positions",
    tag = "history",
    params(WhoAsked, Which),
    responses(
        (status = 200, description = "A FeatureCollection of points with `truncated` and `next`; in other formats one row a point", content_type = "application/geo+json"),
        (status = "4XX", description = "What is wrong, by parameter", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", description = "It takes longer than a question may, or too much is asked at once", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn positions(
    State(state): State<ApiState>,
    asking: Asking,
) -> Result<Response, Problem> {
    answer(&state, QuestionKind::Positions, None, asking).await
}

/// By whom positions are narrowed, as the description of the interface has it.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "`query` takes parameters by name")]
struct WhoAsked {
    /// Contacts as in mmsi:219000001, with commas between.
    contact: Option<String>,
    /// MMSI.
    mmsi: Option<String>,
    /// IMO number.
    imo: Option<String>,
    /// Call sign.
    call_sign: Option<String>,
    /// Name: the whole, its beginning, a part, or nearly.
    name: Option<String>,
}

/// Which points are wanted, as the description of the interface has it.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "`query` takes parameters by name")]
struct Which {
    /// At or after (RFC 3339).
    from: Option<String>,
    /// Before (RFC 3339).
    to: Option<String>,
    /// west,south,east,north in degrees; west above east crosses the antimeridian.
    bbox: Option<String>,
    /// WKT POLYGON or MULTIPOLYGON, longitude first.
    polygon: Option<String>,
    /// Seconds of silence after which a new piece of a way begins: another line, or another
    /// `segment` of points.
    gap: Option<f64>,
    /// Seconds: the first report of each such interval.
    every: Option<f64>,
    /// Metres by which a way may deviate from what was reported (Douglas-Peucker).
    simplify: Option<f64>,
    /// Points of a contact at most, 2 to 100000: those that matter most for the shape.
    max_points: Option<usize>,
    /// Points of a page at most, 1 to 100000; 10000 where not given.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// geojson, geojsonseq, csv, kml, gpx, geoparquet, mfjson or arrow; else by Accept.
    f: Option<String>,
}
