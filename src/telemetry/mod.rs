//! What operators see: health, logs; metrics are registered by the part that owns them.

mod health;

pub use health::{FeedHealth, Health, Phase, StoreHealth};
