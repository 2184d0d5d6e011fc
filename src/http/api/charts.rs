use std::io::{Error, SeekFrom};
use std::path::Path as FilePath;
use std::time::UNIX_EPOCH;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use tokio::fs::File;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
use utoipa::ToSchema;

use crate::http::ApiState;
use crate::http::parameters::Parameters;
use crate::http::problem::{Problem, ProblemKind};

/// Bytes of one answer at most; a reader that wants more asks again.
const BYTES_MAX: u64 = 8 * 1024 * 1024;

/// Charts listed at most, by name.
const CHARTS_MAX: usize = 64;

const SUFFIX: &str = ".pmtiles";

/// The charts of the console.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(in crate::http) struct Charts {
    /// By name.
    items: Vec<Chart>,
    /// Why there are none though a folder is configured; null where it could be read.
    problem: Option<String>,
}

/// One chart: a file in the format `PMTiles` 3.
#[derive(Debug, Serialize, ToSchema)]
struct Chart {
    /// Its file.
    name: String,
    /// Its size.
    bytes: u64,
}

/// The charts in the folder that `[http] charts` names; none where it names none.
#[utoipa::path(
    get,
    path = "/api/v1/charts",
    tag = "watch areas",
    responses((status = 200, description = "Files by name, 64 at most", body = Charts))
)]
pub(in crate::http) async fn list(
    State(state): State<ApiState>,
    parameters: Parameters,
) -> Result<Json<Charts>, Problem> {
    parameters.finish()?;
    let Some(folder) = state.config.charts.clone() else { return Ok(Json(Charts::default())) };
    let read = move || match charts_in(&folder) {
        Ok(items) => Charts { items, problem: None },
        Err(error) => Charts { items: Vec::new(), problem: Some(error.to_string()) },
    };
    state.reading().run(read).await.map(Json)
}

/// A part of a chart: one range of bytes, of which 8 MiB are given at most.
#[utoipa::path(
    get,
    path = "/api/v1/charts/{file}",
    tag = "watch areas",
    params(
        ("file" = String, Path, description = "Its name"),
        ("Range" = String, Header, description = "bytes=FIRST-LAST"),
    ),
    responses(
        (status = 206, description = "The bytes", content_type = "application/vnd.pmtiles"),
        (status = 404, description = "There is no such chart", body = Problem, content_type = "application/problem+json"),
        (status = 416, description = "No single range within the file is asked for", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn one(
    State(state): State<ApiState>,
    file: Result<Path<String>, PathRejection>,
    parameters: Parameters,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    parameters.finish()?;
    let name = file.map(|Path(name)| name).unwrap_or_default();
    let unknown = || Problem::not_found("file", format!("there is no chart {name:?}"));
    let folder = state.config.charts.as_deref().filter(|_| is_chart(&name)).ok_or_else(unknown)?;
    let mut file = File::open(folder.join(&name)).await.map_err(|_error| unknown())?;
    let known = file.metadata().await.map_err(|_error| unknown())?;
    if !known.is_file() {
        return Err(unknown());
    }
    let length = known.len();
    let asked = headers.get(header::RANGE).and_then(|range| range.to_str().ok());
    let (first, last) = asked.and_then(|range| within(range, length)).ok_or_else(|| {
        let detail = format!("a range within {length} bytes has to be asked for: bytes=0-16383");
        Problem::new(ProblemKind::RangeNeeded, detail).of("Range")
    })?;
    let bytes = part(&mut file, first, last).await.map_err(|error| {
        Problem::new(ProblemKind::StoreUnavailable, format!("the chart cannot be read: {error}"))
    })?;
    let changed = known.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let tag = format!("\"{length:x}-{:x}\"", changed.unwrap_or_default().as_nanos());
    let mut answer = (StatusCode::PARTIAL_CONTENT, bytes).into_response();
    for (name, value) in [
        (header::CONTENT_TYPE, "application/vnd.pmtiles".to_owned()),
        (header::CONTENT_RANGE, format!("bytes {first}-{last}/{length}")),
        (header::ACCEPT_RANGES, "bytes".to_owned()),
        (header::ETAG, tag),
    ] {
        if let Ok(value) = HeaderValue::try_from(value) {
            answer.headers_mut().insert(name, value);
        }
    }
    Ok(answer)
}

async fn part(file: &mut File, first: u64, last: u64) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(first)).await?;
    let wanted = last - first + 1;
    let read = file.take(wanted).read_to_end(&mut bytes).await?;
    if u64::try_from(read).is_ok_and(|read| read == wanted) {
        return Ok(bytes);
    }
    Err(Error::from(std::io::ErrorKind::UnexpectedEof))
}

/// The first and last byte of a single range of a file, as far as it is given at once.
fn within(range: &str, length: u64) -> Option<(u64, u64)> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    let end = length.checked_sub(1)?;
    let (first, last) = match (first, last) {
        ("", suffix) => (length.saturating_sub(suffix.parse().ok().filter(|n| *n > 0)?), end),
        (first, "") => (first.parse().ok()?, end),
        (first, last) => (first.parse().ok()?, last.parse::<u64>().ok()?.min(end)),
    };
    (first <= last).then(|| (first, last.min(first.saturating_add(BYTES_MAX - 1))))
}

/// Names that stay within the folder.
fn is_chart(name: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_. ".contains(letter);
    name.ends_with(SUFFIX) && !name.starts_with('.') && name.chars().all(plain)
}

fn charts_in(folder: &FilePath) -> Result<Vec<Chart>, Error> {
    let mut items = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let file = std::fs::metadata(entry.path()).ok().filter(std::fs::Metadata::is_file);
        if let Some(file) = file.filter(|_| is_chart(&name)) {
            items.push(Chart { name, bytes: file.len() });
        }
    }
    items.sort_unstable_by(|one, other| one.name.cmp(&other.name));
    items.truncate(CHARTS_MAX);
    Ok(items)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_do_not_leave_the_folder() {
        for name in ["harbour.pmtiles", "North Sea-2_b.pmtiles"] {
            assert!(is_chart(name), "{name}");
        }
        for name in
            ["", ".pmtiles", "../a.pmtiles", "a/b.pmtiles", "a\\b.pmtiles", "a.png", "\0.pmtiles"]
        {
            assert!(!is_chart(name), "{name}");
        }
    }

    #[test]
    fn a_range_is_within_the_file() {
        for (range, length, expected) in [
            ("bytes=0-9", 100, Some((0, 9))),
            ("bytes=90-200", 100, Some((90, 99))),
            ("bytes=90-", 100, Some((90, 99))),
            ("bytes=-10", 100, Some((90, 99))),
            ("bytes=-200", 100, Some((0, 99))),
            ("bytes=0-", 100_000_000, Some((0, BYTES_MAX - 1))),
            ("bytes=100-", 100, None),
            ("bytes=9-0", 100, None),
            ("bytes=-0", 100, None),
            ("bytes=0-1,3-4", 100, None),
            ("0-9", 100, None),
            ("bytes=0-", 0, None),
        ] {
            assert_eq!(within(range, length), expected, "{range}");
        }
    }
}
