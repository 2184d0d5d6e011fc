use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{Asking, answer};
use crate::domain::{Dimensions, ImoNumber, Metres, ShipType};
use crate::http::ApiState;
use crate::http::api::vessels::contact_id;
use crate::http::parameters::Parameters;
use crate::http::problem::Problem;
use crate::http::wire::point;
use crate::query::{QuestionKind, Row, Schema, Value as Cell};
use crate::store::StaticsRow;

/// Who was found, the best first.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct SearchResult {
    /// The contacts.
    items: Vec<FoundItem>,
    /// There are more than `limit`.
    truncated: bool,
}

/// A contact that was found.
#[derive(Debug, Serialize, ToSchema)]
struct FoundItem {
    /// Her contact.
    contact: String,
    /// Name.
    name: Option<String>,
    /// MMSI.
    mmsi: Option<u32>,
    /// IMO number.
    imo: Option<u32>,
    /// Call sign.
    call_sign: Option<String>,
    /// Where she was last: a GeoJSON Point.
    #[schema(value_type = Option<Object>)]
    position: Value,
    /// Time of her last report.
    time: Option<String>,
}

/// Who goes by a name, a call sign, an MMSI or an IMO number: the whole, its beginning or, of
/// names, a part, nearly, or one she had before.
#[utoipa::path(
    get,
    path = "/api/v1/search",
    tag = "vessels",
    params(
        ("q" = String, Query, description = "What she may go by"),
        ("limit" = Option<usize>, Query, description = "Contacts at most, 1 to 200; 20 where not given"),
        ("f" = Option<String>, Query, description = "json, or geojson, geojsonseq, csv, kml, gpx, geoparquet or arrow; json where not given"),
    ),
    responses(
        (status = 200, description = "Who was found, the best first", body = SearchResult, content_type = "application/json"),
        (status = "4XX", description = "What is wrong, by parameter", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn search(
    State(state): State<ApiState>,
    mut asking: Asking,
) -> Result<Response, Problem> {
    if !asking.is_json()? {
        return answer(&state, QuestionKind::Search, None, asking).await;
    }
    let page = asking.into_page(&state, QuestionKind::Search).await?;
    let mut items = Vec::with_capacity(page.len());
    let schema = page.schema;
    let kept: Result<(), std::convert::Infallible> = page.for_each(|row| {
        items.push(item(&schema, row));
        Ok(())
    });
    let Ok(()) = kept;
    Ok(Json(SearchResult { items, truncated: page.truncated }).into_response())
}

fn item(schema: &Schema, row: &Row) -> FoundItem {
    let value = |name: &str| row.value(schema.column(name));
    let number = |name: &str| match value(name) {
        Cell::Integer(number) => u32::try_from(*number).ok(),
        _ => None,
    };
    FoundItem {
        contact: value("contact").to_text().unwrap_or_default(),
        name: value("name").to_text(),
        mmsi: number("mmsi"),
        imo: number("imo"),
        call_sign: value("call_sign").to_text(),
        position: row.place.map_or(Value::Null, point),
        time: value("time").to_text(),
    }
}

/// What a contact said of herself, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct IdentityHistory {
    /// One entry for each thing she said; at most 256 are kept.
    identity: Vec<IdentityItem>,
}

/// What a contact said of herself for a while.
#[derive(Debug, Serialize, ToSchema)]
struct IdentityItem {
    /// When she said it first.
    from: String,
    /// When she said it last.
    to: String,
    /// Name.
    name: Option<String>,
    /// Call sign.
    call_sign: Option<String>,
    /// IMO number.
    imo: Option<u32>,
    /// Destination.
    destination: Option<String>,
    /// Type of ship and cargo, code of table 53.
    ship_type: Option<u8>,
    /// Length over all, metres.
    length: Option<u16>,
    /// Beam, metres.
    beam: Option<u16>,
    /// Present static draught, metres.
    draught: Option<f64>,
}

/// The names, call signs, numbers and destinations of a contact over time.
#[utoipa::path(
    get,
    path = "/api/v1/vessels/{contact}/history",
    tag = "vessels",
    params(("contact" = String, Path, description = "The contact as in mmsi:219000001")),
    responses(
        (status = 200, description = "What she said of herself, oldest first", body = IdentityHistory, content_type = "application/json"),
        (status = 404, description = "Neither the picture nor the store know her", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn history(
    State(state): State<ApiState>,
    contact: Result<Path<String>, PathRejection>,
    parameters: Parameters,
) -> Result<Json<IdentityHistory>, Problem> {
    parameters.finish()?;
    let contact = contact_id(contact)?;
    let rows = state.read(move |reader| {
        let known = reader.contact(contact)?.is_some();
        Ok((reader.statics_history(contact)?, known))
    });
    let (rows, known) = rows.await?;
    if rows.is_empty() && !known && state.snapshot().vessel(contact).is_none() {
        return Err(Problem::not_found("contact", format!("nothing is known of {contact}")));
    }
    Ok(Json(IdentityHistory { identity: rows.iter().map(said).collect() }))
}

fn said(row: &StaticsRow) -> IdentityItem {
    let StaticsRow { first_seen, last_seen, report } = row;
    IdentityItem {
        from: first_seen.to_string(),
        to: last_seen.to_string(),
        name: report.name.map(|name| name.to_string()),
        call_sign: report.call_sign.map(|sign| sign.to_string()),
        imo: report.imo.map(ImoNumber::get),
        destination: report.destination.map(|destination| destination.to_string()),
        ship_type: report.ship_type.map(ShipType::code),
        length: report.dimensions.and_then(Dimensions::length),
        beam: report.dimensions.and_then(Dimensions::beam),
        draught: report.draught.map(Metres::get),
    }
}
