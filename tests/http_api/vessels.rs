use serde_json::{Value, json};

use super::samples::{HOSTILE_NAME, NOON, moved, named, ship};
use super::service::Service;

fn contacts(collection: &Value) -> Vec<&str> {
    let features = collection["features"].as_array().expect("features");
    features.iter().filter_map(|feature| feature["id"].as_str()).collect()
}

#[test]
fn the_picture_is_asked_by_box_also_across_the_antimeridian() {
    let mut service = Service::start();
    service.show(vec![
        moved(ship(200_000_001), NOON, 179.5, -17.0),
        moved(ship(200_000_002), NOON, -179.5, -17.0),
        moved(ship(200_000_003), NOON, 0.0, 50.0),
    ]);
    let all = service.get("/api/v1/vessels");
    assert_eq!(all.media_type, "application/geo+json");
    assert_eq!(contacts(&all.json()).len(), 3);
    let pacific = service.get("/api/v1/vessels?bbox=170,-30,-170,0").json();
    assert_eq!(contacts(&pacific), ["mmsi:200000001", "mmsi:200000002"]);
    let atlantic = service.get("/api/v1/vessels?bbox=-10,40,10,60").json();
    assert_eq!(contacts(&atlantic), ["mmsi:200000003"]);
}

#[test]
fn the_picture_comes_page_by_page() {
    let mut service = Service::start();
    service.show((1..=3).map(|n| moved(ship(200_000_000 + n), NOON, 1.0, 1.0)).collect());
    let first = service.get("/api/v1/vessels?limit=2").json();
    assert_eq!(contacts(&first), ["mmsi:200000001", "mmsi:200000002"]);
    let cursor = first["next"].as_str().expect("a cursor");
    let second = service.get(&format!("/api/v1/vessels?limit=2&cursor={cursor}")).json();
    assert_eq!((contacts(&second), &second["next"]), (vec!["mmsi:200000003"], &Value::Null));
}

#[test]
fn one_vessel_is_a_feature_and_her_name_is_text() {
    let mut service = Service::start();
    let contact = ship(2_573_238);
    service.show(vec![moved(contact, NOON, 10.0, 60.0), named(contact, NOON, HOSTILE_NAME)]);
    let answer = service.get("/api/v1/vessels/mmsi:002573238");
    assert_eq!((answer.status, answer.media_type.as_str()), (200, "application/geo+json"));
    let feature = answer.json();
    assert_eq!(feature["geometry"], json!({"type": "Point", "coordinates": [10.0, 60.0]}));
    assert_eq!(feature["properties"]["name"], HOSTILE_NAME);
    assert_eq!(feature["properties"]["sog"], 12.3);
    assert_eq!(service.get("/api/v1/vessels/mmsi:219000001").status, 404);
    assert_eq!(service.get("/api/v1/vessels/nonsense").json()["parameter"], "contact");
}

#[test]
fn a_track_is_by_default_the_day_up_to_the_last_report() {
    let mut service = Service::start();
    let contact = ship(200_000_001);
    service.show(vec![
        moved(contact, NOON - 2 * 86_400, 9.0, 50.0),
        moved(contact, NOON - 60, 10.0, 50.0),
        moved(contact, NOON, 10.1, 50.0),
    ]);
    let feature = service.get("/api/v1/vessels/mmsi:200000001/track").json();
    assert_eq!(feature["geometry"]["type"], "LineString");
    assert_eq!(feature["geometry"]["coordinates"], json!([[10.0, 50.0], [10.1, 50.0]]));
    assert_eq!(
        feature["properties"]["times"],
        json!(["2026-01-31T11:59:00.000Z", "2026-01-31T12:00:00.000Z"])
    );
    assert_eq!(feature["properties"]["truncated"], false);
}

#[test]
fn a_track_that_is_longer_than_its_limit_says_so_and_leads_on() {
    let mut service = Service::start();
    let contact = ship(200_000_001);
    service.show((0..3).map(|n| moved(contact, NOON + n * 60, 10.0, 50.0)).collect());
    let answer = service.get("/api/v1/vessels/mmsi:200000001/track?limit=2");
    assert_eq!(answer.json()["properties"]["truncated"], true);
    assert_eq!(answer.json()["properties"]["next_from"], "2026-01-31T12:02:00.000Z");
    let link = answer.headers["link"].to_str().expect("text");
    let next = link.strip_prefix('<').and_then(|rest| rest.split_once('>')).expect("a link").0;
    assert_eq!(
        service.get(next).json()["properties"]["times"],
        json!(["2026-01-31T12:02:00.000Z"])
    );
}

#[test]
fn a_track_leaves_as_csv_by_parameter_and_by_accept() {
    let mut service = Service::start();
    service.show(vec![moved(ship(200_000_001), NOON, 10.0, 50.0)]);
    let track = "/api/v1/vessels/mmsi:200000001/track";
    let expected = "contact,mmsi,time,longitude,latitude,sog,cog,true_heading,navigational_status,late\r\n\
         mmsi:200000001,200000001,2026-01-31T12:00:00.000Z,10,50,12.3,271,,,false\r\n";
    for answer in
        [service.get(&format!("{track}?f=csv")), service.get_with(track, &[("Accept", "text/csv")])]
    {
        assert!(answer.media_type.starts_with("text/csv"), "{}", answer.media_type);
        assert_eq!(answer.text, expected);
    }
    assert_eq!(service.get("/api/v1/vessels/mmsi:219000001/track").status, 404);
}
