use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};
use tokio::time::{MissedTickBehavior, interval};
use tracing::error;

use super::live_time::LiveTime;
use super::metrics::EngineMetrics;
use super::output::Output;
use crate::alert::{Act, Deed, RefusalReason};
use crate::areas::{AreaId, SecurityLevel, WatchArea, WatchAreas};
use crate::clock;
use crate::domain::FeedName;
use crate::engine::{Effect, Engine, EngineSettings, Event};
use crate::feeds::ReportBatch;
use crate::http::{ActError, ActReply, ActRequest};
use crate::picture::TrackUpdate;
use crate::telemetry::{Health, StoreHealth};

/// How often silence is looked at.
const TICK: Duration = Duration::from_millis(250);

/// The engine with its queues; the one owner of the picture and the alerts.
pub(super) struct EngineTask {
    pub(super) engine: Engine,
    pub(super) silence_grace: Duration,
    pub(super) reports: mpsc::Receiver<ReportBatch>,
    pub(super) acts: mpsc::Receiver<ActRequest>,
    pub(super) changes: mpsc::Receiver<Change>,
    /// Security levels that officers have set; they outlive a change of the areas.
    pub(super) levels: BTreeMap<AreaId, SecurityLevel>,
    pub(super) outputs: mpsc::Sender<Output>,
    pub(super) updates: mpsc::Sender<Arc<[TrackUpdate]>>,
    pub(super) metrics: EngineMetrics,
    pub(super) health: Arc<Health>,
}

/// Another configuration for the engine.
pub(super) struct Change {
    pub(super) settings: Box<EngineSettings>,
    /// Ids of the areas that the configuration before had, and those that this one has.
    pub(super) areas: Option<(BTreeSet<AreaId>, Vec<WatchArea>)>,
    /// Every feed there is from now on, and whether it is an exercise.
    pub(super) feeds: Vec<(FeedName, bool)>,
    /// Told when it is in force, or why it is not.
    pub(super) done: oneshot::Sender<Result<(), String>>,
}

/// Nobody takes what the engine gives: the store's thread is gone.
#[derive(Debug)]
struct OutputsGone;

impl EngineTask {
    /// Works until all feeds are done and their queue is empty.
    pub(super) async fn run(mut self) {
        if let Err(OutputsGone) = self.work().await {
            error!("the engine stops: the store's thread is gone");
        }
        self.acts.close();
        while let Some(ActRequest { reply, .. }) = self.acts.recv().await {
            answer(reply, Err(ActError::ShuttingDown));
        }
    }

    async fn work(&mut self) -> Result<(), OutputsGone> {
        let mut time = LiveTime::new(self.silence_grace);
        time.set(self.engine.time(), clock::monotonic_now());
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                biased;
                Some(request) = self.acts.recv() => self.act(request).await?,
                Some(change) = self.changes.recv() => self.change(change).await?,
                _ = ticks.tick() => {
                    self.health.engine_beat(clock::monotonic_now());
                    self.silence(&time).await?;
                }
                batch = self.reports.recv() => match batch {
                    Some(batch) => self.batch(batch).await?,
                    None => return Ok(()),
                },
            }
            time.set(self.engine.time(), clock::monotonic_now());
        }
    }

    async fn batch(
        &mut self,
        ReportBatch { reports, received }: ReportBatch,
    ) -> Result<(), OutputsGone> {
        let started = clock::monotonic_now();
        let lag = started.saturating_duration_since(received);
        self.metrics.lag.set(lag.as_secs_f64());
        self.health.set_engine_lag(lag);
        self.metrics.queue_depth.set(i64::try_from(self.reports.len()).unwrap_or(i64::MAX));
        let mut effects = Vec::new();
        self.engine.handle_reports(&reports, &mut effects);
        self.metrics.evicted(&self.engine.evictions());
        self.metrics.duration.observe(started.elapsed().as_secs_f64());
        self.put_out(effects, None, Some(received)).await
    }

    /// Lets fall due what fell due while nothing came.
    async fn silence(&mut self, time: &LiveTime) -> Result<(), OutputsGone> {
        let Some(until) = time.silent_until(clock::monotonic_now()) else { return Ok(()) };
        let mut effects = Vec::new();
        self.engine.advance_to(until, &mut effects);
        self.put_out(effects, None, None).await
    }

    /// Carries out an act. While the store fails nothing can be acknowledged, so nothing is tried.
    async fn act(
        &mut self,
        ActRequest { act, past, reply }: ActRequest,
    ) -> Result<(), OutputsGone> {
        if let StoreHealth::Degraded { problem } = self.health.store() {
            answer(reply, Err(ActError::StoreUnavailable(problem)));
            return Ok(());
        }
        let mut effects = Vec::new();
        let event = match past {
            Some(alert) => Event::OfficerOnPast(act.clone(), alert),
            None => Event::Officer(act.clone()),
        };
        self.engine.handle(event, &mut effects);
        if let Some(reason) = refusal(&effects) {
            answer(reply, Err(ActError::Refused(reason)));
            return self.put_out(effects, None, None).await;
        }
        self.remember_level(&act.deed);
        self.put_out(effects, Some((act, reply)), None).await
    }

    fn remember_level(&mut self, deed: &Deed) {
        match deed {
            Deed::SetSecurityLevel { area, level } => {
                self.levels.insert(area.clone(), *level);
            }
            Deed::PutArea { area, is_new: true } => {
                self.levels.remove(&area.area.id);
            }
            Deed::DeleteArea { area } => {
                self.levels.remove(area);
            }
            _ => {}
        }
    }

    /// Puts another configuration in force, between two batches. Areas that officers have made stay,
    /// and so do the levels that they have set.
    async fn change(&mut self, change: Change) -> Result<(), OutputsGone> {
        let Change { settings, areas, feeds, done } = change;
        let mut effects = Vec::new();
        if let Some((before, now)) = areas {
            let kept = self.engine.areas().iter().map(|(_, area)| area);
            let kept = kept.filter(|area| !before.contains(&area.id)).cloned();
            let mut joined = match WatchAreas::new(now.into_iter().chain(kept).collect()) {
                Ok(joined) => joined,
                Err(problem) => {
                    drop(done.send(Err(problem.to_string())));
                    return Ok(());
                }
            };
            self.levels.retain(|area, level| joined.set_level(area, *level));
            self.engine.handle(Event::WatchAreas(joined), &mut effects);
        }
        for (feed, exercise) in feeds {
            self.metrics.expect(feed, exercise);
        }
        self.engine.handle(Event::Settings(settings), &mut effects);
        self.put_out(effects, None, None).await?;
        // Whoever asked is stopping.
        drop(done.send(Ok(())));
        Ok(())
    }

    async fn put_out(
        &mut self,
        effects: Vec<Effect>,
        act: Option<(Act, oneshot::Sender<ActReply>)>,
        received: Option<Instant>,
    ) -> Result<(), OutputsGone> {
        let mut updates = Vec::with_capacity(effects.len());
        let mut transitions = Vec::new();
        for effect in effects {
            match effect {
                Effect::Track(update) => updates.push(update),
                Effect::Alert(transition) => transitions.push(*transition),
                Effect::Anomaly(anomaly) => self.metrics.count(anomaly),
                // Its sender has been answered.
                Effect::Refused { .. } => {}
            }
        }
        if updates.is_empty() && transitions.is_empty() && act.is_none() {
            return Ok(());
        }
        let updates: Arc<[TrackUpdate]> = updates.into();
        if !updates.is_empty() {
            self.updates.send(Arc::clone(&updates)).await.map_err(|_closed| OutputsGone)?;
        }
        let output = Output { updates, transitions, act, received };
        self.outputs.send(output).await.map_err(|_closed| OutputsGone)
    }
}

fn refusal(effects: &[Effect]) -> Option<RefusalReason> {
    effects.iter().find_map(|effect| match effect {
        Effect::Refused { reason, .. } => Some(reason.clone()),
        _ => None,
    })
}

/// Whoever asked may have left; then there is nobody to tell.
pub(super) fn answer(reply: oneshot::Sender<ActReply>, outcome: ActReply) {
    drop(reply.send(outcome));
}
