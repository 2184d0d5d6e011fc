use std::collections::HashMap;
use std::fmt;
use std::time::{Duration, Instant};

use super::stream::Told;

/// When each sentence was sent.
pub(crate) type SentAt = HashMap<String, Instant>;

/// From sending the newest sentence that an alert is made from until a client has the alert.
pub(crate) struct Latencies {
    transitions: usize,
    raised: usize,
    /// Of raised, escalated and retriggered ones, the shortest first.
    sorted: Vec<Duration>,
}

impl Latencies {
    /// Of the events of alerts.
    pub(crate) fn of(told: &[Told], sent: &SentAt) -> Self {
        let mut latencies = Self { transitions: 0, raised: 0, sorted: Vec::new() };
        for event in told {
            latencies.transitions += 1;
            let transition = event.data["transition"].as_str().expect("a transition");
            latencies.raised += usize::from(transition == "raised");
            if !matches!(transition, "raised" | "escalated" | "retriggered") {
                continue;
            }
            let sentences = event.data["evidence"]["sentences"].as_array().expect("sentences");
            let sentences = sentences.iter().filter_map(|one| one.as_str()?.rsplit('\\').next());
            if let Some(newest) = sentences.filter_map(|one| sent.get(one)).max() {
                latencies.sorted.push(event.at.duration_since(*newest));
            }
        }
        latencies.sorted.sort_unstable();
        latencies
    }

    fn percentile(&self, percent: usize) -> Duration {
        let at = (self.sorted.len() * percent).div_ceil(100).saturating_sub(1);
        self.sorted.get(at).copied().unwrap_or_default()
    }
}

impl fmt::Display for Latencies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:>10} raised, {} transitions; sent to shown over {}: p50 {:?}, p99 {:?}, most {:?}",
            self.raised,
            self.transitions,
            self.sorted.len(),
            self.percentile(50),
            self.percentile(99),
            self.percentile(100)
        )
    }
}
