use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, watch};
use tokio::time::timeout;
use tracing::{error, info, trace_span, warn};

use super::Outcome;
use super::alert_metrics::AlertMetrics;
use super::engine_task::answer;
use super::metrics::StoreMetrics;
use super::output::{Output, alert_of};
use super::pending::Pending;
use super::shown::Shown;
use crate::alert::{Act, Deed, Transition};
use crate::clock;
use crate::http::{ActError, ActReply};
use crate::query::AlertBoard;
use crate::store::row::AlertRow;
use crate::store::{Batch, Store, StoreError};
use crate::telemetry::{Health, SPANS, StoreHealth};

/// How often the store closes periods, and is tried again while it fails.
const MAINTAIN_EVERY: Duration = Duration::from_secs(1);
/// While the store goes on failing, an operator is told again after so long.
const REMIND_EVERY: Duration = Duration::from_mins(5);
/// Outputs committed together at most.
const GROUP_MAX: usize = 64;

/// The store with what has to happen after a commit: transitions are shown once they are durable.
/// While the store fails they are shown all the same, kept, and committed when it works again.
pub(super) struct StoreTask {
    pub(super) store: Store,
    pub(super) commit_interval: Duration,
    pub(super) outputs: mpsc::Receiver<Output>,
    pub(super) board: Arc<AlertBoard>,
    pub(super) shown: Shown,
    /// Number of the last transition committed, for those who read the log.
    pub(super) committed: watch::Sender<u64>,
    pub(super) health: Arc<Health>,
    pub(super) metrics: StoreMetrics,
    pub(super) alert_metrics: AlertMetrics,
}

impl StoreTask {
    /// Works until the engine is done; then commits the rest.
    pub(super) async fn run(self) -> Outcome {
        let now = clock::monotonic_now();
        let commit_at = now + self.commit_interval;
        let worker = Worker {
            task: self,
            pending: Pending::default(),
            failing: None,
            commit_at,
            maintain_at: now + MAINTAIN_EVERY,
        };
        worker.run().await
    }
}

/// Since when the store fails, what it says, and when that was last logged.
#[derive(Debug)]
struct Failing {
    problem: String,
    told_at: Instant,
}

struct Worker {
    task: StoreTask,
    pending: Pending,
    failing: Option<Failing>,
    commit_at: Instant,
    maintain_at: Instant,
}

impl Worker {
    async fn run(mut self) -> Outcome {
        let mut group = Vec::with_capacity(GROUP_MAX);
        loop {
            let wait = self.commit_at.min(self.maintain_at);
            let wait = wait.saturating_duration_since(clock::monotonic_now());
            match timeout(wait, self.task.outputs.recv_many(&mut group, GROUP_MAX)).await {
                Ok(0) => break,
                Ok(_) => self.take_in(&mut group),
                Err(_elapsed) => {}
            }
            self.keep_appointments();
        }
        self.finish()
    }

    fn take_in(&mut self, group: &mut Vec<Output>) {
        for output in group.iter() {
            self.pending.add_updates(&output.updates);
            self.pending.add_transitions(&output.transitions);
            if let Some((act, _)) = &output.act {
                self.pending.add_act(act.clone());
            }
        }
        // While the store fails it is tried at its appointments, not at every alert.
        let committed = match &self.failing {
            None => self.commit_alerts(),
            Some(failing) => Err(failing.problem.clone()),
        };
        for output in group.drain(..) {
            self.publish(output, &committed);
        }
        self.shed();
    }

    fn keep_appointments(&mut self) {
        let now = clock::monotonic_now();
        if now >= self.maintain_at {
            self.maintain_at = now + MAINTAIN_EVERY;
            if self.failing.is_some() {
                self.retry();
            } else if let Err(error) = self.task.store.maintain() {
                self.failed(&error);
            }
        }
        if now >= self.commit_at {
            self.commit_at = now + self.task.commit_interval;
            if self.failing.is_none() && self.commit_positions().is_ok() {
                self.task.metrics.pending_positions.set(0);
            }
        }
    }

    fn retry(&mut self) {
        if self.commit_alerts().is_ok() && self.commit_positions().is_ok() {
            self.failing = None;
            self.task.metrics.degraded.set(0);
            self.task.health.set_store(StoreHealth::Writing);
            info!("the store works again; what was kept has been committed");
        }
    }

    fn finish(mut self) -> Outcome {
        let alerts = self.commit_alerts();
        let positions = self.commit_positions();
        if alerts.is_err() || positions.is_err() {
            let positions = self.pending.updates();
            error!(positions, "the store did not take the rest before the stop");
            return Outcome::Abandoned;
        }
        Outcome::Drained
    }

    fn commit_alerts(&mut self) -> Result<(), String> {
        let Some(batch) = self.pending.alerts() else { return Ok(()) };
        let result = commit(&mut self.task.store, batch, &self.task.metrics);
        match result {
            Ok(()) => {
                if let Some(seq) = self.pending.last_seq() {
                    self.task.committed.send_replace(seq);
                }
                self.pending.alerts_committed();
                Ok(())
            }
            Err(error) => Err(self.failed(&error)),
        }
    }

    fn commit_positions(&mut self) -> Result<(), String> {
        let Some(batch) = self.pending.positions() else { return Ok(()) };
        let result = commit(&mut self.task.store, batch, &self.task.metrics);
        match result {
            Ok(()) => {
                self.pending.positions_committed();
                Ok(())
            }
            Err(error) => Err(self.failed(&error)),
        }
    }

    /// Notes that the store fails; the problem in a sentence.
    fn failed(&mut self, error: &StoreError) -> String {
        let problem = error.to_string();
        let now = clock::monotonic_now();
        let told_at = match &self.failing {
            Some(failing) if now < failing.told_at + REMIND_EVERY => failing.told_at,
            _ => {
                error!(%error, "the store fails: alerts and positions are in memory alone");
                now
            }
        };
        self.failing = Some(Failing { problem: problem.clone(), told_at });
        self.task.metrics.degraded.set(1);
        self.task.health.set_store(StoreHealth::Degraded { problem: problem.clone() });
        problem
    }

    fn publish(&mut self, output: Output, committed: &Result<(), String>) {
        let Output { transitions, act, received, .. } = output;
        let rows: Vec<AlertRow> = transitions.iter().map(AlertRow::from).collect();
        let reply = act.map(|(act, reply)| (reply, self.outcome(&act, &transitions, committed)));
        if !rows.is_empty() {
            let timer = self.task.metrics.publish_duration.start_timer();
            self.task.board.publish(rows);
            timer.observe_duration();
        }
        for transition in &transitions {
            self.task.alert_metrics.published(transition, received);
        }
        if let Some((reply, outcome)) = reply {
            answer(reply, outcome);
        }
    }

    fn outcome(
        &self,
        act: &Act,
        transitions: &[Transition],
        committed: &Result<(), String>,
    ) -> ActReply {
        // The engine goes by it already, stored or not.
        self.task.shown.take(act);
        if let Err(problem) = committed {
            return Err(ActError::StoreUnavailable(problem.clone()));
        }
        let is_meant = |transition: &&Transition| match act.deed {
            Deed::Report(_) => true,
            _ => Some(transition.alert.id) == alert_of(act),
        };
        Ok(transitions.iter().rev().find(is_meant).map(AlertRow::from))
    }

    fn shed(&mut self) {
        let (positions, transitions) = self.pending.shed();
        let metrics = &self.task.metrics;
        metrics.dropped_positions.inc_by(u64::try_from(positions).unwrap_or(u64::MAX));
        metrics.dropped_transitions.inc_by(u64::try_from(transitions).unwrap_or(u64::MAX));
        let waiting = i64::try_from(self.pending.updates()).unwrap_or(i64::MAX);
        metrics.pending_positions.set(waiting);
        if positions + transitions > 0 {
            warn!(positions, transitions, "the store failed for too long: the oldest were let go");
        }
    }
}

fn commit(store: &mut Store, batch: &Batch, metrics: &StoreMetrics) -> Result<(), StoreError> {
    let _span = trace_span!(
        target: SPANS, "commit",
        transitions = batch.transitions.len(), updates = batch.updates.len(),
    )
    .entered();
    let timer = metrics.commit_duration.start_timer();
    let result = store.commit(batch);
    timer.observe_duration();
    result
}
