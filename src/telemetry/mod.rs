//! What operators see: health, logs; metrics are registered by the part that owns them.

mod health;
mod logging;
mod pulse;
mod registry;

pub use health::{FeedHealth, Health, Phase, StoreHealth};
pub use logging::{LoggingError, init as init_logging};
pub use registry::{METRIC_PREFIX, gather, new as new_registry};
