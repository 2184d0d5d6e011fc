use std::collections::BTreeSet;

use picket::domain::RuleId;
use picket::http;
use serde_json::Value;

use super::samples::id;
use super::service::Service;

/// What other programs may rely on. Adding is fine; a line that goes breaks somebody.
const ROUTES: &str = "\
DELETE /api/v1/session
DELETE /api/v1/watch-areas/{id}
DELETE /api/v1/watch-list/{contact}
GET /
GET /api
GET /api/openapi.json
GET /api/v1/alerts
GET /api/v1/alerts/standing
GET /api/v1/alerts/stream
GET /api/v1/alerts/transitions
GET /api/v1/alerts/{id}
GET /api/v1/alerts/{id}/history
GET /api/v1/charts
GET /api/v1/charts/{file}
GET /api/v1/coverage
GET /api/v1/handover
GET /api/v1/live
GET /api/v1/live/past
GET /api/v1/near
GET /api/v1/positions
GET /api/v1/rules
GET /api/v1/search
GET /api/v1/session
GET /api/v1/sinks
GET /api/v1/sinks/{name}/dead-letters
GET /api/v1/statistics
GET /api/v1/tracks
GET /api/v1/vessels
GET /api/v1/vessels/{contact}
GET /api/v1/vessels/{contact}/encounters
GET /api/v1/vessels/{contact}/history
GET /api/v1/vessels/{contact}/stops
GET /api/v1/vessels/{contact}/track
GET /api/v1/watch-areas
GET /api/v1/watch-areas/{id}
GET /api/v1/watch-list
GET /assets/{file}
GET /cap
GET /cap/{identifier}
GET /handover
GET /how-alerts-work
GET /livez
GET /metrics
GET /ogc
GET /ogc/api
GET /ogc/collections
GET /ogc/collections/{collection}
GET /ogc/collections/{collection}/items
GET /ogc/collections/{collection}/items/{id}
GET /ogc/collections/{collection}/queryables
GET /ogc/conformance
GET /readyz
POST /api/v1/alerts
POST /api/v1/alerts/{id}/acknowledge
POST /api/v1/alerts/{id}/assign
POST /api/v1/alerts/{id}/close
POST /api/v1/alerts/{id}/disposition
POST /api/v1/alerts/{id}/note
POST /api/v1/alerts/{id}/silence
POST /api/v1/alerts/{id}/snooze
POST /api/v1/feeds/{name}
POST /api/v1/session
POST /api/v1/sinks/{name}/dead-letters/resend
POST /api/v1/store/backup
POST /api/v1/watch-areas
POST /api/v1/watch-areas/try
POST /api/v1/watch-areas/{id}/security-level
PUT /api/v1/watch-areas/{id}
PUT /api/v1/watch-list/{contact}
";

fn operations(document: &Value) -> impl Iterator<Item = (String, &str, &Value)> {
    let paths = document["paths"].as_object().expect("paths");
    paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().expect("methods").iter();
        methods.map(move |(method, operation)| (method.to_uppercase(), path.as_str(), operation))
    })
}

fn lines(routes: impl IntoIterator<Item = String>) -> String {
    let sorted: BTreeSet<_> = routes.into_iter().collect();
    sorted.into_iter().map(|route| route + "\n").collect()
}

#[test]
fn the_document_lists_every_route_and_nothing_else() {
    let document = Service::start().get("/api/openapi.json").json();
    let documented = operations(&document).map(|(method, path, _)| format!("{method} {path}"));
    assert_eq!(lines(documented), ROUTES);
    let routed = http::routes().into_iter().map(|(method, path)| format!("{method} {path}"));
    assert_eq!(lines(routed), ROUTES);
}

/// The names that an answer to an unknown one says are known.
fn known(problem: &Value) -> BTreeSet<String> {
    let detail = problem["detail"].as_str().expect("a detail");
    let (_, names) = detail.split_once("known: ").expect("the known names");
    names.split(", ").filter(|name| *name != "none").map(str::to_owned).collect()
}

#[test]
fn the_document_names_the_parameters_that_are_taken() {
    let service = Service::start();
    let document = service.get("/api/openapi.json").json();
    for (_, path, operation) in operations(&document)
        .filter(|(method, path, _)| method == "GET" && path.starts_with("/api/v1/"))
    {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let documented: BTreeSet<_> = parameters
            .filter(|parameter| parameter["in"] == "query")
            .map(|parameter| parameter["name"].as_str().expect("a name").to_owned())
            .collect();
        let concrete = path
            .replace("{id}", if path.contains("areas") { "gulf-of-aden" } else { "x" })
            .replace("{contact}", "mmsi:219000001");
        let problem = service.get(&format!("{concrete}?zzz=1")).json();
        assert_eq!(known(&problem), documented, "{path}");
    }
}

#[test]
fn the_document_names_the_members_that_are_taken() {
    let service = Service::start();
    let document = service.get("/api/openapi.json").json();
    for (_, path, operation) in operations(&document).filter(|(method, ..)| method == "POST") {
        if ["/api/v1/watch-areas", "/api/v1/feeds/{name}"].contains(&path) {
            // A GeoJSON Feature, of which the reader of area files says what is in it; sentences.
            continue;
        }
        let body = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
        let schema = body.as_str().expect("a schema").rsplit('/').next().expect("a name");
        let properties = &document["components"]["schemas"][schema]["properties"];
        let documented: BTreeSet<_> =
            properties.as_object().expect("properties").keys().cloned().collect();
        let concrete = if path.contains("areas") {
            path.replace("{id}", "gulf-of-aden")
        } else {
            path.replace("{id}", &id(1).to_string())
        };
        let body = r#"{"revision":1,"level":1,"by":"AB","note":"x","assignee":"CD",
            "area":{},"from":"2026-01-31T12:00:00Z","to":"2026-01-31T13:00:00Z",
            "priority":"alarm","contact":"mmsi:219000001","position":[1,2],"exercise":false,
            "until":"2026-01-31T12:00:00Z","disposition":"benign","zzz":1}"#;
        // Members of other acts are as unknown here as `zzz`: leave those out that are not ours.
        let mut members: Value = serde_json::from_str(body).expect("JSON");
        members
            .as_object_mut()
            .expect("an object")
            .retain(|name, _| name == "zzz" || documented.contains(name));
        let problem = service.post(&concrete, &members.to_string()).json();
        assert_eq!(known(&problem), documented, "{path}");
    }
    assert!(service.acts.try_recv().is_err(), "an act with an unknown member was done");
}

#[test]
fn the_pages_are_html_and_load_nothing_from_elsewhere() {
    let service = Service::start();
    for path in ["/", "/handover", "/how-alerts-work", "/api"] {
        let page = service.get(path);
        assert_eq!((page.status, page.media_type.as_str()), (200, "text/html; charset=utf-8"));
        for attribute in ["src=\"", "href=\""] {
            for target in page.text.split(attribute).skip(1) {
                assert!(target.starts_with(['/', '#']), "{path} leads to {target:.40}");
            }
        }
        assert!(!page.text.contains(" style="), "{path} has an inline style");
        assert!(!page.text.contains("<script>"), "{path} has an inline script");
        for asset in page.text.split('"').filter(|text| text.starts_with("/assets/")) {
            assert_eq!(service.get(asset).status, 200, "{asset}");
        }
    }
}

#[test]
fn how_alerts_work_shows_every_rule_with_each_limit() {
    let page = Service::start().get("/how-alerts-work").text;
    for rule in RuleId::ALL {
        assert!(page.contains(&format!("<section id=\"{rule}\">")), "{rule}");
        for parameter in picket::detect::spec(rule).parameters {
            assert!(page.contains(&format!("<code>{}</code>", parameter.key)), "{}", parameter.key);
        }
    }
}

#[test]
fn the_readable_page_shows_every_route_and_every_kind_of_problem() {
    let page = Service::start().get("/api").text;
    for route in ROUTES.lines() {
        let (_, path) = route.split_once(' ').expect("method and path");
        assert!(page.contains(&format!("<code>{path}</code>")), "{path}");
    }
    assert!(page.contains("id=\"outdated-revision\""));
}
