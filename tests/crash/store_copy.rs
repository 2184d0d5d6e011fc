use std::fs;
use std::path::Path;

use picket::config::StoreConfig;
use picket::domain::{ContactId, EventTime};
use picket::store::row::AlertRow;
use picket::store::{Reader, Store};
use tempfile::TempDir;

/// The store as a killed daemon left it: a copy, so that the next one has to recover it itself.
pub(crate) struct StoreCopy {
    reader: Reader,
    _store: Store,
    _folder: TempDir,
}

impl StoreCopy {
    pub(crate) fn of(folder: &Path) -> Self {
        let copy = tempfile::tempdir().expect("a folder");
        copy_all(folder, copy.path());
        let store = Store::open(&StoreConfig {
            commit_interval: super::COMMIT_INTERVAL,
            cache_bytes: 16 << 20,
            engine: super::engine(),
            ..StoreConfig::at(copy.path())
        });
        let store = store.expect("the store opens after a kill");
        Self { reader: store.reader(), _store: store, _folder: copy }
    }

    /// The transitions after a number.
    pub(crate) fn log_after(&self, seq: u64) -> Vec<AlertRow> {
        self.reader.transitions_after(seq, usize::MAX).expect("the log")
    }

    /// How many acts were carried out.
    pub(crate) fn acts(&self) -> usize {
        self.reader.acts_after(EventTime::MIN, usize::MAX).expect("the acts").len()
    }

    /// The times of a contact's positions between two times, both included.
    pub(crate) fn times(
        &self,
        contact: ContactId,
        first: EventTime,
        last: EventTime,
    ) -> Vec<EventTime> {
        let end = EventTime::from_millis(last.as_millis() + 1);
        let track = self.reader.track(contact, first, end, usize::MAX).expect("a track");
        track.iter().map(|row| row.fix.time).collect()
    }
}

fn copy_all(from: &Path, to: &Path) {
    if !from.exists() {
        return;
    }
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            fs::create_dir(&target).expect("a new folder");
            copy_all(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).expect("a copy");
        }
    }
}
