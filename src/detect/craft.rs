//! What a contact counts as for the rules: protected ship, small craft, declared service craft.
//! The definitions are those that the trial on real traffic led to (DETECTION, "What a first trial
//! taught").

use std::time::Duration;

use crate::areas::{AreaKind, WatchArea, WatchAreas};
use crate::domain::{
    EventTime, METRES_PER_NAUTICAL_MILE, NauticalMiles, NavigationalStatus, Position, ShipCategory,
    TransponderClass,
};
use crate::geodesy::{LocalFrame, Vector, distance};
use crate::picture::{Contact, PROTECTED_LENGTH, Picture, Track, TrackPoint, Traits};

/// Neighbours within this distance tell a berth and built-up water, nautical miles.
const NEIGHBOURHOOD_NM: f64 = 1.5;
/// Pilots, tugs and tenders are at work this near to a port, nautical miles.
const SERVICE_NM: f64 = 3.0;
/// Still neighbours that make a berth.
const BERTH_NEIGHBOURS: usize = 2;
/// Ships at anchor that make an anchorage.
const ANCHORED_NEIGHBOURS: usize = 2;
/// Still neighbours that make built-up water, for the approach family.
const BUILT_UP_NEIGHBOURS: usize = 20;
/// Still neighbours that make a harbour, for rules about one vessel.
const HARBOUR_NEIGHBOURS: usize = 8;
/// What two plots may be off together, metres, and the time in which a speed shows in spite of it.
const PLOTS_METRES: f64 = 15.0;
const PLOTTED: Duration = Duration::from_mins(1);
/// Of plots that soon after each other, twice as much: many are looked at, and one is off far enough.
const PLOTTED_SOON_SECS: f64 = 20.0;
/// Moored counts as lying still below this speed, knots.
const MOORED_SPEED_MAX_KN: f64 = 1.0;

/// Whether a ship counts as protected in an area: 50 m or longer; of unknown length, a Class A cargo
/// ship or tanker; or on the area's list.
pub(super) fn is_protected(contact: &Contact, area: &WatchArea) -> bool {
    if contact.mmsi().is_some_and(|mmsi| area.protect.contains(&mmsi)) {
        return true;
    }
    if !is_ship(contact) {
        return false;
    }
    if let Some(length) = contact.length() {
        length >= PROTECTED_LENGTH
    } else {
        let carries = contact.statics.ship_type.is_some_and(|ship_type| {
            matches!(ship_type.category(), ShipCategory::Cargo | ShipCategory::Tanker)
        });
        carries && contact.class == TransponderClass::A
    }
}

/// Whether a contact could be protected in some area: a cheap test before a search.
pub(super) fn may_be_protected(contact: &Contact) -> bool {
    contact.may_be_protected()
}

/// Whether a contact is a small craft: up to 23 m; of unknown length, Class B or a fishing, sailing
/// or pleasure craft; or tracked by radar alone.
pub(super) fn is_small(contact: &Contact) -> bool {
    contact.is_small()
}

/// Whether a contact is a vessel: no base station, aid, aircraft or beacon.
pub(super) fn is_ship(contact: &Contact) -> bool {
    contact.is_ship()
}

/// Whether a craft declares a service: towing, dredging, diving, military, high-speed, pilot, tug,
/// law enforcement, passenger; or is named like one. Declared by herself, so it lowers a priority
/// and silences nothing.
pub(super) fn declares_service(contact: &Contact) -> bool {
    let by_type = contact
        .statics
        .ship_type
        .is_some_and(|ship_type| matches!(ship_type.code(), 31..=35 | 40..=69));
    let by_name = contact.name().is_some_and(|name| {
        ["PILOT", "POLICE", "CUSTOMS", "COAST GUARD", "COASTGUARD"]
            .iter()
            .any(|word| name.as_str().contains(word))
    });
    by_type || by_name
}

/// Who takes no part where areas of such kinds are, in what is judged there about those who meet others:
/// in a fishing ground whoever fishes, on a service route whoever declares a service.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct AtHome {
    pub(super) in_fishing_ground: bool,
    pub(super) on_service_route: bool,
}

impl AtHome {
    pub(super) fn exempts(self, contact: &Contact) -> bool {
        (self.in_fishing_ground && Traits::of(contact).has(Traits::FISHING))
            || (self.on_service_route && declares_service(contact))
    }
}

/// Whether a contact has been so many metres from where it is while it was followed, as no buoy is.
pub(super) fn has_come(contact: &Contact, metres: f64) -> bool {
    let mut fixes = contact.track.coarse().chain(contact.track.recent());
    contact
        .position()
        .is_some_and(|here| fixes.any(|fix| distance(fix.position, here).get() >= metres))
}

/// Whether what radar follows was so many metres from where a ship was then, as neither her echo nor what she
/// tows is.
pub(super) fn was_apart(tracked: &Contact, ship: &Contact, metres: f64) -> bool {
    let fixes = tracked.track.coarse().chain(tracked.track.recent());
    offsets(fixes, ship).any(|offset| offset.norm() >= metres)
}

/// How far fixes were from where a ship was then, metres, as far as she was heard before and after.
pub(super) fn offsets(
    fixes: impl Iterator<Item = TrackPoint>,
    ship: &Contact,
) -> impl Iterator<Item = Vector> {
    let heard = ship.track.coarse().next().map(|first| first.time).zip(ship.last_fix());
    fixes.filter_map(move |fix| {
        let (first, last) = heard?;
        let there = ship.track.at(fix.time).filter(|_| (first..=last).contains(&fix.time))?;
        Some(LocalFrame::at(there).project(fix.position))
    })
}

/// Whether a vessel dredges, by her type: dredgers work side by side, and their barges and tenders come to them.
pub(super) fn is_dredger(contact: &Contact) -> bool {
    contact.statics.ship_type.is_some_and(|it| it.code() == 33)
}

/// Whether a vessel is built to fish, whatever she does now.
pub(super) fn is_fisher(contact: &Contact) -> bool {
    contact.statics.ship_type.is_some_and(|it| it.code() == 30)
}

/// Whether a craft tows or escorts: the types of tugs and of vessels that tow.
pub(super) fn is_tug(contact: &Contact) -> bool {
    contact.statics.ship_type.is_some_and(|ship_type| matches!(ship_type.code(), 31 | 32 | 52))
}

/// Whether a craft makes a speed, metres per second: as she states it or, where she does not, as a radar's
/// target, by the way made over a while though the places at both ends are off. Of a track a few seconds old
/// nobody can say so of 16 kn.
pub(super) fn surely_makes(track: &Track, speed: f64) -> bool {
    let Some(last) = track.newest() else { return false };
    if last.sog.is_some_and(|sog| sog.metres_per_second() >= speed) {
        return true;
    }
    let begin = last.time.minus(PLOTTED);
    let before = track.recent().rev().filter(|fix| fix.time < last.time);
    // Of whoever is plotted more seldom the last two say it.
    let mut fixes = before.enumerate().take_while(|(n, fix)| *n == 0 || fix.time >= begin);
    fixes.any(|(_, fix)| {
        let way = distance(fix.position, last.position).get();
        let secs = last.time.secs_since(fix.time);
        let off = if secs < PLOTTED_SOON_SECS { 2.0 * PLOTS_METRES } else { PLOTS_METRES };
        way - off >= speed * secs
    })
}

/// Whether a contact takes no part in what is judged in an area: that area or, where she is, a smaller
/// one clears her.
pub(super) fn is_cleared(
    contact: &Contact,
    area: &WatchArea,
    areas: &WatchAreas,
    now: EventTime,
) -> bool {
    contact.mmsi().is_some_and(|mmsi| areas.clears(mmsi, contact.position(), area, now))
}

/// Whether a craft takes no part in what is judged about a target in an area: cleared where she is, or where
/// the target is to whom she comes.
pub(super) fn is_cleared_about(
    craft: &Contact,
    target: &Contact,
    area: &WatchArea,
    areas: &WatchAreas,
    now: EventTime,
) -> bool {
    let clears = |place| craft.mmsi().is_some_and(|mmsi| areas.clears(mmsi, place, area, now));
    clears(craft.position()) || clears(target.position())
}

/// Whether an area lets a contact alone: what each area judges for itself.
pub(super) fn is_allowed(contact: &Contact, area: &WatchArea) -> bool {
    contact.mmsi().is_some_and(|mmsi| area.allow.contains(&mmsi))
}

/// Whether she lies still: moored below 1 kn, or within 60 m for ten minutes.
pub(super) fn is_still(contact: &Contact) -> bool {
    let slow = contact.speed().is_none_or(|speed| speed.get() < MOORED_SPEED_MAX_KN);
    let moored = contact.navigational_status == Some(NavigationalStatus::Moored);
    (moored && slow) || contact.stillness.is_fixed()
}

/// Whether she lies in one place and makes no way: her receiver wanders, she does not. Who has lain long
/// counts as fixed for a while after she weighed, but not as this.
pub(super) fn lies_in_place(contact: &Contact) -> bool {
    contact.stillness.is_fixed()
        && contact.speed().is_none_or(|speed| speed.get() < MOORED_SPEED_MAX_KN)
}

/// Whether she is at berth: moored, or still without having made way for an hour beside at least
/// two others that lie still; at anchor is not at berth.
pub(super) fn is_at_berth(contact: &Contact, picture: &Picture, exercise: bool) -> bool {
    let slow = contact.speed().is_none_or(|speed| speed.get() < MOORED_SPEED_MAX_KN);
    if contact.navigational_status == Some(NavigationalStatus::Moored) && slow {
        return true;
    }
    let Some(last) = contact.last_fix() else { return false };
    contact.stillness.is_fixed()
        && contact.navigational_status != Some(NavigationalStatus::AtAnchor)
        && !contact.stillness.made_way_lately(last)
        && still_neighbours(contact, picture, exercise, BERTH_NEIGHBOURS) >= BERTH_NEIGHBOURS
}

/// Whether a ship can be the target of an approach in an area: protected, not at berth (but in a
/// port facility) nor in built-up water.
pub(super) fn is_target(
    contact: &Contact,
    area: &WatchArea,
    picture: &Picture,
    exercise: bool,
) -> bool {
    is_protected(contact, area)
        && (area.kind == AreaKind::PortFacility || !is_at_berth(contact, picture, exercise))
        && !is_built_up(contact, picture, exercise)
}

/// Whether a vessel says that she is moored, at anchor or aground.
pub(super) fn says_she_lies(contact: &Contact) -> bool {
    matches!(
        contact.navigational_status,
        Some(
            NavigationalStatus::AtAnchor | NavigationalStatus::Moored | NavigationalStatus::Aground
        )
    )
}

/// Whether a vessel is at work where she stays: a dredger, a pilot vessel, or one restricted in her
/// ability to manoeuvre.
pub(super) fn works_in_place(contact: &Contact) -> bool {
    contact.navigational_status == Some(NavigationalStatus::RestrictedManoeuvrability)
        || contact.statics.ship_type.is_some_and(|it| matches!(it.code(), 33 | 50))
}

/// Whether a vessel stops at sea for what she does: fishing, dredging, diving, laying cables, on patrol,
/// at a search.
pub(super) fn stops_at_work(contact: &Contact) -> bool {
    says_at_work(contact) || is_of_work(contact)
}

/// Whether her status says that a vessel does.
pub(super) fn says_at_work(contact: &Contact) -> bool {
    matches!(
        contact.navigational_status,
        Some(NavigationalStatus::RestrictedManoeuvrability | NavigationalStatus::EngagedInFishing)
    )
}

/// Whether her type does.
pub(super) fn is_of_work(contact: &Contact) -> bool {
    contact.statics.ship_type.is_some_and(|it| matches!(it.code(), 30..=35 | 50..=55 | 58))
}

/// Whether so many lie still about a contact that fast craft passing close are the ordinary thing.
pub(super) fn is_built_up(contact: &Contact, picture: &Picture, exercise: bool) -> bool {
    still_neighbours(contact, picture, exercise, BUILT_UP_NEIGHBOURS) >= BUILT_UP_NEIGHBOURS
}

/// Whether a contact is where two others lie still within so many nautical miles: a port, a lock, a
/// quay, of which no layer has to tell.
pub(super) fn is_near_port(contact: &Contact, picture: &Picture, within_nm: f64) -> bool {
    is_near_berths(contact, picture, within_nm, |_, _| true)
}

/// The same of two others that count, by who they are and how many nautical miles they are away.
pub(super) fn is_near_berths(
    contact: &Contact,
    picture: &Picture,
    within_nm: f64,
    counts: impl Fn(&Contact, f64) -> bool,
) -> bool {
    contact.position().is_some_and(|place| {
        let (exercise, enough) = (contact.exercise, BERTH_NEIGHBOURS);
        still_within((place, within_nm), contact, picture, exercise, enough, counts) >= enough
    })
}

/// Whether a contact is where two others of 50 m or more lie at anchor within so many nautical miles, of
/// which no layer has to tell.
pub(super) fn is_near_anchorage(contact: &Contact, picture: &Picture, within_nm: f64) -> bool {
    let (Some(place), Some(radius)) = (contact.position(), NauticalMiles::new(within_nm)) else {
        return false;
    };
    let mut count = 0;
    let may_lie = |traits: Traits| {
        traits.has(Traits::ANCHORED.and(Traits::MAYBE_PROTECTED))
            && (contact.exercise || !traits.has(Traits::EXERCISE))
    };
    picture.contacts.such_marks_near(place, radius, may_lie, |mark| {
        let other = picture.contacts.get(mark.slot).filter(|other| other.id != contact.id);
        let lies = other.is_some_and(|other| {
            other.speed().is_none_or(|speed| speed.get() < MOORED_SPEED_MAX_KN)
                && other.position().is_some_and(|at| distance(place, at) <= radius.metres())
        });
        count += usize::from(lies);
    });
    count >= ANCHORED_NEIGHBOURS
}

/// Whether a craft that declares a service is in the place of one: near a port.
pub(super) fn is_service_in_place(contact: &Contact, picture: &Picture) -> bool {
    declares_service(contact) && is_near_port(contact, picture, SERVICE_NM)
}

/// The same about a place that a contact is bound for.
pub(super) fn is_built_up_at(place: Position, contact: &Contact, picture: &Picture) -> bool {
    still_about(place, contact, picture, contact.exercise, BUILT_UP_NEIGHBOURS)
        >= BUILT_UP_NEIGHBOURS
}

/// Whether so many lie still about a contact that craft which potter about are the ordinary thing.
pub(super) fn is_in_harbour(contact: &Contact, picture: &Picture, exercise: bool) -> bool {
    still_neighbours(contact, picture, exercise, HARBOUR_NEIGHBOURS) >= HARBOUR_NEIGHBOURS
}

/// Whether another vessel with AIS lies still within so many nautical miles of two, whenever she came: a
/// buoy is no company.
pub(super) fn is_by_a_third(
    [one, other]: [&Contact; 2],
    picture: &Picture,
    within_nm: f64,
) -> bool {
    let (Some(place), Some(radius)) = (one.position(), NauticalMiles::new(within_nm)) else {
        return false;
    };
    let lies = |traits: Traits| traits.has(Traits::SHIP.and(Traits::FIXED));
    let mut is_there = false;
    picture.contacts.such_marks_near(place, radius, lies, |mark| {
        let third = picture.contacts.get(mark.slot);
        is_there |= distance(place, mark.position) <= radius.metres()
            && third.is_some_and(|third| {
                third.id != one.id && third.id != other.id && (one.exercise || !third.exercise)
            });
    });
    is_there
}

/// Contacts that lie still within 1.5 nm, not counting herself, those at anchor and those who made
/// way within the hour (else an attacker alongside silences the rule). Counts to `enough`.
fn still_neighbours(contact: &Contact, picture: &Picture, exercise: bool, enough: usize) -> usize {
    contact.position().map_or(0, |place| still_about(place, contact, picture, exercise, enough))
}

/// The same about a place.
fn still_about(
    place: Position,
    contact: &Contact,
    picture: &Picture,
    exercise: bool,
    enough: usize,
) -> usize {
    still_within((place, NEIGHBOURHOOD_NM), contact, picture, exercise, enough, |_, _| true)
}

/// The same within so many nautical miles of a place, of those who count by who they are and how many
/// nautical miles they are away. The echo of one of them is not another one.
fn still_within(
    (place, within_nm): (Position, f64),
    contact: &Contact,
    picture: &Picture,
    exercise: bool,
    enough: usize,
    counts: impl Fn(&Contact, f64) -> bool,
) -> usize {
    let Some(radius) = NauticalMiles::new(within_nm) else { return 0 };
    let mut count = 0;
    let may_lie = |traits: Traits| {
        (traits.has(Traits::FIXED) || traits.has(Traits::MOORED)) && !traits.has(Traits::ANCHORED)
    };
    picture.contacts.such_marks_near(place, radius, may_lie, |mark| {
        if count >= enough {
            return;
        }
        let Some(other) = picture.contacts.get(mark.slot) else { return };
        if other.id == contact.id || (other.exercise && !exercise) {
            return;
        }
        let (Some(last), Some(there)) = (other.last_fix(), other.position()) else { return };
        if !is_still(other)
            || other.stillness.made_way_lately(last)
            || picture.associations.is_shadow(other)
        {
            return;
        }
        let range = distance(place, there);
        if range <= radius.metres() && counts(other, range.get() / METRES_PER_NAUTICAL_MILE) {
            count += 1;
        }
    });
    count
}
