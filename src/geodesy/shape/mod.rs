//! Parts of the earth's surface with an inside, prepared for many tests.
//!
//! Edges are straight in the plate carree plane, as RFC 7946 has it. A ring is unrolled into that
//! plane from its first corner on, so that it never jumps; a place is then looked up at every
//! longitude plus a multiple of 360 degrees at which the ring is. Which edges lie north of a place
//! decides whether it is inside, so the antimeridian needs no care and a ring round a pole only the
//! knowledge which pole it holds.

mod bands;
mod corridor;
mod disc;
mod error;
mod part;
mod ring;
#[expect(clippy::module_inception, reason = "the type that the module is named after")]
mod shape;
mod sketch;
#[cfg(test)]
mod tests;

pub use error::ShapeError;
pub use shape::{Crossing, Shape};
pub use sketch::{Sketch, Viewpoint};
