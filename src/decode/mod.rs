//! Bytes of a feed to messages: framing, time, checksum, assembly of parts, and every field that
//! was sent. Nothing is invented, nothing is dropped without a count.

#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions,
    clippy::print_stdout,
    clippy::panic
)]
#![cfg_attr(test, allow(clippy::panic, reason = "a test fails by it"))]

mod settings;
mod decoder;
mod counts;
mod reject;

// Bytes to sentences with their station and time.
mod line;
mod segment;
mod plain;
mod sentence;
mod tag_block;
mod timestamp;
mod quoted;
mod civil;
mod context;
mod time_keeper;
mod reader;

// Sentences to messages.
mod assembler;
mod armour;
mod bits;
pub mod ais;
mod fields;
mod time_of_day;
pub mod radar;
pub mod instruments;
pub mod csv;
mod message;
mod report;

pub mod fuzz;
pub mod stages;

pub use bits::{BitBuffer, Bits};
pub use counts::Counts;
pub use decoder::{Decoded, Decoder};
pub use message::Message;
pub use reject::RejectReason;
pub use sentence::checksum;
pub use settings::{Content, FeedSettings, TimeSource};
pub use time_of_day::TimeOfDay;
