use super::condition::{ConditionKey, Turn};
use super::detector::{Detector, tell};
use super::distress_beacon::{self, DistressBeacon};
use super::duplicate_mmsi::{self, DuplicateMmsi};
use super::findings::{Found, measured};
use super::position_jump::{self, PositionJump};
use super::rule::Rule;
use super::safety_text::{self, SafetyTextRule};
use super::{AreaRef, Detection, Role};
use crate::domain::{ContactId, EventTime, Report, RuleId};
use crate::picture::{Contact, Picture, Taken};

impl Detector {
    /// Calls for help: beacons and safety texts, inside areas and outside.
    pub(super) fn judge_calls(
        &mut self,
        report: &Report,
        contact: &Contact,
        out: &mut Vec<Detection>,
    ) {
        let now = report.time;
        let parties = [(Role::Subject, contact)];
        if let Some(call) = distress_beacon::call(report) {
            let rule = RuleId::DistressBeacon;
            let Some((area, limits)) = self.anywhere_or::<DistressBeacon>(now) else { return };
            let key = ConditionKey::single(rule, contact.id, contact.exercise);
            let clear = Some(limits.clear());
            let turn = self.holds.event(&key, now, clear, &area, &mut self.timers);
            let active = f64::from(u8::from(call == distress_beacon::Call::Active));
            let found = Found {
                measures: vec![measured("active", active, "count")],
                ceiling: call.ceiling(),
                sentence: Some(report.raw.as_str().to_owned()),
                ..Found::default()
            };
            tell(&key, turn, now, &area, found, &parties, out);
        } else if let Some(text) = safety_text::calls(report) {
            let rule = RuleId::SafetyText;
            let Some((area, limits)) = self.anywhere_or::<SafetyTextRule>(now) else { return };
            let key = ConditionKey::single(rule, contact.id, contact.exercise);
            let repeats = self
                .holds
                .last_told(&key)
                .is_some_and(|told| now.secs_since(told) < limits.repeat_secs);
            if repeats {
                return;
            }
            let turn = self.holds.event(&key, now, None, &area, &mut self.timers);
            let found = Found {
                sentence: Some(format!("{} \"{text}\"", report.raw.as_str())),
                ..Found::default()
            };
            tell(&key, turn, now, &area, found, &parties, out);
        }
    }

    /// What positions say of an identity: jumps, and two vessels on one MMSI.
    pub(super) fn judge_identity(
        &mut self,
        picture: &Picture,
        contact: &Contact,
        taken: &Taken,
        now: EventTime,
        out: &mut Vec<Detection>,
    ) {
        if let Some(jump) = &taken.jump
            && jump.alternations == 0
        {
            let rule = RuleId::PositionJump;
            if let Some((area, limits)) =
                self.book.applicable::<PositionJump>(&self.inside, &self.areas, now)
                && let Some(found) = position_jump::judge(jump, &limits)
            {
                let area = AreaRef::from(area);
                let key = ConditionKey::single(rule, contact.id, contact.exercise);
                let clear = Some(limits.clear());
                let turn = self.holds.event(&key, now, clear, &area, &mut self.timers);
                tell(&key, turn, now, &area, found, &[(Role::Subject, contact)], out);
            }
        }
        self.judge_duplicate(picture, contact, taken, now, out);
    }

    fn judge_duplicate(
        &mut self,
        picture: &Picture,
        contact: &Contact,
        taken: &Taken,
        now: EventTime,
        out: &mut Vec<Detection>,
    ) {
        let ContactId::Mmsi { mmsi, nth } = contact.id else { return };
        if taken.split.is_none() && nth == 1 {
            return;
        }
        let (first, second) = (ContactId::from_mmsi(mmsi), ContactId::Mmsi { mmsi, nth: 2 });
        let (Some(first), Some(second)) =
            (picture.contacts.find(first), picture.contacts.find(second))
        else {
            return;
        };
        let rule = RuleId::DuplicateMmsi;
        let key = ConditionKey::single(rule, first.id, first.exercise);
        if taken.split.is_none() && !self.holds.is_raised(&key) {
            return;
        }
        self.locate(first.position());
        let applicable = self.book.applicable::<DuplicateMmsi>(&self.inside, &self.areas, now);
        if let (Some((area, limits)), Some(here), Some(there)) =
            (applicable, first.position(), second.position())
            && let Some(found) = duplicate_mmsi::judge(here, there, &limits)
        {
            let area = AreaRef::from(area);
            let clear = Some(limits.clear());
            let turn = self.holds.event(&key, now, clear, &area, &mut self.timers);
            let parties = [(Role::Subject, first), (Role::Other, second)];
            // Each further report only keeps it alive.
            if turn == Turn::Raise {
                tell(&key, turn, now, &area, found, &parties, out);
            }
        }
        self.locate(contact.position());
    }

    /// The smallest area in which a rule is on, else what holds anywhere.
    fn anywhere_or<R: Rule>(&self, now: EventTime) -> Option<(AreaRef, R)> {
        let inside = self
            .inside
            .iter()
            .any(|&index| self.areas.get(index).is_some_and(|area| area.is_valid_at(now)));
        if inside {
            let (area, limits) = self.book.applicable::<R>(&self.inside, &self.areas, now)?;
            return Some((AreaRef::from(area), limits));
        }
        Some((AreaRef::anywhere(), R::of(self.book.anywhere())?))
    }
}
