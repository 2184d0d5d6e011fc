use std::time::Duration;

use super::condition::{ConditionKey, Need, Verdict};
use super::findings::{Found, at_least, round};
use super::table::{Phase, RuleSpec, limits};
use super::{AreaRef, Measure};
use crate::areas::WatchArea;
use crate::domain::{Knots, RuleId};
use crate::picture::Contact;

limits! { AreaSpeed {
    margin_kn: "kn" = 1.0 in 0.0..=20.0, "raises above the limit by this, clears below the limit by this";
    hold_secs: "s" = 30.0 in 0.0..=3600.0, "time above before it raises";
    clear_secs: "s" = 60.0 in 0.0..=3600.0, "time below before it clears";
} }

pub(super) const SPEC: RuleSpec = RuleSpec {
    id: RuleId::AreaSpeed,
    version: "1",
    phase: Phase::Suspicious,
    summary: "A vessel is faster than the area's speed limit.",
    raises: "Smoothed speed over ground above the limit by `margin_kn` for `hold_secs`.",
    clears: "Below the limit by `margin_kn` for `clear_secs`, or outside for 60 s.",
    source: "RTEC, speed near the coast; one raw SOG never raises",
    parameters: AreaSpeed::PARAMETERS,
};

/// Judges a vessel inside an area with a limit.
pub(super) fn judge(contact: &Contact, area: &WatchArea, limits: &AreaSpeed) -> Option<Judged> {
    let limit = area.speed_limit?.get();
    let speed = round(contact.speed().map(Knots::get)?, 1);
    let verdict = if speed > limit + limits.margin_kn {
        Verdict::Meets
    } else if speed < limit - limits.margin_kn {
        Verdict::Clears
    } else {
        Verdict::Between
    };
    let need = Need {
        count: u32::MAX,
        span: Duration::from_secs_f64(limits.hold_secs),
        clear: Duration::from_secs_f64(limits.clear_secs),
    };
    let need = need.at_level(area.security_level);
    Some(Judged { verdict, need, measures: vec![at_least("sog", speed, "kn", limit)] })
}

/// What came of a judgement.
pub(super) struct Judged {
    pub(super) verdict: Verdict,
    pub(super) need: Need,
    pub(super) measures: Vec<Measure>,
}

impl Judged {
    /// The findings about a vessel.
    pub(super) fn found(self) -> Found {
        Found { measures: self.measures, ..Found::default() }
    }
}

/// The condition of a vessel in an area.
pub(super) fn key(contact: &Contact, area: &AreaRef) -> ConditionKey {
    ConditionKey {
        area: Some(area.id.clone()),
        ..ConditionKey::single(RuleId::AreaSpeed, contact.id, contact.exercise)
    }
}
