//! History that survives: alert transitions and acts in `watch.redb`, tracks in one
//! `tracks/DATE.redb` per UTC day, in blocks.

mod reader;
pub mod row;
#[cfg(test)]
mod samples;
mod writer;

pub use reader::{AlertFilter, Page, Reader, TrackRow};
pub use writer::{Batch, Store, StoreError};
