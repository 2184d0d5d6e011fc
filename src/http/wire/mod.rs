//! What leaves over HTTP: the core's values with ITU-R M.1371 names and units, as JSON and GeoJSON.

mod area;
mod number;
mod track;
mod vessel;

pub(super) use area::{AreaCollection, AreaFeature};
pub(super) use number::point;
pub(super) use track::TrackFeature;
pub(super) use vessel::{VesselCollection, VesselFeature};
