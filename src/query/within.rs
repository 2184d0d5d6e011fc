use super::{BadParameter, BoundingBox, Parameters};
use crate::domain::{Metres, Position};
use crate::geodesy::Shape;

/// Metres of a degree of latitude, on the small side, so that boxes are on the large one.
const METRES_A_DEGREE: f64 = 110_000.0;

/// Where a question looks: everywhere, in a box, in a polygon, or in both.
#[derive(Clone, Debug, Default)]
pub(super) struct Within {
    bounding_box: Option<BoundingBox>,
    polygon: Option<Shape>,
}

impl Within {
    /// `bbox` and `polygon`.
    pub(super) fn take(parameters: &mut Parameters) -> Result<Self, BadParameter> {
        Ok(Self { bounding_box: parameters.bounding_box()?, polygon: parameters.polygon()? })
    }

    /// Whether it leaves anything out.
    pub(super) const fn is_everywhere(&self) -> bool {
        self.bounding_box.is_none() && self.polygon.is_none()
    }

    /// Whether a place is in it.
    pub(super) fn contains(&self, place: Position) -> bool {
        self.bounding_box.is_none_or(|inside| inside.contains(place))
            && self.polygon.as_ref().is_none_or(|inside| inside.contains(place))
    }

    /// Boxes that cover it.
    pub(super) fn boxes(&self) -> Vec<BoundingBox> {
        match (&self.bounding_box, &self.polygon) {
            (Some(inside), _) => vec![*inside],
            (None, Some(inside)) => boxes_of(inside),
            (None, None) => vec![BoundingBox::WORLD],
        }
    }
}

/// Boxes that cover a shape.
pub(super) fn boxes_of(shape: &Shape) -> Vec<BoundingBox> {
    let of = |(south_west, north_east): (Position, Position)| BoundingBox {
        west: south_west.longitude(),
        south: south_west.latitude(),
        east: north_east.longitude(),
        north: north_east.latitude(),
    };
    shape.boxes().into_iter().map(of).collect()
}

/// A box that covers everything within a distance of another; where it comes near a pole it is a
/// cap.
pub(super) fn widened(inner: &BoundingBox, by: Metres) -> BoundingBox {
    let north_south = by.get() / METRES_A_DEGREE;
    let (south, north) = (inner.south - north_south, inner.north + north_south);
    let shrinking = libm::cos(south.abs().max(north.abs()).min(90.0).to_radians());
    let east_west = if shrinking > 1e-3 { north_south / shrinking } else { 360.0 };
    let width = (inner.east - inner.west).rem_euclid(360.0);
    let (south, north) = (south.max(-90.0), north.min(90.0));
    if width + 2.0 * east_west >= 360.0 || inner.east - inner.west >= 360.0 {
        return BoundingBox { south, north, ..BoundingBox::WORLD };
    }
    let (west, east) = (wrapped(inner.west - east_west), wrapped(inner.east + east_west));
    BoundingBox { west, south, east, north }
}

fn wrapped(longitude: f64) -> f64 {
    if (-180.0..=180.0).contains(&longitude) {
        longitude
    } else {
        (longitude + 180.0).rem_euclid(360.0) - 180.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::NauticalMiles;
    use crate::geodesy::destination;

    #[test]
    fn a_widened_box_holds_all_that_is_within_the_distance() {
        for (latitude, longitude) in
            [(0.0, 0.0), (60.0, 179.9), (-60.0, -179.9), (89.9, 10.0), (-90.0, 0.0)]
        {
            let place = Position::new(latitude, longitude).expect("a place");
            let by = NauticalMiles::new(30.0).expect("a distance").metres();
            let point =
                BoundingBox { west: longitude, south: latitude, east: longitude, north: latitude };
            let wide = widened(&point, by);
            for bearing in (0..360).step_by(5) {
                let bearing = crate::domain::Degrees::new(f64::from(bearing)).expect("a bearing");
                assert!(
                    wide.contains(destination(place, bearing, by)),
                    "{place:?} {bearing:?} {wide:?}"
                );
            }
        }
    }
}
