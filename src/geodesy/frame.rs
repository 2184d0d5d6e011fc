use crate::domain::{Degrees, Knots, Position};

/// A plane tangent to the earth at a place: x metres east, y metres north. Good to 0.1 % within
/// 20 nautical miles below 80 degrees of latitude; works across the antimeridian.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LocalFrame {
    origin: Position,
    metres_per_degree_longitude: f64,
}

/// Metres or metres per second in a [`LocalFrame`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Vector {
    /// East.
    pub x: f64,
    /// North.
    pub y: f64,
}

impl LocalFrame {
    /// The plane that touches the earth at `origin`.
    pub fn at(origin: Position) -> Self {
        todo!("{origin:?}")
    }

    /// A place in metres from the origin.
    pub fn project(&self, place: Position) -> Vector {
        todo!("{self:?} {place:?}")
    }

    /// The place of a point of the plane.
    pub fn unproject(&self, point: Vector) -> Position {
        todo!("{self:?} {point:?}")
    }
}

impl Vector {
    /// A velocity in metres per second from speed and course.
    pub fn velocity(speed: Knots, course: Degrees) -> Self {
        todo!("{speed:?} {course:?}")
    }

    /// Length.
    pub fn norm(self) -> f64 {
        todo!("{self:?}")
    }

    /// Inner product.
    pub fn dot(self, other: Self) -> f64 {
        todo!("{self:?} {other:?}")
    }

    /// Direction from north, degrees true; `None` for a vector of no length.
    pub fn course(self) -> Option<Degrees> {
        todo!("{self:?}")
    }
}

impl std::ops::Add for Vector {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self { x: self.x + other.x, y: self.y + other.y }
    }
}

impl std::ops::Sub for Vector {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self { x: self.x - other.x, y: self.y - other.y }
    }
}

impl std::ops::Mul<f64> for Vector {
    type Output = Self;
    fn mul(self, factor: f64) -> Self {
        Self { x: self.x * factor, y: self.y * factor }
    }
}
