use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::StoreError;

/// The files that were found damaged since the store was opened, each with what was said of it first:
/// at most one entry for each file of the store.
#[derive(Debug, Default)]
pub(super) struct Damages(Mutex<BTreeMap<PathBuf, String>>);

impl Damages {
    /// Notes an error, where it says that a file is damaged, and gives it back.
    pub(super) fn note(&self, error: StoreError) -> StoreError {
        if let StoreError::Damaged { path, .. } = &error {
            let mut files = self.lock();
            if !files.contains_key(path) {
                tracing::error!(%error, "a file of the store is damaged");
                files.insert(path.clone(), error.to_string());
            }
        }
        error
    }

    /// A file is another now, or none.
    pub(super) fn forget(&self, path: &Path) {
        self.lock().remove(path);
    }

    /// What is damaged, in sentences; `None` where nothing is known to be.
    pub(super) fn told(&self) -> Option<String> {
        let files = self.lock();
        let first = files.values().next()?;
        Some(match files.len() - 1 {
            0 => first.clone(),
            more => format!("{first} (and {more} more)"),
        })
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<PathBuf, String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
