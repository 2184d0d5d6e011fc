use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::{Value, json};

use super::api::document as api_document;
use super::asked::collection as named;
use super::caller::Caller;
use super::collection::Collection;
use super::reply::{reply, wants_html};
use crate::http::ApiState;
use crate::http::parameters::Parameters;
use crate::http::problem::Problem;

/// What is kept to, of OGC 17-069r4.
const CONFORMS_TO: [&str; 4] = [
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
];

const OPEN_API: &str = "application/vnd.oai.openapi+json;version=3.0";
const JSON: &str = "application/json";

/// OGC API - Features: the landing page.
#[utoipa::path(get, path = "/ogc", tag = "ogc",
    params(("f" = Option<String>, Query, description = "json or html; else by Accept")),
    responses((status = 200, description = "Links to what there is", content_type = "application/json")))]
pub(in crate::http) async fn landing(
    State(_state): State<ApiState>,
    caller: Caller,
    parameters: Parameters,
) -> Result<Response, Problem> {
    let document = json!({
        "title": "Picket",
        "description": "Vessels, positions, tracks, alerts and watch areas of one Picket daemon",
        "links": [
            link("self", JSON, "This document", "/ogc"),
            link("alternate", "text/html", "This document as HTML", "/ogc?f=html"),
            link("service-desc", OPEN_API, "The interface as OpenAPI 3.0", "/ogc/api"),
            link("service-doc", "text/html", "The interface for people", "/api"),
            link("conformance", JSON, "Conformance classes", "/ogc/conformance"),
            link("data", JSON, "Collections", "/ogc/collections"),
        ],
    });
    say(document, "Picket", JSON, &caller, parameters)
}

/// OGC API - Features: what is kept to.
#[utoipa::path(get, path = "/ogc/conformance", tag = "ogc",
    params(("f" = Option<String>, Query, description = "json or html; else by Accept")),
    responses((status = 200, description = "Conformance classes", content_type = "application/json")))]
pub(in crate::http) async fn conformance(
    State(_state): State<ApiState>,
    caller: Caller,
    parameters: Parameters,
) -> Result<Response, Problem> {
    say(json!({"conformsTo": CONFORMS_TO}), "Conformance", JSON, &caller, parameters)
}

/// OGC API - Features: the interface as OpenAPI 3.0.
#[utoipa::path(get, path = "/ogc/api", tag = "ogc",
    params(("f" = Option<String>, Query, description = "json or html; else by Accept")),
    responses((status = 200, description = "OpenAPI 3.0", content_type = "application/vnd.oai.openapi+json;version=3.0")))]
pub(in crate::http) async fn api(
    State(_state): State<ApiState>,
    caller: Caller,
    parameters: Parameters,
) -> Result<Response, Problem> {
    say(api_document(), "OpenAPI 3.0", OPEN_API, &caller, parameters)
}

/// OGC API - Features: all collections.
#[utoipa::path(get, path = "/ogc/collections", tag = "ogc",
    params(("f" = Option<String>, Query, description = "json or html; else by Accept")),
    responses((status = 200, description = "Collections", content_type = "application/json")))]
pub(in crate::http) async fn collections(
    State(state): State<ApiState>,
    caller: Caller,
    parameters: Parameters,
) -> Result<Response, Problem> {
    let stored = state.reader.extent();
    let document = json!({
        "collections": Collection::ALL.map(|collection| collection.document(stored)),
        "links": [
            link("self", JSON, "This document", "/ogc/collections"),
            link("alternate", "text/html", "This document as HTML", "/ogc/collections?f=html"),
        ],
    });
    say(document, "Collections", JSON, &caller, parameters)
}

/// OGC API - Features: one collection.
#[utoipa::path(get, path = "/ogc/collections/{collection}", tag = "ogc",
    params(
        ("collection" = String, Path, description = "vessels, positions, tracks, alerts or watch-areas"),
        ("f" = Option<String>, Query, description = "json or html; else by Accept"),
    ),
    responses(
        (status = 200, description = "The collection", content_type = "application/json"),
        (status = 404, description = "There is no such collection", body = Problem, content_type = "application/problem+json"),
    ))]
pub(in crate::http) async fn collection(
    State(state): State<ApiState>,
    Path(id): Path<String>,
    caller: Caller,
    parameters: Parameters,
) -> Result<Response, Problem> {
    let collection = named(&id)?;
    say(collection.document(state.reader.extent()), collection.title(), JSON, &caller, parameters)
}

/// OGC API - Features: what the features of a collection are narrowed by.
#[utoipa::path(get, path = "/ogc/collections/{collection}/queryables", tag = "ogc",
    params(
        ("collection" = String, Path, description = "vessels, positions, tracks, alerts or watch-areas"),
        ("f" = Option<String>, Query, description = "json or html; else by Accept"),
    ),
    responses(
        (status = 200, description = "JSON Schema", content_type = "application/schema+json"),
        (status = 404, description = "There is no such collection", body = Problem, content_type = "application/problem+json"),
    ))]
pub(in crate::http) async fn queryables(
    State(_state): State<ApiState>,
    Path(id): Path<String>,
    caller: Caller,
    parameters: Parameters,
) -> Result<Response, Problem> {
    let document = named(&id)?.queryables_document();
    say(document, "Queryables", "application/schema+json", &caller, parameters)
}

/// A link of a document.
pub(super) fn link(rel: &str, media_type: &str, title: &str, href: &str) -> Value {
    json!({"rel": rel, "type": media_type, "title": title, "href": href})
}

fn say(
    document: Value,
    title: &str,
    media_type: &'static str,
    caller: &Caller,
    mut parameters: Parameters,
) -> Result<Response, Problem> {
    let html = wants_html(&mut parameters, &caller.accept)?;
    parameters.finish()?;
    Ok(reply(document, title, media_type, caller, html))
}
