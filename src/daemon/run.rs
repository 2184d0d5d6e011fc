use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow};
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{error, info, warn};

use super::alert_metrics::AlertMetrics;
use super::doors::Doors;
use super::engine_task::EngineTask;
use super::made::Made;
use super::metrics::{Metrics, show_vessels};
use super::reload::Reload;
use super::running_feeds::RunningFeeds;
use super::service_manager::stroke_watchdog;
use super::shown::Shown;
use super::store_task::StoreTask;
use super::{BoundFeed, Daemon, Outcome, live_task};
use crate::alert::AlertState;
use crate::areas::{AreaId, SecurityLevel, WatchAreas};
use crate::config::{Config, LoadedArea, SinkConfig, StoreConfig, doubts};
use crate::domain::ContactId;
use crate::engine::{Engine, Event, Restored};
use crate::http::{self, ApiParts, ApiState, Audit};
use crate::net::Postboxes;
use crate::publish::{Outbox, OutboxParts, Relays, RunningRelays, SinkMetrics, Sinks};
use crate::query::{AlertBoard, Live, Snapshot};
use crate::store::row::AlertRow;
use crate::store::{AlertFilter, Reader, Store};
use crate::telemetry::{self, Health, Phase};

/// Batches that wait for the engine.
const REPORT_QUEUE: usize = 64;
/// Acts that wait for the engine.
const ACT_QUEUE: usize = 64;
/// Outputs that wait for the store, and for the live picture.
const OUTPUT_QUEUE: usize = 256;
/// Transitions by which a stream may fall behind before it is told of a gap.
const SUBSCRIBERS_LAG_MAX: usize = 4096;
/// Open alerts read at a time at the start.
const PAGE: usize = 500;

impl Daemon {
    /// Runs until `shutdown` completes, then stops in the order of the data within the grace.
    /// `ready` is called with the address of HTTP once the picture is loaded and the feeds run.
    #[expect(
        clippy::too_many_lines,
        reason = "the wiring, in one piece and in the order of the data"
    )]
    pub async fn run(
        self,
        shutdown: impl Future<Output = ()>,
        ready: impl FnOnce(SocketAddr),
    ) -> anyhow::Result<Outcome> {
        let address = self.http_address().context("HTTP has no address")?;
        let Self { config, listener, tls, feeds, relays, sources } = self;
        let Config { areas, engine, http, access, sinks, store, .. } = config;
        let Config { shutdown_grace, feed_silence, silence_grace, .. } = config;

        let registry = Arc::new(telemetry::new_registry()?);
        let mut metrics = Metrics::register(&registry)?;
        let health = Arc::new(Health::new(feeds.iter().map(|feed| feed.settings.name)));
        expect(&feeds, &mut metrics, &health);

        let Opened { store: open_store, restored, reader, open, mut levels, made } =
            open_store(store.clone()).await?;
        open_store.metrics().register(&registry)?;
        let areas = made.join(areas)?;
        for doubt in doubts(&sinks, &areas) {
            warn!("{doubt}");
        }
        let watch_areas = in_force(&areas, &mut levels)?;
        let mut live = last_picture(&restored, &mut metrics.alerts);

        let last_seq = restored.next_seq.saturating_sub(1);
        let board = Arc::new(AlertBoard::new(open, SUBSCRIBERS_LAG_MAX).continuing_after(last_seq));
        let first = live.publish();
        show_vessels(&metrics.vessels, &first);
        let (picture, picture_seen) = watch::channel(first);
        let officers_levels = BTreeMap::clone(&levels);
        let (levels, levels_seen) = watch::channel(Arc::new(levels));
        let (areas, areas_seen) = watch::channel(areas.into());
        let (settings, settings_seen) = watch::channel(Arc::new(engine.clone()));
        let watched = made.watch_list.keys().copied().collect();
        let (watch_list, watch_list_seen) = watch::channel(Arc::new(made.watch_list));
        let Publishing { outbox, outbox_parts, desk, committed } =
            start_outbox(sinks, &open_store, last_seq, picture_seen.clone(), metrics.sinks)?;
        let (batches, reports) = mpsc::channel(REPORT_QUEUE);
        let doors = Doors::new(&access, &http, tls);
        let audit = Audit::open(Some(&store.path), &registry)?;
        let (act_sender, acts) = mpsc::channel(ACT_QUEUE);
        let (change_sender, changes) = mpsc::channel(1);
        let (output_sender, outputs) = mpsc::channel(OUTPUT_QUEUE);
        let (update_sender, updates) = mpsc::channel(OUTPUT_QUEUE);

        let postboxes = Postboxes::default();
        let http = start_http(
            listener,
            ApiParts {
                config: http,
                reader,
                alerts: Arc::clone(&board),
                picture: picture_seen,
                health: Arc::clone(&health),
                feed_silence,
                postboxes: postboxes.clone(),
                registry: Arc::clone(&registry),
                areas: areas_seen,
                watch_list: watch_list_seen,
                coverage: live.coverage(),
                engine: settings_seen,
                levels: levels_seen,
                acts: act_sender,
                access: doors.access(),
                admission: access,
                tls: doors.tls(),
                audit: audit.clone(),
                sinks: desk.clone(),
            },
        )?;

        let relaying = Relays::default();
        let mut running_relays =
            RunningRelays::new(metrics.relays, relaying.clone(), &engine, store.path.join("relay"));
        let engine = restore(engine, watch_areas, restored, watched).await?;
        let tasks = TaskTracker::new();
        let stop = CancellationToken::new();
        tasks.spawn(stroke_watchdog(Arc::clone(&health), stop.clone()));
        tasks.spawn(live_task::run(live, updates, picture, metrics.vessels, metrics.uncounted));
        let store_task = StoreTask {
            store: open_store,
            commit_interval: store.commit_interval,
            outputs,
            board,
            shown: Shown { levels, areas: areas.clone(), watch_list },
            committed,
            health: Arc::clone(&health),
            metrics: metrics.store,
            alert_metrics: metrics.alerts,
        };
        let mut stored = on_thread("store", store_task.run())?;
        let engine_task = EngineTask {
            engine,
            silence_grace,
            reports,
            acts,
            changes,
            levels: officers_levels,
            outputs: output_sender,
            updates: update_sender,
            metrics: metrics.engine,
            health: Arc::clone(&health),
        };
        let mut engine_done = on_thread("engine", engine_task.run())?;
        health.set_phase(Phase::Ready);
        let mut running =
            RunningFeeds::new(metrics.feeds, Arc::clone(&health), postboxes, batches, relaying);
        for relay in relays {
            tokio::task::block_in_place(|| running_relays.start(relay));
        }
        for feed in feeds {
            running.start(feed);
        }
        let reload = Reload {
            doors,
            sources,
            feeds: running,
            relays: running_relays,
            outbox,
            outbox_parts,
            desk,
            changes: change_sender,
            areas,
            engine: settings,
            health: Arc::clone(&health),
            successful: metrics.reload,
            undelivered: None,
            audit: audit.clone(),
        };
        let reload = reload.keep(stop.clone()).context("cannot listen for SIGHUP")?;
        let reload = tasks.spawn(reload);
        ready(address);

        let broken = tokio::select! {
            () = shutdown => None,
            _ = &mut engine_done => Some("the engine stopped by itself"),
            _ = &mut stored => Some("the store's thread stopped by itself"),
        };
        health.set_phase(Phase::Draining);
        stop.cancel();
        if let Some(broken) = broken {
            return Err(anyhow!(broken));
        }
        let drain = async {
            let (running, relays, outbox) = reload.await.context("the reload broke")?;
            running.stop().await;
            relays.stop().await;
            engine_done.await.context("the engine broke")?;
            let outcome = stored.await.context("the store's thread broke")?;
            outbox.stop().await;
            tasks.close();
            tasks.wait().await;
            http.stop().await;
            tokio::task::block_in_place(|| audit.settle());
            anyhow::Ok(outcome)
        };
        finish(timeout(shutdown_grace, drain).await.ok(), shutdown_grace)
    }
}

fn finish(drained: Option<anyhow::Result<Outcome>>, grace: Duration) -> anyhow::Result<Outcome> {
    let Some(outcome) = drained else {
        error!(?grace, "the grace period was over before everything was drained");
        return Ok(Outcome::Abandoned);
    };
    let outcome = outcome?;
    info!(?outcome, "stopped");
    Ok(outcome)
}

struct Opened {
    store: Store,
    restored: Restored,
    reader: Reader,
    open: Vec<AlertRow>,
    /// Security levels that officers have set.
    levels: BTreeMap<AreaId, SecurityLevel>,
    made: Made,
}

async fn open_store(config: StoreConfig) -> anyhow::Result<Opened> {
    let path = config.path.display().to_string();
    let open = move || {
        let store = Store::open(&config)?;
        let (restored, reader) = (store.restored()?, store.reader());
        let open = open_alerts(&reader)?;
        let made = Made::read(&reader)?;
        let levels = reader.security_levels()?;
        let levels = levels.into_iter().map(|(area, level, _since)| (area, level)).collect();
        anyhow::Ok(Opened { store, restored, reader, open, levels, made })
    };
    let opened = tokio::task::spawn_blocking(open).await.context("opening the store broke")?;
    opened.with_context(|| format!("cannot use the store in {path}"))
}

fn open_alerts(reader: &Reader) -> anyhow::Result<Vec<AlertRow>> {
    let states =
        vec![AlertState::Unacknowledged, AlertState::Acknowledged, AlertState::RtnUnacknowledged];
    let filter = AlertFilter { states, ..AlertFilter::default() };
    let mut open = Vec::new();
    let mut cursor = None;
    loop {
        let page = reader.alerts(&filter, cursor.as_deref(), PAGE)?;
        open.extend(page.items);
        match page.next {
            Some(next) => cursor = Some(next),
            None => return Ok(open),
        }
    }
}

/// Makes feeds visible before they say anything.
fn expect(feeds: &[BoundFeed], metrics: &mut Metrics, health: &Health) {
    for BoundFeed { settings, .. } in feeds {
        metrics.engine.expect(settings.name, settings.exercise);
        health.expect(settings.name, settings.exercise);
    }
}

/// The areas at the levels that officers have set. A level of an area that there no longer is
/// changes nothing, and is forgotten.
fn in_force(
    areas: &[LoadedArea],
    levels: &mut BTreeMap<AreaId, SecurityLevel>,
) -> anyhow::Result<WatchAreas> {
    let mut watch_areas =
        WatchAreas::new(areas.iter().map(|loaded| loaded.area.clone()).collect())?;
    levels.retain(|area, level| watch_areas.set_level(area, *level));
    Ok(watch_areas)
}

async fn restore(
    settings: crate::engine::EngineSettings,
    areas: WatchAreas,
    restored: Restored,
    watched: BTreeSet<ContactId>,
) -> anyhow::Result<Engine> {
    let restore = move || {
        let mut engine = Engine::restore(settings, areas, restored);
        engine.handle(Event::WatchList(watched), &mut Vec::new());
        engine
    };
    tokio::task::spawn_blocking(restore).await.context("loading the picture broke")
}

/// Runs a task that blocks on a thread of its own; the receiver completes with what it returns and
/// fails where it panicked.
fn on_thread<T: Send + 'static>(
    name: &str,
    task: impl Future<Output = T> + Send + 'static,
) -> anyhow::Result<oneshot::Receiver<T>> {
    let (done, receiver) = oneshot::channel();
    let runtime = Handle::current();
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(move || drop(done.send(runtime.block_on(task))))
        .with_context(|| format!("cannot start the {name} thread"))?;
    Ok(receiver)
}

/// The picture as it was; open alerts are counted.
fn last_picture(restored: &Restored, alerts: &mut AlertMetrics) -> Live {
    let mut live = Live::default();
    restored.updates.iter().for_each(|update| live.apply(update));
    let open = restored.alerts.iter().filter(|alert| alert.state.is_open());
    open.for_each(|alert| alerts.restored(alert));
    live
}

struct Publishing {
    outbox: Outbox,
    outbox_parts: OutboxParts,
    desk: Sinks,
    /// Number of the last transition committed.
    committed: watch::Sender<u64>,
}

fn start_outbox(
    sinks: Vec<SinkConfig>,
    store: &Store,
    last_seq: u64,
    picture: watch::Receiver<Arc<Snapshot>>,
    metrics: SinkMetrics,
) -> anyhow::Result<Publishing> {
    let (committed, seen) = watch::channel(last_seq);
    let parts = OutboxParts {
        reader: store.reader(),
        log: store.sink_log(),
        committed: seen,
        picture,
        metrics,
    };
    let desk = Sinks::default();
    let outbox = tokio::task::block_in_place(|| Outbox::start(sinks, &parts, &desk))?;
    Ok(Publishing { outbox, outbox_parts: parts, desk, committed })
}

struct RunningHttp {
    tasks: TaskTracker,
    stop: CancellationToken,
}

fn start_http(listener: std::net::TcpListener, parts: ApiParts) -> anyhow::Result<RunningHttp> {
    let listener = tokio::net::TcpListener::from_std(listener).context("cannot serve HTTP")?;
    let state = ApiState::new(parts)?;
    let stop = CancellationToken::new();
    let tasks = TaskTracker::new();
    let stopped = stop.clone().cancelled_owned();
    tasks.spawn(async move {
        if let Err(error) = http::serve(listener, state, stopped).await {
            error!(%error, "HTTP stopped");
        }
    });
    tasks.close();
    Ok(RunningHttp { tasks, stop })
}

impl RunningHttp {
    async fn stop(self) {
        self.stop.cancel();
        self.tasks.wait().await;
    }
}
