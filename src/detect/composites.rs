use std::collections::BTreeMap;
use std::time::Duration;

use super::condition::ConditionKey;
use super::detector::{Detector, tell};
use super::hijack_suspected::{self, HijackSuspected, Part, is_approach, is_loss};
use super::rule::Rule;
use super::{AreaRef, Detection, Findings, IncidentSubject, Priority, Role, Signal};
use crate::domain::{ContactId, EventTime, METRES_PER_NAUTICAL_MILE, RuleId};
use crate::geodesy::distance;
use crate::picture::{Contact, Picture};

/// Ships of which parts are kept at most; one more finds room when others' parts have aged.
const SHIPS_MAX: usize = 10_000;
/// Parts kept of a ship; the oldest gives way.
const PARTS_MAX: usize = 16;
/// A beacon this near to a ship is taken for hers, nautical miles.
const BEACON_NM: f64 = 1.0;
/// What is raised again within this of the last time goes on.
const GOES_ON: Duration = Duration::from_hours(1);
/// Whoever was alongside a ship has to do with what befalls her for so long.
const BOARDED_WITHIN: Duration = Duration::from_hours(1);
/// A ship that has lost half of her way may stop within this.
const STOPS_WITHIN: Duration = Duration::from_mins(15);
/// Nothing older than the longest time that may be set is of use.
const KEPT_FOR: Duration = Duration::from_hours(6);

/// What rules have raised on ships of late, for the rules that put it together.
#[derive(Debug, Default)]
pub(super) struct Composites {
    ships: BTreeMap<(ContactId, bool), Vec<Part>>,
    refused: u64,
}

impl Composites {
    pub(super) fn forget(&mut self, contact: ContactId) {
        self.ships.remove(&(contact, false));
        self.ships.remove(&(contact, true));
    }

    /// Ships that found no room.
    pub(super) const fn refused(&self) -> u64 {
        self.refused
    }

    /// What a rule said of a ship holds no more: until now it did.
    fn ended(&mut self, ship: (ContactId, bool), rule: RuleId, now: EventTime) {
        let parts = self.ships.get_mut(&ship).into_iter().flatten();
        for part in parts.filter(|part| part.rule == rule && is_approach(rule)) {
            part.time = now;
        }
    }

    fn note(&mut self, ship: (ContactId, bool), part: Part) {
        if self.ships.len() >= SHIPS_MAX && !self.ships.contains_key(&ship) {
            let fresh = |part: &Part, now: EventTime| now.since(part.time) <= KEPT_FOR;
            self.ships.retain(|_, parts| parts.iter().any(|old| fresh(old, part.time)));
            if self.ships.len() >= SHIPS_MAX {
                self.refused += 1;
                return;
            }
        }
        let parts = self.ships.entry(ship).or_default();
        let is_same = |old: &Part| (old.rule, old.craft) == (part.rule, part.craft);
        let goes_on = |old: &&Part| is_same(old) && part.time.since(old.time) <= GOES_ON;
        let begun = parts.iter().filter(goes_on).map(|old| old.begun).min();
        let part = Part { begun: begun.unwrap_or(part.begun), ..part };
        parts.retain(|old| !is_same(old));
        if parts.len() >= PARTS_MAX {
            // Of a rule that has said so of several craft, sooner than the only one of its kind.
            let again = |at: usize| {
                let rule = |at: usize| parts.get(at).map(|part| part.rule);
                (at + 1..parts.len()).any(|later| rule(later) == rule(at))
            };
            parts.remove((0..parts.len()).find(|at| again(*at)).unwrap_or(0));
        }
        parts.push(part);
    }
}

impl Detector {
    /// Looks at what has been raised since `from` in `out`, and raises what it comes to together.
    pub(super) fn judge_composites(
        &mut self,
        picture: &Picture,
        from: usize,
        now: EventTime,
        out: &mut Vec<Detection>,
    ) {
        if HijackSuspected::of(self.book.widest()).is_none() {
            return;
        }
        let mut touched = Vec::new();
        for detection in out.get(from..).unwrap_or_default() {
            if let (Signal::Clear(_), IncidentSubject::Contact(ship)) =
                (&detection.signal, &detection.incident.about)
            {
                self.composites.ended((*ship, detection.exercise), detection.rule, now);
                continue;
            }
            if let (Signal::Update(_), IncidentSubject::Contact(ship), RuleId::UnexpectedStop) =
                (&detection.signal, &detection.incident.about, detection.rule)
            {
                touched.extend(self.may_have_stopped((*ship, detection.exercise), now));
                continue;
            }
            let (Signal::Raise(findings), IncidentSubject::Contact(ship)) =
                (&detection.signal, &detection.incident.about)
            else {
                continue;
            };
            if detection.rule == RuleId::DistressBeacon {
                let near = self.ships_near_beacon(picture, detection, findings, now);
                touched.extend(near);
                continue;
            }
            if !is_approach(detection.rule) && !is_loss(detection.rule) {
                continue;
            }
            let craft = findings.participants.iter().find_map(|one| match one.who {
                IncidentSubject::Contact(craft) if one.role == Role::Approaching => Some(craft),
                _ => None,
            });
            let ship = (*ship, detection.exercise);
            let capped = findings.ceiling == Some(Priority::Caution);
            self.composites
                .note(ship, Part { rule: detection.rule, begun: now, time: now, craft, capped });
            touched.push(ship);
        }
        for ship in touched {
            self.judge_hijack(picture, ship, now, out);
        }
    }

    /// Whether somebody who declares no service is alongside a ship, or was within the hour.
    pub(super) fn was_boarded(&self, ship: &Contact, now: EventTime) -> bool {
        let parts = self.composites.ships.get(&(ship.id, ship.exercise));
        let mut boardings = parts
            .into_iter()
            .flatten()
            .filter(|part| part.rule == RuleId::BoardingAlongside && !part.capped);
        boardings.any(|part| {
            let goes_on = || {
                self.holds.raised_of(ship.id).iter().any(|key| {
                    key.rule == part.rule && key.about == ship.id && key.other == part.craft
                })
            };
            now.since(part.time) <= BOARDED_WITHIN || goes_on()
        })
    }

    /// A ship that lost her way some minutes ago, and still made some then: she may lie stopped only now.
    fn may_have_stopped(
        &self,
        ship: (ContactId, bool),
        now: EventTime,
    ) -> Option<(ContactId, bool)> {
        let parts = self.composites.ships.get(&ship)?;
        let lately = |part: &Part| {
            part.rule == RuleId::UnexpectedStop && now.since(part.time) <= STOPS_WITHIN
        };
        let key = ConditionKey::single(RuleId::HijackSuspected, ship.0, ship.1);
        (parts.iter().any(lately) && !self.holds.is_raised(&key)).then_some(ship)
    }

    /// Ships near an active beacon of which an approach is remembered: a call for help counts as
    /// theirs.
    fn ships_near_beacon(
        &mut self,
        picture: &Picture,
        detection: &Detection,
        findings: &Findings,
        now: EventTime,
    ) -> Vec<(ContactId, bool)> {
        let Some(place) = findings.position.filter(|_| findings.ceiling.is_none()) else {
            return Vec::new();
        };
        let near = |ship: ContactId| {
            let there = picture.contacts.find(ship).and_then(Contact::position);
            there.is_some_and(|there| {
                distance(there, place).get() <= BEACON_NM * METRES_PER_NAUTICAL_MILE
            })
        };
        let ships: Vec<_> = self
            .composites
            .ships
            .keys()
            .copied()
            .filter(|(ship, exercise)| *exercise == detection.exercise && near(*ship))
            .collect();
        for ship in &ships {
            let part =
                Part { rule: detection.rule, begun: now, time: now, craft: None, capped: false };
            self.composites.note(*ship, part);
        }
        ships
    }

    fn judge_hijack(
        &mut self,
        picture: &Picture,
        (ship, exercise): (ContactId, bool),
        now: EventTime,
        out: &mut Vec<Detection>,
    ) {
        let Some(ship) = picture.contacts.find(ship) else { return };
        self.locate(ship.position());
        let applicable = self.book.applicable::<HijackSuspected>(self.inside(), &self.areas, now);
        let Some((area, limits)) = applicable else { return };
        let mut parts =
            self.composites.ships.get(&(ship.id, exercise)).cloned().unwrap_or_default();
        // What still goes on is of now, whenever it began.
        for key in self.holds.raised_of(ship.id) {
            let of_her = key.about == ship.id && key.exercise == exercise && is_approach(key.rule);
            let is_of_it = |part: &&mut Part| {
                part.rule == key.rule && (key.other.is_none() || part.craft == key.other)
            };
            for part in parts.iter_mut().filter(|part| of_her && is_of_it(part)) {
                part.time = now;
            }
        }
        let Some(found) = hijack_suspected::judge(ship, &parts, picture, &limits, now) else {
            return;
        };
        let mut parties = vec![(Role::Target, ship)];
        for craft in parts.iter().filter_map(|part| picture.contacts.find(part.craft?)) {
            if !parties.iter().any(|(_, known)| known.id == craft.id) {
                parties.push((Role::Approaching, craft));
            }
        }
        let area = AreaRef::from(area);
        let key = ConditionKey::single(RuleId::HijackSuspected, ship.id, exercise);
        let turn = self.holds.event(&key, now, None, &area, &mut self.timers);
        tell(&key, turn, now, &area, found, &parties, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Mmsi;

    #[test]
    fn what_is_raised_again_within_an_hour_goes_on_and_later_begins_anew() {
        let ship = (ContactId::from_mmsi(Mmsi::new(999_000_001).expect("an MMSI")), false);
        let at = EventTime::from_secs;
        let mut composites = Composites::default();
        for (secs, begun) in [(0, 0), (1800, 0), (5400, 0), (9001, 9001)] {
            let rule = RuleId::FastApproach;
            let part = Part { rule, begun: at(secs), time: at(secs), craft: None, capped: false };
            composites.note(ship, part);
            let parts = composites.ships.get(&ship).expect("noted");
            let kept: Vec<_> = parts.iter().map(|part| (part.begun, part.time)).collect();
            assert_eq!(kept, [(at(begun), at(secs))]);
        }
    }
}
