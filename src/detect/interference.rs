use std::collections::VecDeque;
use std::time::Duration;

use super::condition::ConditionKey;
use super::detector::{Detector, tell};
use super::findings::{Found, at_least, measured};
use super::gnss_interference::GnssInterference;
use super::timers::Timer;
use super::{AreaRef, Cause, CauseKind, Detection, Role};
use crate::domain::{ContactId, EventTime, NauticalMiles, Position, RuleId};
use crate::geodesy::distance;
use crate::picture::{Contact, Picture};

/// Jumps remembered at most, the oldest gives way: disturbance of a whole sea is found by a part.
const JUMPS_MAX: usize = 1024;
/// Places of disturbance followed at a time; the oldest gives way.
const ZONES_MAX: usize = 64;
/// From the last vessel that was needed to the alert: reports of others may still be on their way
/// (the default lateness), and of all of them one gives the incident its name.
const GATHERED_AFTER: Duration = Duration::from_secs(30);

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

/// A place to which several jumped; the least of their ids gives the incident its name.
#[derive(Clone, Debug)]
struct Zone {
    /// `None` until everybody has been heard.
    key: Option<ConditionKey>,
    exercise: bool,
    began: EventTime,
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
            zone.exercise == exercise
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

    /// Everybody who jumped to about a place within a time, each once, in order of their ids.
    fn gathered(
        &self,
        place: Position,
        exercise: bool,
        time: EventTime,
        within: NauticalMiles,
        span: Duration,
    ) -> Vec<ContactId> {
        let mut gathered = Vec::new();
        for jump in &self.jumps {
            let counts = jump.exercise == exercise
                && time.since(jump.time) <= span
                && distance(jump.place, place) <= within.metres();
            if counts && !gathered.contains(&jump.contact) {
                gathered.push(jump.contact);
            }
        }
        gathered.sort_unstable();
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
        let applicable = self.book.applicable::<GnssInterference>(self.inside(), &self.areas, now);
        let (Some((area, limits)), Some(place)) = (applicable, contact.position()) else {
            return false;
        };
        let Some(within) = NauticalMiles::new(limits.within_nm) else { return false };
        let area = AreaRef::from(area);
        let landing = Landing { contact: contact.id, exercise: contact.exercise, place, time: now };
        self.interference.note(landing);
        let span = Duration::from_secs_f64(limits.within_secs);
        let gathered = self.interference.gathered(place, contact.exercise, now, within, span);
        let known = self.interference.zone(place, contact.exercise, now);
        let Some(zone) = known.and_then(|at| self.interference.zones.get_mut(at)) else {
            let enough = count(&gathered) >= limits.vessels_min;
            if enough {
                self.begin_zone(landing, within, limits.clear());
            }
            return enough;
        };
        zone.last = zone.last.max(now);
        if let Some(key) = zone.key.clone() {
            self.tell_zone(picture, &key, &gathered, &limits, now, &area, out);
        }
        true
    }

    /// Several jumped to one place: nothing is believed there from now on, and it is told when all
    /// who jumped have been heard.
    fn begin_zone(&mut self, at: Landing, within: NauticalMiles, lasts: Duration) {
        let zones = &mut self.interference.zones;
        if zones.len() >= ZONES_MAX {
            zones.pop_front();
        }
        let Landing { place, time, exercise, .. } = at;
        zones.push_back(Zone {
            key: None,
            exercise,
            began: time,
            place,
            within,
            last: time,
            lasts,
        });
        self.timers.set(time.plus(GATHERED_AFTER), Timer::Interference);
    }

    /// Tells of the places whose time has come. What was raised of each vessel gives way.
    pub(super) fn tell_interference(
        &mut self,
        picture: &Picture,
        now: EventTime,
        out: &mut Vec<Detection>,
    ) {
        for at in 0..self.interference.zones.len() {
            let Some(zone) = self.interference.zones.get(at) else { continue };
            if zone.key.is_some() || now < zone.began.plus(GATHERED_AFTER) {
                continue;
            }
            let (place, exercise, within) = (zone.place, zone.exercise, zone.within);
            let began = zone.began;
            self.locate(Some(place));
            let applicable =
                self.book.applicable::<GnssInterference>(self.inside(), &self.areas, began);
            let Some((area, limits)) = applicable else { continue };
            let area = AreaRef::from(area);
            let span = Duration::from_secs_f64(limits.within_secs);
            let gathered = self.interference.gathered(place, exercise, began, within, span);
            let Some(&named_by) = gathered.first() else { continue };
            for &contact in &gathered {
                for rule in [RuleId::PositionJump, RuleId::DuplicateMmsi] {
                    let key = ConditionKey::single(rule, contact, exercise);
                    self.end(&key, now, Some(Cause::of(CauseKind::Superseded)), out);
                }
            }
            let key = ConditionKey::single(RuleId::GnssInterference, named_by, exercise);
            if let Some(zone) = self.interference.zones.get_mut(at) {
                zone.key = Some(key.clone());
            }
            self.tell_zone(picture, &key, &gathered, &limits, now, &area, out);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one place with all that belongs to it")]
    fn tell_zone(
        &mut self,
        picture: &Picture,
        key: &ConditionKey,
        gathered: &[ContactId],
        limits: &GnssInterference,
        now: EventTime,
        area: &AreaRef,
        out: &mut Vec<Detection>,
    ) {
        let turn = self.holds.event(key, now, Some(limits.clear()), area, &mut self.timers);
        let found = Found {
            measures: vec![
                at_least("vessels", count(gathered).max(1.0), "count", limits.vessels_min),
                measured("within", limits.within_nm, "nm"),
            ],
            ..Found::default()
        };
        let subject = std::iter::once(&key.about);
        let others = gathered.iter().filter(|id| **id != key.about);
        let parties: Vec<_> = subject
            .chain(others)
            .filter_map(|id| picture.contacts.find(*id))
            .map(|contact| {
                let is_subject = contact.id == key.about;
                (if is_subject { Role::Subject } else { Role::Other }, contact)
            })
            .collect();
        if !parties.is_empty() {
            tell(key, turn, now, area, found, &parties, out);
        }
    }
}

fn count(contacts: &[ContactId]) -> f64 {
    u32::try_from(contacts.len()).map_or(f64::MAX, f64::from)
}
