use std::fs::{self, File};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use redb::{Builder, Database, DatabaseError, StorageError};

use super::StoreError;

/// Opens or makes a database file. A file that something else has damaged can make redb panic while
/// it opens; that too becomes an error that names the file.
pub(super) fn open_file(path: &Path, cache_bytes: usize) -> Result<Database, StoreError> {
    let mut builder = Database::builder();
    builder.set_cache_size(cache_bytes);
    match catch_unwind(AssertUnwindSafe(|| open_or_make(&builder, path))) {
        Ok(opened) => opened.map_err(|error| StoreError::of(path, error)),
        Err(_panic) => Err(StoreError::Damaged {
            path: path.to_owned(),
            what: "it does not read as a database".to_owned(),
        }),
    }
}

/// A new file gets its name when it is whole: redb takes a half-made one, as a full disk or a killed
/// process leaves it, for damaged.
fn open_or_make(builder: &Builder, path: &Path) -> Result<Database, DatabaseError> {
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
fn create(builder: &Builder, path: &Path) -> Result<Database, DatabaseError> {
    builder.create(path)
}

#[cfg(test)]
fn create(builder: &Builder, path: &Path) -> Result<Database, DatabaseError> {
    super::faulty::create(builder, path)
}
