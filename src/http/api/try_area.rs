use std::collections::BTreeMap;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use serde_json::{Map, Value};
use tracing::{error, warn};
use utoipa::ToSchema;

use super::made_areas::area;
use crate::clock;
use crate::domain::RuleId;
use crate::engine::EngineSettings;
use crate::http::ApiState;
use crate::http::members::LargeMembers;
use crate::http::parameters::Parameters;
use crate::http::problem::{Problem, ProblemKind};
use crate::http::trial::{NOT_JUDGED, Trial, TrialError, Tried};
use crate::store::row::AlertRow;

/// Hours of a trial at most.
const HOURS_MAX: u64 = 24;

/// What an area would have raised.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Trials {
    /// Transitions in order, at most 1,000.
    alerts: Vec<AlertRow>,
    /// There were more.
    truncated: bool,
    /// How many alerts each rule would have raised.
    by_rule: BTreeMap<&'static str, u64>,
    /// Hours that vessels spent in the area, all together.
    vessel_hours: f64,
    /// What was looked at.
    examined: Examined,
    /// Rules that judge what is not stored: they are not tried.
    not_judged: Vec<&'static str>,
}

/// What was looked at.
#[derive(Debug, Serialize, ToSchema)]
struct Examined {
    /// From when.
    from: String,
    /// Until when.
    to: String,
    /// Positions about the area, with half an hour before.
    positions: usize,
}

/// Tries a watch area, before it is made or changed, on the positions of a past time: the rules run
/// over them as if the area were in force among the others. One trial at a time.
#[utoipa::path(
    post,
    path = "/api/v1/watch-areas/try",
    tag = "watch areas",
    request_body = TryAct,
    responses(
        (status = 200, description = "What it would have raised", body = Trials, content_type = "application/json"),
        (status = 422, description = "The area is not as an area has to be", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Another trial is under way", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "It takes too long, or the store cannot be read", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn run(
    State(state): State<ApiState>,
    parameters: Parameters,
    LargeMembers(mut members): LargeMembers,
) -> Result<Json<Trials>, Problem> {
    parameters.finish()?;
    let feature: Map<String, Value> = members.object("area")?;
    let (from, to) = (members.time("from")?, members.time("to")?);
    members.finish()?;
    if from >= to {
        return Err(Problem::invalid("from", "from has to be earlier than to"));
    }
    if to.since(from) > Duration::from_hours(HOURS_MAX) {
        let detail = format!("to has to be at most {HOURS_MAX} hours after from");
        return Err(Problem::invalid("to", detail));
    }
    let (loaded, _made) = area(feature)?;
    let place = state.trial_place().ok_or_else(|| {
        Problem::new(ProblemKind::TrialUnderWay, "another area is being tried; try again soon")
    })?;
    let others = state.areas();
    let others = others.iter().map(|other| {
        let mut area = other.area.clone();
        area.security_level = state.level(other);
        area
    });
    let trial = Trial {
        settings: EngineSettings::clone(&state.engine.borrow()),
        area: loaded.area,
        others: others.collect(),
        from,
        to,
    };
    let reader = state.reader.clone();
    let began = clock::monotonic_now();
    let work = tokio::task::spawn_blocking(move || {
        let tried = trial.run(&reader);
        drop(place);
        tried
    });
    let tried = match work.await {
        Ok(Ok(tried)) => tried,
        Ok(Err(TrialError::Store(error))) => {
            warn!(%error, "the store could not be read");
            let detail = "the store could not be read";
            return Err(Problem::new(ProblemKind::StoreUnavailable, detail));
        }
        Ok(Err(too_much)) => return Err(Problem::new(ProblemKind::Busy, too_much.to_string())),
        Err(panic) => {
            error!(%panic, "a trial met a defect");
            let detail = "the trial met a defect; it is logged";
            return Err(Problem::new(ProblemKind::Defect, detail));
        }
    };
    state.metrics().trial.observe(began.elapsed().as_secs_f64());
    let Tried { alerts, truncated, by_rule, vessel_time, positions } = tried;
    Ok(Json(Trials {
        alerts,
        truncated,
        by_rule,
        vessel_hours: (vessel_time.as_secs_f64() / 36.0).round() / 100.0,
        examined: Examined { from: from.to_string(), to: to.to_string(), positions },
        not_judged: NOT_JUDGED.map(RuleId::as_str).to_vec(),
    }))
}

/// What is to be tried.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the body")]
pub(in crate::http) struct TryAct {
    /// A GeoJSON Feature as for `POST /api/v1/watch-areas`.
    #[schema(value_type = Object)]
    area: Value,
    /// From when (RFC 3339).
    from: String,
    /// Until when, at most 24 hours later.
    to: String,
}
