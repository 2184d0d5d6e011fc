//! The store as a whole, over real files, the same with each engine.

mod damage;
mod files;
mod migration;
mod power_loss;
mod on_redb;
#[cfg(feature = "sled")]
mod on_sled;

use std::path::Path;

use super::kv::{Database, FirstSchema};
use super::{Batch, Store};
use crate::alert::Transition;
use crate::config::{StoreConfig, StoreEngine};
use crate::picture::TrackUpdate;
use crate::store::samples;

fn config_of(engine: StoreEngine, folder: &Path) -> StoreConfig {
    StoreConfig { engine, ..samples::config(folder) }
}

/// A database by itself, which no earlier schema had.
fn database_of(engine: StoreEngine, folder: &Path) -> Box<dyn Database> {
    let first = FirstSchema { found: |_| Ok(false), bring_forward: |_| Ok(()) };
    super::kv::open(engine, &folder.join("tables"), 1 << 20, first).expect("it opens")
}

fn updates(updates: Vec<TrackUpdate>) -> Batch {
    Batch { updates, ..Batch::default() }
}

fn transitions(transitions: &[Transition]) -> Batch {
    Batch { transitions: transitions.to_vec(), ..Batch::default() }
}

/// Closes what is due and waits for it.
fn close(store: &mut Store) {
    store.finish_closing().expect("an earlier closing ends");
    store.maintain().expect("a closing starts");
    store.finish_closing().expect("a closing ends");
}

/// A folder as a crash would leave it: copied while the store has it open.
fn crashed_copy(folder: &Path) -> tempfile::TempDir {
    let copy = tempfile::tempdir().expect("a folder");
    copy_all(folder, copy.path());
    copy
}

fn copy_all(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            std::fs::create_dir(&target).expect("a new folder");
            copy_all(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), &target).expect("a copy");
        }
    }
}
