use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};

use super::by_time;
use super::first_schema::FIRST_SCHEMA;
use super::schema;
use crate::config::StoreEngine;
use crate::store::StoreError;
use crate::store::damages::Damages;
use crate::store::error::Fault;
use crate::store::kv::{Change, Database, View, open};

/// `watch.redb`: written by commits and, for a moment, by the closing of periods; read by anyone.
#[derive(Debug)]
pub(in crate::store) struct WatchFile {
    engine: StoreEngine,
    path: PathBuf,
    cache_bytes: usize,
    database: RwLock<Option<Box<dyn Database>>>,
    /// A write failed: redb takes no more until the file is opened anew.
    broken: AtomicBool,
    damages: Damages,
}

impl WatchFile {
    /// Opens or makes it in the folder of a store.
    pub(in crate::store) fn open(
        engine: StoreEngine,
        folder: &Path,
        cache_bytes: usize,
    ) -> Result<Self, StoreError> {
        let path = folder.join(format!("watch.{}", engine.as_str()));
        let database = open_watch(engine, &path, cache_bytes)?;
        let database = RwLock::new(Some(database));
        let (broken, damages) = (AtomicBool::new(false), Damages::default());
        Ok(Self { engine, path, cache_bytes, database, broken, damages })
    }

    pub(in crate::store) fn path(&self) -> &Path {
        &self.path
    }

    /// Looks at the file as it is now.
    pub(in crate::store) fn read<T>(
        &self,
        look: impl FnOnce(&dyn View) -> Result<T, Fault>,
    ) -> Result<T, StoreError> {
        let view = {
            let guard = self.database.read().unwrap_or_else(PoisonError::into_inner);
            guard.as_ref().ok_or(Fault::Closed).and_then(|database| database.view())
        };
        let looked = view.and_then(|view| look(&*view));
        looked.map_err(|fault| self.damages.note(fault.at(&self.path)))
    }

    /// Changes the file; all of it or nothing, durable on return.
    pub(in crate::store) fn write(
        &self,
        mut change: impl FnMut(&mut dyn Change) -> Result<(), Fault>,
    ) -> Result<(), StoreError> {
        let guard = self.database.read().unwrap_or_else(PoisonError::into_inner);
        let database = guard.as_ref().ok_or_else(|| Fault::Closed.at(&self.path))?;
        let done = database.write(&mut change);
        if done.is_err() {
            self.broken.store(true, Ordering::Release);
        }
        done.map_err(|fault| self.damages.note(fault.at(&self.path)))
    }

    /// What was found damaged of it, in a sentence.
    pub(in crate::store) fn damaged(&self) -> Option<String> {
        self.damages.told()
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
        *guard = Some(open_watch(self.engine, &self.path, self.cache_bytes)?);
        self.broken.store(false, Ordering::Release);
        Ok(())
    }
}

/// Opens or makes it, brings it forward, refuses a newer one.
pub(in crate::store) fn open_watch(
    engine: StoreEngine,
    path: &Path,
    cache_bytes: usize,
) -> Result<Box<dyn Database>, StoreError> {
    let database = open(engine, path, cache_bytes, FIRST_SCHEMA)?;
    let ready = schema::check(&*database).and_then(|()| by_time::index(&*database));
    ready.map_err(|fault| fault.at(path))?;
    Ok(database)
}
