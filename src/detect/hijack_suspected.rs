use std::time::Duration;

use super::findings::{Found, measured, round};
use super::table::{Phase, RuleSpec, limits};
use crate::areas::AreaKind;
use crate::domain::{ContactId, EventTime, METRES_PER_NAUTICAL_MILE, RuleId};
use crate::geodesy::distance;
use crate::picture::{Contact, Picture};

limits! { HijackSuspected {
    within_secs: "s" = 3600.0 in 300.0..=21_600.0, "all parts within this time";
    craft_nm_max: "nm" = 0.5 in 0.05..=5.0, "furthest range of the craft through a deviation from the course";
} }

pub(super) const SPEC: RuleSpec = RuleSpec {
    id: RuleId::HijackSuspected,
    version: "2",
    phase: Phase::Distress,
    summary: "Small craft closed a ship, and then she stopped, fell silent or called for help.",
    raises: "On one ship within `within_secs`: a fast-approach, swarm, shadowing or \
             boarding-alongside, counted until it ends, and an unexpected-stop, ais-dark, \
             safety-text or an active distress-beacon within 1 nm of her; or a \
             course-deviation with a boarding-alongside or with the craft still within \
             `craft_nm_max`: an evasive turn alone is none. Suspected by what moves; nothing is \
             known of what happens on board. The alerts of its parts become its children.",
    clears: "By an officer.",
    source: "Sequence of the ARIS 13 case, 2017",
    on_in: &[AreaKind::HighRiskArea],
    exempt_in: &[],
    parameters: HijackSuspected::PARAMETERS,
};

/// Something that a rule raised on a ship.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub(super) rule: RuleId,
    pub(super) time: EventTime,
    /// The craft that closed her.
    pub(super) craft: Option<ContactId>,
}

/// Whether a rule says that somebody closes a ship.
pub(super) const fn is_approach(rule: RuleId) -> bool {
    matches!(
        rule,
        RuleId::FastApproach | RuleId::Swarm | RuleId::Shadowing | RuleId::BoardingAlongside
    )
}

/// Whether a rule says that something happened to a ship.
pub(super) const fn is_loss(rule: RuleId) -> bool {
    matches!(
        rule,
        RuleId::UnexpectedStop
            | RuleId::AisDark
            | RuleId::SafetyText
            | RuleId::DistressBeacon
            | RuleId::CourseDeviation
    )
}

/// What the parts on one ship come to, each with how long ago it was raised or, of what closed her,
/// held last.
pub(super) fn judge(
    ship: &Contact,
    parts: &[Part],
    picture: &Picture,
    limits: &HijackSuspected,
    now: EventTime,
) -> Option<Found> {
    let within = Duration::from_secs_f64(limits.within_secs);
    let lately: Vec<&Part> = parts.iter().filter(|part| now.since(part.time) <= within).collect();
    let approach = lately.iter().any(|part| is_approach(part.rule));
    let boarded = lately.iter().any(|part| part.rule == RuleId::BoardingAlongside);
    let near = lately.iter().filter_map(|part| part.craft).any(|craft| {
        let places = picture.contacts.find(craft).and_then(Contact::position).zip(ship.position());
        places.is_some_and(|(craft, ship)| {
            round(distance(craft, ship).get() / METRES_PER_NAUTICAL_MILE, 2) <= limits.craft_nm_max
        })
    });
    let loss = lately.iter().any(|part| match part.rule {
        RuleId::CourseDeviation => boarded || near,
        rule => is_loss(rule),
    });
    if !approach || !loss {
        return None;
    }
    let ago =
        |part: &&Part| measured(part.rule.as_str(), round(now.secs_since(part.time), 0), "s ago");
    Some(Found { measures: lately.iter().map(ago).collect(), ..Found::default() })
}
