use std::fmt::Display;
use std::str::FromStr;

use super::{BoundingBox, wkt};
use crate::domain::{ContactId, EventTime, Position};
use crate::geodesy::Shape;

/// What a question is made of: names with values, from a URL or a command line. Each is taken by
/// name; [`Parameters::finish`] refuses what nobody took.
#[derive(Debug)]
pub struct Parameters {
    pairs: Vec<(String, String)>,
    known: Vec<&'static str>,
}

/// A parameter that is not as it has to be.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BadParameter {
    /// Its value.
    #[error("{detail}")]
    Invalid {
        /// Which.
        name: &'static str,
        /// What it has to be.
        detail: String,
    },
    /// It is not given.
    #[error("{name:?} is required: {detail}")]
    Missing {
        /// Which.
        name: &'static str,
        /// Why, or what it says.
        detail: &'static str,
    },
    /// Nobody knows it.
    #[error("{name:?} is unknown; known: {}", .known.join(", "))]
    Unknown {
        /// Which.
        name: String,
        /// Those that are known here.
        known: Vec<&'static str>,
    },
}

impl BadParameter {
    /// A value that has to be otherwise.
    pub fn invalid(name: &'static str, detail: impl Into<String>) -> Self {
        Self::Invalid { name, detail: detail.into() }
    }

    /// Which parameter.
    pub fn name(&self) -> &str {
        match self {
            Self::Invalid { name, .. } | Self::Missing { name, .. } => name,
            Self::Unknown { name, .. } => name,
        }
    }
}

impl Parameters {
    /// Names with values, as they were given.
    pub const fn new(pairs: Vec<(String, String)>) -> Self {
        Self { pairs, known: Vec::new() }
    }

    /// What is left.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// A parameter as read by `parse`, whose error completes the sentence "NAME has to be ...".
    pub fn take<T>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, BadParameter> {
        let mut parse = Some(parse);
        let mut values =
            self.each(name, |text| parse.take().map(|parse| parse(text)).transpose())?;
        match (values.pop(), values.is_empty()) {
            (value, true) => Ok(value.flatten()),
            _ => Err(BadParameter::invalid(name, format!("{name} is given more than once"))),
        }
    }

    /// A parameter that may be given several times.
    pub fn each<T>(
        &mut self,
        name: &'static str,
        mut parse: impl FnMut(&str) -> Result<T, String>,
    ) -> Result<Vec<T>, BadParameter> {
        self.known.push(name);
        let values = self.pairs.extract_if(.., |(key, _)| key == name);
        let wrong = |expected| BadParameter::invalid(name, format!("{name} has to be {expected}"));
        values.map(|(_, value)| parse(&value).map_err(wrong)).collect()
    }

    /// A parameter in its own text form; `expected` completes "NAME has to be ...".
    pub fn parse<T: FromStr>(
        &mut self,
        name: &'static str,
        expected: impl Display,
    ) -> Result<Option<T>, BadParameter> {
        self.take(name, |text| text.parse().map_err(|_other| expected.to_string()))
    }

    /// A contact, by the text form of its id.
    pub fn contact(&mut self, name: &'static str) -> Result<Option<ContactId>, BadParameter> {
        let expected = |_other| "a contact as in mmsi:219000001".to_owned();
        self.take(name, |text| ContactId::asked(text).map_err(expected))
    }

    /// A text that is not empty.
    pub fn text(&mut self, name: &'static str) -> Result<Option<String>, BadParameter> {
        self.take(name, |text| {
            let text = text.trim();
            if text.is_empty() { Err("some text".to_owned()) } else { Ok(text.to_owned()) }
        })
    }

    /// A number above 0 and up to `max`; `unit` is said in the error.
    pub fn amount(
        &mut self,
        name: &'static str,
        unit: &str,
        max: f64,
    ) -> Result<Option<f64>, BadParameter> {
        self.take(name, |text| {
            let valid = text.parse::<f64>().ok().filter(|value| *value > 0.0 && *value <= max);
            valid.ok_or_else(|| format!("{unit} above 0 and up to {max}"))
        })
    }

    /// A moment.
    pub fn time(&mut self, name: &'static str) -> Result<Option<EventTime>, BadParameter> {
        self.parse(name, "a time as in 2026-01-31T12:00:00Z (RFC 3339)")
    }

    /// How many at most: 1 to `max`.
    pub fn limit(&mut self, default: usize, max: usize) -> Result<usize, BadParameter> {
        let limit = self.take("limit", |text| {
            let valid = text.parse().ok().filter(|limit| (1..=max).contains(limit));
            valid.ok_or_else(|| format!("a number from 1 to {max}"))
        })?;
        Ok(limit.unwrap_or(default))
    }

    /// `bbox=west,south,east,north`.
    pub fn bounding_box(&mut self) -> Result<Option<BoundingBox>, BadParameter> {
        self.take("bbox", |text| {
            bounding_box(text).ok_or_else(|| {
                "west,south,east,north in degrees: longitudes within 180, latitudes within 90, \
                 south not above north (west above east crosses the antimeridian)"
                    .to_owned()
            })
        })
    }

    /// `NAME=longitude,latitude`.
    pub fn place(&mut self, name: &'static str) -> Result<Option<Position>, BadParameter> {
        self.take(name, |text| {
            let place = text.split_once(',').and_then(|(longitude, latitude)| {
                Position::new(latitude.trim().parse().ok()?, longitude.trim().parse().ok()?)
            });
            place.ok_or_else(|| "longitude,latitude in degrees as in 103.85,1.26".to_owned())
        })
    }

    /// `polygon=` as WKT.
    pub fn polygon(&mut self) -> Result<Option<Shape>, BadParameter> {
        self.take("polygon", |text| {
            let rings = wkt::polygons(text).ok_or_else(|| {
                "WKT as in POLYGON((103 1, 104 1, 104 2, 103 1)) or MULTIPOLYGON".to_owned()
            })?;
            Shape::polygons(&rings).map_err(|error| format!("a valid polygon: {error}"))
        })
    }

    /// Refuses what nobody took.
    pub fn finish(self) -> Result<(), BadParameter> {
        match self.pairs.into_iter().next() {
            None => Ok(()),
            Some((name, _)) => Err(BadParameter::Unknown { name, known: self.known }),
        }
    }
}

fn bounding_box(text: &str) -> Option<BoundingBox> {
    let edges: Result<Vec<f64>, _> = text.split(',').map(|edge| edge.trim().parse()).collect();
    let [west, south, east, north] = edges.ok()?.try_into().ok()?;
    let within = BoundingBox { west, south, east, north };
    within.is_valid().then_some(within)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> Parameters {
        Parameters::new(pairs.iter().map(|&(k, v)| (k.to_owned(), v.to_owned())).collect())
    }

    #[test]
    fn what_nobody_takes_is_refused_by_name() {
        let mut parameters = of(&[("limit", "10"), ("limt", "20")]);
        assert_eq!(parameters.limit(5, 100), Ok(10));
        let problem = parameters.finish().unwrap_err();
        assert_eq!(problem, BadParameter::Unknown { name: "limt".into(), known: vec!["limit"] });
    }

    #[test]
    fn a_parameter_given_twice_or_out_of_range_is_refused() {
        for pairs in [&[("limit", "1"), ("limit", "2")][..], &[("limit", "0")], &[("limit", "-")]] {
            assert_eq!(of(pairs).limit(5, 100).unwrap_err().name(), "limit");
        }
        for text in ["0", "-1", "nan", "inf", "1001"] {
            let refused = of(&[("simplify", text)]).amount("simplify", "metres", 1000.0);
            assert_eq!(refused.unwrap_err().name(), "simplify", "{text}");
        }
    }

    #[test]
    fn a_box_has_four_edges_in_range() {
        let accepted = of(&[("bbox", "170,-20,-170,20")]).bounding_box().expect("valid");
        assert_eq!(
            accepted,
            Some(BoundingBox { west: 170.0, south: -20.0, east: -170.0, north: 20.0 })
        );
        for text in ["", "1,2,3", "0,10,1,-10", "0,0,181,1", "0,-91,1,0", "nan,0,1,1"] {
            assert!(of(&[("bbox", text)]).bounding_box().is_err(), "{text}");
        }
    }

    #[test]
    fn a_place_is_longitude_then_latitude() {
        let place = of(&[("point", "103.85,1.26")]).place("point").expect("valid");
        assert_eq!(place, Position::new(1.26, 103.85));
        for text in ["", "1", "1,91", "181,0", "a,b"] {
            assert!(of(&[("point", text)]).place("point").is_err(), "{text}");
        }
    }
}
