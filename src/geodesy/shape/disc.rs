use crate::domain::{Metres, Position};

/// No chord of the earth, reckoned with geographic latitudes as if they were a sphere's, comes out
/// shorter than the way on the ellipsoid is: its greatest radius of curvature, metres, and what an arc
/// may be longer than its chord within [`METRES_MAX`].
const LONGEST: f64 = 6_399_600.0 * 1.0001;
/// A disc is no larger than this, metres.
const METRES_MAX: f64 = 150_000.0;
/// Nor is there one nearer to a pole, degrees.
const LATITUDE_MAX: f64 = 75.0;

/// A disc that lies inside a shape: whoever is in it is inside, and as far from every boundary as from
/// the edge of the disc at the least. Says so by a few products, and touches no shape.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Disc {
    /// From the middle of the earth, of length 1; 0 where there is no disc.
    centre: Direction,
    metres: f64,
}

/// A place as seen from the middle of the earth.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Direction([f64; 3]);

impl Disc {
    /// About a place; none where that is near a pole, or nothing is left of its radius.
    pub(super) fn about(centre: Position, metres: f64) -> Self {
        if centre.latitude().abs() > LATITUDE_MAX || metres <= 0.0 {
            return Self::default();
        }
        Self { centre: Direction::of(centre), metres: metres.min(METRES_MAX) }
    }

    /// Whether everything within so many metres of a place is in it.
    pub fn holds(&self, place: Direction, within: Metres) -> bool {
        let left = self.metres - within.get();
        left > 0.0 && self.centre.chord_square(place) * LONGEST * LONGEST < left * left
    }

    /// The larger of two.
    #[must_use]
    pub(super) fn or(self, other: Self) -> Self {
        if other.metres > self.metres { other } else { self }
    }
}

impl Direction {
    /// To a place.
    pub fn of(place: Position) -> Self {
        let (sin_latitude, cos_latitude) = libm::sincos(place.latitude().to_radians());
        let (sin_longitude, cos_longitude) = libm::sincos(place.longitude().to_radians());
        Self([cos_latitude * cos_longitude, cos_latitude * sin_longitude, sin_latitude])
    }

    fn chord_square(self, other: Self) -> f64 {
        let (Self([x, y, z]), Self([to_x, to_y, to_z])) = (self, other);
        let (x, y, z) = (x - to_x, y - to_y, z - to_z);
        x * x + y * y + z * z
    }
}
