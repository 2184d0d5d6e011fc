use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::vessels::geojson;
use crate::http::ApiState;
use crate::http::parameters::Parameters;
use crate::http::problem::Problem;
use crate::query::CoverageCell;

const LIMIT_DEFAULT: usize = 20_000;
const LIMIT_MAX: usize = 200_000;

/// Where stations hear vessels, as a GeoJSON `FeatureCollection`.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Coverage {
    /// `FeatureCollection`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// A Polygon for each cell of 0.1 degree and station, with `station`, `count` of reports and
    /// `last_heard`.
    #[schema(value_type = Vec<Object>)]
    features: Vec<Value>,
    /// There are more cells than were asked for.
    truncated: bool,
}

/// Where each station has heard vessels since the daemon started: cells of 0.1 degree with how many
/// reports came from there, and when the last did.
#[utoipa::path(
    get,
    path = "/api/v1/coverage",
    tag = "vessels",
    params(
        ("bbox" = Option<String>, Query, description = "Only cells whose centre is in it: west,south,east,north in degrees"),
        ("station" = Option<String>, Query, description = "Only this station, or feed where it names none"),
        ("limit" = Option<usize>, Query, description = "Cells at most, 1 to 200000; 20000 where not given"),
    ),
    responses((status = 200, description = "A GeoJSON FeatureCollection", body = Coverage, content_type = "application/geo+json"))
)]
pub(in crate::http) async fn list(
    State(state): State<ApiState>,
    mut parameters: Parameters,
) -> Result<Response, Problem> {
    let within = parameters.bounding_box()?;
    let station: Option<String> = parameters.parse("station", "the name of a station")?;
    let limit = parameters.limit(LIMIT_DEFAULT, LIMIT_MAX)?;
    parameters.finish()?;
    let coverage = state.coverage.clone();
    let wanted = move |cell: &CoverageCell| {
        let inside = within.is_none_or(|within| cell.centre().is_some_and(|c| within.contains(c)));
        inside && station.as_ref().is_none_or(|station| cell.station.as_str() == station)
    };
    let json = state.reading().run(move || {
        let cells = coverage.cells(limit.saturating_add(1), wanted);
        let truncated = cells.len() > limit;
        let features = cells.iter().take(limit).map(feature).collect();
        geojson(&Coverage { kind: "FeatureCollection", features, truncated })
    });
    json.await?
}

fn feature(cell: &CoverageCell) -> Value {
    let ((west, south), (east, north)) = (cell.south_west, cell.north_east);
    let ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
    json!({
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {
            "station": cell.station.as_str(),
            "count": cell.count,
            "last_heard": cell.last_heard.to_string(),
        },
    })
}
