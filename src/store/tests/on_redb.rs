//! With redb.

#[path = "alerts.rs"]
mod alerts;
#[path = "days.rs"]
pub(super) mod days;
#[path = "faults.rs"]
mod faults;
#[path = "hours.rs"]
mod hours;
#[path = "imports.rs"]
mod imports;
#[path = "restart.rs"]
mod restart;
#[path = "tracks.rs"]
mod tracks;
#[path = "past.rs"]
mod past;
#[path = "who.rs"]
mod who;
#[path = "tables.rs"]
mod tables;
#[path = "upkeep.rs"]
mod upkeep;

use std::path::Path;

use super::{close, copy_all, crashed_copy, transitions, updates};
use crate::config::{StoreConfig, StoreEngine};
use crate::store::Store;
use crate::store::kv::Database;

/// What the names of its files end with.
const ENDING: &str = "redb";

pub(super) fn config(folder: &Path) -> StoreConfig {
    super::config_of(StoreEngine::Redb, folder)
}

pub(super) fn open(folder: &Path) -> Store {
    Store::open(&config(folder)).expect("the store opens")
}

fn database(folder: &Path) -> Box<dyn Database> {
    super::database_of(StoreEngine::Redb, folder)
}
