//! From the transition log to every sink, each at its own pace.

mod desk;
mod metrics;
mod progress;
mod start;
mod task;
mod waits;

pub use desk::{ResendError, SinkState, SinkStatus, Sinks};
pub use metrics::SinkMetrics;
pub use start::{Outbox, OutboxParts, StartError};
