//! A disk that fails when a test says so.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

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

#[derive(Debug)]
struct Faulty {
    path: PathBuf,
    file: FileBackend,
}

impl Faulty {
    fn change(&self) -> io::Result<()> {
        match LEFT.lock().unwrap_or_else(PoisonError::into_inner).get_mut(&self.path) {
            Some(0) => Err(io::ErrorKind::StorageFull.into()),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
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
