use std::time::Duration;

use super::condition::Need;
use super::craft;
use super::findings::{Found, at_least, at_most, measured, round};
use super::fleet;
use super::pair::{Glance, Pair, ROUNDING_DEG, ROUNDING_KN};
use super::rule::{Judgement, Memo, PairRule, Tier};
use super::table::{Phase, RuleSpec, limits};
use super::{Priority, Role};
use crate::areas::{AreaKind, WatchArea};
use crate::domain::{Degrees, KNOT, METRES_PER_NAUTICAL_MILE, RuleId, TransponderClass};
use crate::geodesy::{LocalFrame, Vector};
use crate::picture::{Contact, Mark, Reach, Traits};

limits! { Shadowing {
    speed_difference_kn_max: "kn" = 2.0 in 0.1..=10.0, "largest difference of speeds";
    course_difference_deg_max: "deg" = 20.0 in 1.0..=90.0, "largest difference of courses";
    range_nm_min: "nm" = 0.1 in 0.0..=3.0, "nearest range";
    range_nm_max: "nm" = 3.0 in 0.1..=3.0, "furthest range";
    target_sog_kn_min: "kn" = 5.0 in 0.5..=50.0, "slowest target";
    hold_secs: "s" = 600.0 in 60.0..=7200.0, "for so long";
    share_min: "ratio" = 0.8 in 0.5..=1.0, "in this share of the looks, one a minute";
    clear_secs: "s" = 300.0 in 0.0..=7200.0, "time outside that ends it";
} }

pub(super) const SPEC: RuleSpec = RuleSpec {
    id: RuleId::Shadowing,
    version: "8",
    phase: Phase::Suspicious,
    summary: "A small craft keeps company with a ship under way.",
    raises: "A small craft keeps within `range_nm_min` and `range_nm_max` of a protected ship at \
             `target_sog_kn_min` or more, with a difference of at most `speed_difference_kn_max` \
             and `course_difference_deg_max`, for `hold_secs` in `share_min` of the looks. Not \
             tugs, what radar alone follows beside a tug, craft that declare another service \
             within 3 nm of a port (elsewhere that is a caution), nor one sailing vessel another \
             or one patrol or rescue craft another, nor a fleet, nor one in the ship's wake round \
             the bends of a river, nor whoever fishes in a fishing ground or declares a service on \
             a service route.",
    clears: "Outside these for `clear_secs`.",
    source: "IMO MSC/Circ.623 and MSC.1/Circ.1334; ASAM follow time P10 10 min, median 30 min; \
             trial on 13 recordings",
    on_in: &[AreaKind::HighRiskArea, AreaKind::General],
    exempt_in: &[],
    parameters: Shadowing::PARAMETERS,
};

/// A fix older than this says nothing about who keeps company with whom.
const AGE_MAX: Duration = Duration::from_mins(3);
/// So many small craft about a ship that move as she does are a fleet or a race.
const FLEET: usize = 5;
/// Vessels in line: each of the craft's fixes of ten minutes is this near to where the ship was,
/// metres, and the ship's way bends by so many degrees.
const IN_WAKE_FIXES: usize = 6;
const IN_WAKE_METRES: f64 = 150.0;
const BEND_DEGREES: f64 = 20.0;
const BENDS_MIN: usize = 3;
/// Shorter legs say nothing of a course.
const LEG_METRES: f64 = 50.0;
/// What rounding to the limit's own decimals may add: 0.005 nm.
const ROUNDING_METRES: f64 = 0.005 * METRES_PER_NAUTICAL_MILE;
/// Within this, nautical miles.
const FLEET_NM: f64 = 2.0;

impl PairRule for Shadowing {
    const TIER: Tier = Tier::Company;
    const ROLE: Role = Role::Approaching;

    fn need(&self) -> Need {
        Need { share: self.share_min, ..Need::time(self.hold_secs, self.clear_secs) }
    }

    fn reach(&self, one: &Mark) -> Reach {
        let range = self.range_nm_max * METRES_PER_NAUTICAL_MILE + ROUNDING_METRES;
        let (speed, target) = (one.velocity().norm() / KNOT, self.target_sog_kn_min - ROUNDING_KN);
        let craft = target - self.speed_difference_kn_max - ROUNDING_KN;
        let of_target = if one.traits.has(Traits::MAYBE_PROTECTED) && speed >= target {
            Reach::fast(range, craft * KNOT)
        } else {
            Reach::NOBODY
        };
        let is_craft = one.traits.has(Traits::SMALL) && speed >= craft;
        of_target.or(if is_craft { Reach::anybody(range) } else { Reach::NOBODY })
    }

    fn might(&self, glance: &Glance<'_>) -> bool {
        let (target, craft) = (glance.first, glance.second);
        if !craft.traits.has(Traits::SMALL.and(Traits::MOTION))
            || !target.traits.has(Traits::MAYBE_PROTECTED.and(Traits::MOTION))
        {
            return false;
        }
        if !glance.may_be_within(self.range_nm_max * METRES_PER_NAUTICAL_MILE + ROUNDING_METRES) {
            return false;
        }
        let [ahead, beside] = [target.velocity().norm(), craft.velocity().norm()];
        let course_max = (self.course_difference_deg_max + ROUNDING_DEG).to_radians();
        ahead >= (self.target_sog_kn_min - ROUNDING_KN) * KNOT
            && (ahead - beside).abs() <= (self.speed_difference_kn_max + ROUNDING_KN) * KNOT
            && target.velocity().dot(craft.velocity()) >= libm::cos(course_max) * ahead * beside
    }

    fn fits(pair: &Pair<'_>) -> bool {
        craft::is_small(pair.second.contact) && craft::may_be_protected(pair.first.contact)
    }

    fn judge(&self, pair: &Pair<'_>, _area: &WatchArea, _memo: &mut Memo) -> Option<Judgement> {
        if pair.first.age > AGE_MAX || pair.second.age > AGE_MAX {
            return None;
        }
        let sog = round(pair.first.speed_kn()?, 1);
        let range = round(pair.range_nm(), 2);
        let speed = round(pair.speed_difference_kn()?, 1);
        let course = round(pair.course_difference().unwrap_or(180.0), 0);
        let keeps = sog >= self.target_sog_kn_min
            && (self.range_nm_min..=self.range_nm_max).contains(&range)
            && speed <= self.speed_difference_kn_max
            && course <= self.course_difference_deg_max;
        if !keeps {
            return Some(Judgement::clears());
        }
        let measures = vec![
            at_most("range", range, "nm", self.range_nm_max),
            at_most("speed_difference", speed, "kn", self.speed_difference_kn_max),
            at_most("course_difference", course, "deg", self.course_difference_deg_max),
            at_least("target_sog", sog, "kn", self.target_sog_kn_min),
            measured("sog", round(pair.second.speed_kn()?, 1), "kn"),
        ];
        let ceiling = craft::declares_service(pair.second.contact).then_some(Priority::Caution);
        Some(Judgement::meets(Found { measures, ceiling, ..Found::default() }))
    }

    fn may_begin(&self, pair: &Pair<'_>, area: &WatchArea) -> bool {
        let (target, craft) = (pair.first.contact, pair.second.contact);
        let is_tow = craft.class == TransponderClass::Radar && craft::is_tug(target);
        craft::is_protected(target, area)
            && !craft::is_protected(craft, area)
            && !craft::is_tug(craft)
            && !is_tow
            && !fleet::are_company(target, craft)
            && !craft::is_service_in_place(craft, pair.picture)
            && fleet::boats_alike(craft, pair.picture, FLEET_NM) < FLEET
            && !(fleet::is_of_fleet(craft) && fleet::is_in_fleet(craft, pair.picture))
            && !follows_a_channel(target, craft)
    }
}

/// Whether a craft sails in the very wake of a ship round bends, as vessels in line on a river do. A ship
/// alters once and her shadow with her: a river bends on.
fn follows_a_channel(target: &Contact, craft: &Contact) -> bool {
    let Some(last) = target.track.newest() else { return false };
    let frame = LocalFrame::at(last.position);
    let way = |who: &Contact| -> Vec<Vector> {
        who.track.coarse().map(|point| frame.project(point.position)).collect()
    };
    let mut wake = way(target);
    wake.push(frame.project(last.position));
    let sailed = way(craft);
    let places = sailed.get(sailed.len().saturating_sub(IN_WAKE_FIXES)..).unwrap_or_default();
    bends(&sailed) >= BENDS_MIN
        && places.len() == IN_WAKE_FIXES
        && places.iter().all(|place| off_way(*place, &wake) <= IN_WAKE_METRES)
}

/// How often a way has turned by [`BEND_DEGREES`] since it last did.
fn bends(way: &[Vector]) -> usize {
    let mut courses = way.windows(2).filter_map(|leg| match leg {
        [from, to] if (*to - *from).norm() >= LEG_METRES => (*to - *from).course(),
        _ => None,
    });
    let Some(mut last) = courses.next() else { return 0 };
    let turned = |course: &Degrees| {
        let turns = course.angle_to(last) >= BEND_DEGREES;
        if turns {
            last = *course;
        }
        turns
    };
    courses.filter(turned).count()
}

/// Metres from a place to a way.
fn off_way(place: Vector, way: &[Vector]) -> f64 {
    way.windows(2).fold(f64::INFINITY, |nearest, leg| match leg {
        [from, to] => {
            let along = *to - *from;
            let length = along.dot(along);
            let share = if length > 0.0 { (place - *from).dot(along) / length } else { 0.0 };
            nearest.min((*from + along * share.clamp(0.0, 1.0) - place).norm())
        }
        _ => nearest,
    })
}
