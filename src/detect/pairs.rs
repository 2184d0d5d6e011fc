use std::collections::BTreeMap;
use std::time::Duration;

use super::condition::{ConditionKey, Verdict};
use super::detector::Detector;
use super::{AreaRef, Bonus, Detection, Role, craft, fast_approach};
use crate::areas::WatchArea;
use crate::domain::{ContactId, EventTime, KNOT, NauticalMiles, RuleId};
use crate::geodesy::{LocalFrame, Vector};
use crate::picture::{Contact, Picture};

/// The search for the other one of a pair: beyond the furthest range at which an approach clears.
const SEARCH_NM: f64 = 6.0;
/// A target alters by 15 degrees or 2 kn (DETECTION, re-close).
const ALTERED_DEGREES: f64 = 15.0;
const ALTERED_METRES_PER_SECOND: f64 = 2.0 * KNOT;
/// And is closed again to this.
const RECLOSED_NM: f64 = 0.5;
/// A velocity comes from two fixes: the one before the first evaluation counts as well.
const FIXES_BEFORE: u32 = 1;

/// How the targets of raised approaches moved when it began.
#[derive(Debug, Default)]
pub(super) struct Approaches {
    courses: BTreeMap<(ContactId, ContactId), Began>,
}

#[derive(Clone, Copy, Debug)]
struct Began {
    target_velocity: Vector,
    altered_at: Option<EventTime>,
    reclosed: bool,
}

impl Approaches {
    pub(super) fn forget(&mut self, contact: ContactId) {
        self.courses.retain(|(craft, target), _| *craft != contact && *target != contact);
    }
}

impl Detector {
    /// Judges every approach that a report of either vessel bears on.
    pub(super) fn judge_approaches(
        &mut self,
        picture: &Picture,
        contact: &Contact,
        now: EventTime,
        out: &mut Vec<Detection>,
    ) {
        let (Some(place), Some(radius)) = (contact.position(), NauticalMiles::new(SEARCH_NM))
        else {
            return;
        };
        let mut pairs = self.followed_pairs(picture, contact);
        if let Some(reach) = self.book.reach() {
            let frame = LocalFrame::at(place);
            if reach.is_fast(contact) && craft::is_small(contact) {
                picture.contacts.near(place, radius, |_, other| {
                    if craft::may_be_protected(other) && reach.holds(contact, other, &frame, now) {
                        pairs.push((contact, other));
                    }
                });
            }
            if craft::may_be_protected(contact) {
                picture.contacts.near_fast(place, radius, |_, other| {
                    if craft::is_small(other)
                        && reach.is_fast(other)
                        && reach.holds(other, contact, &frame, now)
                    {
                        pairs.push((other, contact));
                    }
                });
            }
        }
        pairs.sort_unstable_by_key(|(craft, target)| (craft.id, target.id));
        pairs.dedup_by_key(|(craft, target)| (craft.id, target.id));
        for (craft, target) in pairs {
            if craft.id != target.id {
                self.judge_approach(picture, craft, target, now, out);
            }
        }
    }

    /// The pairs of a contact that are followed already, however far apart they are.
    fn followed_pairs<'a>(
        &self,
        picture: &'a Picture,
        contact: &Contact,
    ) -> Vec<(&'a Contact, &'a Contact)> {
        self.holds
            .of(contact.id)
            .filter(|key| key.rule == RuleId::FastApproach)
            .filter_map(|key| {
                Some((picture.contacts.find(key.other?)?, picture.contacts.find(key.about)?))
            })
            .collect()
    }

    fn judge_approach(
        &mut self,
        picture: &Picture,
        craft: &Contact,
        target: &Contact,
        now: EventTime,
        out: &mut Vec<Detection>,
    ) {
        let exercise = craft.exercise || target.exercise;
        let key = ConditionKey {
            other: Some(craft.id),
            ..ConditionKey::single(RuleId::FastApproach, target.id, exercise)
        };
        let raised = self.holds.is_raised(&key);
        self.locate(target.position());
        let rule = RuleId::FastApproach;
        let pick = |rules: &super::rulebook::AreaRules| rules.fast_approach;
        let Some((area, limits)) = self.book.applicable(rule, pick, &self.inside, &self.areas, now)
        else {
            return;
        };
        let Some(pair) = fast_approach::judge(craft, target, &limits, now) else { return };
        let mut verdict = pair.verdict;
        if verdict == Verdict::Meets
            && !raised
            && !may_raise(picture, craft, target, area, exercise)
        {
            verdict = Verdict::Between;
        }
        let (need, area) = (limits.need(area), AreaRef::from(area));
        let reclose = Duration::from_secs_f64(limits.reclose_secs);
        let reclosed = raised && self.approaches.recloses(craft, target, &pair, reclose, now);
        let velocity = pair.target_velocity;
        let mut found = pair.found;
        if reclosed {
            found.bonuses.push(Bonus::Reclose);
        }
        let parties = [(Role::Target, target), (Role::Approaching, craft)];
        self.settle(&key, now, verdict, need, FIXES_BEFORE, &area, || found, &parties, out);
        match (raised, self.holds.is_raised(&key)) {
            (false, true) => self.approaches.begin(craft, target, velocity),
            (true, false) => self.approaches.end(craft, target),
            _ => {}
        }
    }
}

impl Approaches {
    fn begin(&mut self, craft: &Contact, target: &Contact, target_velocity: Vector) {
        let began = Began { target_velocity, altered_at: None, reclosed: false };
        self.courses.insert((craft.id, target.id), began);
    }

    fn end(&mut self, craft: &Contact, target: &Contact) {
        self.courses.remove(&(craft.id, target.id));
    }

    /// Whether the target altered and the craft closed her again since the approach was raised.
    fn recloses(
        &mut self,
        craft: &Contact,
        target: &Contact,
        pair: &fast_approach::Pair,
        within: Duration,
        now: EventTime,
    ) -> bool {
        let Some(began) = self.courses.get_mut(&(craft.id, target.id)) else { return false };
        if began.altered_at.is_none() && altered(began.target_velocity, pair.target_velocity) {
            began.altered_at = Some(now);
        }
        if let Some(altered) = began.altered_at
            && pair.verdict == Verdict::Meets
            && pair.cpa_nm <= RECLOSED_NM
            && now > altered
            && now.since(altered) <= within
        {
            began.reclosed = true;
        }
        began.reclosed
    }
}

fn altered(before: Vector, now: Vector) -> bool {
    let speed = (now.norm() - before.norm()).abs() >= ALTERED_METRES_PER_SECOND;
    let course = match (before.course(), now.course()) {
        (Some(before), Some(now)) => before.angle_to(now) >= ALTERED_DEGREES,
        _ => false,
    };
    // A ship that hardly moves has no course to alter.
    speed || (course && before.norm() > ALTERED_METRES_PER_SECOND)
}

/// Whether a pair may begin an approach: neither is left alone, and the target is one.
fn may_raise(
    picture: &Picture,
    craft: &Contact,
    target: &Contact,
    area: &WatchArea,
    exercise: bool,
) -> bool {
    !craft::is_allowed(craft, area)
        && craft::is_small(craft)
        && !craft::is_protected(craft, area)
        && fast_approach::is_target(target, area, picture, exercise)
}
