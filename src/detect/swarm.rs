use std::time::Duration;

use super::Priority;
use super::condition::Need;
use super::craft;
use super::findings::{Found, at_least, at_most, measured, round};
use super::fleet;
use super::pair::{Glance, Pair, ROUNDING_KN};
use super::rule::{GroupRule, Judgement, Memo};
use super::table::{Phase, RuleSpec, limits};
use crate::areas::{AreaKind, SecurityLevel, WatchArea};
use crate::domain::{Degrees, KNOT, METRES_PER_NAUTICAL_MILE, RuleId};
use crate::picture::{Contact, Traits};

limits! { Swarm {
    craft_min: "count" = 3.0 in 2.0..=50.0, "small craft that close at a time (one less, but at least 2, from security level 2)";
    range_nm_max: "nm" = 2.0 in 0.1..=3.0, "furthest range of each";
    sog_kn_min: "kn" = 8.0 in 8.0..=102.2, "slowest speed of each";
    closing_kn_min: "kn" = 3.0 in 0.0..=102.2, "slowest rate at which each range shrinks";
    cpa_nm_max: "nm" = 0.5 in 0.01..=5.0, "widest closest point of approach of each";
    tcpa_secs_max: "s" = 300.0 in 30.0..=3600.0, "longest time to it";
    clear_secs: "s" = 300.0 in 0.0..=3600.0, "time with fewer than two that ends it";
} }

pub(super) const SPEC: RuleSpec = RuleSpec {
    id: RuleId::Swarm,
    version: "10",
    phase: Phase::Approach,
    summary: "Several small craft close one ship at a time.",
    raises: "`craft_min` small craft, each within `range_nm_max`, at `sog_kn_min` or more, \
             closing at `closing_kn_min` or more, with a closest point of approach of \
             `cpa_nm_max` or less within `tcpa_secs_max`, on one protected ship; escalates as the \
             nearest comes within 1 nm and 0.5 nm. Craft that declare a service do not count \
             within 3 nm of a port; where it takes them elsewhere to make enough, that is a \
             caution. Fishing vessels that sail with a fleet at up to 12 kn and have kept course \
             and speed for ten minutes do not count, nor does, at such a speed, any of five small \
             craft or more, most of which fish or sail, that have been together for half an hour \
             and most of which now move alike within 20 degrees and 2 kn; nor do five sailing \
             vessels or more that have stayed within 6 nm for half an hour, nor whoever fishes in a \
             fishing ground or declares a service on a service route. Nobody at berth is a \
             target outside a port facility, nobody in built-up water.",
    clears: "Fewer than two of them for `clear_secs`.",
    source: "ASAM: two boats or more in 88 %, three or more in 47 %; BMP: two skiffs; trial on 13 \
             recordings",
    on_in: &[
        AreaKind::HighRiskArea,
        AreaKind::PortFacility,
        AreaKind::Anchorage,
        AreaKind::General,
    ],
    exempt_in: &[],
    parameters: Swarm::PARAMETERS,
};

/// The search goes no further than the furthest range may be set.
const RANGE_NM_MAX: f64 = 3.0;
/// A fix older than this says nothing about where a fast craft is now.
const CRAFT_AGE_MAX: Duration = Duration::from_mins(2);
/// A slow ship may report every three minutes.
const TARGET_AGE_MAX: Duration = Duration::from_mins(6);
/// So many small craft that move alike are a fleet or a race; one of which half only pass is no
/// swarm. All within this distance, nautical miles. (Not by how they closed each other, as for other
/// rules: five skiffs that come together from beyond the horizon would be a fleet.)
const FLEET_MIN: usize = 5;
const FLEET_NM: f64 = 2.0;
/// A glance is off by no more than a hundredth of a range, and rounding by this, metres.
const GLANCE_SHARE: f64 = 0.99;
const ROUNDING_METRES: f64 = 0.005 * METRES_PER_NAUTICAL_MILE;
/// Ranges of the nearest that are steps of escalation, as those of a fast approach, nautical miles.
const STEPS_NM: [f64; 2] = [1.0, 0.5];
/// Fewer than this are no swarm, whatever else they do.
const SWARM_MIN: usize = 2;

impl GroupRule for Swarm {
    const RADIUS_NM: f64 = RANGE_NM_MAX;

    const TARGETS: Traits = Traits::MAYBE_PROTECTED;

    fn need(&self) -> Need {
        Need::once(self.clear_secs)
    }

    fn might_count(&self, contact: &Contact) -> bool {
        let velocity = contact.velocity().or_else(|| contact.stated_velocity());
        velocity.is_some_and(|velocity| round(velocity.norm() / KNOT, 1) >= self.sog_kn_min)
    }

    fn may_be_target(contact: &Contact) -> bool {
        craft::may_be_protected(contact)
    }

    fn may_be_member(contact: &Contact) -> bool {
        craft::is_small(contact)
    }

    fn reach(&self) -> (f64, f64) {
        let metres = self.range_nm_max * METRES_PER_NAUTICAL_MILE + ROUNDING_METRES;
        (metres, (self.sog_kn_min - ROUNDING_KN) * KNOT)
    }

    fn might(&self, glance: &Glance<'_>) -> bool {
        let craft = glance.second;
        craft.traits.has(Traits::SMALL.and(Traits::MOTION))
            && craft.velocity().norm() >= (self.sog_kn_min - ROUNDING_KN) * KNOT
            && glance.may_be_within(self.range_nm_max * METRES_PER_NAUTICAL_MILE + ROUNDING_METRES)
            && glance.may_pass(
                (self.closing_kn_min - ROUNDING_KN) * KNOT * GLANCE_SHARE,
                (self.cpa_nm_max + self.range_nm_max * (1.0 - GLANCE_SHARE))
                    * METRES_PER_NAUTICAL_MILE
                    + ROUNDING_METRES,
                (self.tcpa_secs_max + 0.5) / GLANCE_SHARE,
            )
    }

    fn is_member(&self, pair: &Pair<'_>) -> bool {
        let (Some(approach), Some(sog)) = (pair.approach, pair.second.speed_kn()) else {
            return false;
        };
        let ahead =
            approach.tcpa.is_some_and(|secs| secs > 0.0 && round(secs, 0) <= self.tcpa_secs_max);
        ahead
            && pair.second.age <= CRAFT_AGE_MAX
            && pair.first.age <= TARGET_AGE_MAX
            && round(sog, 1) >= self.sog_kn_min
            && round(approach.closing / KNOT, 1) >= self.closing_kn_min
            && round(approach.cpa / METRES_PER_NAUTICAL_MILE, 2) <= self.cpa_nm_max
            && round(pair.range_nm(), 2) <= self.range_nm_max
    }

    fn judge(
        &self,
        _target: &Contact,
        members: &[Pair<'_>],
        area: &WatchArea,
        _memo: &mut Memo,
    ) -> Option<Judgement> {
        let nearest = members.iter().map(Pair::range_nm).fold(f64::INFINITY, f64::min);
        if members.len() < SWARM_MIN {
            return Some(Judgement::clears());
        }
        let bearing = |pair: &Pair<'_>| (pair.second.place - pair.first.place).course();
        let bearings = members.iter().filter_map(bearing).map(Degrees::get).collect();
        let measures = vec![
            at_least("craft", count(members.len()), "count", self.craft_min),
            at_most("nearest_range", round(nearest, 2), "nm", self.range_nm_max),
            measured("bearing_spread", round(spread(bearings), 0), "deg"),
        ];
        let step = STEPS_NM.iter().zip(1..).filter(|(range, _)| round(nearest, 2) <= **range);
        let step = step.map(|(_, step)| step).last().unwrap_or(0);
        let undeclared = |pair: &&Pair<'_>| !craft::declares_service(pair.second.contact);
        let serve = count(members.iter().filter(undeclared).count()) < self.enough(area);
        let ceiling = serve.then_some(Priority::Caution);
        Some(Judgement::meets(Found { measures, step, ceiling, ..Found::default() }))
    }

    fn may_begin(&self, target: &Contact, members: &[Pair<'_>], area: &WatchArea) -> bool {
        let Some(pair) = members.first() else { return false };
        let counts = |pair: &&Pair<'_>| {
            let (craft, picture) = (pair.second.contact, pair.picture);
            !craft::is_service_in_place(craft, picture)
                && !fleet::sails_with_fleet(craft, picture)
                && !fleet::is_racing(craft, picture)
        };
        if count(members.iter().filter(counts).count()) < self.enough(area) {
            return false;
        }
        let alike = fleet::companions(pair.second.contact, pair.picture, FLEET_NM, |_| true);
        let passes = alike >= FLEET_MIN && alike >= 2 * members.len();
        !passes && craft::is_target(target, area, pair.picture, members.iter().any(Pair::exercise))
    }
}

impl Swarm {
    /// Craft that make a swarm at the security level of an area.
    fn enough(&self, area: &WatchArea) -> f64 {
        match area.security_level {
            SecurityLevel::One => self.craft_min,
            SecurityLevel::Two | SecurityLevel::Three => (self.craft_min - 1.0).max(2.0),
        }
    }
}

fn count(members: usize) -> f64 {
    u32::try_from(members).map_or(f64::MAX, f64::from)
}

/// The smallest angle that holds all bearings, degrees: 360 less the widest gap between neighbours.
fn spread(mut bearings: Vec<f64>) -> f64 {
    bearings.sort_by(f64::total_cmp);
    let (Some(first), Some(last)) = (bearings.first(), bearings.last()) else { return 0.0 };
    let around = first + 360.0 - last;
    let gaps = bearings.windows(2).map(|pair| match pair {
        [one, other] => other - one,
        _ => 0.0,
    });
    360.0 - gaps.fold(around, f64::max)
}
