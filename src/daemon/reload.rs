use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow};
use notify::{RecursiveMode, Watcher};
use prometheus::IntGauge;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use super::doors::Doors;
use super::engine_task::Change;
use super::running_feeds::RunningFeeds;
use super::service_manager::{tell_of_reload, tell_service_manager};
use super::{BoundFeed, Sources};
use crate::areas::AreaId;
use crate::config::{self, Config, FeedConfig, LoadedArea, RelayConfig};
use crate::domain::FeedName;
use crate::engine::EngineSettings;
use crate::publish::{BoundRelay, Outbox, OutboxParts, RunningRelays, Sinks};
use crate::telemetry::Health;

/// An editor or a renewal writes several files; they are read when they have been still for so long.
const SETTLE: Duration = Duration::from_millis(300);

/// The files of a running daemon: read again at SIGHUP and when they change. A mistake in one keeps
/// all of them as they were; what changed is put in force without touching what did not.
pub(super) struct Reload {
    pub(super) doors: Doors,
    /// The configuration, where it came from files.
    pub(super) sources: Option<Sources>,
    pub(super) feeds: RunningFeeds,
    pub(super) relays: RunningRelays,
    pub(super) outbox: Outbox,
    pub(super) outbox_parts: OutboxParts,
    pub(super) desk: Sinks,
    /// The way to the engine.
    pub(super) changes: mpsc::Sender<Change>,
    /// What HTTP shows of areas.
    pub(super) areas: watch::Sender<Arc<[LoadedArea]>>,
    /// What HTTP tries areas with.
    pub(super) engine: watch::Sender<Arc<EngineSettings>>,
    pub(super) health: Arc<Health>,
    /// `config_last_reload_successful`.
    pub(super) successful: IntGauge,
}

impl Reload {
    /// Looks after the files until `stop`, then gives back what has to be stopped in its turn.
    ///
    /// # Errors
    /// SIGHUP cannot be listened for.
    pub(super) fn keep(
        mut self,
        stop: CancellationToken,
    ) -> io::Result<impl Future<Output = (RunningFeeds, RunningRelays, Outbox)> + Send + 'static>
    {
        let mut hangups = signal(SignalKind::hangup())?;
        let (tell, mut changed) = mpsc::channel(1);
        let watcher = self.watch(tell.clone());
        Ok(async move {
            let _watcher = watcher;
            loop {
                tokio::select! {
                    () = stop.cancelled() => return (self.feeds, self.relays, self.outbox),
                    _ = hangups.recv() => {}
                    _ = changed.recv() => sleep(SETTLE).await,
                }
                tell_of_reload();
                let outcome = self.reload().await;
                self.report(outcome);
                let status = sd_notify::NotifyState::Status("watching");
                tell_service_manager(&[sd_notify::NotifyState::Ready, status]);
            }
        })
    }

    /// Watches the folders of the files: a renewal puts new files in the place of old ones.
    fn watch(&self, changed: mpsc::Sender<()>) -> Option<notify::RecommendedWatcher> {
        let mut files = self.doors.files();
        files.extend(self.relays.files());
        let areas = self.sources.iter().filter_map(|sources| {
            files.extend(sources.options.config.clone());
            sources.config.areas_path.clone()
        });
        let (folders, more): (Vec<_>, Vec<_>) = areas.partition(|path| path.is_dir());
        files.extend(more);
        let parents: BTreeSet<PathBuf> =
            files.iter().map(|file| folder_of(file)).chain(folders.iter().cloned()).collect();
        let is_ours = move |path: &Path| {
            files.iter().any(|file| file.file_name() == path.file_name())
                || path.extension().is_some_and(|extension| extension == "geojson")
        };
        let told = move |event: notify::Result<notify::Event>| {
            let ours = |event: notify::Event| {
                !event.kind.is_access() && event.paths.iter().any(|path| is_ours(path))
            };
            if event.is_ok_and(ours) {
                // One that waits already stands for this one as well.
                changed.try_send(()).unwrap_or_default();
            }
        };
        let watching = notify::recommended_watcher(told).and_then(|mut watcher| {
            for folder in &parents {
                watcher.watch(folder, RecursiveMode::NonRecursive)?;
            }
            Ok(watcher)
        });
        if let Err(error) = &watching {
            warn!(%error, "changed files are not noticed by themselves; send SIGHUP");
        }
        watching.ok()
    }

    fn report(&self, outcome: anyhow::Result<Vec<&'static str>>) {
        match outcome {
            Ok(changed) => {
                self.successful.set(1);
                self.health.set_reload_problem(None);
                info!(?changed, "files were read again");
            }
            Err(problem) => {
                let problem = format!("{problem:#}");
                error!(%problem, "reload refused: the files before are in force");
                self.successful.set(0);
                self.health.set_reload_problem(Some(problem));
            }
        }
    }

    /// Puts in force what changed, and says what that was.
    async fn reload(&mut self) -> anyhow::Result<Vec<&'static str>> {
        let doors = self.doors.read().map_err(|problem| anyhow!(problem))?;
        self.relays.read_certificates()?;
        let mut changed = Vec::new();
        if let Some(sources) = self.sources.take() {
            // What went into force before something failed is remembered as being in force.
            let mut in_force = sources.config.clone();
            let outcome = self.reload_configuration(&sources, &mut in_force).await;
            self.sources = Some(Sources { config: in_force, ..sources });
            changed = outcome?;
        }
        if self.doors.take(doors) {
            changed.push("access file and certificates");
        }
        Ok(changed)
    }

    /// What changed; `in_force` follows step by step.
    async fn reload_configuration(
        &mut self,
        sources: &Sources,
        in_force: &mut Config,
    ) -> anyhow::Result<Vec<&'static str>> {
        let new = config::load(&sources.options, config::process_environment())
            .map_err(|mistakes| anyhow!(mistakes.to_string()))?;
        let old = &sources.config;
        let mut changed = Vec::new();
        let areas_changed = old.areas != new.areas;
        if areas_changed {
            self.refuse_ids_of_made(&new.areas)?;
        }
        if old.sinks != new.sinks {
            tokio::task::block_in_place(|| Outbox::check(&new.sinks, &self.outbox_parts))?;
        }
        let begun = self.exchange_feeds(&old.feeds, &new.feeds).await?;
        let engine = if areas_changed || old.engine != new.engine || begun.is_some() {
            self.change_engine(old, &new, areas_changed).await
        } else {
            Ok(())
        };
        // Their sockets are bound and those before have ended, whatever the engine said.
        if let Some(begun) = begun {
            for feed in begun {
                self.feeds.start(feed);
            }
            in_force.feeds.clone_from(&new.feeds);
            changed.push("feeds");
        }
        engine?;
        in_force.engine.clone_from(&new.engine);
        in_force.areas.clone_from(&new.areas);
        if old.engine.rules != new.engine.rules {
            changed.push("rules");
        }
        if areas_changed {
            self.areas.send_modify(|shown| {
                let made = shown.iter().filter(|area| area.is_made).cloned();
                *shown = new.areas.iter().cloned().chain(made).collect();
            });
            changed.push("areas");
        }
        if old.relays != new.relays {
            self.exchange_relays(&old.relays, &new.relays).await?;
            in_force.relays.clone_from(&new.relays);
            changed.push("relays");
        }
        if old.sinks != new.sinks {
            // Until they have begun there is none, so that the next reload begins them.
            in_force.sinks.clear();
            self.exchange_sinks(&new).await?;
            changed.push("sinks");
        }
        if old.log.filter != new.log.filter {
            sources.logging.set_filter(&new.log.filter)?;
            changed.push("log filter");
        }
        if !changed.is_empty() {
            for doubt in config::doubts(&new.sinks, &self.areas.borrow()) {
                warn!("{doubt}");
            }
        }
        let restart = needs_restart(old, &new);
        if !restart.is_empty() {
            warn!(?restart, "changed, and in force only after a restart");
        }
        *in_force = new;
        Ok(changed)
    }

    fn refuse_ids_of_made(&self, areas: &[LoadedArea]) -> anyhow::Result<()> {
        let shown = self.areas.borrow();
        let made = |id: &AreaId| shown.iter().any(|area| area.is_made && area.area.id == *id);
        match areas.iter().find(|area| made(&area.area.id)) {
            Some(area) => Err(anyhow!(
                "an officer has made a watch area {} over HTTP: give the one in the file another id",
                area.area.id
            )),
            None => Ok(()),
        }
    }

    /// Ends feeds that changed or went, and binds those that changed or came. Where one cannot be
    /// bound, those before go on. `None`: nothing changed.
    async fn exchange_feeds(
        &mut self,
        old: &[FeedConfig],
        new: &[FeedConfig],
    ) -> anyhow::Result<Option<Vec<BoundFeed>>> {
        let gone: Vec<_> = old.iter().filter(|feed| !new.contains(feed)).collect();
        let come: Vec<_> = new.iter().filter(|feed| !old.contains(feed)).collect();
        if gone.is_empty() && come.is_empty() {
            return Ok(None);
        }
        for feed in &gone {
            self.feeds.end(feed.settings.name).await;
        }
        let bound: Result<Vec<_>, _> = come.iter().map(|feed| BoundFeed::bind(feed)).collect();
        match bound {
            Ok(bound) => {
                for FeedConfig { settings, .. } in gone {
                    self.feeds.forget(settings.name, settings.exercise);
                }
                for BoundFeed { settings, .. } in &bound {
                    self.health.expect(settings.name, settings.exercise);
                }
                Ok(Some(bound))
            }
            Err(refused) => {
                for feed in gone {
                    match BoundFeed::bind(feed) {
                        Ok(again) => self.feeds.start(again),
                        Err(problem) => error!(%problem, "a feed could not begin again as it was"),
                    }
                }
                Err(refused.into())
            }
        }
    }

    /// Ends relays that changed or went, and begins those that changed or came. Where one cannot be bound,
    /// those before go on.
    async fn exchange_relays(
        &mut self,
        old: &[RelayConfig],
        new: &[RelayConfig],
    ) -> anyhow::Result<()> {
        let gone: Vec<_> = old.iter().filter(|relay| !new.contains(relay)).collect();
        for relay in &gone {
            self.relays.end(relay).await;
        }
        let come = new.iter().filter(|relay| !old.contains(relay)).cloned();
        let bound: Result<Vec<_>, _> = come.map(BoundRelay::bind).collect();
        let (begin, outcome) = match bound {
            Ok(bound) => (bound, Ok(())),
            Err(refused) => {
                let again = gone.into_iter().cloned().map(BoundRelay::bind);
                let again = again.filter_map(|bound| {
                    let failed = |problem| error!(%problem, "a relay could not begin again");
                    bound.map_err(failed).ok()
                });
                (again.collect(), Err(refused.into()))
            }
        };
        for relay in begin {
            tokio::task::block_in_place(|| self.relays.start(relay));
        }
        outcome
    }

    async fn change_engine(
        &self,
        old: &Config,
        new: &Config,
        areas_changed: bool,
    ) -> anyhow::Result<()> {
        let areas = areas_changed.then(|| {
            let before = old.areas.iter().map(|area| area.area.id.clone()).collect();
            (before, new.areas.iter().map(|area| area.area.clone()).collect())
        });
        let feeds: Vec<(FeedName, bool)> =
            new.feeds.iter().map(|feed| (feed.settings.name, feed.settings.exercise)).collect();
        let (done, answer) = oneshot::channel();
        let change = Change { settings: Box::new(new.engine.clone()), areas, feeds, done };
        self.changes.send(change).await.map_err(|_closed| anyhow!("the engine is gone"))?;
        answer.await.context("the engine is gone")?.map_err(|problem| anyhow!(problem))?;
        self.engine.send_replace(Arc::new(new.engine.clone()));
        Ok(())
    }

    /// Stops all sinks and lets those of the new configuration go on where each was.
    async fn exchange_sinks(&mut self, new: &Config) -> anyhow::Result<()> {
        let parts = &self.outbox_parts;
        let stopped = std::mem::take(&mut self.outbox);
        stopped.stop().await;
        let sinks = new.sinks.clone();
        let started = tokio::task::block_in_place(|| Outbox::start(sinks, parts, &self.desk));
        self.outbox = started.context("no sink delivers until this is mended")?;
        Ok(())
    }
}

/// Sections that changed and that a reload leaves alone.
fn needs_restart(old: &Config, new: &Config) -> Vec<&'static str> {
    let engine = |config: &Config| {
        let mut settings = config.engine.clone();
        settings.rules.clear();
        settings.lateness.clear();
        settings.feed_positions.clear();
        settings.feed_own_ships.clear();
        settings.lateness_default = Duration::ZERO;
        (settings, config.silence_grace)
    };
    let access = |config: &Config| {
        let config::AccessConfig { path, session, failures_per_minute_max, .. } =
            config.access.clone();
        (path, session, failures_per_minute_max)
    };
    let log = |config: &Config| (config.log.format, config.log.otlp.clone());
    let sections = [
        ("[http]", old.http != new.http),
        ("[access]", access(old) != access(new)),
        ("[store]", old.store != new.store),
        ("[engine]", engine(old) != engine(new)),
        ("[log]", log(old) != log(new)),
        ("[shutdown]", old.shutdown_grace != new.shutdown_grace),
        ("[health]", old.feed_silence != new.feed_silence),
    ];
    sections.into_iter().filter(|(_, changed)| *changed).map(|(name, _)| name).collect()
}

fn folder_of(file: &Path) -> PathBuf {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or_else(|| Path::new(".")).to_path_buf()
}
