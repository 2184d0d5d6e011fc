//! `[[sink]]`: to whom alerts go on.

mod doubts;
mod parts;
mod print;
mod sink;
mod sinks;
mod template;
mod types;

pub use doubts::doubts;
pub(super) use parts::url;
pub(super) use print::sinks as print_sinks;
pub(super) use sinks::read as read_sinks;
pub use template::{Field, Piece, Template};
pub use types::{
    AlertFormat, Broker, Destination, HttpTarget, SecretSource, SinkConfig, SinkFilter, SinkKind,
};
