use std::time::Duration;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use tokio::sync::oneshot;
use tokio::time::timeout;
use utoipa::ToSchema;

use super::alerts::{alert_id, unknown};
use crate::alert::{
    Act, Alert, AlertId, Deed, Disposition, NOTE_CHARS_MAX, PERSON_CHARS_MAX, RefusalReason,
};
use crate::clock;
use crate::http::admission::Identity;
use crate::http::members::Members;
use crate::http::problem::{Problem, ProblemKind};
use crate::http::{ActError, ActReply, ActRequest, ApiState};
use crate::store::row::AlertRow;

/// How long an act may wait for its turn with the engine.
const QUEUE_TIMEOUT: Duration = Duration::from_secs(5);

/// How long the outcome is waited for.
const REPLY_TIMEOUT: Duration = Duration::from_secs(15);

/// How long the commit of another's act is waited for.
const COMMIT_TIMEOUT: Duration = Duration::from_secs(2);

type Answer = Result<Json<AlertRow>, Problem>;
type Id = Result<Path<String>, PathRejection>;

/// Builds one handler of an act with its entry in the document.
macro_rules! act {
    ($name:ident, $path:literal, $body:ty, $doc:literal, |$members:ident, $alert:ident, $revision:ident| $deed:expr) => {
        #[doc = $doc]
        #[utoipa::path(
            post,
            path = $path,
            tag = "acts",
            params(("id" = String, Path, description = "The alert's id")),
            request_body = $body,
            responses(
                (status = 200, description = "The alert after the act", body = AlertRow, content_type = "application/json"),
                (status = 404, description = "There is no such alert", body = Problem, content_type = "application/problem+json"),
                (status = 409, description = "The revision is older than the alert, or its state does not allow the act; `alert` is the newest", body = Problem, content_type = "application/problem+json"),
                (status = "4XX", description = "What is wrong, by member", body = Problem, content_type = "application/problem+json"),
                (status = "5XX", description = "The store does not take it, or the daemon is stopping", body = Problem, content_type = "application/problem+json"),
            )
        )]
        pub(in crate::http) async fn $name(
            State(state): State<ApiState>,
            id: Id,
            mut $members: Members,
        ) -> Answer {
            let $alert = alert_id(id)?;
            let identity = $members.identity().clone();
            let $revision = $members.number("revision")?;
            let deed = $deed;
            let act = signed($members, deed)?;
            on_alert(&state, &identity, $alert, act).await
        }
    };
}

act!(
    acknowledge,
    "/api/v1/alerts/{id}/acknowledge",
    PlainAct,
    "Seen and taken up, for all stations.",
    |members, alert, revision| Deed::Acknowledge { alert, revision }
);
act!(
    silence,
    "/api/v1/alerts/{id}/silence",
    ActUntil,
    "No sound until then; this is no acknowledgement.",
    |members, alert, revision| Deed::Silence { alert, revision, until: members.time("until")? }
);
act!(
    snooze,
    "/api/v1/alerts/{id}/snooze",
    ActUntil,
    "Record without sound until then, for this contact, area and rule; an escalation ends it.",
    |members, alert, revision| Deed::Snooze { alert, revision, until: members.time("until")? }
);
act!(
    note,
    "/api/v1/alerts/{id}/note",
    PlainAct,
    "A remark; `note` is required.",
    |members, alert, revision| Deed::Note { alert, revision }
);
act!(
    assign,
    "/api/v1/alerts/{id}/assign",
    Assignment,
    "Into somebody's hands; without `assignee` out of them.",
    |members, alert, revision| Deed::Assign {
        alert,
        revision,
        assignee: members.text("assignee", PERSON_CHARS_MAX)?,
    }
);
act!(
    disposition,
    "/api/v1/alerts/{id}/disposition",
    Finding,
    "What it turned out to be.",
    |members, alert, revision| Deed::Dispose {
        alert,
        revision,
        disposition: members.one_of("disposition", &DISPOSITIONS)?,
    }
);
act!(
    close,
    "/api/v1/alerts/{id}/close",
    PlainAct,
    "Ended by the officer.",
    |members, alert, revision| Deed::Close { alert, revision }
);

const DISPOSITIONS: [(&str, Disposition); 3] = [
    (Disposition::Confirmed.as_str(), Disposition::Confirmed),
    (Disposition::Benign.as_str(), Disposition::Benign),
    (Disposition::Error.as_str(), Disposition::Error),
];

/// The rest of an act's body: who and why. Nothing else may be in it.
pub(super) fn signed(mut members: Members, deed: Deed) -> Result<Act, Problem> {
    check_area(members.identity(), &deed)?;
    let by = members.signer(PERSON_CHARS_MAX)?;
    let note = members.text("note", NOTE_CHARS_MAX)?;
    members.finish()?;
    let by = by.ok_or_else(|| Problem::missing("by"))?;
    if matches!(deed, Deed::Note { .. } | Deed::Report(_)) && note.is_none() {
        return Err(Problem::missing("note"));
    }
    Ok(Act { by, time: clock::utc_now(), note, deed })
}

/// Credentials that extend to some watch areas only neither draw areas nor change what holds
/// everywhere; an act on an alert is judged by where the alert is.
fn check_area(identity: &Identity, deed: &Deed) -> Result<(), Problem> {
    match deed {
        Deed::Acknowledge { .. }
        | Deed::Silence { .. }
        | Deed::Snooze { .. }
        | Deed::Note { .. }
        | Deed::Assign { .. }
        | Deed::Dispose { .. }
        | Deed::Close { .. } => Ok(()),
        Deed::SetSecurityLevel { area, .. } => identity.check_area(Some(area)),
        _ => identity.check_area(None),
    }
}

async fn on_alert(state: &ApiState, identity: &Identity, id: AlertId, act: Act) -> Answer {
    if identity.is_bound_to_areas() {
        let alert = state.read(move |reader| reader.alert(id)).await?;
        let alert = alert.ok_or_else(|| unknown(id))?;
        identity.check_area(alert.area.id.parse().ok().as_ref())?;
    }
    let mut outcome = carry_out(state, act.clone()).await?;
    if let Err(RefusalReason::UnknownAlert(_)) = outcome
        && let Some(past) = state.read(move |reader| reader.alert_to_act_on(id)).await?
    {
        // It is over and has left the engine; a remark or a finding can still be put to it.
        outcome = ask_the_engine(state, act, Some(Box::new(past))).await?;
    }
    let refused = match outcome {
        Ok(Some(alert)) => return Ok(Json(alert)),
        Ok(None) => {
            return Err(Problem::new(ProblemKind::Defect, "the act was done, the alert not told"));
        }
        Err(refused) => refused,
    };
    let newest = newest(state, id, &refused).await?;
    Err(refusal(id, &refused, newest))
}

/// The alert that an act did not fit. Who was outrun by another officer is refused while the other's
/// act is still being committed: the answer waits for that, and shows what the other did.
async fn newest(
    state: &ApiState,
    id: AlertId,
    refused: &RefusalReason,
) -> Result<Option<AlertRow>, Problem> {
    let least = match refused {
        RefusalReason::Outdated { newest, .. } => *newest,
        _ => 0,
    };
    let (_, _, mut published) = state.alerts.subscribe();
    loop {
        let stored = state.read(move |reader| reader.alert(id)).await?;
        let has_it = stored.as_ref().is_none_or(|alert| alert.revision >= least);
        if has_it || timeout(COMMIT_TIMEOUT, published.recv()).await.is_err() {
            return Ok(stored);
        }
    }
}

/// Hands an act to the engine and waits until it is committed or refused.
pub(super) async fn carry_out(
    state: &ApiState,
    act: Act,
) -> Result<Result<Option<AlertRow>, RefusalReason>, Problem> {
    ask_the_engine(state, act, None).await
}

async fn ask_the_engine(
    state: &ApiState,
    act: Act,
    past: Option<Box<Alert>>,
) -> Result<Result<Option<AlertRow>, RefusalReason>, Problem> {
    let (reply, outcome) = oneshot::channel::<ActReply>();
    let place = timeout(QUEUE_TIMEOUT, state.acts.reserve()).await.map_err(|_elapsed| {
        Problem::new(ProblemKind::Busy, "the engine takes no acts now; nothing was done")
    })?;
    let place = place.map_err(|_closed| stopping())?;
    place.send(ActRequest { act, past, reply });
    match timeout(REPLY_TIMEOUT, outcome).await {
        Ok(Ok(Ok(alert))) => Ok(Ok(alert)),
        Ok(Ok(Err(ActError::Refused(reason)))) => Ok(Err(reason)),
        Ok(Ok(Err(ActError::StoreUnavailable(detail)))) => {
            let detail = format!("{detail}; nothing was done");
            Err(Problem::new(ProblemKind::StoreUnavailable, detail))
        }
        Ok(Ok(Err(ActError::ShuttingDown))) => Err(stopping()),
        Ok(Err(_)) | Err(_) => Err(Problem::new(
            ProblemKind::OutcomeUnknown,
            "the act was handed on but no outcome came: look at the alert before trying again",
        )),
    }
}

fn stopping() -> Problem {
    Problem::new(ProblemKind::ShuttingDown, "the daemon is stopping; nothing was done")
}

fn refusal(id: AlertId, reason: &RefusalReason, newest: Option<AlertRow>) -> Problem {
    let conflict = |kind| Problem::new(kind, reason.to_string());
    match reason {
        RefusalReason::UnknownAlert(_) if newest.is_none() => unknown(id),
        RefusalReason::UnknownAlert(_) => {
            Problem::new(ProblemKind::WrongState, "the alert is over and can no longer be changed")
                .with_alert(newest)
        }
        RefusalReason::Outdated { .. } => {
            conflict(ProblemKind::OutdatedRevision).of("revision").with_alert(newest)
        }
        RefusalReason::WrongState { .. } => conflict(ProblemKind::WrongState).with_alert(newest),
        other => refused(other),
    }
}

/// Why an act that is about no alert was refused.
pub(super) fn refused(reason: &RefusalReason) -> Problem {
    let say = |kind| Problem::new(kind, reason.to_string());
    match reason {
        RefusalReason::UnknownArea(_) | RefusalReason::UnknownAlert(_) => {
            say(ProblemKind::NotFound).of("id")
        }
        RefusalReason::NotWatched(_) => say(ProblemKind::NotFound).of("contact"),
        RefusalReason::AreaExists(_) => say(ProblemKind::AreaExists).of("id"),
        RefusalReason::UntilInPast => say(ProblemKind::RefusedAct).of("until"),
        RefusalReason::EmptyNote => say(ProblemKind::RefusedAct).of("note"),
        RefusalReason::TooLong { what, .. } => say(ProblemKind::RefusedAct).of(*what),
        RefusalReason::Nowhere => say(ProblemKind::RefusedAct).of("position"),
        RefusalReason::Full { .. } => say(ProblemKind::RefusedAct),
        RefusalReason::Outdated { .. } | RefusalReason::WrongState { .. } => {
            say(ProblemKind::WrongState)
        }
    }
}

/// An act that needs nothing but a signature.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the body; Members reads it, to name what is wrong in it")]
pub(in crate::http) struct PlainAct {
    /// Revision of the alert as seen; an older one than the newest is refused with 409.
    revision: u32,
    /// Who acts: initials or a name, 1 to 200 characters.
    by: String,
    /// In words, 1 to 2000 characters.
    note: Option<String>,
}

/// An act that holds until a moment.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the body")]
pub(in crate::http) struct ActUntil {
    /// Revision of the alert as seen.
    revision: u32,
    /// Until when (RFC 3339).
    until: String,
    /// Who acts.
    by: String,
    /// In words.
    note: Option<String>,
}

/// Into whose hands.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the body")]
pub(in crate::http) struct Assignment {
    /// Revision of the alert as seen.
    revision: u32,
    /// Whose hands; null takes it back.
    assignee: Option<String>,
    /// Who acts.
    by: String,
    /// In words.
    note: Option<String>,
}

/// What an alert turned out to be.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the body")]
pub(in crate::http) struct Finding {
    /// Revision of the alert as seen.
    revision: u32,
    /// `confirmed`, `benign` or `error`.
    disposition: String,
    /// Who acts.
    by: String,
    /// In words.
    note: Option<String>,
}
