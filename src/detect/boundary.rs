use std::time::Duration;

use super::area_dwell::AreaDwell;
use super::area_entry::AreaEntry;
use super::area_exit::AreaExit;
use super::condition::{ConditionKey, Turn};
use super::detector::{Detector, detection, tell};
use super::findings::{Found, at_least, measured, round};
use super::members::Member;
use super::rule::Rule;
use super::zone_breach::ZoneBreach;
use super::{AreaRef, Detection, Priority, Role, Signal, craft};
use crate::areas::{AreaId, AreaIndex, AreaKind, SecurityLevel, WatchArea};
use crate::domain::{ContactId, EventTime, Knots, Position, RuleId, TransponderClass};
use crate::picture::{Contact, Moved, Picture};

/// Outside for so long is outside.
const OUTSIDE_AFTER: Duration = Duration::from_mins(1);
/// The way between two reports further apart than this is not known well enough to cross anything.
pub(super) const SWEEP_MAX: Duration = Duration::from_mins(30);
/// Who lies still this near to the outline that she was inside of has not left: her receiver wanders.
const WANDER_METRES: f64 = 60.0;
impl Detector {
    /// Judges entry and exit by the way between two reports.
    pub(super) fn judge_boundaries(
        &mut self,
        contact: &Contact,
        moved: &Moved,
        out: &mut Vec<Detection>,
    ) {
        let from = moved.from.filter(|from| moved.to.time.since(from.time) <= SWEEP_MAX);
        let strayed = self.boundaries.straying.remove(&contact.id);
        let inside = self.inside().to_vec();
        let mut touched = Vec::new();
        if let Some(from) = from {
            let way = (from.position, moved.to.position);
            self.places.touched(way, &inside, &self.areas, &mut touched);
        } else {
            touched.clone_from(&inside);
        }
        let mut known = self.boundaries.of(contact.id).to_vec();
        known.sort_unstable_by_key(|member| member.area);
        let of_known = known.iter().map(|member| member.area);
        let mut left: Vec<_> = of_known.filter(|it| touched.binary_search(it).is_err()).collect();
        left.sort_by_key(|index| self.areas.get(*index).map(|area| &area.id));
        for index in touched.into_iter().chain(left) {
            let at = known.binary_search_by_key(&index, |member| member.area);
            let member = at.ok().and_then(|at| known.get(at)).copied();
            let is_inside = inside.binary_search(&index).is_ok();
            let stays = is_inside && member.is_some_and(|member| member.is_inside());
            if !stays || self.areas.is_dated(index) || self.is_allowed(contact, index) {
                let (way, at) = ((from.is_some(), strayed), (index, is_inside));
                self.judge_boundary(contact, moved, way, at, member, out);
            }
        }
    }

    fn judge_boundary(
        &mut self,
        contact: &Contact,
        moved: &Moved,
        (swept, strayed): (bool, bool),
        (index, is_inside): (AreaIndex, bool),
        member: Option<Member>,
        out: &mut Vec<Detection>,
    ) {
        let now = moved.to.time;
        // A limit of speed ends with the stay, so that is followed as well.
        let followed = [RuleId::AreaEntry, RuleId::AreaExit, RuleId::AreaDwell, RuleId::AreaSpeed];
        if member.is_none() && !followed.into_iter().any(|rule| self.book.is_on(rule, index)) {
            return;
        }
        let (Some(area), Some(rules)) = (self.areas.get(index), self.book.of(index)) else {
            return;
        };
        // An area that is no longer in force is left like any other, also by who is cleared for it now.
        let is_allowed = craft::is_allowed(contact, area);
        let in_force = area.is_valid_at(now) && !is_allowed;
        let stays = is_inside && member.is_some_and(|member| member.is_inside());
        if stays && in_force || is_allowed && member.is_none() {
            return;
        }
        let inside = in_force && is_inside;
        let lies = craft::lies_in_place(contact);
        let was_member = member.is_some_and(|member| member.is_inside());
        if lies && in_force && was_member && wanders_beside(area, moved.to.position) {
            self.boundaries.straying.insert(contact.id);
            return;
        }
        if member.is_none() && (inside || swept && in_force) && !self.boundaries.has_room() {
            return;
        }
        let (entry, exit) = (AreaEntry::of(rules), AreaExit::of(rules));
        let dwells = AreaDwell::of(rules);
        // A breach of a zone says more than an entry.
        let is_zone = ZoneBreach::of(rules).is_some() && ZoneBreach::is_fixed_zone(area);
        let warned = area.kind != AreaKind::AdvisedClear || craft::is_protected(contact, area);
        let enters = !is_zone
            && warned
            && entry.is_some_and(|limits| passes(contact, limits.length_m_min, limits.sog_kn_min));
        let exits =
            exit.is_some_and(|limits| passes(contact, limits.length_m_min, limits.sog_kn_min));
        // Inside was whoever was there by these outlines when she was last judged, or at her last place:
        // whoever the area was drawn about, or came into force about, has not come, nor has left it whom
        // it was drawn away from. In a longer gap nobody knows what she crossed.
        let was_inside = self.was_inside(index);
        let last = moved.from.map(|from| area.shape.contains(from.position));
        let came = !lies && (last == Some(false) || last.is_some() && was_inside == Some(false));
        // Whoever only strayed so far counted as inside.
        let went = last == Some(true) || last.is_some() && (strayed || was_inside == Some(true));
        let level = area.security_level;
        let area = AreaRef::from(area);
        let parties = [(Role::Subject, contact)];
        match (member, inside) {
            (None, true) => {
                let member = Member::new(index, now);
                self.boundaries.set(contact.id, member);
                if came && enters {
                    self.crossed(RuleId::AreaEntry, contact, &area, now, &parties, out);
                }
                if let Some(limits) = dwells {
                    let due = now.plus(dwell(&limits, level));
                    self.boundaries.remind(contact.id, due, &mut self.timers);
                }
            }
            // Passed through between two reports.
            (None, false) if swept && in_force => {
                let member = Member::new(index, now).outside(now);
                self.boundaries.set(contact.id, member);
                if came && enters {
                    self.crossed(RuleId::AreaEntry, contact, &area, now, &parties, out);
                }
                if exits {
                    self.crossed(RuleId::AreaExit, contact, &area, now, &parties, out);
                }
                self.boundaries.remind(contact.id, now.plus(OUTSIDE_AFTER), &mut self.timers);
            }
            (Some(member), true) => {
                if !member.is_inside() {
                    self.boundaries.set(contact.id, member.back_inside());
                    let exit = boundary_key(RuleId::AreaExit, contact, &area.id);
                    self.end(&exit, now, None, out);
                }
            }
            (Some(member), false) if member.is_inside() => {
                self.boundaries.set(contact.id, member.outside(now));
                if went && in_force && exits {
                    self.crossed(RuleId::AreaExit, contact, &area, now, &parties, out);
                }
                self.boundaries.remind(contact.id, now.plus(OUTSIDE_AFTER), &mut self.timers);
            }
            (None | Some(_), false) => {}
        }
    }

    /// Other limits apply from now on, in all areas or in one: every stay that may be too long is looked
    /// at again.
    pub(super) fn judge_stays_anew(&mut self, now: EventTime, only: Option<AreaIndex>) {
        let Self { boundaries, timers, book, .. } = self;
        let dwells = |index| book.of(index).and_then(AreaDwell::of).is_some();
        boundaries.remind_all(now, timers, |index| {
            only.is_none_or(|only| only == index) && dwells(index)
        });
    }

    fn is_allowed(&self, contact: &Contact, index: AreaIndex) -> bool {
        contact.mmsi().is_some_and(|mmsi| self.areas.allows(index, mmsi))
    }

    /// A dwell of a contact may be long enough, or an absence.
    pub(super) fn stays_due(
        &mut self,
        picture: &Picture,
        contact: ContactId,
        now: EventTime,
        out: &mut Vec<Detection>,
    ) {
        let members = self.boundaries.due(contact, now);
        let Some(contact) = picture.contacts.find(contact) else { return };
        let again: Vec<_> = members
            .into_iter()
            .filter_map(|member| self.judge_stay(contact, member, now, out))
            .collect();
        if let Some(next) = again.into_iter().min() {
            self.boundaries.remind(contact.id, next, &mut self.timers);
        }
    }

    /// Judges a stay in an area, or an absence from one; when it has to be looked at again.
    fn judge_stay(
        &mut self,
        contact: &Contact,
        member: Member,
        now: EventTime,
        out: &mut Vec<Detection>,
    ) -> Option<EventTime> {
        let index = member.area;
        let Some(outside) = member.outside_since() else {
            return self.judge_dwell(contact, member, now, out);
        };
        if now.since(outside) < OUTSIDE_AFTER {
            return Some(outside.plus(OUTSIDE_AFTER));
        }
        let area = self.areas.get(index)?.id.clone();
        self.boundaries.remove(contact.id, index);
        for rule in [RuleId::AreaEntry, RuleId::AreaExit, RuleId::AreaDwell, RuleId::AreaSpeed] {
            self.end(&boundary_key(rule, contact, &area), now, None, out);
        }
        None
    }

    fn judge_dwell(
        &mut self,
        contact: &Contact,
        member: Member,
        now: EventTime,
        out: &mut Vec<Detection>,
    ) -> Option<EventTime> {
        let area = self.areas.get(member.area)?;
        let limits = self.book.of(member.area).and_then(AreaDwell::of)?;
        if member.dwelt {
            return None;
        }
        let needed = dwell(&limits, area.security_level);
        let stayed = now.since(member.since);
        // Looked at for the sake of another stay: whether she counts is asked when this one is long enough.
        if stayed < needed {
            return Some(member.since.plus(needed));
        }
        let counts = area.is_valid_at(now) && !craft::is_allowed(contact, area);
        if !counts || !passes(contact, limits.length_m_min, 0.0) {
            return None;
        }
        // Silent for long, nobody knows whether she is still there; nor until she is heard again, where
        // the area was drawn anew.
        let memory = (contact.nominal_interval() * 3).max(Duration::from_mins(6));
        let is_silent = now.since(contact.last_heard) > memory;
        let is_there = contact.position().is_some_and(|place| area.shape.contains(place));
        if is_silent || !is_there {
            // At whole minutes from then on, so that all reminders of a stay fall together.
            let over = stayed.saturating_sub(needed).as_secs() / 60 + 1;
            return Some(member.since.plus(needed).plus(Duration::from_mins(over)));
        }
        let area = AreaRef::from(area);
        let key = boundary_key(RuleId::AreaDwell, contact, &area.id);
        self.boundaries.set(contact.id, member.dwelt());
        if self.holds.is_raised(&key) {
            return None;
        }
        let measure =
            at_least("dwell", round(stayed.as_secs_f64(), 0), "s", round(needed.as_secs_f64(), 0));
        let found = Found { measures: vec![measure], ..Found::default() };
        let turn = self.holds.event(&key, now, None, &area, &mut self.timers);
        tell(&key, turn, now, &area, found, &[(Role::Subject, contact)], out);
        None
    }

    /// A boundary was crossed, now.
    fn crossed(
        &mut self,
        rule: RuleId,
        contact: &Contact,
        area: &AreaRef,
        now: EventTime,
        parties: &[(Role, &Contact)],
        out: &mut Vec<Detection>,
    ) {
        let key = boundary_key(rule, contact, &area.id);
        let speed = contact.speed().map(|speed| measured("sog", round(speed.get(), 1), "kn"));
        let ceiling = (area.kind == AreaKind::AdvisedClear).then_some(Priority::Caution);
        let found = Found { measures: speed.into_iter().collect(), ceiling, ..Found::default() };
        if self.holds.event(&key, now, None, area, &mut self.timers) == Turn::Raise {
            let place = contact.position();
            let all = super::findings::findings(found, parties, place, now);
            out.push(detection(&key, area.clone(), now, Signal::Raise(all)));
        }
    }
}

fn boundary_key(rule: RuleId, contact: &Contact, area: &AreaId) -> ConditionKey {
    ConditionKey {
        area: Some(area.clone()),
        ..ConditionKey::single(rule, contact.id, contact.exercise)
    }
}

fn passes(contact: &Contact, length_m_min: f64, sog_kn_min: f64) -> bool {
    let vessel =
        !matches!(contact.class, TransponderClass::BaseStation | TransponderClass::AidToNavigation);
    let long = length_m_min <= 0.0
        || contact.length().is_some_and(|length| f64::from(length) >= length_m_min);
    let fast = sog_kn_min <= 0.0
        || contact.speed().map(Knots::get).is_some_and(|speed| round(speed, 1) >= sog_kn_min);
    vessel && long && fast
}

/// Whether a place is so near to an outline that a receiver at rest may wander across it.
fn wanders_beside(area: &WatchArea, place: Position) -> bool {
    area.shape.distance_to_boundary(place).is_some_and(|range| range.get() <= WANDER_METRES)
}

fn dwell(limits: &AreaDwell, level: SecurityLevel) -> Duration {
    let span = Duration::from_secs_f64(limits.dwell_secs);
    match level {
        SecurityLevel::One => span,
        SecurityLevel::Two => span / 2,
        SecurityLevel::Three => Duration::ZERO,
    }
}
