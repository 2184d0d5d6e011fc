use super::condition::ConditionKey;
use super::detector::{Detector, tell};
use super::distress_beacon::{self, DistressBeacon};
use super::findings::{Found, measured};
use super::rule::{Memo, Rule};
use super::safety_text::{self, SafetyTextRule};
use super::{AreaRef, Detection, Role};
use crate::domain::{EventTime, Report, RuleId};
use crate::picture::Contact;

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
            let memo = self.holds.context(&key).map_or_else(Memo::default, |context| context.memo);
            let turn = self.holds.event(&key, now, None, &area, &mut self.timers);
            let memo = safety_text::heard(memo, text);
            self.holds.keep(&key, memo);
            let found = safety_text::found(memo, report.raw.as_str(), text);
            tell(&key, turn, now, &area, found, &parties, out);
        }
    }

    /// The smallest area in which a rule is on, else what holds anywhere.
    pub(super) fn anywhere_or<R: Rule>(&self, now: EventTime) -> Option<(AreaRef, R)> {
        let inside = self
            .inside()
            .iter()
            .any(|&index| self.areas.get(index).is_some_and(|area| area.is_valid_at(now)));
        if inside {
            let (area, limits) = self.book.applicable::<R>(self.inside(), &self.areas, now)?;
            return Some((AreaRef::from(area), limits));
        }
        Some((AreaRef::anywhere(), R::of(self.book.anywhere())?))
    }
}
