use std::sync::LazyLock;

use axum::http::{Method, header};
use axum::response::IntoResponse;
use utoipa::OpenApi;
use utoipa::openapi::extensions::Extensions;

use super::api::questions::{company, identity, positions, statistics, stops};
use super::api::{
    alerts, cap, charts, coverage, handover, live, made_areas, officer_acts, officer_reports, past,
    posts, rules, sinks, store, stream, transitions, try_area, vessels, watch_areas, watch_list,
};
use super::ogc::{documents, items};
use super::problem::Problem;
use super::{admission, operations, pages, router};

/// The document of the API, made from the handlers.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Picket",
        description = "Alerts, vessels, tracks and watch areas of one Picket daemon. Times are RFC 3339 in UTC; longitude first; WGS 84. Errors are application/problem+json (RFC 9457) naming the `parameter`."
    ),
    tags(
        (name = "alerts", description = "What the rules report, and the stream of it"),
        (name = "acts", description = "What officers do about it"),
        (name = "vessels", description = "The live picture and the tracks behind it"),
        (name = "history", description = "What the store knows: in GeoJSON, GeoJSON text sequences, CSV, KML, GPX, GeoParquet, Moving Features JSON and Arrow"),
        (name = "ogc", description = "OGC API - Features, which QGIS, GDAL and OWSLib open as they are"),
        (name = "watch areas", description = "Where the rules apply"),
        (name = "watch list", description = "Of whom officers want to hear"),
        (name = "feeds", description = "Sentences in by HTTP"),
        (name = "session", description = "Who asks: a token as `Authorization: Bearer`, a client certificate, or for browsers a cookie. Each operation says which role it needs"),
        (name = "operations", description = "Health and metrics"),
        (name = "pages", description = "For people")
    ),
    paths(
        alerts::list, alerts::one, alerts::history, stream::stream, transitions::list,
        transitions::standing, handover::show,
        cap::feed, cap::message,
        officer_acts::acknowledge, officer_acts::silence, officer_acts::snooze,
        officer_acts::note, officer_acts::assign, officer_acts::disposition, officer_acts::close,
        vessels::list, vessels::one, positions::track,
        stops::stops, company::encounters, positions::tracks, positions::positions,
        company::near, statistics::statistics, identity::search, identity::history, live::live, past::past,
        coverage::list, charts::list, charts::one,
        documents::landing, documents::conformance, documents::api, documents::collections,
        documents::collection, documents::queryables, items::items, items::item,
        watch_areas::list, watch_areas::one, watch_areas::set_security_level,
        made_areas::create, made_areas::replace, made_areas::delete, rules::list, try_area::run,
        watch_list::list, watch_list::put, watch_list::delete, officer_reports::create,
        admission::show, admission::begin, admission::end,
        sinks::list, sinks::dead_letters, sinks::resend, store::backup,
        posts::post, operations::livez, operations::readyz, operations::metrics,
        pages::watch, pages::handover, pages::how_alerts_work, pages::reference, pages::asset, json,
    ),
    components(schemas(Problem))
)]
struct Document;

/// Member of an operation that names the role it needs.
pub(super) const ROLE_MEMBER: &str = "x-picket-role";

/// The OpenAPI document, with the role that each operation needs.
pub fn document() -> utoipa::openapi::OpenApi {
    let mut document = Document::openapi();
    for (method, path, needs) in router::needs() {
        let Some(item) = document.paths.paths.get_mut(path) else { continue };
        let operation = match method {
            Method::POST => &mut item.post,
            Method::PUT => &mut item.put,
            Method::DELETE => &mut item.delete,
            _ => &mut item.get,
        };
        if let Some(operation) = operation {
            let role = Extensions::builder().add(ROLE_MEMBER, needs.as_str()).build();
            operation.extensions.get_or_insert_default().merge(role);
        }
    }
    document
}

static JSON: LazyLock<String> =
    LazyLock::new(|| document().to_pretty_json().expect("the document has text keys only"));

/// This document.
#[utoipa::path(
    get,
    path = "/api/openapi.json",
    tag = "pages",
    responses((status = 200, description = "OpenAPI 3.1", content_type = "application/json"))
)]
pub(super) async fn json() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], JSON.as_str())
}
