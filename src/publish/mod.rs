//! Alerts to other systems, and sentences to whoever listens.
//!
//! ```text
//! transition log of the store ──▶ outbox: one task a sink, each with its own cursor ──▶ sinks
//! ```
//! What is in the log has been committed and has not yet been shown: a sink reads on from its cursor,
//! whatever the others do, and its cursor outlives a restart. So a transition reaches a sink at least
//! once, in order; id and revision tell a repetition. What a receiver refuses for good becomes a dead
//! letter.

mod files;
mod filter;
mod forms;
mod outbox;
mod relay;
mod sinks;

pub use forms::cap;
pub use outbox::{
    Outbox, OutboxParts, ResendError, SinkMetrics, SinkState, SinkStatus, Sinks, StartError,
};
pub use relay::{
    BoundRelay, Place, RelayBatch, RelayError, RelayMetrics, Relays, RunningRelays, Word,
    ends_message,
};
