use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow};
use sd_notify::NotifyState;
use tokio::runtime::Runtime;
use tracing::warn;

use super::Failure;
use crate::config;
use crate::daemon::{AreaTwice, Daemon, Outcome, Sources, stop_signal, tell_service_manager};
use crate::net::tls::install_provider;
use crate::telemetry;

/// What may still hang after everything was told to stop is left behind after this.
const LEAVE_BEHIND: Duration = Duration::from_millis(200);

/// Run the daemon.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    options: config::Options,
}

pub(super) fn run(Args { options }: Args) -> Result<(), Failure> {
    let config = config::load(&options, config::process_environment())
        .map_err(|mistakes| Failure::Usage(mistakes.to_string()))?;
    // Whoever sends spans asks for the default of the process.
    install_provider();
    let logging = telemetry::init_logging(&config.log).context("cannot set up logs")?;
    let logging = Arc::new(logging);
    let runtime = runtime()?;
    let encrypted = config.http.tls.is_some();
    if !encrypted && !config.http.listen.ip().is_loopback() {
        warn!(
            listen = %config.http.listen,
            "tokens cross the network in the clear: set [http.tls], or encrypt in front of Picket"
        );
    }
    let outcome = runtime.block_on(async {
        let stop = stop_signal().context("cannot listen for signals")?;
        let sources = Sources { options, config: config.clone(), logging: Arc::clone(&logging) };
        let daemon = Daemon::bind(config)?.reading_again(sources);
        let scheme = if encrypted { "https" } else { "http" };
        let stop = async {
            stop.await;
            tell_service_manager(&[NotifyState::Stopping, NotifyState::Status("draining")]);
        };
        daemon.run(stop, |address| say_where(scheme, address)).await
    });
    if matches!(outcome, Ok(Outcome::Abandoned)) {
        // Threads that still drain would panic without it; the process ends right after.
        std::mem::forget(runtime);
    } else {
        runtime.shutdown_timeout(LEAVE_BEHIND);
    }
    let outcome = outcome.map_err(|error| match error.downcast::<AreaTwice>() {
        Ok(twice) => Failure::Usage(format!("picket: {twice}")),
        Err(other) => Failure::Error(other),
    });
    match outcome? {
        Outcome::Drained => Ok(()),
        Outcome::Abandoned => {
            Err(Failure::Error(anyhow!("stopped before everything accepted was stored")))
        }
    }
}

pub(super) fn runtime() -> anyhow::Result<Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start the runtime")
}

fn say_where(scheme: &str, address: SocketAddr) {
    say(&format!("picket is watching: {scheme}://{address}/"));
    tell_service_manager(&[NotifyState::Ready, NotifyState::Status("watching")]);
}

/// A line on standard output; nobody reading it is no reason to stop.
pub(super) fn say(line: &str) {
    let mut out = io::stdout().lock();
    drop(writeln!(out, "{line}").and_then(|()| out.flush()));
}
