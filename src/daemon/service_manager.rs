use std::sync::Arc;
use std::time::Duration;

use sd_notify::NotifyState;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::clock;
use crate::telemetry::Health;

/// Tells the service manager. Without one this does nothing.
pub fn tell_service_manager(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        warn!(%error, "the service manager cannot be told");
    }
}

/// Says that a reload has begun; `READY=1` ends it.
pub(super) fn tell_of_reload() {
    let mut states = vec![NotifyState::Reloading, NotifyState::Status("reading files again")];
    states.extend(NotifyState::monotonic_usec_now().ok());
    tell_service_manager(&states);
}

/// Strokes the watchdog, where the service manager has one, for as long as the engine works: a watch
/// that stands still is started anew.
pub(super) async fn stroke_watchdog(health: Arc<Health>, stop: CancellationToken) {
    let Some(patience) = sd_notify::watchdog_enabled() else { return };
    let mut strokes = interval((patience / 3).max(Duration::from_millis(100)));
    strokes.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = strokes.tick() => {}
        }
        if health.engine_silence(clock::monotonic_now()) < patience {
            tell_service_manager(&[NotifyState::Watchdog]);
        }
    }
}
