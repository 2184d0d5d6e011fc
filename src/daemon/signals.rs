use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tracing::{info, warn};

/// Completes at the first SIGINT or SIGTERM; a second one ends the process at once.
///
/// # Errors
/// The handlers cannot be installed.
pub fn stop_signal() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    let mut signals = Signals {
        interrupt: signal(SignalKind::interrupt())?,
        terminate: signal(SignalKind::terminate())?,
    };
    Ok(async move {
        let name = signals.next().await;
        info!(signal = name, "stopping; a second signal ends at once");
        tokio_util::task::TaskTracker::new().spawn(async move {
            let name = signals.next().await;
            warn!(signal = name, "ended at once");
            std::process::exit(1);
        });
    })
}

#[derive(Debug)]
struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.interrupt.recv() => "SIGINT",
            _ = self.terminate.recv() => "SIGTERM",
        }
    }
}
