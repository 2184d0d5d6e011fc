use std::num::NonZeroU16;
use std::time::Duration;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::store::row::AlertRow;

/// An error as clients get it: `application/problem+json` (RFC 9457).
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub(super) struct Problem {
    /// `/api#` and the kind of problem.
    #[serde(rename = "type")]
    #[schema(value_type = String)]
    kind: Box<str>,
    /// The kind in words.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// Seconds until another attempt is worth it, where that is known.
    #[serde(skip)]
    retry_after: Option<NonZeroU16>,
    /// What is wrong in this case.
    detail: String,
    /// The query parameter, header, path segment or member of the body that is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    parameter: Option<Box<str>>,
    /// What was probably meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    suggestion: Option<Box<str>>,
    /// The alert as it is, where an act came too late.
    #[serde(skip_serializing_if = "Option::is_none")]
    alert: Option<Box<AlertRow>>,
    /// Every mistake with its place in the body, where there may be several.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    #[schema(value_type = Vec<Pointed>)]
    errors: Box<[Pointed]>,
}

/// One mistake in a body.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub(super) struct Pointed {
    /// JSON Pointer (RFC 6901) to the value that is wrong.
    pub(super) pointer: String,
    /// What is wrong with it.
    pub(super) detail: String,
}

/// The kinds of problem; the page at `/api` explains each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ProblemKind {
    InvalidParameter,
    MissingParameter,
    UnknownParameter,
    MalformedBody,
    BodyTimeout,
    BodyTooLarge,
    NotReadable,
    NotJson,
    NotWebSocket,
    ForeignHost,
    ForeignOrigin,
    CredentialsNeeded,
    CredentialsWrong,
    TooManyFailures,
    RoleTooLow,
    ForeignArea,
    NotFound,
    MethodNotAllowed,
    OutdatedRevision,
    WrongState,
    AreaOfFile,
    AreaExists,
    OutdatedArea,
    InvalidArea,
    RangeNeeded,
    RefusedAct,
    TooManyStreams,
    TrialUnderWay,
    FeedTooFast,
    Busy,
    QueryBudget,
    StoreUnavailable,
    OutcomeUnknown,
    ShuttingDown,
    Defect,
}

impl ProblemKind {
    /// All kinds, in the order of the documentation.
    pub(super) const ALL: [Self; 35] = [
        Self::InvalidParameter,
        Self::MissingParameter,
        Self::UnknownParameter,
        Self::MalformedBody,
        Self::BodyTimeout,
        Self::BodyTooLarge,
        Self::NotReadable,
        Self::NotJson,
        Self::NotWebSocket,
        Self::ForeignHost,
        Self::ForeignOrigin,
        Self::CredentialsNeeded,
        Self::CredentialsWrong,
        Self::TooManyFailures,
        Self::RoleTooLow,
        Self::ForeignArea,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::OutdatedRevision,
        Self::WrongState,
        Self::AreaOfFile,
        Self::AreaExists,
        Self::OutdatedArea,
        Self::InvalidArea,
        Self::RangeNeeded,
        Self::RefusedAct,
        Self::TooManyStreams,
        Self::TrialUnderWay,
        Self::FeedTooFast,
        Self::Busy,
        Self::QueryBudget,
        Self::StoreUnavailable,
        Self::OutcomeUnknown,
        Self::ShuttingDown,
        Self::Defect,
    ];

    /// Its status, the fragment of its `type`, and its title.
    pub(super) const fn describe(self) -> (StatusCode, &'static str, &'static str) {
        use StatusCode as S;
        match self {
            Self::InvalidParameter => {
                (S::BAD_REQUEST, "invalid-parameter", "A value is not of the form it has to have")
            }
            Self::MissingParameter => {
                (S::BAD_REQUEST, "missing-parameter", "Something that is required is missing")
            }
            Self::UnknownParameter => {
                (S::BAD_REQUEST, "unknown-parameter", "There is no parameter of this name here")
            }
            Self::MalformedBody => {
                (S::BAD_REQUEST, "malformed-body", "The body is not a JSON object")
            }
            Self::BodyTimeout => {
                (S::REQUEST_TIMEOUT, "body-timeout", "The body did not arrive in time")
            }
            Self::BodyTooLarge => {
                (S::PAYLOAD_TOO_LARGE, "body-too-large", "The body is larger than it may be")
            }
            Self::NotReadable => (S::UNPROCESSABLE_ENTITY, "not-readable", "Nothing can be read"),
            Self::NotJson => {
                (S::UNSUPPORTED_MEDIA_TYPE, "not-json", "Acts are taken as application/json only")
            }
            Self::NotWebSocket => {
                (S::UPGRADE_REQUIRED, "not-web-socket", "This is a WebSocket (RFC 6455)")
            }
            Self::ForeignHost => {
                (S::FORBIDDEN, "foreign-host", "This is not a name of this server")
            }
            Self::ForeignOrigin => {
                (S::FORBIDDEN, "foreign-origin", "Pages of other origins may not ask")
            }
            Self::CredentialsNeeded => {
                (S::UNAUTHORIZED, "credentials-needed", "Only those who say who they are may ask")
            }
            Self::CredentialsWrong => {
                (S::UNAUTHORIZED, "credentials-wrong", "The credentials are worth nothing")
            }
            Self::TooManyFailures => {
                (S::TOO_MANY_REQUESTS, "too-many-failures", "Wrong credentials came too often")
            }
            Self::RoleTooLow => {
                (S::FORBIDDEN, "role-too-low", "The role of these credentials does not allow it")
            }
            Self::ForeignArea => {
                (S::FORBIDDEN, "foreign-area", "These credentials do not extend to this area")
            }
            Self::NotFound => (S::NOT_FOUND, "not-found", "There is no such thing"),
            Self::MethodNotAllowed => {
                (S::METHOD_NOT_ALLOWED, "method-not-allowed", "This cannot be done to it")
            }
            Self::OutdatedRevision => {
                (S::CONFLICT, "outdated-revision", "The alert has changed since it was looked at")
            }
            Self::WrongState => {
                (S::CONFLICT, "wrong-state", "The state of the alert does not allow the act")
            }
            Self::AreaOfFile => {
                (S::CONFLICT, "area-of-file", "The area comes from a file and is changed there")
            }
            Self::AreaExists => {
                (S::CONFLICT, "area-exists", "There is a watch area of this id already")
            }
            Self::OutdatedArea => {
                (S::PRECONDITION_FAILED, "outdated-area", "The area has changed since it was read")
            }
            Self::RangeNeeded => {
                (S::RANGE_NOT_SATISFIABLE, "range-needed", "A chart is read by ranges of bytes")
            }
            Self::InvalidArea => {
                (S::UNPROCESSABLE_ENTITY, "invalid-area", "The watch area is not as it has to be")
            }
            Self::RefusedAct => {
                (S::UNPROCESSABLE_ENTITY, "refused-act", "The act makes no sense as stated")
            }
            Self::TooManyStreams => {
                (S::SERVICE_UNAVAILABLE, "too-many-streams", "All event streams are taken")
            }
            Self::TrialUnderWay => {
                (S::TOO_MANY_REQUESTS, "trial-under-way", "One area is tried at a time")
            }
            Self::FeedTooFast => (S::TOO_MANY_REQUESTS, "feed-too-fast", "The feed has had enough"),
            Self::Busy => (S::SERVICE_UNAVAILABLE, "busy", "Too much is asked at once"),
            Self::QueryBudget => {
                (S::SERVICE_UNAVAILABLE, "query-budget", "The question takes longer than it may")
            }
            Self::StoreUnavailable => {
                (S::SERVICE_UNAVAILABLE, "store-unavailable", "The store cannot do this now")
            }
            Self::OutcomeUnknown => {
                (S::GATEWAY_TIMEOUT, "outcome-unknown", "The act was handed on, no answer came")
            }
            Self::ShuttingDown => {
                (S::SERVICE_UNAVAILABLE, "shutting-down", "The daemon is stopping")
            }
            Self::Defect => {
                (S::INTERNAL_SERVER_ERROR, "defect", "A defect of Picket: please report it")
            }
        }
    }
}

impl Problem {
    pub(super) fn new(kind: ProblemKind, detail: impl Into<String>) -> Self {
        let (status, slug, title) = kind.describe();
        Self {
            kind: format!("/api#{slug}").into(),
            title,
            status: status.as_u16(),
            retry_after: None,
            detail: detail.into(),
            parameter: None,
            suggestion: None,
            alert: None,
            errors: Box::default(),
        }
    }

    /// Names what is wrong.
    pub(super) fn of(mut self, parameter: impl Into<Box<str>>) -> Self {
        self.parameter = Some(parameter.into());
        self
    }

    /// Says when another attempt is worth it.
    pub(super) fn retry_after(mut self, wait: Duration) -> Self {
        let secs = u16::try_from(wait.as_secs().saturating_add(1)).unwrap_or(u16::MAX);
        self.retry_after = NonZeroU16::new(secs);
        self
    }

    /// Names what was probably meant.
    pub(super) fn suggesting(mut self, suggestion: Option<&str>) -> Self {
        self.suggestion = suggestion.map(Into::into);
        self
    }

    /// Shows every mistake with its place.
    pub(super) fn with_errors(mut self, errors: Vec<Pointed>) -> Self {
        self.errors = errors.into();
        self
    }

    /// Shows the alert as it is.
    pub(super) fn with_alert(mut self, alert: Option<AlertRow>) -> Self {
        self.alert = alert.map(Box::new);
        self
    }

    pub(super) fn invalid(parameter: &str, detail: impl Into<String>) -> Self {
        Self::new(ProblemKind::InvalidParameter, detail).of(parameter)
    }

    pub(super) fn missing(parameter: &str) -> Self {
        Self::new(ProblemKind::MissingParameter, format!("{parameter:?} is required")).of(parameter)
    }

    /// A name that nobody knows, with the nearest of those that are known.
    pub(super) fn unknown(name: &str, known: &[&str]) -> Self {
        let list = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        Self::new(ProblemKind::UnknownParameter, format!("{name:?} is unknown; known: {list}"))
            .of(name)
            .suggesting(nearest(name, known))
    }

    pub(super) fn not_found(parameter: &str, detail: impl Into<String>) -> Self {
        Self::new(ProblemKind::NotFound, detail).of(parameter)
    }

    #[cfg(test)]
    pub(super) fn parameter(&self) -> Option<&str> {
        self.parameter.as_deref()
    }
}

/// The known name that is at most a third of its length away in edits.
fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let distances =
        known.iter().map(|&candidate| (strsim::osa_distance(name, candidate), candidate));
    let (distance, candidate) = distances.min()?;
    (distance * 3 <= candidate.len().max(3)).then_some(candidate)
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let stated = self.retry_after;
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        let retry_after = match status {
            _ if stated.is_some() => stated.map(NonZeroU16::get),
            StatusCode::SERVICE_UNAVAILABLE => Some(5),
            StatusCode::TOO_MANY_REQUESTS => Some(60),
            _ => None,
        };
        if let Some(secs) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(secs));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_one_slip_away_is_suggested_and_a_strange_one_is_not() {
        assert_eq!(nearest("limt", &["limit", "cursor"]), Some("limit"));
        assert_eq!(nearest("bobx", &["bbox", "limit"]), Some("bbox"));
        assert_eq!(nearest("colour", &["bbox", "limit"]), None);
        assert_eq!(nearest("x", &[]), None);
    }

    #[test]
    fn every_kind_has_a_fragment_of_its_own_and_an_error_status() {
        let mut slugs: Vec<_> = ProblemKind::ALL.iter().map(|kind| kind.describe().1).collect();
        slugs.sort_unstable();
        slugs.dedup();
        assert_eq!(slugs.len(), ProblemKind::ALL.len());
        for kind in ProblemKind::ALL {
            let status = kind.describe().0;
            assert!(status.is_client_error() || status.is_server_error(), "{kind:?}");
        }
    }
}
