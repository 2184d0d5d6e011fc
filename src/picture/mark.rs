use super::{Contact, Slot, TrackPoint};
use crate::domain::{EventTime, NavigationalStatus, Position, ShipCategory, TransponderClass};
use crate::geodesy::Vector;

/// Length from which a ship is protected, metres.
pub const PROTECTED_LENGTH: u16 = 50;
/// Length up to which a craft is small, metres.
pub const SMALL_LENGTH_MAX: u16 = 23;

/// What a search among neighbours has to know of a contact: her last fix, her velocity, and what she
/// counts as. Kept in the cells of the grid, so that a search touches no contact.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    /// Whose.
    pub slot: Slot,
    /// What she counts as.
    pub traits: Traits,
    /// Length over all in metres, 0 while it is not known.
    pub length: u16,
    /// When her last fix was.
    pub time: EventTime,
    /// Where.
    pub position: Position,
    /// Velocity over the ground, metres per second: smoothed; after a single fix what she says
    /// herself, if anything.
    pub velocity: Vector,
}

/// What a contact counts as, from her class, her static data, her status and how she moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traits(u16);

impl Traits {
    /// A vessel: no base station, aid, aircraft or beacon.
    pub const SHIP: Self = Self(1);
    /// Up to 23 m; of unknown length, Class B or a fishing, sailing or pleasure craft; or tracked by
    /// radar alone.
    pub const SMALL: Self = Self(1 << 1);
    /// 50 m or longer, or of unknown length: may be protected in some area.
    pub const MAYBE_PROTECTED: Self = Self(1 << 2);
    /// Her velocity is known.
    pub const MOTION: Self = Self(1 << 3);
    /// Her velocity is smoothed: from two fixes or more.
    pub const SMOOTHED: Self = Self(1 << 4);
    /// Makes 8 kn or more, smoothed.
    pub const FAST: Self = Self(1 << 5);
    /// Has lain within 60 m for ten minutes.
    pub const FIXED: Self = Self(1 << 6);
    /// Says that she is at anchor.
    pub const ANCHORED: Self = Self(1 << 7);
    /// Says that she is moored.
    pub const MOORED: Self = Self(1 << 8);
    /// From an exercise feed.
    pub const EXERCISE: Self = Self(1 << 9);

    /// Whether all of these hold.
    pub const fn has(self, all: Self) -> bool {
        self.0 & all.0 == all.0
    }

    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What a contact counts as.
    pub fn of(contact: &Contact) -> Self {
        let lies = contact.navigational_status;
        let motion = contact.velocity.is_some() || contact.stated_velocity().is_some();
        let each = [
            (Self::SHIP, contact.is_ship()),
            (Self::SMALL, contact.is_small()),
            (Self::MAYBE_PROTECTED, contact.may_be_protected()),
            (Self::MOTION, motion),
            (Self::SMOOTHED, contact.velocity.is_some()),
            (Self::FAST, contact.is_fast()),
            (Self::FIXED, contact.stillness.is_fixed()),
            (Self::ANCHORED, lies == Some(NavigationalStatus::AtAnchor)),
            (Self::MOORED, lies == Some(NavigationalStatus::Moored)),
            (Self::EXERCISE, contact.exercise),
        ];
        each.into_iter().filter(|(_, holds)| *holds).fold(Self(0), |all, (one, _)| all.and(one))
    }
}

impl Mark {
    /// Of a contact with a position.
    pub fn of(slot: Slot, contact: &Contact) -> Option<Self> {
        let point = contact.track.newest()?;
        let velocity = contact.velocity.or_else(|| contact.stated_velocity()).unwrap_or_default();
        let (traits, length) = (Traits::of(contact), contact.length().unwrap_or(0));
        Some(Self { traits, length, velocity, ..Self::bare(slot, point) })
    }

    /// Of a place alone.
    pub(super) const fn bare(slot: Slot, point: &TrackPoint) -> Self {
        Self {
            slot,
            traits: Traits(0),
            length: 0,
            time: point.time,
            position: point.position,
            velocity: Vector { x: 0.0, y: 0.0 },
        }
    }
}

impl Contact {
    /// Whether she is a vessel: no base station, aid, aircraft or beacon.
    pub fn is_ship(&self) -> bool {
        matches!(self.class, TransponderClass::A | TransponderClass::B | TransponderClass::Unknown)
    }

    /// Whether she could be protected in some area: 50 m or longer, or of unknown length.
    pub fn may_be_protected(&self) -> bool {
        self.is_ship() && self.length().is_none_or(|length| length >= PROTECTED_LENGTH)
    }

    /// Whether she is a small craft: up to 23 m; of unknown length, Class B or a fishing, sailing or
    /// pleasure craft; or tracked by radar alone.
    pub fn is_small(&self) -> bool {
        if self.class == TransponderClass::Radar {
            return true;
        }
        if !self.is_ship() {
            return false;
        }
        if let Some(length) = self.length() {
            return length <= SMALL_LENGTH_MAX;
        }
        let leisure = self.statics.ship_type.is_some_and(|ship_type| {
            matches!(
                ship_type.category(),
                ShipCategory::Fishing | ShipCategory::Sailing | ShipCategory::Pleasure
            )
        });
        leisure || self.class == TransponderClass::B
    }
}
