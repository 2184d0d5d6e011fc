use std::collections::BTreeSet;
use std::sync::Arc;

use super::super::json_text::to_json;
use super::super::mistake::Problem;
use super::super::node::{Node, NumberForm, Value};
use super::super::notes::Notes;
use super::super::rules;
use super::super::section::{expect_table, join};
use super::super::source::Place;
use super::super::suggest::did_you_mean;
use super::super::types::LoadedArea;
use super::geometry;
use crate::areas::{AreaId, AreaKind, SecurityLevel, WatchArea};
use crate::domain::{EventTime, Knots, Mmsi};

/// What an area may say of itself. `description` and `note` are for people.
const PROPERTIES: [&str; 13] = [
    "id",
    "name",
    "kind",
    "security_level",
    "valid_from",
    "valid_to",
    "speed_limit_kn",
    "rules",
    "allow",
    "protect",
    "radius_nm",
    "description",
    "note",
];
/// Members of a Feature: those of RFC 7946, and texts for people.
const MEMBERS: [&str; 7] = ["type", "geometry", "properties", "id", "bbox", "description", "note"];
/// Fastest speed limit that makes sense: AIS sends up to 102.2 kn.
const SPEED_LIMIT_KN: (f64, f64) = (0.1, 102.2);
/// MMSIs in a list at most.
const MMSIS_MAX: usize = 100_000;
/// Longest name, bytes.
const NAME_BYTES_MAX: usize = 200;

/// Reads a Feature or a `FeatureCollection`: every area with the place of its id.
pub(super) fn read_all(root: &Node, notes: &Notes) -> Vec<(Place, LoadedArea)> {
    let kind = match root.get("type").map(|node| &node.value) {
        Some(Value::Text(kind)) => kind.as_str(),
        _ => "",
    };
    match kind {
        "Feature" => read(root, "", notes).into_iter().collect(),
        "FeatureCollection" => {
            let Some(Node { value: Value::List(features), .. }) = root.get("features") else {
                let problem = Problem::Missing("a FeatureCollection needs a list of features");
                notes.note(root.place, "features", problem);
                return Vec::new();
            };
            let features = features.iter().enumerate();
            features
                .filter_map(|(nth, feature)| read(feature, &format!("features[{nth}]"), notes))
                .collect()
        }
        other => {
            let place = root.get("type").unwrap_or(root).place;
            let allowed = vec!["Feature", "FeatureCollection"];
            let problem = Problem::NotOneOf { found: other.to_owned(), allowed };
            notes.note(place, "type", problem);
            Vec::new()
        }
    }
}

/// Reads a single Feature.
pub(super) fn read_one(root: &Node, notes: &Notes) -> Option<LoadedArea> {
    if root.get("type").is_none() {
        let problem = Problem::Missing("a watch area is a GeoJSON Feature");
        notes.note(root.place, "type", problem);
    }
    read(root, "", notes).map(|(_place, area)| area)
}

fn read(feature: &Node, path: &str, notes: &Notes) -> Option<(Place, LoadedArea)> {
    expect_table(feature, path, notes);
    if !matches!(feature.value, Value::Table(_)) {
        return None;
    }
    expect_known(feature, path, &MEMBERS, notes);
    if let Some(node) = feature.get("type")
        && !matches!(&node.value, Value::Text(kind) if kind == "Feature")
    {
        let problem = Problem::WrongType { expected: "\"Feature\"", found: node.what() };
        notes.note(node.place, &join(path, "type"), problem);
    }
    let Some(node) = feature.get("properties") else {
        notes.note(feature.place, path, Problem::Missing("a watch area needs properties"));
        return None;
    };
    let properties = Properties { node, path: join(path, "properties"), notes };
    expect_table(node, &properties.path, notes);
    expect_known(node, &properties.path, &PROPERTIES, notes);

    let radius = properties.number("radius_nm");
    let geometry_path = join(path, "geometry");
    let geometry = feature.get("geometry");
    if geometry.is_none() {
        notes.note(feature.place, &geometry_path, Problem::Missing("a watch area needs one"));
    }
    let shape = geometry.and_then(|node| geometry::read(node, &geometry_path, radius, notes));
    let id = properties.id();
    let (valid_from, valid_to) = properties.validity();
    let kind = properties.kind();
    let security_level = properties.security_level();
    let speed_limit = properties.speed_limit();
    let rules = node
        .get("rules")
        .map(|rules| rules::read(rules, &join(&properties.path, "rules"), notes))
        .unwrap_or_default();
    let (allow, protect) = (properties.mmsis("allow"), properties.mmsis("protect"));
    let name = properties.name();
    let (id_place, id) = id?;
    let area = WatchArea {
        name: name.unwrap_or_else(|| id.as_str().into()),
        kind,
        security_level,
        valid_from,
        valid_to,
        speed_limit,
        rules,
        allow,
        protect,
        id,
        shape: shape?,
    };
    let geometry = geometry.map(to_json).unwrap_or_default();
    let radius_nm = radius.map(|(_node, radius)| radius);
    Some((id_place, LoadedArea { area, file: None, is_made: false, geometry, radius_nm }))
}

fn expect_known(node: &Node, path: &str, known: &[&'static str], notes: &Notes) {
    for entry in node.entries() {
        if !known.contains(&entry.key.as_str()) {
            let help = did_you_mean(&entry.key, known.iter().copied());
            let path = join(path, &entry.key);
            notes.note_with_help(entry.key_place, &path, Problem::UnknownKey, help);
        }
    }
}

/// The properties of a feature while they are read.
struct Properties<'a> {
    node: &'a Node,
    path: String,
    notes: &'a Notes,
}

impl<'a> Properties<'a> {
    fn id(&self) -> Option<(Place, AreaId)> {
        let Some(node) = self.node.get("id") else {
            let problem = Problem::Missing("a watch area needs an id");
            self.notes.note(self.node.place, &join(&self.path, "id"), problem);
            return None;
        };
        match self.text("id")?.parse() {
            Ok(id) => Some((node.place, id)),
            Err(invalid) => {
                self.note(node, "id", Problem::AreaId(invalid));
                None
            }
        }
    }

    fn name(&self) -> Option<Arc<str>> {
        let name = self.text("name")?;
        if name.trim().is_empty() || name.len() > NAME_BYTES_MAX {
            let (found, expected) = (name.to_owned(), "name: 1 to 200 bytes");
            self.note(self.node.get("name")?, "name", Problem::Malformed { found, expected });
            return None;
        }
        Some(name.into())
    }

    fn kind(&self) -> AreaKind {
        let kind = self.text("kind").map(|kind| (kind, kind.parse()));
        let (Some((found, Err(()))), Some(node)) = (kind, self.node.get("kind")) else {
            return kind.and_then(|(_, kind)| kind.ok()).unwrap_or(AreaKind::General);
        };
        let allowed: Vec<_> = AreaKind::ALL.iter().map(|kind| kind.as_str()).collect();
        let help = did_you_mean(found, allowed.iter().copied());
        let problem = Problem::NotOneOf { found: found.to_owned(), allowed };
        self.notes.note_with_help(node.place, &join(&self.path, "kind"), problem, help);
        AreaKind::General
    }

    fn security_level(&self) -> SecurityLevel {
        let Some(node) = self.node.get("security_level") else { return SecurityLevel::One };
        let level = match node.value {
            Value::Number(_, NumberForm::Whole(level)) => u8::try_from(level).ok(),
            _ => None,
        };
        level.and_then(SecurityLevel::new).unwrap_or_else(|| {
            let problem = Problem::WrongType { expected: "1, 2 or 3", found: other_than(node) };
            self.note(node, "security_level", problem);
            SecurityLevel::One
        })
    }

    fn validity(&self) -> (Option<EventTime>, Option<EventTime>) {
        let (from, to) = (self.time("valid_from"), self.time("valid_to"));
        if let (Some(from), Some(to), Some(node)) = (from, to, self.node.get("valid_to"))
            && to <= from
        {
            self.note(node, "valid_to", Problem::NeverValid);
        }
        (from, to)
    }

    fn time(&self, key: &str) -> Option<EventTime> {
        let text = self.text(key)?;
        let time = text.parse().ok();
        if time.is_none() {
            let expected = "time in RFC 3339, as in 2026-01-31T00:00:00Z";
            let problem = Problem::Malformed { found: text.to_owned(), expected };
            self.note(self.node.get(key)?, key, problem);
        }
        time
    }

    fn speed_limit(&self) -> Option<Knots> {
        let (node, found) = self.number("speed_limit_kn")?;
        let (min, max) = SPEED_LIMIT_KN;
        if (min..=max).contains(&found) {
            return Knots::new(found);
        }
        self.note(node, "speed_limit_kn", Problem::OutOfRange { found, min, max, unit: "kn" });
        None
    }

    fn mmsis(&self, key: &str) -> BTreeSet<Mmsi> {
        let Some(node) = self.node.get(key) else { return BTreeSet::new() };
        let Value::List(items) = &node.value else {
            let problem = Problem::WrongType { expected: "a list of MMSIs", found: node.what() };
            self.note(node, key, problem);
            return BTreeSet::new();
        };
        if items.len() > MMSIS_MAX {
            self.note(node, key, Problem::TooMany { what: "MMSIs", max: MMSIS_MAX });
        }
        let items = items.iter().take(MMSIS_MAX).enumerate();
        items.filter_map(|(nth, item)| self.mmsi(item, &format!("{key}[{nth}]"))).collect()
    }

    fn mmsi(&self, node: &Node, key: &str) -> Option<Mmsi> {
        let mmsi = match node.value {
            Value::Number(_, NumberForm::Whole(number)) => {
                u32::try_from(number).ok().and_then(Mmsi::new)
            }
            _ => None,
        };
        if mmsi.is_none() {
            let expected = "an MMSI, a number from 1 to 999999999";
            self.note(node, key, Problem::WrongType { expected, found: other_than(node) });
        }
        mmsi
    }

    fn number(&self, key: &str) -> Option<(&'a Node, f64)> {
        let node = self.node.get(key)?;
        if let Value::Number(number, _) = node.value {
            return Some((node, number));
        }
        self.note(node, key, Problem::WrongType { expected: "a number", found: node.what() });
        None
    }

    fn text(&self, key: &str) -> Option<&'a str> {
        let node = self.node.get(key)?;
        if let Value::Text(text) = &node.value {
            return Some(text);
        }
        self.note(node, key, Problem::WrongType { expected: "a text", found: node.what() });
        None
    }

    fn note(&self, node: &Node, key: &str, problem: Problem) {
        self.notes.note(node.place, &join(&self.path, key), problem);
    }
}

/// What stands there instead, where its type alone may be right.
fn other_than(node: &Node) -> &'static str {
    match node.value {
        Value::Number(..) => "another number",
        _ => node.what(),
    }
}
