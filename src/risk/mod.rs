//! Findings to a score with its factors: threat x vulnerability x consequence x area, and to a
//! priority under the ceiling of the rule's phase.
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions,
    clippy::print_stdout,
    clippy::panic
)]
#![cfg_attr(test, allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking"))]

mod ceiling;
mod factors;
mod score;

pub use score::{Assessment, Factors, assess};
