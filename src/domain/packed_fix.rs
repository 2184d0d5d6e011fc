use super::{Degrees, Knots, Position};

/// Parts of a degree that a packed position is rounded to: a tenth of what AIS sends (1/10,000
/// minute), so that AIS positions and those of up to six decimals come back as they were; 2 cm.
const PARTS_OF_DEGREE: f64 = 6_000_000.0;
/// Hundredths of a knot and of a degree.
const HUNDREDTHS: f64 = 100.0;

/// A place with speed and course over ground, in 12 bytes, for what is kept in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PackedFix {
    latitude: i32,
    longitude: i32,
    sog: u16,
    cog: u16,
}

impl PackedFix {
    /// Stands for "not sent" in [`PackedFix::hundredths`].
    pub const NOT_SENT: u16 = u16::MAX;

    /// Of a fix; what is finer than the parts kept is rounded.
    pub fn of(position: Position, sog: Option<Knots>, cog: Option<Degrees>) -> Self {
        Self {
            latitude: parts(position.latitude()),
            longitude: parts(position.longitude()),
            sog: hundredths(sog.map(Knots::get)),
            cog: hundredths(cog.map(Degrees::get)),
        }
    }

    /// Of what [`PackedFix::parts`] and [`PackedFix::hundredths`] say.
    pub const fn of_parts([latitude, longitude]: [i32; 2], [sog, cog]: [u16; 2]) -> Self {
        Self { latitude, longitude, sog, cog }
    }

    /// Latitude and longitude in 1/6,000,000 degree.
    pub const fn parts(self) -> [i32; 2] {
        [self.latitude, self.longitude]
    }

    /// A speed over ground of so many hundredths of a knot.
    pub fn knots(hundredths: u16) -> Option<Knots> {
        whole(hundredths).and_then(Knots::new)
    }

    /// Speed over ground in hundredths of a knot.
    pub const fn sog_hundredths(self) -> u16 {
        self.sog
    }

    /// Speed and course over ground in hundredths of a knot and of a degree.
    pub const fn hundredths(self) -> [u16; 2] {
        [self.sog, self.cog]
    }

    /// Where.
    pub fn position(self) -> Position {
        Self::place_of(self.parts())
    }

    /// Speed over ground.
    pub fn sog(self) -> Option<Knots> {
        Self::knots(self.sog)
    }

    /// Course over ground.
    pub fn cog(self) -> Option<Degrees> {
        whole(self.cog).and_then(Degrees::new)
    }

    /// The place of these latitude and longitude in 1/6,000,000 degree.
    pub fn place_of(parts: [i32; 2]) -> Position {
        let [latitude, longitude] = parts.map(|parts| f64::from(parts) / PARTS_OF_DEGREE);
        // Wrapping costs the last bit, and with it the decimals that were sent.
        Position::new(latitude, longitude).unwrap_or_else(|| Position::wrapped(latitude, longitude))
    }
}

fn whole(hundredths: u16) -> Option<f64> {
    (hundredths != PackedFix::NOT_SENT).then(|| f64::from(hundredths) / HUNDREDTHS)
}

fn parts(degrees: f64) -> i32 {
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        reason = "180 degrees are half of what fits"
    )]
    let parts = (degrees * PARTS_OF_DEGREE).round() as i32;
    parts
}

fn hundredths(value: Option<f64>) -> u16 {
    let Some(value) = value else { return PackedFix::NOT_SENT };
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped below what is not sent"
    )]
    let hundredths =
        (value * HUNDREDTHS).round().clamp(0.0, f64::from(PackedFix::NOT_SENT - 1)) as u16;
    hundredths
}
