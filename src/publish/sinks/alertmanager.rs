use std::time::Duration;

use reqwest::Client;
use serde::Serialize;
use tokio::task::spawn_blocking;

use super::http::{client, post};
use super::{Failure, Letter};
use crate::alert::AlertState;
use crate::clock;
use crate::config::{HttpTarget, SinkFilter, Template};
use crate::detect::Priority;
use crate::domain::EventTime;
use crate::net::Secret;
use crate::publish::filter::admits_ever;
use crate::publish::forms::render;
use crate::store::row::AlertRow;
use crate::store::{AlertFilter, Reader};

/// Alerts said again at most.
const OPEN_MAX: usize = 10_000;
/// An alert that is not said again ends after so many times.
const ENDS_AFTER: u32 = 4;

/// Prometheus Alertmanager, API v2. It forgets what is not said again: alerts whose condition holds
/// are repeated, and end when it ends.
#[derive(Debug)]
pub(in crate::publish) struct Alertmanager {
    client: Client,
    url: String,
    token: Option<Secret>,
    repeat: Duration,
    filter: SinkFilter,
    template: Template,
    reader: Reader,
}

/// An alert of the API.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Posted {
    labels: Labels,
    annotations: Annotations,
    starts_at: String,
    ends_at: String,
}

/// What makes it this alert.
#[derive(Serialize)]
struct Labels {
    alertname: String,
    severity: String,
    area: String,
    id: String,
    exercise: String,
}

#[derive(Serialize)]
struct Annotations {
    summary: String,
    state: String,
    revision: String,
    score: String,
}

impl Alertmanager {
    pub(super) fn new(
        target: &HttpTarget,
        repeat: Duration,
        filter: SinkFilter,
        template: Template,
        reader: Reader,
    ) -> Result<Self, String> {
        let token = target.secret.as_ref().map(Secret::read).transpose()?;
        let url = format!("{}/api/v2/alerts", target.url.trim_end_matches('/'));
        Ok(Self { client: client(target)?, url, token, repeat, filter, template, reader })
    }

    pub(super) const fn repeat(&self) -> Duration {
        self.repeat
    }

    pub(super) async fn send(&mut self, Letter { row, text }: &Letter<'_>) -> Result<(), Failure> {
        let mut alerts = vec![self.posted(row, text, &row.priority)];
        // Severity is among the labels: under the one of before it would go on beside the new one.
        if matches!(row.transition.as_str(), "escalated" | "retriggered" | "updated") {
            let others = Priority::ALL.iter().filter(|one| one.as_str() != row.priority);
            alerts.extend(others.map(|other| {
                let ended = self.posted(row, text, other.as_str());
                Posted { ends_at: clock::utc_now().to_string(), ..ended }
            }));
        }
        self.post(&alerts).await
    }

    /// Says every alert again whose condition holds.
    pub(super) async fn say_again(&mut self) -> Result<(), Failure> {
        let (reader, filter) = (self.reader.clone(), self.filter.clone());
        let holding = AlertFilter {
            states: vec![AlertState::Unacknowledged, AlertState::Acknowledged],
            ..AlertFilter::default()
        };
        let read = spawn_blocking(move || {
            let mut open = reader.alerts(&holding, None, OPEN_MAX)?.items;
            let mut failed = None;
            open.retain(|row| {
                admits_ever(&filter, row, &reader).unwrap_or_else(|error| {
                    failed = Some(error);
                    false
                })
            });
            failed.map_or(Ok(open), Err)
        });
        let open = read.await.map_err(Failure::unreachable)?.map_err(Failure::unreachable)?;
        let again = |row: &AlertRow| self.posted(row, &render(&self.template, row), &row.priority);
        let alerts: Vec<_> = open.iter().map(again).collect();
        if alerts.is_empty() { Ok(()) } else { self.post(&alerts).await }
    }

    fn posted(&self, row: &AlertRow, text: &str, severity: &str) -> Posted {
        let now = clock::utc_now();
        let holds = matches!(row.state.as_str(), "unacknowledged" | "acknowledged");
        let ends_at = if holds { plus(now, self.repeat * ENDS_AFTER) } else { now };
        Posted {
            labels: Labels {
                alertname: row.rule.to_string(),
                severity: severity.to_owned(),
                area: row.area.id.clone(),
                id: row.id.to_string(),
                exercise: row.exercise.to_string(),
            },
            annotations: Annotations {
                summary: text.to_owned(),
                state: row.state.clone(),
                revision: row.revision.to_string(),
                score: row.score.to_string(),
            },
            // Never after its end, whatever the clock of the feed.
            starts_at: row.raised_at.min(now).to_string(),
            ends_at: ends_at.to_string(),
        }
    }

    async fn post(&self, alerts: &[Posted]) -> Result<(), Failure> {
        let body = serde_json::to_vec(alerts).map_err(|e| Failure::Refused(e.to_string()))?;
        let mut request = self.client.post(&self.url).header("content-type", "application/json");
        if let Some(token) = &self.token {
            request = request.bearer_auth(token.reveal());
        }
        post(request.body(body)).await
    }
}

fn plus(time: EventTime, span: Duration) -> EventTime {
    let millis = i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
    EventTime::from_millis(time.as_millis().saturating_add(millis))
}
