use std::collections::VecDeque;
use std::time::Duration;

use super::condition::ConditionKey;
use super::detector::{Detector, tell};
use super::findings::{Found, at_least, measured};
use super::gnss_interference::GnssInterference;
use super::{AreaRef, Cause, CauseKind, Detection, Role};
use crate::domain::{ContactId, EventTime, NauticalMiles, Position, RuleId};
use crate::geodesy::distance;
use crate::picture::{Contact, Picture};

/// Jumps remembered at most, the oldest gives way: disturbance of a whole sea is found by a part.
const JUMPS_MAX: usize = 1024;
/// Places of disturbance followed at a time; the oldest gives way.
const ZONES_MAX: usize = 64;

/// Where vessels' positions have jumped to of late.
#[derive(Debug, Default)]
pub(super) struct Interference {
    jumps: VecDeque<Landing>,
    zones: VecDeque<Zone>,
}

#[derive(Clone, Copy, Debug)]
struct Landing {
    contact: ContactId,
    exercise: bool,
    place: Position,
    time: EventTime,
}

/// A place to which several jumped; the first of them gives the incident its name.
#[derive(Clone, Debug)]
struct Zone {
    key: ConditionKey,
    place: Position,
    within: NauticalMiles,
    last: EventTime,
    lasts: Duration,
}

impl Interference {
    /// Whether a place is disturbed: nothing that a position says there proves anything.
    pub(super) fn disturbs(&self, place: Option<Position>, exercise: bool, now: EventTime) -> bool {
        place.is_some_and(|place| self.zone(place, exercise, now).is_some())
    }

    fn zone(&self, place: Position, exercise: bool, now: EventTime) -> Option<usize> {
        self.zones.iter().position(|zone| {
            zone.key.exercise == exercise
                && now.since(zone.last) < zone.lasts
                && distance(zone.place, place) <= zone.within.metres()
        })
    }

    fn note(&mut self, landing: Landing) {
        if self.jumps.len() >= JUMPS_MAX {
            self.jumps.pop_front();
        }
        self.jumps.push_back(landing);
    }

    /// Everybody who jumped to about a place within a time, each once, the earliest first.
    fn gathered(&self, at: &Landing, within: NauticalMiles, span: Duration) -> Vec<ContactId> {
        let mut gathered = Vec::new();
        for jump in &self.jumps {
            let counts = jump.exercise == at.exercise
                && at.time.since(jump.time) <= span
                && distance(jump.place, at.place) <= within.metres();
            if counts && !gathered.contains(&jump.contact) {
                gathered.push(jump.contact);
            }
        }
        gathered
    }
}

impl Detector {
    /// A vessel jumped: to where others have, or not. Whether the place is disturbed.
    pub(super) fn judge_interference(
        &mut self,
        picture: &Picture,
        contact: &Contact,
        now: EventTime,
        out: &mut Vec<Detection>,
    ) -> bool {
        let applicable = self.book.applicable::<GnssInterference>(&self.inside, &self.areas, now);
        let (Some((area, limits)), Some(place)) = (applicable, contact.position()) else {
            return false;
        };
        let Some(within) = NauticalMiles::new(limits.within_nm) else { return false };
        let area = AreaRef::from(area);
        let landing = Landing { contact: contact.id, exercise: contact.exercise, place, time: now };
        self.interference.note(landing);
        let span = Duration::from_secs_f64(limits.within_secs);
        let gathered = self.interference.gathered(&landing, within, span);
        let known = self.interference.zone(place, contact.exercise, now);
        let count = u32::try_from(gathered.len()).map_or(f64::MAX, f64::from);
        if known.is_none() && count < limits.vessels_min {
            return false;
        }
        let key = match known.and_then(|at| self.interference.zones.get_mut(at)) {
            Some(zone) => {
                zone.last = now;
                zone.key.clone()
            }
            None => self.begin_zone(&gathered, landing, within, limits.clear(), out),
        };
        let turn = self.holds.event(&key, now, Some(limits.clear()), &area, &mut self.timers);
        let found = Found {
            measures: vec![
                at_least("vessels", count.max(1.0), "count", limits.vessels_min),
                measured("within", limits.within_nm, "nm"),
            ],
            ..Found::default()
        };
        let subject = picture.contacts.find(key.about).unwrap_or(contact);
        let mut parties = vec![(Role::Subject, subject)];
        for other in gathered.iter().filter_map(|id| picture.contacts.find(*id)) {
            if other.id != subject.id {
                parties.push((Role::Other, other));
            }
        }
        tell(&key, turn, now, &area, found, &parties, out);
        true
    }

    /// What was raised of each of them takes the new incident's place.
    fn begin_zone(
        &mut self,
        gathered: &[ContactId],
        at: Landing,
        within: NauticalMiles,
        lasts: Duration,
        out: &mut Vec<Detection>,
    ) -> ConditionKey {
        let first = gathered.first().copied().unwrap_or(at.contact);
        for &contact in gathered {
            for rule in [RuleId::PositionJump, RuleId::DuplicateMmsi] {
                let key = ConditionKey::single(rule, contact, at.exercise);
                self.end(&key, at.time, Some(Cause::of(CauseKind::Superseded)), out);
            }
        }
        let key = ConditionKey::single(RuleId::GnssInterference, first, at.exercise);
        let zones = &mut self.interference.zones;
        if zones.len() >= ZONES_MAX {
            zones.pop_front();
        }
        zones.push_back(Zone { key: key.clone(), place: at.place, within, last: at.time, lasts });
        key
    }
}
