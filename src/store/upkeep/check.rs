use std::fmt;
use std::path::{Path, PathBuf};

use super::check_day::check_day;
use super::check_watch::check_watch;
use super::parts::{Parts, Progress};
use crate::store::StoreError;
use crate::store::error::Fault;
use crate::store::kv::Database;
use crate::store::tracks::open_day;
use crate::store::watch::open_watch;

/// Memory for the database that is being checked.
const CACHE_BYTES: usize = 64 << 20;

/// Findings of one file that are told at most; the rest is counted.
const OF_FILE_MAX: usize = 100;

/// Something that is wrong with a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// In which file.
    pub path: PathBuf,
    /// What.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.what)
    }
}

/// Goes through a store at rest: the engine's checksums, every entry of every table, blocks and
/// indexes against one another. Empty where all is well. A store of an earlier schema is brought
/// forward by it.
///
/// # Errors
/// There is no store, or somebody has it open.
pub fn check(folder: &Path, progress: Progress<'_>) -> Result<Vec<Finding>, StoreError> {
    let Parts { engine, watch, days } = Parts::of(folder)?;
    let all = days.len() + 1;
    let mut findings = Vec::new();
    progress(0, all, "watch");
    one(&mut findings, &watch, || open_watch(engine, &watch, CACHE_BYTES), check_watch)?;
    for (done, (day, path)) in (1..).zip(days) {
        progress(done, all, &day.to_string());
        let open = || open_day(engine, &path, CACHE_BYTES);
        one(&mut findings, &path, open, |database, tell| check_day(database, day, tell))?;
    }
    progress(all, all, "");
    Ok(findings)
}

fn one(
    findings: &mut Vec<Finding>,
    path: &Path,
    open: impl FnOnce() -> Result<Box<dyn Database>, StoreError>,
    look: impl FnOnce(&dyn Database, &mut dyn FnMut(String)) -> Result<(), Fault>,
) -> Result<(), StoreError> {
    let mut database = match open() {
        Ok(database) => database,
        Err(error @ StoreError::Locked { .. }) => return Err(error),
        Err(error) => {
            findings.push(Finding { path: path.to_owned(), what: error.to_string() });
            return Ok(());
        }
    };
    let mut told = Vec::new();
    let mut tell = |what| told.push(what);
    // Where the checksums do not hold, what is behind them says nothing.
    if let Err(fault) = database.verify().and_then(|()| look(&*database, &mut tell)) {
        told.push(fault.at(path).to_string());
    }
    let more = told.len().saturating_sub(OF_FILE_MAX);
    told.truncate(OF_FILE_MAX);
    if more > 0 {
        told.push(format!("and {more} more"));
    }
    findings.extend(told.into_iter().map(|what| Finding { path: path.to_owned(), what }));
    Ok(())
}
