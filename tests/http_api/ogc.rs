//! OGC API - Features by the letter of OGC 17-069r4; real clients are in `tests/ogc`.

use picket::alert::Disposition;
use picket::domain::RuleId;
use serde_json::{Value, json};

use super::samples::{NOON, acknowledged, id, moved, named, raised, ship};
use super::service::Service;

fn ids(collection: &Value) -> Vec<String> {
    let features = collection["features"].as_array().expect("features").iter();
    features.map(|feature| feature["id"].as_str().expect("an id").to_owned()).collect()
}

/// The path of a whole address.
fn path(address: &str) -> String {
    let rest = address.strip_prefix("http://127.0.0.1:").expect("a whole address");
    rest[rest.find('/').expect("a path")..].to_owned()
}

fn link(document: &Value, rel: &str) -> Option<String> {
    let links = document["links"].as_array().expect("links");
    let found = links.iter().find(|link| link["rel"] == rel)?;
    found["href"].as_str().map(path)
}

fn at_sea() -> Service {
    let mut service = Service::start();
    service.show(vec![
        moved(ship(200_000_001), NOON - 60, 179.9, -17.0),
        moved(ship(200_000_001), NOON, 179.95, -17.0),
        moved(ship(200_000_002), NOON, -179.95, -17.0),
        moved(ship(200_000_003), NOON, 10.0, 50.0),
        named(ship(200_000_003), NOON, "EVER GIVEN"),
    ]);
    service.publish((1..=3).map(raised).collect());
    service
}

#[test]
fn the_landing_page_leads_to_everything() {
    let service = at_sea();
    let landing = service.get("/ogc").json();
    for rel in ["self", "service-desc", "conformance", "data"] {
        let target = link(&landing, rel).expect(rel);
        assert_eq!(service.get(&target).status, 200, "{target}");
    }
    // `OWSLib` asks with a slash behind.
    assert_eq!(service.get("/ogc/").json(), landing);
    let collections = service.get("/ogc/collections").json();
    for collection in collections["collections"].as_array().expect("collections") {
        let links = collection["links"].as_array().expect("links");
        for target in links.iter().map(|link| path(link["href"].as_str().expect("text"))) {
            assert_eq!(service.get(&target).status, 200, "{target}");
        }
    }
    let html = service.get_with("/ogc/collections", &[("Accept", "text/html,*/*;q=0.8")]);
    assert!(html.media_type.starts_with("text/html"), "{}", html.media_type);
}

#[test]
fn items_are_asked_by_box_time_and_property() {
    let service = at_sea();
    let found = |query: &str| {
        let mut ids = ids(&service.get(&format!("/ogc/collections/{query}")).json());
        // A position's id ends in a hash of what it says.
        for id in &mut ids {
            id.truncate(id.find('~').unwrap_or(id.len()));
        }
        ids
    };
    for (query, expected) in [
        ("vessels/items", vec!["mmsi:200000001", "mmsi:200000002", "mmsi:200000003"]),
        ("vessels/items?bbox=179,-20,-179,0", vec!["mmsi:200000001", "mmsi:200000002"]),
        ("vessels/items?name=ever", vec!["mmsi:200000003"]),
        ("vessels/items?name=ever&mmsi=200000001", vec![]),
        ("vessels/items?datetime=2026-01-31T11:59:30Z", vec!["mmsi:200000001"]),
        ("tracks/items?bbox=179,-20,-179,0", vec!["mmsi:200000001", "mmsi:200000002"]),
        (
            "positions/items?datetime=2026-01-31T11:58:00Z/2026-01-31T11:59:00Z",
            vec!["mmsi:200000001@2026-01-31T11:59:00.000Z"],
        ),
        (
            // As GDAL says a time with two bounds beside another condition.
            "positions/items?mmsi=200000001&datetime=2026-01-31T11:58:00Z/..&datetime=../2026-01-31T11:59:00Z",
            vec!["mmsi:200000001@2026-01-31T11:59:00.000Z"],
        ),
        ("watch-areas/items?kind=anchorage", vec![]),
        ("watch-areas/items", vec!["gulf-of-aden"]),
        ("alerts/items?rule=loitering", vec![]),
        ("alerts/items?bbox=0,0,1,1", vec![]),
    ] {
        assert_eq!(found(query), expected, "{query}");
    }
    assert_eq!(found("alerts/items?bbox=50,13,51,14").len(), 3);
}

#[test]
fn positions_of_one_moment_are_features_of_their_own() {
    let mut service = Service::start();
    service.show(vec![
        moved(ship(200_000_001), NOON, 10.0, 50.0),
        moved(ship(200_000_001), NOON, 10.5, 50.0),
    ]);
    let all = service.get("/ogc/collections/positions/items").json();
    let ids = ids(&all);
    assert_eq!(ids.len(), 2);
    assert_ne!(ids[0], ids[1]);
    for (id, feature) in ids.iter().zip(all["features"].as_array().expect("features")) {
        let one = service.get(&format!("/ogc/collections/positions/items/{id}"));
        assert_eq!(one.json()["geometry"], feature["geometry"], "{id}");
    }
    let unknown = format!("{}~00000000", ids[0].split('~').next().expect("a part"));
    let answer = service.get(&format!("/ogc/collections/positions/items/{unknown}"));
    assert_eq!(answer.status, 404);
}

/// Of four alerts one is confirmed, one judged harmless; a report of an officer counts by itself.
#[test]
fn incidents_are_what_officers_confirmed_or_reported() {
    let mut service = Service::start();
    let disposed = |seq, of: u64, disposition| {
        let mut after = acknowledged(seq, &raised(of));
        after.alert.disposition = Some(disposition);
        after
    };
    let mut report = raised(6);
    report.alert.rule = RuleId::OfficerReport;
    service.publish((1..=3).map(raised).collect());
    service.publish(vec![
        disposed(4, 1, Disposition::Confirmed),
        disposed(5, 2, Disposition::Benign),
        report,
    ]);
    let found = service.get("/ogc/collections/incidents/items").json();
    let uuid = |number: u64| id(u128::from(number)).to_string();
    assert_eq!(ids(&found), [uuid(6), uuid(1)]);
    assert_eq!(found["features"][1]["properties"]["disposition"], "confirmed");
    for (number, status) in [(1, 200), (2, 404), (3, 404), (6, 200)] {
        let one = format!("/ogc/collections/incidents/items/{}", uuid(number));
        assert_eq!(service.get(&one).status, status, "{number}");
    }
}

#[test]
fn a_track_has_no_lists_beside_its_line() {
    let service = at_sea();
    let track = service.get("/ogc/collections/tracks/items/mmsi:200000001").json();
    let expected = json!({
        "contact": "mmsi:200000001",
        "from": "2026-01-31T11:59:00.000Z",
        "to": "2026-01-31T12:00:00.000Z",
        "points": 2,
    });
    assert_eq!(track["properties"], expected);
}

#[test]
fn every_page_leads_to_the_next_and_every_feature_is_had_alone() {
    let service = at_sea();
    for (collection, count) in
        [("vessels", 3), ("positions", 4), ("tracks", 3), ("alerts", 3), ("watch-areas", 1)]
    {
        let mut seen = Vec::new();
        let mut next = Some(format!("/ogc/collections/{collection}/items?limit=1"));
        while let Some(path) = next {
            let page = service.get(&path);
            assert_eq!(page.media_type, "application/geo+json", "{path}: {}", page.text);
            assert_eq!(page.json()["numberReturned"], 1, "{path}");
            seen.extend(ids(&page.json()));
            next = link(&page.json(), "next");
        }
        assert_eq!(seen.len(), count, "{collection}: {seen:?}");
        for id in seen {
            let one = service.get(&format!("/ogc/collections/{collection}/items/{id}")).json();
            assert_eq!(one["id"], json!(id), "{collection}");
            assert_eq!(one["type"], "Feature");
        }
    }
}

#[test]
fn links_to_the_next_page_stay_with_the_time_of_the_first() {
    let mut service = at_sea();
    let whole = ids(&service.get("/ogc/collections/positions/items").json());
    let (mut found, mut later) = (Vec::new(), NOON);
    let mut next = Some("/ogc/collections/positions/items?limit=1".to_owned());
    while let Some(path) = next {
        let page = service.get(&path).json();
        found.extend(ids(&page));
        next = link(&page, "next");
        later += 3_660;
        service.show(vec![moved(ship(200_000_001), later, 179.9, -17.0)]);
    }
    assert_eq!((found.len(), found), (4, whole));
}

#[test]
fn wrong_questions_name_the_parameter() {
    let service = at_sea();
    for (path, status, parameter) in [
        ("vessels/items?bbox=1,2,3", 400, "bbox"),
        ("vessels/items?datetime=now", 400, "datetime"),
        ("positions/items?datetime=../..", 400, "datetime"),
        ("vessels/items?datetime=/", 400, "datetime"),
        (
            "vessels/items?datetime=../2026-01-01T00:00:00Z&datetime=2026-01-02T00:00:00Z/..",
            400,
            "datetime",
        ),
        ("vessels/items?bbox=1,2,3,4&bbox=1,2,3,4", 400, "bbox"),
        ("vessels/items?limit=0", 400, "limit"),
        ("vessels/items?colour=red", 400, "colour"),
        ("vessels/items?f=xml", 400, "f"),
        ("whales/items", 404, "collection"),
        ("vessels/items/mmsi:299999999", 404, "id"),
        ("tracks/items/mmsi:299999999", 404, "id"),
        ("vessels/items/mmsi:999", 404, "id"),
        ("positions/items/mmsi:999@2026-01-31T11:59:00Z", 404, "id"),
        ("alerts/items/x", 404, "id"),
    ] {
        let answer = service.get(&format!("/ogc/collections/{path}"));
        assert_eq!(
            (answer.status, &answer.json()["parameter"]),
            (status, &json!(parameter)),
            "{path}"
        );
    }
    assert_eq!(service.get("/ogc/collections/vessels/items?limit=999999").status, 200);
}

#[test]
fn links_begin_with_what_the_client_called() {
    let service = at_sea();
    let own = format!("http://{}/ogc", service.address);
    for (headers, expected) in [
        (&[][..], own.as_str()),
        (
            &[("Host", "watch.example.org"), ("X-Forwarded-Proto", "https")],
            "https://watch.example.org/ogc",
        ),
        (
            &[("Host", "watch.example.org"), ("Forwarded", "for=192.0.2.1;proto=https")],
            "https://watch.example.org/ogc",
        ),
    ] {
        let landing = service.get_with("/ogc", headers).json();
        assert_eq!(landing["links"][0]["href"], expected, "{headers:?}");
    }
}

#[test]
fn answers_are_made_for_caches_and_for_those_who_only_look() {
    let service = at_sea();
    let answer = service.get("/ogc/collections/vessels/items");
    assert_eq!(answer.headers["vary"], "accept");
    assert_eq!(service.status("HEAD", "/ogc/collections/vessels/items", &[]), 200);
}

#[test]
fn a_collection_says_what_times_it_has() {
    let service = at_sea();
    let interval = |collection: &str| {
        let document = service.get(&format!("/ogc/collections/{collection}")).json();
        document["extent"]["temporal"]["interval"].clone()
    };
    // Whole periods of ten minutes.
    let stored = json!([["2026-01-31T11:50:00.000Z", "2026-01-31T12:10:00.000Z"]]);
    assert_eq!(interval("positions"), stored);
    assert_eq!(interval("watch-areas"), Value::Null);
}

#[test]
fn vessels_of_an_interval_were_heard_in_it() {
    let service = at_sea();
    let found = |datetime: &str| {
        ids(&service.get(&format!("/ogc/collections/vessels/items?datetime={datetime}")).json())
    };
    let first = vec!["mmsi:200000001"];
    assert_eq!(found("2026-01-31T11:58:00Z/2026-01-31T11:59:30Z"), first);
    assert_eq!(found("2026-01-31T11:59:10Z/2026-01-31T11:59:30Z"), Vec::<String>::new());
    assert_eq!(found("2026-01-31T11:59:30Z"), first, "the picture as it was then");
    assert_eq!(found("2026-01-31T11:59:30Z/..").len(), 3);
}

/// Two ships of today and one of three days before.
fn of_two_days() -> Service {
    let mut service = at_sea();
    let before = NOON - 3 * 86_400;
    service.show(vec![
        moved(ship(200_000_004), before, 10.0, 50.0),
        moved(ship(200_000_004), before + 60, 10.01, 50.0),
    ]);
    service.show(vec![picket::picture::TrackUpdate {
        change: picket::picture::Change::Gone,
        ..moved(ship(200_000_004), before + 7_200, 10.0, 50.0)
    }]);
    service
}

#[test]
fn an_interval_without_an_end_reaches_as_far_as_what_is_kept() {
    let service = of_two_days();
    let count = |query: &str| {
        let page = service.get(&format!("/ogc/collections/{query}")).json();
        page["numberReturned"].as_u64()
    };
    for (query, expected) in [
        ("positions/items?datetime=../2026-01-31T11:00:00Z", 2),
        ("positions/items?datetime=../2026-01-31T12:00:00Z", 6),
        ("positions/items?datetime=2026-01-01T00:00:00Z/..", 6),
        ("positions/items?datetime=/2026-01-01T00:00:00Z", 0),
        ("positions/items?datetime=2026-02-01T00:00:00Z/", 0),
        ("tracks/items?datetime=../2026-01-31T11:00:00Z", 1),
        ("tracks/items?datetime=2026-01-01T00:00:00Z/..", 4),
        ("vessels/items?datetime=../2026-01-31T11:00:00Z", 1),
        ("vessels/items?datetime=2026-01-01T00:00:00Z/..", 4),
        ("vessels/items?datetime=2026-01-31T11:59:30Z/..", 3),
        ("vessels/items?datetime=2026-01-28T00:00:00Z/2026-01-29T00:00:00Z", 1),
        ("vessels/items?datetime=2026-01-28T12:00:30Z/2026-01-30T00:00:00Z", 1),
        ("vessels/items?datetime=2026-01-29T00:00:00Z/2026-01-30T00:00:00Z", 0),
        ("vessels/items?datetime=2026-02-01T00:00:00Z/..", 0),
        ("vessels/items?datetime=2026-01-31T12:30:00Z/..", 0),
        ("vessels/items?datetime=2026-01-31T12:30:00Z", 3),
        ("vessels/items?datetime=../2026-01-01T00:00:00Z", 0),
        ("vessels/items", 3),
    ] {
        assert_eq!(count(query), Some(expected), "{query}");
    }
}

#[test]
fn what_a_collection_listed_of_the_past_is_had_alone() {
    let service = of_two_days();
    let span = "datetime=2026-01-28T00:00:00Z/2026-01-29T00:00:00Z";
    for collection in ["vessels", "tracks", "positions"] {
        let items = format!("/ogc/collections/{collection}/items");
        let listed = service.get(&format!("{items}?{span}")).json();
        assert_ne!(listed["numberReturned"], 0, "{collection}");
        for feature in listed["features"].as_array().expect("features") {
            let id = feature["id"].as_str().expect("an id");
            let one = service.get(&format!("{items}/{id}"));
            assert_eq!((one.status, &one.json()["geometry"]), (200, &feature["geometry"]), "{id}");
        }
    }
}

#[test]
fn a_page_is_html_where_the_client_likes_that_better() {
    let service = at_sea();
    for (accept, html) in [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true),
        ("text/html;q=0.5,application/json", false),
        ("application/json;q=0.5,text/html", true),
        ("text/html;q=0,application/geo+json;q=0.1", false),
        ("application/geo+json, application/json", false),
        ("*/*", false),
        ("", false),
    ] {
        let answer = service.get_with("/ogc/collections/vessels/items", &[("Accept", accept)]);
        assert_eq!(answer.media_type.starts_with("text/html"), html, "{accept}");
    }
}
