use axum::Json;
use axum::extract::State;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::answer::sources;
use crate::domain::{ImoNumber, Mmsi};
use crate::http::ApiState;
use crate::http::parameters::Parameters;
use crate::http::problem::Problem;
use crate::http::wire::point;
use crate::query::{BadParameter, Found, search as find};

const LIMIT_DEFAULT: usize = 20;
const LIMIT_MAX: usize = 200;

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
/// names, a part or nearly.
#[utoipa::path(
    get,
    path = "/api/v1/search",
    tag = "vessels",
    params(
        ("q" = String, Query, description = "What she may go by"),
        ("limit" = Option<usize>, Query, description = "Contacts at most, 1 to 200; 20 where not given"),
    ),
    responses(
        (status = 200, description = "Who was found, the best first", body = SearchResult, content_type = "application/json"),
        (status = "4XX", description = "What is wrong, by parameter", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn search(
    State(state): State<ApiState>,
    mut parameters: Parameters,
) -> Result<Json<SearchResult>, Problem> {
    let text = parameters.text("q")?;
    let limit = parameters.limit(LIMIT_DEFAULT, LIMIT_MAX)?;
    parameters.finish()?;
    let missing = BadParameter::Missing { name: "q", detail: "what she may go by" };
    let text = text.ok_or(missing)?;
    let sources = sources(&state);
    let found = state.reading().run(move || find(&sources, &text)).await?;
    let truncated = found.len() > limit;
    Ok(Json(SearchResult { items: found.into_iter().take(limit).map(item).collect(), truncated }))
}

fn item(found: Found) -> FoundItem {
    FoundItem {
        contact: found.contact.to_string(),
        name: found.name,
        mmsi: found.mmsi.map(Mmsi::get),
        imo: found.imo.map(ImoNumber::get),
        call_sign: found.call_sign,
        position: found.position.map_or(Value::Null, point),
        time: found.time.map(|time| time.to_string()),
    }
}
