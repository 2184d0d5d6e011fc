//! The shape of the earth: distance, bearing, closest point of approach, swept segments, polygons.

mod cpa;
mod distance;
mod frame;
mod polygon;
mod sun;

pub use cpa::{Approach, closest_approach};
pub use distance::{destination, distance, initial_bearing};
pub use frame::{LocalFrame, Vector};
pub use polygon::{Crossing, Shape, ShapeError};
pub use sun::{is_night, sun_altitude};
