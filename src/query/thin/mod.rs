//! A way with fewer points: cut at gaps, resampled, simplified.

mod simplify;
mod thinning;

pub use thinning::Thinning;
