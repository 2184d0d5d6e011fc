use super::Degrees;
use super::finite::Finite;

/// A place on the WGS 84 ellipsoid: latitude within +-90, longitude within +-180 degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    latitude: Finite,
    longitude: Finite,
}

impl Position {
    /// `None` unless both are finite and in range. 91 and 181 degrees, AIS's "not available", are
    /// out of range like anything else.
    pub fn new(latitude: f64, longitude: f64) -> Option<Self> {
        let valid = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
        valid.then(|| Self { latitude: Finite::of(latitude), longitude: Finite::of(longitude) })
    }

    /// Degrees north.
    pub const fn latitude(self) -> f64 {
        self.latitude.get()
    }

    /// Degrees east.
    pub const fn longitude(self) -> f64 {
        self.longitude.get()
    }

    /// A place from coordinates of a calculation: the longitude is wrapped, the latitude clamped.
    pub fn wrapped(latitude: f64, longitude: f64) -> Self {
        let east = Degrees::new(longitude + 180.0).map_or(0.0, Degrees::get) - 180.0;
        Self { latitude: Finite::of(latitude.clamp(-90.0, 90.0)), longitude: Finite::of(east) }
    }
}

#[cfg(test)]
mod tests {
    use super::Position;

    #[test]
    fn the_sentinels_of_m_1371_are_no_position() {
        assert_eq!(Position::new(91.0, 0.0), None);
        assert_eq!(Position::new(0.0, 181.0), None);
        assert_eq!(Position::new(f64::NAN, 0.0), None);
    }

    #[test]
    fn longitudes_wrap_at_the_antimeridian() {
        assert!((Position::wrapped(10.0, 180.5).longitude() + 179.5).abs() < 1e-9);
        assert!((Position::wrapped(10.0, -181.0).longitude() - 179.0).abs() < 1e-9);
    }
}
