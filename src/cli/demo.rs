//! The daemon on a shipped recording with an exercise on top, moved to now, over and over. Each round
//! is a fresh daemon with an empty store behind the same port, so that no ship jumps back.

mod folder;
mod scene;

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use anyhow::Context;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::Failure;
use super::serve::{runtime, say};
use crate::config::{self, Config, Options};
use crate::daemon::{Daemon, listen, stop_signal};
use crate::telemetry;
use folder::DemoFolder;

const LEAVE_BEHIND: Duration = Duration::from_millis(200);

/// Serve on a shipped recording with a script of small craft on top: nothing to configure.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Port of HTTP on this machine; 0 takes any free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Times real time.
    #[arg(long, default_value_t = 1.0, value_parser = rate)]
    rate: f64,
}

pub(super) fn run(args: Args) -> Result<(), Failure> {
    let runtime = runtime()?;
    let result = runtime.block_on(rounds(args));
    runtime.shutdown_timeout(LEAVE_BEHIND);
    result
}

async fn rounds(Args { port, rate }: Args) -> Result<(), Failure> {
    let folder = DemoFolder::new(scene::AREAS).context("cannot make a folder for the demo")?;
    let listen_at = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let socket = listen(listen_at)
        .map_err(anyhow::Error::new)
        .with_context(|| "the demo needs a free port; choose another one with --port".to_owned())?;
    let stop = CancellationToken::new();
    let stop_seen = stop_signal().context("cannot listen for signals")?;
    let signals = TaskTracker::new();
    let stopper = stop.clone();
    signals.spawn(async move {
        stop_seen.await;
        stopper.cancel();
    });

    let mut logging = None;
    while !stop.is_cancelled() {
        let round = folder.round().context("cannot make a folder for the demo")?;
        let mut config = configuration(&round)?;
        config.http.listen = listen_at;
        if logging.is_none() {
            let begun = telemetry::init_logging(&config.log).context("cannot set up logs")?;
            logging = Some(begun);
            let address = socket.local_addr().context("HTTP has no address")?;
            say(&scene::what_to_see(address));
        }
        let socket = socket.try_clone().context("cannot share the port of HTTP")?;
        let feeds = scene::feeds(rate)?;
        let end = async {
            tokio::select! {
                () = stop.cancelled() => {}
                () = sleep(scene::duration(rate)) => {}
            }
        };
        // What a round leaves undone at its end is not missed.
        let _outcome = Daemon::on(socket, config, feeds).run(end, |_address| ()).await?;
    }
    Ok(())
}

/// The built-in defaults with the demo's areas and a store of its own.
fn configuration(round: &folder::Round) -> Result<Config, Failure> {
    let options = Options { config: None, areas: Some(round.areas.clone()) };
    let mut config =
        config::load(&options, []).map_err(|mistakes| Failure::Usage(mistakes.to_string()))?;
    config.store.path.clone_from(&round.store);
    "warn".clone_into(&mut config.log.filter);
    Ok(config)
}

fn rate(text: &str) -> Result<f64, String> {
    let rate: f64 = text.parse().map_err(|_error| "expected a number".to_owned())?;
    if (0.01..=1000.0).contains(&rate) {
        Ok(rate)
    } else {
        Err("expected 0.01 to 1000 times real time".to_owned())
    }
}
