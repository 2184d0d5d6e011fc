use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::domain::ContactId;
use crate::http::ApiState;
use crate::http::parameters::Parameters;
use crate::http::problem::{Problem, ProblemKind};
use crate::http::wire::{VesselCollection, VesselFeature};

const LIMIT_DEFAULT: usize = 1000;
const LIMIT_MAX: usize = 10_000;

/// The live picture, at most a second old: contacts in the order of their ids.
#[utoipa::path(
    get,
    path = "/api/v1/vessels",
    tag = "vessels",
    params(
        ("bbox" = Option<String>, Query, description = "west,south,east,north in degrees; west above east crosses the antimeridian"),
        ("limit" = Option<usize>, Query, description = "Contacts at most, 1 to 10000; 1000 where not given"),
        ("cursor" = Option<String>, Query, description = "`next` of the page before"),
    ),
    responses(
        (status = 200, description = "A GeoJSON FeatureCollection with a `next` cursor", body = VesselCollection, content_type = "application/geo+json"),
        (status = "4XX", description = "What is wrong, by parameter", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn list(
    State(state): State<ApiState>,
    mut parameters: Parameters,
) -> Result<Response, Problem> {
    let within = parameters.bounding_box()?;
    let limit = parameters.limit(LIMIT_DEFAULT, LIMIT_MAX)?;
    let after: Option<ContactId> = parameters.parse("cursor", "the `next` of a page")?;
    parameters.finish()?;
    let snapshot = state.snapshot();
    let json = state.reading().run(move || {
        let mut vessels = snapshot.vessels(within, after, limit.saturating_add(1));
        let more = vessels.len() > limit;
        vessels.truncate(limit);
        let next = vessels.last().filter(|_| more).map(|vessel| vessel.contact.to_string());
        geojson(&VesselCollection::new(&vessels, next))
    });
    json.await?
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
    geojson(&VesselFeature::from(vessel))
}

/// A contact's id from a path.
pub(super) fn contact_id(
    contact: Result<Path<String>, PathRejection>,
) -> Result<ContactId, Problem> {
    let text = contact.map(|Path(text)| text).unwrap_or_default();
    text.parse().map_err(|error: crate::domain::ParseContactIdError| {
        Problem::not_found("contact", error.to_string())
    })
}

/// A body of GeoJSON (RFC 7946).
pub(super) fn geojson(value: &impl Serialize) -> Result<Response, Problem> {
    match serde_json::to_vec(value) {
        Ok(json) => Ok(([(header::CONTENT_TYPE, "application/geo+json")], json).into_response()),
        Err(error) => Err(Problem::new(ProblemKind::Defect, error.to_string())),
    }
}
