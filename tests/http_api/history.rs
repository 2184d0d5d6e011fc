//! The analyst's questions over HTTP: what is asked, where pages end, what every format says.

use serde_json::{Value, json};

use super::samples::{NOON, moved, named, registered, ship};
use super::service::Service;

fn features(collection: &Value) -> &Vec<Value> {
    collection["features"].as_array().expect("features")
}

fn of<'a>(collection: &'a Value, property: &str) -> Vec<&'a Value> {
    features(collection).iter().map(|feature| &feature["properties"][property]).collect()
}

/// Two ships that meet at 10 E 50 N at noon, one beyond the antimeridian.
fn meeting() -> Service {
    let mut service = Service::start();
    // 0.01 degrees of longitude at 50 N are 0.386 nm; a minute each.
    service.show(
        (0..=20).map(|n| moved(ship(200_000_001), NOON - 600 + n * 60, 10.0, 50.0)).collect(),
    );
    let approaching = |n: i64| {
        let east = f64::from(i32::try_from((n - 10).abs()).expect("small")) * 0.01;
        moved(ship(200_000_002), NOON - 600 + n * 60, 10.0 + east, 50.0)
    };
    service.show((0..=20).map(approaching).collect());
    service.show(vec![moved(ship(200_000_003), NOON, 179.999, -17.0)]);
    service.show(vec![
        named(ship(200_000_001), NOON, "EVER GIVEN"),
        named(ship(200_000_002), NOON, "EVER GREEN"),
    ]);
    service
}

#[test]
fn positions_are_asked_by_box_polygon_name_and_time() {
    let service = meeting();
    for (query, contacts) in [
        (
            "bbox=9.995,49,10.005,51&from=2026-01-31T11:59:30Z&to=2026-01-31T12:00:30Z",
            vec!["mmsi:200000001", "mmsi:200000002"],
        ),
        (
            "polygon=POLYGON((9%2049,%2010.001%2049,%2010.001%2051,%209%2051,%209%2049))&from=2026-01-31T12:05:00Z&every=3600",
            vec!["mmsi:200000001"],
        ),
        ("bbox=179,-20,-179,0", vec!["mmsi:200000003"]),
        ("name=ever%20giv&every=3600", vec!["mmsi:200000001", "mmsi:200000001"]),
        ("mmsi=200000003", vec!["mmsi:200000003"]),
        ("contact=mmsi:200000003,mmsi:200000009", vec!["mmsi:200000003"]),
    ] {
        let answer = service.get(&format!("/api/v1/positions?{query}"));
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(of(&answer.json(), "contact"), contacts, "{query}");
    }
}

#[test]
fn pages_follow_each_other_without_gap_or_repetition() {
    let service = meeting();
    let whole = service.get("/api/v1/positions?f=csv").text;
    let mut pages = String::new();
    let mut next = Some("/api/v1/positions?f=csv&limit=4".to_owned());
    while let Some(path) = next {
        let page = service.get(&path);
        let rows = page.text.split_once("\r\n").expect("a header");
        if pages.is_empty() {
            pages = format!("{}\r\n", rows.0);
        }
        pages += rows.1;
        assert_eq!(page.headers["picket-row-limit"], "4");
        let link = page.headers.get("link").map(|link| link.to_str().expect("text"));
        assert_eq!(page.headers["picket-truncated"] == "true", link.is_some());
        let target = |link: &str| link[1..].split_once('>').expect("a link").0.to_owned();
        next = link.map(target);
    }
    assert_eq!(pages, whole);
    assert_eq!(whole.lines().count(), 44);
}

#[test]
fn all_that_is_said_of_whom_is_meant_has_to_hold() {
    let mut service = meeting();
    service.show(vec![
        registered(ship(200_000_001), "EVER GIVEN", 9_074_729, "VFJ01"),
        registered(ship(200_000_002), "EVER GREEN", 9_811_000, "VFJ02"),
    ]);
    let [first, second] = ["mmsi:200000001", "mmsi:200000002"];
    for (query, contacts) in [
        ("mmsi=200000001&name=ever%20green", vec![]),
        ("mmsi=200000001&name=ever%20given", vec![first]),
        ("imo=9074729&call_sign=VFJ02", vec![]),
        ("imo=9074729&call_sign=vfj01", vec![first]),
        ("mmsi=200000002&imo=9074729", vec![]),
        ("contact=mmsi:200000001,mmsi:200000002&call_sign=VFJ02", vec![second]),
        ("contact=mmsi:200000001,mmsi:200000002", vec![first, second]),
        ("name=ever", vec![first, second]),
    ] {
        let vessels = service.get(&format!("/api/v1/vessels?{query}")).json();
        assert_eq!(of(&vessels, "contact"), contacts, "{query}");
        let tracks = service.get(&format!("/api/v1/tracks?{query}")).json();
        assert_eq!(of(&tracks, "contact"), contacts, "{query}");
    }
}

/// She leaves the box to the north and comes back: 10.00 to 10.02 within, 10.03 and 10.04 outside.
#[test]
fn a_way_is_cut_where_it_leaves_what_is_asked_for() {
    let mut service = Service::start();
    let places = [(10.00, 50.0), (10.01, 50.0), (10.02, 50.0), (10.03, 50.3), (10.04, 50.3)];
    let back = [(10.05, 50.0), (10.06, 50.0)];
    let all = places.into_iter().chain(back).zip(0..);
    let update = |((longitude, latitude), n): ((f64, f64), i64)| {
        moved(ship(200_000_001), NOON + n * 60, longitude, latitude)
    };
    service.show(all.map(update).collect());
    let cut = json!({"type": "MultiLineString", "coordinates": [
        [[10.0, 50.0], [10.01, 50.0], [10.02, 50.0]],
        [[10.05, 50.0], [10.06, 50.0]],
    ]});
    let polygon = "polygon=POLYGON((9%2049.9,%2011%2049.9,%2011%2050.1,%209%2050.1,%209%2049.9))";
    for query in ["bbox=9,49.9,11,50.1", "bbox=9,49.9,11,50.1&max_points=100", polygon] {
        let tracks = service.get(&format!("/api/v1/tracks?{query}")).json();
        assert_eq!(features(&tracks)[0]["geometry"], cut, "{query}");
    }
    // The pieces keep their numbers from page to page.
    let mut rows = Vec::new();
    let mut next = Some("/api/v1/tracks?bbox=9,49.9,11,50.1&limit=2&f=csv".to_owned());
    while let Some(path) = next {
        let page = service.get(&path);
        let segments = page.text.lines().skip(1).filter_map(|line| line.rsplit(',').next());
        rows.extend(segments.map(str::to_owned));
        let link = page.headers.get("link").map(|link| link.to_str().expect("text"));
        next = link.map(|link| link[1..].split_once('>').expect("a link").0.to_owned());
    }
    assert_eq!(rows, ["0", "0", "0", "1", "1"]);
}

/// Between two pages the time goes on by more than is shown where no time is asked for.
#[test]
fn pages_stay_with_the_time_of_the_first_while_more_comes_in() {
    let encounters = "/api/v1/vessels/mmsi:200000001/encounters?within=1&minutes=1";
    for (question, limit, hours) in [
        ("/api/v1/positions?bbox=-180,-90,180,90", 15, 1),
        ("/api/v1/near?point=10,50&within=5", 1, 1),
        (encounters, 1, 24),
    ] {
        let mut service = meeting();
        let beside = |n: i64| moved(ship(200_000_004), NOON + n * 60, 10.0, 50.0);
        service.show((0..=5).map(beside).collect());
        let whole = service.get(question).json();
        let (mut found, mut pages) = (Vec::new(), 0);
        let mut next = Some(format!("{question}&limit={limit}"));
        while let Some(path) = next {
            let page = service.get(&path).json();
            found.extend(features(&page).iter().cloned());
            pages += 1;
            let later = NOON + pages * (hours * 3_600 + 60);
            service.show(vec![moved(ship(200_000_001), later, 11.0, 50.0)]);
            let cursor = page["next"].as_str();
            next = cursor.map(|cursor| format!("{question}&limit={limit}&cursor={cursor}"));
        }
        assert!(pages >= 2, "{question}: {pages}");
        assert_eq!(found, *features(&whole), "{question}");
    }
}

#[test]
fn a_way_is_simplified_resampled_and_cut() {
    let service = meeting();
    let track = "/api/v1/vessels/mmsi:200000002/track";
    let times = |query: &str| {
        let feature = service.get(&format!("{track}?{query}")).json();
        feature["properties"]["times"].clone()
    };
    assert_eq!(times("").as_array().map(Vec::len), Some(21));
    let turn =
        json!(["2026-01-31T11:50:00.000Z", "2026-01-31T12:00:00.000Z", "2026-01-31T12:10:00.000Z"]);
    assert_eq!(times("simplify=50"), turn);
    assert_eq!(times("max_points=3"), turn);
    assert_eq!(times("every=600"), turn);
    assert_eq!(times("gap=30").as_array().map(Vec::len), Some(21), "each report its own piece");
}

#[test]
fn who_was_near_is_told_with_when_and_how_close() {
    let service = meeting();
    let near = service.get("/api/v1/near?point=10,50&within=0.5&from=2026-01-31T11:55:00Z").json();
    assert_eq!(of(&near, "contact"), ["mmsi:200000001", "mmsi:200000002"]);
    assert_eq!(of(&near, "closest_nm")[1], 0.0);
    assert_eq!(of(&near, "closest_at")[1], "2026-01-31T12:00:00.000Z");
    assert_eq!(of(&near, "name")[1], "EVER GREEN");
    // 0.5 nm of 0.386 nm a minute: 1.30 minutes either side.
    let minutes = of(&near, "minutes")[1].as_f64().expect("a number");
    assert!((2.5..2.7).contains(&minutes), "{minutes}");
    let by_contact = service.get("/api/v1/near?contact=mmsi:200000001&within=0.5").json();
    assert_eq!(of(&by_contact, "contact"), ["mmsi:200000002"]);
    let encounters = "/api/v1/vessels/mmsi:200000002/encounters?within=1";
    let met = service.get(&format!("{encounters}&minutes=5")).json();
    assert_eq!(of(&met, "contact"), ["mmsi:200000001"]);
    let met = service.get(&format!("{encounters}&minutes=6")).json();
    assert_eq!(features(&met).len(), 0);
    let nobody = service.get("/api/v1/near?area=nowhere");
    assert_eq!((nobody.status, &nobody.json()["parameter"]), (404, &json!("area")));
}

#[test]
fn who_has_left_the_picture_is_not_unknown_where_nothing_of_her_was_found() {
    let mut service = meeting();
    let left = moved(ship(200_000_002), NOON + 7_200, 10.0, 50.0);
    service
        .show(vec![picket::picture::TrackUpdate { change: picket::picture::Change::Gone, ..left }]);
    let vessel = "/api/v1/vessels/mmsi:200000002";
    assert_eq!(features(&service.get("/api/v1/vessels").json()).len(), 2);
    for question in ["track", "stops", "encounters"] {
        let span = "from=2026-01-31T15:00:00Z&to=2026-01-31T16:00:00Z";
        let answer = service.get(&format!("{vessel}/{question}?{span}"));
        assert_eq!(answer.status, 200, "{question}: {}", answer.text);
        let nobody = format!("/api/v1/vessels/mmsi:200000099/{question}?{span}");
        assert_eq!(service.get(&nobody).status, 404, "{question}");
    }
}

#[test]
fn the_picture_of_a_past_time_is_what_was_heard_before() {
    let service = meeting();
    let past = service.get("/api/v1/vessels?at=2026-01-31T11:52:30Z").json();
    assert_eq!(of(&past, "contact"), ["mmsi:200000001", "mmsi:200000002"]);
    assert_eq!(of(&past, "time"), ["2026-01-31T11:52:00.000Z"; 2]);
    assert_eq!(of(&past, "name")[1], "EVER GREEN");
    assert_eq!(features(&past)[1]["geometry"]["coordinates"], json!([10.08, 50.0]));
    let nearest = service.get("/api/v1/vessels?nearest=-179.999,-17&limit=1").json();
    assert_eq!(of(&nearest, "contact"), ["mmsi:200000003"]);
    // 0.002 degrees across the antimeridian at 17 S: 0.1148 nm.
    assert_eq!(of(&nearest, "distance_nm"), [0.115]);
    assert_eq!(nearest["truncated"], true);
}

#[test]
fn stops_and_statistics_are_counted() {
    let mut service = meeting();
    let lying = |n: i64| {
        let mut update = moved(ship(200_000_004), NOON + n * 60, 20.0, 50.0);
        if let picket::picture::Change::Fix(fix) = &mut update.change {
            fix.sog = picket::domain::Knots::new(0.1);
        }
        update
    };
    service.show((0..=40).map(lying).collect());
    let stops = service.get("/api/v1/vessels/mmsi:200000004/stops").json();
    assert_eq!(
        (of(&stops, "minutes"), of(&stops, "reports")),
        (vec![&json!(40.0)], vec![&json!(41)])
    );
    assert_eq!(service.get("/api/v1/vessels/mmsi:299000001/stops").status, 404);
    let csv = service.get("/api/v1/statistics?by=hour&bbox=0,40,15,60&f=csv").text;
    assert_eq!(
        csv,
        "group,positions,vessels,sog_mean,sog_max\r\n\
         2026-01-31T11:00:00.000Z,20,2,12.3,12.3\r\n\
         2026-01-31T12:00:00.000Z,22,2,12.3,12.3\r\n"
    );
}

#[test]
fn a_ship_is_found_by_name_nearly_and_by_number() {
    let service = meeting();
    let found = |q: &str| {
        let items = service.get(&format!("/api/v1/search?q={q}")).json()["items"].clone();
        let contacts = items.as_array().expect("items").iter();
        contacts.map(|item| item["contact"].as_str().expect("text").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found("ever%20green"), ["mmsi:200000002", "mmsi:200000001"]);
    assert_eq!(found("EVERGIVEN").first().map(String::as_str), Some("mmsi:200000001"));
    assert_eq!(found("200000003"), ["mmsi:200000003"]);
    assert_eq!(found("zzz"), [""; 0]);
}

#[test]
fn a_ship_is_found_by_what_she_was_called_though_another_is_called_so_now() {
    let mut service = meeting();
    service.show(vec![registered(ship(200_000_003), "EVER GIVEN", 9_074_729, "H3RC")]);
    service.show(vec![named(ship(200_000_003), NOON + 600, "SOLACE")]);
    let found = |q: &str| {
        let items = service.get(&format!("/api/v1/search?q={q}")).json()["items"].clone();
        let of = |item: &Value| (item["contact"].clone(), item["name"].clone());
        items.as_array().expect("items").iter().map(of).collect::<Vec<_>>()
    };
    let who = |contact: &str, name: &str| (json!(contact), json!(name));
    let both = [who("mmsi:200000001", "EVER GIVEN"), who("mmsi:200000003", "EVER GIVEN")];
    assert_eq!(found("ever%20given")[..2], both);
    assert_eq!(found("solace"), [who("mmsi:200000003", "SOLACE")]);
    assert_eq!(found("h3rc"), [who("mmsi:200000003", "EVER GIVEN")]);
    let positions = service.get("/api/v1/positions?name=ever%20given&every=3600").json();
    assert!(of(&positions, "contact").contains(&&json!("mmsi:200000003")), "{positions}");
}

#[test]
fn every_format_is_had_by_name_and_by_accept() {
    let service = meeting();
    for (name, media_type, begins) in [
        ("geojson", "application/geo+json", "{\"type\":\"FeatureCollection\""),
        ("geojsonseq", "application/geo+json-seq", "\u{1e}{"),
        ("csv", "text/csv; charset=utf-8; header=present", "contact,"),
        ("kml", "application/vnd.google-earth.kml+xml", "<?xml"),
        ("gpx", "application/gpx+xml", "<?xml"),
        ("mfjson", "application/vnd.ogc.mf+json", "{\"type\":\"FeatureCollection\""),
    ] {
        let named = service.get(&format!("/api/v1/tracks?f={name}"));
        assert_eq!(named.media_type, media_type);
        assert!(named.text.starts_with(begins), "{name}: {:.60}", named.text);
        assert_eq!(named.headers["content-length"], named.text.len().to_string(), "{name}");
        let bare = media_type.split(';').next().unwrap_or_default();
        let accepted = service.get_with("/api/v1/tracks", &[("Accept", bare)]);
        assert_eq!(accepted.text, named.text, "{name}");
    }
    let parquet = service.get_bytes("/api/v1/positions?f=geoparquet");
    assert!(parquet.starts_with(b"PAR1") && parquet.ends_with(b"PAR1"));
    let arrow = service.get_bytes("/api/v1/positions?f=arrow");
    assert!(arrow.starts_with(&[0xff, 0xff, 0xff, 0xff]));
}
