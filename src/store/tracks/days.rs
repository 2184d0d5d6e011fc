use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::{fs, io};

use redb::Database;

use super::period::Day;
use crate::store::StoreError;
use crate::store::open_file::open_file;

/// Day files open at once; beyond it the one unused for longest is closed.
const OPEN_MAX: usize = 8;

/// The day files: opened when first needed, a bounded number at a time.
#[derive(Debug)]
pub(in crate::store) struct Days {
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
    database: Arc<Database>,
    last_use: u64,
}

impl Days {
    /// The day files of a folder, which is made where it is missing; all open ones share the cache.
    pub(in crate::store) fn open(folder: PathBuf, cache_bytes: usize) -> Result<Self, StoreError> {
        let present = list(&folder)
            .map_err(|source| StoreError::Folder { path: folder.clone(), cause: source })?;
        let state = Mutex::new(State { present, ..State::default() });
        Ok(Self { folder, cache_bytes: cache_bytes / OPEN_MAX, state })
    }

    /// The days that have a file, the earliest first.
    pub(in crate::store) fn present(&self) -> BTreeSet<Day> {
        self.lock().present.clone()
    }

    /// The file of a day that has one.
    pub(in crate::store) fn get(&self, day: Day) -> Result<Option<Arc<Database>>, StoreError> {
        let mut state = self.lock();
        if !state.present.contains(&day) {
            return Ok(None);
        }
        self.get_or_open(&mut state, day).map(Some)
    }

    /// The file of a day, made where there is none.
    pub(in crate::store) fn get_or_create(&self, day: Day) -> Result<Arc<Database>, StoreError> {
        let mut state = self.lock();
        let database = self.get_or_open(&mut state, day)?;
        state.present.insert(day);
        Ok(database)
    }

    /// Where a day's file is.
    pub(in crate::store) fn path(&self, day: Day) -> PathBuf {
        self.folder.join(day.file_name())
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
        match fs::remove_file(&path) {
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
        fs::metadata(self.path(day)).map_or(0, |file| file.len())
    }

    fn get_or_open(&self, state: &mut State, day: Day) -> Result<Arc<Database>, StoreError> {
        state.uses += 1;
        let last_use = state.uses;
        if let Some(open) = state.open.get_mut(&day) {
            open.last_use = last_use;
            return Ok(open.database.clone());
        }
        close_unused(&mut state.open);
        let database = Arc::new(open_file(&self.path(day), self.cache_bytes)?);
        state.open.insert(day, Open { database: database.clone(), last_use });
        Ok(database)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
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

fn list(folder: &std::path::Path) -> io::Result<BTreeSet<Day>> {
    fs::create_dir_all(folder)?;
    let mut days = BTreeSet::new();
    for entry in fs::read_dir(folder)? {
        days.extend(entry?.file_name().to_str().and_then(Day::from_file_name));
    }
    Ok(days)
}
