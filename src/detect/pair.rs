use std::time::Duration;

use crate::domain::{EventTime, KNOT, METRES_PER_NAUTICAL_MILE};
use crate::geodesy::{Approach, LocalFrame, Vector, closest_approach};
use crate::picture::{Contact, Picture};

/// Two contacts at one moment, both dead-reckoned to it in one plane; worked out once for all rules.
/// Whoever an incident would be about comes first once a rule has oriented the pair.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair<'a> {
    /// One of the two: the target.
    pub(super) first: Side<'a>,
    /// The other one.
    pub(super) second: Side<'a>,
    /// How they pass each other; `None` while the velocity of one is not known.
    pub(super) approach: Option<Approach>,
    /// Metres between them.
    pub(super) range: f64,
    /// The moment: event time of the report of one of them.
    pub(super) now: EventTime,
    /// Everybody.
    pub(super) picture: &'a Picture,
    /// Whether the condition under judgement is raised.
    pub(super) raised: bool,
}

/// One of a pair.
#[derive(Clone, Copy, Debug)]
pub(super) struct Side<'a> {
    /// Who.
    pub(super) contact: &'a Contact,
    /// Where, in the plane of the pair, metres.
    pub(super) place: Vector,
    /// Velocity over the ground, metres per second: smoothed; after a single fix what she says
    /// herself.
    pub(super) velocity: Option<Vector>,
    /// How old her last fix is.
    pub(super) age: Duration,
}

impl<'a> Pair<'a> {
    /// Both in a frame near them; `None` if one has no position.
    pub(super) fn of(
        one: Side<'a>,
        other: &'a Contact,
        frame: &LocalFrame,
        now: EventTime,
        picture: &'a Picture,
    ) -> Option<Self> {
        let other = Side::of(other, frame, now)?;
        let approach = one.velocity.zip(other.velocity).map(|(velocity, other_velocity)| {
            closest_approach(one.place, velocity, other.place, other_velocity)
        });
        let range =
            approach.map_or_else(|| (other.place - one.place).norm(), |approach| approach.range);
        Some(Self { first: one, second: other, approach, range, now, picture, raised: false })
    }

    /// The same pair seen from the other one.
    pub(super) const fn turned(self) -> Self {
        Self { first: self.second, second: self.first, ..self }
    }

    /// Whether the first id comes before the second: one of the two ways round.
    #[allow(dead_code, reason = "for the rules without a target")]
    pub(super) fn is_in_order(&self) -> bool {
        self.first.contact.id < self.second.contact.id
    }

    /// From an exercise, if one of the two is.
    pub(super) const fn exercise(&self) -> bool {
        self.first.contact.exercise || self.second.contact.exercise
    }

    /// Nautical miles between them.
    pub(super) fn range_nm(&self) -> f64 {
        self.range / METRES_PER_NAUTICAL_MILE
    }

    /// Difference of their speeds in knots.
    #[allow(dead_code, reason = "for the rules about vessels that keep company")]
    pub(super) fn speed_difference_kn(&self) -> Option<f64> {
        let (first, second) = self.first.velocity.zip(self.second.velocity)?;
        Some((first.norm() - second.norm()).abs() / KNOT)
    }

    /// Angle between their courses in degrees; `None` if one lies still.
    #[allow(dead_code, reason = "for the rules about vessels that keep company")]
    pub(super) fn course_difference(&self) -> Option<f64> {
        let (first, second) = self.first.velocity.zip(self.second.velocity)?;
        Some(first.course()?.angle_to(second.course()?))
    }
}

impl<'a> Side<'a> {
    /// A contact in a frame near her at a moment; `None` without a position.
    pub(super) fn of(contact: &'a Contact, frame: &LocalFrame, now: EventTime) -> Option<Self> {
        let last = contact.track.newest()?;
        Some(Self {
            contact,
            place: contact.reckoned(frame, now)?,
            velocity: velocity_of(contact),
            age: now.since(last.time),
        })
    }

    /// Speed over ground in knots.
    #[allow(dead_code, reason = "for the rules to come")]
    pub(super) fn speed_kn(&self) -> Option<f64> {
        self.velocity.map(|velocity| velocity.norm() / KNOT)
    }
}

/// Velocity of a contact; with one fix yet, what she says herself.
fn velocity_of(contact: &Contact) -> Option<Vector> {
    if contact.velocity.is_some() {
        return contact.velocity;
    }
    let last = contact.track.newest()?;
    let sog = last.sog?;
    match last.cog {
        Some(cog) => Some(Vector::velocity(sog, cog)),
        None => (sog.get() < 0.5).then(Vector::default),
    }
}
