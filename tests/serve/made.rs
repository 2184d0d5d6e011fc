//! What officers make over HTTP is in force at once and after a restart.

use std::io::Write;

use picket::script::Script;
use serde_json::{Value, json};

use crate::served::{LISTENERS, Served, failing, send};

/// What a script of the project sends up to a moment after its start.
fn sentences(script: &str, until_secs: u64) -> String {
    let path = format!("{}/testdata/scripts/{script}.toml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("a script");
    let text = text.replace("duration_secs = 3600", &format!("duration_secs = {until_secs}"));
    let mut lines = String::new();
    let script = Script::parse(&text).expect("a script");
    script.render(&mut |_, line| lines.extend([line, "\r\n"]));
    lines
}

fn area(id: &str) -> Value {
    // The ship of area-entry.toml is over its western edge after some three minutes.
    let ring = [[50.56, 13.8], [50.9, 13.8], [50.9, 13.95], [50.56, 13.95], [50.56, 13.8]];
    json!({
        "type": "Feature", "by": "AB",
        "properties": {"id": id, "kind": "restricted", "rules": {"zone-breach": false}},
        "geometry": {"type": "Polygon", "coordinates": [ring]}
    })
}

fn alerts(served: &Served, rule: &str) -> Vec<Value> {
    let list = served.json(&format!("/api/v1/alerts?rule={rule}"));
    list["items"].as_array().expect("alerts").clone()
}

#[test]
fn an_area_and_a_watch_list_made_over_http_raise_alerts_and_outlive_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut served = Served::start(folder.path(), LISTENERS);
    assert_eq!(served.send("POST", "/api/v1/watch-areas", &area("mine")).0, 201);
    assert_eq!(served.send("POST", "/api/v1/watch-areas", &area("mine")).0, 409);
    assert_eq!(served.send("POST", "/api/v1/watch-areas", &area("other")).0, 201);
    let signed = json!({"by": "AB", "note": "wanted"});
    assert_eq!(served.send("PUT", "/api/v1/watch-list/mmsi:999000001", &signed).0, 200);
    assert_eq!(served.send("PUT", "/api/v1/watch-list/mmsi:999000002", &signed).0, 200);
    assert_eq!(served.send("DELETE", "/api/v1/watch-list/mmsi:999000002", &signed).0, 204);
    assert_eq!(served.send("DELETE", "/api/v1/watch-areas/other", &signed).0, 204);
    let level = json!({"by": "AB", "level": 2});
    assert_eq!(served.send("POST", "/api/v1/watch-areas/mine/security-level", &level).0, 200);

    let text = sentences("area-entry", 600);
    let lines = text.lines().count();
    served.tcp("tcp-in").write_all(text.as_bytes()).expect("written");
    #[expect(clippy::cast_precision_loss, reason = "some hundred lines")]
    served.wait_for("picket_sentences_total", &["feed=\"tcp-in\""], lines as f64);
    served.wait_for("picket_alerts_total", &["rule=\"area-entry\""], 1.0);
    served.wait_for("picket_alerts_total", &["rule=\"watch-listed\""], 1.0);
    let entry = &alerts(&served, "area-entry")[0];
    assert_eq!(
        (&entry["area"]["id"], &entry["area"]["security_level"]),
        (&json!("mine"), &json!(2))
    );
    assert_eq!(alerts(&served, "watch-listed").len(), 1);
    assert!(served.stop().success());

    let served = Served::start(folder.path(), LISTENERS);
    let areas = served.json("/api/v1/watch-areas");
    let areas = areas["features"].as_array().expect("areas");
    let ids: Vec<_> = areas.iter().map(|area| area["id"].as_str().expect("an id")).collect();
    assert_eq!(ids, ["world", "mine"]);
    assert_eq!(areas[1]["properties"]["security_level"], 2);
    let listed = served.json("/api/v1/watch-list");
    assert_eq!(listed["items"][0]["contact"], "mmsi:999000001");
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(1));

    // A change takes the level back to what it says, also over the next restart.
    let mut changed = area("mine");
    changed["properties"]["security_level"] = json!(1);
    assert_eq!(served.send("PUT", "/api/v1/watch-areas/mine", &changed).0, 200);
    assert!(served.stop().success());
    let served = Served::start(folder.path(), LISTENERS);
    let mine = served.json("/api/v1/watch-areas/mine");
    assert_eq!(mine["properties"]["security_level"], 1);
}

#[test]
fn an_area_goes_back_as_it_was_read_and_keeps_the_level_that_another_has_set() {
    let folder = tempfile::tempdir().expect("a folder");
    let served = Served::start(folder.path(), LISTENERS);
    assert_eq!(served.send("POST", "/api/v1/watch-areas", &area("mine")).0, 201);
    let path = "/api/v1/watch-areas/mine";
    let url = served.url(path);
    let put = |mut area: Value, read: &Value| {
        area["by"] = json!("AB");
        let revision = read["properties"]["revision"].as_str().expect("a revision");
        let agent: ureq::Agent =
            ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let request = agent.put(&url).header("Content-Type", "application/json");
        let sent = request.header("If-Match", format!("\"{revision}\"")).send(area.to_string());
        sent.expect("an answer").status().as_u16()
    };
    let level = |served: &Served| served.json(path)["properties"]["security_level"].clone();
    let before = served.json(path);
    let three = json!({"by": "CD", "level": 3});
    assert_eq!(served.send("POST", &format!("{path}/security-level"), &three).0, 200);
    // He has not seen that the level has risen.
    assert_eq!(put(before.clone(), &before), 412);
    let mut now = served.json(path);
    now["properties"]["name"] = json!("Regatta");
    assert_eq!(put(now.clone(), &now), 200);
    let mut silent = area("mine");
    silent["properties"]["name"] = json!("Without a level");
    assert_eq!(served.send("PUT", path, &silent).0, 200);
    assert_eq!(served.json(path)["properties"]["name"], "Without a level");
    assert_eq!(level(&served), 3);
    assert!(served.stop().success());

    let served = Served::start(folder.path(), LISTENERS);
    assert_eq!(level(&served), 3);
    let mut lowered = served.json(path);
    lowered["by"] = json!("AB");
    lowered["properties"]["security_level"] = json!(2);
    let (status, answer) = served.send("PUT", path, &lowered);
    assert_eq!((status, &answer["properties"]["security_level"]), (200, &json!(2)));
    assert_eq!(level(&served), 2);
}

#[test]
fn what_is_counted_of_alerts_and_vessels_is_there_before_anything_happens() {
    let folder = tempfile::tempdir().expect("a folder");
    let served = Served::start(folder.path(), LISTENERS);
    let page = served.get("/metrics");
    for series in [
        r#"picket_alerts_total{exercise="false",priority="emergency",rule="fast-approach"} 0"#,
        r#"picket_alerts_open{exercise="false",priority="alarm",state="rtn-unacknowledged"} 0"#,
        r#"picket_alert_dispositions_total{disposition="benign",exercise="false",rule="loitering"} 0"#,
        r#"picket_vessels{class="a",exercise="false"} 0"#,
    ] {
        assert!(page.lines().any(|line| line == series), "{series} is not in {page}");
    }
    assert!(!page.contains("exercise=\"true\""), "there is no exercise: {page}");
}

#[test]
fn an_id_in_a_file_that_an_officer_has_taken_is_wrong_configuration() {
    let folder = tempfile::tempdir().expect("a folder");
    let served = Served::start(folder.path(), LISTENERS);
    assert_eq!(served.send("POST", "/api/v1/watch-areas", &area("mine")).0, 201);
    assert!(served.stop().success());
    let mut filed = area("mine");
    filed.as_object_mut().expect("a Feature").remove("by");
    std::fs::write(folder.path().join("areas.geojson"), filed.to_string()).expect("written");
    let configuration = format!("{LISTENERS}[watch_areas]\npath = \"areas.geojson\"\n");
    let (code, said) = failing(folder.path(), &configuration);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("areas.geojson has a watch area mine"), "{said}");
}

#[test]
fn of_two_officers_who_act_at_once_the_later_sees_what_the_earlier_did() {
    let folder = tempfile::tempdir().expect("a folder");
    let served = Served::start(folder.path(), LISTENERS);
    let report = json!({
        "by": "AB", "note": "two skiffs", "priority": "alarm", "position": [50.5, 13.5]
    });
    let (status, alert) = served.send("POST", "/api/v1/alerts", &report);
    assert_eq!((status, &alert["rule"]), (201, &json!("officer-report")));
    let path = |act: &str| format!("/api/v1/alerts/{}/{act}", alert["id"].as_str().expect("an id"));
    let act = json!({"revision": 1, "by": "CD"});
    let url = served.url(&path("acknowledge"));
    let (first, second) = std::thread::scope(|scope| {
        let first = scope.spawn(|| send("POST", &url, &act));
        let second = scope.spawn(|| send("POST", &url, &act));
        (first.join().expect("an answer"), second.join().expect("an answer"))
    });
    let (done, refused) = if first.0 == 200 { (first, second) } else { (second, first) };
    assert_eq!((done.0, refused.0), (200, 409));
    assert_eq!(refused.1["type"], "/api#outdated-revision");
    assert_eq!((&refused.1["alert"]["revision"], &done.1["revision"]), (&json!(2), &json!(2)));
    assert_eq!(refused.1["alert"]["acknowledged_by"], "CD");

    let until = "2099-01-01T00:00:00Z";
    for (revision, name, member, state) in [
        (2, "silence", json!({"until": until}), "acknowledged"),
        (3, "snooze", json!({"until": until}), "acknowledged"),
        (4, "note", json!({"note": "seen"}), "acknowledged"),
        (5, "assign", json!({"assignee": "EF"}), "acknowledged"),
        (6, "disposition", json!({"disposition": "benign"}), "acknowledged"),
        (7, "close", json!({"note": "left"}), "normal"),
    ] {
        let mut body = json!({"revision": revision, "by": "AB"});
        for (key, value) in member.as_object().expect("members") {
            body[key] = value.clone();
        }
        let (status, answer) = served.send("POST", &path(name), &body);
        assert_eq!((status, &answer["state"]), (200, &json!(state)), "{name}: {answer}");
        assert_eq!(answer["revision"], revision + 1);
    }
    let labels = ["rule=\"officer-report\"", "disposition=\"benign\""];
    served.wait_for("picket_alert_dispositions_total", &labels, 1.0);
}
