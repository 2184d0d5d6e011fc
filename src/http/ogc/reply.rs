use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use serde_json::Value;

use super::caller::Caller;
use super::html;
use crate::http::problem::Problem;
use crate::query::{Parameters, liking};

/// Whether a document is wanted for people: by `f`, else by `Accept`.
pub(super) fn wants_html(parameters: &mut Parameters, accept: &str) -> Result<bool, Problem> {
    let named = parameters.take("f", |text| match text {
        "html" => Ok(true),
        "json" => Ok(false),
        _ => Err("json or html".to_owned()),
    })?;
    Ok(named.unwrap_or_else(|| likes_html(accept)))
}

/// Better than JSON, and as much as anything.
fn likes_html(accept: &str) -> bool {
    let html = liking(accept, &["text/html"]);
    html > liking(accept, &["application/json", "application/geo+json"])
        && html >= liking(accept, &["application/*", "*/*"])
}

/// A document in the form that is wanted. Its links become whole addresses, by the name under which
/// the client called: GDAL takes a path for one below its own.
pub(super) fn reply(
    mut document: Value,
    title: &str,
    media_type: &'static str,
    caller: &Caller,
    html: bool,
) -> Response {
    complete(&mut document, &caller.origin);
    let vary = [(header::VARY, "accept")];
    if html {
        return (vary, Html(html::page(title, &document))).into_response();
    }
    (vary, [(header::CONTENT_TYPE, media_type)], document.to_string()).into_response()
}

/// Puts the origin before every `href` that is a path.
fn complete(value: &mut Value, origin: &str) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| complete(item, origin)),
        Value::Object(members) => {
            for (name, value) in members {
                match value {
                    Value::String(href) if name == "href" && href.starts_with('/') => {
                        href.insert_str(0, origin);
                    }
                    other => complete(other, origin),
                }
            }
        }
        _ => {}
    }
}
