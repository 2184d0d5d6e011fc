use axum::extract::{ConnectInfo, MatchedPath, Request};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::audit::Entry;
use super::{Guard, Identity};
use crate::access::{Refused, Role};
use crate::http::connections::Peer;
use crate::http::problem::{Problem, ProblemKind};

/// What a route asks of whoever calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::http) enum Needs {
    /// Nothing: there is no datum of the watch in it.
    Nothing,
    /// This role or one above.
    Role(Role),
    /// Being one of the clients that a feed names, or an officer; the handler decides. The many bodies
    /// stand in the trail as sums.
    Sender,
}

impl Needs {
    /// For the document.
    pub(in crate::http) const fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "nobody in particular",
            Self::Role(role) => role.as_str(),
            Self::Sender => Role::Officer.as_str(),
        }
    }
}

/// Lets a request through to its route, or says why not; notes acts and denials in the trail. Whoever may
/// not act must not push out of it what others did: what is denied, and what strangers ask for that is not
/// to log in, is summed up.
pub(in crate::http) async fn admit(needs: Needs, request: Request, next: Next) -> Response {
    let Some(identity) = request.extensions().get::<Identity>().cloned() else {
        return Problem::new(ProblemKind::Defect, "nobody was identified").into_response();
    };
    let refused = check(needs, &identity).err();
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let entry = (!reads || refused.is_some()).then(|| Entry::of(&request, &identity)).flatten();
    let guard = request.extensions().get::<Guard>().cloned();
    let response = match refused {
        None => next.run(request).await,
        Some(problem) => denied(problem),
    };
    let status = response.status();
    let denied = matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
    let strange = !identity.is_trusted() && status != StatusCode::OK;
    if let (Some(guard), Some(entry)) = (guard, entry) {
        let entry = entry.with(status);
        if needs == Needs::Sender || denied || strange {
            guard.note_in_sums(&identity, entry);
        } else {
            guard.note(&entry);
        }
    }
    response
}

fn check(needs: Needs, identity: &Identity) -> Result<(), Problem> {
    let role = match needs {
        Needs::Nothing => return Ok(()),
        Needs::Role(role) => role,
        Needs::Sender => Role::Viewer,
    };
    match identity {
        Identity::Open => Ok(()),
        Identity::Known(caller) if caller.role >= role => Ok(()),
        Identity::Known(caller) => {
            let detail = format!("{} is {}; this needs {role}", caller.name, caller.role);
            Err(Problem::new(ProblemKind::RoleTooLow, detail))
        }
        Identity::Stranger => {
            let detail = "show a token: Authorization: Bearer TOKEN, or log in by /api/v1/session";
            Err(Problem::new(ProblemKind::CredentialsNeeded, detail).of("Authorization"))
        }
        Identity::Wrong(refused) => Err(wrong(*refused)),
        Identity::TooOften => Err(too_often()),
    }
}

pub(super) fn wrong(refused: Refused) -> Problem {
    Problem::new(ProblemKind::CredentialsWrong, refused.to_string()).of("Authorization")
}

pub(super) fn too_often() -> Problem {
    let detail = "too many wrong credentials came from this address; wait a minute";
    Problem::new(ProblemKind::TooManyFailures, detail).of("Authorization")
}

/// A refusal with how to do better (RFC 9110, 11.6.1; RFC 6750, 3).
pub(super) fn denied(problem: Problem) -> Response {
    let mut response = problem.into_response();
    if response.status() == StatusCode::UNAUTHORIZED {
        let how = HeaderValue::from_static("Bearer realm=\"picket\"");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, how);
    }
    response
}

/// Where a request came from, and on what route.
pub(super) fn peer(request: &Request) -> Option<&Peer> {
    request.extensions().get::<ConnectInfo<Peer>>().map(|ConnectInfo(peer)| peer)
}

pub(super) fn route(request: &Request) -> String {
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    route.unwrap_or("unmatched").to_owned()
}
