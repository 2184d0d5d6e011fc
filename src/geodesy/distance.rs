use crate::domain::{Degrees, Metres, Position};

/// Great-circle distance between two places.
pub fn distance(from: Position, to: Position) -> Metres {
    todo!("{from:?} {to:?}")
}

/// Initial bearing of the great circle from one place to another, degrees true.
pub fn initial_bearing(from: Position, to: Position) -> Degrees {
    todo!("{from:?} {to:?}")
}

/// The place reached from `from` along the great circle that leaves on `bearing`.
pub fn destination(from: Position, bearing: Degrees, distance: Metres) -> Position {
    todo!("{from:?} {bearing:?} {distance:?}")
}
