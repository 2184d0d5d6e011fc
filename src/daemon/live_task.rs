use std::sync::Arc;
use std::time::Duration;

use prometheus::{IntCounter, IntGaugeVec};
use tokio::sync::{mpsc, watch};
use tokio::time::{MissedTickBehavior, interval};

use super::metrics::show_vessels;
use crate::picture::TrackUpdate;
use crate::query::{Live, Snapshot};

/// How often the picture is shown anew.
const PUBLISH_EVERY: Duration = Duration::from_secs(1);

/// Keeps the live picture, until the engine is done.
pub(super) async fn run(
    mut live: Live,
    mut updates: mpsc::Receiver<Arc<[TrackUpdate]>>,
    picture: watch::Sender<Arc<Snapshot>>,
    vessels: IntGaugeVec,
    uncounted: IntCounter,
) {
    let mut publish = interval(PUBLISH_EVERY);
    publish.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let more = tokio::select! {
            biased;
            _ = publish.tick() => {
                show(&mut live, &picture, &vessels, &uncounted);
                true
            }
            changed = updates.recv() => match changed {
                Some(changed) => {
                    changed.iter().for_each(|update| live.apply(update));
                    true
                }
                None => false,
            },
        };
        if !more {
            return show(&mut live, &picture, &vessels, &uncounted);
        }
    }
}

fn show(
    live: &mut Live,
    picture: &watch::Sender<Arc<Snapshot>>,
    vessels: &IntGaugeVec,
    uncounted: &IntCounter,
) {
    uncounted.inc_by(live.coverage().refused().saturating_sub(uncounted.get()));
    let snapshot = live.publish();
    show_vessels(vessels, &snapshot);
    picture.send_replace(snapshot);
}
