//! Answers as files that other tools open: each format is one writer of pages.

mod accept;
mod arrow_stream;
mod batch;
mod csv;
mod encoder;
mod format;
mod geojson;
mod geojson_track;
mod geoparquet;
mod gpx;
mod kml;
mod mf_json;
#[cfg(test)]
mod tests;
mod ways;
mod wkb;

pub use accept::liking;
pub use encoder::{Encoder, encoder, write};
pub use format::Format;
pub use geojson::feature;
pub use geoparquet::GeoParquet;
