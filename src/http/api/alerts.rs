use std::cmp::Reverse;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;

use super::filter;
use crate::alert::AlertId;
use crate::http::ApiState;
use crate::http::parameters::Parameters;
use crate::http::problem::Problem;
use crate::store::AlertFilter;
use crate::store::row::AlertRow;
use crate::telemetry::StoreHealth;

const LIMIT_DEFAULT: usize = 100;
const LIMIT_MAX: usize = 1000;

/// A page of alerts.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Alerts {
    /// The alerts.
    items: Vec<AlertRow>,
    /// `cursor` of the next page; null on the last.
    next: Option<String>,
}

/// Alerts as of their newest revision, the latest raised first.
#[utoipa::path(
    get,
    path = "/api/v1/alerts",
    tag = "alerts",
    params(
        ("state" = Option<String>, Query, description = "States with commas between; `open` stands for all that are not over"),
        ("rule" = Option<String>, Query, description = "Only this rule"),
        ("area" = Option<String>, Query, description = "Only this watch area, by id"),
        ("priority" = Option<String>, Query, description = "This priority or above: caution, warning, alarm, emergency"),
        ("contact" = Option<String>, Query, description = "Only with this participant"),
        ("exercise" = Option<bool>, Query, description = "Only exercises, or none"),
        ("from" = Option<String>, Query, description = "Raised at or after (RFC 3339)"),
        ("to" = Option<String>, Query, description = "Raised before (RFC 3339)"),
        ("limit" = Option<usize>, Query, description = "Alerts at most, 1 to 1000; 100 where not given"),
        ("cursor" = Option<String>, Query, description = "`next` of the page before, with the same filters"),
    ),
    responses(
        (status = 200, description = "A page: `items` and the `next` cursor, null at the end", body = Alerts, content_type = "application/json"),
        (status = "4XX", description = "What is wrong, by parameter", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn list(
    State(state): State<ApiState>,
    mut parameters: Parameters,
) -> Result<Json<Alerts>, Problem> {
    let filter = filter::for_list(&mut parameters)?;
    let limit = parameters.limit(LIMIT_DEFAULT, LIMIT_MAX)?;
    let cursor: Option<String> = parameters.parse("cursor", "a cursor")?;
    parameters.finish()?;
    let first_page = cursor.is_none();
    let asked = filter.clone();
    let page = state.read(move |reader| reader.alerts(&asked, cursor.as_deref(), limit)).await?;
    let mut items = page.items;
    if first_page {
        show_unstored(&state, &filter, &mut items);
    }
    Ok(Json(Alerts { items, next: page.next }))
}

/// One alert as of its newest revision.
#[utoipa::path(
    get,
    path = "/api/v1/alerts/{id}",
    tag = "alerts",
    params(("id" = String, Path, description = "The alert's id")),
    responses(
        (status = 200, description = "The alert", body = AlertRow, content_type = "application/json"),
        (status = 404, description = "There is no such alert", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn one(
    State(state): State<ApiState>,
    id: Result<Path<String>, PathRejection>,
    parameters: Parameters,
) -> Result<Json<AlertRow>, Problem> {
    parameters.finish()?;
    let id = alert_id(id)?;
    let stored = state.read(move |reader| reader.alert(id)).await?;
    let shown = state.alerts.open().into_iter().find(|shown| shown.alert_id() == id);
    let newest = stored.into_iter().chain(shown.map(|shown| (*shown).clone()));
    newest.max_by_key(|alert| alert.seq).map(Json).ok_or_else(|| unknown(id))
}

/// While the store takes nothing, alerts are published from memory: they belong on the first page,
/// or a full disk would look like a quiet sea.
fn show_unstored(state: &ApiState, filter: &AlertFilter, items: &mut Vec<AlertRow>) {
    if state.health.store() == StoreHealth::Writing {
        return;
    }
    for shown in state.alerts.open() {
        match items.iter_mut().find(|item| item.id == shown.id) {
            Some(stored) if stored.seq < shown.seq => *stored = (*shown).clone(),
            None if filter::lets_through(filter, &shown) => items.push((*shown).clone()),
            Some(_) | None => {}
        }
    }
    items.retain(|item| filter::lets_through(filter, item));
    items.sort_by_key(|item| Reverse((item.raised_at, item.seq)));
}

/// Every transition of one alert, oldest first: what happened, when, and who did it.
#[utoipa::path(
    get,
    path = "/api/v1/alerts/{id}/history",
    tag = "alerts",
    params(("id" = String, Path, description = "The alert's id")),
    responses(
        (status = 200, description = "All revisions as `items`; `next` is always null", body = Alerts, content_type = "application/json"),
        (status = 404, description = "There is no such alert", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn history(
    State(state): State<ApiState>,
    id: Result<Path<String>, PathRejection>,
    parameters: Parameters,
) -> Result<Json<Alerts>, Problem> {
    parameters.finish()?;
    let id = alert_id(id)?;
    let items = state.read(move |reader| reader.history(id)).await?;
    if items.is_empty() { Err(unknown(id)) } else { Ok(Json(Alerts { items, next: None })) }
}

/// An alert's id from a path.
pub(super) fn alert_id(id: Result<Path<String>, PathRejection>) -> Result<AlertId, Problem> {
    let text = id.map(|Path(text)| text).unwrap_or_default();
    let uuid = text.parse().map_err(|_error: uuid::Error| {
        Problem::not_found(
            "id",
            "an alert's id is a UUID as in 6f1c2d3e-0000-5000-8000-000000000000",
        )
    })?;
    Ok(AlertId(uuid))
}

pub(super) fn unknown(id: AlertId) -> Problem {
    Problem::not_found("id", format!("there is no alert {id}"))
}
