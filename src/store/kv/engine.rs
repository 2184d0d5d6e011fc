use std::fs::{self, File};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
#[cfg(feature = "sled")]
use std::time::Duration;

use redb::{Builder, DatabaseError, ReadTransaction, ReadableDatabase, StorageError};

use super::database::Database;
use super::guarded::Guarded;
use super::redb_file::{RedbFile, begin_write};
use crate::config::StoreEngine;
use crate::store::StoreError;
use crate::store::error::Fault;
#[cfg(feature = "sled")]
use crate::store::error::is_locked;

/// The schema from before all engines shared one layout: only redb files have it.
#[derive(Clone, Copy, Debug)]
pub(in crate::store) struct FirstSchema {
    /// Whether a file has it.
    pub(in crate::store) found: fn(&ReadTransaction) -> Result<bool, Fault>,
    /// Makes the present tables of its own.
    pub(in crate::store) bring_forward: fn(&redb::WriteTransaction) -> Result<(), Fault>,
}

/// Opens or makes a database. A file that something else has damaged can make an engine panic, here
/// or later; that too becomes an error that names the file.
pub(in crate::store) fn open(
    engine: StoreEngine,
    path: &Path,
    cache_bytes: usize,
    first: FirstSchema,
) -> Result<Box<dyn Database>, StoreError> {
    let open = || match engine {
        StoreEngine::Redb => open_redb(path, cache_bytes, first),
        StoreEngine::Sled => open_sled(path, cache_bytes),
    };
    match catch_unwind(AssertUnwindSafe(open)) {
        Ok(Ok(database)) => Ok(Box::new(Guarded::new(database))),
        Ok(Err(fault)) => Err(fault.at(path)),
        Err(_panic) => Err(StoreError::Damaged {
            path: path.to_owned(),
            what: "it does not read as a database".to_owned(),
        }),
    }
}

fn open_redb(
    path: &Path,
    cache_bytes: usize,
    first: FirstSchema,
) -> Result<Box<dyn Database>, Fault> {
    let mut builder = redb::Database::builder();
    builder.set_cache_size(cache_bytes);
    let database = open_or_make(&builder, path)?;
    if (first.found)(&database.begin_read()?)? {
        let transaction = begin_write(&database)?;
        (first.bring_forward)(&transaction)?;
        transaction.commit()?;
    }
    Ok(Box::new(RedbFile(database)))
}

/// A new file gets its name when it is whole: redb takes a half-made one, as a full disk or a killed
/// process leaves it, for damaged.
fn open_or_make(builder: &Builder, path: &Path) -> Result<redb::Database, DatabaseError> {
    if !path.try_exists().map_err(StorageError::from)? {
        let unfinished = path.with_extension("redb.new");
        remove_if_there(&unfinished).map_err(StorageError::from)?;
        create(builder, &unfinished)?.close()?;
        give_name(&unfinished, path).map_err(StorageError::from)?;
    }
    create(builder, path)
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Renames, and makes the name durable.
fn give_name(unfinished: &Path, path: &Path) -> io::Result<()> {
    fs::rename(unfinished, path)?;
    match path.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

#[cfg(not(test))]
fn create(builder: &Builder, path: &Path) -> Result<redb::Database, DatabaseError> {
    builder.create(path)
}

#[cfg(test)]
fn create(builder: &Builder, path: &Path) -> Result<redb::Database, DatabaseError> {
    crate::store::faulty::create(builder, path)
}

/// sled lets go of its folder a moment after it was closed: so often is one tried that is locked.
#[cfg(feature = "sled")]
const TRIES: u32 = 50;
#[cfg(feature = "sled")]
const BETWEEN_TRIES: Duration = Duration::from_millis(20);

/// Commits flush by themselves; nothing else needs to.
#[cfg(feature = "sled")]
fn open_sled(path: &Path, cache_bytes: usize) -> Result<Box<dyn Database>, Fault> {
    let cache_bytes = u64::try_from(cache_bytes).unwrap_or(u64::MAX);
    let config = sled::Config::new().path(path).cache_capacity(cache_bytes).flush_every_ms(None);
    let mut opened = config.open();
    for _ in 1..TRIES {
        if !opened.as_ref().is_err_and(is_locked) {
            break;
        }
        std::thread::sleep(BETWEEN_TRIES);
        opened = config.open();
    }
    let folder: Box<dyn Database> = Box::new(super::sled_folder::SledFolder::new(opened?));
    #[cfg(test)]
    let folder = crate::store::faulty::wrap(folder, path);
    Ok(folder)
}

#[cfg(not(feature = "sled"))]
fn open_sled(_path: &Path, _cache_bytes: usize) -> Result<Box<dyn Database>, Fault> {
    Err(Fault::NotBuilt)
}
