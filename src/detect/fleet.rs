//! Craft that keep company: fleets that fish, races, small boats that move about together (DETECTION, "What
//! must stay quiet").

use std::time::Duration;

use super::craft::{declares_service, stops_at_work};
use crate::domain::{EventTime, KNOT, NauticalMiles, ShipCategory};
use crate::geodesy::{LocalFrame, Vector, distance};
use crate::picture::{Contact, Mark, Picture, Traits};

/// A fleet moves together: velocities differ by less than 2 kn; metres per second.
const FLEET_METRES_PER_SECOND: f64 = 2.0 * KNOT;
/// And courses by no more than this.
const FLEET_DEGREES: f64 = 20.0;
/// A fleet is so many, within so many nautical miles.
const FLEET_MIN: usize = 5;
const FLEET_NM: f64 = 2.0;
/// Who closes does so over this time, or what is known of it.
const FLEET_SPAN: Duration = Duration::from_mins(30);
const CLOSING_SPAN_MIN: Duration = Duration::from_mins(10);
/// A fleet on its way makes at most so many knots, and keeps course and speed within these for so long.
const FLEET_SPEED_MAX_KN: f64 = 12.0;
const STEADY_SPAN: Duration = Duration::from_mins(10);
const STEADY_DEGREES: f64 = 15.0;
const STEADY_METRES_PER_SECOND: f64 = 3.0 * KNOT;
/// A race goes on within this of whoever sails in it, nautical miles.
const RACE_NM: f64 = 6.0;

/// Whether a small craft or fishing vessel is one of a fleet or a race: with four others or more within
/// 2 nm, most of whom closed her at less than 2 kn over the last half hour (DETECTION, "What must stay
/// quiet").
pub(super) fn is_in_fleet(contact: &Contact, picture: &Picture) -> bool {
    let (Some(place), Some(radius)) = (contact.position(), NauticalMiles::new(FLEET_NM)) else {
        return false;
    };
    if !may_sail_in_fleet(Traits::of(contact)) {
        return false;
    }
    let counts = |traits: Traits| {
        may_sail_in_fleet(traits)
            && !traits.has(Traits::FIXED)
            && (contact.exercise || !traits.has(Traits::EXERCISE))
    };
    let (mut others, mut closing) = (0, 0);
    picture.contacts.such_marks_near(place, radius, counts, |mark| {
        let range = distance(place, mark.position);
        let Some(other) = picture.contacts.get(mark.slot).filter(|_| range <= radius.metres())
        else {
            return;
        };
        // The echo of one of them is not another one.
        if other.id == contact.id || picture.associations.is_shadow(other) {
            return;
        }
        others += 1;
        closing += usize::from(has_closed(contact, other));
    });
    others + 1 >= FLEET_MIN && 2 * closing < others
}

/// Whether a fishing vessel sails with a fleet at a fleet's pace: she has kept course and speed for ten
/// minutes, so ships pass her, she closes none; or the fleet has altered together.
pub(super) fn sails_with_fleet(contact: &Contact, picture: &Picture) -> bool {
    let slow = contact.speed().is_some_and(|speed| speed.get() <= FLEET_SPEED_MAX_KN);
    let fishes = Traits::of(contact).has(Traits::FISHING);
    slow && ((fishes && keeps_course(contact) && is_in_fleet(contact, picture))
        || keeps_company(contact, picture))
}

/// Whether most of those with whom a small craft or fishing vessel has been for half an hour, four others or
/// more, move as she does now, and most of them all say that they fish or sail: of some of a fleet only a
/// radar tells.
fn keeps_company(contact: &Contact, picture: &Picture) -> bool {
    let (Some(place), Some(radius), Some(velocity), Some(last)) =
        (contact.position(), NauticalMiles::new(FLEET_NM), contact.velocity(), contact.last_fix())
    else {
        return false;
    };
    let then = last.minus(FLEET_SPAN);
    let known = contact.track.coarse().next().is_some_and(|first| first.time <= then);
    let Some(before) = contact.track.at(then).filter(|_| known) else { return false };
    if !may_sail_in_fleet(Traits::of(contact)) {
        return false;
    }
    let counts = |traits: Traits| {
        may_sail_in_fleet(traits) && (contact.exercise || !traits.has(Traits::EXERCISE))
    };
    let (mut others, mut alike, mut of_fleet) = (0, 0, usize::from(is_of_fleet(contact)));
    picture.contacts.such_marks_near(place, radius, counts, |mark| {
        let other = picture.contacts.get(mark.slot).filter(|other| other.id != contact.id);
        let Some(other) = other.filter(|_| distance(place, mark.position) <= radius.metres())
        else {
            return;
        };
        let was_there =
            other.track.at(then).is_some_and(|at| distance(before, at) <= radius.metres());
        if !was_there || picture.associations.is_shadow(other) {
            return;
        }
        others += 1;
        alike += usize::from(moves_with(mark.velocity(), velocity));
        of_fleet += usize::from(is_of_fleet(other));
    });
    others + 1 >= FLEET_MIN && 2 * alike > others && 2 * of_fleet > others
}

/// Whether two move alike as the craft of a fleet do.
fn moves_with(one: Vector, other: Vector) -> bool {
    let courses = one.course().zip(other.course());
    (one.norm() - other.norm()).abs() <= FLEET_METRES_PER_SECOND
        && courses.is_none_or(|(one, other)| one.angle_to(other) <= FLEET_DEGREES)
}

/// Whether every leg of the last ten minutes was made as she moves now.
fn keeps_course(contact: &Contact) -> bool {
    let (Some(last), Some(velocity)) = (contact.track.newest(), contact.velocity()) else {
        return false;
    };
    let begin = last.time.minus(STEADY_SPAN);
    let frame = LocalFrame::at(last.position);
    let points: Vec<_> = contact.track.coarse().chain([*last]).collect();
    let legs = points.windows(2).filter_map(|leg| match leg {
        [from, to] if to.time > begin && to.time > from.time => Some((from, to)),
        _ => None,
    });
    let is_known = points.first().is_some_and(|first| first.time <= begin);
    is_known
        && legs.into_iter().all(|(from, to)| {
            let secs = to.time.secs_since(from.time);
            let made = (frame.project(to.position) - frame.project(from.position)) * (1.0 / secs);
            let alike = (made.norm() - velocity.norm()).abs() <= STEADY_METRES_PER_SECOND;
            let turned = made.course().zip(velocity.course());
            alike && turned.is_none_or(|(then, now)| then.angle_to(now) <= STEADY_DEGREES)
        })
}

/// Whether one has closed another at 2 kn or more for half an hour, or since both are heard, which has to
/// be ten minutes.
fn has_closed(contact: &Contact, other: &Contact) -> bool {
    let Some(last) = contact.last_fix() else { return false };
    let heard = |who: &Contact| who.track.coarse().next().map(|first| first.time);
    let Some((mine, theirs)) = heard(contact).zip(heard(other)) else { return false };
    let then = last.minus(FLEET_SPAN).max(mine).max(theirs);
    let secs = last.secs_since(then);
    let apart = |time: EventTime| {
        let places = contact.track.at(time).zip(other.track.at(time));
        places.map(|(here, there)| distance(here, there).get())
    };
    apart(then).zip(apart(last)).is_some_and(|(before, now)| {
        secs >= CLOSING_SPAN_MIN.as_secs_f64() && before - now >= FLEET_METRES_PER_SECOND * secs
    })
}

fn may_sail_in_fleet(traits: Traits) -> bool {
    traits.has(Traits::SMALL) || traits.has(Traits::FISHING)
}

/// Whether two are at the same kind of thing: craft of a service together, or sailing vessels.
pub(super) fn are_company(one: &Contact, other: &Contact) -> bool {
    let serves = |who: &Contact| declares_service(who) && stops_at_work(who);
    (is_sailing(one) && is_sailing(other)) || (serves(one) && serves(other))
}

/// Whether a vessel says that she is a sailing vessel.
fn is_sailing(contact: &Contact) -> bool {
    contact.statics.ship_type.is_some_and(|it| it.category() == ShipCategory::Sailing)
}

/// Fishing boats and sailing vessels that move about as a craft does within so many nautical miles, herself
/// included: of no other small craft that keep a ship's company is that a reason.
pub(super) fn boats_alike(contact: &Contact, picture: &Picture, within_nm: f64) -> usize {
    companions(contact, picture, within_nm, |mark| {
        picture.contacts.get(mark.slot).is_some_and(is_of_fleet)
    })
}

/// Whether she says that she fishes or sails.
pub(super) fn is_of_fleet(contact: &Contact) -> bool {
    is_sailing(contact) || Traits::of(contact).has(Traits::FISHING)
}

/// Whether a sailing vessel is in a race: for half an hour she has been about one place, and so many others
/// sail there.
pub(super) fn is_racing(contact: &Contact, picture: &Picture) -> bool {
    let (Some(place), Some(radius)) = (contact.position(), NauticalMiles::new(RACE_NM)) else {
        return false;
    };
    let Some(first) = contact.track.coarse().next() else { return false };
    let long = contact.last_fix().is_some_and(|last| last.since(first.time) >= FLEET_SPAN);
    if !is_sailing(contact) || !long {
        return false;
    }
    let stays = |who: &Contact| {
        let mut way = who.track.coarse();
        way.all(|point| distance(place, point.position) <= radius.metres())
    };
    if !stays(contact) {
        return false;
    }
    let mut others = 0;
    let sails = |traits: Traits| {
        traits.has(Traits::SMALL) && (contact.exercise || !traits.has(Traits::EXERCISE))
    };
    picture.contacts.such_marks_near(place, radius, sails, |mark| {
        let other = picture.contacts.get(mark.slot).filter(|other| other.id != contact.id);
        others += usize::from(other.is_some_and(|other| is_sailing(other) && stays(other)));
    });
    others + 1 >= FLEET_MIN
}

/// Small craft of some kind that move about as one does, within so many nautical miles, herself included.
pub(super) fn companions(
    contact: &Contact,
    picture: &Picture,
    within_nm: f64,
    is_one: impl Fn(&Mark) -> bool,
) -> usize {
    let (Some(place), Some(radius), Some(velocity)) =
        (contact.position(), NauticalMiles::new(within_nm), contact.velocity())
    else {
        return 0;
    };
    let mut count = 0;
    let counts = |traits: Traits| {
        traits.has(Traits::SMALL.and(Traits::SMOOTHED))
            && (contact.exercise || !traits.has(Traits::EXERCISE))
    };
    picture.contacts.such_marks_near(place, radius, counts, |mark| {
        let theirs = mark.velocity();
        let alike = (theirs - velocity).norm() <= FLEET_METRES_PER_SECOND && theirs.norm() > 0.0;
        let is_echo =
            || picture.contacts.get(mark.slot).is_some_and(|it| picture.associations.is_shadow(it));
        count += usize::from(alike && is_one(mark) && !is_echo());
    });
    count
}
