use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use std::{fs, io};

use super::day_file::FIRST_SCHEMA;
use super::period::Day;
use crate::config::StoreEngine;
use crate::domain::EventTime;
use crate::store::StoreError;
use crate::store::damages::Damages;
use crate::store::error::Fault;
use crate::store::kv::{Change, Database, View, open};

/// Day files open at once; beyond it the one unused for longest is closed.
const OPEN_MAX: usize = 8;

/// A day that late points were written to is brought into its last form at most this often.
const SETTLE_EVERY: Duration = Duration::from_hours(6);

/// The day files: opened when first needed, a bounded number at a time.
#[derive(Debug)]
pub(in crate::store) struct Days {
    engine: StoreEngine,
    folder: PathBuf,
    cache_bytes: usize,
    state: Mutex<State>,
    damages: Damages,
}

#[derive(Debug, Default)]
struct State {
    present: BTreeSet<Day>,
    /// Those that may not be in their last form: merged and packed.
    unsettled: BTreeSet<Day>,
    /// When a day was brought into it, or could not be, in event time.
    settled: BTreeMap<Day, EventTime>,
    open: BTreeMap<Day, Open>,
    uses: u64,
}

#[derive(Debug)]
struct Open {
    database: Arc<dyn Database>,
    last_use: u64,
}

impl Days {
    /// The day files of a folder, which is made where it is missing; all open ones share the cache.
    pub(in crate::store) fn open(
        engine: StoreEngine,
        folder: PathBuf,
        cache_bytes: usize,
    ) -> Result<Self, StoreError> {
        let present = list(&folder, engine)
            .map_err(|source| StoreError::Folder { path: folder.clone(), cause: source })?;
        let unsettled = present.clone();
        let state = Mutex::new(State { present, unsettled, ..State::default() });
        let damages = Damages::default();
        Ok(Self { engine, folder, cache_bytes: cache_bytes / OPEN_MAX, state, damages })
    }

    /// What keeps them.
    pub(in crate::store) const fn engine(&self) -> StoreEngine {
        self.engine
    }

    /// The days that have a file, the earliest first.
    pub(in crate::store) fn present(&self) -> BTreeSet<Day> {
        self.lock().present.clone()
    }

    /// The file of a day that has one.
    pub(in crate::store) fn get(&self, day: Day) -> Result<Option<Arc<dyn Database>>, StoreError> {
        let mut state = self.lock();
        if !state.present.contains(&day) {
            return Ok(None);
        }
        self.get_or_open(&mut state, day).map(Some)
    }

    /// The file of a day, made where there is none.
    pub(in crate::store) fn get_or_create(
        &self,
        day: Day,
    ) -> Result<Arc<dyn Database>, StoreError> {
        let mut state = self.lock();
        let database = self.get_or_open(&mut state, day)?;
        state.present.insert(day);
        state.unsettled.insert(day);
        Ok(database)
    }

    /// The days that may not be in their last form, the earliest first; those that were brought into
    /// it a short while before `now` wait, so that late points do not cause it again and again.
    pub(in crate::store) fn unsettled(&self, now: EventTime) -> Vec<Day> {
        let State { unsettled, settled, .. } = &*self.lock();
        let waits = |day: &Day| settled.get(day).is_some_and(|at| at.plus(SETTLE_EVERY) > now);
        unsettled.iter().copied().filter(|day| !waits(day)).collect()
    }

    /// A day is in its last form, unless something is written to it again.
    pub(in crate::store) fn settled(&self, day: Day, now: EventTime) {
        self.lock().unsettled.remove(&day);
        self.wait_until_later(day, now);
    }

    /// A day is left alone for a while.
    pub(in crate::store) fn wait_until_later(&self, day: Day, now: EventTime) {
        self.lock().settled.insert(day, now);
    }

    /// Looks at a day that has a file.
    pub(in crate::store) fn look<T>(
        &self,
        day: Day,
        look: impl FnOnce(&dyn View) -> Result<T, Fault>,
    ) -> Result<Option<T>, StoreError> {
        let Some(database) = self.get(day)? else { return Ok(None) };
        let looked = database.view().and_then(|view| look(&*view));
        looked.map(Some).map_err(|fault| self.fault(day, fault))
    }

    /// Changes a day that has a file: all of it or nothing.
    pub(in crate::store) fn change(
        &self,
        day: Day,
        change: &mut dyn FnMut(&mut dyn Change) -> Result<(), Fault>,
    ) -> Result<(), StoreError> {
        let Some(database) = self.get(day)? else { return Ok(()) };
        let changed = database.write(change);
        if changed.is_err() {
            self.close(day);
        }
        changed.map_err(|fault| self.fault(day, fault))
    }

    /// What went wrong in a day's file, with the file; a damaged one is remembered.
    pub(in crate::store) fn fault(&self, day: Day, fault: Fault) -> StoreError {
        self.damages.note(fault.at(&self.path(day)))
    }

    /// Which files were found damaged, in sentences.
    pub(in crate::store) fn damaged(&self) -> Option<String> {
        self.damages.told()
    }

    /// Puts a file in place of a day's. Who reads the old one reads on.
    pub(super) fn replace(&self, day: Day, by: &Path) -> Result<(), StoreError> {
        let mut state = self.lock();
        let path = self.path(day);
        state.open.remove(&day);
        let io = |cause| StoreError::Io { path: path.clone(), cause };
        fs::rename(by, &path).map_err(io)?;
        self.damages.forget(&path);
        fs::File::open(&self.folder).and_then(|folder| folder.sync_all()).map_err(io)
    }

    /// Where a day's file is.
    pub(in crate::store) fn path(&self, day: Day) -> PathBuf {
        self.folder.join(day.file_name(self.engine))
    }

    /// Closes a day's file, so that the next use opens it anew: after an error, redb refuses to
    /// write until then.
    pub(in crate::store) fn close(&self, day: Day) {
        self.lock().open.remove(&day);
    }

    /// Removes a day and its file.
    pub(in crate::store) fn remove(&self, day: Day) -> Result<(), StoreError> {
        let mut state = self.lock();
        state.open.remove(&day);
        let path = self.path(day);
        let removed = match self.engine {
            StoreEngine::Redb => fs::remove_file(&path),
            StoreEngine::Sled => fs::remove_dir_all(&path),
        };
        match removed {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                Err(StoreError::Io { path, cause: source })
            }
            _ => {
                self.damages.forget(&path);
                state.present.remove(&day);
                state.unsettled.remove(&day);
                state.settled.remove(&day);
                Ok(())
            }
        }
    }

    /// Bytes of a day's file.
    pub(in crate::store) fn bytes(&self, day: Day) -> u64 {
        bytes_of(&self.path(day))
    }

    fn get_or_open(&self, state: &mut State, day: Day) -> Result<Arc<dyn Database>, StoreError> {
        state.uses += 1;
        let last_use = state.uses;
        if let Some(open) = state.open.get_mut(&day) {
            open.last_use = last_use;
            return Ok(open.database.clone());
        }
        close_unused(&mut state.open);
        let database = open_day(self.engine, &self.path(day), self.cache_bytes);
        let database = database.map_err(|error| self.damages.note(error))?;
        let database: Arc<dyn Database> = Arc::from(database);
        state.open.insert(day, Open { database: database.clone(), last_use });
        Ok(database)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Opens or makes the file of a day.
pub(in crate::store) fn open_day(
    engine: StoreEngine,
    path: &Path,
    cache_bytes: usize,
) -> Result<Box<dyn Database>, StoreError> {
    open(engine, path, cache_bytes, FIRST_SCHEMA)
}

/// Makes room for one more. A file that somebody reads stays: opened a second time it would be
/// locked. Readers are bounded by those who call them.
fn close_unused(open: &mut BTreeMap<Day, Open>) {
    while open.len() >= OPEN_MAX {
        let unused = open.iter().filter(|(_, one)| Arc::strong_count(&one.database) == 1);
        let Some(day) = unused.min_by_key(|(_, one)| one.last_use).map(|(&day, _)| day) else {
            return;
        };
        open.remove(&day);
    }
}

fn list(folder: &Path, engine: StoreEngine) -> io::Result<BTreeSet<Day>> {
    fs::create_dir_all(folder)?;
    let mut days = BTreeSet::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        days.extend(name.to_str().and_then(|name| Day::from_file_name(name, engine)));
    }
    Ok(days)
}

/// Bytes of a file, or of all files of a folder; 0 where there is none.
pub(in crate::store) fn bytes_of(path: &Path) -> u64 {
    let Ok(metadata) = fs::metadata(path) else { return 0 };
    if !metadata.is_dir() {
        return metadata.len();
    }
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    entries.map(|entry| bytes_of(&entry.path())).sum()
}
