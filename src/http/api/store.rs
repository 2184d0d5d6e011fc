use axum::Json;
use axum::extract::State;
use serde::Serialize;
use tracing::{info, warn};
use utoipa::ToSchema;

use crate::alert::PERSON_CHARS_MAX;
use crate::clock;
use crate::http::ApiState;
use crate::http::members::Members;
use crate::http::problem::{Problem, ProblemKind};

/// A copy of the whole store, made while the daemon goes on.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct BackupMade {
    /// Its folder, on the daemon's machine.
    path: String,
    /// Days of tracks in it.
    days: usize,
    /// Bytes of its files.
    bytes: u64,
}

/// Orders a backup.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the body")]
pub(in crate::http) struct BackupOrder {
    /// Who wants it, for the log.
    by: Option<String>,
}

/// Copies the store into a new folder `backups/TIME` beside its files; `picket backup --url` moves
/// it from there. One at a time.
#[utoipa::path(
    post,
    path = "/api/v1/store/backup",
    tag = "operations",
    request_body = BackupOrder,
    responses(
        (status = 200, description = "It is whole", body = BackupMade),
        (status = "4XX", description = "What is wrong, by member", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", description = "Another one is being made, or the store could not be copied", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn backup(
    State(state): State<ApiState>,
    mut members: Members,
) -> Result<Json<BackupMade>, Problem> {
    let by = members.text("by", PERSON_CHARS_MAX)?;
    members.finish()?;
    let Ok(place) = state.backup_place().try_lock_owned() else {
        let detail = "another backup is being made";
        return Err(Problem::new(ProblemKind::Busy, detail));
    };
    let reader = state.reader.clone();
    let name = clock::utc_now().to_string().replace(':', "-");
    let copying = tokio::task::spawn_blocking(move || {
        let made = reader.backup(&reader.folder().join("backups").join(name), &mut |_, _, _| ());
        drop(place);
        made
    });
    match copying.await {
        Ok(Ok(made)) => {
            let path = made.path.display().to_string();
            info!(path, bytes = made.bytes, by, "a backup was made");
            Ok(Json(BackupMade { path, days: made.days, bytes: made.bytes }))
        }
        Ok(Err(error)) => {
            warn!(%error, "a backup could not be made");
            let detail = format!("the store could not be copied: {error}");
            Err(Problem::new(ProblemKind::StoreUnavailable, detail))
        }
        Err(panic) => Err(Problem::new(ProblemKind::Defect, panic.to_string())),
    }
}
