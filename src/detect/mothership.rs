use std::time::Duration;

use super::condition::Need;
use super::craft;
use super::findings::{Found, at_least, at_most, measured, round};
use super::fleet;
use super::pair::{Glance, Pair, ROUNDING_KN};
use super::rule::{Judgement, Memo, PairRule, Tier};
use super::table::{Phase, RuleSpec, limits};
use super::{Priority, Role};
use crate::areas::{AreaKind, WatchArea};
use crate::domain::{EventTime, KNOT, METRES_PER_NAUTICAL_MILE, NauticalMiles, RuleId};
use crate::geodesy::distance;
use crate::picture::{Contact, Mark, Reach, TrackPoint, Traits};

limits! { Mothership {
    born_nm_max: "nm" = 0.5 in 0.05..=3.0, "furthest from a vessel that a track begins";
    slow_kn_max: "kn" = 4.0 in 0.5..=15.0, "fastest vessel that craft come from";
    length_m_min: "m" = 15.0 in 1.0..=100.0, "shortest vessel, where her length is known";
    leaving_kn_min: "kn" = 10.0 in 3.0..=102.2, "slowest craft that leaves";
    born_secs_max: "s" = 900.0 in 60.0..=7200.0, "longest time from the beginning of the track";
    together_m_max: "m" = 200.0 in 10.0..=2000.0, "or furthest apart of two that kept together";
    together_secs: "s" = 1200.0 in 300.0..=2400.0, "for so long, before they split";
    port_nm_min: "nm" = 12.0 in 0.0..=50.0, "nearest port facility";
    clear_secs: "s" = 21_600.0 in 0.0..=86_400.0, "time for which the link is kept";
} }

pub(super) const SPEC: RuleSpec = RuleSpec {
    id: RuleId::Mothership,
    version: "7",
    phase: Phase::Indicator,
    summary: "A fast small craft left a slow vessel at sea.",
    raises: "The track of a small craft began within `born_nm_max` of a vessel of `length_m_min` or \
             more that was slower than `slow_kn_max`, at most `born_secs_max` ago, or the two kept \
             within `together_m_max` for `together_secs` or ever since the track began, and the \
             craft leaves at `leaving_kn_min` or more. No track counts as begun in the first 15 \
             minutes in which its station is heard. Not craft or vessels that declare a service \
             within 3 nm of a port (elsewhere that is a caution), nor two of one fleet, nor vessels \
             at berth, in built-up water or within `port_nm_min` of a port facility. Escalates when \
             a second craft leaves her within ten minutes.",
    clears: "`clear_secs` after it was seen last.",
    source: "BMP; UKMTO list of suspicious signs; trial on 13 recordings",
    on_in: &[AreaKind::HighRiskArea, AreaKind::General],
    exempt_in: &[AreaKind::PortFacility, AreaKind::Anchorage, AreaKind::ServiceRoute],
    parameters: Mothership::PARAMETERS,
};

// DETECTION also takes two craft that leave within ten minutes, wherever they came from, for a sign of
// their own. Here each of them has to have begun or kept near the vessel: two boats that pass an angler at
// 10 kn are an ordinary sight. For the same reason a track that began near her longer than `born_secs_max`
// ago counts by having kept together only.

/// A receiver that has just begun hears every track begin.
const STATION_AGE_MIN: Duration = Duration::from_mins(15);
/// The static data of a craft may be heard before her first position, by this much.
const BORN_WITHIN: Duration = Duration::from_mins(1);
/// A fix older than this says nothing about who is where.
const AGE_MAX: Duration = Duration::from_mins(7);

impl PairRule for Mothership {
    const TIER: Tier = Tier::Fast;
    const FIRST_ROLE: Role = Role::Mothership;
    const ROLE: Role = Role::Other;
    const SECOND_WITHIN: Option<Duration> = Some(Duration::from_mins(10));

    fn need(&self) -> Need {
        Need { count: 2, ..Need::time(60.0, self.clear_secs) }
    }

    fn reach(&self, one: &Mark) -> Reach {
        let range = Self::TIER.reach_metres();
        let (speed, leaving) = (one.velocity().norm(), (self.leaving_kn_min - ROUNDING_KN) * KNOT);
        let is_slow = speed <= (self.slow_kn_max + ROUNDING_KN) * KNOT;
        let of_ship = if one.traits.has(Traits::SHIP) && is_slow {
            Reach::fast(range, leaving)
        } else {
            Reach::NOBODY
        };
        let is_craft = one.traits.has(Traits::SMALL) && speed >= leaving;
        of_ship.or(if is_craft { Reach::anybody(range) } else { Reach::NOBODY })
    }

    fn might(&self, glance: &Glance<'_>) -> bool {
        let (ship, craft) = (glance.first, glance.second);
        craft.traits.has(Traits::SMALL.and(Traits::MOTION))
            && ship.traits.has(Traits::SHIP.and(Traits::MOTION))
            && !ship.traits.has(Traits::FAST)
            && craft.velocity().norm() >= (self.leaving_kn_min - ROUNDING_KN) * KNOT
            && ship.velocity().norm() <= (self.slow_kn_max + ROUNDING_KN) * KNOT
            && glance.may_open()
            && self.may_come_from(glance)
    }

    fn fits(pair: &Pair<'_>) -> bool {
        let (ship, craft) = (pair.first.contact, pair.second.contact);
        craft::is_small(craft) && craft::is_ship(ship) && !ship.is_fast()
    }

    fn may_meet(&self, pair: &Pair<'_>) -> bool {
        let leaves =
            pair.second.speed_kn().is_some_and(|sog| sog >= self.leaving_kn_min - ROUNDING_KN);
        leaves && pair.approach.is_some_and(|approach| approach.closing < 0.0)
    }

    fn judge(&self, pair: &Pair<'_>, _area: &WatchArea, _memo: &mut Memo) -> Option<Judgement> {
        let (ship, craft) = (pair.first, pair.second);
        if ship.age > AGE_MAX || craft.age > AGE_MAX {
            return None;
        }
        let sog = round(craft.speed_kn()?, 1);
        let slow = round(ship.speed_kn()?, 1);
        let long = ship.contact.length().is_none_or(|m| f64::from(m) >= self.length_m_min);
        let leaves = sog >= self.leaving_kn_min && pair.approach?.closing < 0.0;
        if pair.raised || !leaves || !long || slow >= self.slow_kn_max {
            return Some(Judgement::clears());
        }
        let Some(origin) = self.born(pair).or_else(|| self.split(pair)) else {
            return Some(Judgement::clears());
        };
        let measures = vec![
            origin,
            at_least("sog", sog, "kn", self.leaving_kn_min),
            at_most("mothership_sog", slow, "kn", self.slow_kn_max),
            measured("range", round(pair.range_nm(), 2), "nm"),
        ];
        let missing_layers = vec!["ports"];
        let serves = [ship, craft].iter().any(|side| craft::declares_service(side.contact));
        let ceiling = serves.then_some(Priority::Caution);
        Some(Judgement::meets(Found { measures, ceiling, missing_layers, ..Found::default() }))
    }

    fn keeps_off(&self, _pair: &Pair<'_>) -> Option<(AreaKind, NauticalMiles)> {
        Some((AreaKind::PortFacility, NauticalMiles::new(self.port_nm_min)?))
    }

    fn may_begin(&self, pair: &Pair<'_>, _area: &WatchArea) -> bool {
        let (ship, picture, exercise) = (pair.first.contact, pair.picture, pair.exercise());
        let both = [ship, pair.second.contact];
        let leaving = (self.leaving_kn_min - ROUNDING_KN) * KNOT;
        craft::surely_makes(&pair.second.contact.track, leaving)
            && !both.iter().any(|side| craft::is_service_in_place(side, picture))
            && !craft::is_at_berth(ship, picture, exercise)
            && !craft::is_built_up(ship, picture, exercise)
            && !both.iter().all(|side| fleet::is_in_fleet(side, picture))
    }
}

impl Mothership {
    /// Whether the craft's way may have begun or parted near the vessel.
    fn may_come_from(&self, glance: &Glance<'_>) -> bool {
        let born = glance.secs_heard() <= self.born_secs_max + 1.0;
        let born_m_max = (self.born_nm_max + 0.005) * METRES_PER_NAUTICAL_MILE;
        let metres = if born { born_m_max.max(self.together_m_max) } else { self.together_m_max };
        glance.may_come_from(metres)
    }

    /// How far from the vessel the craft's track began, if it is short and began near.
    fn born(&self, pair: &Pair<'_>) -> Option<super::Measure> {
        let craft = pair.second.contact;
        if pair.now.secs_since(craft.first_heard) > self.born_secs_max {
            return None;
        }
        let first = craft.track.coarse().next()?;
        if !began_in_sight(pair) {
            return None;
        }
        let away = apart(&first, pair.first.contact)? / METRES_PER_NAUTICAL_MILE;
        let away = round(away, 2);
        (away <= self.born_nm_max).then(|| at_most("born_at", away, "nm", self.born_nm_max))
    }

    /// How far apart the two were at most while they kept together, until they split.
    fn split(&self, pair: &Pair<'_>) -> Option<super::Measure> {
        let craft = pair.second.contact;
        // Who has not been followed for so long cannot have kept together with anybody for it.
        let (first, newest) = (craft.track.coarse().next()?, craft.track.coarse().next_back()?);
        let followed = newest.time.secs_since(first.time);
        let began = began_in_sight(pair);
        if followed < self.together_secs && !began {
            return None;
        }
        let ship = pair.first.contact;
        let stayed = |point: &TrackPoint| {
            ship.track.may_have_been_near(point.position, self.together_m_max)
                && apart(point, ship).is_some_and(|metres| metres <= self.together_m_max)
        };
        let mut apart_max: f64 = 0.0;
        let lately = |point: &TrackPoint| pair.now.secs_since(point.time) <= self.born_secs_max;
        let last = craft.track.coarse().rev().take_while(lately).find(stayed)?;
        // Between two fixes, the one together and the other not, half of the time counts.
        let midpoint = |one: EventTime, other: EventTime| one.plus(other.since(one) / 2);
        let parted = craft.track.coarse().find(|point| point.time > last.time);
        let until = parted.map_or(last.time, |parted| midpoint(last.time, parted.time));
        let (mut first, mut since_begun) = (last.time, began);
        for point in craft.track.coarse().rev().filter(|point| point.time <= last.time) {
            if !stayed(&point) {
                (first, since_begun) = (midpoint(point.time, first), false);
                break;
            }
            first = point.time;
            apart_max = apart_max.max(apart(&point, pair.first.contact)?);
        }
        let kept = since_begun || until.secs_since(first) >= self.together_secs;
        let apart_max = round(apart_max, 0);
        kept.then(|| at_most("kept_within", apart_max, "m", self.together_m_max))
    }
}

/// Whether the craft's track is known from where it began: its station is heard for long, and no earlier fix is
/// forgotten.
fn began_in_sight(pair: &Pair<'_>) -> bool {
    let craft = pair.second.contact;
    let first = craft.track.coarse().next();
    first.is_some_and(|first| first.time.since(craft.first_heard) <= BORN_WITHIN)
        && pair.picture.stations.are_long_heard(craft, STATION_AGE_MIN)
}

/// Metres between a point of a track and another vessel at that time.
fn apart(point: &TrackPoint, other: &Contact) -> Option<f64> {
    let there = other.track.at(point.time)?;
    Some(distance(point.position, there).get())
}
