use std::path::Path;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;
use std::{fs, io};

use super::closing::Closing;
use super::error::Fault;
use super::prepared::Prepared;
use super::recovery::Recovery;
use super::restoring;
use super::retention::Retention;
use super::shared::Shared;
use super::tracks::{Days, Period};
use super::watch::{
    Marks, WatchFile, put_act, put_log, put_marks, put_transition, read_marks, seq_range, snoozes,
    unsettled,
};
use super::{Reader, SinkLog, StoreError, StoreMetrics};
use crate::alert::{Act, Transition};
use crate::config::{StoreConfig, StoreEngine};
use crate::domain::EventTime;
use crate::engine::Restored;
use crate::picture::TrackUpdate;

/// A period is closed so long after its end, in event time: few reports are later than that.
const CLOSE_AFTER: Duration = Duration::from_mins(1);

/// Points in memory at most, some 60 bytes each; beyond it a commit waits for a closing. At the
/// world's rate of reports the open periods hold about half.
const OPEN_POINTS_MAX: usize = 8_000_000;

/// Blocks of a closing's transaction at most: a writer who waits for the file waits for no more.
const BLOCKS_MAX: usize = 2_000;

/// Calls of [`Store::maintain`] after which what is due is closed though event time stands still.
const ROUNDS_MAX: u32 = 1_200;

/// The share of the cache that `watch.redb` has; the day files have the rest.
const WATCH_CACHE_SHARE: usize = 4;

/// The store; one owner writes, any number of [`Reader`]s look on. Blocking: for a thread of its own.
///
/// A commit is one transaction of `watch.redb`: transitions, acts, and the points and contacts it
/// logs. Every ten minutes of event time the points become blocks in their day's file, on another
/// thread.
#[derive(Debug)]
pub struct Store {
    pub(super) shared: Arc<Shared>,
    pub(super) marks: Marks,
    pub(super) retention: Retention,
    closing: Option<JoinHandle<Result<(), StoreError>>>,
    /// What is before was closed, or is being closed.
    closed_until: Option<Period>,
    rounds: u32,
}

/// What is committed together: all of it or nothing.
#[derive(Debug, Default)]
pub struct Batch {
    /// Changes of the picture, in the order they came.
    pub updates: Vec<TrackUpdate>,
    /// Alert transitions, in the order of `seq`.
    pub transitions: Vec<Transition>,
    /// Acts that were carried out, for the audit trail and for levels.
    pub acts: Vec<Act>,
}

impl Store {
    /// Opens or makes the store in its folder. Positions that a killed process had committed are
    /// there again.
    pub fn open(config: &StoreConfig) -> Result<Self, StoreError> {
        let StoreConfig { engine, path, cache_bytes, .. } = config;
        let folder = |source| StoreError::Folder { path: path.clone(), cause: source };
        fs::create_dir_all(path).map_err(folder)?;
        let watch_cache = cache_bytes / WATCH_CACHE_SHARE;
        refuse_other_engine(path, *engine)?;
        let watch = WatchFile::open(*engine, path, watch_cache).map_err(|error| match error {
            StoreError::Io { cause: source, .. } if cannot_write(&source) => folder(source),
            other => other,
        })?;
        let days = Days::open(*engine, path.join("tracks"), cache_bytes - watch_cache)?;
        let (marks, recovery) =
            watch.read(|view| Ok((read_marks(view)?, Recovery::read(view)?)))?;
        let Recovery { open, picture, .. } = recovery;
        Ok(Self {
            shared: Arc::new(Shared::new(watch, days, open, picture)),
            marks,
            retention: Retention::of(config),
            closing: None,
            closed_until: None,
            rounds: 0,
        })
    }

    /// Commits a batch; durable when it returns `Ok`. After an error nothing of the batch is
    /// there, and the next call tries to open the files anew. (Where a failing disk kept it
    /// nevertheless, it shows after a restart; committing it again doubles nothing.)
    pub fn commit(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let timer = self.shared.metrics.commit_seconds.start_timer();
        let done = self.mend().and_then(|()| self.make_room()).and_then(|()| self.write(batch));
        timer.observe_duration();
        let metrics = &self.shared.metrics;
        let outcome = if done.is_ok() { &metrics.commits } else { &metrics.commit_failures };
        outcome.inc();
        done
    }

    /// Closes periods, applies retention: called about once a second, off the commit path. Starts
    /// the work on a thread of its own and reports, at a later call, how it went.
    pub fn maintain(&mut self) -> Result<(), StoreError> {
        if self.closing.as_ref().is_some_and(|closing| !closing.is_finished()) {
            return Ok(());
        }
        self.finish_closing()?;
        self.rounds += 1;
        let due = Period::clamped(self.marks.time.minus(CLOSE_AFTER));
        if self.closed_until.is_some_and(|until| due <= until) && self.rounds < ROUNDS_MAX {
            return Ok(());
        }
        self.mend()?;
        self.start_closing(due)
    }

    /// Waits for a closing that is under way.
    pub fn finish_closing(&mut self) -> Result<(), StoreError> {
        let Some(closing) = self.closing.take() else { return Ok(()) };
        let done = closing.join().unwrap_or_else(|_panic| {
            let source = io::Error::other("the closing of a period ended unexpectedly");
            Err(StoreError::Io { path: self.shared.watch.path().to_owned(), cause: source })
        });
        if done.is_err() {
            self.shared.metrics.close_failures.inc();
            self.closed_until = None;
        }
        self.show_open_points();
        done
    }

    /// Eyes on the store.
    pub fn reader(&self) -> Reader {
        Reader::new(self.shared.clone())
    }

    /// Where sinks and resumed feeds keep how far they have come.
    pub fn sink_log(&self) -> SinkLog {
        SinkLog::new(self.shared.clone())
    }

    /// What operators see of it; to be registered once.
    pub fn metrics(&self) -> &StoreMetrics {
        &self.shared.metrics
    }

    /// What the engine needs to go on where it stopped: alerts that are open or ended less than
    /// ten minutes before the last event time, snoozes, the last picture and, of the contacts in
    /// it, the positions of the last two hours. Stations are not kept.
    pub fn restored(&self) -> Result<Restored, StoreError> {
        let watch = &self.shared.watch;
        let now = self.marks.time;
        let (stored, snoozes, next_seq) = watch.read(|view| {
            let next_seq = seq_range(view)?.map_or(1, |(_, last)| last.saturating_add(1));
            Ok((unsettled(view, now)?, snoozes(view, now)?, next_seq))
        })?;
        let mut alerts = Vec::with_capacity(stored.len());
        for stored in stored {
            let alert = stored.to_alert();
            alerts.push(alert.map_err(|error| Fault::from(error).at(watch.path()))?);
        }
        let updates = restoring::updates(&self.shared, &self.shared.picture(), now)?;
        Ok(Restored { alerts, snoozes, updates, next_seq })
    }

    /// After an error redb takes no more until its file is opened anew; a closing would hold it.
    fn mend(&mut self) -> Result<(), StoreError> {
        if !self.shared.watch.is_broken() {
            return Ok(());
        }
        // Its error, if any, is the one that broke the file or will show again at the next closing.
        if let Err(error) = self.finish_closing() {
            tracing::warn!(%error, "closing a period failed; it will be tried again");
        }
        self.shared.watch.reopen()
    }

    /// Waits, at the bound of points in memory, until a closing has taken most of them.
    fn make_room(&mut self) -> Result<(), StoreError> {
        if self.shared.open().points() < OPEN_POINTS_MAX {
            return Ok(());
        }
        self.finish_closing()?;
        if self.shared.open().points() < OPEN_POINTS_MAX {
            return Ok(());
        }
        let all = Period::clamped(EventTime::MAX);
        self.start_closing(all)?;
        self.finish_closing()
    }

    fn write(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let Batch { updates, transitions, acts } = batch;
        let feeds = self.shared.open().feeds().to_vec();
        let prepared = Prepared::of(&self.shared.picture(), updates, feeds);
        self.shared.metrics.points_refused.inc_by(prepared.refused);
        let Prepared { points, log, changes, identities, .. } = &prepared;
        if points.is_empty() && changes.is_empty() && transitions.is_empty() && acts.is_empty() {
            return Ok(());
        }
        let time = self.time_after(prepared.time, transitions);
        let marks = Marks { commit: self.marks.commit + 1, time };
        self.shared.watch.write(|change| {
            put_log(change, marks.commit, log, changes)?;
            identities.put(change, &self.shared.metrics)?;
            for transition in transitions {
                put_transition(change, transition)?;
            }
            for act in acts {
                put_act(change, act)?;
            }
            put_marks(change, marks)
        })?;
        self.marks = marks;
        self.show(updates, prepared);
        self.count(batch);
        Ok(())
    }

    /// Event time after a commit of updates and transitions. What an officer does has the time of his
    /// clock, which may be far from that of the feeds, and does not move it.
    fn time_after(&self, of_updates: Option<EventTime>, transitions: &[Transition]) -> EventTime {
        let transitions = transitions.iter().map(|transition| transition.alert.reported_at);
        transitions.chain(of_updates).fold(self.marks.time, std::cmp::max)
    }

    /// Makes what is durable visible.
    fn show(&mut self, updates: &[TrackUpdate], mut prepared: Prepared) {
        self.shared.picture_mut().apply(updates, &mut prepared);
        let Prepared { places, points, feeds, .. } = prepared;
        self.shared.metrics.points.inc_by(u64::try_from(points.len()).unwrap_or(0));
        let who = |number: usize| updates[number].contact;
        self.shared.open_mut().add_commit(self.marks.commit, feeds, &points, &places, who);
    }

    fn count(&self, batch: &Batch) {
        let metrics = &self.shared.metrics;
        metrics.transitions.inc_by(u64::try_from(batch.transitions.len()).unwrap_or(0));
        metrics.acts.inc_by(u64::try_from(batch.acts.len()).unwrap_or(0));
        metrics.event_time.set(self.marks.time.secs_since(EventTime::from_secs(0)));
        self.show_open_points();
    }

    fn show_open_points(&self) {
        let points = self.shared.open().points();
        self.shared.metrics.open_points.set(i64::try_from(points).unwrap_or(i64::MAX));
    }

    /// Seals what ends before `until` and writes it, with the last picture, on a thread of its own.
    fn start_closing(&mut self, until: Period) -> Result<(), StoreError> {
        let (periods, feeds) = {
            let mut open = self.shared.open_mut();
            (open.seal(until), open.feeds().to_vec())
        };
        let closing = Closing {
            periods,
            feeds,
            picture: self.shared.picture().still(),
            commit: self.marks.commit,
            now: self.marks.time,
            retention: self.retention,
            blocks_max: BLOCKS_MAX,
        };
        let shared = self.shared.clone();
        let thread = thread::Builder::new().name("store-closing".to_owned());
        let spawned = thread.spawn(move || closing.run(&shared)).map_err(|source| {
            StoreError::Io { path: self.shared.watch.path().to_owned(), cause: source }
        })?;
        self.closing = Some(spawned);
        self.closed_until = Some(until);
        self.rounds = 0;
        Ok(())
    }
}

/// A closing that is under way is waited for, so that the files are free afterwards.
impl Drop for Store {
    fn drop(&mut self) {
        if let Err(error) = self.finish_closing() {
            tracing::warn!(%error, "closing a period failed; the next start tries again");
        }
    }
}

/// A store begun anew beside an old one would hide what the old one holds.
fn refuse_other_engine(path: &Path, engine: StoreEngine) -> Result<(), StoreError> {
    for other in StoreEngine::ALL.into_iter().filter(|other| *other != engine) {
        if path.join(format!("watch.{}", other.as_str())).exists() {
            return Err(StoreError::OtherEngine { path: path.to_owned(), made_by: other.as_str() });
        }
    }
    Ok(())
}

fn cannot_write(error: &io::Error) -> bool {
    use io::ErrorKind::{NotADirectory, NotFound, PermissionDenied, ReadOnlyFilesystem};
    matches!(error.kind(), NotADirectory | NotFound | PermissionDenied | ReadOnlyFilesystem)
}
