use serde_json::Value;
use utoipa::ToSchema;

/// A track as a GeoJSON Feature: `LineString`; `MultiLineString` cut at gaps and at the
/// antimeridian (RFC 7946, 3.1.9); `Point` for a single report; null for none.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents what the query formats write")]
pub(in crate::http) struct TrackFeature {
    /// `Feature`.
    #[schema(rename = "type")]
    kind: &'static str,
    /// The way.
    #[schema(value_type = Option<Object>)]
    geometry: Value,
    /// What runs beside it.
    properties: TrackProperties,
}

/// Lists beside the coordinates, one value for each; nested like them where the way is cut. The
/// points put in at the antimeridian carry an interpolated time and no motion.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents what the query formats write")]
struct TrackProperties {
    /// Whose.
    contact: String,
    /// Asked from.
    from: String,
    /// Asked until, exclusive.
    to: String,
    /// Points at most.
    limit: usize,
    /// There are more points than `limit`.
    truncated: bool,
    /// Time of the first point of the next page; null on the last.
    next_from: Option<String>,
    /// `cursor` of the next page; null on the last.
    next: Option<String>,
    /// Times of the points.
    times: Vec<String>,
    /// Speeds over ground, knots.
    sog: Vec<Option<f64>>,
    /// Courses over ground, degrees.
    cog: Vec<Option<f64>>,
    /// Which points came later than the lateness bound.
    late: Vec<bool>,
}
