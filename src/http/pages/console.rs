use std::borrow::Cow;

use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::assets::Console;
use super::html::page;

const HTML: &str = "text/html; charset=utf-8";

/// In place of a console that was not built in.
const HOW_TO_ADD: &str = "<p>This build came without the console. Everything else works: \
    <a href=\"/api/v1/alerts?state=open\">open alerts</a>, <a href=\"/readyz\">health</a>, \
    <a href=\"/how-alerts-work\">how alerts work</a>, <a href=\"/api\">the API</a>.</p>\n\
    <p>To add it, with Node 20 and npm at hand: <code>make console</code> in the source folder, \
    then build again.</p>\n";

/// The watch officer's console: alerts, map, evidence, replay.
#[utoipa::path(
    get,
    path = "/",
    tag = "pages",
    responses((status = 200, description = "A page", content_type = "text/html"))
)]
pub(in crate::http) async fn watch() -> Response {
    of_console("index.html", "Console")
}

/// What the next watch has to know since a time: opened, acknowledged, closed, notes; to print.
#[utoipa::path(
    get,
    path = "/handover",
    tag = "pages",
    responses((status = 200, description = "A page", content_type = "text/html"))
)]
pub(in crate::http) async fn handover() -> Response {
    of_console("handover.html", "Watch handover")
}

fn of_console(file: &str, title: &str) -> Response {
    let body = match Console::get(file) {
        Some(built) => built.data,
        None => Cow::Owned(page(title, HOW_TO_ADD).into_bytes()),
    };
    ([(header::CONTENT_TYPE, HTML)], body.into_owned()).into_response()
}
