use std::path::Path;

use serde_json::Value;

use super::beacons::{alerts, configuration, hear};
use super::peer::{Peer, free_port, program, wait_until};
use super::served::Served;

/// Debian's Alertmanager starts with no other.
const TEMPLATE: &str = "/usr/share/prometheus/alertmanager/email.tmpl";

#[test]
fn alertmanager_knows_open_alerts_over_its_restart_and_resolves_closed_ones() {
    let Some(alertmanager) = program("prometheus-alertmanager") else { return };
    if !Path::new(TEMPLATE).exists() {
        assert!(std::env::var_os("PICKET_REQUIRE_PEERS").is_none(), "{TEMPLATE} is not there");
        return eprintln!("skipped: {TEMPLATE} is not there");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let settings = folder.path().join("alertmanager.yml");
    std::fs::write(&settings, "route:\n  receiver: none\nreceivers:\n- name: none\n")
        .expect("written");
    let port = free_port();
    let start = || {
        let text = |name: &str, value: &str| format!("--{name}={value}");
        let arguments = [
            text("config.file", settings.to_str().expect("a path")),
            text("storage.path", folder.path().join("kept").to_str().expect("a path")),
            text("web.listen-address", &format!("127.0.0.1:{port}")),
            text("cluster.listen-address", ""),
        ];
        Peer::start(&alertmanager, &arguments.each_ref().map(String::as_str), port)
    };
    let firing = || {
        let url = format!("http://127.0.0.1:{port}/api/v2/alerts");
        let answer = ureq::get(&url).call().ok()?.body_mut().read_to_string().ok()?;
        serde_json::from_str::<Vec<Value>>(&answer).ok()
    };
    let are_firing = |count| firing().is_some_and(|alerts| alerts.len() == count);
    let peer = start();
    let mut served = Served::start(
        folder.path(),
        &configuration(&format!(
            "[[sink]]\nname = \"am\"\nkind = \"alertmanager\"\nurl = \"http://127.0.0.1:{port}\"\n\
             repeat_secs = 5\n"
        )),
    );
    hear(&mut served, 0..5, 5);
    wait_until("five fire", || are_firing(5));
    let labels = &firing().expect("alerts")[0]["labels"];
    assert_eq!(labels["alertname"], "distress-beacon");
    assert_eq!((&labels["severity"], &labels["exercise"]), (&"emergency".into(), &"false".into()));

    peer.stop();
    hear(&mut served, 5..8, 8);
    let _peer = start();
    wait_until("all eight fire, those of before the restart too", || are_firing(8));

    for alert in alerts(&served).iter().take(3) {
        let id = alert["id"].as_str().expect("an id");
        let act = serde_json::json!({ "by": "test", "revision": alert["revision"] });
        let url = served.url(&format!("/api/v1/alerts/{id}/close"));
        let posted = ureq::post(&url).header("content-type", "application/json");
        posted.send(act.to_string()).expect("closed");
    }
    wait_until("five still fire", || are_firing(5));
}
