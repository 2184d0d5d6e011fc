use std::time::Duration;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::vessels::{contact_id, geojson};
use crate::clock;
use crate::domain::{ContactId, EventTime};
use crate::http::ApiState;
use crate::http::parameters::Parameters;
use crate::http::problem::Problem;
use crate::http::wire::{TrackFeature, TrackPage, csv};

const LIMIT_DEFAULT: usize = 10_000;
const LIMIT_MAX: usize = 100_000;

/// What is shown where no time is asked for.
const SPAN_DEFAULT: Duration = Duration::from_hours(24);

/// The way of a contact, by default the 24 hours up to her last report. The number of points is
/// bounded: where there are more, `truncated` says so and a `Link` with `rel="next"` leads on.
#[utoipa::path(
    get,
    path = "/api/v1/vessels/{contact}/track",
    tag = "vessels",
    params(
        ("contact" = String, Path, description = "The contact as in mmsi:219000001"),
        ("from" = Option<String>, Query, description = "Points at or after (RFC 3339)"),
        ("to" = Option<String>, Query, description = "Points before (RFC 3339)"),
        ("limit" = Option<usize>, Query, description = "Points at most, 1 to 100000; 10000 where not given"),
        ("f" = Option<String>, Query, description = "geojson or csv; else by Accept"),
    ),
    responses(
        (status = 200, description = "The way with times, speeds and courses beside it; or text/csv with one line a point", body = TrackFeature, content_type = "application/geo+json"),
        (status = 404, description = "Neither the picture nor the store know her", body = Problem, content_type = "application/problem+json"),
        (status = "4XX", description = "What is wrong, by parameter", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn track(
    State(state): State<ApiState>,
    contact: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    mut parameters: Parameters,
) -> Result<Response, Problem> {
    let (from, to) = (parameters.time("from")?, parameters.time("to")?);
    let limit = parameters.limit(LIMIT_DEFAULT, LIMIT_MAX)?;
    let format = parameters.take("f", |text| match text {
        "geojson" => Ok(Format::GeoJson),
        "csv" => Ok(Format::Csv),
        _ => Err("geojson or csv".to_owned()),
    })?;
    parameters.finish()?;
    let contact = contact_id(contact)?;
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    let format = format.unwrap_or_else(|| preferred(accept.unwrap_or_default()));

    let last_report = state.snapshot().vessel(contact).map(|vessel| vessel.time);
    let to = to.unwrap_or_else(|| after(last_report.unwrap_or_else(clock::utc_now)));
    let from = from.unwrap_or_else(|| to.minus(SPAN_DEFAULT));
    if from >= to {
        return Err(Problem::invalid("from", "from has to be earlier than to"));
    }
    let page = state.read(move |reader| {
        let mut rows = reader.track(contact, from, to, limit.saturating_add(1))?;
        let next_from = rows.get(limit).map(|row| row.fix.time);
        rows.truncate(limit);
        Ok(TrackPage { contact, from, to, limit, rows, next_from })
    });
    let page = page.await?;
    if page.rows.is_empty() && last_report.is_none() {
        return Err(Problem::not_found("contact", format!("nothing is known of {contact}")));
    }
    state.reading().run(move || answer(&page, format)).await?
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    GeoJson,
    Csv,
}

/// The first moment after: an end that is exclusive and yet contains the last report.
fn after(time: EventTime) -> EventTime {
    time.plus(Duration::from_millis(1))
}

fn answer(page: &TrackPage, format: Format) -> Result<Response, Problem> {
    let mut response = match format {
        Format::GeoJson => geojson(&TrackFeature::from(page))?,
        Format::Csv => {
            ([(header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present")], csv(page))
                .into_response()
        }
    };
    let headers = response.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static("accept"));
    if let Some(next) = page.next_from.and_then(|next_from| link(page, next_from, format)) {
        headers.insert(header::LINK, next);
    }
    Ok(response)
}

/// Where the next page is (RFC 8288).
fn link(page: &TrackPage, next_from: EventTime, format: Format) -> Option<HeaderValue> {
    let TrackPage { contact, to, limit, .. }: &TrackPage = page;
    let contact: &ContactId = contact;
    let f = if format == Format::Csv { "csv" } else { "geojson" };
    let target =
        format!("/api/v1/vessels/{contact}/track?from={next_from}&to={to}&limit={limit}&f={f}");
    HeaderValue::try_from(format!("<{target}>; rel=\"next\"")).ok()
}

/// The format that an `Accept` likes best; GeoJSON where it does not say, or likes neither.
fn preferred(accept: &str) -> Format {
    let weight = |wanted: &[&str]| {
        let weights = accept.split(',').filter_map(|range| {
            let mut parts = range.split(';').map(str::trim);
            let media = parts.next()?.to_ascii_lowercase();
            let q = parts.find_map(|part| part.strip_prefix("q=")?.parse::<f64>().ok());
            wanted.contains(&media.as_str()).then(|| q.unwrap_or(1.0))
        });
        weights.fold(0.0, f64::max)
    };
    let geojson = weight(&["application/geo+json", "application/json", "application/*", "*/*"]);
    if weight(&["text/csv", "text/*"]) > geojson { Format::Csv } else { Format::GeoJson }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_follows_the_weights_of_accept() {
        for (accept, format) in [
            ("", Format::GeoJson),
            ("*/*", Format::GeoJson),
            ("text/csv", Format::Csv),
            ("text/csv, */*;q=0.5", Format::Csv),
            ("text/csv;q=0.2, application/geo+json", Format::GeoJson),
            ("image/png", Format::GeoJson),
        ] {
            assert_eq!(preferred(accept), format, "{accept}");
        }
    }
}
