use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket, close_code};
use tokio::sync::watch;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval, sleep_until, timeout};
use tracing::{debug, error, info};

use super::feed_state::FeedState;
use super::request::Request;
use super::text::Said;
use super::viewer::{Alerting, Out, Viewer};
use crate::clock;
use crate::http::ApiState;
use crate::query::Snapshot;

/// From one step to the next at least: a view that moves is answered soon, a client that shouts
/// costs no more than five steps a second.
const STEP_EVERY: Duration = Duration::from_millis(200);

/// How often feeds are told of.
const FEEDS_EVERY: Duration = Duration::from_secs(5);

/// A client that takes longer for one step's frames is too slow. It is sent the newest picture after
/// each, so that a slow one sees fewer, never old ones, and nothing gathers for it.
const SEND_MAX: Duration = Duration::from_secs(10);

/// One console on the live picture.
pub(in crate::http) struct Client {
    state: ApiState,
    socket: WebSocket,
    viewer: Viewer,
    picture: watch::Receiver<Arc<Snapshot>>,
    alerting: Alerting,
    /// The last transition that `alerting` follows from.
    alerting_as_of: Option<u64>,
    /// Something is new for the client.
    due: bool,
    stepped: Instant,
}

/// Why a client is served no more.
enum End {
    Left,
    TooSlow,
    Stopping,
}

impl Client {
    pub(in crate::http) fn new(state: ApiState, socket: WebSocket) -> Self {
        Self {
            picture: state.picture(),
            state,
            socket,
            viewer: Viewer::default(),
            alerting: Alerting::default(),
            alerting_as_of: None,
            due: true,
            stepped: now(),
        }
    }

    /// Serves until the client leaves, is too slow, or the daemon stops.
    pub(in crate::http) async fn run(mut self) {
        match self.serve().await {
            Err(End::Left) | Ok(()) => {}
            Err(End::TooSlow) => {
                self.state.metrics().live_dropped.inc();
                info!("a console was let go: it took the live picture too slowly");
            }
            Err(End::Stopping) => {
                let reason = "the daemon is stopping".into();
                let frame = CloseFrame { code: close_code::AWAY, reason };
                let close = self.socket.send(Message::Close(Some(frame)));
                if !matches!(timeout(SEND_MAX, close).await, Ok(Ok(()))) {
                    debug!("a console did not take the word that the daemon stops");
                }
            }
        }
    }

    async fn serve(&mut self) -> Result<(), End> {
        self.hello().await?;
        let closing = self.state.closing().clone();
        let mut feeds = ticks();
        loop {
            let (due, at) = (self.due, self.stepped + STEP_EVERY);
            tokio::select! {
                () = closing.cancelled() => return Err(End::Stopping),
                said = self.socket.recv() => self.heard(said).await?,
                _ = feeds.tick() => self.feeds().await?,
                () = sleep_until(at), if due => self.step().await?,
                changed = self.picture.changed(), if !due => match changed {
                    Ok(()) => self.due = true,
                    Err(_no_more_pictures) => return Err(End::Stopping),
                },
            }
        }
    }

    async fn hello(&mut self) -> Result<(), End> {
        let now = clock::utc_now();
        let exercise = self.state.health.feeds(now).iter().any(|feed| feed.exercise);
        let version = env!("CARGO_PKG_VERSION");
        let hello = Said::Hello { time: now.to_string(), exercise, version };
        self.send(vec![Out::Text(hello.to_json())]).await
    }

    async fn feeds(&mut self) -> Result<(), End> {
        let feeds = Said::Feeds(FeedState::of(&self.state, clock::utc_now()));
        self.send(vec![Out::Text(feeds.to_json())]).await
    }

    async fn heard(&mut self, said: Option<Result<Message, axum::Error>>) -> Result<(), End> {
        let text = match said {
            Some(Ok(Message::Text(text))) => text,
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => return Ok(()),
            Some(Ok(Message::Binary(_))) => {
                return self.misunderstood("frames have to be text".to_owned()).await;
            }
            Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(End::Left),
        };
        match Request::parse(&text) {
            Ok(request) => {
                self.viewer.asked(request);
                self.due = true;
                Ok(())
            }
            Err(detail) => self.misunderstood(detail).await,
        }
    }

    async fn misunderstood(&mut self, detail: String) -> Result<(), End> {
        self.send(vec![Out::Text(Said::Problem { detail }.to_json())]).await
    }

    /// Finds out what is new, on a thread for that, and sends it.
    async fn step(&mut self) -> Result<(), End> {
        self.due = false;
        let picture = Arc::clone(&self.picture.borrow_and_update());
        self.look_at_alerts();
        let alerting = Arc::clone(&self.alerting);
        let mut viewer = std::mem::take(&mut self.viewer);
        let state = self.state.clone();
        let turn = state.live_places().turn().await;
        let work = tokio::task::spawn_blocking(move || {
            let began = clock::monotonic_now();
            let out = viewer.step(&picture, &alerting);
            (viewer, out, began.elapsed())
        });
        let Ok((viewer, out, took)) = work.await else {
            error!("a step of the live picture met a defect; its console is let go");
            return Err(End::Left);
        };
        drop(turn);
        self.viewer = viewer;
        state.metrics().live_step.observe(took.as_secs_f64());
        let sent = self.send(out).await;
        self.stepped = now();
        sent
    }

    fn look_at_alerts(&mut self) {
        let last = self.state.alerts.last_seq();
        if self.alerting_as_of == Some(last) {
            return;
        }
        self.alerting_as_of = Some(last);
        let open = self.state.alerts.open();
        let participants = open.iter().flat_map(|alert| &alert.participants);
        let contacts: BTreeSet<_> = participants.filter_map(|one| one.contact).collect();
        self.alerting = Arc::new(contacts);
    }

    async fn send(&mut self, out: Vec<Out>) -> Result<(), End> {
        let bytes: usize = out.iter().map(Out::len).sum();
        let socket = &mut self.socket;
        let send = async {
            for frame in out {
                let message = match frame {
                    Out::Text(text) => Message::Text(text.into()),
                    Out::Binary(bytes) => Message::Binary(bytes.into()),
                };
                socket.send(message).await?;
            }
            Ok::<(), axum::Error>(())
        };
        match timeout(SEND_MAX, send).await {
            Ok(Ok(())) => {
                let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
                self.state.metrics().live_bytes.inc_by(bytes);
                Ok(())
            }
            Ok(Err(_broken)) => Err(End::Left),
            Err(_elapsed) => Err(End::TooSlow),
        }
    }
}

fn now() -> Instant {
    Instant::from_std(clock::monotonic_now())
}

fn ticks() -> Interval {
    let mut ticks = interval(FEEDS_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}
