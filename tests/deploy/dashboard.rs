//! The Grafana dashboard asks a Prometheus that scrapes a running Picket, and every panel gets an
//! answer.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;

use serde_json::Value;

use super::beacons::{acknowledge_all, alerts, configuration, hear};
use super::peer::{Peer, free_port, program, wait_until};
use super::served::Served;

const DASHBOARD: &str = include_str!("../../deploy/grafana/picket.json");

/// What Grafana puts in place of its variables when nothing is chosen.
const CHOSEN: [(&str, &str); 5] = [
    ("$__rate_interval", "8s"),
    ("$instance", ".*"),
    ("$feed", ".*"),
    ("$job", ".*"),
    ("$exercise", "true|false"),
];

fn dashboard() -> Value {
    serde_json::from_str(DASHBOARD).expect("JSON")
}

fn panels(dashboard: &Value) -> Vec<&Value> {
    dashboard["panels"].as_array().expect("panels").iter().collect()
}

/// Every query of the dashboard with the place where it stands.
fn queries(dashboard: &Value) -> Vec<(String, String)> {
    let fill = |query: &Value| {
        let query = query.as_str().expect("a query").to_owned();
        CHOSEN.iter().fold(query, |query, (variable, value)| query.replace(variable, value))
    };
    let mut all = Vec::new();
    for panel in panels(dashboard) {
        let title = panel["title"].as_str().expect("a title");
        for target in panel["targets"].as_array().into_iter().flatten() {
            all.push((title.to_owned(), fill(&target["expr"])));
        }
    }
    for variable in dashboard["templating"]["list"].as_array().expect("variables") {
        let name = variable["name"].as_str().expect("a name");
        if let Some(values) = variable["definition"].as_str() {
            // label_values(SERIES, LABEL): the series must be there and have the label.
            let inner = values.strip_prefix("label_values(").and_then(|v| v.strip_suffix(')'));
            let (series, label) = inner.and_then(|v| v.rsplit_once(", ")).expect("label_values");
            let query = fill(&Value::from(format!("count by ({label}) ({series})")));
            all.push((format!("variable {name}"), query));
        }
    }
    all
}

#[test]
fn every_query_of_the_dashboard_finds_something_in_a_scrape_of_a_running_picket() {
    let Some(prometheus) = program("prometheus") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let mut served = Served::start(
        folder.path(),
        &configuration("[[sink]]\nname = \"record\"\nkind = \"file\"\npath = \"alerts.jsonl\"\n"),
    );
    let port = free_port();
    let _peer = scrape(&prometheus, folder.path(), port, &served.http);

    // What a dashboard is for: alerts raised and disposed of, a sink, lines that are refused.
    let mut line = served.tcp("in");
    let unanswered = || {
        let found = |query: &str| {
            let answer = ask(port, query)["data"]["result"].as_array().map_or(0, Vec::len);
            answer > 0
        };
        let all = queries(&dashboard());
        all.into_iter().filter(|(_, query)| !found(query)).collect::<Vec<_>>()
    };
    let mut left = Vec::new();
    for beacon in 0..20 {
        hear(&mut served, beacon..beacon + 1, beacon + 1);
        line.write_all(b"no sentence\r\n!AIVDM,1,1,,A,13o4g`00000,0*00\r\n").expect("written");
        if beacon == 0 {
            acknowledge_all(&served);
            dispose(&served);
        }
        std::thread::sleep(std::time::Duration::from_secs(1));
        left = unanswered();
        if left.is_empty() {
            break;
        }
    }
    assert!(left.is_empty(), "queries that find nothing: {left:#?}");
}

/// Tells the first alert's disposition.
fn dispose(served: &Served) {
    let alert = &alerts(served)[0];
    let id = alert["id"].as_str().expect("an id");
    let act = serde_json::json!({
        "by": "test", "revision": alert["revision"], "disposition": "confirmed"
    });
    ureq::post(&served.url(&format!("/api/v1/alerts/{id}/disposition")))
        .header("content-type", "application/json")
        .send(act.to_string())
        .expect("disposed of");
}

/// A Prometheus that asks Picket every second, with the rules of `deploy/`.
fn scrape(prometheus: &Path, folder: &Path, port: u16, picket: &str) -> Peer {
    let target = picket.trim_start_matches("http://").trim_end_matches('/');
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/prometheus/picket.rules.yml");
    let settings = format!(
        "global: {{scrape_interval: 1s, evaluation_interval: 1s}}\nrule_files: [{rules:?}]\n\
         scrape_configs: [{{job_name: picket, static_configs: [{{targets: [{target:?}]}}]}}]\n"
    );
    let file = folder.join("prometheus.yml");
    std::fs::write(&file, settings).expect("written");
    let arguments = [
        format!("--config.file={}", file.display()),
        format!("--storage.tsdb.path={}", folder.join("tsdb").display()),
        format!("--web.listen-address=127.0.0.1:{port}"),
    ];
    Peer::start(prometheus, &arguments.each_ref().map(String::as_str), port)
}

/// The answer of Prometheus; a query that it cannot read is a failure.
fn ask(port: u16, query: &str) -> Value {
    let url = format!("http://127.0.0.1:{port}/api/v1/query");
    let mut answer = None;
    wait_until("an answer of Prometheus", || {
        let sent = ureq::get(&url).config().http_status_as_error(false).build();
        answer = sent.query("query", query).call().ok();
        answer.as_ref().is_some_and(|answer| answer.status() != 503)
    });
    let text = answer.expect("an answer").body_mut().read_to_string().expect("text");
    let answer: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(answer["status"], "success", "{query}: {answer}");
    answer
}

#[test]
fn grafana_can_import_it() {
    let dashboard = dashboard();
    for member in ["title", "uid", "schemaVersion", "panels", "templating", "time"] {
        assert!(!dashboard[member].is_null(), "{member}");
    }
    assert!(dashboard["id"].is_null(), "an id of another Grafana");
    let mut ids = BTreeSet::new();
    let mut cells = BTreeSet::new();
    for panel in panels(&dashboard) {
        let title = &panel["title"];
        assert!(ids.insert(panel["id"].as_u64()), "{title}: two panels of one id");
        let side = |name: &str| panel["gridPos"][name].as_u64().expect("a number");
        assert!(side("x") + side("w") <= 24, "{title} is too wide");
        for x in side("x")..side("x") + side("w") {
            for y in side("y")..side("y") + side("h") {
                assert!(cells.insert((x, y)), "{title} lies upon another");
            }
        }
        let names: Vec<_> = panel["targets"].as_array().into_iter().flatten().collect();
        for target in names {
            assert_eq!(target["datasource"]["uid"], "${datasource}", "{title}");
        }
    }
}
