//! Accepted sentences out again, byte for byte, to whoever listens.
//!
//! ```text
//! feeds ──RelayBatch──▶ each relay: filter, then a ring of the last messages ──▶ TCP clients, UDP
//! ```
//! A feed puts its messages into the rings and goes on: nobody who listens holds it up. Whoever reads
//! too slowly misses what the ring no longer has, counted, and is told how much that was. A message has
//! a number in its ring; another Picket asks for the number that comes next (see [`Word`]), so that a
//! cut connection loses nothing that the ring still has. The ring of a relay that is listened to is kept
//! on disk, and outlives the end of the daemon, a crash too; nothing is sent before it is kept.

mod batch;
mod client;
mod copies;
mod filter;
mod keeper;
mod metrics;
mod protocol;
mod outlet;
mod relays;
mod ring;
mod segments;
mod sight;
mod datagrams;
mod server;
mod start;
#[cfg(test)]
mod tests;

pub use batch::RelayBatch;
pub use metrics::RelayMetrics;
pub use protocol::{Place, Word, ends_message};
pub use relays::Relays;
pub use start::{BoundRelay, RelayError, RunningRelays};
