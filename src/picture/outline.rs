use super::grid::ROW_DEGREES;
use super::{Mark, Traits};
use crate::domain::{EventTime, Position};
use crate::geodesy::METRES_PER_DEGREE;

/// Parts of a cell that an outline tells apart, each way: 0.2 m.
const PARTS: f64 = 65_536.0;
/// Speeds are kept in tenths of a metre per second, rounded up.
const TENTHS: f64 = 10.0;
const TENTH: f64 = 1.0 / TENTHS;
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

/// What the outlines of a cell have in common: nobody there may have gone further.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bounds {
    /// The highest speed of small craft, and of the others.
    speeds: [u16; 2],
    /// The first and the last time at which one of them was there.
    earliest: u32,
    latest: u32,
    /// When that was taken.
    taken: u32,
}

/// A search from a place: what all of its looks have in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct Search {
    /// Length of a degree of longitude in degrees of latitude; 0 where no look passes over anybody.
    scale: f64,
    now_secs: i64,
    reach: Reach,
    /// The speed from which a craft is fast.
    fast_from: u16,
}

/// A look from a place at one cell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    /// The place in parts of the cell.
    east: f64,
    north: f64,
    /// Metres of a part, and parts of a metre.
    metres_east: f64,
    metres_north: f64,
    parts_east: f64,
    parts_north: f64,
    search: Search,
}

/// A part of a cell: its least part and how many more there are, east and north.
#[derive(Clone, Copy, Debug)]
pub(super) struct Near {
    east: (u16, u16),
    north: (u16, u16),
}

impl Outline {
    /// Of a mark that is so far from the south-west corner of its cell, in shares of the cell.
    pub(super) fn of(mark: &Mark, [east, north]: [f64; 2]) -> Self {
        let secs = u32::try_from(mark.time.as_secs());
        let speed = if secs.is_ok() { tenths(mark.velocity().norm()) } else { u16::MAX };
        Self {
            east: to_u16(east * PARTS),
            north: to_u16(north * PARTS),
            speed,
            traits: mark.traits,
            secs: secs.unwrap_or(0),
        }
    }
}

impl Outline {
    /// What she counts as.
    pub(super) const fn traits(&self) -> Traits {
        self.traits
    }
}

impl Bounds {
    /// Of everybody there.
    pub(super) fn of(outlines: &[Outline]) -> Self {
        let Some(first) = outlines.first() else { return Self::default() };
        let begin =
            Self { speeds: [0; 2], earliest: first.secs, latest: first.secs, taken: first.secs };
        let mut bounds = outlines.iter().fold(begin, |mut bounds, outline| {
            bounds.widen(outline);
            bounds
        });
        bounds.taken = bounds.latest;
        bounds
    }

    /// One more is there, or somebody moved.
    pub(super) fn widen(&mut self, outline: &Outline) {
        let [small, others] = &mut self.speeds;
        let speed = if outline.traits.has(Traits::SMALL) { small } else { others };
        *speed = outline.speed.max(*speed);
        self.earliest = outline.secs.min(self.earliest);
        self.latest = outline.secs.max(self.latest);
    }

    /// Whether they were taken more than so many seconds before an outline.
    pub(super) const fn is_older_than(&self, outline: &Outline, secs: u32) -> bool {
        outline.secs.saturating_sub(self.taken) > secs
    }
}

impl Search {
    /// About a place at a moment.
    pub(super) fn new(place: Position, now: EventTime, reach: Reach) -> Self {
        let far = place.latitude().abs() > LATITUDE_MAX;
        let scale = if far { 0.0 } else { libm::cos(place.latitude().to_radians()) };
        let fast_from = tenths(reach.fast_from).saturating_sub(1);
        Self { scale, now_secs: now.as_secs(), reach, fast_from }
    }

    /// From its place, that is so far from the south-west corner of a cell, in shares of the cell,
    /// which has so many degrees of longitude.
    pub(super) fn look(self, [east, north]: [f64; 2], degrees_east: f64) -> Look {
        let [shortest, _] = METRES_PER_DEGREE;
        let metres = shortest * SHORTER / PARTS;
        let metres_east = degrees_east * self.scale * metres;
        let metres_north = if self.scale > 0.0 { ROW_DEGREES * metres } else { 0.0 };
        Look {
            east: east * PARTS,
            north: north * PARTS,
            metres_east,
            metres_north,
            parts_east: 1.0 / metres_east,
            parts_north: 1.0 / metres_north,
            search: self,
        }
    }

    /// How far somebody may have gone in the time from a second to now, metres.
    fn drift(&self, secs: u32, speed: u16) -> f64 {
        let secs = (self.now_secs - i64::from(secs)).unsigned_abs();
        let secs = u32::try_from(secs).map_or(f64::INFINITY, f64::from) + 1.0;
        secs * f64::from(speed) * TENTH + ROUNDING_METRES
    }
}

impl Look {
    /// Whether the search may be about somebody.
    pub(super) fn may_be_about(&self, outline: &Outline) -> bool {
        if outline.speed == u16::MAX {
            return true;
        }
        let Reach { anybody, small, fast, .. } = self.search.reach;
        let reach = match outline.traits.has(Traits::SMALL) {
            false => anybody,
            true if outline.speed >= self.search.fast_from => fast,
            true => small,
        };
        if reach <= 0.0 {
            return false;
        }
        let east = (f64::from(outline.east) - self.east) * self.metres_east;
        let north = (f64::from(outline.north) - self.north) * self.metres_north;
        let reach = reach + self.search.drift(outline.secs, outline.speed);
        east * east + north * north <= reach * reach
    }

    /// Where in a cell all small craft are that it may be about; `None` if it is about none.
    pub(super) fn box_of_small(&self, bounds: &Bounds) -> Option<Near> {
        let Reach { small, fast, .. } = self.search.reach;
        let [speed, _] = bounds.speeds;
        let is_fast = speed >= self.search.fast_from;
        self.near(if is_fast { small.max(fast) } else { small }, speed, bounds)
    }

    /// Where in a cell all others are that it may be about.
    pub(super) fn box_of_others(&self, bounds: &Bounds) -> Option<Near> {
        let [_, speed] = bounds.speeds;
        self.near(self.search.reach.anybody, speed, bounds)
    }

    /// The part of a cell in which somebody may be within so many metres who is no faster than that.
    fn near(&self, reach: f64, speed: u16, bounds: &Bounds) -> Option<Near> {
        if speed == u16::MAX {
            return Some(Near::ANYWHERE);
        }
        if reach <= 0.0 {
            return None;
        }
        let drift = [bounds.earliest, bounds.latest].map(|secs| self.search.drift(secs, speed));
        let reach = reach + drift.into_iter().fold(0.0, f64::max);
        // Cells whose nearest corner is out of reach hold nobody.
        let outside = |place: f64| (-place).max(place - PARTS).max(0.0);
        let east = outside(self.east) * self.metres_east;
        let north = outside(self.north) * self.metres_north;
        if east * east + north * north > reach * reach {
            return None;
        }
        let axes = [(self.east, self.parts_east), (self.north, self.parts_north)];
        let [east, north] = axes.map(|(place, of_metre)| {
            let parts = reach * of_metre + 1.0;
            let [least, most] = [place - parts, place + parts].map(to_u16);
            (least, most - least)
        });
        Some(Near { east, north })
    }
}

impl Near {
    const ANYWHERE: Self = Self { east: (0, u16::MAX), north: (0, u16::MAX) };

    /// Whether somebody is there.
    pub(super) const fn contains(self, outline: &Outline) -> bool {
        let ((east, wide), (north, high)) = (self.east, self.north);
        // Both at once: one of them alone says little.
        (outline.east.wrapping_sub(east) <= wide) & (outline.north.wrapping_sub(north) <= high)
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
