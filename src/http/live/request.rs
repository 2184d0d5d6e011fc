use std::collections::BTreeSet;

use serde::Deserialize;

use crate::domain::{ContactId, Position};
use crate::query::BoundingBox;

/// Records in view before they are aggregated, and how far a client may lift that.
const RECORDS_DEFAULT: usize = 20_000;
const RECORDS_MAX: usize = 200_000;

/// Contacts that a client may follow wherever they are.
const FOLLOWED_MAX: usize = 200;

/// What a client asks for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Request {
    /// This is what it looks at.
    View(View),
    /// These are sent whatever it looks at.
    Follow(BTreeSet<ContactId>),
}

/// What a client looks at.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct View {
    pub(super) within: BoundingBox,
    pub(super) zoom: f64,
    /// Records in view before they are aggregated.
    pub(super) max: usize,
}

impl View {
    pub(super) fn shows(&self, place: Option<Position>) -> bool {
        place.is_some_and(|place| self.within.contains(place))
    }
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
enum Wire {
    View { bbox: [f64; 4], zoom: f64, max: Option<usize> },
    Follow { contacts: Vec<String> },
}

impl Request {
    /// Reads a text frame; what is wrong with it in a sentence.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let wire: Wire = serde_json::from_str(text).map_err(|error| error.to_string())?;
        match wire {
            Wire::View { bbox: [west, south, east, north], zoom, max } => {
                let within = BoundingBox { west, south, east, north };
                if !within.is_valid() {
                    return Err(
                        "bbox has to be [west, south, east, north] in degrees: longitudes \
                                within 180, latitudes within 90, south not above north"
                            .to_owned(),
                    );
                }
                if !zoom.is_finite() {
                    return Err("zoom has to be a number".to_owned());
                }
                let max = max.unwrap_or(RECORDS_DEFAULT);
                if !(1..=RECORDS_MAX).contains(&max) {
                    return Err(format!("max has to be a number from 1 to {RECORDS_MAX}"));
                }
                Ok(Self::View(View { within, zoom, max }))
            }
            Wire::Follow { contacts } if contacts.len() > FOLLOWED_MAX => {
                Err(format!("at most {FOLLOWED_MAX} contacts can be followed"))
            }
            Wire::Follow { contacts } => {
                let parse = |text: &String| {
                    ContactId::asked(text).map_err(|_no_contact| format!("{text:?} is no contact"))
                };
                contacts.iter().map(parse).collect::<Result<_, _>>().map(Self::Follow)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_may_cross_the_antimeridian_and_lift_the_limit() {
        let within = BoundingBox { west: 170.0, south: -20.0, east: -170.0, north: 10.0 };
        let text = r#"{"type":"view","bbox":[170,-20,-170,10],"zoom":6.3}"#;
        let view = View { within, zoom: 6.3, max: 20_000 };
        assert_eq!(Request::parse(text), Ok(Request::View(view.clone())));
        let text = r#"{"type":"view","bbox":[170,-20,-170,10],"zoom":6.3,"max":200000}"#;
        assert_eq!(Request::parse(text), Ok(Request::View(View { max: 200_000, ..view })));
    }

    #[test]
    fn mistakes_are_said() {
        let many = vec!["\"mmsi:219000001\""; 201].join(",");
        for (text, said) in [
            ("", "EOF"),
            ("[]", "type"),
            (r#"{"type":"look"}"#, "look"),
            (r#"{"type":"view","bbox":[0,0,1],"zoom":1}"#, "length 3"),
            (r#"{"type":"view","bbox":[0,5,1,1],"zoom":1}"#, "bbox has to be"),
            (r#"{"type":"view","bbox":[-190,5,1,6],"zoom":1}"#, "bbox has to be"),
            (r#"{"type":"view","bbox":[0,0,1,1],"zoom":1,"max":0}"#, "max has to be"),
            (r#"{"type":"view","bbox":[0,0,1,1],"zoom":1,"mux":1}"#, "mux"),
            (r#"{"type":"follow","contacts":["219000001"]}"#, "\"219000001\" is no contact"),
            (&format!(r#"{{"type":"follow","contacts":[{many}]}}"#), "at most 200"),
        ] {
            let error = Request::parse(text).expect_err(text);
            assert!(error.contains(said), "{text}: {error}");
        }
    }
}
