//! A disk that fails when a test says so: under redb at its every change of the file, before any
//! other engine at every change of a table and at the end of each write.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

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
    builder.create_with_backend(Faulty { path: named(path), file })
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
}

impl Faulty {
    fn change(&self) -> io::Result<()> {
        change(&self.path)
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
        self.file.set_len(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.change()?;
        self.file.sync_data()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.change()?;
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
}

#[cfg(feature = "sled")]
struct FaultyChange<'a> {
    inner: &'a mut dyn Change,
    path: &'a Path,
}

#[cfg(feature = "sled")]
impl View for FaultyChange<'_> {
    fn get(
        &self,
        table: &'static str,
        key: &[u8],
        found: &mut dyn FnMut(&[u8]) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.inner.get(table, key, found)
    }

    fn scan(
        &self,
        table: &'static str,
        span: &Span,
        order: Order,
        each: Scan<'_>,
    ) -> Result<(), Fault> {
        self.inner.scan(table, span, order, each)
    }
}

#[cfg(feature = "sled")]
impl Change for FaultyChange<'_> {
    fn put(&mut self, table: &'static str, key: &[u8], value: &[u8]) -> Result<(), Fault> {
        change(self.path)?;
        self.inner.put(table, key, value)
    }

    fn remove(&mut self, table: &'static str, key: &[u8]) -> Result<(), Fault> {
        change(self.path)?;
        self.inner.remove(table, key)
    }

    fn retain(
        &mut self,
        table: &'static str,
        span: &Span,
        keep: &mut dyn FnMut(&[u8], &[u8]) -> bool,
    ) -> Result<(), Fault> {
        change(self.path)?;
        self.inner.retain(table, span, keep)
    }
}
