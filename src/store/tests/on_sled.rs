//! With sled.

#[expect(clippy::duplicate_mod, reason = "the same tests with the other engine")]
#[path = "alerts.rs"]
mod alerts;
#[expect(clippy::duplicate_mod, reason = "the same tests with the other engine")]
#[path = "days.rs"]
mod days;
#[expect(clippy::duplicate_mod, reason = "the same tests with the other engine")]
#[path = "faults.rs"]
mod faults;
#[expect(clippy::duplicate_mod, reason = "the same tests with the other engine")]
#[path = "hours.rs"]
mod hours;
#[expect(clippy::duplicate_mod, reason = "the same tests with the other engine")]
#[path = "imports.rs"]
mod imports;
#[expect(clippy::duplicate_mod, reason = "the same tests with the other engine")]
#[path = "restart.rs"]
mod restart;
#[expect(clippy::duplicate_mod, reason = "the same tests with the other engine")]
#[path = "tracks.rs"]
mod tracks;
#[expect(clippy::duplicate_mod, reason = "the same tests with the other engine")]
#[path = "past.rs"]
mod past;
#[expect(clippy::duplicate_mod, reason = "the same tests with the other engine")]
#[path = "who.rs"]
mod who;
#[expect(clippy::duplicate_mod, reason = "the same tests with the other engine")]
#[path = "tables.rs"]
mod tables;
#[expect(clippy::duplicate_mod, reason = "the same tests with the other engine")]
#[path = "upkeep.rs"]
mod upkeep;

use std::path::Path;

use super::{close, copy_all, crashed_copy, transitions, updates};
use crate::config::{StoreConfig, StoreEngine};
use crate::store::Store;
use crate::store::kv::Database;

/// What the names of its files end with.
const ENDING: &str = "sled";

fn config(folder: &Path) -> StoreConfig {
    super::config_of(StoreEngine::Sled, folder)
}

fn open(folder: &Path) -> Store {
    Store::open(&config(folder)).expect("the store opens")
}

fn database(folder: &Path) -> Box<dyn Database> {
    super::database_of(StoreEngine::Sled, folder)
}
