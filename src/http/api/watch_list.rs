use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::made_areas::SignedAct;
use super::officer_acts::{carry_out, refused, signed};
use super::vessels::contact_id;
use crate::alert::{Act, Deed};
use crate::domain::{ContactId, Mmsi};
use crate::http::members::{Members, OptionalMembers};
use crate::http::parameters::Parameters;
use crate::http::problem::Problem;
use crate::http::{ApiState, Listing};

/// The contacts that officers want to hear of.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Listed {
    /// By contact.
    items: Vec<Watched>,
}

/// A contact on the watch list.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Watched {
    /// Who.
    contact: String,
    /// Her MMSI.
    mmsi: Option<u32>,
    /// Her name, where she is in the picture and has said it.
    name: Option<String>,
    /// Who put her on the list.
    by: String,
    /// When (RFC 3339).
    since: String,
    /// Why.
    note: Option<String>,
}

/// The watch list: contacts of whom the rule `watch-listed` tells whatever is new.
#[utoipa::path(
    get,
    path = "/api/v1/watch-list",
    tag = "watch list",
    responses((status = 200, description = "All contacts on it, as `items`", body = Listed, content_type = "application/json"))
)]
pub(in crate::http) async fn list(
    State(state): State<ApiState>,
    parameters: Parameters,
) -> Result<Json<Listed>, Problem> {
    parameters.finish()?;
    let listed = state.watch_list();
    let items = listed.iter().map(|(&contact, listing)| Watched::of(&state, contact, listing));
    Ok(Json(Listed { items: items.collect() }))
}

/// Puts a contact on the watch list. Who is on it stays on it, with the newer note.
#[utoipa::path(
    put,
    path = "/api/v1/watch-list/{contact}",
    tag = "watch list",
    params(("contact" = String, Path, description = "The contact as in mmsi:219000001; she need not be in the picture")),
    request_body = SignedAct,
    responses(
        (status = 200, description = "The contact as she is on the list", body = Watched, content_type = "application/json"),
        (status = "4XX", description = "What is wrong, by member", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", description = "The store does not take it, or the daemon is stopping", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn put(
    State(state): State<ApiState>,
    contact: Result<Path<String>, PathRejection>,
    parameters: Parameters,
    members: Members,
) -> Result<Json<Watched>, Problem> {
    parameters.finish()?;
    let contact = contact_id(contact)?;
    let act = signed(members, Deed::Watch { contact })?;
    let Act { by, time, note, .. } = act.clone();
    match carry_out(&state, act).await? {
        Ok(_) => Ok(Json(Watched::of(&state, contact, &Listing { by, since: time, note }))),
        Err(reason) => Err(refused(&reason)),
    }
}

/// Takes a contact off the watch list.
#[utoipa::path(
    delete,
    path = "/api/v1/watch-list/{contact}",
    tag = "watch list",
    params(("contact" = String, Path, description = "The contact as in mmsi:219000001")),
    request_body = SignedAct,
    responses(
        (status = 204, description = "She is off it"),
        (status = 404, description = "She is not on it", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", description = "The store does not take it, or the daemon is stopping", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn delete(
    State(state): State<ApiState>,
    contact: Result<Path<String>, PathRejection>,
    parameters: Parameters,
    OptionalMembers(members): OptionalMembers,
) -> Result<StatusCode, Problem> {
    parameters.finish()?;
    let contact = contact_id(contact)?;
    let act = signed(members, Deed::Unwatch { contact })?;
    match carry_out(&state, act).await? {
        Ok(_) => Ok(StatusCode::NO_CONTENT),
        Err(reason) => Err(refused(&reason)),
    }
}

impl Watched {
    fn of(state: &ApiState, contact: ContactId, listing: &Listing) -> Self {
        let snapshot = state.snapshot();
        let name = snapshot.vessel(contact).and_then(|vessel| vessel.name);
        Self {
            contact: contact.to_string(),
            mmsi: contact.mmsi().map(Mmsi::get),
            name: name.map(|name| name.as_str().to_owned()),
            by: listing.by.clone(),
            since: listing.since.to_string(),
            note: listing.note.clone(),
        }
    }
}
