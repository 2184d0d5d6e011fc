use super::{Contact, Slot, TrackPoint};
use crate::domain::{EventTime, NavigationalStatus, Position, ShipCategory, TransponderClass};
use crate::geodesy::{LocalFrame, SlimVector, Vector};

/// Length from which a ship is protected, metres.
pub const PROTECTED_LENGTH: u16 = 50;
/// Length up to which a craft is small, metres.
pub const SMALL_LENGTH_MAX: u16 = 23;

/// A craft has a line of velocity from this speed on, metres per second.
const MAKES_WAY: f64 = 1.0;
/// Her way is near within this, metres: three times the furthest search.
const NEAR_METRES: f64 = 33_000.0;
/// Further from the equator than this a plane says nothing, degrees.
const FLAT_LATITUDE_MAX: f64 = 75.0;

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
    pub(super) velocity: SlimVector,
    /// When she was first heard, seconds since 1970; 0 where that is not known.
    pub first_heard: u32,
    /// Metres from her last fix within which she has been as far as is kept, at most.
    pub wander: MetresUp,
    /// Metres from the line of her velocity within which a small craft's way has been, as far as is
    /// kept and near; without bound where that is not known.
    pub lateral: MetresUp,
}

/// Whole metres, rounded up: no bound from 65,535 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MetresUp(u16);

impl MetresUp {
    /// Not known.
    pub const UNBOUNDED: Self = Self(u16::MAX);

    /// The least that is no less than these metres.
    pub fn of(metres: f64) -> Self {
        let metres = metres.ceil().max(0.0);
        #[expect(
            clippy::as_conversions,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked to be in the range of u16"
        )]
        if metres < f64::from(u16::MAX) { Self(metres as u16) } else { Self::UNBOUNDED }
    }

    /// As a bound.
    pub fn metres(self) -> f64 {
        if self == Self::UNBOUNDED { f64::INFINITY } else { f64::from(self.0) }
    }
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
    /// 50 m or longer, of unknown length, or on the `protect` list of an area: may be protected in some
    /// area.
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
    /// Says that she is engaged in fishing, or is a fishing vessel.
    pub const FISHING: Self = Self(1 << 10);

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
        let motion = contact.velocity().is_some() || contact.stated_velocity().is_some();
        let each = [
            (Self::SHIP, contact.is_ship()),
            (Self::SMALL, contact.is_small()),
            (Self::MAYBE_PROTECTED, contact.may_be_protected()),
            (Self::MOTION, motion),
            (Self::SMOOTHED, contact.velocity().is_some()),
            (Self::FAST, contact.is_fast()),
            (Self::FIXED, contact.stillness.is_fixed()),
            (Self::ANCHORED, lies == Some(NavigationalStatus::AtAnchor)),
            (Self::MOORED, lies == Some(NavigationalStatus::Moored)),
            (Self::EXERCISE, contact.exercise),
            (Self::FISHING, contact.is_fishing()),
        ];
        each.into_iter().filter(|(_, holds)| *holds).fold(Self(0), |all, (one, _)| all.and(one))
    }
}

impl Mark {
    /// Velocity over the ground, metres per second: smoothed; after a single fix what she says
    /// herself, if anything.
    #[inline]
    pub fn velocity(&self) -> Vector {
        self.velocity.get().unwrap_or_default()
    }

    /// Of a contact with a position.
    pub fn of(slot: Slot, contact: &Contact) -> Option<Self> {
        let point = contact.track.newest()?;
        let velocity = contact.velocity().or_else(|| contact.stated_velocity()).unwrap_or_default();
        let (traits, length) = (Traits::of(contact), contact.length().unwrap_or(0));
        Some(Self {
            traits,
            length,
            velocity: velocity.into(),
            first_heard: u32::try_from(contact.first_heard.as_secs()).unwrap_or(0),
            wander: MetresUp::of(contact.track.wander().into()),
            lateral: if traits.has(Traits::SMALL) {
                lateral(contact, point, velocity)
            } else {
                MetresUp::UNBOUNDED
            },
            ..Self::bare(slot, point)
        })
    }

    /// Of a place alone.
    pub(super) const fn bare(slot: Slot, point: &TrackPoint) -> Self {
        Self {
            slot,
            traits: Traits(0),
            length: 0,
            time: point.time,
            position: point.position,
            velocity: SlimVector::NONE,
            first_heard: 0,
            wander: MetresUp::UNBOUNDED,
            lateral: MetresUp::UNBOUNDED,
        }
    }
}

/// How far from the line of her velocity a contact's way was, metres, as far as it is near her.
fn lateral(contact: &Contact, newest: &TrackPoint, velocity: Vector) -> MetresUp {
    let speed = velocity.norm();
    let place = newest.position;
    if speed < MAKES_WAY || place.latitude().abs() > FLAT_LATITUDE_MAX {
        return MetresUp::UNBOUNDED;
    }
    let flat = LocalFrame::at(place).flat();
    let beside = contact
        .track
        .coarse()
        .map(|point| flat.project(point.position))
        .filter(|place| place.dot(*place) <= NEAR_METRES * NEAR_METRES)
        .map(|place| (place.x * velocity.y - place.y * velocity.x).abs())
        .fold(0.0, f64::max);
    MetresUp::of(beside / speed)
}

impl Contact {
    /// Whether she is a vessel: no base station, aid, aircraft or beacon.
    pub fn is_ship(&self) -> bool {
        matches!(self.class, TransponderClass::A | TransponderClass::B | TransponderClass::Unknown)
    }

    /// Whether she could be protected in some area: 50 m or longer, of unknown length, or on the
    /// `protect` list of one.
    pub fn may_be_protected(&self) -> bool {
        let long = || self.length().is_none_or(|length| length >= PROTECTED_LENGTH);
        self.guarded || (self.is_ship() && long())
    }

    /// Whether she says that she is engaged in fishing, or is a fishing vessel.
    fn is_fishing(&self) -> bool {
        self.navigational_status == Some(NavigationalStatus::EngagedInFishing)
            || self.statics.ship_type.is_some_and(|ship_type| ship_type.code() == 30)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ContactId, FeedName, Mmsi};

    /// A craft of Class B at these places, metres east and north of one on the equator, 90 s apart,
    /// the last 300 m further north than the one before: 3.3 m/s.
    fn mark(places: &[(f64, f64)]) -> Mark {
        let frame = LocalFrame::at(Position::new(0.0, 0.0).expect("a place"));
        let id = ContactId::from_mmsi(Mmsi::new(338_000_001).expect("an MMSI"));
        let begin = EventTime::from_secs(900);
        let mut craft = Contact::new(id, false, FeedName::from_stem("test"), begin);
        craft.set_class(TransponderClass::B);
        for (number, &(x, y)) in (0..).zip(places) {
            let position = frame.unproject(Vector { x, y });
            let time = EventTime::from_secs(900 + 90 * number);
            craft.track.insert(TrackPoint { time, position, sog: None, cog: None });
        }
        craft.velocity = craft.track.velocity().into();
        Mark::of(Slot(1), &craft).expect("a position")
    }

    #[test]
    fn a_mark_says_how_far_her_way_was_from_here_and_from_the_line_of_her_velocity() {
        for (places, wander, lateral) in [
            // Straight on.
            (&[(0.0, 0.0), (0.0, 300.0), (0.0, 600.0)][..], 600.0, 0.0),
            // Round a corner: she began a kilometre to the east of the line, and as far south.
            (&[(1000.0, 0.0), (0.0, 700.0), (0.0, 1000.0)][..], 1414.2, 1000.0),
            // Out and back: what lies ahead counts too.
            (&[(0.0, 0.0), (400.0, 2000.0), (0.0, 700.0), (0.0, 1000.0)][..], 1077.0, 400.0),
        ] {
            let mark = mark(places);
            let (far, beside) = (mark.wander.metres(), mark.lateral.metres());
            assert!((wander..wander * 1.06 + 1.0).contains(&far), "{places:?} {mark:?}");
            assert!((beside - lateral).abs() <= 0.01 * lateral + 2.0, "{places:?} {mark:?}");
        }
    }
}
