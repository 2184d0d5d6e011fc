use std::time::Duration;

use super::condition::{ConditionKey, Turn};
use super::detector::{Detector, tell};
use super::duplicate_mmsi::{self, DuplicateMmsi};
use super::identity_change::{self, IdentityChange};
use super::position_jump::{self, PositionJump};
use super::{AreaRef, Detection, Role};
use crate::domain::{ContactId, EventTime, KnownBy, RuleId};
use crate::picture::{Change, Contact, Picture, Taken};

/// A vessel that is new is looked up for so long.
const LOOKED_UP_FOR: Duration = Duration::from_mins(6);

impl Detector {
    /// What positions say of an identity: jumps, and two vessels on one MMSI.
    pub(super) fn judge_identity(
        &mut self,
        picture: &Picture,
        contact: &Contact,
        taken: &Taken,
        now: EventTime,
        out: &mut Vec<Detection>,
    ) {
        let disturbed = (taken.jump.is_some()
            && self.judge_interference(picture, contact, now, out))
            || self.interference.disturbs(contact.position(), contact.exercise, now);
        if let Some(jump) = &taken.jump
            && jump.alternations == 0
            && !disturbed
        {
            let rule = RuleId::PositionJump;
            if let Some((area, limits)) =
                self.book.applicable::<PositionJump>(self.inside(), &self.areas, now)
                && let Some(found) = position_jump::judge(jump, &limits)
            {
                let area = AreaRef::from(area);
                let key = ConditionKey::single(rule, contact.id, contact.exercise);
                let clear = Some(limits.clear());
                let turn = self.holds.event(&key, now, clear, &area, &mut self.timers);
                tell(&key, turn, now, &area, found, &[(Role::Subject, contact)], out);
            }
        }
        if !disturbed {
            self.judge_duplicate(picture, contact, taken, now, out);
        }
        self.judge_change(picture, contact, taken, now, out);
    }

    /// Another identity than before, or the size and the place of somebody who fell silent.
    fn judge_change(
        &mut self,
        picture: &Picture,
        contact: &Contact,
        taken: &Taken,
        now: EventTime,
        out: &mut Vec<Detection>,
    ) {
        let says_who = matches!(taken.update.change, Change::Static(_));
        if !says_who && !is_looked_up_again(contact, taken, now) {
            return;
        }
        let rule = RuleId::IdentityChange;
        let applicable = self.book.applicable::<IdentityChange>(self.inside(), &self.areas, now);
        let Some((area, limits)) = applicable else { return };
        if super::craft::is_cleared(contact, area, &self.areas, now) {
            return;
        }
        let restated = taken
            .statics_before
            .as_deref()
            .and_then(|before| identity_change::restated(before, &contact.statics));
        let (found, predecessor) = match restated {
            Some(found) => (found, None),
            None => match identity_change::successor(contact, picture, &limits, now) {
                Some((predecessor, found)) => (found, Some(predecessor)),
                None => return,
            },
        };
        let area = AreaRef::from(area);
        let key = ConditionKey::single(rule, contact.id, contact.exercise);
        let turn = self.holds.event(&key, now, Some(limits.clear()), &area, &mut self.timers);
        let parties: Vec<_> = std::iter::once((Role::Subject, contact))
            .chain(predecessor.map(|predecessor| (Role::Other, predecessor)))
            .collect();
        // That she is somebody's successor is found again with each of her static reports.
        if turn == Turn::Raise || predecessor.is_none() {
            tell(&key, turn, now, &area, found, &parties, out);
        }
    }

    fn judge_duplicate(
        &mut self,
        picture: &Picture,
        contact: &Contact,
        taken: &Taken,
        now: EventTime,
        out: &mut Vec<Detection>,
    ) {
        let KnownBy::Mmsi { mmsi, nth } = contact.id.known_by() else { return };
        if taken.split.is_none() && nth == 1 {
            return;
        }
        let (first, second) = (ContactId::from_mmsi(mmsi), ContactId::of_mmsi(mmsi, 2));
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
        let applicable = self.book.applicable::<DuplicateMmsi>(self.inside(), &self.areas, now);
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
}

/// Whether a vessel that is new is compared again, once a minute, with those who fell silent as she
/// came: that another one is silent shows only after some of her intervals.
fn is_looked_up_again(contact: &Contact, taken: &Taken, now: EventTime) -> bool {
    let minute = |time: EventTime| time.as_secs().div_euclid(60);
    let before = taken.moved.and_then(|moved| moved.from);
    contact.statics.dimensions.is_some()
        && now.since(contact.first_heard) <= LOOKED_UP_FOR
        && before.is_some_and(|before| minute(before.time) != minute(now))
}
