use std::time::Duration;

use super::condition::{Need, Verdict};
use super::craft;
use super::findings::{Found, at_least, at_most, measured, round};
use super::table::{Phase, RuleSpec, limits};
use super::{Bonus, Priority};
use crate::areas::{AreaKind, WatchArea};
use crate::domain::{EventTime, KNOT, Knots, METRES_PER_NAUTICAL_MILE, RuleId};
use crate::geodesy::{Approach, LocalFrame, Vector, closest_approach};
use crate::picture::{Contact, Picture};

limits! { FastApproach {
    sog_kn_min: "kn" = 15.0 in 10.0..=102.2, "slowest craft that counts";
    closing_kn_min: "kn" = 5.0 in 0.0..=102.2, "slowest rate at which the range shrinks";
    cpa_nm_max: "nm" = 0.25 in 0.01..=5.0, "widest closest point of approach";
    tcpa_secs_max: "s" = 600.0 in 30.0..=3600.0, "longest time to it";
    range_nm_max: "nm" = 5.0 in 0.1..=6.0, "furthest range";
    evaluations: "count" = 3.0 in 1.0..=100.0, "evaluations in a row that raise, the fixes of the first velocity included";
    hold_secs: "s" = 30.0 in 0.0..=600.0, "or the time for which it holds";
    step_1_nm: "nm" = 1.0 in 0.05..=6.0, "range that escalates";
    step_2_nm: "nm" = 0.5 in 0.05..=6.0, "range that escalates again";
    clear_cpa_nm: "nm" = 1.0 in 0.05..=12.0, "closest point of approach that clears";
    clear_range_nm: "nm" = 6.0 in 0.5..=24.0, "range that clears";
    clear_secs: "s" = 120.0 in 0.0..=3600.0, "for so long";
    steady_deg_per_min: "deg/min" = 2.0 in 0.0..=60.0, "bearing that turns less is steady";
    reclose_secs: "s" = 180.0 in 0.0..=3600.0, "time in which a craft closes again after the target altered";
} }

pub(super) const SPEC: RuleSpec = RuleSpec {
    id: RuleId::FastApproach,
    version: "1",
    phase: Phase::Approach,
    summary: "A fast small craft is on a course that closes a protected ship.",
    raises: "A small craft at `sog_kn_min` or more closes a protected ship at `closing_kn_min` or \
             more, within `range_nm_max`, with a closest point of approach of `cpa_nm_max` or less \
             within `tcpa_secs_max`: for `evaluations` reports or `hold_secs`. Escalates at \
             `step_1_nm` and `step_2_nm`. Nobody at berth is a target outside a port facility, \
             nobody in built-up water; craft that declare a service are at most a caution.",
    clears: "Closest point of approach beyond `clear_cpa_nm` or opening, for `clear_secs`; or \
             beyond `clear_range_nm`.",
    source: "ASAM texts 1978-2022: speeds P25 16, median 20, P90 25 kn, distance median 500 m; \
             radar practice 0.5 nm and 10 min; NATO steady bearing; trial on 13 recordings",
    parameters: FastApproach::PARAMETERS,
};

/// A fix older than this says nothing about where a fast craft is now.
const CRAFT_AGE_MAX: Duration = Duration::from_mins(2);
/// A slow ship may report every three minutes.
const TARGET_AGE_MAX: Duration = Duration::from_mins(6);

/// What one evaluation of a pair found.
pub(super) struct Pair {
    pub(super) verdict: Verdict,
    pub(super) found: Found,
    /// Velocity of the target, metres per second.
    pub(super) target_velocity: Vector,
    pub(super) cpa_nm: f64,
}

/// Judges a pair, both dead-reckoned to `now`. `None`: nothing can be said.
pub(super) fn judge(
    craft: &Contact,
    target: &Contact,
    limits: &FastApproach,
    now: EventTime,
) -> Option<Pair> {
    let fresh = |contact: &Contact, age: Duration| {
        contact.last_fix().is_some_and(|last| now.since(last) <= age)
    };
    if !fresh(craft, CRAFT_AGE_MAX) || !fresh(target, TARGET_AGE_MAX) {
        return None;
    }
    let frame = LocalFrame::at(target.position()?);
    let target_velocity = velocity_of(target)?;
    let approach = approach(craft, target, &frame, now)?;
    let measures = Measures::of(&approach, craft.speed()?);
    let verdict = measures.verdict(limits);
    let step = match measures.range_nm {
        range if range <= limits.step_2_nm => 2,
        range if range <= limits.step_1_nm => 1,
        _ => 0,
    };
    let steady = measures.bearing_rate.abs() < limits.steady_deg_per_min;
    let found = Found {
        measures: measures.listed(limits),
        step,
        bonuses: if steady { vec![Bonus::SteadyBearing] } else { Vec::new() },
        ceiling: craft::declares_service(craft).then_some(Priority::Caution),
        ..Found::default()
    };
    Some(Pair { verdict, found, target_velocity, cpa_nm: measures.cpa_nm })
}

/// How a craft passes a target, both dead-reckoned to `now` in a frame near them.
fn approach(
    craft: &Contact,
    target: &Contact,
    frame: &LocalFrame,
    now: EventTime,
) -> Option<Approach> {
    Some(closest_approach(
        target.reckoned(frame, now)?,
        velocity_of(target)?,
        craft.reckoned(frame, now)?,
        craft.velocity?,
    ))
}

/// The widest limits that any area sets: beyond them no area can raise. A search asks this of
/// everyone near before it asks which area a target is in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach {
    range: f64,
    cpa: f64,
    tcpa: f64,
    closing: f64,
    speed: f64,
}

/// What rounding of measures to the limits' own decimals may add: 0.005 nm, 0.05 kn, 0.5 s.
const ROUNDING_METRES: f64 = 0.005 * METRES_PER_NAUTICAL_MILE;
const ROUNDING_METRES_PER_SECOND: f64 = 0.05 * KNOT;
const ROUNDING_SECS: f64 = 0.5;
/// The frame of the search is another one than that of the judgement.
const FRAME_SHARE: f64 = 1.005;

impl Reach {
    /// Of one area's limits.
    pub(super) fn of(limits: &FastApproach) -> Self {
        Self {
            range: limits.range_nm_max * METRES_PER_NAUTICAL_MILE * FRAME_SHARE + ROUNDING_METRES,
            cpa: limits.cpa_nm_max * METRES_PER_NAUTICAL_MILE * FRAME_SHARE + 2.0 * ROUNDING_METRES,
            tcpa: limits.tcpa_secs_max * FRAME_SHARE + ROUNDING_SECS,
            closing: limits.closing_kn_min * KNOT / FRAME_SHARE - ROUNDING_METRES_PER_SECOND,
            speed: limits.sog_kn_min * KNOT - ROUNDING_METRES_PER_SECOND,
        }
    }

    /// Of both.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            range: self.range.max(other.range),
            cpa: self.cpa.max(other.cpa),
            tcpa: self.tcpa.max(other.tcpa),
            closing: self.closing.min(other.closing),
            speed: self.speed.min(other.speed),
        }
    }

    /// Whether a contact is fast enough to approach anybody.
    pub(super) fn is_fast(&self, craft: &Contact) -> bool {
        craft.velocity.is_some_and(|velocity| velocity.norm() >= self.speed)
    }

    /// Whether a pair may meet some area's limits, in a frame near them.
    pub(super) fn holds(
        &self,
        craft: &Contact,
        target: &Contact,
        frame: &LocalFrame,
        now: EventTime,
    ) -> bool {
        approach(craft, target, frame, now).is_some_and(|approach| {
            approach.range <= self.range
                && approach.cpa <= self.cpa
                && approach.closing >= self.closing
                && approach.tcpa.is_some_and(|secs| secs <= self.tcpa)
        })
    }
}

/// Whether a ship may be a target in an area: protected, heard of late, not allow-listed, not at
/// berth (but in a port facility) nor in built-up water.
pub(super) fn is_target(
    target: &Contact,
    area: &WatchArea,
    picture: &Picture,
    exercise: bool,
) -> bool {
    craft::is_protected(target, area)
        && !craft::is_allowed(target, area)
        && (area.kind == AreaKind::PortFacility || !craft::is_at_berth(target, picture, exercise))
        && !craft::is_built_up(target, picture, exercise)
}

impl FastApproach {
    /// For how long a verdict has to hold.
    pub(super) fn need(&self, area: &WatchArea) -> Need {
        let count = self.evaluations.clamp(1.0, 100.0);
        #[expect(
            clippy::as_conversions,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to 1..=100"
        )]
        let count = count as u32;
        let need = Need {
            count,
            span: Duration::from_secs_f64(self.hold_secs),
            clear: Duration::from_secs_f64(self.clear_secs),
        };
        need.at_level(area.security_level)
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

/// Velocity of a target; with one fix yet, what she says herself.
fn velocity_of(contact: &Contact) -> Option<Vector> {
    if contact.velocity.is_some() {
        return contact.velocity;
    }
    let last = contact.track.newest()?;
    let sog = last.sog?;
    match last.cog {
        Some(cog) => Some(Vector::velocity(sog, cog)),
        None => (sog.get() < 0.5).then(Vector::default),
    }
}
