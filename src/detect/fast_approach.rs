use std::time::Duration;

use super::condition::{Need, Verdict};
use super::craft;
use super::findings::{Found, at_least, at_most, measured, round};
use super::pair::{Glance, Pair, Side};
use super::rule::{Judgement, Memo, PairRule, Tier};
use super::steady;
use super::table::{Phase, RuleSpec, limits};
use super::{Bonus, Priority, Role};
use crate::areas::{AreaId, AreaKind, WatchArea};
use crate::domain::{EventTime, KNOT, Knots, METRES_PER_NAUTICAL_MILE, RuleId};
use crate::geodesy::{Approach, LocalFrame, Vector, closest_approach, distance};
use crate::picture::{Contact, Mark, Reach, TrackPoint, Traits};

limits! { FastApproach {
    sog_kn_min: "kn" = 15.0 in 10.0..=102.2, "slowest craft that counts";
    closing_kn_min: "kn" = 5.0 in 0.0..=102.2, "slowest rate at which the range shrinks";
    cpa_nm_max: "nm" = 0.25 in 0.01..=5.0, "widest closest point of approach";
    tcpa_secs_max: "s" = 600.0 in 30.0..=3600.0, "longest time to it";
    range_nm_max: "nm" = 5.0 in 0.1..=6.0, "furthest range";
    evaluations: "count" = 3.0 in 1.0..=100.0, "evaluations in a row that raise, the fixes of the first velocity included";
    hold_secs: "s" = 30.0 in 0.0..=600.0, "or the time for which it holds";
    shown_nm: "nm" = 3.0 in 0.0..=6.0, "furthest range of the last but one of three fixes that are proof enough";
    step_1_nm: "nm" = 1.0 in 0.05..=6.0, "range that escalates";
    step_2_nm: "nm" = 0.5 in 0.05..=6.0, "range that escalates again";
    clear_cpa_nm: "nm" = 1.0 in 0.05..=12.0, "closest point of approach that clears";
    clear_range_nm: "nm" = 6.0 in 0.5..=24.0, "range that clears";
    clear_secs: "s" = 120.0 in 0.0..=3600.0, "for so long";
    lapse_secs: "s" = 900.0 in 60.0..=7200.0, "or the time for which she neither closes nor is within `step_2_nm`";
    steady_deg_per_min: "deg/min" = 2.0 in 0.0..=60.0, "bearing that turns less is steady";
    reclose_secs: "s" = 180.0 in 0.0..=3600.0, "time in which a craft closes again after the target altered";
} }

pub(super) const SPEC: RuleSpec = RuleSpec {
    id: RuleId::FastApproach,
    version: "10",
    phase: Phase::Approach,
    summary: "A fast small craft is on a course that closes a protected ship.",
    raises: "A small craft at `sog_kn_min` or more closes a protected ship at `closing_kn_min` or \
             more, within `range_nm_max`, with a closest point of approach of `cpa_nm_max` or \
             less within `tcpa_secs_max`: for `evaluations` reports or `hold_secs`, of which her \
             last three reports are as good a proof, if her ways between them were made at 20 kn \
             and led to the ship, two of them within `shown_nm`. Reports of the ship alone count \
             once in ten seconds. Both directions are those of a minute, by the courses said and \
             the way made good, unless one turns; beyond `step_1_nm` the craft has to have been \
             on one way, within 40 degrees, for a minute and a half or since she is known (a \
             minute at least by plots alone), and a straight way of the last minutes must not \
             have led past the ship any further off. Whoever states no such speed, as a radar's \
             target, has to have made way for it, and 15 m more (30 m within 20 s), within a \
             minute or between her last two fixes, for plots are off. Escalates at `step_1_nm` \
             and `step_2_nm`. A port facility itself is such a target, by its outline. Nobody at \
             berth is a target outside a port facility, nobody in built-up water; craft that \
             declare a service are at most a caution. Not, in the first minute of either, a \
             radar's target that may turn out to be the ship herself.",
    clears: "Closest point of approach beyond `clear_cpa_nm` or opening, for `clear_secs`; or \
             neither closing by these limits nor within `step_2_nm` for `lapse_secs`; or, at once, \
             beyond `clear_range_nm`.",
    source: "ASAM texts 1978-2022: speeds P25 16, median 20, P90 25 kn, distance median 500 m; \
             radar practice 0.5 nm and 10 min; NATO steady bearing; trial on 13 recordings",
    on_in: &[
        AreaKind::HighRiskArea,
        AreaKind::PortFacility,
        AreaKind::Anchorage,
        AreaKind::General,
    ],
    exempt_in: &[],
    parameters: FastApproach::PARAMETERS,
};

/// A fix older than this says nothing about where a fast craft is now.
const CRAFT_AGE_MAX: Duration = Duration::from_mins(2);
/// A slow ship may report every three minutes.
const TARGET_AGE_MAX: Duration = Duration::from_mins(6);

/// The middle speed of the craft in ASAM's texts: at this three fixes prove what of slower ones more have
/// to, for tenders and pilots head for ships at anchor too.
const SHOWN_KN: f64 = 20.0;
/// A velocity comes from two fixes: the one before the first evaluation counts as well.
const FIXES_BEFORE: u32 = 1;
/// Whoever follows a craft by what she said last evaluates nothing anew for so long.
const ANEW: Duration = Duration::from_secs(10);
/// A target alters by 15 degrees or 2 kn (DETECTION, re-close).
const ALTERED_DEGREES: f64 = 15.0;
const ALTERED_METRES_PER_SECOND: f64 = 2.0 * KNOT;
/// And is closed again to this.
const RECLOSED_NM: f64 = 0.5;
/// A way of so long says better how she passes than directions do, unless they differ by more, degrees.
const WAY_SPAN: Duration = Duration::from_mins(3);
const WAY_DEGREES: f64 = 3.0;
/// What rounding of measures to the limits' own decimals may add: 0.005 nm, 0.05 kn, 0.5 s.
const ROUNDING_METRES: f64 = 0.005 * METRES_PER_NAUTICAL_MILE;
const ROUNDING_METRES_PER_SECOND: f64 = 0.05 * KNOT;
const ROUNDING_SECS: f64 = 0.5;

/// What a glance may be off.
const GLANCE_SHARE: f64 = 0.99;

/// Miles in metres with what rounding may add.
fn metres(miles: f64) -> f64 {
    miles * METRES_PER_NAUTICAL_MILE + ROUNDING_METRES
}

impl PairRule for FastApproach {
    const TIER: Tier = Tier::Fast;
    const EARLIER: u32 = FIXES_BEFORE;
    const ROLE: Role = Role::Approaching;

    fn need(&self) -> Need {
        Need::count_or_time(self.evaluations, self.hold_secs, self.clear_secs)
    }

    fn reach(&self, one: &Mark) -> Reach {
        let (range, speed) = (metres(self.range_nm_max), self.slowest());
        let of_target = if one.traits.has(Traits::MAYBE_PROTECTED) {
            Reach::fast(range, speed)
        } else {
            Reach::NOBODY
        };
        let is_craft = one.traits.has(Traits::SMALL) && one.velocity().norm() >= speed;
        of_target.or(if is_craft { Reach::anybody(range) } else { Reach::NOBODY })
    }

    fn might(&self, glance: &Glance<'_>) -> bool {
        let speed = self.slowest();
        let velocity = glance.second.velocity();
        glance.second.traits.has(Traits::SMALL.and(Traits::SMOOTHED))
            && glance.first.traits.has(Traits::MAYBE_PROTECTED.and(Traits::MOTION))
            && velocity.dot(velocity) >= speed * speed
            && glance.may_be_within(metres(self.range_nm_max))
            && glance.may_pass(
                (self.closing_kn_min * KNOT - ROUNDING_METRES_PER_SECOND) * GLANCE_SHARE,
                metres(self.cpa_nm_max + self.range_nm_max * (1.0 - GLANCE_SHARE)),
                (self.tcpa_secs_max + ROUNDING_SECS) / GLANCE_SHARE,
            )
    }

    fn fits(pair: &Pair<'_>) -> bool {
        craft::is_small(pair.second.contact) && craft::may_be_protected(pair.first.contact)
    }

    fn may_meet(&self, pair: &Pair<'_>) -> bool {
        let Some(approach) = pair.approach else { return false };
        approach.closing >= self.closing_kn_min * KNOT - ROUNDING_METRES_PER_SECOND
            && approach.range <= metres(self.range_nm_max)
            && approach.cpa <= metres(self.cpa_nm_max)
            && approach.tcpa.is_some_and(|secs| secs <= self.tcpa_secs_max + ROUNDING_SECS)
            && pair.second.contact.velocity().is_some_and(|velocity| {
                velocity.norm() >= self.sog_kn_min * KNOT - ROUNDING_METRES_PER_SECOND
            })
    }

    /// Keeps of a followed approach how the target moved before she altered last (`vector`), when that
    /// was (`time`), whether the craft closed her again (`flag`), and when the approach was one last
    /// (`number`, minutes).
    fn judge(&self, pair: &Pair<'_>, _area: &WatchArea, memo: &mut Memo) -> Option<Judgement> {
        if pair.second.age > CRAFT_AGE_MAX || pair.first.age > TARGET_AGE_MAX {
            return None;
        }
        let craft = pair.second.contact;
        // With one fix, a craft says of herself what nobody can check.
        craft.velocity()?;
        if !pair.raised && is_as_before(pair, memo) {
            return None;
        }
        let measures = Measures::of(&approach(pair)?, craft.speed()?);
        let mut verdict = measures.verdict(self);
        if pair.raised && memo.number <= 0.0 {
            // A restart has forgotten it: she has altered from nothing.
            memo.vector = pair.first.velocity?;
        }
        if pair.raised && self.goes_nowhere(memo, &measures, verdict, pair.now) {
            verdict = Verdict::Clears;
        }
        let target_velocity = pair.first.velocity?;
        if pair.raised {
            self.watch_target(memo, target_velocity, &measures, pair.now);
        } else {
            let number = minutes(pair.now);
            *memo = Memo { vector: target_velocity, number, ..Memo::default() };
        }
        let step = self.step(measures.range_nm);
        let steady = measures.bearing_rate.abs() < self.steady_deg_per_min;
        let bonuses = [(steady, Bonus::SteadyBearing), (memo.flag, Bonus::Reclose)];
        let found = Found {
            measures: measures.listed(self),
            step,
            bonuses: bonuses
                .into_iter()
                .filter_map(|(holds, bonus)| holds.then_some(bonus))
                .collect(),
            ceiling: craft::declares_service(craft).then_some(Priority::Caution),
            ..Found::default()
        };
        let left = verdict == Verdict::Clears && measures.range_nm > self.clear_range_nm;
        let begins = !pair.raised && verdict == Verdict::Meets;
        let ripe = if left || begins && self.shown_by_way(pair) {
            Some(true)
        } else if begins
            && measures.range_nm > self.step_1_nm
            && (!steady::keeps_her_way(&craft.track) || self.led_past(pair))
        {
            Some(false)
        } else {
            None
        };
        Some(Judgement { verdict, found, ripe })
    }

    /// The target is protected, not at berth (but in a port facility) nor in built-up water, and the
    /// craft is fast beyond what plots are off.
    fn may_begin(&self, pair: &Pair<'_>, area: &WatchArea) -> bool {
        !craft::is_protected(pair.second.contact, area)
            && craft::surely_makes(&pair.second.contact.track, self.slowest())
            && craft::is_target(pair.first.contact, area, pair.picture, pair.exercise())
    }
}

impl FastApproach {
    /// The slowest speed that rounds to one that counts, metres per second.
    fn slowest(&self) -> f64 {
        self.sog_kn_min * KNOT - ROUNDING_METRES_PER_SECOND
    }

    /// Whether a craft that is seldom heard shows by her way what others show by `evaluations`: of her
    /// last three fixes the last two are `hold_secs` or more apart, the one before the last is inside
    /// `shown_nm` of the target, and both ways between them were made at 20 kn and led to within
    /// `cpa_nm_max` of her.
    fn shown_by_way(&self, pair: &Pair<'_>) -> bool {
        let (target, craft) = (pair.first.contact, pair.second.contact);
        let mut fixes = craft.track.recent().rev();
        let (Some(last), Some(before), Some(first)) = (fixes.next(), fixes.next(), fixes.next())
        else {
            return false;
        };
        // From the target, metres, where both were at the time of each.
        let off = |fix: &TrackPoint| {
            Some(LocalFrame::at(target.track.at(fix.time)?).project(fix.position))
        };
        let (Some(first_off), Some(before_off)) = (off(&first), off(&before)) else { return false };
        let now_off = pair.second.place - pair.first.place;
        let metres = |miles: f64| miles * METRES_PER_NAUTICAL_MILE;
        let cpa = metres(self.cpa_nm_max);
        last.time.secs_since(before.time) >= self.hold_secs
            && before_off.norm() <= metres(self.shown_nm)
            && [(&first, &before), (&before, &last)].iter().all(|(from, to)| self.is_fast(from, to))
            && leads_within(first_off, before_off, cpa)
            && leads_within(before_off, now_off, cpa)
    }

    /// Whether the way of minutes led past the target beyond the limit, though the directions of a minute lead
    /// within it: they are a degree or two off. Says nothing of who turned meanwhile.
    fn led_past(&self, pair: &Pair<'_>) -> bool {
        let (target, craft) = (pair.first.contact, pair.second.contact);
        let age = |fix: &TrackPoint| pair.now.since(fix.time);
        let off = |fix: TrackPoint| {
            Some(LocalFrame::at(target.track.at(fix.time)?).project(fix.position))
        };
        let first = craft.track.recent().find(|fix| age(fix) <= WAY_SPAN);
        let middle = craft.track.recent().rev().find(|fix| age(fix) >= WAY_SPAN / 3);
        let ends = first.filter(|first| age(first) >= WAY_SPAN / 2).zip(middle);
        let ends = ends.and_then(|(first, middle)| off(first).zip(off(middle)));
        let (Some((from, by)), Some(going)) = (ends, relative_velocity(pair)) else { return false };
        let to = pair.second.place - pair.first.place;
        let is_one_way = [by - from, to - by, going].iter().all(|way| {
            let both = way.course().zip((to - from).course());
            both.is_some_and(|(way, whole)| way.angle_to(whole) <= WAY_DEGREES)
        });
        is_one_way && !leads_within(from, to, self.cpa_nm_max * METRES_PER_NAUTICAL_MILE)
    }

    /// Whether the way between two fixes was made at a speed that is proof enough.
    fn is_fast(&self, from: &TrackPoint, to: &TrackPoint) -> bool {
        let way = distance(from.position, to.position).get();
        way >= self.slowest().max(SHOWN_KN * KNOT) * to.time.secs_since(from.time)
    }

    /// Whether a raised approach has been none for `lapse_secs`: the craft neither closes by the limits
    /// nor has come within the nearer step, as one that has turned to keep company with the ship.
    fn goes_nowhere(
        &self,
        memo: &mut Memo,
        measures: &Measures,
        verdict: Verdict,
        now: EventTime,
    ) -> bool {
        // Nothing is remembered over a restart.
        let forgotten = memo.number <= 0.0;
        if verdict == Verdict::Meets || measures.range_nm <= self.step_2_nm || forgotten {
            memo.number = minutes(now);
        }
        (minutes(now) - memo.number) * 60.0 >= self.lapse_secs
    }

    /// Notes when a target altered since the approach was raised, and whether she was closed again.
    fn watch_target(&self, memo: &mut Memo, velocity: Vector, measures: &Measures, now: EventTime) {
        if altered(memo.vector, velocity) {
            memo.time = Some(now);
            memo.vector = velocity;
        }
        let within = Duration::from_secs_f64(self.reclose_secs);
        if let Some(altered) = memo.time
            && measures.closing_kn > 0.0
            && measures.cpa_nm <= RECLOSED_NM
            && now > altered
            && now.since(altered) <= within
        {
            memo.flag = true;
        }
    }
}

/// A port facility as a craft closes it.
pub(super) struct Facility {
    pub(super) id: AreaId,
    /// Metres to its outline, 0 inside.
    pub(super) range: f64,
    /// Metres per second by which that shrinks.
    pub(super) closing: f64,
    /// Whether the craft's way leads within the widest closest point of approach.
    pub(super) passes: bool,
}

impl FastApproach {
    /// What a craft's way says of a port facility.
    pub(super) fn judge_facility(&self, facility: &Facility, craft: &Contact) -> Judgement {
        let range = round(facility.range / METRES_PER_NAUTICAL_MILE, 2);
        let closing = round(facility.closing / KNOT, 1);
        let sog = round(craft.speed().map_or(0.0, Knots::get), 1);
        let tcpa = (facility.closing > 0.0).then(|| round(facility.range / facility.closing, 0));
        let meets = facility.passes
            && sog >= self.sog_kn_min
            && closing >= self.closing_kn_min
            && range <= self.range_nm_max
            && tcpa.is_some_and(|secs| secs <= self.tcpa_secs_max);
        if !meets {
            let opens = closing < 0.0 || !facility.passes || range > self.clear_range_nm;
            return if opens { Judgement::clears() } else { Judgement::between() };
        }
        let mut measures = vec![at_most("range", range, "nm", self.range_nm_max)];
        measures.extend(tcpa.map(|secs| at_most("tcpa", secs, "s", self.tcpa_secs_max)));
        measures.push(at_least("closing", closing, "kn", self.closing_kn_min));
        measures.push(at_least("sog", sog, "kn", self.sog_kn_min));
        Judgement::meets(Found {
            measures,
            step: self.step(range),
            ceiling: craft::declares_service(craft).then_some(Priority::Caution),
            facility: Some(facility.id.clone()),
            ..Found::default()
        })
    }

    /// The escalation step of a range.
    fn step(&self, range_nm: f64) -> u8 {
        match range_nm {
            range if range <= self.step_2_nm => 2,
            range if range <= self.step_1_nm => 1,
            _ => 0,
        }
    }
}

/// The measures of a pair, rounded to what they are worth before they meet a limit.
struct Measures {
    range_nm: f64,
    cpa_nm: f64,
    tcpa_secs: Option<f64>,
    closing_kn: f64,
    sog_kn: f64,
    bearing_rate: f64,
}

impl Measures {
    fn of(approach: &Approach, speed: Knots) -> Self {
        Self {
            range_nm: round(approach.range / METRES_PER_NAUTICAL_MILE, 2),
            cpa_nm: round(approach.cpa / METRES_PER_NAUTICAL_MILE, 2),
            tcpa_secs: approach.tcpa.map(|secs| round(secs, 0)),
            closing_kn: round(approach.closing / KNOT, 1),
            sog_kn: round(speed.get(), 1),
            bearing_rate: round(approach.bearing_rate, 1),
        }
    }

    fn verdict(&self, limits: &FastApproach) -> Verdict {
        let ahead = self.tcpa_secs.is_some_and(|secs| secs > 0.0 && secs <= limits.tcpa_secs_max);
        let meets = ahead
            && self.sog_kn >= limits.sog_kn_min
            && self.closing_kn >= limits.closing_kn_min
            && self.cpa_nm <= limits.cpa_nm_max
            && self.range_nm <= limits.range_nm_max;
        let receding = self.closing_kn < 0.0 && self.range_nm > limits.cpa_nm_max;
        let clears =
            self.cpa_nm > limits.clear_cpa_nm || receding || self.range_nm > limits.clear_range_nm;
        if meets {
            Verdict::Meets
        } else if clears {
            Verdict::Clears
        } else {
            Verdict::Between
        }
    }

    fn listed(&self, limits: &FastApproach) -> Vec<super::Measure> {
        let mut listed = vec![
            at_most("range", self.range_nm, "nm", limits.range_nm_max),
            at_most("cpa", self.cpa_nm, "nm", limits.cpa_nm_max),
        ];
        if let Some(secs) = self.tcpa_secs {
            listed.push(at_most("tcpa", secs, "s", limits.tcpa_secs_max));
        }
        listed.push(at_least("closing", self.closing_kn, "kn", limits.closing_kn_min));
        listed.push(at_least("sog", self.sog_kn, "kn", limits.sog_kn_min));
        listed.push(measured("bearing_rate", self.bearing_rate, "deg/min"));
        listed
    }
}

/// How a pair passes, by the directions of a minute.
fn approach(pair: &Pair<'_>) -> Option<Approach> {
    let (first, second) = (going(&pair.first)?, going(&pair.second)?);
    Some(closest_approach(pair.first.place, first, pair.second.place, second))
}

/// How the craft goes as the target sees her.
fn relative_velocity(pair: &Pair<'_>) -> Option<Vector> {
    Some(going(&pair.second)? - going(&pair.first)?)
}

fn going(side: &Side<'_>) -> Option<Vector> {
    steady::velocity(&side.contact.track).or(side.velocity)
}

/// Whether a report of the target says of the craft only what the last evaluation said.
fn is_as_before(pair: &Pair<'_>, memo: &Memo) -> bool {
    let judged_secs = (minutes(pair.now) - memo.number) * 60.0;
    pair.second.age > Duration::ZERO && judged_secs < ANEW.as_secs_f64()
}

/// Whether the way from one place to another comes nearer to the origin, and led on straight would pass
/// within so much of it.
fn leads_within(from: Vector, to: Vector, metres: f64) -> bool {
    let way = to - from;
    let beside = (from.x * way.y - from.y * way.x).abs();
    way.norm() > 0.0 && to.norm() < from.norm() && beside <= metres * way.norm()
}

/// Minutes since 1970, which a number keeps to a fraction of a second.
fn minutes(time: EventTime) -> f64 {
    time.secs_since(EventTime::from_secs(0)) / 60.0
}

fn altered(before: Vector, now: Vector) -> bool {
    let speed = (now.norm() - before.norm()).abs() >= ALTERED_METRES_PER_SECOND;
    let course = match (before.course(), now.course()) {
        (Some(before), Some(now)) => before.angle_to(now) >= ALTERED_DEGREES,
        _ => false,
    };
    // A ship that hardly moves has no course to alter.
    speed || (course && before.norm() > ALTERED_METRES_PER_SECOND)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::table::Limits;
    use crate::domain::Position;
    use crate::picture::Track;

    /// Metres per second north and east of a speed in knots on a course.
    fn moving(kn: f64, course: f64) -> Vector {
        let course = crate::domain::Degrees::new(course).expect("a course");
        Vector::velocity(Knots::new(kn).expect("a speed"), course)
    }

    fn passing(cpa_nm: f64) -> Measures {
        let (range_nm, tcpa_secs) = (1.2, Some(200.0));
        Measures { range_nm, cpa_nm, tcpa_secs, closing_kn: 9.0, sog_kn: 20.0, bearing_rate: 3.0 }
    }

    #[test]
    fn plots_of_a_few_seconds_say_of_twenty_five_knots_that_they_are_fast_and_not_of_sixteen() {
        let limits = FastApproach::resolve(|_| None);
        let origin = Position::new(50.3, 13.9).expect("a place");
        let plotted = |kn: f64, every: u64, count: u64, sog: Option<f64>| {
            let mut track = Track::default();
            let first = EventTime::from_secs(1_000_000);
            for time in (0..count).map(|n| first.plus(Duration::from_secs(n * every))) {
                let east = Vector { x: kn * KNOT * time.secs_since(first), y: 0.0 };
                track.insert(TrackPoint {
                    time,
                    position: LocalFrame::at(origin).unproject(east),
                    sog: sog.and_then(Knots::new),
                    cog: None,
                });
            }
            craft::surely_makes(&track, limits.slowest())
        };
        // Speed, seconds between plots, how many, what she says herself.
        assert!(plotted(25.0, 3, 3, None));
        assert!(!plotted(16.0, 3, 3, None));
        assert!(plotted(16.0, 3, 20, None));
        assert!(plotted(16.0, 3, 3, Some(16.0)));
        assert!(!plotted(14.0, 3, 40, None));
        // Seldom, as by a coast radar that passes on one plot in two minutes.
        assert!(plotted(16.0, 120, 3, None));
        assert!(!plotted(25.0, 3, 1, None));
    }

    #[test]
    fn a_craft_closes_again_after_any_alteration_if_she_passes_within_half_a_mile_soon() {
        let limits = FastApproach::resolve(|_| None);
        let at = |secs: i64| EventTime::from_secs(1_000_000 + secs);
        for (steps, expected) in [
            // The ship keeps her course.
            (&[(0, 75.0, 0.2), (60, 76.0, 0.2)][..], false),
            // She alters by 20 degrees; two minutes later the craft heads to pass at 0.4 nm.
            (&[(0, 95.0, 1.2), (120, 95.0, 0.4)], true),
            // Only after four minutes, or no nearer than 0.6 nm.
            (&[(0, 95.0, 1.2), (240, 95.0, 0.4)], false),
            (&[(0, 95.0, 1.2), (120, 95.0, 0.6)], false),
            // A later alteration counts as the first one does.
            (&[(0, 95.0, 1.2), (600, 120.0, 1.2), (700, 120.0, 0.4)], true),
        ] {
            let mut memo = Memo { vector: moving(11.0, 75.0), ..Memo::default() };
            for &(secs, course, cpa) in steps {
                limits.watch_target(&mut memo, moving(11.0, course), &passing(cpa), at(secs));
            }
            assert_eq!(memo.flag, expected, "{steps:?}");
        }
    }
}
