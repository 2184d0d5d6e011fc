use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};

use redb::{Database, ReadTransaction, ReadableDatabase, WriteTransaction};

use super::schema;
use crate::store::StoreError;
use crate::store::error::Fault;
use crate::store::open_file::open_file;

/// `watch.redb`: written by commits and, for a moment, by the closing of periods; read by anyone.
#[derive(Debug)]
pub(in crate::store) struct WatchFile {
    path: PathBuf,
    cache_bytes: usize,
    database: RwLock<Option<Database>>,
    /// A write failed: redb takes no more until the file is opened anew.
    broken: AtomicBool,
}

impl WatchFile {
    pub(in crate::store) fn open(path: PathBuf, cache_bytes: usize) -> Result<Self, StoreError> {
        let database = open_checked(&path, cache_bytes)?;
        Ok(Self {
            path,
            cache_bytes,
            database: RwLock::new(Some(database)),
            broken: AtomicBool::new(false),
        })
    }

    pub(in crate::store) fn path(&self) -> &Path {
        &self.path
    }

    /// Looks at the file as it is now.
    pub(in crate::store) fn read<T>(
        &self,
        look: impl FnOnce(&ReadTransaction) -> Result<T, Fault>,
    ) -> Result<T, StoreError> {
        let begun = {
            let guard = self.database.read().unwrap_or_else(PoisonError::into_inner);
            let database = guard.as_ref().ok_or_else(|| self.closed())?;
            database.begin_read().map_err(|error| StoreError::of(&self.path, error))?
        };
        look(&begun).map_err(|fault| fault.at(&self.path))
    }

    /// Changes the file; all of it or nothing, durable on return.
    pub(in crate::store) fn write(
        &self,
        change: impl FnOnce(&WriteTransaction) -> Result<(), Fault>,
    ) -> Result<(), StoreError> {
        let guard = self.database.read().unwrap_or_else(PoisonError::into_inner);
        let database = guard.as_ref().ok_or_else(|| self.closed())?;
        let done = write(database, change);
        if done.is_err() {
            self.broken.store(true, Ordering::Release);
        }
        done.map_err(|fault| fault.at(&self.path))
    }

    /// Whether a write failed since it was opened.
    pub(in crate::store) fn is_broken(&self) -> bool {
        self.broken.load(Ordering::Acquire)
    }

    /// Opens the file anew.
    pub(in crate::store) fn reopen(&self) -> Result<(), StoreError> {
        let mut guard = self.database.write().unwrap_or_else(PoisonError::into_inner);
        // Closed before it is opened: it locks its file.
        drop(guard.take());
        *guard = Some(open_checked(&self.path, self.cache_bytes)?);
        self.broken.store(false, Ordering::Release);
        Ok(())
    }

    fn closed(&self) -> StoreError {
        StoreError::of(&self.path, redb::Error::DatabaseClosed)
    }
}

fn open_checked(path: &Path, cache_bytes: usize) -> Result<Database, StoreError> {
    let database = open_file(path, cache_bytes)?;
    schema::check(&database, path)?;
    Ok(database)
}

fn write(
    database: &Database,
    change: impl FnOnce(&WriteTransaction) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut transaction = database.begin_write()?;
    // A killed process leaves a file that opens at once, however large.
    transaction.set_quick_repair(true);
    change(&transaction)?;
    Ok(transaction.commit()?)
}
