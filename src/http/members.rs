use std::time::Duration;

use axum::body::{Bytes, HttpBody as _, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, HeaderValue, header};
use serde_json::{Map, Value};
use tokio::time::timeout;

use super::admission::Identity;
use super::problem::{Problem, ProblemKind};
use crate::areas::SecurityLevel;
use crate::domain::{ContactId, EventTime, Position};

/// Bytes of a body at most: an act is a few short texts.
pub(super) const BODY_BYTES_MAX: usize = 16 * 1024;

/// Bytes of a body with the geometry of an area at most: a coast of some 20,000 corners.
const LARGE_BODY_BYTES_MAX: usize = 1024 * 1024;

/// A body that has not arrived by then will not.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// The members of a JSON object in a request's body. Each is taken by name; [`Members::finish`]
/// refuses what nobody took.
#[derive(Debug)]
pub(super) struct Members {
    object: Map<String, Value>,
    known: Vec<&'static str>,
    /// Who asks.
    identity: Identity,
}

/// The same for a body that may hold the geometry of an area.
#[derive(Debug)]
pub(super) struct LargeMembers(pub(super) Members);

/// The same for a request that may have no body: many clients send none with DELETE.
#[derive(Debug)]
pub(super) struct OptionalMembers(pub(super) Members);

impl<S: Sync> FromRequest<S> for OptionalMembers {
    type Rejection = Problem;

    async fn from_request(mut request: Request, _state: &S) -> Result<Self, Problem> {
        if !request.headers().contains_key(header::CONTENT_TYPE) && request.body().is_end_stream() {
            *request.body_mut() = "{}".into();
            let json = HeaderValue::from_static("application/json");
            request.headers_mut().insert(header::CONTENT_TYPE, json);
        }
        Members::read(request, BODY_BYTES_MAX).await.map(Self)
    }
}

impl<S: Sync> FromRequest<S> for Members {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        Self::read(request, BODY_BYTES_MAX).await
    }
}

impl<S: Sync> FromRequest<S> for LargeMembers {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        Members::read(request, LARGE_BODY_BYTES_MAX).await.map(Self)
    }
}

impl Members {
    async fn read(request: Request, bytes_max: usize) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            let detail = "Content-Type has to be application/json";
            return Err(Problem::new(ProblemKind::NotJson, detail).of("Content-Type"));
        }
        let identity = request.extensions().get::<Identity>().cloned();
        let identity = identity.unwrap_or(Identity::Stranger);
        Ok(Self { identity, ..Self::parse(&read_body(request, bytes_max).await?)? })
    }

    /// An object as it is.
    pub(super) fn object(&mut self, name: &'static str) -> Result<Map<String, Value>, Problem> {
        self.take(name, "an object", |value| value.as_object().cloned())?
            .ok_or_else(|| Problem::missing(name))
    }

    /// A contact; absent and `null` are `None`.
    pub(super) fn contact(&mut self, name: &'static str) -> Result<Option<ContactId>, Problem> {
        let parse = |value: &Value| value.as_str().and_then(|text| ContactId::asked(text).ok());
        self.take(name, "a contact as in mmsi:219000001", parse)
    }

    /// A place as `[longitude, latitude]`; absent and `null` are `None`.
    pub(super) fn position(&mut self, name: &'static str) -> Result<Option<Position>, Problem> {
        let parse = |value: &Value| {
            let [longitude, latitude] = value.as_array()?.as_slice() else { return None };
            Position::new(latitude.as_f64()?, longitude.as_f64()?)
        };
        self.take(name, "[longitude, latitude] in degrees", parse)
    }

    /// True or false; false where absent.
    pub(super) fn flag(&mut self, name: &'static str) -> Result<bool, Problem> {
        self.take(name, "true or false", Value::as_bool).map(Option::unwrap_or_default)
    }

    /// Members for somebody else to take, by name.
    pub(super) fn split_off(&mut self, names: &[&'static str]) -> Self {
        let taken = names.iter().filter_map(|name| self.object.remove_entry(*name));
        Self { object: taken.collect(), known: names.to_vec(), identity: self.identity.clone() }
    }

    /// Has a Feature state a security level: its own, or else this one. Whether it stated one.
    pub(super) fn state_level(&mut self, level: SecurityLevel) -> bool {
        let properties = self.object.get_mut("properties").and_then(Value::as_object_mut);
        let Some(properties) = properties else { return false };
        let stated = properties.get("security_level").is_some_and(|stated| !stated.is_null());
        if !stated {
            properties.insert("security_level".to_owned(), level.get().into());
        }
        stated
    }

    /// What nobody took.
    pub(super) fn rest(self) -> Map<String, Value> {
        self.object
    }

    fn parse(bytes: &[u8]) -> Result<Self, Problem> {
        match serde_json::from_slice(bytes) {
            Ok(Value::Object(object)) => {
                Ok(Self { object, known: Vec::new(), identity: Identity::Open })
            }
            Ok(_) => Err(malformed("the body has to be a JSON object")),
            Err(error) => Err(malformed(error.to_string())),
        }
    }

    /// Who asks.
    pub(super) const fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Who acts: the holder of the credentials, whatever `by` says; without authentication, `by`.
    pub(super) fn signer(&mut self, chars_max: usize) -> Result<Option<String>, Problem> {
        let by = self.text("by", chars_max)?;
        Ok(self.identity.name().map(str::to_owned).or(by))
    }

    /// A member as read by `parse`; absent and `null` are `None`.
    fn take<T>(
        &mut self,
        name: &'static str,
        expected: &str,
        parse: impl FnOnce(&Value) -> Option<T>,
    ) -> Result<Option<T>, Problem> {
        self.known.push(name);
        match self.object.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => match parse(&value) {
                Some(parsed) => Ok(Some(parsed)),
                None => Err(Problem::invalid(name, format!("{name} has to be {expected}"))),
            },
        }
    }

    /// A whole number that fits.
    pub(super) fn number(&mut self, name: &'static str) -> Result<u32, Problem> {
        let parse = |value: &Value| value.as_u64().and_then(|number| u32::try_from(number).ok());
        self.take(name, "a whole number", parse)?.ok_or_else(|| Problem::missing(name))
    }

    /// A whole number, if it is there.
    pub(super) fn optional_count(&mut self, name: &'static str) -> Result<Option<u64>, Problem> {
        self.take(name, "a whole number", Value::as_u64)
    }

    /// A moment.
    pub(super) fn time(&mut self, name: &'static str) -> Result<EventTime, Problem> {
        let parse = |value: &Value| value.as_str().and_then(|text| text.parse().ok());
        self.take(name, "a time as in 2026-01-31T12:00:00Z (RFC 3339)", parse)?
            .ok_or_else(|| Problem::missing(name))
    }

    /// A text of 1 to `chars_max` characters without control characters other than line ends;
    /// spaces round it are dropped.
    pub(super) fn text(
        &mut self,
        name: &'static str,
        chars_max: usize,
    ) -> Result<Option<String>, Problem> {
        let expected = format!("a text of 1 to {chars_max} characters without control characters");
        self.take(name, &expected, |value| {
            let text = value.as_str()?.trim();
            let fits = (1..=chars_max).contains(&text.chars().count());
            let clean = !text.chars().any(|c| c.is_control() && c != '\n');
            (fits && clean).then(|| text.to_owned())
        })
    }

    /// One of some names.
    pub(super) fn one_of<T: Copy>(
        &mut self,
        name: &'static str,
        choices: &[(&str, T)],
    ) -> Result<T, Problem> {
        let names: Vec<_> = choices.iter().map(|&(choice, _)| choice).collect();
        let parse = |value: &Value| {
            let text = value.as_str()?;
            choices.iter().find(|&&(choice, _)| choice == text).map(|&(_, meant)| meant)
        };
        let expected = format!("one of {}", names.join(", "));
        self.take(name, &expected, parse)?.ok_or_else(|| Problem::missing(name))
    }

    /// Refuses what nobody took.
    pub(super) fn finish(self) -> Result<(), Problem> {
        match self.object.keys().next() {
            None => Ok(()),
            Some(name) => Err(Problem::unknown(name, &self.known)),
        }
    }
}

/// The whole of a body, bounded in size and time.
pub(super) async fn read_body(request: Request, bytes_max: usize) -> Result<Bytes, Problem> {
    let too_large = || {
        let detail = format!("the body has more than {bytes_max} bytes");
        Problem::new(ProblemKind::BodyTooLarge, detail)
    };
    let stated = request.headers().get(header::CONTENT_LENGTH);
    let stated: Option<usize> = stated.and_then(|value| value.to_str().ok()?.parse().ok());
    if stated.is_some_and(|length| length > bytes_max) {
        return Err(too_large());
    }
    // `to_bytes` gives one error for a body that is too long and for one that breaks off; whoever
    // broke off does not read the answer.
    match timeout(BODY_TIMEOUT, to_bytes(request.into_body(), bytes_max)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_too_long_or_broken)) => Err(too_large()),
        Err(_elapsed) => {
            let detail = format!("the body took more than {} s", BODY_TIMEOUT.as_secs());
            Err(Problem::new(ProblemKind::BodyTimeout, detail))
        }
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let Some(stated) = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok())
    else {
        return false;
    };
    let essence = stated.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}

fn malformed(detail: impl Into<String>) -> Problem {
    Problem::new(ProblemKind::MalformedBody, detail).of("body")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(json: &str) -> Members {
        Members::parse(json.as_bytes()).expect("an object")
    }

    #[test]
    fn a_body_that_is_no_object_is_malformed() {
        for body in ["", "[]", "3", "{\"a\":", "{\"a\":1}x", "\u{0}"] {
            let problem = Members::parse(body.as_bytes()).unwrap_err();
            assert_eq!(problem.parameter(), Some("body"), "{body:?}");
        }
    }

    #[test]
    fn members_are_checked_one_by_one() {
        let mut members = of(r#"{"revision":3,"by":"  AB ","until":"2026-01-31T12:00:00Z"}"#);
        assert_eq!(members.number("revision"), Ok(3));
        assert_eq!(members.text("by", 64), Ok(Some("AB".to_owned())));
        // 1769860800: `date -u -d 2026-01-31T12:00:00Z +%s`
        assert_eq!(members.time("until"), Ok(EventTime::from_secs(1_769_860_800)));
        assert_eq!(members.finish(), Ok(()));
    }

    #[test]
    fn what_is_wrong_or_missing_is_named() {
        for json in [r#"{"revision":-1}"#, r#"{"revision":"3"}"#, r#"{"revision":5e9}"#, "{}"] {
            let problem = of(json).number("revision").unwrap_err();
            assert_eq!(problem.parameter(), Some("revision"), "{json}");
        }
        for json in [r#"{"by":""}"#, r#"{"by":"a\u0007"}"#, r#"{"by":["x"]}"#, r#"{"by":"abc"}"#] {
            assert_eq!(of(json).text("by", 2).unwrap_err().parameter(), Some("by"), "{json}");
        }
        let mut members = of(r#"{"revison":1}"#);
        assert_eq!(members.number("revision"), Err(Problem::missing("revision")));
        assert_eq!(members.finish(), Err(Problem::unknown("revison", &["revision"])));
    }
}
