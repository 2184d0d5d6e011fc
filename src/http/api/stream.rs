use std::collections::BTreeMap;
use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::filter;
use crate::alert::AlertId;
use crate::http::ApiState;
use crate::http::admission::Client;
use crate::http::parameters::Parameters;
use crate::http::problem::{Problem, ProblemKind};
use crate::query::Published;
use crate::store::row::AlertRow;
use crate::store::{AlertFilter, Followed, Reader};

/// Comments go out this often where nothing happens, so that both sides notice a dead line.
const COMMENT_INTERVAL: Duration = Duration::from_secs(15);

/// Events that wait for one client beside what the connection holds.
const EVENTS_WAITING_MAX: usize = 64;

/// Rows of the log that are read at once for a client that resumes.
const LOG_PAGE: usize = 500;

/// Alert transitions as they are committed, as Server-Sent Events. `id` is the transition's `seq`;
/// a client that comes back with `Last-Event-ID` gets what it missed. Without it the first event is
/// a `snapshot` (`seq`, and the open alerts as `items`). An alert that was once as the parameters ask
/// stays in the stream to its end, even where its priority falls. Where transitions cannot be given any more
/// (an id older than the log, a client that was too slow) a `gap` event names those missed (`from`,
/// `to`) and a `snapshot` follows.
#[utoipa::path(
    get,
    path = "/api/v1/alerts/stream",
    tag = "alerts",
    params(
        ("Last-Event-ID" = Option<u64>, Header, description = "`seq` of the last transition seen"),
        ("rule" = Option<String>, Query, description = "Only this rule"),
        ("area" = Option<String>, Query, description = "Only this watch area, by id"),
        ("priority" = Option<String>, Query, description = "This priority or above; an alert that had it once stays"),
        ("contact" = Option<String>, Query, description = "Only with this participant; an alert that had it once stays"),
        ("exercise" = Option<bool>, Query, description = "Only exercises, or none"),
    ),
    responses(
        (status = 200, description = "Events `snapshot`, `alert` and `gap`, a comment every 15 s", content_type = "text/event-stream"),
        (status = 503, description = "All streams are taken, or the daemon is stopping", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn stream(
    State(state): State<ApiState>,
    client: Client,
    headers: HeaderMap,
    mut parameters: Parameters,
) -> Result<Response, Problem> {
    let filter = filter::for_stream(&mut parameters)?;
    parameters.finish()?;
    let last_seen = last_event_id(&headers)?;
    if state.closing().is_cancelled() {
        return Err(Problem::new(ProblemKind::ShuttingDown, "the daemon is stopping"));
    }
    let place = state.stream_place(client)?;
    let counted = state.metrics().stream_client();
    let (events, waiting) = mpsc::channel(EVENTS_WAITING_MAX);
    let follower =
        Follower { state: state.clone(), filter, followed: Followed::default(), events, seen: 0 };
    state.tasks().spawn(async move {
        follower.run(last_seen).await;
        drop((place, counted));
    });
    let comments = KeepAlive::new().interval(COMMENT_INTERVAL);
    let events = Sse::new(ReceiverStream::new(waiting)).keep_alive(comments);
    // Proxies that collect answers before they pass them on would hold alerts back.
    let unbuffered = (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    Ok(([unbuffered], events).into_response())
}

fn last_event_id(headers: &HeaderMap) -> Result<Option<u64>, Problem> {
    let Some(value) = headers.get("last-event-id") else { return Ok(None) };
    let id = value.to_str().ok().map(str::trim);
    match id {
        Some("") => Ok(None),
        id => match id.and_then(|id| id.parse().ok()) {
            Some(id) => Ok(Some(id)),
            None => Err(Problem::invalid(
                "Last-Event-ID",
                "Last-Event-ID has to be the `id` of an event of this stream",
            )),
        },
    }
}

/// One client of the stream. A task of its own: it waits when its client is slow, and then finds
/// that the board has gone on without it.
struct Follower {
    state: ApiState,
    filter: AlertFilter,
    /// Alerts that were once as the filter asks.
    followed: Followed,
    events: mpsc::Sender<Result<Event, Infallible>>,
    /// The last transition the client has been told of, or did not ask for.
    seen: u64,
}

/// The client went away.
struct Left;

impl Follower {
    async fn run(mut self, last_seen: Option<u64>) {
        let closing = self.state.closing().clone();
        let events = self.events.clone();
        tokio::select! {
            () = closing.cancelled() => {}
            () = events.closed() => {}
            _ = self.follow(last_seen) => {}
        }
    }

    async fn follow(&mut self, last_seen: Option<u64>) -> Result<(), Left> {
        let mut live = match last_seen {
            None => self.begin_with_snapshot().await?,
            Some(last_seen) => self.resume(last_seen).await?,
        };
        loop {
            match live.recv().await {
                Ok(row) => self.tell(&row).await?,
                Err(RecvError::Lagged(_)) => live = self.gap(self.seen).await?,
                Err(RecvError::Closed) => return Ok(()),
            }
        }
    }

    async fn begin_with_snapshot(&mut self) -> Result<Receiver<Published>, Left> {
        let (open, seq, live) = self.state.alerts.subscribe();
        self.snapshot(&open, seq).await?;
        Ok(live)
    }

    /// Gives what was committed after `last_seen`, from the log until memory has the rest, then goes
    /// on live. However much it is, no more than a page of it is in memory at a time.
    async fn resume(&mut self, last_seen: u64) -> Result<Receiver<Published>, Left> {
        self.seen = last_seen;
        let mut covered = false;
        loop {
            if let Some((missed, live)) = self.state.alerts.resume(self.seen) {
                for row in missed {
                    self.tell(&row).await?;
                }
                return Ok(live);
            }
            covered = covered || self.log_covers(last_seen).await;
            // Where the log does not give what the board has shown: say so instead of hiding it.
            if !covered || !self.tell_a_page().await? {
                return self.gap(self.seen).await;
            }
        }
    }

    /// Passes on the next transitions of the log; whether there were any.
    async fn tell_a_page(&mut self) -> Result<bool, Left> {
        let after = self.seen;
        let read = self.state.read(move |reader| reader.transitions_after(after, LOG_PAGE));
        for row in read.await.unwrap_or_default() {
            self.tell(&row).await?;
        }
        Ok(self.seen > after)
    }

    async fn log_covers(&self, last_seen: u64) -> bool {
        let log = self.state.read(Reader::seq_range).await.ok().flatten();
        // An id from after the newest is one of another log.
        log.is_some_and(|(first, newest)| {
            first <= last_seen.saturating_add(1) && last_seen <= newest
        })
    }

    /// Names what the client will not get and shows it how things stand.
    async fn gap(&mut self, last_seen: u64) -> Result<Receiver<Published>, Left> {
        let (open, seq, live) = self.state.alerts.subscribe();
        let from = if last_seen > seq { 1 } else { last_seen.saturating_add(1) };
        self.send(event("gap", None, &Gap { from, to: seq })).await?;
        self.snapshot(&open, seq).await?;
        Ok(live)
    }

    async fn snapshot(&mut self, open: &[Published], seq: u64) -> Result<(), Left> {
        let mut items: Vec<&AlertRow> = open.iter().map(AsRef::as_ref).collect();
        self.learn(&items).await;
        items.retain(|alert| self.follows(alert));
        self.seen = seq;
        self.send(event("snapshot", Some(seq), &Snapshot { seq, items })).await
    }

    /// Passes a transition on, unless the client has it or did not ask for it.
    async fn tell(&mut self, alert: &AlertRow) -> Result<(), Left> {
        if alert.seq <= self.seen {
            return Ok(());
        }
        self.seen = alert.seq;
        self.learn(&[alert]).await;
        if !self.follows(alert) {
            return Ok(());
        }
        self.send(event("alert", Some(alert.seq), alert)).await
    }

    /// Finds out which alerts the client follows: those that are as the filter asks, and those that
    /// were so at an earlier revision.
    async fn learn(&mut self, alerts: &[&AlertRow]) {
        let lasting = filter::without_what_changes(&self.filter);
        let mut unsure = Vec::new();
        for alert in alerts {
            if filter::lets_through(&self.filter, alert) {
                self.followed.note(alert, true);
            } else if filter::lets_through(&lasting, alert) && self.followed.knows(alert).is_none()
            {
                unsure.push((alert.alert_id(), alert.seq));
            }
        }
        if unsure.is_empty() {
            return;
        }
        let wanted = self.filter.clone();
        let read = self.state.read(move |reader| {
            let was = |(id, seq): (AlertId, u64)| {
                reader.was(id, seq, |earlier| filter::lets_through(&wanted, earlier))
            };
            unsure.into_iter().map(|asked| Ok((asked.0, was(asked)?))).collect()
        });
        // Where the log cannot be read: rather an alert too many than an end that nobody hears of.
        let were: BTreeMap<AlertId, bool> = read.await.unwrap_or_default();
        for alert in alerts {
            if let Some(was) = were.get(&alert.alert_id()) {
                self.followed.note(alert, *was);
            }
        }
    }

    /// Whether an alert goes to the client, after [`Follower::learn`].
    fn follows(&self, alert: &AlertRow) -> bool {
        filter::lets_through(&self.filter, alert)
            || (filter::lets_through(&filter::without_what_changes(&self.filter), alert)
                && self.followed.knows(alert).unwrap_or(true))
    }

    async fn send(&self, event: Event) -> Result<(), Left> {
        self.events.send(Ok(event)).await.map_err(|_closed| Left)
    }
}

/// How things stood at a moment.
#[derive(Serialize)]
struct Snapshot<'a> {
    seq: u64,
    items: Vec<&'a AlertRow>,
}

/// Transitions that a client will not get.
#[derive(Serialize)]
struct Gap {
    from: u64,
    to: u64,
}

fn event(name: &str, id: Option<u64>, data: &impl Serialize) -> Event {
    let json = serde_json::to_string(data).expect("wire types have text keys and finite numbers");
    let event = Event::default().event(name).data(json);
    match id {
        Some(id) => event.id(id.to_string()),
        None => event,
    }
}
