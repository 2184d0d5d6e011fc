use prometheus::{
    Gauge, Histogram, HistogramOpts, IntCounter, IntCounterVec, IntGauge, Opts, Registry,
};

/// What operators see of the store. It counts from the opening of the store; register it where the
/// prefix `picket_` is added.
#[derive(Clone, Debug)]
pub struct StoreMetrics {
    pub(super) commits: IntCounter,
    pub(super) commit_failures: IntCounter,
    pub(super) commit_seconds: Histogram,
    pub(super) points: IntCounter,
    pub(super) points_refused: IntCounter,
    pub(super) transitions: IntCounter,
    pub(super) acts: IntCounter,
    pub(super) blocks: IntCounter,
    pub(super) statics: IntCounter,
    pub(super) statics_dropped: IntCounter,
    pub(super) close_failures: IntCounter,
    pub(super) hours_merged: IntCounter,
    pub(super) settle_failures: IntCounter,
    pub(super) days_packed: IntCounter,
    pub(super) bytes_freed: IntCounter,
    pub(super) close_seconds: Histogram,
    pub(super) days_removed: IntCounterVec,
    pub(super) records_removed: IntCounterVec,
    pub(super) open_points: IntGauge,
    pub(super) bytes: IntGauge,
    pub(super) event_time: Gauge,
}

/// Seconds: a commit is one or two flushes of a disk.
const COMMIT_BUCKETS: [f64; 9] = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.0];
/// Seconds: closing packs ten minutes of points.
const CLOSE_BUCKETS: [f64; 7] = [0.01, 0.05, 0.2, 1.0, 5.0, 20.0, 60.0];

impl StoreMetrics {
    #[expect(clippy::expect_used, reason = "names and help texts are constants")]
    pub(super) fn new() -> Self {
        let counter = |name, help| IntCounter::new(name, help).expect("a valid counter");
        let gauge = |name, help| IntGauge::new(name, help).expect("a valid gauge");
        let seconds = |name, help, buckets: &[f64]| {
            let options = HistogramOpts::new(name, help).buckets(buckets.to_vec());
            Histogram::with_opts(options).expect("a valid histogram")
        };
        let days_removed = Opts::new(
            "store_track_files_removed_total",
            "Day files of tracks removed, by why: age (retention_days) or size (max_bytes).",
        );
        let records_removed = Opts::new(
            "store_records_removed_total",
            "Alerts, acts (audit) and identities removed because of their age, by kind.",
        );
        let metrics = Self {
            commits: counter("store_commits_total", "Batches made durable."),
            commit_failures: counter("store_commit_failures_total", "Batches that failed."),
            commit_seconds: seconds(
                "store_commit_duration_seconds",
                "Time to make a batch durable.",
                &COMMIT_BUCKETS,
            ),
            points: counter("store_points_total", "Positions made durable."),
            points_refused: counter(
                "store_points_refused_total",
                "Positions not stored because their time is before 1970 or after 9999.",
            ),
            transitions: counter("store_transitions_total", "Alert transitions made durable."),
            acts: counter("store_acts_total", "Officers' acts made durable."),
            statics: counter(
                "store_statics_total",
                "Changes of who a contact said she was, made durable.",
            ),
            statics_dropped: counter(
                "store_statics_dropped_total",
                "Oldest such changes let go because a contact had more than are kept of one.",
            ),
            blocks: counter("store_blocks_total", "Blocks of positions written."),
            close_failures: counter(
                "store_close_failures_total",
                "Closings of ten-minute periods that failed and are tried again.",
            ),
            hours_merged: counter(
                "store_merged_periods_total",
                "Hours whose ten-minute periods became one block a contact.",
            ),
            settle_failures: counter(
                "store_settle_failures_total",
                "Days whose merging or packing failed and is tried again later.",
            ),
            days_packed: counter(
                "store_track_files_packed_total",
                "Day files of tracks written anew without free space.",
            ),
            bytes_freed: counter(
                "store_packing_freed_bytes_total",
                "Bytes on disk that the packing of day files gave back.",
            ),
            close_seconds: seconds(
                "store_close_duration_seconds",
                "Time to write the blocks of the periods that were due.",
                &CLOSE_BUCKETS,
            ),
            days_removed: IntCounterVec::new(days_removed, &["reason"]).expect("a valid counter"),
            records_removed: IntCounterVec::new(records_removed, &["kind"])
                .expect("a valid counter"),
            open_points: gauge("store_open_points", "Positions in memory, not in blocks yet."),
            bytes: gauge("store_size_bytes", "Bytes on disk, as of the last closing."),
            event_time: Gauge::new(
                "store_event_time_seconds",
                "Latest event time that is durable, seconds since 1970.",
            )
            .expect("a valid gauge"),
        };
        for reason in ["age", "size"] {
            metrics.days_removed.with_label_values(&[reason]).inc_by(0);
        }
        for kind in ["alerts", "audit", "identities"] {
            metrics.records_removed.with_label_values(&[kind]).inc_by(0);
        }
        metrics
    }

    /// Shows them in a registry that adds the prefix `picket_`.
    pub fn register(&self, registry: &Registry) -> prometheus::Result<()> {
        let counters = [
            &self.commits,
            &self.commit_failures,
            &self.points,
            &self.points_refused,
            &self.transitions,
            &self.acts,
            &self.blocks,
            &self.statics,
            &self.statics_dropped,
            &self.close_failures,
            &self.hours_merged,
            &self.settle_failures,
            &self.days_packed,
            &self.bytes_freed,
        ];
        for counter in counters {
            registry.register(Box::new(counter.clone()))?;
        }
        registry.register(Box::new(self.commit_seconds.clone()))?;
        registry.register(Box::new(self.close_seconds.clone()))?;
        registry.register(Box::new(self.days_removed.clone()))?;
        registry.register(Box::new(self.records_removed.clone()))?;
        registry.register(Box::new(self.open_points.clone()))?;
        registry.register(Box::new(self.bytes.clone()))?;
        registry.register(Box::new(self.event_time.clone()))
    }
}
