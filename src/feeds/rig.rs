//! A feed on a test's table: its queue in the hand.

use std::sync::Arc;

use prometheus::{Histogram, HistogramOpts, Registry};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{Feed, FeedMetrics, ReportBatch};
use crate::decode::FeedSettings;
use crate::domain::{FeedName, Report};
use crate::telemetry::Health;

/// Three position reports of three ships, 2024-12-09T22:07:14Z (c:1733782034), from the Norwegian
/// open feed.
pub(super) const THREE: [&str; 3] = [
    r"\s:2573238,c:1733782034*0A\!BSVDM,1,1,,A,13o4g`00000I2ENRH4g83S0L088C,0*3F",
    r"\s:2573210,c:1733782034*00\!BSVDM,1,1,,B,13mOO:9000PI6p`QrbwW646L2D1j,0*6B",
    r"\s:2573238,c:1733782034*0A\!BSVDM,1,1,,B,13m@:d00000GfBhRSqCet@6L088C,0*1D",
];

pub(super) struct Rig {
    pub(super) feed: Feed,
    pub(super) health: Arc<Health>,
    pub(super) batches: mpsc::Receiver<ReportBatch>,
    pub(super) stop: CancellationToken,
}

pub(super) fn rig() -> Rig {
    rig_with_limit(None)
}

/// With a limit of sentences a second.
pub(super) fn rig_with_limit(limit: Option<u32>) -> Rig {
    let decode = Histogram::with_opts(HistogramOpts::new("decode", "-")).expect("a histogram");
    let metrics = FeedMetrics::register(&Registry::new(), decode).expect("metrics");
    let settings = FeedSettings::named(FeedName::from_stem("north"));
    let health = Arc::new(Health::new([settings.name]));
    let (sender, batches) = mpsc::channel(4);
    let stop = CancellationToken::new();
    let feed =
        Feed::new(settings, &metrics, Arc::clone(&health), sender, stop.clone()).limited_to(limit);
    Rig { feed, health, batches, stop }
}

/// Everything delivered until the feed let go of its queue.
pub(super) async fn delivered(mut batches: mpsc::Receiver<ReportBatch>) -> Vec<Report> {
    let mut reports = Vec::new();
    while let Some(batch) = batches.recv().await {
        reports.extend(batch.reports);
    }
    reports
}
