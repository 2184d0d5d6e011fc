use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::questions::{Asking, answer};
use crate::domain::ContactId;
use crate::http::ApiState;
use crate::http::parameters::Parameters;
use crate::http::problem::{Problem, ProblemKind};
use crate::http::wire::{VesselCollection, VesselFeature};
use crate::query::{QuestionKind, VESSELS, feature, vessel_row};

/// The live picture, at most a second old, or the picture as of a past time: contacts in the order
/// of their ids, or the nearest to a place.
#[utoipa::path(
    get,
    path = "/api/v1/vessels",
    tag = "vessels",
    params(
        ("at" = Option<String>, Query, description = "As of this time (RFC 3339): who was heard in the hour up to it"),
        ("contact" = Option<String>, Query, description = "Contacts as in mmsi:219000001, with commas between"),
        ("mmsi" = Option<String>, Query, description = "MMSI"),
        ("imo" = Option<String>, Query, description = "IMO number"),
        ("call_sign" = Option<String>, Query, description = "Call sign"),
        ("name" = Option<String>, Query, description = "Name: the whole, its beginning, a part, or nearly"),
        ("bbox" = Option<String>, Query, description = "west,south,east,north in degrees; west above east crosses the antimeridian"),
        ("polygon" = Option<String>, Query, description = "WKT POLYGON or MULTIPOLYGON, longitude first"),
        ("nearest" = Option<String>, Query, description = "longitude,latitude: the nearest first, with `distance_nm`"),
        ("limit" = Option<usize>, Query, description = "Contacts at most, 1 to 10000; 1000 where not given"),
        ("cursor" = Option<String>, Query, description = "`next` of the page before"),
        ("f" = Option<String>, Query, description = "geojson, geojsonseq, csv, kml, gpx, geoparquet or arrow; else by Accept"),
    ),
    responses(
        (status = 200, description = "A GeoJSON FeatureCollection with a `next` cursor", body = VesselCollection, content_type = "application/geo+json"),
        (status = "4XX", description = "What is wrong, by parameter", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", description = "It takes longer than a question may, or too much is asked at once", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn list(
    State(state): State<ApiState>,
    asking: Asking,
) -> Result<Response, Problem> {
    answer(&state, QuestionKind::Vessels, None, asking).await
}

/// One contact.
#[utoipa::path(
    get,
    path = "/api/v1/vessels/{contact}",
    tag = "vessels",
    params(("contact" = String, Path, description = "The contact as in mmsi:219000001")),
    responses(
        (status = 200, description = "A GeoJSON Feature", body = VesselFeature, content_type = "application/geo+json"),
        (status = 404, description = "She is not in the picture", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn one(
    State(state): State<ApiState>,
    contact: Result<Path<String>, PathRejection>,
    parameters: Parameters,
) -> Result<Response, Problem> {
    parameters.finish()?;
    let contact = contact_id(contact)?;
    let snapshot = state.snapshot();
    let vessel = snapshot
        .vessel(contact)
        .ok_or_else(|| Problem::not_found("contact", format!("{contact} is not in the picture")))?;
    geojson(&feature(&VESSELS, &vessel_row(vessel)))
}

/// A contact's id from a path.
pub(super) fn contact_id(
    contact: Result<Path<String>, PathRejection>,
) -> Result<ContactId, Problem> {
    let text = contact.map(|Path(text)| text).unwrap_or_default();
    ContactId::asked(&text).map_err(|error| Problem::not_found("contact", error.to_string()))
}

/// A body of GeoJSON (RFC 7946).
pub(super) fn geojson(value: &impl Serialize) -> Result<Response, Problem> {
    match serde_json::to_vec(value) {
        Ok(json) => Ok(([(header::CONTENT_TYPE, "application/geo+json")], json).into_response()),
        Err(error) => Err(Problem::new(ProblemKind::Defect, error.to_string())),
    }
}
