//! A disk that fails when a test says so: under redb at its every change of the file, before any
//! other engine at every change of a table and at the end of each write.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

#[cfg(feature = "sled")]
use super::error::Fault;
#[cfg(feature = "sled")]
use super::kv::{Change, Database as Engine, Order, Scan, Span, View};
use redb::backends::FileBackend;
use redb::{BackendError, Builder, Database, DatabaseError, StorageBackend};

/// How many more changes of a file succeed; a file that is not named never fails.
static LEFT: Mutex<BTreeMap<PathBuf, u32>> = Mutex::new(BTreeMap::new());

/// Lets `left` more changes of a file succeed and every further one fail.
pub(super) fn break_after(path: &Path, left: u32) {
    LEFT.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), left);
}

/// The file works again.
pub(super) fn heal(path: &Path) {
    LEFT.lock().unwrap_or_else(PoisonError::into_inner).remove(path);
}

/// Opens or makes a database on such a disk.
pub(super) fn create(builder: &Builder, path: &Path) -> Result<Database, DatabaseError> {
    let mut options = OpenOptions::new();
    let file = options.read(true).write(true).create(true).truncate(false).open(path);
    let file = FileBackend::new(file.map_err(redb::StorageError::from)?)?;
    // A file in the making is on the disk of the file that it becomes.
    let name = named(path);
    let recording = recording_of(&name);
    if name == path {
        note(recording.as_ref(), &name, Step::Named);
    }
    builder.create_with_backend(Faulty { path: name, file, recording })
}

/// What was done to the files of a store, in order, so that a loss of power can be played at any
/// moment of it.
pub(super) type Recording = Arc<Mutex<Vec<(PathBuf, Step)>>>;

/// One thing done to a file.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// It got its name; before, nobody would find it.
    Named,
    /// Bytes were written at an offset: on disk after the next sync, or any time before.
    Write(u64, Vec<u8>),
    /// Its length was set.
    Length(u64),
    /// All before is on disk.
    Sync,
    /// So many commits had been acknowledged.
    Acknowledged(u64),
}

static RECORDINGS: Mutex<BTreeMap<PathBuf, Recording>> = Mutex::new(BTreeMap::new());

/// Records what is done to the files of a folder from now on.
pub(super) fn record(folder: &Path) -> Recording {
    let recording = Recording::default();
    let mut all = RECORDINGS.lock().unwrap_or_else(PoisonError::into_inner);
    all.insert(folder.to_owned(), Arc::clone(&recording));
    recording
}

fn recording_of(path: &Path) -> Option<Recording> {
    let all = RECORDINGS.lock().unwrap_or_else(PoisonError::into_inner);
    all.iter().find(|(folder, _)| path.starts_with(folder)).map(|(_, one)| Arc::clone(one))
}

fn note(recording: Option<&Recording>, path: &Path, step: Step) {
    if let Some(recording) = recording {
        let mut steps = recording.lock().unwrap_or_else(PoisonError::into_inner);
        steps.push((path.to_owned(), step));
    }
}

fn named(path: &Path) -> PathBuf {
    if path.extension().is_some_and(|ending| ending == "new") {
        return path.with_extension("");
    }
    path.to_owned()
}

/// One change more of a file, if it still takes one.
fn change(path: &Path) -> io::Result<()> {
    match LEFT.lock().unwrap_or_else(PoisonError::into_inner).get_mut(path) {
        Some(0) => Err(io::ErrorKind::StorageFull.into()),
        Some(left) => {
            *left -= 1;
            Ok(())
        }
        None => Ok(()),
    }
}

#[derive(Debug)]
struct Faulty {
    path: PathBuf,
    file: FileBackend,
    recording: Option<Recording>,
}

impl Faulty {
    fn change(&self) -> io::Result<()> {
        change(&self.path)
    }

    fn note(&self, step: Step) {
        note(self.recording.as_ref(), &self.path, step);
    }
}

impl StorageBackend for Faulty {
    fn len(&self) -> io::Result<u64> {
        self.file.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.file.read(offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.change()?;
        self.note(Step::Length(len));
        self.file.set_len(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.change()?;
        self.file.sync_data()?;
        self.note(Step::Sync);
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.change()?;
        self.note(Step::Write(offset, data.to_vec()));
        self.file.write(offset, data)
    }

    fn close(&self) -> io::Result<()> {
        self.file.close()
    }

    fn try_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.file.try_lock_range(start, end)
    }

    fn try_lock_shared_range(
        &self,
        start: Bound<u64>,
        end: Bound<u64>,
    ) -> Result<bool, BackendError> {
        self.file.try_lock_shared_range(start, end)
    }

    fn lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.file.lock_range(start, end)
    }

    fn lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.file.lock_shared_range(start, end)
    }

    fn unlock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.file.unlock_range(start, end)
    }

    fn query_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.file.query_lock_range(start, end)
    }
}

/// The same in front of an engine that cannot be given a file of one's own.
#[cfg(feature = "sled")]
pub(super) fn wrap(database: Box<dyn Engine>, path: &Path) -> Box<dyn Engine> {
    Box::new(FaultyDatabase { database, path: path.to_owned() })
}

#[cfg(feature = "sled")]
#[derive(Debug)]
struct FaultyDatabase {
    database: Box<dyn Engine>,
    path: PathBuf,
}

#[cfg(feature = "sled")]
impl Engine for FaultyDatabase {
    fn view(&self) -> Result<Box<dyn View>, Fault> {
        self.database.view()
    }

    fn write(
        &self,
        make: &mut dyn FnMut(&mut dyn Change) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.database.write(&mut |inner| {
            make(&mut FaultyChange { inner, path: &self.path })?;
            Ok(change(&self.path)?)
        })
    }

    fn compact(&mut self) -> Result<(), Fault> {
        self.database.compact()
    }

    fn verify(&mut self) -> Result<(), Fault> {
        self.database.verify()
    }
}

#[cfg(feature = "sled")]
struct FaultyChange<'a> {
    inner: &'a mut dyn Change,
    path: &'a Path,
}

#[cfg(feature = "sled")]
impl View for FaultyChange<'_> {
    fn tables(&self) -> Result<Vec<String>, Fault> {
        self.inner.tables()
    }

    fn get(
        &self,
        table: &str,
        key: &[u8],
        found: &mut dyn FnMut(&[u8]) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.inner.get(table, key, found)
    }

    fn scan(&self, table: &str, span: &Span, order: Order, each: Scan<'_>) -> Result<(), Fault> {
        self.inner.scan(table, span, order, each)
    }
}

#[cfg(feature = "sled")]
impl Change for FaultyChange<'_> {
    fn put(&mut self, table: &str, key: &[u8], value: &[u8]) -> Result<(), Fault> {
        change(self.path)?;
        self.inner.put(table, key, value)
    }

    fn remove(&mut self, table: &str, key: &[u8]) -> Result<(), Fault> {
        change(self.path)?;
        self.inner.remove(table, key)
    }

    fn retain(
        &mut self,
        table: &str,
        span: &Span,
        keep: &mut dyn FnMut(&[u8], &[u8]) -> bool,
    ) -> Result<(), Fault> {
        change(self.path)?;
        self.inner.retain(table, span, keep)
    }
}
