use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use utoipa::ToSchema;

use super::officer_acts::{carry_out, refused, signed};
use crate::alert::{Deed, OfficerReport};
use crate::detect::Priority;
use crate::http::ApiState;
use crate::http::members::Members;
use crate::http::parameters::Parameters;
use crate::http::problem::{Problem, ProblemKind};
use crate::store::row::AlertRow;

const PRIORITIES: [(&str, Priority); 4] = [
    (Priority::Caution.as_str(), Priority::Caution),
    (Priority::Warning.as_str(), Priority::Warning),
    (Priority::Alarm.as_str(), Priority::Alarm),
    (Priority::Emergency.as_str(), Priority::Emergency),
];

/// Raises an alert of the rule `officer-report`: a call by voice, a letter, what a lookout saw. It
/// is about a contact or a place, and lives like any other until an officer closes it.
#[utoipa::path(
    post,
    path = "/api/v1/alerts",
    tag = "acts",
    request_body = ReportAct,
    responses(
        (status = 201, description = "The alert", body = AlertRow, content_type = "application/json"),
        (status = 422, description = "It is about nobody and nowhere", body = Problem, content_type = "application/problem+json"),
        (status = "4XX", description = "What is wrong, by member", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", description = "The store does not take it, or the daemon is stopping", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn create(
    State(state): State<ApiState>,
    parameters: Parameters,
    mut members: Members,
) -> Result<(StatusCode, Json<AlertRow>), Problem> {
    parameters.finish()?;
    let report = OfficerReport {
        priority: members.one_of("priority", &PRIORITIES)?,
        contact: members.contact("contact")?,
        position: members.position("position")?,
        exercise: members.flag("exercise")?,
    };
    let act = signed(members, Deed::Report(report))?;
    match carry_out(&state, act).await? {
        Ok(Some(alert)) => Ok((StatusCode::CREATED, Json(alert))),
        Ok(None) => {
            Err(Problem::new(ProblemKind::Defect, "the report was taken, its alert not told"))
        }
        Err(reason) => Err(refused(&reason)),
    }
}

/// What an officer reports.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the body")]
pub(in crate::http) struct ReportAct {
    /// `caution`, `warning`, `alarm` or `emergency`.
    priority: String,
    /// About whom, as in mmsi:219000001; null for a place alone.
    contact: Option<String>,
    /// Where: [longitude, latitude]; null for where the contact is.
    position: Option<Vec<f64>>,
    /// Part of an exercise.
    exercise: Option<bool>,
    /// Who reports.
    by: String,
    /// What: 1 to 2000 characters.
    note: String,
}
