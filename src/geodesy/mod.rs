//! The shape of the earth: distance, bearing, closest point of approach, swept segments, polygons.
//!
//! Great circles run on the sphere of the IUGG mean radius; a [`LocalFrame`] takes its radii of
//! curvature from WGS 84. All trigonometry is `libm`'s, so that results are the same to the last bit
//! on every machine.

#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions,
    clippy::print_stdout,
    clippy::panic
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::as_conversions,
        clippy::panic,
        reason = "a test that fails may panic"
    )
)]

mod cpa;
mod distance;
mod frame;
mod shape;
mod slim_vector;
mod sun;

pub use cpa::{Approach, closest_approach};
pub use distance::{
    METRES_PER_DEGREE, destination, distance, distance_bounds, initial_bearing, part_way,
};
pub use frame::{FlatFrame, LocalFrame, Vector};
pub use shape::{Crossing, Shape, ShapeError, Sketch, Viewpoint};
pub use slim_vector::SlimVector;
pub use sun::{is_night, sun_altitude};
