//! What operators see: health, logs, spans; metrics are registered by the part that owns them.

mod health;
mod log_limits;
mod logging;
mod pulse;
mod registry;
#[cfg(feature = "otlp")]
mod traces;

pub use health::{FeedHealth, Health, Phase, StoreHealth};
pub use logging::{Logging, LoggingError, SPANS, init as init_logging};
pub use registry::{METRIC_PREFIX, gather, new as new_registry};
