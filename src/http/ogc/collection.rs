use serde_json::{Value, json};

use crate::domain::EventTime;

/// What can be had as features.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Collection {
    Vessels,
    Positions,
    Tracks,
    Alerts,
    Incidents,
    WatchAreas,
}

/// By whom vessels, positions and tracks are narrowed.
const WHO: &[(&str, &str)] = &[
    ("contact", "Contact as in mmsi:219000001"),
    ("mmsi", "MMSI"),
    ("imo", "IMO number"),
    ("call_sign", "Call sign"),
    ("name", "Name: the whole, its beginning, a part, or nearly"),
];

const ALERT: &[(&str, &str)] = &[
    ("rule", "Rule, by id"),
    ("area", "Watch area, by id"),
    ("state", "States with commas between, or open"),
    ("priority", "This priority or above"),
    ("contact", "A participant as in mmsi:219000001"),
    ("exercise", "true or false"),
];

const AREA: &[(&str, &str)] = &[("kind", "Kind, as in port-facility")];

impl Collection {
    pub(super) const ALL: [Self; 6] = [
        Self::Vessels,
        Self::Positions,
        Self::Tracks,
        Self::Alerts,
        Self::Incidents,
        Self::WatchAreas,
    ];

    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Vessels => "vessels",
            Self::Positions => "positions",
            Self::Tracks => "tracks",
            Self::Alerts => "alerts",
            Self::Incidents => "incidents",
            Self::WatchAreas => "watch-areas",
        }
    }

    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Vessels => "Vessels",
            Self::Positions => "Positions",
            Self::Tracks => "Tracks",
            Self::Alerts => "Alerts",
            Self::Incidents => "Incidents",
            Self::WatchAreas => "Watch areas",
        }
    }

    pub(super) const fn description(self) -> &'static str {
        match self {
            Self::Vessels => {
                "The live picture; with a moment as datetime who was heard in the hour up to it, with an interval who was heard in it, each where she was last"
            }
            Self::Positions => {
                "Reported positions; without datetime of the hour up to the last report"
            }
            Self::Tracks => {
                "The way of each contact, at most 1000 points of it; without datetime of the hour up to the last report"
            }
            Self::Alerts => "Alerts as of their newest revision, by when they were raised",
            Self::Incidents => {
                "Alerts that an officer has confirmed, and reports of officers that nobody has judged otherwise"
            }
            Self::WatchAreas => "Where the rules apply",
        }
    }

    /// What its items are narrowed by beside `bbox` and `datetime`, and in words.
    pub(super) const fn queryables(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Vessels | Self::Positions | Self::Tracks => WHO,
            Self::Alerts | Self::Incidents => ALERT,
            Self::WatchAreas => AREA,
        }
    }

    pub(super) fn named(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|collection| collection.id() == id)
    }

    /// Its description with links; `stored` is the span of the positions that are kept.
    pub(super) fn document(self, stored: Option<(EventTime, EventTime)>) -> Value {
        let at = format!("/ogc/collections/{}", self.id());
        let mut extent = json!({"spatial": {"bbox": [[-180.0, -90.0, 180.0, 90.0]]}});
        let moves = matches!(self, Self::Vessels | Self::Positions | Self::Tracks);
        if let Some((from, to)) = stored.filter(|_| moves) {
            extent["temporal"] = json!({"interval": [[from.to_string(), to.to_string()]]});
        }
        json!({
            "id": self.id(),
            "title": self.title(),
            "description": self.description(),
            "itemType": "feature",
            "crs": ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"],
            "extent": extent,
            "links": [
                {"rel": "self", "type": "application/json", "title": "This document", "href": at},
                {"rel": "alternate", "type": "text/html", "title": "This document as HTML", "href": format!("{at}?f=html")},
                {"rel": "items", "type": "application/geo+json", "title": "Its features", "href": format!("{at}/items")},
                {"rel": "items", "type": "text/html", "title": "Its features as HTML", "href": format!("{at}/items?f=html")},
                {"rel": "http://www.opengis.net/def/rel/ogc/1.0/queryables", "type": "application/schema+json", "title": "What its features are narrowed by", "href": format!("{at}/queryables")},
            ],
        })
    }

    /// JSON Schema of what its items are narrowed by.
    pub(super) fn queryables_document(self) -> Value {
        let property = |&(name, title): &(&str, &str)| {
            (name.to_owned(), json!({"title": title, "type": "string"}))
        };
        let properties: serde_json::Map<_, _> = self.queryables().iter().map(property).collect();
        json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": format!("/ogc/collections/{}/queryables", self.id()),
            "type": "object",
            "title": self.title(),
            "properties": properties,
            "additionalProperties": false,
        })
    }
}
