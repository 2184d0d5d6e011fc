//! What a rule found, put together for the score, the evidence and the officer.

use std::time::Duration;

use super::{
    Bonus, Findings, IncidentSubject, Measure, Participant, Priority, Relation, Role, TargetTraits,
    TrailPoint, craft,
};
use crate::areas::AreaId;
use crate::domain::{EventTime, Position};
use crate::geodesy::is_night;
use crate::picture::Contact;

/// Positions of the minutes before go into the evidence.
const TRAIL_SPAN: Duration = Duration::from_mins(5);
/// At most so many for each participant.
const TRAIL_POINTS: usize = 32;

/// What a rule's judgement adds to the participants.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    pub(super) measures: Vec<Measure>,
    pub(super) step: u8,
    pub(super) bonuses: Vec<Bonus>,
    pub(super) ceiling: Option<Priority>,
    /// Layers that the rule would look at and that there are not. It raises all the same, where DETECTION
    /// takes a missing layer for a condition not met: nobody would hear of a stop or a mothership who has
    /// drawn no ports. The alert says what was not looked at.
    pub(super) missing_layers: Vec<&'static str>,
    pub(super) sentence: Option<String>,
    /// The facility that is the target.
    pub(super) facility: Option<AreaId>,
}

/// A value that has to be at most its limit.
pub(super) const fn at_most(
    name: &'static str,
    value: f64,
    unit: &'static str,
    limit: f64,
) -> Measure {
    Measure { name, value, unit, limit: Some(limit), relation: Relation::AtMost }
}

/// A value that has to be at least its limit.
pub(super) const fn at_least(
    name: &'static str,
    value: f64,
    unit: &'static str,
    limit: f64,
) -> Measure {
    Measure { name, value, unit, limit: Some(limit), relation: Relation::AtLeast }
}

/// A value reported for its own sake.
pub(super) const fn measured(name: &'static str, value: f64, unit: &'static str) -> Measure {
    Measure { name, value, unit, limit: None, relation: Relation::Equal }
}

/// Rounds to so many decimals, before a value meets its limit or leaves: the last bits of a
/// calculation never decide.
pub(super) fn round(value: f64, decimals: u8) -> f64 {
    let scale = match decimals {
        0 => 1.0,
        1 => 10.0,
        2 => 100.0,
        _ => 1000.0,
    };
    // Adding zero turns -0.0 into 0.0.
    (value * scale).round() / scale + 0.0
}

/// The findings about these participants; the first is whom the incident is about.
pub(super) fn findings(
    found: Found,
    participants: &[(Role, &Contact)],
    position: Option<Position>,
    now: EventTime,
) -> Box<Findings> {
    let mut bonuses = found.bonuses;
    if position.is_some_and(|place| is_night(place, now)) {
        bonuses.push(Bonus::Night);
    }
    bonuses.sort_unstable();
    let target = participants.iter().find(|(role, _)| *role == Role::Target);
    let mut sentences: Vec<String> = participants
        .iter()
        .flat_map(|(_, c)| c.sentences())
        .map(|s| s.as_str().to_owned())
        .collect();
    sentences.extend(found.sentence);
    let mut trail: Vec<TrailPoint> =
        participants.iter().flat_map(|(_, contact)| trail(contact, now)).collect();
    trail.sort_by_key(|point| (point.contact, point.time));
    let facility = found.facility.map(|area| Participant {
        who: IncidentSubject::Area(area),
        mmsi: None,
        name: None,
        role: Role::Target,
    });
    let mut listed: Vec<_> = participants.iter().map(|(role, c)| participant(*role, c)).collect();
    listed.extend(facility);
    listed.sort_by(|a, b| (a.role, &a.who).cmp(&(b.role, &b.who)));
    Box::new(Findings {
        participants: listed,
        position,
        measures: found.measures,
        step: found.step,
        bonuses,
        target: target.map(|(_, contact)| TargetTraits {
            sog: contact.speed(),
            ship_type: contact.statics.ship_type,
            lies: craft::says_she_lies(contact),
        }),
        ceiling: found.ceiling,
        trail,
        sentences,
        missing_layers: found.missing_layers,
    })
}

fn participant(role: Role, contact: &Contact) -> Participant {
    Participant {
        who: IncidentSubject::Contact(contact.id),
        mmsi: contact.mmsi(),
        name: contact.name(),
        role,
    }
}

fn trail(contact: &Contact, now: EventTime) -> impl Iterator<Item = TrailPoint> {
    let begin = now.minus(TRAIL_SPAN);
    contact.track.recent().filter(move |point| point.time >= begin).take(TRAIL_POINTS).map(
        |point| TrailPoint {
            contact: contact.id,
            time: point.time,
            position: point.position,
            sog: point.sog,
            cog: point.cog,
        },
    )
}

#[cfg(test)]
mod tests {
    use super::round;

    #[test]
    fn values_are_rounded_half_away_from_zero_and_never_minus_zero() {
        assert_eq!(round(0.25, 1).to_bits(), 0.3_f64.to_bits());
        assert_eq!(round(1.004_9, 2).to_bits(), 1.0_f64.to_bits());
        assert_eq!(round(-0.001, 1).to_bits(), 0.0_f64.to_bits());
    }
}
