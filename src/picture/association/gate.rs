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
/// Whose echo it is already is waited for: of the reports of a feed of one a minute or fewer several in a
/// row may be lost, but after a quarter of an hour she could be anywhere.
const INTERVALS_DUE: u32 = 5;
const DUE_MAX: Duration = Duration::from_mins(15);
/// So is a ship heard once, whose feed may pass on one report in five minutes or fewer.
const DUE_ONCE: Duration = Duration::from_mins(10);
/// One gap of a minute or two, as when her antenna is in the shadow of her mast, makes no two craft of her
/// and her echo.
const OVERDUE_MAX: Duration = Duration::from_mins(3);
/// Nor, under way, is one whose class (and with it her interval) is not known; heard less often she is for that
/// interval, but no longer than pairs are judged by her place.
const FRESH_UNDER_WAY: Duration = Duration::from_mins(3);
const FRESH_UNDER_WAY_MAX: Duration = Duration::from_mins(6);
const FRESH_AT_REST_MAX: Duration = Duration::from_mins(10);
const UNDER_WAY: f64 = 3.0 * KNOT;
/// MSC.192(79) table 2: after a minute a tracker knows speeds within 1.5 kn or 10 %, courses within
/// 15 degrees. Twice that, of the vector between both velocities.
const MOTION_METRES_PER_SECOND: f64 = 3.0 * KNOT;
const MOTION_SHARE: f64 = 0.5;
/// Before that two plots of one craft at rest may be so far apart, for all that is known.
const KNOWN_AFTER: Duration = Duration::from_mins(1);
const PLOTS_APART_METRES: f64 = 40.0;
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
    /// Whether her next report may yet come; not, if only whose echo it was before says that she is near.
    pub(super) is_due: bool,
    /// Whether the radar contact was elsewhere when she reported while nobody with AIS was near it.
    pub(super) came_to: bool,
}

impl Candidate {
    /// Whether both may be one craft.
    pub(super) fn fits(&self) -> bool {
        self.share <= 1.0 && self.moves_alike
    }
}

/// What is known of a radar contact before it is looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    /// Its distance from its radar in nautical miles, as far as that is known, else 0.
    pub(super) range_nm: f64,
    /// Whose echo it is.
    pub(super) partner: Option<ContactId>,
    /// When it went about on its own before the last look, if it did for long: from and to.
    pub(super) on_its_own: Option<(EventTime, EventTime)>,
}

/// Everybody within one and a half gates of a radar contact who may be the same craft, the nearest
/// first, ties by contact; where somebody with AIS is within the gate, no other radar's contact.
pub(super) fn candidates(
    target: &Contact,
    seen: Seen,
    contacts: &Contacts,
    now: EventTime,
    out: &mut Vec<Candidate>,
) {
    out.clear();
    let Some(place) = target.position() else { return };
    let by_range = GATE_SHARE_OF_RANGE * seen.range_nm;
    let Some(radius) = NauticalMiles::new(SEARCH_NM + by_range * KEEPS_SHARE) else { return };
    let frame = LocalFrame::at(place);
    let gate_min = GATE_METRES.max(by_range * METRES_PER_NAUTICAL_MILE);
    let mut by_ais = false;
    let mut consider = |other: &Contact| {
        let may_be_one = transmits(other) || is_earlier_view(other, target);
        let is_partner = seen.partner == Some(other.id);
        let is_fresh = is_fresh(other, now);
        let is_awaited = is_fresh || is_partner && is_awaited(other, now);
        if other.exercise != target.exercise || !may_be_one || !is_awaited {
            return;
        }
        let Some(there) = reckoned(other, &frame, now) else { return };
        let share = there.norm() / gate(other, gate_min, now);
        if share <= KEEPS_SHARE {
            let moves_alike = moves_alike(target.velocity(), other.velocity());
            let by_radar = other.class == TransponderClass::Radar;
            by_ais |= share <= 1.0 && !by_radar;
            let is_due = is_fresh || is_due(other, now);
            let came_to =
                !by_radar && seen.on_its_own.is_some_and(|time| has_reported(other, time));
            out.push(Candidate { id: other.id, share, moves_alike, is_due, came_to });
        }
    };
    // Whoever is awaited for minutes may have been reckoned further than anybody is searched for.
    if let Some(partner) = seen.partner.and_then(|partner| contacts.find(partner)) {
        consider(partner);
    }
    contacts.near(place, radius, |_, other| {
        if seen.partner != Some(other.id) {
            consider(other);
        }
    });
    if by_ais {
        out.retain(|candidate| !candidate.id.is_radar());
    }
    out.sort_unstable_by(|a, b| a.share.total_cmp(&b.share).then(a.id.cmp(&b.id)));
}

/// Whether a radar contact may yet turn out to be one with AIS: it is where she is, one of the two has not been
/// known for a minute, and it does not move otherwise than she does by more than its plots may be off.
pub(super) fn may_turn_out_to_be(target: &Contact, other: &Contact, now: EventTime) -> bool {
    let known_for = now.since(target.first_heard.max(other.first_heard));
    if !transmits(other) || other.exercise != target.exercise || known_for >= KNOWN_AFTER {
        return false;
    }
    let Some(frame) = target.position().map(LocalFrame::at) else { return false };
    let is_near = reckoned(other, &frame, now)
        .is_some_and(|there| there.norm() <= gate(other, GATE_METRES, now));
    let velocities = target.velocity().zip(other.velocity().or_else(|| other.stated_velocity()));
    let off = PLOTS_APART_METRES / now.since(target.first_heard).as_secs_f64().max(1.0);
    is_near && velocities.is_none_or(|(target, other)| differ_by(target, other) <= off)
}

/// Whether a contact is still where she is reckoned.
fn is_fresh(contact: &Contact, now: EventTime) -> bool {
    let Some(age) = age(contact, now) else { return false };
    let under_way = contact.velocity().is_some_and(|velocity| velocity.norm() > UNDER_WAY);
    let interval = contact.heard_interval();
    let age_max = if under_way {
        interval.map_or(FRESH_UNDER_WAY, |it| it.clamp(FRESH_UNDER_WAY, FRESH_UNDER_WAY_MAX))
    } else {
        FRESH_AT_REST_MAX
    };
    let expected = FRESH_MIN.max(contact.nominal_interval().saturating_mul(INTERVALS_FRESH));
    let is_heard = interval.is_some_and(|it| age <= it.saturating_mul(INTERVALS_FRESH));
    age <= age_max && (age <= expected || is_heard)
}

/// Whether the next report of one whose echo is known may yet come. Of one heard once nobody knows when.
fn is_due(contact: &Contact, now: EventTime) -> bool {
    let once = if contact.is_small() { OVERDUE_MAX } else { DUE_ONCE };
    let due = contact.heard_interval().map_or(once, |it| it.saturating_mul(INTERVALS_DUE));
    age(contact, now).is_some_and(|age| age <= due.min(DUE_MAX))
}

/// Whether one whose echo is known is still looked for where she is reckoned.
pub(super) fn is_awaited(contact: &Contact, now: EventTime) -> bool {
    let overdue = age(contact, now).is_some_and(|age| age <= OVERDUE_MAX);
    overdue || is_fresh(contact, now) || is_due(contact, now)
}

fn age(contact: &Contact, now: EventTime) -> Option<Duration> {
    contact.last_fix().map(|last| now.since(last))
}

/// Where a contact is reckoned: after a single fix by what she says of her velocity herself.
fn reckoned(contact: &Contact, frame: &LocalFrame, now: EventTime) -> Option<Vector> {
    let last = contact.track.newest()?;
    let velocity = contact.velocity().or_else(|| contact.stated_velocity()).unwrap_or_default();
    Some(frame.project(last.position) + velocity * now.secs_since(last.time))
}

/// Whether a contact has told her place between two moments.
fn has_reported(contact: &Contact, (from, to): (EventTime, EventTime)) -> bool {
    contact.track.recent().any(|fix| fix.time > from && fix.time <= to)
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
    target.zip(other).is_none_or(|(target, other)| differ_by(target, other) <= 0.0)
}

/// By how much more two velocities differ than those of one craft may, metres per second.
fn differ_by(target: Vector, other: Vector) -> f64 {
    let faster = target.norm().max(other.norm());
    (target - other).norm() - MOTION_METRES_PER_SECOND.max(MOTION_SHARE * faster)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Degrees, FeedName, Knots, KnownBy, Mmsi, Position};
    use crate::picture::TrackPoint;

    const KN: f64 = 11.0;

    fn at(secs: u32) -> EventTime {
        EventTime::from_secs(1_000_000).plus(Duration::from_secs(u64::from(secs)))
    }

    /// A Class A ship of 11 kn, heard at these seconds.
    fn heard(seconds: &[u32]) -> Contact {
        heard_from(Position::new(13.9, 50.3).expect("a place"), seconds)
    }

    /// The same from a place on.
    fn heard_from(place: Position, seconds: &[u32]) -> Contact {
        let mmsi = Mmsi::new(338_000_001).expect("an MMSI");
        let feed = FeedName::from_stem("test");
        let mut ship = Contact::new(ContactId::from_mmsi(mmsi), false, feed, at(0));
        ship.class = TransponderClass::A;
        let frame = LocalFrame::at(place);
        for secs in seconds {
            let east = Vector { x: KN * KNOT * f64::from(*secs), y: 0.0 };
            let (sog, cog) = (Knots::new(KN), Degrees::new(90.0));
            let position = frame.unproject(east);
            ship.track.insert(TrackPoint { time: at(*secs), position, sog, cog });
        }
        ship.velocity = ship.track.velocity().into();
        ship
    }

    #[test]
    fn whoever_is_heard_seldom_is_looked_for_and_waited_for_as_much_longer() {
        // When she was heard, her age at which she is fresh, due and awaited last, seconds.
        for (seconds, ages) in [
            (&[0, 10, 20, 30, 40, 50, 60, 70, 80, 90][..], [60, 50, 180]),
            (&[0, 60, 120, 180, 240, 300, 360], [180, 300, 300]),
            // A third of her reports is lost.
            (&[0, 60, 180, 240, 420, 480, 600, 660], [180, 600, 600]),
            (&[0, 240, 480], [240, 900, 900]),
            (&[0], [60, 600, 600]),
        ] {
            let ship = heard(seconds);
            let last = seconds.iter().max().copied().unwrap_or_default();
            let holds = [is_fresh, is_due, is_awaited];
            for (holds, age) in holds.into_iter().zip(ages) {
                assert!(holds(&ship, at(last + age)), "{seconds:?} {age}");
                assert!(!holds(&ship, at(last + age + 1)), "{seconds:?} {age}");
            }
        }
    }

    #[test]
    fn whose_echo_is_known_is_found_as_far_as_she_has_sailed_since() {
        let feed = FeedName::from_stem("radar");
        // Wherever she was in her cell: 1.8 nm in the ten minutes for which she is awaited.
        for step in 0..20_u32 {
            let longitude = 50.3 + f64::from(step) * 0.01;
            let place = Position::new(13.9, longitude).expect("a place");
            let ship = heard_from(place, &[0, 120, 240]);
            let (id, now) = (ship.id, at(840));
            let east = Vector { x: KN * KNOT * 840.0, y: 0.0 };
            let plot = LocalFrame::at(place).unproject(east);
            let echo = ContactId::of(KnownBy::Radar { feed, number: 1, epoch_secs: 0 });
            let mut target = Contact::new(echo, false, feed, at(0));
            target.class = TransponderClass::Radar;
            target.track.insert(TrackPoint { time: now, position: plot, sog: None, cog: None });
            let mut contacts = Contacts::new(2);
            let (slot, _) = contacts.insert(ship);
            contacts.place(slot);
            let found = |partner| {
                let seen = Seen { range_nm: 0.0, partner, on_its_own: None };
                let mut found = Vec::new();
                candidates(&target, seen, &contacts, now, &mut found);
                found.into_iter().map(|candidate| candidate.id).collect::<Vec<_>>()
            };
            assert_eq!(found(Some(id)), [id], "{longitude}");
            assert_eq!(found(None), [], "nobody else waits for her");
        }
    }

    #[test]
    fn after_a_single_report_a_ship_is_where_her_speed_takes_her() {
        let frame = LocalFrame::at(Position::new(13.9, 50.3).expect("a place"));
        let there = reckoned(&heard(&[0]), &frame, at(100)).expect("a place");
        assert!((there.x - KN * KNOT * 100.0).abs() < 0.1 && there.y.abs() < 0.1, "{there:?}");
    }
}
