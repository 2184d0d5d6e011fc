use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use utoipa::ToSchema;

use super::officer_acts::{carry_out, signed};
use super::vessels::geojson;
use crate::alert::Deed;
use crate::areas::SecurityLevel;
use crate::config::LoadedArea;
use crate::http::ApiState;
use crate::http::members::Members;
use crate::http::parameters::Parameters;
use crate::http::problem::{Problem, ProblemKind};
use crate::http::wire::{AreaCollection, AreaFeature};

/// All watch areas, with the security levels as they are now.
#[utoipa::path(
    get,
    path = "/api/v1/watch-areas",
    tag = "watch areas",
    responses(
        (status = 200, description = "A GeoJSON FeatureCollection", body = AreaCollection, content_type = "application/geo+json"),
    )
)]
pub(in crate::http) async fn list(
    State(state): State<ApiState>,
    parameters: Parameters,
) -> Result<Response, Problem> {
    parameters.finish()?;
    let areas = state.areas();
    let features = areas.iter().map(|area| AreaFeature::new(area, state.level(area)));
    geojson(&AreaCollection::new(features.collect()))
}

/// One watch area.
#[utoipa::path(
    get,
    path = "/api/v1/watch-areas/{id}",
    tag = "watch areas",
    params(("id" = String, Path, description = "The area's id")),
    responses(
        (status = 200, description = "A GeoJSON Feature", body = AreaFeature, content_type = "application/geo+json"),
        (status = 404, description = "There is no such area", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn one(
    State(state): State<ApiState>,
    id: Result<Path<String>, PathRejection>,
    parameters: Parameters,
) -> Result<Response, Problem> {
    parameters.finish()?;
    let area = find(&state, id)?;
    geojson(&AreaFeature::new(&area, state.level(&area)))
}

/// Sets the security level of an area, from now on. The act is kept, with who and when.
#[utoipa::path(
    post,
    path = "/api/v1/watch-areas/{id}/security-level",
    tag = "watch areas",
    params(("id" = String, Path, description = "The area's id")),
    request_body = SecurityLevelAct,
    responses(
        (status = 200, description = "The area with its new level", body = AreaFeature, content_type = "application/geo+json"),
        (status = 404, description = "There is no such area", body = Problem, content_type = "application/problem+json"),
        (status = "4XX", description = "What is wrong, by member", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", description = "The store does not take it, or the daemon is stopping", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn set_security_level(
    State(state): State<ApiState>,
    id: Result<Path<String>, PathRejection>,
    mut members: Members,
) -> Result<Response, Problem> {
    let area = find(&state, id)?;
    let stated = members.number("level")?;
    let level = u8::try_from(stated).ok().and_then(SecurityLevel::new);
    let level = level.ok_or_else(|| Problem::invalid("level", "level has to be 1, 2 or 3"))?;
    let act = signed(members, Deed::SetSecurityLevel { area: area.area.id.clone(), level })?;
    match carry_out(&state, act).await? {
        Ok(_) => geojson(&AreaFeature::new(&area, level)),
        Err(refused) => Err(Problem::new(ProblemKind::RefusedAct, refused.to_string())),
    }
}

/// The area of a path.
pub(super) fn find(
    state: &ApiState,
    id: Result<Path<String>, PathRejection>,
) -> Result<LoadedArea, Problem> {
    let id = id.map(|Path(id)| id).unwrap_or_default();
    let areas = state.areas();
    let known = areas.iter().find(|loaded| loaded.area.id.as_str() == id);
    known.cloned().ok_or_else(|| Problem::not_found("id", format!("there is no watch area {id:?}")))
}

/// Another security level.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the body")]
pub(in crate::http) struct SecurityLevelAct {
    /// 1, 2 or 3 (ISPS Code).
    level: u8,
    /// Who acts.
    by: String,
    /// In words.
    note: Option<String>,
}
