use rstar::RTree;
use rstar::primitives::GeomWithData;

use super::chunks::Chunks;
use crate::domain::{ContactId, Position};

/// A place as a point on the unit sphere: the nearest in a straight line through the earth is the
/// nearest on its surface too, also across the antimeridian and at the poles.
type Place = GeomWithData<[f64; 3], ContactId>;

/// The vessels of a snapshot that have a position, by where they are.
#[derive(Debug)]
pub(super) struct Nearest(RTree<Place>);

impl Nearest {
    pub(super) fn new(vessels: &Chunks) -> Self {
        let vessels = vessels.as_slice().iter().flat_map(|chunk| chunk.iter());
        let places = vessels.filter_map(|vessel| {
            Some(GeomWithData::new(on_sphere(vessel.position?), vessel.contact))
        });
        Self(RTree::bulk_load(places.collect()))
    }

    /// The nearest to a place.
    pub(super) fn find(&self, place: Position, count: usize) -> impl Iterator<Item = ContactId> {
        self.0.nearest_neighbor_iter(on_sphere(place)).take(count).map(|found| found.data)
    }
}

fn on_sphere(place: Position) -> [f64; 3] {
    let (sin_latitude, cos_latitude) = libm::sincos(place.latitude().to_radians());
    let (sin_longitude, cos_longitude) = libm::sincos(place.longitude().to_radians());
    [cos_latitude * cos_longitude, cos_latitude * sin_longitude, sin_latitude]
}
