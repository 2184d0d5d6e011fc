use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::Identity;
use super::admit::{denied, too_often, wrong};
use super::guard::{COOKIE, SessionRefused};
use crate::access::{Caller, Role};
use crate::http::ApiState;
use crate::http::connections::Peer;
use crate::http::members::Members;
use crate::http::parameters::Parameters;
use crate::http::problem::{Problem, ProblemKind};

/// Characters of a token at most.
const TOKEN_CHARS_MAX: usize = 256;

/// Who this is, and what they may do.
#[utoipa::path(
    get,
    path = "/api/v1/session",
    tag = "session",
    responses(
        (status = 200, description = "`authentication` false: nobody has to say who they are", body = SessionShown, content_type = "application/json"),
    )
)]
pub(in crate::http) async fn show(
    identity: Identity,
    parameters: Parameters,
) -> Result<Json<SessionShown>, Problem> {
    parameters.finish()?;
    Ok(Json(match identity {
        Identity::Open => {
            SessionShown { role: Some(Role::Administrator.as_str()), ..SessionShown::nobody(false) }
        }
        Identity::Known(caller) => SessionShown::of(&caller),
        _ => SessionShown::nobody(true),
    }))
}

/// Logs a browser in: pages cannot send a token with streams. The cookie is for this origin alone
/// and hidden from scripts.
#[utoipa::path(
    post,
    path = "/api/v1/session",
    tag = "session",
    request_body = LogIn,
    responses(
        (status = 200, description = "Who it is; `Set-Cookie` holds the session", body = SessionShown, content_type = "application/json"),
        (status = 401, description = "The token is unknown, revoked or expired", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many wrong tokens from this address", body = Problem, content_type = "application/problem+json"),
        (status = "4XX", description = "What is wrong, by member", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn begin(
    State(state): State<ApiState>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    mut members: Members,
) -> Result<Response, Response> {
    let token = members.text("token", TOKEN_CHARS_MAX).map_err(IntoResponse::into_response)?;
    members.finish().map_err(IntoResponse::into_response)?;
    let token = token.ok_or_else(|| Problem::missing("token").into_response())?;
    match state.guard().begin_session(&token, &peer) {
        Ok((caller, secret, length)) => {
            let cookie = cookie(secret.reveal(), length.as_secs(), peer.is_encrypted());
            let cookie = cookie.ok_or_else(|| no_session().into_response())?;
            Ok(([(header::SET_COOKIE, cookie)], Json(SessionShown::of(&caller))).into_response())
        }
        Err(SessionRefused::NotNeeded) => Ok(Json(SessionShown::nobody(false)).into_response()),
        Err(SessionRefused::Wrong(Identity::Wrong(refused))) => {
            Err(denied(wrong(refused).of("token")))
        }
        Err(SessionRefused::Wrong(_)) => Err(denied(too_often())),
        Err(SessionRefused::NoRandomness) => Err(no_session().into_response()),
    }
}

/// Logs a browser out.
#[utoipa::path(
    delete,
    path = "/api/v1/session",
    tag = "session",
    responses((status = 204, description = "The session is over, if there was one"))
)]
pub(in crate::http) async fn end(
    State(state): State<ApiState>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    state.guard().end_session(&headers);
    let cookie = cookie("", 0, peer.is_encrypted()).ok_or_else(no_session)?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

fn no_session() -> Problem {
    Problem::new(ProblemKind::Defect, "no session could be made")
}

fn cookie(value: &str, secs: u64, encrypted: bool) -> Option<HeaderValue> {
    let secure = if encrypted { "; Secure" } else { "" };
    let text =
        format!("{COOKIE}={value}; Path=/; Max-Age={secs}; HttpOnly; SameSite=Strict{secure}");
    let mut value = HeaderValue::from_str(&text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// Who asks.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct SessionShown {
    /// Whether anybody has to say who they are here.
    authentication: bool,
    /// Whose token or certificate it is, and so `by` of every act; null for a stranger.
    name: Option<String>,
    /// `viewer`, `analyst`, `officer` or `administrator`; null for a stranger.
    role: Option<&'static str>,
    /// The watch areas they may act in; null is everywhere.
    areas: Option<Vec<String>>,
    /// When the token expires; null is never.
    expires: Option<String>,
}

impl SessionShown {
    const fn nobody(authentication: bool) -> Self {
        Self { authentication, name: None, role: None, areas: None, expires: None }
    }

    fn of(caller: &Caller) -> Self {
        let areas = caller.areas.as_ref();
        Self {
            authentication: true,
            name: Some(caller.name.to_string()),
            role: Some(caller.role.as_str()),
            areas: areas.map(|areas| areas.iter().map(|area| area.as_str().to_owned()).collect()),
            expires: caller.expires.map(|time| time.to_string()),
        }
    }
}

/// A token.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the body")]
pub(in crate::http) struct LogIn {
    /// As `picket token new` printed it.
    token: String,
}
