use crate::domain::{Degrees, Knots, Position};

/// `[longitude, latitude]` with six decimals: 0.1 m, finer than the 1/10,000 minute of M.1371.
pub(super) fn coordinates(position: Position) -> [f64; 2] {
    [decimals(position.longitude(), 6), decimals(position.latitude(), 6)]
}

/// Knots to the 0.1 of M.1371.
pub(super) fn knots(speed: Knots) -> f64 {
    decimals(speed.get(), 1)
}

/// Degrees to the 0.1 of M.1371; 359.96 is north, not 360.
pub(super) fn degrees(direction: Degrees) -> f64 {
    decimals(direction.get(), 1).rem_euclid(360.0)
}

pub(super) fn decimals(value: f64, places: i32) -> f64 {
    let scale = 10_f64.powi(places);
    (value * scale).round() / scale
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_decimals_of_the_standard() {
        let place = Position::new(13.866_666_666, -50.333_333_333).expect("a position");
        let shown = coordinates(place).map(f64::to_bits);
        assert_eq!(shown, [-50.333_333, 13.866_667].map(f64::to_bits));
        assert_eq!(Degrees::new(359.96).map(degrees), Some(0.0));
        assert_eq!(Knots::new(12.349).map(knots), Some(12.3));
    }
}
