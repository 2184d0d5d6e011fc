use std::path::Path;

use super::parts::{Parts, Progress};
use crate::store::StoreError;
use crate::store::kv::Database;
use crate::store::tracks::{bytes_of, open_day};
use crate::store::watch::open_watch;

/// Memory for the database that is being compacted.
const CACHE_BYTES: usize = 64 << 20;

/// What compacting gave back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compacted {
    /// Bytes before.
    pub before: u64,
    /// Bytes afterwards.
    pub after: u64,
}

/// Gives back what a store at rest does not need. A killed process leaves it as it was or smaller.
pub fn compact(folder: &Path, progress: Progress<'_>) -> Result<Compacted, StoreError> {
    let Parts { engine, watch, days } = Parts::of(folder)?;
    let all = days.len() + 1;
    let mut sizes = Compacted { before: 0, after: 0 };
    progress(0, all, "watch");
    one(&mut sizes, &watch, || open_watch(engine, &watch, CACHE_BYTES))?;
    for (done, (day, path)) in (1..).zip(days) {
        progress(done, all, &day.to_string());
        one(&mut sizes, &path, || open_day(engine, &path, CACHE_BYTES))?;
    }
    progress(all, all, "");
    Ok(sizes)
}

fn one(
    sizes: &mut Compacted,
    path: &Path,
    open: impl FnOnce() -> Result<Box<dyn Database>, StoreError>,
) -> Result<(), StoreError> {
    sizes.before += bytes_of(path);
    let mut database = open()?;
    database.compact().map_err(|fault| fault.at(path))?;
    drop(database);
    sizes.after += bytes_of(path);
    Ok(())
}
