use std::time::Duration;

use crate::domain::{EventTime, KNOT, METRES_PER_NAUTICAL_MILE};
use crate::geodesy::{Approach, FlatFrame, LocalFrame, Vector, closest_approach};
use crate::picture::{Contact, Mark, Picture, Slot, Traits};

/// What rounding may add to a speed in knots, and to an angle in degrees: a glance leaves as much.
pub(super) const ROUNDING_KN: f64 = 0.06;
pub(super) const ROUNDING_DEG: f64 = 0.6;
/// And to a range in metres, beside the share that a glance may be off.
const ROUNDING_METRES: f64 = 1.0;
const GLANCE_SHARE: f64 = 1.006;
/// How far a place may be off the line of a velocity for want of an exact plane, as a share of the
/// range and in metres.
const LINE_SHARE: f64 = 0.03;
const LINE_METRES: f64 = 120.0;

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
    /// Where she is kept.
    pub(super) slot: Slot,
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
        (slot, other): (Slot, &'a Contact),
        frame: &LocalFrame,
        now: EventTime,
        picture: &'a Picture,
    ) -> Option<Self> {
        let other = Side::of(slot, other, frame, now)?;
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
    pub(super) fn speed_difference_kn(&self) -> Option<f64> {
        let (first, second) = self.first.velocity.zip(self.second.velocity)?;
        Some((first.norm() - second.norm()).abs() / KNOT)
    }

    /// Angle between their courses in degrees; `None` if one lies still.
    pub(super) fn course_difference(&self) -> Option<f64> {
        let (first, second) = self.first.velocity.zip(self.second.velocity)?;
        Some(first.course()?.angle_to(second.course()?))
    }
}

impl<'a> Side<'a> {
    /// A contact in a frame near her at a moment; `None` without a position.
    pub(super) fn of(
        slot: Slot,
        contact: &'a Contact,
        frame: &LocalFrame,
        now: EventTime,
    ) -> Option<Self> {
        let last = contact.track.newest()?;
        Some(Self {
            slot,
            contact,
            place: contact.reckoned(frame, now)?,
            velocity: contact.velocity().or_else(|| contact.stated_velocity()),
            age: now.since(last.time),
        })
    }

    /// Speed over ground in knots.
    pub(super) fn speed_kn(&self) -> Option<f64> {
        self.velocity.map(|velocity| velocity.norm() / KNOT)
    }
}

/// Two contacts at one moment as far as their marks tell: what a search asks before anybody is
/// touched. Places are good to half a hundredth of the range.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glance<'a> {
    /// One of the two: the target.
    pub(super) first: &'a Mark,
    /// The other one.
    pub(super) second: &'a Mark,
    /// From the first to the second, metres.
    apart: Vector,
    /// Velocity of the second seen from the first, metres per second.
    relative: Vector,
    /// Metres between them, squared.
    square: f64,
    /// The moment to which both are reckoned.
    now: EventTime,
}

impl<'a> Glance<'a> {
    /// The one who reports, at her place in a frame near her, and another.
    pub(super) fn of(
        me: &'a Mark,
        place: Vector,
        other: &'a Mark,
        frame: &FlatFrame,
        now: EventTime,
    ) -> Self {
        let place_then = frame.project(other.position);
        // As contacts are reckoned: who said her velocity only once stays where she was.
        let there = if other.traits.has(Traits::SMOOTHED) {
            place_then + other.velocity() * now.secs_since(other.time)
        } else {
            place_then
        };
        let apart = there - place;
        let relative = other.velocity() - me.velocity();
        Self { first: me, second: other, apart, relative, square: apart.dot(apart), now }
    }

    /// The same seen from the other one.
    pub(super) fn turned(self) -> Self {
        Self {
            first: self.second,
            second: self.first,
            apart: self.apart * -1.0,
            relative: self.relative * -1.0,
            ..self
        }
    }

    /// Whether the range may be growing: by less than a glance may be off it may as well shrink.
    pub(super) fn may_open(&self) -> bool {
        let dot = self.apart.dot(self.relative);
        let off = GLANCE_SHARE - 1.0;
        dot >= 0.0 || dot * dot <= 4.0 * off * off * self.square * self.relative.dot(self.relative)
    }

    /// Whether they may be within a range.
    pub(super) fn may_be_within(&self, metres: f64) -> bool {
        self.is_within(metres * GLANCE_SHARE + ROUNDING_METRES)
    }

    /// Whether they are within a range.
    pub(super) fn is_within(&self, metres: f64) -> bool {
        self.square <= metres * metres
    }

    /// Whether the second one may have passed within so many metres of where the first one has been:
    /// by the line of her velocity, beside which her way lay no further than her mark says.
    pub(super) fn may_come_from(&self, metres: f64) -> bool {
        let (first, velocity) = (self.first, self.second.velocity());
        let secs = self.now.secs_since(first.time).abs();
        let off = self.square.sqrt() * LINE_SHARE + LINE_METRES;
        let reach = metres
            + first.wander.metres()
            + self.second.lateral.metres()
            + first.velocity().norm() * secs
            + off;
        let cross = self.apart.x * velocity.y - self.apart.y * velocity.x;
        cross * cross <= reach * reach * velocity.dot(velocity)
    }

    /// Seconds since the second one was first heard.
    pub(super) fn secs_heard(&self) -> f64 {
        self.now.secs_since(EventTime::from_secs(i64::from(self.second.first_heard)))
    }

    /// Whether they may close at this rate or faster, and pass within a range within a time.
    pub(super) fn may_pass(&self, closing: f64, cpa_metres: f64, tcpa_secs: f64) -> bool {
        let dot = -self.apart.dot(self.relative);
        let speed = self.relative.dot(self.relative);
        // Closing is the dot product over the range, TCPA the same over the speed squared: compared
        // without a root or a division.
        if dot <= 0.0
            || dot > tcpa_secs * speed
            || (closing > 0.0 && dot * dot < closing * closing * self.square)
        {
            return false;
        }
        let cross = self.apart.x * self.relative.y - self.apart.y * self.relative.x;
        cross * cross <= cpa_metres * cpa_metres * speed
    }
}
