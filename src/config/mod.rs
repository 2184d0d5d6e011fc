//! Files and environment to validated settings, one value per consumer; every mistake at once, each
//! with file, line, column and key.
//!
//! TOML, GeoJSON and the environment become one tree of values with their places (`node`); the tree is
//! walked by sections, and whatever is absent or wrong has its default while the walk goes on.

mod load;
mod types;
mod mistake;
mod print;
mod tables;
mod engine;
mod feeds;
mod feed;
mod rules;
mod areas;
mod access;
mod broker;
mod environment;
mod keys;
mod section;
mod tls;
mod suggest;
mod notes;
mod node;
mod publish;
mod source;
mod toml_text;
mod json_text;
mod files;
mod named_files;
#[cfg(test)]
mod tests;

pub use areas::read_area;
pub use broker::{Broker, SecretSource};
pub use environment::process_environment;
pub use files::Contents;
pub use load::{AccessFile, Options, access_path, load};
pub use mistake::{Mistake, Mistakes, Problem};
pub use print::to_toml;
pub use publish::{
    AlertFormat, Destination, Field, HttpTarget, MessageType, Piece, RelayArea, RelayConfig,
    RelayFilter, RelayKind, SinkConfig, SinkFilter, SinkKind, Template, doubts,
};
pub use source::Spot;
pub use tls::{ClientTls, ServerTls};
pub use types::{
    AccessConfig, Backpressure, Config, FeedConfig, FeedKind, HttpConfig, LoadedArea, LogConfig,
    LogFormat, StoreConfig, StoreEngine,
};
