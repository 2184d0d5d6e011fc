use std::ops::RangeInclusive;
use std::time::Duration;

use super::condition::Need;
use super::craft;
use super::findings::{Found, at_most, measured, round};
use super::fleet;
use super::pair::{Glance, Pair, Side};
use super::rule::{Judgement, Memo, PairRule, Tier};
use super::table::{Phase, RuleSpec, limits};
use super::{Priority, Role};
use crate::areas::{AreaKind, WatchArea};
use crate::domain::{Knots, NauticalMiles, RuleId, TransponderClass};
use crate::picture::{Contact, Mark, PROTECTED_LENGTH, Picture, Reach, Traits};

limits! { Encounter {
    range_m_max: "m" = 250.0 in 20.0..=1800.0, "furthest range";
    hold_secs: "s" = 1800.0 in 300.0..=14_400.0, "for so long";
    wide_range_m_max: "m" = 500.0 in 20.0..=1800.0, "or furthest range of two that keep away from anchorages";
    wide_hold_secs: "s" = 7200.0 in 300.0..=86_400.0, "for so long";
    anchorage_nm_min: "nm" = 5.4 in 0.0..=50.0, "nearest anchorage of those (10 km)";
    sog_kn_max: "kn" = 2.0 in 0.5..=10.0, "at a middle speed of less than this";
    near_sog_kn_max: "kn" = 5.0 in 0.5..=10.0, "or of less than this within the nearer range: cargo is handed over under way";
    clear_factor: "ratio" = 1.25 in 1.0..=10.0, "range that ends it, in furthest ranges";
    clear_secs: "s" = 600.0 in 0.0..=7200.0, "for so long";
} }

pub(super) const SPEC: RuleSpec = RuleSpec {
    id: RuleId::Encounter,
    version: "10",
    phase: Phase::Indicator,
    summary: "Two vessels met at sea and stay together.",
    raises: "Two vessels, one of them perhaps a craft that radar alone followed there from 1000 m \
             off, that came there under way are within `range_m_max` of each other for \
             `hold_secs` at a middle speed below `near_sog_kn_max`, or within `wide_range_m_max` \
             for `wide_hold_secs` and further than `anchorage_nm_min` from every anchorage, at a \
             middle speed below `sog_kn_max`; neither lay still as they met, is at berth, at \
             anchor or moored, nor declares a service within 3 nm of a port (elsewhere that is a \
             caution), and they are not where eight others lie still, nor two boats of less than \
             50 m that lie still by a third within 0.5 nm, nor both of one fleet (five small or \
             fishing craft within 2 nm, most of which close at less than 2 kn), nor do both fish \
             and move alike, as two that tow one trawl, nor dredge. Not what radar alone follows \
             within 3 nm of a port or about a tug. Neither fishes in a fishing ground nor declares \
             a service on a service route, nor are they in a port facility or an anchorage.",
    clears: "Further apart than `clear_factor` times the range for `clear_secs`.",
    source: "Skylight (250 m, 30 min); Global Fishing Watch (500 m, 2 h, 2 kn, 10 km); trial on 13 recordings",
    on_in: &[AreaKind::HighRiskArea, AreaKind::General],
    exempt_in: &[AreaKind::PortFacility, AreaKind::Anchorage],
    parameters: Encounter::PARAMETERS,
};

/// Class B reports every three minutes when slow.
const AGE_MAX: Duration = Duration::from_mins(7);
/// A vessel that slow is under way, if her positions say so too.
const MOVES_KN: f64 = 1.0;
/// Boats that moor together lie within this of each other, nautical miles.
const MOORINGS_NM: f64 = 0.5;
/// Two that tow one trawl make so many knots, and steer the same course but for so many degrees.
const TRAWL_KN: RangeInclusive<f64> = 1.5..=5.0;
const TRAWL_DEG_MAX: f64 = 30.0;
/// A radar's target has come that far while it was followed, and was as far from whom it meets, metres.
const CAME_METRES: f64 = 500.0;
const APART_METRES: f64 = 1000.0;
/// Boats without AIS meet ships all day this near to a port, nautical miles.
const PORT_NM: f64 = 3.0;

impl PairRule for Encounter {
    const TIER: Tier = Tier::Near;
    const EXEMPTS_FIRST: bool = true;
    const FIRST_ROLE: Role = Role::Subject;
    const ROLE: Role = Role::Other;

    fn need(&self) -> Need {
        Need::time(self.wide_hold_secs, self.clear_secs)
    }

    fn reach(&self, one: &Mark) -> Reach {
        if may_meet_others(one) { Reach::anybody(self.widest()) } else { Reach::NOBODY }
    }

    fn might(&self, glance: &Glance<'_>) -> bool {
        let both = [glance.first, glance.second];
        both.into_iter().all(may_meet_others)
            && both.into_iter().any(|mark| mark.traits.has(Traits::SHIP))
            && glance.may_be_within(self.widest())
    }

    /// Whoever has AIS comes first: a radar's target alone meets no other one.
    fn fits(pair: &Pair<'_>) -> bool {
        let (first, second) = (pair.first.contact, pair.second.contact);
        let in_order = is_tracked(second) || (craft::is_ship(second) && pair.is_in_order());
        in_order && craft::is_ship(first) && [first, second].into_iter().all(meets_others)
    }

    fn may_meet(&self, pair: &Pair<'_>) -> bool {
        pair.range <= self.widest()
    }

    /// Keeps since when they have been within the nearer range (`time`), that they came there under
    /// way (`flag`), and the range at which it was raised (`number`, metres).
    fn judge(&self, pair: &Pair<'_>, area: &WatchArea, memo: &mut Memo) -> Option<Judgement> {
        if pair.first.age > AGE_MAX || pair.second.age > AGE_MAX {
            return None;
        }
        let range = round(pair.range, 0);
        let widest = self.range_m_max.max(self.wide_range_m_max);
        let kept = if pair.raised && memo.number > 0.0 { memo.number } else { widest };
        if range > kept * self.clear_factor {
            return Some(Judgement::clears());
        }
        if !pair.raised && (moored_with_others(pair) || is_of_a_third(pair)) {
            return Some(Judgement::clears());
        }
        if !memo.flag && !came_under_way(pair) {
            return Some(Judgement::between());
        }
        let [first, second] =
            [middle_speed(pair.first.contact)?, middle_speed(pair.second.contact)?];
        let middle = round(f64::midpoint(first, second), 1);
        let near = range <= self.range_m_max && middle < self.near_sog_kn_max;
        if !near {
            memo.time = None;
        }
        if !near && (range > widest || middle >= self.sog_kn_max) {
            return Some(Judgement::between());
        }
        memo.flag = true;
        let since = if near { Some(*memo.time.get_or_insert(pair.now)) } else { None };
        let needed = Need::time(self.hold_secs, 0.0).at_level(area.security_level).span;
        let long_enough = since.is_some_and(|since| pair.now.since(since) >= needed);
        let (limit, sog_max) = if long_enough {
            (self.range_m_max, self.near_sog_kn_max)
        } else {
            (widest, self.sog_kn_max)
        };
        if !pair.raised {
            memo.number = limit;
        }
        let measures = vec![
            at_most("range", range, "m", limit),
            at_most("median_sog", middle, "kn", sog_max),
            measured("sog", round(pair.first.speed_kn().unwrap_or(0.0), 1), "kn"),
        ];
        let missing_layers = vec!["anchorages"];
        let serves = [pair.first, pair.second].iter().any(|it| craft::declares_service(it.contact));
        let ceiling = serves.then_some(Priority::Caution);
        let met = Judgement::meets(Found { measures, ceiling, missing_layers, ..Found::default() });
        // Who is faster than the wide profile allows counts by the nearer one alone.
        let ripe = if middle < self.sog_kn_max { None } else { Some(false) };
        Some(if long_enough { met.ripe(true) } else { Judgement { ripe, ..met } })
    }

    /// Those who keep further apart than the nearer range, from anchorages.
    fn keeps_off(&self, pair: &Pair<'_>) -> Option<(AreaKind, NauticalMiles)> {
        let reach = NauticalMiles::new(self.anchorage_nm_min)?;
        (pair.range > self.range_m_max).then_some((AreaKind::Anchorage, reach))
    }

    fn may_begin(&self, pair: &Pair<'_>, _area: &WatchArea) -> bool {
        let (first, second) = (pair.first.contact, pair.second.contact);
        let (picture, exercise) = (pair.picture, pair.exercise());
        let fleet = fleet::is_in_fleet(first, picture) && fleet::is_in_fleet(second, picture);
        // Pilots, tugs and tenders meet ships all day.
        !craft::is_service_in_place(first, picture)
            && !craft::is_service_in_place(second, picture)
            && !craft::is_at_berth(first, picture, exercise)
            && !craft::is_at_berth(second, picture, exercise)
            && !craft::is_in_harbour(first, picture, exercise)
            && !fleet
            && !trawl_together(pair)
            && !(craft::is_dredger(first) && craft::is_dredger(second))
            && !(is_tracked(second) && belongs_to(second, first, picture))
    }
}

impl Encounter {
    /// The furthest range in metres, with what rounding may add.
    fn widest(&self) -> f64 {
        self.range_m_max.max(self.wide_range_m_max) + 0.5
    }
}

/// Whether a vessel or a radar's target may meet another by her mark: under way, and not lying still.
/// Those who have met may lie still, but they are followed already.
fn may_meet_others(mark: &Mark) -> bool {
    let lies = [Traits::ANCHORED, Traits::MOORED, Traits::FIXED];
    let is_craft = [Traits::SHIP, Traits::SMALL].into_iter().any(|one| mark.traits.has(one));
    is_craft && !lies.into_iter().any(|lies| mark.traits.has(lies))
}

/// Both move, or made way of late, and have not lain still since: asked as they meet, for those who have met
/// may lie still together. A radar's target has come from elsewhere while it was followed.
fn came_under_way(pair: &Pair<'_>) -> bool {
    let (first, second) = (pair.first.contact, pair.second.contact);
    if is_tracked(second) && !came_to(second, first) {
        return false;
    }
    [first, second].into_iter().all(|contact| {
        let says = contact.track.newest().and_then(|last| last.sog).map_or(0.0, Knots::get);
        let moves = contact.speed().map_or(0.0, Knots::get).min(says) >= MOVES_KN;
        (moves || contact.stillness.made_way_lately(pair.now)) && !contact.stillness.is_fixed()
    })
}

/// Whether a radar's target was followed away from where it is, as no buoy or clutter is, and away from
/// where a ship was then, as neither her echo nor what she tows is.
fn came_to(tracked: &Contact, ship: &Contact) -> bool {
    craft::has_come(tracked, CAME_METRES) && craft::was_apart(tracked, ship, APART_METRES)
}

/// Whether a radar's target is no craft of its own, or one of those that meet ships all day: an echo of
/// somebody with AIS, something about a tug, or near a port.
fn belongs_to(tracked: &Contact, ship: &Contact, picture: &Picture) -> bool {
    picture.associations.is_shadow(tracked)
        || craft::is_tug(ship)
        || craft::is_near_port(tracked, picture, PORT_NM)
}

/// Whether the other one is a radar's view of a third, who speaks for herself.
fn is_of_a_third(pair: &Pair<'_>) -> bool {
    let partner = pair.picture.associations.partner(pair.second.contact.id);
    partner.is_some_and(|partner| partner != pair.first.contact.id)
}

/// Whether a radar alone follows a contact.
fn is_tracked(contact: &Contact) -> bool {
    contact.class == TransponderClass::Radar
}

/// Two boats that both lie still, and not alone: they came to a marina, a quay or a bay where boats lie. They
/// do not meet either when the others have left.
fn moored_with_others(pair: &Pair<'_>) -> bool {
    let is_boat = |it: &Contact| it.length().map_or(it.is_small(), |it| it < PROTECTED_LENGTH);
    let two = [pair.first.contact, pair.second.contact];
    two.iter().all(|it| is_boat(it) && it.stillness.is_fixed())
        && craft::is_by_a_third(two, pair.picture, MOORINGS_NM)
}

/// Two that fish and tow one net: beside each other at a trawl's pace on one course.
fn trawl_together(pair: &Pair<'_>) -> bool {
    let trawls = |side: &Side<'_>| {
        Traits::of(side.contact).has(Traits::FISHING)
            && side.speed_kn().is_some_and(|kn| TRAWL_KN.contains(&kn))
    };
    trawls(&pair.first)
        && trawls(&pair.second)
        && pair.course_difference().is_some_and(|apart| apart <= TRAWL_DEG_MAX)
}

/// A vessel or a radar's target under way.
fn meets_others(contact: &Contact) -> bool {
    (craft::is_ship(contact) || is_tracked(contact)) && !craft::says_she_lies(contact)
}

/// The middle of her last reported speeds in knots, so that one wild report does not count; of a radar's
/// target that states none that of its last minute.
fn middle_speed(contact: &Contact) -> Option<f64> {
    let mut speeds: Vec<f64> =
        contact.track.recent().rev().take(5).filter_map(|p| p.sog).map(Knots::get).collect();
    speeds.sort_by(f64::total_cmp);
    speeds.get(speeds.len() / 2).copied().or_else(|| contact.speed().map(Knots::get))
}
