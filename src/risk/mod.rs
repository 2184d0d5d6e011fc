//! Findings to a score with its factors: threat x vulnerability x consequence x area.

mod score;

pub use score::{Assessment, Factors, assess};
