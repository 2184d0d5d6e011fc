use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::clock;
use crate::http::ApiState;
use crate::http::parameters::Parameters;
use crate::http::problem::Problem;
use crate::store::row::{ActRow, AlertRow};

/// Transitions and acts looked at, at most: far more than a watch can see.
const ROWS_MAX: usize = 10_000;

/// A watch, for the one who takes over.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Handover {
    /// From when.
    since: String,
    /// Until when: now.
    until: String,
    /// Alerts raised, as they were raised.
    opened: Vec<AlertRow>,
    /// Acknowledgements.
    acknowledged: Vec<AlertRow>,
    /// Alerts that came to their end, as they ended.
    closed: Vec<AlertRow>,
    /// Alerts that are open now.
    open: Vec<AlertRow>,
    /// What officers did, in order.
    acts: Vec<ActRow>,
    /// Remarks on alerts.
    notes: Vec<AlertRow>,
    /// There was more than is shown.
    truncated: bool,
}

/// What happened since a time: for the page that goes with the change of the watch.
#[utoipa::path(
    get,
    path = "/api/v1/handover",
    tag = "alerts",
    params(("since" = String, Query, description = "Since when (RFC 3339)")),
    responses(
        (status = 200, description = "Opened, acknowledged, closed, open, acts and notes", body = Handover, content_type = "application/json"),
        (status = "4XX", description = "What is wrong, by parameter", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn show(
    State(state): State<ApiState>,
    mut parameters: Parameters,
) -> Result<Json<Handover>, Problem> {
    let since = parameters.time("since")?;
    parameters.finish()?;
    let since = since.ok_or_else(|| Problem::missing("since"))?;
    let until = clock::utc_now();
    if since >= until {
        return Err(Problem::invalid("since", "since has to be in the past"));
    }
    let (rows, acts) = state
        .read(move |reader| {
            let rows = reader.transitions_between(since, until, 0, ROWS_MAX)?;
            Ok((rows, reader.acts_after(since, ROWS_MAX)?))
        })
        .await?;
    let truncated = rows.len() == ROWS_MAX || acts.len() == ROWS_MAX;
    let of = |is: &dyn Fn(&AlertRow) -> bool| rows.iter().filter(|row| is(row)).cloned().collect();
    let open = state.alerts.open();
    Ok(Json(Handover {
        since: since.to_string(),
        until: until.to_string(),
        opened: of(&|row| matches!(row.transition.as_str(), "raised" | "retriggered")),
        acknowledged: of(&|row| row.transition == "acknowledged"),
        closed: of(&ended),
        open: open.iter().map(|row| (**row).clone()).collect(),
        notes: of(&|row| row.transition == "note"),
        acts,
        truncated,
    }))
}

/// Whether a transition ended an alert; a remark on one that had ended did not.
fn ended(row: &AlertRow) -> bool {
    let over = matches!(row.state.as_str(), "normal" | "withdrawn");
    let ends = ["cleared", "acknowledged", "closed", "withdrawn"];
    over && ends.contains(&row.transition.as_str())
}
