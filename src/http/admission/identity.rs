use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::access::{Caller, Refused};
use crate::areas::AreaId;
use crate::http::problem::{Problem, ProblemKind};

/// Who asks; put into every request by `identify`.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::http) enum Identity {
    /// Nobody has to say who they are.
    Open,
    /// Credentials that are worth something.
    Known(Caller),
    /// No credentials.
    Stranger,
    /// Credentials that are worth nothing.
    Wrong(Refused),
    /// The same, once too often in this minute.
    TooOften,
}

impl Identity {
    /// Whether details are for these eyes.
    pub(in crate::http) const fn is_trusted(&self) -> bool {
        matches!(self, Self::Open | Self::Known(_))
    }

    /// Whose name an act bears, where credentials say so.
    pub(in crate::http) fn name(&self) -> Option<&str> {
        match self {
            Self::Known(caller) => Some(&caller.name),
            _ => None,
        }
    }

    /// Whether acts are limited to some watch areas.
    pub(in crate::http) fn is_bound_to_areas(&self) -> bool {
        matches!(self, Self::Known(caller) if caller.areas.is_some())
    }

    /// Refuses an act in an area that the credentials do not extend to; `None` is an act without
    /// one.
    pub(in crate::http) fn check_area(&self, area: Option<&AreaId>) -> Result<(), Problem> {
        match self {
            Self::Known(caller) if !caller.may_act_in(area) => {
                let areas = caller.areas.iter().flat_map(|areas| areas.iter());
                let areas = areas.map(AreaId::as_str).collect::<Vec<_>>().join(", ");
                let detail = format!("{} may act in these watch areas only: {areas}", caller.name);
                Err(Problem::new(ProblemKind::ForeignArea, detail))
            }
            _ => Ok(()),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Identity {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let identity = parts.extensions.get::<Self>().cloned();
        identity.ok_or_else(|| Problem::new(ProblemKind::Defect, "nobody was identified"))
    }
}

/// Whom limits are counted for: a token's holder, or an address where nobody has to say who they
/// are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::http) enum Client {
    /// By name.
    Named(Arc<str>),
    /// By address.
    At(IpAddr),
}

impl Client {
    pub(super) fn of(identity: &Identity, peer: SocketAddr) -> Self {
        match identity {
            Identity::Known(caller) => Self::Named(Arc::clone(&caller.name)),
            _ => Self::At(peer.ip()),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Client {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let client = parts.extensions.get::<Self>().cloned();
        client.ok_or_else(|| Problem::new(ProblemKind::Defect, "no client was noted"))
    }
}
