use std::collections::BTreeMap;
use std::time::Duration;

use super::area_dwell::AreaDwell;
use super::area_entry::AreaEntry;
use super::area_exit::AreaExit;
use super::area_speed::AreaSpeed;
use super::condition::{ConditionKey, Turn};
use super::detector::{Detector, detection, tell};
use super::findings::{Found, at_least, measured, round};
use super::rule::Rule;
use super::timers::Timer;
use super::zone_breach::ZoneBreach;
use super::{AreaRef, Detection, Priority, Role, Signal, craft};
use crate::areas::{AreaId, AreaIndex, AreaKind, SecurityLevel};
use crate::domain::{ContactId, EventTime, Knots, RuleId, TransponderClass};
use crate::picture::{Contact, Moved, Picture};

/// Outside for so long is outside.
const OUTSIDE_AFTER: Duration = Duration::from_mins(1);
/// The way between two reports further apart than this is not known well enough to cross anything.
pub(super) const SWEEP_MAX: Duration = Duration::from_mins(30);
/// Memberships followed at most, over all contacts.
const MEMBERS_MAX: usize = 1_000_000;

/// Who is inside which area, for the rules about boundaries.
#[derive(Debug, Default)]
pub(super) struct Boundaries {
    members: BTreeMap<(ContactId, AreaId), Member>,
    refused: u64,
}

#[derive(Clone, Copy, Debug)]
struct Member {
    /// Of the area, when it was noted.
    index: AreaIndex,
    since: EventTime,
    outside_since: Option<EventTime>,
}

impl Boundaries {
    pub(super) fn forget(&mut self, contact: ContactId) {
        let keys: Vec<_> = self.of(contact).map(|(key, _)| key.clone()).collect();
        for key in keys {
            self.members.remove(&key);
        }
    }

    pub(super) fn forget_area(&mut self, area: &AreaId) {
        self.members.retain(|(_, id), _| id != area);
    }

    /// Memberships that found no room.
    pub(super) const fn refused(&self) -> u64 {
        self.refused
    }

    fn is_full(&self) -> bool {
        self.members.len() >= MEMBERS_MAX
    }

    fn of(&self, contact: ContactId) -> impl Iterator<Item = (&(ContactId, AreaId), &Member)> {
        let from = (contact, AreaId::first());
        self.members.range(from..).take_while(move |((who, _), _)| *who == contact)
    }
}

impl Detector {
    /// Judges entry and exit by the way between two reports.
    pub(super) fn judge_boundaries(
        &mut self,
        contact: &Contact,
        moved: &Moved,
        out: &mut Vec<Detection>,
    ) {
        let from = moved.from.filter(|from| moved.to.time.since(from.time) <= SWEEP_MAX);
        let mut touched = Vec::new();
        if let Some(from) = from {
            self.areas.touched(from.position, moved.to.position, &mut touched);
        } else {
            touched.clone_from(&self.inside);
        }
        let mut known: Vec<(AreaIndex, Member)> = self
            .boundaries
            .of(contact.id)
            .filter_map(|((_, id), member)| Some((self.index_of(id, member)?, *member)))
            .collect();
        let left: Vec<AreaIndex> = known
            .iter()
            .map(|(index, _)| *index)
            .filter(|index| !touched.contains(index))
            .collect();
        touched.extend(left);
        known.sort_unstable_by_key(|(index, _)| *index);
        for index in touched {
            let at = known.binary_search_by_key(&index, |(index, _)| *index);
            let member = at.ok().and_then(|at| known.get(at)).map(|(_, member)| *member);
            self.judge_boundary(contact, moved, from.is_some(), (index, member), out);
        }
    }

    /// The index of an area of which somebody is a member: as it was when she became one, if that is
    /// still so.
    fn index_of(&self, id: &AreaId, member: &Member) -> Option<AreaIndex> {
        let same = self.areas.get(member.index).is_some_and(|area| area.id == *id);
        if same { Some(member.index) } else { self.areas.find(id) }
    }

    fn judge_boundary(
        &mut self,
        contact: &Contact,
        moved: &Moved,
        swept: bool,
        (index, member): (AreaIndex, Option<Member>),
        out: &mut Vec<Detection>,
    ) {
        let now = moved.to.time;
        let (Some(area), Some(rules)) = (self.areas.get(index), self.book.of(index)) else {
            return;
        };
        let is_inside = self.inside.contains(&index);
        let stays = is_inside && member.is_some_and(|member| member.outside_since.is_none());
        if stays && area.is_valid_at(now) {
            return;
        }
        let entry = AreaEntry::of(rules);
        let exit = AreaExit::of(rules);
        let dwells = AreaDwell::of(rules);
        // A limit of speed ends with the stay, so that is followed as well.
        let wanted =
            entry.is_some() || exit.is_some() || dwells.is_some() || AreaSpeed::of(rules).is_some();
        // An area that is no longer in force is left like any other.
        let in_force = area.is_valid_at(now);
        if !wanted || craft::is_allowed(contact, area) {
            return;
        }
        // A breach of a zone says more than an entry.
        let is_zone = ZoneBreach::of(rules).is_some() && ZoneBreach::is_fixed_zone(area);
        let warned = area.kind != AreaKind::AdvisedClear || craft::is_protected(contact, area);
        let enters = !is_zone
            && warned
            && entry.is_some_and(|limits| passes(contact, limits.length_m_min, limits.sog_kn_min));
        let exits =
            exit.is_some_and(|limits| passes(contact, limits.length_m_min, limits.sog_kn_min));
        // In a longer gap nobody knows what she crossed, but she came if she was not inside before.
        let came = moved.from.is_some_and(|from| swept || !area.shape.contains(from.position));
        let went = moved.from.is_some();
        let inside = in_force && is_inside;
        let level = area.security_level;
        let area = AreaRef::from(area);
        let key = (contact.id, area.id.clone());
        let parties = [(Role::Subject, contact)];
        match (member, inside) {
            (None, inside) if (inside || swept && in_force) && self.boundaries.is_full() => {
                self.boundaries.refused += 1;
            }
            (None, true) => {
                let member = Member { index, since: now, outside_since: None };
                self.boundaries.members.insert(key, member);
                if came && enters {
                    self.crossed(RuleId::AreaEntry, contact, &area, now, &parties, out);
                }
                if let Some(limits) = dwells {
                    let due = now.plus(dwell(&limits, level));
                    self.timers.set(due, Timer::Area(Box::new((contact.id, area.id))));
                }
            }
            // Passed through between two reports.
            (None, false) if swept && in_force => {
                let member = Member { index, since: now, outside_since: Some(now) };
                self.boundaries.members.insert(key, member);
                if enters {
                    self.crossed(RuleId::AreaEntry, contact, &area, now, &parties, out);
                }
                if exits {
                    self.crossed(RuleId::AreaExit, contact, &area, now, &parties, out);
                }
                self.timers
                    .set(now.plus(OUTSIDE_AFTER), Timer::Area(Box::new((contact.id, area.id))));
            }
            (Some(member), true) => {
                if member.outside_since.is_some() {
                    let member = Member { outside_since: None, ..member };
                    self.boundaries.members.insert(key, member);
                    let exit = boundary_key(RuleId::AreaExit, contact, &area.id);
                    self.end(&exit, now, None, out);
                }
            }
            (Some(member), false) if member.outside_since.is_none() => {
                let member = Member { outside_since: Some(now), ..member };
                self.boundaries.members.insert(key, member);
                if went && in_force && exits {
                    self.crossed(RuleId::AreaExit, contact, &area, now, &parties, out);
                }
                self.timers
                    .set(now.plus(OUTSIDE_AFTER), Timer::Area(Box::new((contact.id, area.id))));
            }
            (None | Some(_), false) => {}
        }
    }

    /// A dwell may be long enough, or an absence.
    pub(super) fn area_due(
        &mut self,
        picture: &Picture,
        contact: ContactId,
        area: &AreaId,
        now: EventTime,
        out: &mut Vec<Detection>,
    ) {
        let key = (contact, area.clone());
        let Some(member) = self.boundaries.members.get(&key).copied() else { return };
        let Some(contact) = picture.contacts.find(contact) else { return };
        if let Some(outside) = member.outside_since {
            if now.since(outside) < OUTSIDE_AFTER {
                self.timers.set(
                    outside.plus(OUTSIDE_AFTER),
                    Timer::Area(Box::new((contact.id, area.clone()))),
                );
                return;
            }
            self.boundaries.members.remove(&key);
            for rule in [RuleId::AreaEntry, RuleId::AreaExit, RuleId::AreaDwell, RuleId::AreaSpeed]
            {
                self.end(&boundary_key(rule, contact, area), now, None, out);
            }
            return;
        }
        self.judge_dwell(contact, area, member, now, out);
    }

    fn judge_dwell(
        &mut self,
        contact: &Contact,
        area: &AreaId,
        member: Member,
        now: EventTime,
        out: &mut Vec<Detection>,
    ) {
        let Some(index) = self.areas.find(area) else { return };
        let (Some(area), Some(limits)) =
            (self.areas.get(index), self.book.of(index).and_then(AreaDwell::of))
        else {
            return;
        };
        if !area.is_valid_at(now) || !passes(contact, limits.length_m_min, 0.0) {
            return;
        }
        let needed = dwell(&limits, area.security_level);
        let stayed = now.since(member.since);
        // Silent for long, nobody knows whether she is still there.
        let memory = (contact.nominal_interval() * 3).max(Duration::from_mins(6));
        let silent = now.since(contact.last_heard) > memory;
        let area = AreaRef::from(area);
        if stayed < needed || silent {
            let again = member.since.plus(needed).max(now.plus(OUTSIDE_AFTER));
            self.timers.set(again, Timer::Area(Box::new((contact.id, area.id))));
            return;
        }
        let key = boundary_key(RuleId::AreaDwell, contact, &area.id);
        if self.holds.is_raised(&key) {
            return;
        }
        let measure =
            at_least("dwell", round(stayed.as_secs_f64(), 0), "s", round(needed.as_secs_f64(), 0));
        let found = Found { measures: vec![measure], ..Found::default() };
        let turn = self.holds.event(&key, now, None, &area, &mut self.timers);
        tell(&key, turn, now, &area, found, &[(Role::Subject, contact)], out);
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

fn dwell(limits: &AreaDwell, level: SecurityLevel) -> Duration {
    let span = Duration::from_secs_f64(limits.dwell_secs);
    match level {
        SecurityLevel::One => span,
        SecurityLevel::Two => span / 2,
        SecurityLevel::Three => Duration::ZERO,
    }
}
