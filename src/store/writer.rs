use super::Reader;
use crate::alert::{Act, Transition};
use crate::config::StoreConfig;
use crate::engine::Restored;
use crate::picture::TrackUpdate;

/// The store; one owner writes, any number of [`Reader`]s look on. Blocking: for a thread of its own.
#[derive(Debug)]
pub struct Store {}

/// What is committed together: all of it or nothing.
#[derive(Debug, Default)]
pub struct Batch {
    /// Changes of the picture, in the order they came.
    pub updates: Vec<TrackUpdate>,
    /// Alert transitions, in the order of `seq`.
    pub transitions: Vec<Transition>,
    /// Acts that were carried out, for the audit trail and for levels.
    pub acts: Vec<Act>,
}

/// What can go wrong with a store, in facts.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The folder cannot be made or written.
    #[error("cannot write the store folder {path}: {source}")]
    Folder {
        /// Which.
        path: std::path::PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl Store {
    /// Opens or makes the store in its folder.
    pub fn open(config: &StoreConfig) -> Result<Self, StoreError> {
        todo!("{config:?}")
    }

    /// Commits a batch; durable when it returns `Ok`. After an error nothing of the batch is
    /// there, and the next call tries to open the files anew.
    pub fn commit(&mut self, batch: &Batch) -> Result<(), StoreError> {
        todo!("{batch:?}")
    }

    /// Closes periods, applies retention: called about once a second, off the commit path.
    pub fn maintain(&mut self) -> Result<(), StoreError> {
        todo!()
    }

    /// Eyes on the store.
    pub fn reader(&self) -> Reader {
        todo!()
    }

    /// What the engine needs to go on where it stopped.
    pub fn restored(&self) -> Result<Restored, StoreError> {
        todo!()
    }
}
