use std::collections::BTreeMap;

use prometheus::{
    Counter, CounterVec, Gauge, GaugeVec, Histogram, IntCounter, IntCounterVec, IntGauge,
    IntGaugeVec, Opts, Registry,
};

use crate::decode::{Counts, RejectReason};
use crate::domain::{EventTime, FeedName};

/// The metrics of all feeds.
#[derive(Clone, Debug)]
pub struct FeedMetrics {
    sentences: IntCounterVec,
    rejected: IntCounterVec,
    unnamed: IntCounterVec,
    time_jumps_refused: IntCounterVec,
    ahead_of_clock: IntCounterVec,
    last_message: GaugeVec,
    clock_skew: GaugeVec,
    connected: IntGaugeVec,
    connections: IntGaugeVec,
    connections_refused: IntCounterVec,
    reconnects: IntCounterVec,
    dropped: IntCounterVec,
    gaps: IntCounterVec,
    missed: IntCounterVec,
    dropped_sentences: IntCounterVec,
    dropped_messages: IntCounterVec,
    held_back: CounterVec,
    posts_refused: IntCounterVec,
    decode: Histogram,
}

/// The metrics of one feed.
#[derive(Debug)]
pub(super) struct Meters {
    sentences: IntCounter,
    rejected: BTreeMap<RejectReason, IntCounter>,
    unnamed: IntCounter,
    time_jumps_refused: IntCounter,
    ahead_of_clock: IntCounter,
    last_message: Gauge,
    clock_skew: Gauge,
    pub(super) connected: IntGauge,
    pub(super) connections: IntGauge,
    pub(super) connections_refused: IntCounter,
    pub(super) reconnects: IntCounter,
    /// Reports that a full queue dropped.
    pub(super) dropped: IntCounter,
    /// Times that another Picket's relay no longer had what came next.
    pub(super) gaps: IntCounter,
    /// Messages that were missed so, as far as the relay knew.
    pub(super) missed: IntCounter,
    /// Sentences in datagrams beyond the feed's limit.
    pub(super) dropped_sentences: IntCounter,
    /// Messages of a broker that found no room here.
    pub(super) dropped_messages: IntCounter,
    /// Seconds for which the feed was not read because of its limit.
    pub(super) held_back: Counter,
    /// Bodies posted that were not taken.
    pub(super) posts_refused: IntCounter,
    /// Seconds that a piece of input took from bytes to reports.
    pub(super) decode: Histogram,
}

impl FeedMetrics {
    /// Registers them; `decode` is the stage duration of decoding.
    pub fn register(registry: &Registry, decode: Histogram) -> prometheus::Result<Self> {
        let counter = |name: &str, help: &str, labels: &[&str]| {
            let vec = IntCounterVec::new(Opts::new(name, help), labels)?;
            registry.register(Box::new(vec.clone()))?;
            prometheus::Result::Ok(vec)
        };
        let gauge = |name: &str, help: &str| {
            let vec = GaugeVec::new(Opts::new(name, help), &["feed", "exercise"])?;
            registry.register(Box::new(vec.clone()))?;
            prometheus::Result::Ok(vec)
        };
        let whole_gauge = |name: &str, help: &str| {
            let vec = IntGaugeVec::new(Opts::new(name, help), &["feed", "exercise"])?;
            registry.register(Box::new(vec.clone()))?;
            prometheus::Result::Ok(vec)
        };
        let by_feed = ["feed", "exercise"];
        Ok(Self {
            sentences: counter("sentences_total", "Sentences and CSV rows received.", &by_feed)?,
            rejected: counter(
                "rejected_total",
                "Sentences and CSV rows that are no message, by reason.",
                &["feed", "reason", "exercise"],
            )?,
            unnamed: counter(
                "unnamed_messages_total",
                "Messages whose sender gives no MMSI: decoded, but no contact is made of them.",
                &by_feed,
            )?,
            time_jumps_refused: counter(
                "time_jumps_refused_total",
                "Time stamps far ahead of their feed that did not stand.",
                &by_feed,
            )?,
            ahead_of_clock: counter(
                "ahead_of_clock_total",
                "Lines whose time stamp was ahead of the clock; their time of arrival stood for it.",
                &by_feed,
            )?,
            last_message: gauge(
                "feed_last_message_timestamp_seconds",
                "Clock time at which the feed last gave a message.",
            )?,
            clock_skew: gauge(
                "feed_clock_skew_seconds",
                "Arrival minus stated time of the feed's last message.",
            )?,
            connected: whole_gauge(
                "feed_connected",
                "Whether the feed's source is open (1) or not (0).",
            )?,
            connections: whole_gauge("feed_connections", "Open connections of the feed.")?,
            connections_refused: counter(
                "feed_connections_refused_total",
                "Connections refused because the feed had as many as it may have.",
                &by_feed,
            )?,
            reconnects: counter(
                "feed_reconnects_total",
                "Attempts to connect again after a connection was lost or refused.",
                &by_feed,
            )?,
            dropped: counter(
                "feed_dropped_reports_total",
                "Reports dropped because the queue to the engine was full.",
                &by_feed,
            )?,
            gaps: counter(
                "feed_gaps_total",
                "Times that the relay of another Picket no longer had what came next.",
                &by_feed,
            )?,
            missed: counter(
                "feed_missed_messages_total",
                "Messages that the relay of another Picket no longer had, as far as it knew.",
                &by_feed,
            )?,
            dropped_sentences: counter(
                "feed_dropped_sentences_total",
                "Sentences in datagrams dropped because more came than sentences_per_second_max.",
                &by_feed,
            )?,
            dropped_messages: counter(
                "feed_dropped_messages_total",
                "Messages of a broker, not to be acknowledged, that were dropped because too many \
                 waited.",
                &by_feed,
            )?,
            held_back: held_back(registry)?,
            posts_refused: counter(
                "feed_posts_refused_total",
                "Bodies posted to the feed that were not taken: the engine was busy, or more came \
                 than sentences_per_second_max.",
                &by_feed,
            )?,
            decode,
        })
    }

    /// Those of one feed, all of them present from now on.
    pub(super) fn of(&self, feed: FeedName, exercise: bool) -> Meters {
        let feed = feed.as_str();
        let exercise = if exercise { "true" } else { "false" };
        let labels = [feed, exercise];
        let rejected = |reason: RejectReason| {
            (reason, self.rejected.with_label_values(&[feed, reason.as_str(), exercise]))
        };
        Meters {
            sentences: self.sentences.with_label_values(&labels),
            rejected: RejectReason::ALL.into_iter().map(rejected).collect(),
            unnamed: self.unnamed.with_label_values(&labels),
            time_jumps_refused: self.time_jumps_refused.with_label_values(&labels),
            ahead_of_clock: self.ahead_of_clock.with_label_values(&labels),
            last_message: self.last_message.with_label_values(&labels),
            clock_skew: self.clock_skew.with_label_values(&labels),
            connected: self.connected.with_label_values(&labels),
            connections: self.connections.with_label_values(&labels),
            connections_refused: self.connections_refused.with_label_values(&labels),
            reconnects: self.reconnects.with_label_values(&labels),
            dropped: self.dropped.with_label_values(&labels),
            gaps: self.gaps.with_label_values(&labels),
            missed: self.missed.with_label_values(&labels),
            dropped_sentences: self.dropped_sentences.with_label_values(&labels),
            dropped_messages: self.dropped_messages.with_label_values(&labels),
            held_back: self.held_back.with_label_values(&labels),
            posts_refused: self.posts_refused.with_label_values(&labels),
            decode: self.decode.clone(),
        }
    }

    /// Takes the gauges of a feed away that there no longer is; what it counted stays.
    pub fn forget(&self, feed: FeedName, exercise: bool) {
        let labels = [feed.as_str(), if exercise { "true" } else { "false" }];
        for gauge in [&self.last_message, &self.clock_skew] {
            gauge.remove_label_values(&labels).unwrap_or_default();
        }
        for gauge in [&self.connected, &self.connections] {
            gauge.remove_label_values(&labels).unwrap_or_default();
        }
    }
}

fn held_back(registry: &Registry) -> prometheus::Result<CounterVec> {
    let opts = Opts::new(
        "feed_held_back_seconds_total",
        "Time for which the feed was not read because more came than sentences_per_second_max.",
    );
    let seconds = CounterVec::new(opts, &["feed", "exercise"])?;
    registry.register(Box::new(seconds.clone()))?;
    Ok(seconds)
}

impl Meters {
    /// Adds what a decoder counted since `before`.
    pub(super) fn counted(&self, before: &Counts, now: &Counts) {
        self.sentences.inc_by(now.sentences.saturating_sub(before.sentences));
        self.unnamed.inc_by(now.unnamed.saturating_sub(before.unnamed));
        let jumps = now.time_jumps_refused.saturating_sub(before.time_jumps_refused);
        self.time_jumps_refused.inc_by(jumps);
        self.ahead_of_clock.inc_by(now.ahead_of_clock.saturating_sub(before.ahead_of_clock));
        for (reason, count) in &now.rejected {
            let seen = before.rejected.get(reason).copied().unwrap_or(0);
            if let Some(counter) = self.rejected.get(reason) {
                counter.inc_by(count.saturating_sub(seen));
            }
        }
    }

    /// A message came at `clock` by the clock; `stated` is its own time where the feed is live.
    pub(super) fn heard(&self, clock: EventTime, stated: Option<EventTime>) {
        self.last_message.set(clock.secs_since(EventTime::from_millis(0)));
        if let Some(stated) = stated {
            self.clock_skew.set(clock.secs_since(stated));
        }
    }
}
