use std::time::Duration;

use super::super::{Contact, Contacts};
use crate::domain::{
    ContactId, EventTime, KNOT, METRES_PER_NAUTICAL_MILE, NauticalMiles, TransponderClass,
};
use crate::geodesy::{LocalFrame, Vector};

/// DETECTION dark-contact: gate max(0.1 nm, 1.5 % of the range from the radar, 3 sigma).
const GATE_METRES: f64 = 0.1 * METRES_PER_NAUTICAL_MILE;
const GATE_SHARE_OF_RANGE: f64 = 0.015;
const SIGMAS: f64 = 3.0;
/// Standard deviation of a position by satellite, and of the velocity by which an older one is
/// reckoned on: a knot, for ships alter.
const FIX_SIGMA_METRES: f64 = 10.0;
const SPEED_SIGMA: f64 = 0.5;
/// A contact that has missed three of her reports is not where she was reckoned any more.
const INTERVALS_FRESH: u32 = 3;
const FRESH_MIN: Duration = Duration::from_mins(1);
/// Nor, under way, is one whose class (and with it her interval) is not known.
const FRESH_UNDER_WAY_MAX: Duration = Duration::from_mins(3);
const UNDER_WAY: f64 = 3.0 * KNOT;
/// MSC.192(79) table 2: after a minute a tracker knows speeds within 1.5 kn or 10 %, courses within
/// 15 degrees. Twice that, of the vector between both velocities.
const MOTION_METRES_PER_SECOND: f64 = 3.0 * KNOT;
const MOTION_SHARE: f64 = 0.5;
/// How far from her last position a contact may be reckoned and still be found, nautical miles.
const SEARCH_NM: f64 = 1.5;
/// What has been one craft may be further apart before it counts as two.
pub(super) const KEEPS_SHARE: f64 = 1.5;

/// A contact with AIS near a radar contact, or that of another radar that has seen it for longer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Candidate {
    pub(super) id: ContactId,
    /// Distance over the gate: at most 1 is within.
    pub(super) share: f64,
    /// Whether both move alike, as far as is known.
    pub(super) moves_alike: bool,
}

impl Candidate {
    /// Whether both may be one craft.
    pub(super) fn fits(&self) -> bool {
        self.share <= 1.0 && self.moves_alike
    }
}

/// Everybody within one and a half gates of a radar contact who may be the same craft, the nearest
/// first, ties by contact; where somebody with AIS is within the gate, no other radar's contact.
/// `range_nm` is its distance from its radar, as far as that is known.
pub(super) fn candidates(
    target: &Contact,
    range_nm: f64,
    contacts: &Contacts,
    now: EventTime,
    out: &mut Vec<Candidate>,
) {
    out.clear();
    let Some(place) = target.position() else { return };
    let by_range = GATE_SHARE_OF_RANGE * range_nm;
    let Some(radius) = NauticalMiles::new(SEARCH_NM + by_range * KEEPS_SHARE) else { return };
    let frame = LocalFrame::at(place);
    let gate_min = GATE_METRES.max(by_range * METRES_PER_NAUTICAL_MILE);
    let mut by_ais = false;
    contacts.near(place, radius, |_, other| {
        let may_be_one = transmits(other) || is_earlier_view(other, target);
        if other.exercise != target.exercise || !may_be_one || !is_fresh(other, now) {
            return;
        }
        let Some(there) = other.reckoned(&frame, now) else { return };
        let share = there.norm() / gate(other, gate_min, now);
        if share <= KEEPS_SHARE {
            let moves_alike = moves_alike(target.velocity, other.velocity);
            by_ais |= share <= 1.0 && other.class != TransponderClass::Radar;
            out.push(Candidate { id: other.id, share, moves_alike });
        }
    });
    if by_ais {
        out.retain(|candidate| !matches!(candidate.id, ContactId::Radar { .. }));
    }
    out.sort_unstable_by(|a, b| a.share.total_cmp(&b.share).then(a.id.cmp(&b.id)));
}

/// Whether a contact is still where she is reckoned.
pub(super) fn is_fresh(contact: &Contact, now: EventTime) -> bool {
    let expected = FRESH_MIN.max(contact.nominal_interval().saturating_mul(INTERVALS_FRESH));
    let under_way = contact.velocity.is_some_and(|velocity| velocity.norm() > UNDER_WAY);
    let age_max = if under_way { expected.min(FRESH_UNDER_WAY_MAX) } else { expected };
    contact.last_fix().is_some_and(|last| now.since(last) <= age_max)
}

/// A craft or a mark that says by AIS where it is; an aircraft is no echo.
fn transmits(contact: &Contact) -> bool {
    !matches!(
        contact.class,
        TransponderClass::Radar | TransponderClass::BaseStation | TransponderClass::SarAircraft
    )
}

/// A contact of another radar, which was there first; of one radar two targets are two craft.
fn is_earlier_view(other: &Contact, target: &Contact) -> bool {
    other.class == TransponderClass::Radar
        && other.feed != target.feed
        && (other.first_heard, other.id) < (target.first_heard, target.id)
}

/// How far a radar may see a contact from where she is reckoned, metres: her antenna may be at one
/// end of her and the echo come from the other.
fn gate(contact: &Contact, gate_min: f64, now: EventTime) -> f64 {
    let age = contact.last_fix().map_or(0.0, |last| now.secs_since(last).abs());
    let sigma = libm::hypot(FIX_SIGMA_METRES, SPEED_SIGMA * age);
    gate_min.max(SIGMAS * sigma) + contact.length().map_or(0.0, f64::from) / 2.0
}

fn moves_alike(target: Option<Vector>, other: Option<Vector>) -> bool {
    let Some((target, other)) = target.zip(other) else { return true };
    let faster = target.norm().max(other.norm());
    (target - other).norm() <= MOTION_METRES_PER_SECOND.max(MOTION_SHARE * faster)
}
