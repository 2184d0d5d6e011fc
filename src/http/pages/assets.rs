use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::header;
use axum::response::{Html, IntoResponse};

use crate::http::problem::Problem;

/// Name, media type and text of what the pages load.
const ASSETS: [(&str, &str, &str); 16] = [
    ("picket.css", CSS, include_str!("../page/picket.css")),
    ("watch.css", CSS, include_str!("../page/watch.css")),
    ("picket.svg", "image/svg+xml", include_str!("../page/picket.svg")),
    ("watch.js", JAVASCRIPT, include_str!("../page/watch.js")),
    ("acts.js", JAVASCRIPT, include_str!("../page/acts.js")),
    ("alert_card.js", JAVASCRIPT, include_str!("../page/alert_card.js")),
    ("alerts.js", JAVASCRIPT, include_str!("../page/alerts.js")),
    ("clock.js", JAVASCRIPT, include_str!("../page/clock.js")),
    ("dom.js", JAVASCRIPT, include_str!("../page/dom.js")),
    ("graticule.js", JAVASCRIPT, include_str!("../page/graticule.js")),
    ("health.js", JAVASCRIPT, include_str!("../page/health.js")),
    ("marks.js", JAVASCRIPT, include_str!("../page/marks.js")),
    ("picture.js", JAVASCRIPT, include_str!("../page/picture.js")),
    ("plot.js", JAVASCRIPT, include_str!("../page/plot.js")),
    ("table.js", JAVASCRIPT, include_str!("../page/table.js")),
    ("view.js", JAVASCRIPT, include_str!("../page/view.js")),
];

const CSS: &str = "text/css; charset=utf-8";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

/// The watch: open alerts, vessels, feed health.
#[utoipa::path(
    get,
    path = "/",
    tag = "pages",
    responses((status = 200, description = "A page", content_type = "text/html"))
)]
pub(in crate::http) async fn watch() -> Html<&'static str> {
    Html(include_str!("../page/watch.html"))
}

/// What the pages load.
#[utoipa::path(
    get,
    path = "/assets/{file}",
    tag = "pages",
    params(("file" = String, Path, description = "Its name")),
    responses(
        (status = 200, description = "Style, script or picture"),
        (status = 404, description = "There is no such file", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn asset(
    file: Result<Path<String>, PathRejection>,
) -> Result<impl IntoResponse, Problem> {
    let file = file.map(|Path(file)| file).unwrap_or_default();
    match ASSETS.iter().find(|(name, ..)| *name == file) {
        Some((_, media_type, text)) => Ok(([(header::CONTENT_TYPE, *media_type)], *text)),
        None => Err(Problem::not_found("file", format!("there is no asset {file:?}"))),
    }
}
