use crate::domain::Position;

/// A box as `west,south,east,north`; `west > east` crosses the antimeridian.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BoundingBox {
    /// Western edge, degrees east.
    pub west: f64,
    /// Southern edge, degrees north.
    pub south: f64,
    /// Eastern edge, degrees east.
    pub east: f64,
    /// Northern edge, degrees north.
    pub north: f64,
}

impl BoundingBox {
    /// Everywhere.
    pub const WORLD: Self = Self { west: -180.0, south: -90.0, east: 180.0, north: 90.0 };

    /// Whether its edges are places and south is not above north.
    pub fn is_valid(&self) -> bool {
        let longitude = -180.0..=180.0;
        let latitude = -90.0..=90.0;
        longitude.contains(&self.west)
            && longitude.contains(&self.east)
            && latitude.contains(&self.south)
            && latitude.contains(&self.north)
            && self.south <= self.north
    }

    /// From west to east, degrees.
    pub fn width(&self) -> f64 {
        if self.west <= self.east { self.east - self.west } else { 360.0 - self.west + self.east }
    }

    /// Whether a place is inside or on an edge.
    pub fn contains(&self, place: Position) -> bool {
        let longitude = place.longitude();
        let across = if self.west <= self.east {
            (self.west..=self.east).contains(&longitude)
        } else {
            longitude >= self.west || longitude <= self.east
        };
        across && (self.south..=self.north).contains(&place.latitude())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_may_cross_the_antimeridian() {
        let fiji = BoundingBox { west: 177.0, south: -20.0, east: -178.0, north: -15.0 };
        let straits = BoundingBox { west: 103.0, south: 1.0, east: 104.0, north: 1.5 };
        for (latitude, longitude, in_fiji, in_straits) in [
            (-16.0, 179.0, true, false),
            (-16.0, -179.0, true, false),
            (-16.0, 180.0, true, false),
            (-16.0, 0.0, false, false),
            (-21.0, 179.0, false, false),
            (1.0, 104.0, false, true),
            (1.2, 102.9, false, false),
        ] {
            let place = Position::new(latitude, longitude).expect("a place");
            assert_eq!((fiji.contains(place), straits.contains(place)), (in_fiji, in_straits));
        }
    }
}
