//! GeoJSON files to watch areas.

mod feature;
mod files;
mod geometry;

pub(super) use files::load;
