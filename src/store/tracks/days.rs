use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::{fs, io};

use super::day_file::FIRST_SCHEMA;
use super::period::Day;
use crate::config::StoreEngine;
use crate::store::StoreError;
use crate::store::kv::{Database, open};

/// Day files open at once; beyond it the one unused for longest is closed.
const OPEN_MAX: usize = 8;

/// The day files: opened when first needed, a bounded number at a time.
#[derive(Debug)]
pub(in crate::store) struct Days {
    engine: StoreEngine,
    folder: PathBuf,
    cache_bytes: usize,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    present: BTreeSet<Day>,
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
        let state = Mutex::new(State { present, ..State::default() });
        Ok(Self { engine, folder, cache_bytes: cache_bytes / OPEN_MAX, state })
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
        Ok(database)
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
                state.present.remove(&day);
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
        let database = open_day(self.engine, &self.path(day), self.cache_bytes)?;
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
