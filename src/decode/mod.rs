//! Bytes of a feed to messages: framing, time, checksum, assembly of parts, and every field that
//! was sent. Nothing is invented, nothing is dropped without a count.

pub mod ais;
mod bits;
mod civil;
pub mod csv;
mod decoder;
pub mod instruments;
mod message;
pub mod radar;
mod reject;
mod report;
mod settings;

pub use bits::Bits;
pub use decoder::{Counts, Decoded, Decoder};
pub use message::Message;
pub use reject::RejectReason;
pub use settings::{Content, FeedSettings, TimeSource};
