use std::fmt::Display;
use std::str::FromStr;

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;

use super::problem::{Problem, ProblemKind};
use crate::domain::EventTime;
use crate::query::BoundingBox;

/// The query of a request. Each parameter is taken by name; [`Parameters::finish`] refuses what
/// nobody took.
#[derive(Debug)]
pub(super) struct Parameters {
    pairs: Vec<(String, String)>,
    known: Vec<&'static str>,
}

impl<S: Sync> FromRequestParts<S> for Parameters {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let Query(pairs) = Query::try_from_uri(&parts.uri)
            .map_err(|error| Problem::new(ProblemKind::InvalidParameter, error.body_text()))?;
        Ok(Self { pairs, known: Vec::new() })
    }
}

impl Parameters {
    /// A parameter as read by `parse`, whose error completes the sentence "NAME has to be ...".
    pub(super) fn take<T>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Problem> {
        self.known.push(name);
        let mut values = self.pairs.extract_if(.., |(key, _)| key == name);
        let Some((_, value)) = values.next() else { return Ok(None) };
        if values.next().is_some() {
            return Err(Problem::invalid(name, format!("{name} is given more than once")));
        }
        parse(&value)
            .map(Some)
            .map_err(|expected| Problem::invalid(name, format!("{name} has to be {expected}")))
    }

    /// A parameter in its own text form; `expected` completes "NAME has to be ...".
    pub(super) fn parse<T: FromStr>(
        &mut self,
        name: &'static str,
        expected: impl Display,
    ) -> Result<Option<T>, Problem> {
        self.take(name, |text| text.parse().map_err(|_other| expected.to_string()))
    }

    /// A moment.
    pub(super) fn time(&mut self, name: &'static str) -> Result<Option<EventTime>, Problem> {
        self.parse(name, "a time as in 2026-01-31T12:00:00Z (RFC 3339)")
    }

    /// How many at most: 1 to `max`.
    pub(super) fn limit(&mut self, default: usize, max: usize) -> Result<usize, Problem> {
        let limit = self.take("limit", |text| {
            let valid = text.parse().ok().filter(|limit| (1..=max).contains(limit));
            valid.ok_or_else(|| format!("a number from 1 to {max}"))
        })?;
        Ok(limit.unwrap_or(default))
    }

    /// `bbox=west,south,east,north`.
    pub(super) fn bounding_box(&mut self) -> Result<Option<BoundingBox>, Problem> {
        self.take("bbox", |text| {
            bounding_box(text).ok_or_else(|| {
                "west,south,east,north in degrees: longitudes within 180, latitudes within 90, \
                 south not above north (west above east crosses the antimeridian)"
                    .to_owned()
            })
        })
    }

    /// Refuses what nobody took.
    pub(super) fn finish(self) -> Result<(), Problem> {
        match self.pairs.first() {
            None => Ok(()),
            Some((name, _)) => Err(Problem::unknown(name, &self.known)),
        }
    }
}

fn bounding_box(text: &str) -> Option<BoundingBox> {
    let edges: Result<Vec<f64>, _> = text.split(',').map(str::parse).collect();
    let [west, south, east, north] = edges.ok()?.try_into().ok()?;
    let within = BoundingBox { west, south, east, north };
    within.is_valid().then_some(within)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> Parameters {
        let pairs = pairs.iter().map(|&(key, value)| (key.to_owned(), value.to_owned())).collect();
        Parameters { pairs, known: Vec::new() }
    }

    #[test]
    fn what_nobody_takes_is_refused_by_name() {
        let mut parameters = of(&[("limit", "10"), ("limt", "20")]);
        assert_eq!(parameters.limit(5, 100), Ok(10));
        let problem = parameters.finish().unwrap_err();
        assert_eq!(problem, Problem::unknown("limt", &["limit"]));
        assert_eq!(problem.parameter(), Some("limt"));
    }

    #[test]
    fn a_parameter_given_twice_or_out_of_range_is_refused() {
        for pairs in [&[("limit", "1"), ("limit", "2")][..], &[("limit", "0")], &[("limit", "-")]] {
            assert_eq!(of(pairs).limit(5, 100).unwrap_err().parameter(), Some("limit"));
        }
        assert_eq!(of(&[]).limit(5, 100), Ok(5));
    }

    #[test]
    fn a_box_may_cross_the_antimeridian_but_not_stand_on_its_head() {
        let pacific = BoundingBox { west: 170.0, south: -20.0, east: -170.0, north: 10.5 };
        assert_eq!(bounding_box("170,-20,-170,10.5"), Some(pacific));
        for wrong in ["", "1,2,3", "1,2,3,4,5", "0,10,1,5", "NaN,0,1,1", "0,0,181,1", "a,b,c,d"] {
            assert_eq!(bounding_box(wrong), None, "{wrong}");
        }
    }
}
