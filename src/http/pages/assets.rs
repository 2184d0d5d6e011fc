use std::io::Read as _;

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use flate2::read::GzDecoder;
use rust_embed::Embed;

use crate::http::problem::{Problem, ProblemKind};

/// The console as `make console` leaves it. A build without it still compiles; a debug build reads
/// the files as it runs.
#[derive(Embed)]
#[folder = "console/dist"]
#[allow_missing = true]
pub(super) struct Console;

/// Name, media type and text of what the plain pages load.
const PLAIN: [(&str, &str, &str); 2] = [
    ("picket.css", "text/css; charset=utf-8", include_str!("../page/picket.css")),
    ("picket.svg", "image/svg+xml", include_str!("../page/picket.svg")),
];

/// Names of the console's files carry their hash: what a name gives never changes.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// What the pages load.
#[utoipa::path(
    get,
    path = "/assets/{file}",
    tag = "pages",
    params(("file" = String, Path, description = "Its name")),
    responses(
        (status = 200, description = "Style, script, picture or coast"),
        (status = 404, description = "There is no such file", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn asset(
    file: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let file = file.map(|Path(file)| file).unwrap_or_default();
    if let Some((_, media_type, text)) = PLAIN.iter().find(|(name, ..)| *name == file) {
        return Ok(([(header::CONTENT_TYPE, *media_type)], *text).into_response());
    }
    let packed = Console::get(&format!("assets/{file}.gz"));
    let (Some(packed), Some(media_type)) = (packed, media_type(&file)) else {
        return Err(Problem::not_found("file", format!("there is no asset {file:?}")));
    };
    let about = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CACHE_CONTROL, FOR_EVER),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
    ];
    if takes_gzip(&headers) {
        let encoding = [(header::CONTENT_ENCODING, "gzip")];
        return Ok((about, encoding, packed.data.into_owned()).into_response());
    }
    Ok((about, unpacked(&packed.data)?).into_response())
}

fn media_type(file: &str) -> Option<&'static str> {
    Some(match file.rsplit_once('.')?.1 {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        _ => return None,
    })
}

fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    accepted.unwrap_or_default().split(',').any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        parts.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip") || name == "*")
            && !parts.any(|weight| matches!(weight, "q=0" | "q=0.0"))
    })
}

fn unpacked(packed: &[u8]) -> Result<Vec<u8>, Problem> {
    let mut plain = Vec::new();
    match GzDecoder::new(packed).read_to_end(&mut plain) {
        Ok(_) => Ok(plain),
        Err(error) => Err(Problem::new(ProblemKind::Defect, error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_go_packed_to_whom_takes_them_packed() {
        for (accepted, expected) in [
            ("gzip, deflate, br", true),
            ("deflate, GZIP;q=0.5", true),
            ("*", true),
            ("br", false),
            ("gzip;q=0", false),
            ("", false),
        ] {
            let value = HeaderValue::from_static(accepted);
            let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, value)]);
            assert_eq!(takes_gzip(&headers), expected, "{accepted}");
        }
    }

    #[test]
    fn only_kinds_of_files_that_the_console_has_are_served() {
        assert_eq!(media_type("index-1a2b.js"), Some("text/javascript; charset=utf-8"));
        assert_eq!(media_type("passwd"), None);
        assert_eq!(media_type("../index.html"), None);
    }
}
