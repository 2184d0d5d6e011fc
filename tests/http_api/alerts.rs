use picket::store::row::AlertRow;
use serde_json::{Value, json};

use super::samples::{HOSTILE_NAME, acknowledged, closed, id, raised};
use super::service::Service;

fn seqs(page: &Value) -> Vec<u64> {
    let items = page["items"].as_array().expect("items");
    items.iter().filter_map(|item| item["seq"].as_u64()).collect()
}

#[test]
fn an_empty_list_is_a_list() {
    let answer = Service::start().get("/api/v1/alerts");
    assert_eq!((answer.status, answer.media_type.as_str()), (200, "application/json"));
    assert_eq!(answer.json(), json!({"items": [], "next": null}));
}

#[test]
fn alerts_come_newest_first_page_by_page_by_filter() {
    let mut service = Service::start();
    let alerts: Vec<_> = (1..=3).map(raised).collect();
    let over = closed(4, &alerts[1]);
    service.publish(alerts);
    service.publish(vec![over]);
    assert_eq!(seqs(&service.get("/api/v1/alerts").json()), [3, 4, 1]);
    assert_eq!(seqs(&service.get("/api/v1/alerts?state=open").json()), [3, 1]);
    assert_eq!(seqs(&service.get("/api/v1/alerts?state=normal,withdrawn").json()), [4]);
    assert_eq!(seqs(&service.get("/api/v1/alerts?rule=loitering").json()), [0_u64; 0]);
    assert_eq!(seqs(&service.get("/api/v1/alerts?priority=emergency").json()), [0_u64; 0]);
    assert_eq!(seqs(&service.get("/api/v1/alerts?contact=mmsi:999000001").json()), [3, 4, 1]);
    let first = service.get("/api/v1/alerts?limit=2").json();
    assert_eq!(seqs(&first), [3, 4]);
    let cursor = first["next"].as_str().expect("a cursor");
    let second = service.get(&format!("/api/v1/alerts?limit=2&cursor={cursor}")).json();
    assert_eq!((seqs(&second), &second["next"]), (vec![1], &Value::Null));
}

#[test]
fn one_alert_is_the_newest_revision_and_its_history_all_of_them() {
    let mut service = Service::start();
    let first = raised(1);
    let second = acknowledged(2, &first);
    let rows = [AlertRow::from(&first), AlertRow::from(&second)];
    service.publish(vec![first, second]);
    let one = service.get(&format!("/api/v1/alerts/{}", id(1)));
    assert_eq!(one.json(), json!(rows[1]));
    let history = service.get(&format!("/api/v1/alerts/{}/history", id(1)));
    assert_eq!(history.json(), json!({"items": rows, "next": null}));
    for path in [format!("/api/v1/alerts/{}", id(9)), format!("/api/v1/alerts/{}/history", id(9))] {
        assert_eq!(service.get(&path).status, 404);
    }
}

#[test]
fn a_hostile_name_is_text_in_json() {
    let mut service = Service::start();
    service.publish(vec![raised(1)]);
    let answer = service.get(&format!("/api/v1/alerts/{}", id(1)));
    assert_eq!(answer.json()["participants"][0]["name"], HOSTILE_NAME);
    assert_eq!(answer.headers["x-content-type-options"], "nosniff");
}

#[test]
fn alerts_that_the_store_could_not_take_are_on_the_list_all_the_same() {
    let mut service = Service::start();
    let stored = raised(1);
    service.publish(vec![stored.clone()]);
    service.publish_unstored(&[raised(2), acknowledged(3, &stored)]);
    let mut found = seqs(&service.get("/api/v1/alerts?state=open").json());
    found.sort_unstable();
    assert_eq!(found, [2, 3], "the newest revision of each");
    assert_eq!(seqs(&service.get("/api/v1/alerts?state=unacknowledged").json()), [2]);
    let one = service.get(&format!("/api/v1/alerts/{}", id(2))).json();
    assert_eq!(one["seq"], 2);
}
