//! GeoJSON files to watch areas.

mod body;
mod feature;
mod files;
mod geometry;

pub use body::read_area;
pub(super) use files::load;
