//! `[[sink]]`: to whom alerts go on; `[[relay]]`: to whom sentences do.

mod doubts;
mod parts;
mod print;
mod sink;
mod sinks;
mod relay;
mod relays;
mod template;
mod types;

pub use doubts::doubts;
pub(super) use parts::url;
pub(super) use print::{relays as print_relays, sinks as print_sinks};
pub(super) use relays::read as read_relays;
pub(super) use sinks::read as read_sinks;
pub use template::{Field, Piece, Template};
pub use types::{
    AlertFormat, Destination, HttpTarget, MessageType, RelayArea, RelayConfig, RelayFilter,
    RelayKind, SinkConfig, SinkFilter, SinkKind,
};
