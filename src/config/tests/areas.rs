use super::{folder, load_areas, load_file, said};
use crate::areas::{AreaKind, RuleSetting, SecurityLevel};
use crate::domain::{EventTime, Knots, Mmsi, Position, RuleId};

const SQUARE: &str = "[[[0,0],[1,0],[1,1],[0,1],[0,0]]]";

fn feature(properties: &str, geometry: &str) -> String {
    format!(r#"{{"type":"Feature","properties":{properties},"geometry":{geometry}}}"#)
}

fn polygon(properties: &str) -> String {
    feature(properties, &format!(r#"{{"type":"Polygon","coordinates":{SQUARE}}}"#))
}

/// What is said of an area file, without the file's name.
fn said_of(text: &str) -> Vec<String> {
    let folder = folder(&[("a.geojson", text)]);
    let said = said(load_areas(folder.path().join("a.geojson")), folder.path());
    said.iter().map(|line| line.replace("a.geojson:", "")).collect()
}

#[test]
fn an_area_has_every_property_that_its_file_states() {
    let text = polygon(
        r#"{"id":"gulf","name":"The Gulf","kind":"high-risk-area","security_level":2,
            "valid_from":"2026-01-01T00:00:00Z","valid_to":"2026-02-01T01:00:00+01:00",
            "speed_limit_kn":5,"rules":{"loitering":false,"ais-dark":{},"area-exit":null},
            "allow":[2573238],"protect":[219000001],"description":"for people","note":null}"#,
    );
    let folder = folder(&[("a.geojson", &text)]);
    let file = folder.path().join("a.geojson");
    let config = load_areas(file.clone()).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let [loaded] = &config.areas[..] else { panic!("one area: {:?}", config.areas) };
    assert_eq!(loaded.file.as_ref(), Some(&file));
    assert_eq!(loaded.geometry["coordinates"][0][1], serde_json::json!([1, 0]));
    let area = &loaded.area;
    assert_eq!((area.id.as_str(), &*area.name), ("gulf", "The Gulf"));
    assert_eq!((area.kind, area.security_level), (AreaKind::HighRiskArea, SecurityLevel::Two));
    // `date -u -d 2026-01-01 +%s` and `date -u -d 2026-02-01 +%s`
    let valid = (area.valid_from.map(EventTime::as_secs), area.valid_to.map(EventTime::as_secs));
    assert_eq!(valid, (Some(1_767_225_600), Some(1_769_904_000)));
    assert_eq!(area.speed_limit, Knots::new(5.0));
    assert_eq!(area.rules.get(&RuleId::Loitering), Some(&RuleSetting::Off));
    assert!(matches!(area.rules.get(&RuleId::AisDark), Some(RuleSetting::On(_))));
    assert_eq!(area.rules.get(&RuleId::AreaExit), None);
    assert!(area.allow.contains(&Mmsi::new(2_573_238).expect("an MMSI")));
    assert!(area.protect.contains(&Mmsi::new(219_000_001).expect("an MMSI")));
    assert!(area.shape.contains(Position::new(0.5, 0.5).expect("a place")));
    assert!(!area.shape.contains(Position::new(0.5, 1.5).expect("a place")));
}

#[test]
fn points_and_lines_have_a_radius() {
    let text = feature(
        r#"{"id":"light","radius_nm":2}"#,
        r#"{"type":"Point","coordinates":[104.4,1.33]}"#,
    );
    let folder = folder(&[("a.geojson", &text)]);
    let config = load_areas(folder.path().join("a.geojson")).expect("valid");
    let shape = &config.areas[0].area.shape;
    // A minute of latitude is a nautical mile.
    assert!(shape.contains(Position::new(1.33 + 1.9 / 60.0, 104.4).expect("a place")));
    assert!(!shape.contains(Position::new(1.33 + 2.1 / 60.0, 104.4).expect("a place")));
}

#[test]
fn mistakes_of_properties_are_said_with_key_and_place() {
    for (properties, expected) in [
        ("{}", "1:32: properties.id: missing: a watch area needs an id"),
        (
            r#"{"id":"A b"}"#,
            "1:38: properties.id: \"A b\" is no area id: 1 to 64 characters of a-z, 0-9 and '-'",
        ),
        (
            r#"{"id":"a","knid":"general"}"#,
            "1:42: properties.knid: unknown key; did you mean \"kind\"?",
        ),
        (
            r#"{"id":"a","kind":"anchorige"}"#,
            "1:49: properties.kind: \"anchorige\" is none of high-risk-area, port-facility, \
             anchorage, restricted, traffic-lane, fishing-ground, service-route, advised-clear, \
             general; did you mean \"anchorage\"?",
        ),
        (
            r#"{"id":"a","security_level":4}"#,
            "1:59: properties.security_level: expected 1, 2 or 3, found another number",
        ),
        (
            r#"{"id":"a","valid_from":"soon"}"#,
            "1:55: properties.valid_from: \"soon\" is no time in RFC 3339, as in \
             2026-01-31T00:00:00Z",
        ),
        (
            r#"{"id":"a","valid_from":"2026-01-02T00:00:00Z","valid_to":"2026-01-02T00:00:00Z"}"#,
            "1:89: properties.valid_to: valid_to has to be later than valid_from",
        ),
        (
            r#"{"id":"a","speed_limit_kn":0}"#,
            "1:59: properties.speed_limit_kn: 0 is outside 0.1 to 102.2 kn",
        ),
        (
            r#"{"id":"a","allow":[1,0,"x"]}"#,
            "1:53: properties.allow[1]: expected an MMSI, a number from 1 to 999999999, found \
             another number",
        ),
        (
            r#"{"id":"a","rules":{"loitring":false}}"#,
            "1:51: properties.rules.loitring: unknown rule; did you mean \"loitering\"?",
        ),
        (r#"{"id":"a","id":"b"}"#, "1:42: id: this key stands here twice"),
        (r#"{"id":"a","radius_nm":3}"#, "1:54: properties.radius_nm: does not apply to a Polygon"),
    ] {
        assert_eq!(said_of(&polygon(properties)).first().map(String::as_str), Some(expected));
    }
}

#[test]
fn mistakes_of_geometry_name_the_ring_and_the_place() {
    for (geometry, expected) in [
        (r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1]]]}"#, "ring 0 is not closed"),
        (
            r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[0,0]]]}"#,
            "ring 0 has 2 different corners",
        ),
        (
            r#"{"type":"Polygon","coordinates":[[[0,0],[91,1],[1,91],[0,1],[0,0]]]}"#,
            "1:101: geometry.coordinates[0][2]: 1, 91 is no place",
        ),
        (
            r#"{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[[0,0],[1,1],[1,0],[0,1],[0,0]]]]}"#,
            "geometry.coordinates[1]: ring 0 crosses itself",
        ),
        (r#"{"type":"Point","coordinates":[1,2]}"#, "properties.radius_nm: missing: a Point"),
        (r#"{"type":"Polygn","coordinates":[]}"#, "did you mean \"Polygon\"?"),
        (r#"{"type":"Polygon"}"#, "missing: a geometry needs coordinates"),
        (r#"{"type":"Polygon","coordinates":[[["0","0"]]]}"#, "expected a position"),
        ("null", "missing: a watch area needs one"),
    ] {
        let said = said_of(&feature(r#"{"id":"a"}"#, geometry));
        assert!(said.iter().any(|line| line.contains(expected)), "{geometry}: {said:?}");
    }
}

#[test]
fn every_file_of_a_folder_is_read_by_name_and_ids_are_unique_across_them() {
    let collection = format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[\n{},\n{}\n]}}",
        polygon(r#"{"id":"one"}"#),
        polygon(r#"{"id":"two"}"#)
    );
    let folder = folder(&[
        ("areas/b.geojson", &polygon(r#"{"id":"two"}"#)),
        ("areas/a.geojson", &collection),
        ("areas/c.geojson", "{,}"),
        ("areas/notes.txt", "not read"),
        ("picket.toml", "[watch_areas]\npath = 'areas'\n[http]\nx = 1\n"),
    ]);
    let result = load_file(&folder.path().join("picket.toml"));
    let said = said(result, folder.path());
    assert_eq!(said.len(), 3, "{said:?}");
    assert_eq!(said[0], "picket.toml:4:1: http.x: unknown key");
    assert_eq!(
        said[1],
        "areas/b.geojson:1:38: properties.id: \"two\" is already the id of a watch area in \
         areas/a.geojson:3"
    );
    assert!(said[2].starts_with("areas/c.geojson:1:2: not readable: "), "{said:?}");
}

#[test]
fn the_command_line_replaces_the_areas_of_the_configuration() {
    let folder = folder(&[
        ("picket.toml", "[watch_areas]\npath = 'nowhere'\n"),
        ("a.geojson", &polygon(r#"{"id":"mine"}"#)),
    ]);
    let options = crate::config::Options {
        config: Some(folder.path().join("picket.toml")),
        areas: Some(folder.path().join("a.geojson")),
    };
    let config = crate::config::load(&options, []).expect("valid");
    assert_eq!(config.areas[0].area.id.as_str(), "mine");
}

#[test]
fn hostile_area_files_are_mistakes_and_nothing_worse() {
    let deep = "[".repeat(100_000);
    for text in
        ["", "null", "[]", "{}", "{\"type\":\"FeatureCollection\",\"features\":[1,null]}", &deep]
    {
        assert!(!said_of(text).is_empty(), "{text:.20}");
    }
}
