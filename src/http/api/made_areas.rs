use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequest, Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::officer_acts::{carry_out, refused, signed};
use super::vessels::geojson;
use super::watch_areas::find;
use crate::alert::{Act, Deed};
use crate::areas::{MadeArea, SecurityLevel};
use crate::config::{LoadedArea, Mistake, read_area};
use crate::http::ApiState;
use crate::http::members::{LargeMembers, Members, OptionalMembers};
use crate::http::parameters::Parameters;
use crate::http::problem::{Pointed, Problem, ProblemKind};
use crate::http::wire::AreaFeature;

type Id = Result<Path<String>, PathRejection>;

/// Properties that an answer has beside those of the area files.
const ADDED: [&str; 3] = ["editable", "file", "revision"];

/// Makes a watch area: a GeoJSON Feature in the form of the area files, with `by` and `note` beside
/// its members. It is in force when the answer comes, and after every restart.
#[utoipa::path(
    post,
    path = "/api/v1/watch-areas",
    tag = "watch areas",
    request_body = AreaAct,
    responses(
        (status = 201, description = "The area", body = AreaFeature, content_type = "application/geo+json"),
        (status = 409, description = "Its id is taken", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "It is not as an area has to be: `errors` has every mistake", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", description = "The store does not take it, or the daemon is stopping", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn create(
    State(state): State<ApiState>,
    parameters: Parameters,
    LargeMembers(members): LargeMembers,
) -> Result<Response, Problem> {
    parameters.finish()?;
    let (loaded, made, signature) = read(members)?;
    let id = loaded.area.id.clone();
    if let Some(taken) = state.areas().iter().find(|known| known.area.id == id) {
        let detail = format!("there is a watch area {id} already; PUT changes it");
        let exists = || Problem::new(ProblemKind::AreaExists, detail).of("properties.id");
        return Err(of_file(taken).unwrap_or_else(exists));
    }
    let act = signed(signature, Deed::PutArea { area: Box::new(made), is_new: true })?;
    let mut answer = put(&state, act, &loaded, loaded.area.security_level).await?;
    *answer.status_mut() = StatusCode::CREATED;
    if let Ok(place) = HeaderValue::try_from(format!("/api/v1/watch-areas/{id}")) {
        answer.headers_mut().insert(header::LOCATION, place);
    }
    Ok(answer)
}

/// Replaces a watch area that was made over HTTP. One of a file is changed in its file: 409 names
/// it. A `security_level` other than the one in force is an act of its own, from now on; without one
/// the level stays. What the answers add to the properties (`file`, `editable`, `revision`) may stay
/// in them.
#[utoipa::path(
    put,
    path = "/api/v1/watch-areas/{id}",
    tag = "watch areas",
    params(
        ("id" = String, Path, description = "The area's id"),
        ("If-Match" = Option<String>, Header, description = "The `revision` that was read, in quotes: refused where the area has changed since"),
    ),
    request_body = AreaAct,
    responses(
        (status = 200, description = "The area as it is now", body = AreaFeature, content_type = "application/geo+json"),
        (status = 404, description = "There is no such area", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It comes from a file", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "`If-Match` names another `revision` than it has", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "It is not as an area has to be: `errors` has every mistake", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", description = "The store does not take it, or the daemon is stopping", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn replace(
    State(state): State<ApiState>,
    id: Id,
    parameters: Parameters,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    parameters.finish()?;
    let known = editable(&state, id)?;
    let in_force = state.level(&known);
    check_unchanged(&headers, &known, in_force)?;
    let LargeMembers(mut members) = LargeMembers::from_request(request, &()).await?;
    let stated = members.state_level(known.area.security_level);
    let (loaded, made, signature) = read(members)?;
    if loaded.area.id != known.area.id {
        let detail = format!("the id has to stay {}", known.area.id);
        let pointer = "/properties/id".to_owned();
        return Err(invalid(vec![Pointed { pointer, detail }]));
    }
    let act = signed(signature, Deed::PutArea { area: Box::new(made), is_new: false })?;
    let level = if stated { loaded.area.security_level } else { in_force };
    let raised_or_lowered =
        Act { deed: Deed::SetSecurityLevel { area: loaded.area.id.clone(), level }, ..act.clone() };
    let answer = put(&state, act, &loaded, level).await?;
    if level != in_force {
        let outcome = carry_out(&state, raised_or_lowered).await?;
        outcome.map_err(|reason| refused(&reason))?;
    }
    Ok(answer)
}

/// Takes a watch area away that was made over HTTP. What is open in it ends.
#[utoipa::path(
    delete,
    path = "/api/v1/watch-areas/{id}",
    tag = "watch areas",
    params(
        ("id" = String, Path, description = "The area's id"),
        ("If-Match" = Option<String>, Header, description = "The `revision` that was read, in quotes: refused where the area has changed since"),
    ),
    request_body = SignedAct,
    responses(
        (status = 204, description = "It is gone"),
        (status = 404, description = "There is no such area", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It comes from a file", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "`If-Match` names another `revision` than it has", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", description = "The store does not take it, or the daemon is stopping", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn delete(
    State(state): State<ApiState>,
    id: Id,
    parameters: Parameters,
    headers: HeaderMap,
    request: Request,
) -> Result<StatusCode, Problem> {
    parameters.finish()?;
    let known = editable(&state, id)?;
    check_unchanged(&headers, &known, state.level(&known))?;
    let OptionalMembers(members) = OptionalMembers::from_request(request, &()).await?;
    let act = signed(members, Deed::DeleteArea { area: known.area.id })?;
    match carry_out(&state, act).await? {
        Ok(_) => Ok(StatusCode::NO_CONTENT),
        Err(reason) => Err(refused(&reason)),
    }
}

async fn put(
    state: &ApiState,
    act: Act,
    loaded: &LoadedArea,
    level: SecurityLevel,
) -> Result<Response, Problem> {
    match carry_out(state, act).await? {
        Ok(_) => geojson(&AreaFeature::new(loaded, level)),
        Err(reason) => Err(refused(&reason)),
    }
    .map(IntoResponse::into_response)
}

fn editable(state: &ApiState, id: Id) -> Result<LoadedArea, Problem> {
    let known = find(state, id)?;
    of_file(&known).map_or(Ok(known), Err)
}

/// Holds `If-Match` against an area, where it is sent: one who looked at an older one overwrites
/// nothing.
fn check_unchanged(
    headers: &HeaderMap,
    known: &LoadedArea,
    level: SecurityLevel,
) -> Result<(), Problem> {
    let Some(wanted) = headers.get(header::IF_MATCH) else { return Ok(()) };
    let revision = format!("\"{}\"", AreaFeature::revision(known, level));
    let wanted = wanted.to_str().unwrap_or_default();
    if wanted.split(',').map(str::trim).any(|one| one == "*" || one == revision) {
        return Ok(());
    }
    let detail = format!("{} is now at revision {revision}: look at it again", known.area.id);
    Err(Problem::new(ProblemKind::OutdatedArea, detail).of("If-Match"))
}

/// That an area is changed elsewhere, if it is.
fn of_file(area: &LoadedArea) -> Option<Problem> {
    if area.is_made {
        return None;
    }
    let id = &area.area.id;
    let detail = match area.file.as_deref().and_then(|file| file.file_name()) {
        Some(file) => format!("{id} comes from the file {}: change it there", file.display()),
        None => format!("{id} is built in, since no areas are configured"),
    };
    Some(Problem::new(ProblemKind::AreaOfFile, detail).of("id"))
}

/// An area with what is kept of it, and the members that sign the act.
fn read(mut members: Members) -> Result<(LoadedArea, MadeArea, Members), Problem> {
    let signature = members.split_off(&["by", "note"]);
    let (loaded, made) = area(members.rest())?;
    Ok((loaded, made, signature))
}

/// Reads a Feature by what reads the area files. One that was read over HTTP may come back with what
/// was added to it there.
pub(super) fn area(mut feature: Map<String, Value>) -> Result<(LoadedArea, MadeArea), Problem> {
    if let Some(properties) = feature.get_mut("properties").and_then(Value::as_object_mut) {
        for added in ADDED {
            properties.remove(added);
        }
    }
    let text = Value::Object(feature).to_string();
    let loaded =
        read_area(&text).map_err(|mistakes| invalid(mistakes.iter().map(pointed).collect()))?;
    let made = MadeArea { area: loaded.area.clone(), feature: text.into() };
    Ok((LoadedArea { is_made: true, ..loaded }, made))
}

fn invalid(errors: Vec<Pointed>) -> Problem {
    let detail = match errors.as_slice() {
        [only] => format!("{}: {}", only.pointer, only.detail),
        all => format!("{} mistakes, each in `errors`", all.len()),
    };
    Problem::new(ProblemKind::InvalidArea, detail).with_errors(errors)
}

fn pointed(mistake: &Mistake) -> Pointed {
    let mut detail = mistake.problem.to_string();
    if let Some(meant) = &mistake.help {
        detail = format!("{detail}; did you mean {meant:?}?");
    }
    Pointed { pointer: pointer(&mistake.key), detail }
}

/// A key with dots and brackets as a JSON Pointer.
fn pointer(key: &str) -> String {
    let steps = key.split(['.', '[', ']']).filter(|step| !step.is_empty());
    steps.fold(String::new(), |pointer, step| {
        pointer + "/" + &step.replace('~', "~0").replace('/', "~1")
    })
}

/// A GeoJSON Feature with who made it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the body; the reader of area files reads it")]
pub(in crate::http) struct AreaAct {
    /// `Feature`.
    r#type: String,
    /// `Polygon`, `MultiPolygon`, or a `Point` or `LineString` with `radius_nm`.
    #[schema(value_type = Object)]
    geometry: Value,
    /// `id`, `name`, `kind`, `security_level`, `valid_from`, `valid_to`, `speed_limit_kn`, `rules`,
    /// `allow`, `protect`, `radius_nm`, as in the area files.
    #[schema(value_type = Object)]
    properties: Value,
    /// Who acts.
    by: String,
    /// In words.
    note: Option<String>,
}

/// Who acts.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the body")]
pub(in crate::http) struct SignedAct {
    /// Who acts: initials or a name.
    by: String,
    /// In words.
    note: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::pointer;

    #[test]
    fn keys_become_pointers() {
        for (key, expected) in [
            ("", ""),
            (
                "properties.rules.fast-approach.sog_kn_min",
                "/properties/rules/fast-approach/sog_kn_min",
            ),
            ("geometry.coordinates[0][2]", "/geometry/coordinates/0/2"),
            ("a/b", "/a~1b"),
        ] {
            assert_eq!(pointer(key), expected);
        }
    }
}
