use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::response::Html;
use serde_json::Value;

use super::html::{Escaped, Prose, page};
use crate::http::openapi;
use crate::http::problem::ProblemKind;

static PAGE: LazyLock<String> = LazyLock::new(|| {
    let document = serde_json::to_value(openapi::document()).expect("the document is JSON");
    page("API", &render(&document))
});

/// The API for people: this document as a page.
#[utoipa::path(
    get,
    path = "/api",
    tag = "pages",
    responses((status = 200, description = "A page", content_type = "text/html"))
)]
pub(in crate::http) async fn reference() -> Html<&'static str> {
    Html(PAGE.as_str())
}

fn render(document: &Value) -> String {
    let mut html = format!(
        "<p class=\"lead\">{}</p>\n<p>For programs: <a href=\"/api/openapi.json\">openapi.json</a>.</p>\n",
        Prose(text(&document["info"]["description"])),
    );
    for tag in document["tags"].as_array().into_iter().flatten() {
        let name = text(&tag["name"]);
        push(
            &mut html,
            format_args!(
                "<h2>{}</h2>\n<p>{}</p>\n",
                Escaped(capital(name)),
                Prose(text(&tag["description"]))
            ),
        );
        for (path, method, operation) in operations(document) {
            if operation["tags"][0].as_str() == Some(name) {
                html.push_str(&section(document, path, method, operation));
            }
        }
    }
    html + &problems()
}

fn operations(document: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    let paths = document["paths"].as_object().into_iter().flatten();
    paths.flat_map(|(path, item)| {
        let methods = item.as_object().into_iter().flatten();
        methods.map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
    })
}

fn section(document: &Value, path: &str, method: &str, operation: &Value) -> String {
    let mut html = format!(
        "<section><h3><span class=\"method\">{}</span> <code>{}</code></h3>\n<p>{} {}</p>\n",
        Escaped(method.to_ascii_uppercase()),
        Escaped(path),
        Prose(text(&operation["summary"])),
        Prose(text(&operation["description"])),
    );
    let mut rows = row("needs", "role", text(&operation[openapi::ROLE_MEMBER]));
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let place = text(&parameter["in"]);
        push(&mut rows, row(text(&parameter["name"]), place, text(&parameter["description"])));
    }
    for (name, member) in members(document, operation) {
        push(&mut rows, row(name, "body", text(&member["description"])));
    }
    for (status, response) in operation["responses"].as_object().into_iter().flatten() {
        push(&mut rows, row(status, "answer", text(&response["description"])));
    }
    push(&mut html, format_args!("<table><tbody>\n{rows}</tbody></table></section>\n"));
    html
}

/// Members of the body that an operation takes.
fn members<'a>(
    document: &'a Value,
    operation: &'a Value,
) -> impl Iterator<Item = (&'a str, &'a Value)> {
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
    let name = schema.as_str().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
    let properties = document["components"]["schemas"][name]["properties"].as_object();
    properties.into_iter().flatten().map(|(name, member)| (name.as_str(), member))
}

fn row(name: &str, place: &str, description: &str) -> String {
    format!(
        "<tr><td><code>{}</code></td><td>{}</td><td>{}</td></tr>\n",
        Escaped(name),
        Escaped(place),
        Prose(description),
    )
}

fn problems() -> String {
    let mut html = "<h2>Problems</h2>\n<p>The <code>type</code> of a problem leads here.</p>\n\
         <table><thead><tr><th>Type</th><th>Status</th><th>Meaning</th></tr></thead>\n<tbody>\n"
        .to_owned();
    for kind in ProblemKind::ALL {
        let (status, slug, title) = kind.describe();
        push(
            &mut html,
            format_args!(
                "<tr id=\"{slug}\"><td><code>{slug}</code></td><td>{}</td><td>{}</td></tr>\n",
                status.as_u16(),
                Escaped(title),
            ),
        );
    }
    html + "</tbody></table>\n"
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn push(html: &mut String, part: impl std::fmt::Display) {
    write!(html, "{part}").expect("a String takes every write");
}
