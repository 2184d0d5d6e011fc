//! Quantities with their unit in the type. All are finite.

use super::finite::Finite;

/// Metres in an international nautical mile (BIPM).
pub const METRES_PER_NAUTICAL_MILE: f64 = 1852.0;
/// A knot in metres per second.
pub const KNOT: f64 = METRES_PER_NAUTICAL_MILE / 3600.0;

/// Speed in knots, not negative.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Knots(Finite);

/// A direction in degrees from true north, `0.0 <= d < 360.0`.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Degrees(Finite);

/// A length in metres.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Metres(Finite);

/// A distance in international nautical miles.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct NauticalMiles(Finite);

impl Knots {
    /// `None` for a negative or infinite speed.
    pub fn new(value: f64) -> Option<Self> {
        Finite::new(value).filter(|_| value >= 0.0).map(Self)
    }

    /// The number of knots.
    pub const fn get(self) -> f64 {
        self.0.get()
    }

    /// The same speed in metres per second.
    pub const fn metres_per_second(self) -> f64 {
        self.get() * METRES_PER_NAUTICAL_MILE / 3600.0
    }

    /// From metres per second; the sign is dropped, "not a number" becomes zero.
    pub fn from_metres_per_second(speed: f64) -> Self {
        let knots = speed.abs() * 3600.0 / METRES_PER_NAUTICAL_MILE;
        Self(Finite::new(knots).unwrap_or(Finite::ZERO))
    }
}

impl Degrees {
    /// True north.
    pub const NORTH: Self = Self(Finite::ZERO);

    /// Wrapped into `0.0..360.0`; `None` if not finite.
    pub fn new(value: f64) -> Option<Self> {
        // What is in range stays as it is: the remainder is slow.
        if (0.0..360.0).contains(&value) {
            return Some(Self(Finite::of(value)));
        }
        let wrapped = value.rem_euclid(360.0);
        // A tiny negative angle rounds up to 360.0 itself.
        value.is_finite().then_some(Self(Finite::of(if wrapped >= 360.0 { 0.0 } else { wrapped })))
    }

    /// The number of degrees.
    pub const fn get(self) -> f64 {
        self.0.get()
    }

    /// The smaller angle between two directions, `0.0..=180.0`.
    pub fn angle_to(self, other: Self) -> f64 {
        let apart = (self.get() - other.get()).abs();
        if apart > 180.0 { 360.0 - apart } else { apart }
    }
}

impl Metres {
    /// No length.
    pub const ZERO: Self = Self(Finite::ZERO);

    /// `None` if not finite.
    pub fn new(value: f64) -> Option<Self> {
        Finite::new(value).map(Self)
    }

    /// The number of metres.
    pub const fn get(self) -> f64 {
        self.0.get()
    }

    /// The same length in nautical miles.
    pub const fn nautical_miles(self) -> NauticalMiles {
        NauticalMiles(Finite::of(self.get() / METRES_PER_NAUTICAL_MILE))
    }
}

impl NauticalMiles {
    /// `None` if not finite.
    pub fn new(value: f64) -> Option<Self> {
        Finite::new(value).map(Self)
    }

    /// The number of nautical miles.
    pub const fn get(self) -> f64 {
        self.0.get()
    }

    /// The same distance in metres.
    pub const fn metres(self) -> Metres {
        Metres(Finite::of(self.get() * METRES_PER_NAUTICAL_MILE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_wrap_and_compare_across_north() {
        assert_eq!(Degrees::new(-10.0).map(Degrees::get), Some(350.0));
        assert_eq!(Degrees::new(360.0).map(Degrees::get), Some(0.0));
        let apart = Degrees::new(350.0).zip(Degrees::new(20.0)).map(|(a, b)| a.angle_to(b));
        assert!(apart.is_some_and(|degrees| (degrees - 30.0).abs() < 1e-12));
    }

    #[test]
    fn a_knot_is_1852_metres_an_hour() {
        let speed = Knots::new(36.0).map(Knots::metres_per_second);
        assert_eq!(speed, Some(18.52));
        assert_eq!(Knots::new(-1.0), None);
    }
}
