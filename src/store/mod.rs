//! History that survives: alert transitions and acts in `watch.redb`, tracks in one
//! `tracks/DATE.redb` per UTC day, in blocks.
//!
//! A commit is one transaction of `watch.redb`, which also logs the commit's positions; they gather
//! in memory beside. When ten minutes of event time are over, each contact's positions become one
//! packed value in the day's file, on a thread of its own, and leave the log. So a commit costs
//! one write whatever it holds, alerts never wait for the closing, and nothing is half there. The
//! same thread then merges the periods of past hours and packs the files of past days.

mod changes;
mod closing;
mod codec;
mod contact_places;
mod damages;
mod error;
mod extent;
#[cfg(test)]
mod faulty;
mod followed;
mod identities;
mod import;
mod hours;
mod known;
mod kv;
mod last_picture;
mod metrics;
mod past;
mod prepared;
mod reader;
mod recovery;
mod restoring;
mod retention;
pub mod row;
mod said;
#[cfg(test)]
pub(crate) mod samples;
mod settling;
mod shared;
mod sink_log;
mod telling;
#[cfg(test)]
mod tests;
mod tracks;
mod upkeep;
mod watch;
mod who;
mod writer;

pub use error::StoreError;
pub use followed::Followed;
pub use import::{Import, Imported};
pub use metrics::StoreMetrics;
pub use past::{Bounds, Ended, Stop};
pub use reader::{AlertFilter, Page, Reader, TrackRow};
pub use sink_log::{DeadLetter, SinkLog};
pub use upkeep::{BackupReport, Compacted, Finding, Progress, check, compact};
pub use who::{ContactRow, StaticsRow};
pub use writer::{Batch, Store};
