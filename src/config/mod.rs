//! Files and environment to validated settings, one value per consumer; every mistake at once, each
//! with file, line, column and key.

mod types;

pub use types::{
    Backpressure, Config, FeedConfig, FeedKind, HttpConfig, LoadedArea, LogConfig, LogFormat,
    StoreConfig,
};
