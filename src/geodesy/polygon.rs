use crate::domain::{Metres, NauticalMiles, Position};

/// A part of the earth's surface with an inside: polygons with holes, also across the antimeridian
/// and round a pole, or everything within a radius of a point or a line. Prepared for many tests.
#[derive(Clone, Debug)]
pub struct Shape {
    area_square_metres: f64,
}

/// Why rings or radii make no shape.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ShapeError {
    /// Fewer than three different corners.
    #[error("ring {ring} has {corners} different corners, a polygon needs at least 3")]
    TooFewCorners {
        /// Place of the ring in its polygon, 0 for the outer one.
        ring: usize,
        /// Corners found.
        corners: usize,
    },
    /// The first and the last point differ.
    #[error("ring {ring} is not closed: its last point has to repeat its first")]
    NotClosed {
        /// Place of the ring in its polygon.
        ring: usize,
    },
    /// Edges of one ring cross.
    #[error("ring {ring} crosses itself")]
    SelfIntersection {
        /// Place of the ring in its polygon.
        ring: usize,
    },
    /// A radius that is not positive or beyond 600 nm.
    #[error("a radius of {0} nm is outside 0.01 to 600 nm")]
    Radius(f64),
}

/// How a swept segment meets a boundary.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crossing {
    /// Share of the segment at which the boundary is met, `0.0..=1.0`.
    pub share: f64,
    /// Whether the boundary is crossed inward.
    pub inward: bool,
}

impl Shape {
    /// Polygons as GeoJSON gives them: each an outer ring and its holes, closed, `[lon, lat]` as
    /// [`Position`]s, edges straight in the plate carree plane (RFC 7946) and shorter than 180
    /// degrees; an edge of more than 180 degrees of longitude is taken the short way across the
    /// antimeridian.
    pub fn polygons(polygons: &[Vec<Vec<Position>>]) -> Result<Self, ShapeError> {
        todo!("{polygons:?}")
    }

    /// Everything within `radius` of a line (a point is a line of one place).
    pub fn corridor(line: &[Position], radius: NauticalMiles) -> Result<Self, ShapeError> {
        todo!("{line:?} {radius:?}")
    }

    /// The whole earth.
    pub fn world() -> Self {
        todo!()
    }

    /// Whether a place is inside.
    pub fn contains(&self, place: Position) -> bool {
        todo!("{self:?} {place:?}")
    }

    /// Where the straight way from one place to the next crosses the boundary, in order.
    pub fn crossings(&self, from: Position, to: Position) -> Vec<Crossing> {
        todo!("{self:?} {from:?} {to:?}")
    }

    /// Distance to the nearest boundary, inside or outside; `None` where there is none (the world).
    pub fn distance_to_boundary(&self, place: Position) -> Option<Metres> {
        todo!("{self:?} {place:?}")
    }

    /// Size, for "the smallest area wins".
    pub fn area_square_metres(&self) -> f64 {
        self.area_square_metres
    }

    /// Boxes that together cover the shape, none across the antimeridian: (south-west, north-east).
    pub fn boxes(&self) -> Vec<(Position, Position)> {
        todo!("{self:?}")
    }
}
