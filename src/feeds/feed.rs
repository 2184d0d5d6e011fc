use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::mpsc;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};

use super::ingest_limit::IngestLimit;
use super::metrics::Meters;
use super::{FeedMetrics, ReportReader};
use crate::clock;
use crate::decode::{Content, Counts, FeedSettings};
use crate::domain::{EventTime, Report};
use crate::net::Backoff;
use crate::publish::Relays;
use crate::telemetry::Health;

/// Live lines wait so long for a time.
pub(super) const WAIT_FOR_TIME: Duration = Duration::from_secs(2);

/// Reports that came together, with the moment at which their bytes did.
#[derive(Debug)]
pub struct ReportBatch {
    /// In the order of the feed.
    pub reports: Vec<Report>,
    /// When the first byte of them was there, for the latency of alerts.
    pub received: Instant,
}

/// One feed at work: what its source needs to read, count and deliver.
#[derive(Debug)]
pub struct Feed {
    pub(super) settings: FeedSettings,
    pub(super) meters: Meters,
    pub(super) batches: mpsc::Sender<ReportBatch>,
    pub(super) stop: CancellationToken,
    health: Arc<Health>,
    relays: Relays,
    limit: Option<Mutex<IngestLimit>>,
}

/// The engine takes nothing more.
#[derive(Debug)]
pub(super) struct EngineGone;

/// The feed was told to stop.
#[derive(Debug)]
pub(super) struct Stopped;

impl Feed {
    /// A feed that delivers into `batches` until `stop`.
    pub fn new(
        settings: FeedSettings,
        metrics: &FeedMetrics,
        health: Arc<Health>,
        batches: mpsc::Sender<ReportBatch>,
        stop: CancellationToken,
    ) -> Self {
        let meters = metrics.of(settings.name, settings.exercise);
        Self { settings, meters, batches, stop, health, limit: None, relays: Relays::default() }
    }

    /// The same handing on what it accepts.
    #[must_use]
    pub fn relaying_to(self, relays: Relays) -> Self {
        Self { relays, ..self }
    }

    /// The same with a limit of sentences a second.
    #[must_use]
    pub fn limited_to(self, per_second: Option<u32>) -> Self {
        let limit = |per_second| Mutex::new(IngestLimit::new(per_second, clock::monotonic_now()));
        Self { limit: per_second.map(limit), ..self }
    }

    /// How long nothing more is to be taken in; `None` where more may be.
    pub(super) fn pause(&self) -> Option<Duration> {
        self.with_limit(IngestLimit::pause).flatten()
    }

    /// Notes that the source was not read for so long because of the limit.
    pub(super) fn held_back(&self, span: Duration) {
        self.meters.held_back.inc_by(span.as_secs_f64());
        let problem = "more comes than sentences_per_second_max: it is read more slowly";
        self.health.limited(self.settings.name, problem, clock::utc_now());
    }

    /// Notes that sentences were dropped because of the limit.
    pub(super) fn dropped_beyond_limit(&self, sentences: u64) {
        self.meters.dropped_sentences.inc_by(sentences);
        let problem = "more comes than sentences_per_second_max: the rest is dropped";
        self.health.limited(self.settings.name, problem, clock::utc_now());
    }

    fn with_limit<T>(&self, with: impl FnOnce(&mut IngestLimit, Instant) -> T) -> Option<T> {
        // Every writer leaves the limit whole.
        let mut limit = self.limit.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner);
        Some(with(&mut limit, clock::monotonic_now()))
    }

    /// After the source broke: says so and waits before the next attempt.
    pub(super) async fn wait_to_reconnect(
        &self,
        backoff: &mut Backoff,
        problem: String,
    ) -> Result<(), Stopped> {
        let wait = backoff.wait(fastrand::f64());
        warn!(feed = %self.settings.name, %problem, ?wait, "feed reconnecting");
        self.closed(Some(problem));
        tokio::select! {
            () = self.stop.cancelled() => Err(Stopped),
            () = sleep(wait) => {
                self.meters.reconnects.inc();
                Ok(())
            }
        }
    }

    /// Notes that the source opened.
    pub(super) fn opened(&self) {
        self.meters.connected.set(1);
        self.health.set_connected(self.settings.name, true, None);
    }

    /// Notes that the source broke or ended, with what is wrong in a sentence.
    pub(super) fn closed(&self, problem: Option<String>) {
        self.meters.connected.set(0);
        self.health.set_connected(self.settings.name, false, problem);
    }

    /// Notes that a message came, by the clock; `stated` is its own time where the feed is live.
    pub(super) fn heard(&self, clock: EventTime, stated: Option<EventTime>) {
        self.meters.heard(clock, stated);
        self.health.heard(self.settings.name, clock);
    }

    /// Notes that the relay of another Picket no longer had so many messages; `None` where it cannot
    /// know how many.
    pub(super) fn missed(&self, messages: Option<u64>) {
        self.meters.gaps.inc();
        self.meters.missed.inc_by(messages.unwrap_or(0));
        let problem = match messages {
            Some(messages) => format!("the relay no longer had {messages} messages"),
            None => "the relay began anew: what it had not yet sent is lost".to_owned(),
        };
        error!(feed = %self.settings.name, %problem, "messages missed");
        self.health.set_connected(self.settings.name, true, Some(problem));
    }

    /// Hands reports to the engine, waiting while it is busy.
    pub(super) async fn deliver(
        &self,
        reports: Vec<Report>,
        received: Instant,
    ) -> Result<(), EngineGone> {
        if reports.is_empty() {
            return Ok(());
        }
        let batch = ReportBatch { reports, received };
        self.batches.send(batch).await.map_err(|_closed| EngineGone)
    }
}

/// The decoder of one connection of a feed, whose counts go to the feed's metrics.
#[derive(Debug)]
pub(super) struct CountedReader<'a> {
    feed: &'a Feed,
    reader: ReportReader,
    counted: Counts,
}

impl<'a> CountedReader<'a> {
    pub(super) fn new(feed: &'a Feed) -> Self {
        Self::of(feed, feed.settings.content)
    }

    /// One for bytes of another kind than the feed's.
    pub(super) fn of(feed: &'a Feed, content: Content) -> Self {
        let reader = ReportReader::new(FeedSettings { content, ..feed.settings.clone() });
        Self { feed, reader, counted: Counts::default() }
    }

    /// What was seen so far.
    pub(super) fn counts(&self) -> &Counts {
        self.reader.counts()
    }

    /// What the header of a table lacks whose rows therefore say nothing.
    pub(super) fn missing_columns(&self) -> Option<Vec<&'static str>> {
        self.reader.unread_header().map(|header| header.missing.clone())
    }

    /// Bytes of a stream, cut anywhere.
    pub(super) fn push(&mut self, bytes: &[u8], arrival: Option<EventTime>) -> Vec<Report> {
        self.read(arrival, |reader, reports| reader.push(bytes, arrival, reports))
    }

    /// Bytes that are whole by themselves.
    pub(super) fn push_whole(&mut self, bytes: &[u8], arrival: Option<EventTime>) -> Vec<Report> {
        self.read(arrival, |reader, reports| reader.push_whole(bytes, arrival, reports))
    }

    /// A message that is whole by itself; nothing of it waits for a time.
    pub(super) fn push_message(&mut self, bytes: &[u8], arrival: Option<EventTime>) -> Vec<Report> {
        let mut reports = self.push_whole(bytes, arrival);
        reports.extend(self.flush(arrival));
        reports
    }

    /// The end of a connection, or lines that have waited long enough for a time.
    pub(super) fn flush(&mut self, arrival: Option<EventTime>) -> Vec<Report> {
        self.read(arrival, |reader, reports| reader.flush(arrival, reports))
    }

    /// Whether lines wait for a time.
    pub(super) fn is_waiting(&self) -> bool {
        self.reader.is_waiting()
    }

    fn read(
        &mut self,
        arrival: Option<EventTime>,
        read: impl FnOnce(&mut ReportReader, &mut Vec<Report>),
    ) -> Vec<Report> {
        let mut reports = Vec::new();
        self.reader.gather(!self.feed.relays.is_empty());
        let timer = self.feed.meters.decode.start_timer();
        read(&mut self.reader, &mut reports);
        timer.observe_duration();
        if let Some(accepted) = self.reader.gathered() {
            self.feed.relays.offer(&self.feed.settings, accepted);
            accepted.clear();
        }
        let counts = self.reader.counts();
        self.feed.meters.counted(&self.counted, counts);
        let sentences = counts.sentences.saturating_sub(self.counted.sentences);
        if sentences > 0 {
            let clock = arrival.unwrap_or_else(clock::utc_now);
            self.feed.with_limit(|limit, now| limit.took(sentences, now));
            self.feed.health.count_sentences(self.feed.settings.name, sentences, clock);
        }
        if counts.messages > self.counted.messages {
            let clock = arrival.unwrap_or_else(clock::utc_now);
            let stated = reports.last().map(|report| report.time).filter(|_| arrival.is_some());
            self.feed.heard(clock, stated);
        }
        self.counted.clone_from(counts);
        reports
    }
}
