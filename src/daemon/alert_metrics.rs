use std::collections::BTreeMap;
use std::time::Instant;

use prometheus::{Histogram, HistogramOpts, IntCounterVec, IntGaugeVec, Opts, Registry};

use super::metrics::exercise_label;
use crate::alert::{Alert, AlertId, AlertState, Disposition, Transition, TransitionKind};
use crate::clock;
use crate::detect::Priority;
use crate::domain::RuleId;

/// Around the target of 50 ms at the 99th percentile.
const LATENCY_BUCKETS: [f64; 12] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

const OPEN: [AlertState; 3] =
    [AlertState::Unacknowledged, AlertState::Acknowledged, AlertState::RtnUnacknowledged];

/// What is measured of alerts; remembers the open ones to tell how many there are.
#[derive(Debug)]
pub(super) struct AlertMetrics {
    raised: IntCounterVec,
    open: IntGaugeVec,
    dispositions: IntCounterVec,
    latency: Histogram,
    /// Bounded by the capacity of the alert book, whose open alerts these are.
    known: BTreeMap<AlertId, (Priority, AlertState, bool)>,
}

impl AlertMetrics {
    pub(super) fn register(registry: &Registry) -> prometheus::Result<Self> {
        let raised = IntCounterVec::new(
            Opts::new("alerts_total", "Alerts raised."),
            &["rule", "priority", "exercise"],
        )?;
        let open = IntGaugeVec::new(
            Opts::new("alerts_open", "Alerts that an officer still has before him."),
            &["priority", "state", "exercise"],
        )?;
        let dispositions = IntCounterVec::new(
            Opts::new("alert_dispositions_total", "What alerts turned out to be."),
            &["rule", "disposition", "exercise"],
        )?;
        let latency = Histogram::with_opts(
            HistogramOpts::new(
                "alert_latency_seconds",
                "From receiving the report that made a transition to publishing it.",
            )
            .buckets(LATENCY_BUCKETS.to_vec()),
        )?;
        registry.register(Box::new(raised.clone()))?;
        registry.register(Box::new(open.clone()))?;
        registry.register(Box::new(dispositions.clone()))?;
        registry.register(Box::new(latency.clone()))?;
        let metrics = Self { raised, open, dispositions, latency, known: BTreeMap::new() };
        metrics.begin_at_zero();
        Ok(metrics)
    }

    /// Makes every series of the real world visible before anything happens: one that is born at 1
    /// hides its first alert from `increase()`. Those of exercises come with the first of them.
    fn begin_at_zero(&self) {
        let real = exercise_label(false);
        for rule in RuleId::ALL {
            for priority in Priority::ALL {
                self.raised.with_label_values(&[rule.as_str(), priority.as_str(), real]);
            }
            for disposition in [Disposition::Confirmed, Disposition::Benign, Disposition::Error] {
                self.dispositions.with_label_values(&[rule.as_str(), disposition.as_str(), real]);
            }
        }
        for priority in Priority::ALL {
            for state in OPEN {
                self.gauge((priority, state, false));
            }
        }
    }

    /// An alert that was open before a restart.
    pub(super) fn restored(&mut self, alert: &Alert) {
        self.note(alert);
    }

    /// A transition was published, made by reports that came in at `received`.
    pub(super) fn published(&mut self, transition: &Transition, received: Option<Instant>) {
        let alert = &transition.alert;
        let (rule, exercise) = (alert.rule.as_str(), exercise_label(alert.exercise));
        if transition.kind == TransitionKind::Raised {
            self.raised.with_label_values(&[rule, alert.priority.as_str(), exercise]).inc();
        }
        if transition.kind == TransitionKind::Disposed
            && let Some(disposition) = alert.disposition
        {
            self.dispositions.with_label_values(&[rule, disposition.as_str(), exercise]).inc();
        }
        if let Some(received) = received {
            let latency = clock::monotonic_now().saturating_duration_since(received);
            self.latency.observe(latency.as_secs_f64());
        }
        self.note(alert);
    }

    fn note(&mut self, alert: &Alert) {
        let now = (alert.priority, alert.state, alert.exercise);
        let before = if alert.state.is_open() {
            self.gauge(now).inc();
            self.known.insert(alert.id, now)
        } else {
            self.known.remove(&alert.id)
        };
        if let Some(before) = before {
            self.gauge(before).dec();
        }
    }

    fn gauge(
        &self,
        (priority, state, exercise): (Priority, AlertState, bool),
    ) -> prometheus::IntGauge {
        self.open.with_label_values(&[priority.as_str(), state.as_str(), exercise_label(exercise)])
    }
}
