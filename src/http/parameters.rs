use std::ops::{Deref, DerefMut};

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;

use super::problem::{Problem, ProblemKind};
use crate::query::{self, BadParameter};

/// The query of a request. Each parameter is taken by name; [`Parameters::finish`] refuses what
/// nobody took.
#[derive(Debug)]
pub(super) struct Parameters(query::Parameters);

impl Parameters {
    /// Refuses what nobody took.
    pub(super) fn finish(self) -> Result<(), Problem> {
        Ok(self.0.finish()?)
    }
}

impl Deref for Parameters {
    type Target = query::Parameters;

    fn deref(&self) -> &query::Parameters {
        &self.0
    }
}

impl DerefMut for Parameters {
    fn deref_mut(&mut self) -> &mut query::Parameters {
        &mut self.0
    }
}

impl<S: Sync> FromRequestParts<S> for Parameters {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let Query(pairs) = Query::try_from_uri(&parts.uri)
            .map_err(|error| Problem::new(ProblemKind::InvalidParameter, error.body_text()))?;
        Ok(Self(query::Parameters::new(pairs)))
    }
}

impl From<BadParameter> for Problem {
    fn from(bad: BadParameter) -> Self {
        match &bad {
            BadParameter::Invalid { name, detail } => Self::invalid(name, detail),
            BadParameter::Missing { name, .. } => {
                Self::new(ProblemKind::MissingParameter, bad.to_string()).of(*name)
            }
            BadParameter::Unknown { name, known } => Self::unknown(name, known),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_takes_is_refused_with_what_was_probably_meant() {
        let unknown = BadParameter::Unknown { name: "limt".to_owned(), known: vec!["limit"] };
        let problem = Problem::from(unknown);
        assert_eq!(problem, Problem::unknown("limt", &["limit"]));
        assert_eq!(problem.parameter(), Some("limt"));
    }
}
