use super::grid::ROW_DEGREES;
use super::{Mark, Traits};
use crate::domain::{EventTime, Position};

/// Parts of a cell that an outline tells apart, each way: 0.2 m.
const PARTS: f64 = 65_536.0;
/// Speeds are kept in tenths of a metre per second, rounded up.
const TENTHS: f64 = 10.0;
/// Metres of a degree of latitude, rounded down (WGS 84: 110,574 at the equator).
const METRES_PER_DEGREE: f64 = 110_500.0;
/// By this share a distance is taken to be shorter than it comes out: a cell further north has
/// narrower degrees, and beyond [`LATITUDE_MAX`] no look passes over anybody.
const SHORTER: f64 = 0.97;
const LATITUDE_MAX: f64 = 75.0;
/// What the parts of a cell and of a second may add.
const ROUNDING_METRES: f64 = 2.0;

/// What decides most looks at a neighbour, in 12 bytes: where in her cell she was, and how far she
/// may have gone since.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outline {
    /// Parts of the cell from its south-west corner, east and north.
    east: u16,
    north: u16,
    /// Her speed; the highest stands for any.
    speed: u16,
    traits: Traits,
    /// When she was there, seconds since 1970.
    secs: u32,
}

/// How near somebody has to be for a search to be about her, metres: reckoned to a moment as her mark
/// is. It shows more often than it has to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reach {
    /// Everybody.
    pub anybody: f64,
    /// Small craft.
    pub small: f64,
    /// Small craft that make at least [`Reach::fast_from`].
    pub fast: f64,
    /// Metres per second.
    pub fast_from: f64,
}

/// A look from a place at one cell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    /// The place in parts of the cell.
    east: f64,
    north: f64,
    /// Metres of a part.
    metres_east: f64,
    metres_north: f64,
    now: EventTime,
    reach: Reach,
    /// The speed from which a craft is fast.
    fast_from: u16,
}

impl Outline {
    /// Of a mark that is so far from the south-west corner of its cell, in shares of the cell.
    pub(super) fn of(mark: &Mark, [east, north]: [f64; 2]) -> Self {
        let secs = u32::try_from(mark.time.as_secs());
        let speed = if secs.is_ok() { tenths(mark.velocity.norm()) } else { u16::MAX };
        Self {
            east: to_u16(east * PARTS),
            north: to_u16(north * PARTS),
            speed,
            traits: mark.traits,
            secs: secs.unwrap_or(0),
        }
    }
}

impl Look {
    /// From a place that is so far from the south-west corner of a cell, in shares of the cell, which
    /// has so many degrees of longitude.
    pub(super) fn new(
        place: Position,
        [east, north]: [f64; 2],
        degrees_east: f64,
        now: EventTime,
        reach: Reach,
    ) -> Self {
        let metres = METRES_PER_DEGREE * SHORTER / PARTS;
        let scale = if place.latitude().abs() > LATITUDE_MAX {
            0.0
        } else {
            libm::cos(place.latitude().to_radians())
        };
        Self {
            east: east * PARTS,
            north: north * PARTS,
            metres_east: degrees_east * scale * metres,
            metres_north: if scale > 0.0 { ROW_DEGREES * metres } else { 0.0 },
            now,
            reach,
            fast_from: tenths(reach.fast_from).saturating_sub(1),
        }
    }

    /// Whether the search may be about somebody.
    pub(super) fn may_be_about(&self, outline: &Outline) -> bool {
        if outline.speed == u16::MAX {
            return true;
        }
        let Reach { anybody, small, fast, .. } = self.reach;
        let reach = match outline.traits.has(Traits::SMALL) {
            false => anybody,
            true if outline.speed >= self.fast_from => fast,
            true => small,
        };
        if reach <= 0.0 {
            return false;
        }
        let east = (f64::from(outline.east) - self.east) * self.metres_east;
        let north = (f64::from(outline.north) - self.north) * self.metres_north;
        let secs = (self.now.as_secs() - i64::from(outline.secs)).unsigned_abs();
        let secs = u32::try_from(secs).map_or(f64::INFINITY, f64::from) + 1.0;
        let reach = reach + secs * f64::from(outline.speed) / TENTHS + ROUNDING_METRES;
        east * east + north * north <= reach * reach
    }
}

impl Reach {
    /// Nobody.
    pub const NOBODY: Self = Self { anybody: 0.0, small: 0.0, fast: 0.0, fast_from: f64::MAX };

    /// Everybody within so many metres.
    pub const fn anybody(metres: f64) -> Self {
        Self { anybody: metres, small: metres, fast: metres, ..Self::NOBODY }
    }

    /// Small craft within so many metres.
    pub const fn small(metres: f64) -> Self {
        Self { small: metres, fast: metres, ..Self::NOBODY }
    }

    /// Small craft within so many metres that make at least so many metres per second.
    pub const fn fast(metres: f64, from: f64) -> Self {
        Self { fast: metres, fast_from: from, ..Self::NOBODY }
    }

    /// Whoever one of two is about.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            anybody: self.anybody.max(other.anybody),
            small: self.small.max(other.small),
            fast: self.fast.max(other.fast),
            fast_from: self.fast_from.min(other.fast_from),
        }
    }

    /// The same from somewhere within so many metres of a place.
    #[must_use]
    pub fn about(self, metres: f64) -> Self {
        let further = |reach: f64| if reach > 0.0 { reach + metres } else { 0.0 };
        Self {
            anybody: further(self.anybody),
            small: further(self.small),
            fast: further(self.fast),
            ..self
        }
    }
}

fn tenths(metres_per_second: f64) -> u16 {
    to_u16((metres_per_second * TENTHS).ceil())
}

fn to_u16(value: f64) -> u16 {
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to the range of u16"
    )]
    {
        value.clamp(0.0, f64::from(u16::MAX)) as u16
    }
}
