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
    version: "6",
    phase: Phase::Distress,
    summary: "Small craft closed a ship, and then she stopped, fell silent or called for help.",
    raises: "On one ship within `within_secs`: a fast-approach, swarm, shadowing or \
             boarding-alongside, counted until it ends, and an ais-dark, safety-text, an active \
             distress-beacon within 1 nm of her, or an unexpected-stop (not one of more than five \
             minutes before she was closed, unless she is boarded). A course-deviation, or a stop \
             after which she still makes 3 kn for a quarter of an hour, counts only with a \
             boarding-alongside or with the craft still within `craft_nm_max`: an evasive turn \
             alone is none, nor is slowing for a pilot. Craft that declare a service, whose \
             approach is at most a caution, count only with ais-dark, or a call for help no more \
             than five minutes before they closed her: later they come to it. \
             Suspected by what moves; nothing is known of what happens on board. The alerts of \
             its parts become its children.",
    clears: "By an officer.",
    source: "Sequence of the ARIS 13 case, 2017",
    on_in: &[AreaKind::HighRiskArea],
    exempt_in: &[],
    parameters: HijackSuspected::PARAMETERS,
};

/// Slower than this she has stopped, knots.
const MAKES_WAY_KN: f64 = 3.0;
/// A craft may be seen so long after it made her stop.
const UNSEEN: Duration = Duration::from_mins(5);

/// Something that a rule raised on a ship.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub(super) rule: RuleId,
    /// When it was first raised, of a row of raises no more than an hour apart.
    pub(super) begun: EventTime,
    /// When it was raised last; of what closed her, when it held last.
    pub(super) time: EventTime,
    /// The craft that closed her.
    pub(super) craft: Option<ContactId>,
    /// At most a caution: whoever closes her declares a service, or the call is a drill's.
    pub(super) capped: bool,
}

impl Part {
    /// Whether it says that somebody closes the ship who declares no service.
    const fn is_threat(&self) -> bool {
        is_approach(self.rule) && !self.capped
    }
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
    let boarded =
        lately.iter().any(|part| part.is_threat() && part.rule == RuleId::BoardingAlongside);
    let near =
        lately.iter().filter(|part| part.is_threat()).filter_map(|part| part.craft).any(|craft| {
            let there = picture.contacts.find(craft).and_then(Contact::position);
            there.zip(ship.position()).is_some_and(|(craft, ship)| {
                let range = distance(craft, ship).get() / METRES_PER_NAUTICAL_MILE;
                round(range, 2) <= limits.craft_nm_max
            })
        });
    let stopped = ship.speed().is_none_or(|speed| round(speed.get(), 1) < MAKES_WAY_KN);
    // Whoever stopped before anybody closed her stopped for another reason, unless she is boarded.
    let follows = |stop: &Part| {
        let begun = lately.iter().filter(|part| part.is_threat()).map(|part| part.begun).min();
        begun.is_some_and(|begun| begun <= stop.time.plus(UNSEEN))
    };
    let comes_to_it = lately.iter().any(|part| match part.rule {
        RuleId::CourseDeviation => boarded || near,
        RuleId::UnexpectedStop => boarded || follows(part) && (stopped || near),
        // Whoever declares a service and comes after a call comes to help.
        RuleId::SafetyText | RuleId::DistressBeacon => {
            let comes_first = |it: &&Part| it.is_threat() || it.begun <= part.begun.plus(UNSEEN);
            !part.capped && lately.iter().filter(|it| is_approach(it.rule)).any(comes_first)
        }
        rule => is_loss(rule) && !part.capped && approach,
    });
    if !comes_to_it {
        return None;
    }
    let ago =
        |part: &&Part| measured(part.rule.as_str(), round(now.secs_since(part.time), 0), "s ago");
    // Of several craft under one rule the last.
    let mut last: Vec<&Part> = Vec::new();
    for part in lately {
        match last.iter_mut().find(|known| known.rule == part.rule) {
            Some(known) if known.time < part.time => *known = part,
            Some(_) => {}
            None => last.push(part),
        }
    }
    Some(Found { measures: last.iter().map(ago).collect(), ..Found::default() })
}
