use std::hash::BuildHasher as _;

use foldhash::fast::FixedState;
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::areas::{Overrides, RuleSetting, SecurityLevel};
use crate::config::LoadedArea;
use crate::domain::Knots;

/// Watch areas as a GeoJSON `FeatureCollection`.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct AreaCollection {
    /// `FeatureCollection`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The areas.
    features: Vec<AreaFeature>,
}

/// A watch area as a GeoJSON Feature, in the form of the area files.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct AreaFeature {
    /// `Feature`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The area's id.
    id: String,
    /// As written in its file.
    #[schema(value_type = Object)]
    geometry: Value,
    /// What it is for and what applies there.
    properties: AreaProperties,
}

/// What an area is for and what applies there.
#[derive(Debug, Serialize, ToSchema)]
struct AreaProperties {
    /// Its id.
    id: String,
    /// Its name for people.
    name: String,
    /// `high-risk-area`, `port-facility`, `anchorage` ...
    #[serde(rename = "kind")]
    purpose: &'static str,
    /// 1 to 3, as it is now.
    security_level: u8,
    /// In force from; null: always was.
    valid_from: Option<String>,
    /// In force until, exclusive; null: always will be.
    valid_to: Option<String>,
    /// How far it reaches round a point or a line, nautical miles.
    radius_nm: Option<f64>,
    /// Speed limit, knots.
    speed_limit_kn: Option<f64>,
    /// What it says of single rules: false, or limits by key and by level.
    #[schema(value_type = Object)]
    rules: Value,
    /// MMSIs of cleared craft.
    allow: Vec<u32>,
    /// MMSIs of ships that count as protected.
    protect: Vec<u32>,
    /// The name of the file it came from; null for the built-in one. An area of a file is changed
    /// in that file, its level over HTTP.
    file: Option<String>,
    /// Whether it was made over HTTP, where it can be changed and deleted.
    editable: bool,
    /// Changes with every change of the area, its level among them: what `If-Match` is held against.
    revision: String,
}

impl AreaCollection {
    pub(in crate::http) fn new(features: Vec<AreaFeature>) -> Self {
        Self { kind: "FeatureCollection", features }
    }
}

impl AreaFeature {
    /// What says whether an area is still as it was read.
    pub(in crate::http) fn revision(loaded: &LoadedArea, level: SecurityLevel) -> String {
        Self::new(loaded, level).properties.revision
    }

    pub(in crate::http) fn new(loaded: &LoadedArea, level: SecurityLevel) -> Self {
        let mut feature = Self::unnumbered(loaded, level);
        let text = serde_json::to_string(&feature).expect("text keys and finite numbers");
        feature.properties.revision = format!("{:016x}", FixedState::default().hash_one(text));
        feature
    }

    fn unnumbered(loaded: &LoadedArea, level: SecurityLevel) -> Self {
        let area = &loaded.area;
        let file = loaded.file.as_deref().and_then(|path| path.file_name());
        Self {
            kind: "Feature",
            id: area.id.to_string(),
            geometry: loaded.geometry.clone(),
            properties: AreaProperties {
                id: area.id.to_string(),
                name: area.name.to_string(),
                purpose: area.kind.as_str(),
                security_level: level.get(),
                valid_from: area.valid_from.map(|time| time.to_string()),
                valid_to: area.valid_to.map(|time| time.to_string()),
                radius_nm: loaded.radius_nm,
                speed_limit_kn: area.speed_limit.map(Knots::get),
                rules: area.rules.iter().map(|(id, set)| (id.to_string(), rule(set))).collect(),
                allow: area.allow.iter().map(|mmsi| mmsi.get()).collect(),
                protect: area.protect.iter().map(|mmsi| mmsi.get()).collect(),
                file: file.map(|name| name.to_string_lossy().into_owned()),
                editable: loaded.is_made,
                revision: String::new(),
            },
        }
    }
}

fn rule(setting: &RuleSetting) -> Value {
    match setting {
        RuleSetting::Off => json!(false),
        RuleSetting::On(limits) => overrides(limits),
    }
}

fn overrides(limits: &Overrides) -> Value {
    let mut members: Map<String, Value> =
        limits.base.iter().map(|(&key, &value)| (key.to_owned(), json!(value))).collect();
    let levels: Map<String, Value> = [("2", &limits.level_2), ("3", &limits.level_3)]
        .into_iter()
        .filter(|(_, limits)| !limits.is_empty())
        .map(|(level, limits)| (level.to_owned(), json!(limits)))
        .collect();
    if !levels.is_empty() {
        members.insert("level".to_owned(), Value::Object(levels));
    }
    Value::Object(members)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn limits_leave_in_the_form_of_the_area_files() {
        let limits = Overrides {
            base: BTreeMap::from([("sog_kn_min", 12.0)]),
            level_2: BTreeMap::from([("sog_kn_min", 10.0)]),
            level_3: BTreeMap::new(),
        };
        assert_eq!(
            rule(&RuleSetting::On(limits)),
            json!({"sog_kn_min": 12.0, "level": {"2": {"sog_kn_min": 10.0}}})
        );
        assert_eq!(rule(&RuleSetting::Off), json!(false));
    }
}
