use prometheus::{
    Gauge, GaugeVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry,
};

/// What operators see of all sinks.
#[derive(Clone, Debug)]
pub struct SinkMetrics {
    deliveries: IntCounterVec,
    retries: IntCounterVec,
    queue_depth: IntGaugeVec,
    oldest: GaugeVec,
    dropped: IntCounterVec,
    dead_letters: IntGaugeVec,
}

/// Of one sink.
#[derive(Clone, Debug)]
pub(super) struct Meters {
    delivered: [IntCounter; 2],
    dead: [IntCounter; 2],
    pub(super) retries: IntCounter,
    pub(super) queue_depth: IntGauge,
    pub(super) oldest: Gauge,
    pub(super) dropped: IntCounter,
    pub(super) dead_letters: IntGauge,
}

impl SinkMetrics {
    /// Registers them.
    pub fn register(registry: &Registry) -> prometheus::Result<Self> {
        let counter = |name: &str, help: &str, labels: &[&str]| {
            let vec = IntCounterVec::new(Opts::new(name, help), labels)?;
            registry.register(Box::new(vec.clone()))?;
            prometheus::Result::Ok(vec)
        };
        let whole = |name: &str, help: &str| {
            let vec = IntGaugeVec::new(Opts::new(name, help), &["sink"])?;
            registry.register(Box::new(vec.clone()))?;
            prometheus::Result::Ok(vec)
        };
        let oldest = GaugeVec::new(
            Opts::new(
                "sink_oldest_seconds",
                "How long the oldest transition that the sink has not done with has waited.",
            ),
            &["sink"],
        )?;
        registry.register(Box::new(oldest.clone()))?;
        Ok(Self {
            deliveries: counter(
                "sink_deliveries_total",
                "Transitions done with, by outcome: delivered, or a dead letter.",
                &["sink", "outcome", "exercise"],
            )?,
            retries: counter("sink_retries_total", "Attempts that failed.", &["sink"])?,
            queue_depth: whole(
                "sink_queue_depth",
                "Transitions of the log that the sink has not looked at.",
            )?,
            oldest,
            dropped: counter(
                "sink_dropped_total",
                "Dead letters let go because there were too many.",
                &["sink"],
            )?,
            dead_letters: whole("sink_dead_letters", "Dead letters that wait for an operator.")?,
        })
    }

    /// Those of one sink, all of them present from now on.
    pub(super) fn of(&self, sink: &str) -> Meters {
        let by_world = |outcome: &str| {
            ["false", "true"]
                .map(|world| self.deliveries.with_label_values(&[sink, outcome, world]))
        };
        Meters {
            delivered: by_world("delivered"),
            dead: by_world("dead-letter"),
            retries: self.retries.with_label_values(&[sink]),
            queue_depth: self.queue_depth.with_label_values(&[sink]),
            oldest: self.oldest.with_label_values(&[sink]),
            dropped: self.dropped.with_label_values(&[sink]),
            dead_letters: self.dead_letters.with_label_values(&[sink]),
        }
    }
}

impl Meters {
    pub(super) fn delivered(&self, exercise: bool) {
        let [real, drill] = &self.delivered;
        if exercise { drill.inc() } else { real.inc() }
    }

    pub(super) fn died(&self, exercise: bool) {
        let [real, drill] = &self.dead;
        if exercise { drill.inc() } else { real.inc() }
    }
}
