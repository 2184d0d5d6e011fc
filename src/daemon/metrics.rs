use std::collections::{BTreeMap, BTreeSet};

use prometheus::{
    Gauge, Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge,
    IntGaugeVec, Opts, Registry,
};

use super::alert_metrics::AlertMetrics;
use crate::domain::{FeedName, TransponderClass};
use crate::engine::{Anomaly, AnomalyKind};
use crate::feeds::FeedMetrics;
use crate::publish::{RelayMetrics, SinkMetrics};
use crate::query::Snapshot;

/// From 0.1 ms to about 6 s.
const STAGE_BUCKETS: (f64, f64, usize) = (0.0001, 3.0, 11);

/// Everything that the daemon itself measures.
#[derive(Debug)]
pub(super) struct Metrics {
    pub(super) feeds: FeedMetrics,
    pub(super) engine: EngineMetrics,
    pub(super) store: StoreMetrics,
    pub(super) alerts: AlertMetrics,
    pub(super) sinks: SinkMetrics,
    pub(super) relays: RelayMetrics,
    pub(super) reload: IntGauge,
    pub(super) vessels: IntGaugeVec,
    pub(super) uncounted: IntCounter,
}

/// Those of the engine.
#[derive(Clone, Debug)]
pub(super) struct EngineMetrics {
    pub(super) queue_depth: IntGauge,
    pub(super) lag: Gauge,
    pub(super) duration: Histogram,
    duplicates: IntCounterVec,
    late: IntCounterVec,
    implausible: IntCounterVec,
    unresolved: IntCounterVec,
    evictions: IntCounterVec,
    exercises: BTreeSet<FeedName>,
}

/// Those of what goes to the store; the store has its own beside.
#[derive(Clone, Debug)]
pub(super) struct StoreMetrics {
    pub(super) degraded: IntGauge,
    pub(super) commit_duration: Histogram,
    pub(super) publish_duration: Histogram,
    pub(super) pending_positions: IntGauge,
    pub(super) dropped_positions: IntCounter,
    pub(super) dropped_transitions: IntCounter,
}

impl Metrics {
    pub(super) fn register(registry: &Registry) -> prometheus::Result<Self> {
        let stages = stages(registry)?;
        let stage = |name: &str| stages.with_label_values(&[name]);
        let vessels = IntGaugeVec::new(
            Opts::new("vessels", "Contacts in the picture, by class of transponder."),
            &["class", "exercise"],
        )?;
        registry.register(Box::new(vessels.clone()))?;
        let reload = whole_gauge(
            registry,
            "config_last_reload_successful",
            "Whether all of the files that changed last is in force (1), or a part of it or nothing (0).",
        )?;
        reload.set(1);
        Ok(Self {
            feeds: FeedMetrics::register(registry, stage("decode"))?,
            engine: EngineMetrics::register(registry, stage("engine"))?,
            store: StoreMetrics::register(registry, stage("commit"), stage("publish"))?,
            alerts: AlertMetrics::register(registry)?,
            sinks: SinkMetrics::register(registry)?,
            relays: RelayMetrics::register(registry)?,
            reload,
            vessels,
            uncounted: counter(
                registry,
                "coverage_uncounted_reports_total",
                "Reports from cells that found no room in the map of coverage.",
            )?,
        })
    }
}

impl EngineMetrics {
    fn register(registry: &Registry, duration: Histogram) -> prometheus::Result<Self> {
        Ok(Self {
            queue_depth: whole_gauge(
                registry,
                "engine_queue_depth",
                "Batches of reports that wait for the engine.",
            )?,
            lag: {
                let lag = Gauge::new(
                    "engine_lag_seconds",
                    "How long the last batch of reports had waited when the engine took it in.",
                )?;
                registry.register(Box::new(lag.clone()))?;
                lag
            },
            duration,
            duplicates: counters(
                registry,
                "duplicates_total",
                "Copies of transmissions that had been taken in already.",
                &["feed", "exercise"],
            )?,
            late: counters(
                registry,
                "late_reports_total",
                "Reports older than the lateness bound.",
                &["feed", "exercise"],
            )?,
            implausible: counters(
                registry,
                "implausible_positions_total",
                "Positions that the contact cannot have reached.",
                &["feed", "exercise"],
            )?,
            unresolved: counters(
                registry,
                "unresolved_plots_total",
                "Relative radar plots without a position or heading to resolve them.",
                &["feed", "exercise"],
            )?,
            evictions: counters(
                registry,
                "evictions_total",
                "Entries let go because a map was full.",
                &["map", "exercise"],
            )?,
            exercises: BTreeSet::new(),
        })
    }

    /// Makes the counters of a feed visible before anything odd happens.
    pub(super) fn expect(&mut self, feed: FeedName, exercise: bool) {
        if exercise {
            self.exercises.insert(feed);
        }
        for counters in [&self.duplicates, &self.late, &self.implausible, &self.unresolved] {
            counters.with_label_values(&[feed.as_str(), exercise_label(exercise)]);
        }
        self.evictions.with_label_values(&["contacts", exercise_label(exercise)]);
    }

    /// Brings the counters of the engine's bounds up to its totals. Contacts are counted one by one,
    /// with their world, as anomalies; the other maps hold both worlds.
    pub(super) fn evicted(&self, totals: &[(&'static str, u64)]) {
        for (map, total) in totals.iter().filter(|(map, _)| *map != "contacts") {
            let counter = self.evictions.with_label_values(&[*map, exercise_label(false)]);
            counter.inc_by(total.saturating_sub(counter.get()));
        }
    }

    pub(super) fn count(&self, Anomaly { feed, kind }: Anomaly) {
        let (counters, label) = match kind {
            AnomalyKind::Duplicate => (&self.duplicates, feed.as_str()),
            AnomalyKind::Late => (&self.late, feed.as_str()),
            AnomalyKind::ImplausiblePosition => (&self.implausible, feed.as_str()),
            AnomalyKind::UnresolvedPlot => (&self.unresolved, feed.as_str()),
            AnomalyKind::ContactEvicted => (&self.evictions, "contacts"),
        };
        let exercise = exercise_label(self.exercises.contains(&feed));
        counters.with_label_values(&[label, exercise]).inc();
    }
}

impl StoreMetrics {
    fn register(
        registry: &Registry,
        commit_duration: Histogram,
        publish_duration: Histogram,
    ) -> prometheus::Result<Self> {
        Ok(Self {
            degraded: whole_gauge(
                registry,
                "store_degraded",
                "Whether the store does not take what it is given (1) or does (0).",
            )?,
            commit_duration,
            publish_duration,
            pending_positions: whole_gauge(
                registry,
                "store_pending_positions",
                "Changes of the picture in memory alone, to be committed.",
            )?,
            dropped_positions: counter(
                registry,
                "store_dropped_positions_total",
                "Changes of the picture never stored: the store failed for too long.",
            )?,
            dropped_transitions: counter(
                registry,
                "store_dropped_transitions_total",
                "Alert transitions never stored: the store failed for too long.",
            )?,
        })
    }
}

/// Shows how many contacts there are of each class. A scrape at any moment finds each series, old or
/// new: nothing is taken away and put back.
pub(super) fn show_vessels(vessels: &IntGaugeVec, picture: &Snapshot) {
    let labels = |class, exercise| [class_name(class), exercise_label(exercise)];
    let mut counts: BTreeMap<_, _> =
        CLASSES.into_iter().map(|class| (labels(class, false), 0_i64)).collect();
    for (class, exercise, count) in picture.counts() {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        let sum = counts.entry(labels(class, exercise)).or_default();
        *sum = sum.saturating_add(count);
    }
    for class in CLASSES {
        // Of an exercise that is over nothing is left to count.
        if !counts.contains_key(&labels(class, true)) {
            drop(vessels.remove_label_values(&labels(class, true)));
        }
    }
    for (labels, count) in counts {
        vessels.with_label_values(&labels).set(count);
    }
}

/// What stems from an exercise is told apart in every metric.
pub(super) const fn exercise_label(exercise: bool) -> &'static str {
    if exercise { "true" } else { "false" }
}

const CLASSES: [TransponderClass; 8] = [
    TransponderClass::A,
    TransponderClass::B,
    TransponderClass::BaseStation,
    TransponderClass::SarAircraft,
    TransponderClass::AidToNavigation,
    TransponderClass::Beacon,
    TransponderClass::Radar,
    TransponderClass::Unknown,
];

const fn class_name(class: TransponderClass) -> &'static str {
    match class {
        TransponderClass::A => "a",
        TransponderClass::B => "b",
        TransponderClass::BaseStation => "base-station",
        TransponderClass::SarAircraft => "sar-aircraft",
        TransponderClass::AidToNavigation => "aid-to-navigation",
        TransponderClass::Beacon => "beacon",
        TransponderClass::Radar => "radar",
        TransponderClass::Unknown => "unknown",
    }
}

fn stages(registry: &Registry) -> prometheus::Result<HistogramVec> {
    let (start, factor, count) = STAGE_BUCKETS;
    let options = HistogramOpts::new(
        "stage_duration_seconds",
        "How long a stage worked on one batch: decode, engine, commit, publish.",
    );
    let buckets = prometheus::exponential_buckets(start, factor, count)?;
    let stages = HistogramVec::new(options.buckets(buckets), &["stage"])?;
    registry.register(Box::new(stages.clone()))?;
    Ok(stages)
}

fn counter(registry: &Registry, name: &str, help: &str) -> prometheus::Result<IntCounter> {
    let counter = IntCounter::new(name, help)?;
    registry.register(Box::new(counter.clone()))?;
    Ok(counter)
}

fn counters(
    registry: &Registry,
    name: &str,
    help: &str,
    labels: &[&str],
) -> prometheus::Result<IntCounterVec> {
    let counters = IntCounterVec::new(Opts::new(name, help), labels)?;
    registry.register(Box::new(counters.clone()))?;
    Ok(counters)
}

fn whole_gauge(registry: &Registry, name: &str, help: &str) -> prometheus::Result<IntGauge> {
    let gauge = IntGauge::new(name, help)?;
    registry.register(Box::new(gauge.clone()))?;
    Ok(gauge)
}
