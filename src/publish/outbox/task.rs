use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, watch};
use tokio::task::spawn_blocking;
use tokio::time::{sleep, sleep_until, timeout};
use tokio_util::sync::CancellationToken;
use tracing::{Instrument, error, info, trace_span, warn};

use super::desk::{Counter, SinkState};
use super::metrics::Meters;
use super::progress::Progress;
use super::waits::Waits;
use crate::clock;
use crate::config::SinkConfig;
use crate::net::Backoff;
use crate::publish::filter::{admits, admits_ever, depends_on_the_past};
use crate::publish::forms::render;
use crate::publish::sinks::{Failure, Letter, Sender};
use crate::store::row::AlertRow;
use crate::store::{DeadLetter, Followed, Reader, StoreError};
use crate::telemetry::SPANS;

/// Transitions read from the log at a time.
const PAGE: usize = 64;
/// After the store did not answer.
const STORE_PAUSE: Duration = Duration::from_secs(1);
/// A wait at the end of the log, after which the gauges are brought up to date.
const IDLE_MAX: Duration = Duration::from_secs(5);

/// One sink at work.
pub(super) struct SinkTask {
    pub(super) config: SinkConfig,
    pub(super) sender: Sender,
    pub(super) cursor: u64,
    pub(super) reader: Reader,
    pub(super) committed: watch::Receiver<u64>,
    pub(super) progress: Arc<Progress>,
    pub(super) meters: Meters,
    pub(super) counter: Arc<Counter>,
    /// Dead letters to be tried again.
    pub(super) again: mpsc::Receiver<u64>,
    pub(super) stop: CancellationToken,
}

/// The sink was told to stop before a transition was done with.
struct Stopped;

/// What keeps a sink at its end of the log.
enum Idle {
    Committed,
    Again(u64),
    Chore,
    Stopped,
}

struct Worker {
    task: SinkTask,
    waits: Waits,
    chore_at: Option<Instant>,
    dead: u64,
    followed: Followed,
}

impl SinkTask {
    /// Works until it is told to stop and has delivered what it can without waiting.
    pub(super) async fn run(self) {
        let sink = self.config.name.clone();
        let (log, name) = (self.progress.log().clone(), sink.clone());
        let dead = blocking(move || log.dead_letter_count(&name)).await.unwrap_or_default();
        let mut worker = Worker {
            task: self,
            waits: Waits::default(),
            chore_at: None,
            dead,
            followed: Followed::default(),
        };
        worker.plan_chore();
        if let Err(Stopped) = worker.work().await {
            info!(%sink, cursor = worker.task.cursor, "the sink stops with transitions to deliver");
        }
        worker.task.sender.close().await;
    }
}

impl Worker {
    async fn work(&mut self) -> Result<(), Stopped> {
        loop {
            // Marked before the log is read, so that nothing that follows is missed.
            self.task.committed.borrow_and_update();
            let (reader, cursor) = (self.task.reader.clone(), self.task.cursor);
            let page = match blocking(move || reader.transitions_after(cursor, PAGE)).await {
                Ok(page) => page,
                Err(error) => {
                    warn!(sink = %self.task.config.name, %error, "the log cannot be read");
                    self.pause(STORE_PAUSE).await?;
                    continue;
                }
            };
            self.show(None);
            if page.is_empty() {
                match self.idle().await {
                    Idle::Stopped => return Ok(()),
                    Idle::Again(seq) => self.send_again(seq).await,
                    Idle::Committed | Idle::Chore => {}
                }
            }
            for row in page {
                self.pass(&row).await?;
                self.task.cursor = row.seq;
                self.task.progress.move_to(&self.task.config.name, row.seq);
                self.show(Some(SinkState::Delivering));
            }
            self.do_chore_if_due().await;
        }
    }

    /// Delivers a transition, or makes a dead letter of it.
    async fn pass(&mut self, row: &AlertRow) -> Result<(), Stopped> {
        if !self.is_wanted(row).await? {
            return Ok(());
        }
        let text = render(&self.task.config.template, row);
        let letter = Letter { row, text: &text };
        let mut backoff = Backoff::new();
        let mut refusals = 0;
        loop {
            let failure = match self.attempt(&letter).await {
                Ok(()) => {
                    self.task.meters.delivered(row.exercise);
                    return Ok(());
                }
                Err(failure) => failure,
            };
            self.task.meters.retries.inc();
            refusals += u32::from(matches!(failure, Failure::Refused(_)));
            let over = refusals >= self.task.config.attempts_max
                || self.waits.oldest(clock::monotonic_now()) >= self.task.config.give_up;
            if over {
                return self.bury(row, refusals, &failure).await;
            }
            if self.task.stop.is_cancelled() {
                return Err(Stopped);
            }
            let wait = backoff.wait(fastrand::f64());
            let sink = &self.task.config.name;
            warn!(%sink, alert = %row.id, problem = %failure, ?wait, "not delivered, trying again");
            self.show(Some(SinkState::Retrying));
            self.pause(wait).await?;
        }
    }

    /// Whether the sink is told of a transition.
    async fn is_wanted(&mut self, row: &AlertRow) -> Result<bool, Stopped> {
        let filter = &self.task.config.filter;
        if admits(filter, row) {
            self.followed.note(row, true);
            return Ok(true);
        }
        if !depends_on_the_past(filter, row) {
            return Ok(false);
        }
        let wanted = match self.followed.knows(row) {
            Some(known) => known,
            None => self.ask_the_log(row).await?,
        };
        self.followed.note(row, wanted);
        Ok(wanted)
    }

    async fn ask_the_log(&mut self, row: &AlertRow) -> Result<bool, Stopped> {
        loop {
            let reader = self.task.reader.clone();
            let (filter, row) = (self.task.config.filter.clone(), row.clone());
            match blocking(move || admits_ever(&filter, &row, &reader)).await {
                Ok(was) => return Ok(was),
                Err(error) => {
                    warn!(sink = %self.task.config.name, %error, "the log cannot be read");
                    self.pause(STORE_PAUSE).await?;
                }
            }
        }
    }

    async fn attempt(&mut self, letter: &Letter<'_>) -> Result<(), Failure> {
        let span = trace_span!(
            target: SPANS, "deliver",
            otel.kind = "producer", sink = %self.task.config.name, alert = %letter.row.id,
            revision = letter.row.revision,
        );
        let sending = self.task.sender.send(letter).instrument(span);
        let sent = timeout(self.task.config.timeout, sending).await;
        let sent = match sent {
            Ok(sent) => sent,
            Err(_elapsed) => {
                self.task.sender.reset();
                let secs = self.task.config.timeout.as_secs();
                Err(Failure::Unreachable(format!("no answer within {secs} s")))
            }
        };
        let mut status = self.task.counter.status();
        match &sent {
            Ok(()) => {
                status.last_delivery = Some(clock::utc_now());
                status.problem = None;
            }
            Err(failure) => status.problem = Some(failure.to_string()),
        }
        sent
    }

    /// Keeps what could not be delivered, for an operator to see and send again.
    async fn bury(
        &mut self,
        row: &AlertRow,
        refusals: u32,
        failure: &Failure,
    ) -> Result<(), Stopped> {
        let sink = self.task.config.name.clone();
        error!(%sink, alert = %row.id, revision = row.revision, problem = %failure, "a dead letter");
        let letter = DeadLetter {
            seq: row.seq,
            id: row.id,
            revision: row.revision,
            refusals,
            problem: failure.to_string(),
            time: clock::utc_now(),
        };
        loop {
            let (log, sink, letter) =
                (self.task.progress.log().clone(), sink.clone(), letter.clone());
            match blocking(move || log.bury(&sink, &letter)).await {
                Ok(dropped) => {
                    self.dead = (self.dead + 1).saturating_sub(dropped);
                    self.task.meters.died(row.exercise);
                    self.task.meters.dropped.inc_by(dropped);
                    return Ok(());
                }
                Err(error) => {
                    warn!(sink = %self.task.config.name, %error, "the dead letter is not kept yet");
                    self.pause(STORE_PAUSE).await?;
                }
            }
        }
    }

    /// One more attempt at a dead letter; it stays one if that fails.
    async fn send_again(&mut self, seq: u64) {
        let sink = self.task.config.name.clone();
        let reader = self.task.reader.clone();
        let read = blocking(move || reader.transitions_after(seq.saturating_sub(1), 1)).await;
        let found = read.ok().and_then(|rows| rows.into_iter().find(|row| row.seq == seq));
        let Some(row) = found else {
            return warn!(%sink, seq, "a dead letter whose transition is not in the log any more");
        };
        let text = render(&self.task.config.template, &row);
        if let Err(failure) = self.attempt(&Letter { row: &row, text: &text }).await {
            self.task.meters.retries.inc();
            return warn!(%sink, seq, problem = %failure, "the dead letter stays one");
        }
        self.task.meters.delivered(row.exercise);
        let log = self.task.progress.log().clone();
        match blocking(move || log.exhume(&sink, seq)).await {
            Ok(()) => self.dead = self.dead.saturating_sub(1),
            Err(error) => warn!(seq, %error, "delivered, and still kept as a dead letter"),
        }
    }

    async fn idle(&mut self) -> Idle {
        self.show(Some(SinkState::Idle));
        let limit = clock::monotonic_now() + IDLE_MAX;
        let until = self.chore_at.map_or(limit, |at| at.min(limit));
        tokio::select! {
            biased;
            () = self.task.stop.cancelled() => Idle::Stopped,
            changed = self.task.committed.changed() => match changed {
                Ok(()) => Idle::Committed,
                // The store is done: what it has committed has been read.
                Err(_closed) => {
                    self.task.stop.cancelled().await;
                    Idle::Stopped
                }
            },
            Some(seq) = self.task.again.recv() => Idle::Again(seq),
            () = sleep_until(until.into()) => Idle::Chore,
        }
    }

    async fn do_chore_if_due(&mut self) {
        if self.chore_at.is_none_or(|at| clock::monotonic_now() < at) {
            return;
        }
        let done = timeout(self.task.config.timeout, self.task.sender.chore()).await;
        match done {
            Ok(Ok(())) => {}
            Ok(Err(failure)) => self.task.counter.status().problem = Some(failure.to_string()),
            Err(_elapsed) => self.task.sender.reset(),
        }
        self.plan_chore();
    }

    fn plan_chore(&mut self) {
        self.chore_at = self.task.sender.chore_every().map(|every| clock::monotonic_now() + every);
    }

    /// Waits, unless the sink is told to stop.
    async fn pause(&mut self, wait: Duration) -> Result<(), Stopped> {
        tokio::select! {
            () = self.task.stop.cancelled() => Err(Stopped),
            () = sleep(wait) => Ok(()),
        }
    }

    fn show(&mut self, state: Option<SinkState>) {
        let now = clock::monotonic_now();
        let last = *self.task.committed.borrow();
        self.waits.seen(last, now);
        self.waits.done(self.task.cursor);
        let queued = last.saturating_sub(self.task.cursor);
        let oldest = self.waits.oldest(now).as_secs_f64();
        let meters = &self.task.meters;
        meters.queue_depth.set(i64::try_from(queued).unwrap_or(i64::MAX));
        meters.oldest.set(oldest);
        meters.dead_letters.set(i64::try_from(self.dead).unwrap_or(i64::MAX));
        let mut status = self.task.counter.status();
        status.cursor = self.task.cursor;
        status.queued = queued;
        status.oldest_secs = oldest;
        status.dead_letters = self.dead;
        if let Some(state) = state {
            status.state = state;
        }
    }
}

/// Asks the store off the runtime's threads.
async fn blocking<T: Send + 'static>(
    ask: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    match spawn_blocking(ask).await {
        Ok(answer) => answer,
        Err(broken) => Err(StoreError::Io {
            path: std::path::PathBuf::new(),
            cause: std::io::Error::other(broken),
        }),
    }
}
