use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow};
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
use super::watched_files::WatchedFiles;
use super::{BoundFeed, Sources};
use crate::areas::AreaId;
use crate::config::{self, Config, FeedConfig, LoadedArea, RelayConfig};
use crate::domain::FeedName;
use crate::engine::EngineSettings;
use crate::http::{Audit, Reloaded};
use crate::net::Sockets;
use crate::net::tls::Renewal;
use crate::publish::{BoundRelay, Outbox, OutboxParts, RunningRelays, Sinks};
use crate::telemetry::Health;

/// An editor or a renewal writes several files; they are read when they have been still for so long.
const SETTLE: Duration = Duration::from_millis(300);

/// The files of a running daemon: read again at SIGHUP and when they change. Everything that can be
/// refused is asked for before anything is touched, so that a mistake, or a port that is taken, keeps all
/// as it was; what changed is put in force without touching what did not.
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
    pub(super) audit: Audit,
    /// Why no sink delivers, where that is so; told until they do.
    pub(super) undelivered: Option<String>,
}

/// Another configuration with all that it needs.
struct Next {
    config: Config,
    /// Feeds and relays that came or changed, with their sockets.
    feeds: Vec<BoundFeed>,
    relays: Vec<BoundRelay>,
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
        let mut watched = WatchedFiles::new(tell);
        watched.look_after(self.files_in_force());
        Ok(async move {
            loop {
                let because = tokio::select! {
                    () = stop.cancelled() => return (self.feeds, self.relays, self.outbox),
                    _ = hangups.recv() => "SIGHUP",
                    _ = changed.recv() => {
                        sleep(SETTLE).await;
                        "files"
                    }
                    () = watched.try_again() => continue,
                };
                tell_of_reload();
                let (mut named, mut changed) = (BTreeSet::new(), Vec::new());
                let outcome = self.reload(&mut named, &mut changed).await;
                self.report(because, &changed, outcome);
                named.extend(self.files_in_force());
                watched.look_after(named);
                let status = sd_notify::NotifyState::Status("watching");
                tell_service_manager(&[sd_notify::NotifyState::Ready, status]);
            }
        })
    }

    /// The files of what is in force.
    fn files_in_force(&self) -> BTreeSet<PathBuf> {
        let configuration = self.sources.iter().flat_map(|sources| {
            sources.config.named_files().into_iter().chain(sources.options.config.clone())
        });
        self.doors.files().into_iter().chain(configuration).collect()
    }

    fn report(&self, because: &'static str, changed: &[&'static str], outcome: anyhow::Result<()>) {
        let problem = outcome.err().map(|problem| format!("{problem:#}"));
        let problem = with_undelivered(problem, self.undelivered.as_deref());
        self.audit.reloaded(Reloaded { because, changed, problem: problem.as_deref() });
        match &problem {
            None => info!(?changed, "files were read again"),
            Some(problem) if changed.is_empty() => {
                error!(%problem, "reload refused: the files before are in force");
            }
            Some(problem) => error!(%problem, ?changed, "reload done in part"),
        }
        self.successful.set(problem.is_none().into());
        self.health.set_reload_problem(problem);
    }

    /// Puts in force what changed. `named` becomes the files that this depends on beside those of what
    /// is in force, `changed` what changed, also where the rest then fails.
    async fn reload(
        &mut self,
        named: &mut BTreeSet<PathBuf>,
        changed: &mut Vec<&'static str>,
    ) -> anyhow::Result<()> {
        let doors = self.doors.read().map_err(|problem| anyhow!(problem))?;
        let next = self.read_configuration(named)?;
        let renewals = self.renewals(next.as_ref())?;
        let mut rest = None;
        if let Some(Next { config, feeds, relays }) = next {
            // The engine is the last that can refuse.
            self.change_engine(&config).await?;
            self.exchange_feeds(&config.feeds, feeds, changed).await;
            self.exchange_relays(&config.relays, relays, changed).await;
            rest = Some(config);
        }
        renewals.into_iter().for_each(Renewal::put_in_force);
        if self.doors.take(doors) {
            changed.push("access file and certificates");
        }
        if let Some(config) = rest {
            self.put_in_force(config, changed).await?;
        }
        Ok(())
    }

    /// Everything that the files say and need, with nothing touched; `None` without files.
    fn read_configuration(&self, named: &mut BTreeSet<PathBuf>) -> anyhow::Result<Option<Next>> {
        let Some(Sources { options, config: old, .. }) = &self.sources else { return Ok(None) };
        let config = match config::load(options, config::process_environment()) {
            Ok(config) => config,
            Err(mistakes) => {
                // Whoever mends one of them expects to be heard.
                named.extend(mistakes.iter().map(|mistake| mistake.file.clone()));
                return Err(anyhow!(mistakes.to_string()));
            }
        };
        named.extend(config.named_files());
        self.refuse_ids_of_made(&config.areas)?;
        if old.sinks != config.sinks {
            tokio::task::block_in_place(|| Outbox::check(&config.sinks, &self.outbox_parts))?;
        }
        let mut sockets = Sockets::default();
        for feed in gone(&old.feeds, &config.feeds) {
            self.feeds.lend(feed.settings.name, &mut sockets);
        }
        for relay in gone(&old.relays, &config.relays) {
            self.relays.lend(relay, &mut sockets);
        }
        let come = gone(&config.feeds, &old.feeds);
        let feeds = come.map(|feed| BoundFeed::bind(feed, &mut sockets));
        let feeds = feeds.collect::<Result<_, _>>()?;
        let come = gone(&config.relays, &old.relays).cloned();
        let relays = come.map(|relay| BoundRelay::bind(relay, &mut sockets));
        let relays = relays.collect::<Result<_, _>>()?;
        Ok(Some(Next { config, feeds, relays }))
    }

    /// The certificates of those that stay.
    fn renewals(&self, next: Option<&Next>) -> anyhow::Result<Vec<Renewal>> {
        let old = self.sources.as_ref().map(|sources| &sources.config);
        let stays = |name: FeedName| {
            let of = |config: &'_ Config| {
                config.feeds.iter().find(|feed| feed.settings.name == name).cloned()
            };
            next.is_none_or(|next| old.and_then(of) == of(&next.config))
        };
        let mut renewals = self.feeds.renewals(stays)?;
        let stays =
            |relay: &RelayConfig| next.is_none_or(|next| next.config.relays.contains(relay));
        renewals.extend(self.relays.renewals(stays)?);
        Ok(renewals)
    }

    /// Puts in force what nothing has to be bound for.
    async fn put_in_force(
        &mut self,
        new: Config,
        changed: &mut Vec<&'static str>,
    ) -> anyhow::Result<()> {
        let Some(sources) = &mut self.sources else { return Ok(()) };
        let old = std::mem::replace(&mut sources.config, new);
        let new = &sources.config;
        if old.engine.rules != new.engine.rules {
            changed.push("rules");
        }
        if old.areas != new.areas {
            self.areas.send_modify(|shown| {
                let made = shown.iter().filter(|area| area.is_made).cloned();
                *shown = new.areas.iter().cloned().chain(made).collect();
            });
            changed.push("areas");
        }
        let mut filtered = Ok(());
        if old.log.filter != new.log.filter {
            filtered = sources.logging.set_filter(&new.log.filter);
            changed.extend(filtered.is_ok().then_some("log filter"));
        }
        let restart = needs_restart(&old, new);
        if !restart.is_empty() {
            warn!(?restart, "changed, and in force only after a restart");
        }
        if old.sinks != new.sinks {
            // They end in any case.
            changed.push("sinks");
            self.exchange_sinks().await?;
        } else if new.sinks.is_empty() {
            self.undelivered = None;
        }
        filtered.context("the rest is in force")?;
        if !changed.is_empty() {
            let sinks = self.sources.as_ref().map(|sources| &*sources.config.sinks);
            for doubt in config::doubts(sinks.unwrap_or_default(), &self.areas.borrow()) {
                warn!("{doubt}");
            }
        }
        Ok(())
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

    /// Ends feeds that changed or went, and begins those that changed or came.
    async fn exchange_feeds(
        &mut self,
        new: &[FeedConfig],
        come: Vec<BoundFeed>,
        changed: &mut Vec<&'static str>,
    ) {
        let Some(Sources { config: old, .. }) = &self.sources else { return };
        let gone: Vec<_> = gone(&old.feeds, new).map(|feed| &feed.settings).collect();
        if gone.is_empty() && come.is_empty() {
            return;
        }
        for settings in gone {
            self.feeds.end(settings.name).await;
            self.feeds.forget(settings.name, settings.exercise);
        }
        for feed in come {
            self.health.expect(feed.settings.name, feed.settings.exercise);
            self.feeds.start(feed);
        }
        changed.push("feeds");
    }

    /// The same with relays.
    async fn exchange_relays(
        &mut self,
        new: &[RelayConfig],
        come: Vec<BoundRelay>,
        changed: &mut Vec<&'static str>,
    ) {
        let Some(Sources { config: old, .. }) = &self.sources else { return };
        if old.relays == new {
            return;
        }
        for relay in gone(&old.relays, new) {
            self.relays.end(relay).await;
        }
        for relay in come {
            tokio::task::block_in_place(|| self.relays.start(relay));
        }
        self.relays.forget_ended();
        changed.push("relays");
    }

    /// Tells the engine of settings, areas and feeds, where one of them is another.
    async fn change_engine(&self, new: &Config) -> anyhow::Result<()> {
        let Some(Sources { config: old, .. }) = &self.sources else { return Ok(()) };
        if old.areas == new.areas && old.engine == new.engine && old.feeds == new.feeds {
            return Ok(());
        }
        let areas = (old.areas != new.areas).then(|| {
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
    async fn exchange_sinks(&mut self) -> anyhow::Result<()> {
        let Some(Sources { config, .. }) = &mut self.sources else { return Ok(()) };
        std::mem::take(&mut self.outbox).stop().await;
        let sinks = config.sinks.clone();
        let (parts, desk) = (&self.outbox_parts, &self.desk);
        match tokio::task::block_in_place(|| Outbox::start(sinks, parts, desk)) {
            Ok(outbox) => {
                self.outbox = outbox;
                self.undelivered = None;
                Ok(())
            }
            Err(error) => {
                // There is none, so that the next reload begins them.
                config.sinks.clear();
                let error = anyhow::Error::from(error);
                let problem = format!("no sink delivers until this is mended: {error:#}");
                let told = anyhow!("the rest is in force, and {problem}");
                self.undelivered = Some(problem);
                Err(told)
            }
        }
    }
}

/// What is wrong, with why no sink delivers where that is not it: the next mistake must not hide it.
fn with_undelivered(problem: Option<String>, undelivered: Option<&str>) -> Option<String> {
    match (problem, undelivered) {
        (Some(problem), Some(undelivered)) if !problem.contains(undelivered) => {
            Some(format!("{problem}; {undelivered}"))
        }
        (problem, undelivered) => problem.or_else(|| undelivered.map(str::to_owned)),
    }
}

/// Those that are not among others as they are.
fn gone<'a, T: PartialEq>(these: &'a [T], others: &'a [T]) -> impl Iterator<Item = &'a T> {
    these.iter().filter(|one| !others.contains(one))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_mistake_does_not_hide_that_no_sink_delivers() {
        let told = |problem: Option<&str>, undelivered| {
            with_undelivered(problem.map(str::to_owned), undelivered)
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(told(None, None), None);
        assert_eq!(told(Some("a port"), None), some("a port"));
        assert_eq!(told(Some("a port"), Some("no sink: x")), some("a port; no sink: x"));
        let first = "the rest is in force, and no sink: x";
        assert_eq!(told(Some(first), Some("no sink: x")), some(first), "once is enough");
        assert_eq!(told(None, Some("no sink: x")), some("no sink: x"));
    }
}
