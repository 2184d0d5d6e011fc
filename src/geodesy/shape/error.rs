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
    /// A line without any place.
    #[error("a line needs at least one place")]
    EmptyLine,
    /// A radius that is not positive or beyond 600 nm.
    #[error("a radius of {0} nm is outside 0.01 to 600 nm")]
    Radius(f64),
}
