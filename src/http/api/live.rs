use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::response::Response;

use crate::http::live::Client;
use crate::http::parameters::Parameters;
use crate::http::problem::{Problem, ProblemKind};
use crate::http::{ApiState, admission};

/// Bytes of a frame from a client at most: 200 contacts to follow.
const FRAME_BYTES_MAX: usize = 64 * 1024;

/// The live picture for Picket's own console: private to it, and may change with it. A WebSocket
/// with text frames (JSON: `hello`, `contacts`, `gone`, `feeds`, `problem`) and binary frames
/// (positions, or counts by cell where more is in view than the client takes). The client says what
/// it looks at (`view`) and whom it follows (`follow`); it is sent what changes of that, once a
/// second. Programs are better served by `/api/v1/vessels` and `/api/v1/alerts/stream`.
#[utoipa::path(
    get,
    path = "/api/v1/live",
    tag = "vessels",
    responses(
        (status = 101, description = "The WebSocket"),
        (status = 426, description = "The request is no WebSocket handshake", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "All places are taken, or the daemon is stopping", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn live(
    State(state): State<ApiState>,
    asker: admission::Client,
    parameters: Parameters,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    parameters.finish()?;
    let upgrade =
        upgrade.map_err(|error| Problem::new(ProblemKind::NotWebSocket, error.body_text()))?;
    if state.closing().is_cancelled() {
        return Err(Problem::new(ProblemKind::ShuttingDown, "the daemon is stopping"));
    }
    let of_asker = state.client_place(asker)?;
    let place = state.live_places().client().ok_or_else(|| {
        let max = state.config.live_clients_max;
        let detail = format!("{max} consoles follow the picture already (http.live_clients_max)");
        Problem::new(ProblemKind::TooManyStreams, detail)
    })?;
    let upgrade = upgrade.max_message_size(FRAME_BYTES_MAX).max_frame_size(FRAME_BYTES_MAX);
    let tracked = state.tasks().token();
    Ok(upgrade.on_upgrade(async move |socket| {
        let counted = state.metrics().live_client();
        Client::new(state, socket).run().await;
        drop((place, of_asker, counted, tracked));
    }))
}
