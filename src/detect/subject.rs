use super::condition::{ConditionKey, Verdict};
use super::detector::{Detector, Judged};
use super::hold::Context;
use super::rule::SubjectRule;
use super::{
    AreaRef, Detection, Role, area_speed, course_deviation, craft, dark_contact, drifting,
    loitering, navigational_status, unexpected_stop,
};
use crate::areas::{AreaIndex, WatchArea};
use crate::domain::{EventTime, TransponderClass};
use crate::picture::{Contact, Moved, Picture, Taken};

/// A vessel that has just reported a position, as a rule sees her.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject<'a> {
    /// Who.
    pub(super) contact: &'a Contact,
    /// Everybody.
    pub(super) picture: &'a Picture,
    /// What her report did to the picture.
    pub(super) taken: &'a Taken,
    /// Her step.
    pub(super) moved: &'a Moved,
    /// Event time of the report.
    pub(super) now: EventTime,
    /// Whether she takes part in any condition that is followed.
    pub(super) involved: bool,
    /// Whether somebody who declares no service was alongside her within the hour; not told of whoever lies
    /// still.
    pub(super) boarded: bool,
    /// Whether the condition under judgement is raised.
    pub(super) raised: bool,
}

impl Detector {
    /// Judges a vessel that moved by every rule about one vessel.
    pub(super) fn judge_subject(&mut self, subject: Subject<'_>, out: &mut Vec<Detection>) {
        if subject.contact.class == TransponderClass::Radar {
            self.judge_by::<dark_contact::DarkContact>(subject, out);
            if subject.picture.associations.is_shadow(subject.contact) {
                // What had begun in the name of an echo ends with it.
                self.holds.forget_unraised(subject.contact.id);
                return;
            }
        }
        self.judge_by::<area_speed::AreaSpeed>(subject, out);
        self.judge_by::<loitering::Loitering>(subject, out);
        self.judge_by::<unexpected_stop::UnexpectedStop>(subject, out);
        self.judge_by::<drifting::Drifting>(subject, out);
        self.judge_by::<course_deviation::CourseDeviation>(subject, out);
        self.judge_by::<navigational_status::ByNavigationalStatus>(subject, out);
    }

    fn judge_by<R: SubjectRule>(&mut self, subject: Subject<'_>, out: &mut Vec<Detection>) {
        let Some(widest) = R::of(self.book.widest()) else { return };
        if !subject.involved && !widest.concerns(&subject) {
            return;
        }
        if R::IN_EACH_AREA {
            for at in 0..self.inside().len() {
                if let Some(&index) = self.inside().get(at)
                    && self.book.is_on(R::ID, index)
                {
                    self.judge_in::<R>(subject, index, out);
                }
            }
            return;
        }
        let contact = subject.contact;
        let key = || ConditionKey::single(R::ID, contact.id, contact.exercise);
        let Some((area, limits)) =
            self.book.applicable::<R>(self.inside(), &self.areas, subject.now)
        else {
            if subject.involved {
                self.leave_place(&key(), subject, out);
            }
            return;
        };
        if craft::is_cleared(contact, area, &self.areas, subject.now) {
            return;
        }
        let judged = self.weigh(limits, subject, area, key);
        self.conclude(subject, judged, out);
    }

    fn judge_in<R: SubjectRule>(
        &mut self,
        subject: Subject<'_>,
        index: AreaIndex,
        out: &mut Vec<Detection>,
    ) {
        let contact = subject.contact;
        let limits = self.book.of(index).and_then(R::of);
        let (Some(area), Some(limits)) = (self.areas.get(index), limits) else { return };
        if !area.is_valid_at(subject.now) || craft::is_allowed(contact, area) {
            return;
        }
        let key = || ConditionKey {
            area: Some(area.id.clone()),
            ..ConditionKey::single(R::ID, contact.id, contact.exercise)
        };
        let judged = self.weigh(limits, subject, area, key);
        self.conclude(subject, judged, out);
    }

    /// What a rule says of a vessel in an area; `None` where nothing follows from it.
    fn weigh<R: SubjectRule>(
        &self,
        limits: R,
        subject: Subject<'_>,
        area: &WatchArea,
        key: impl Fn() -> ConditionKey,
    ) -> Option<(ConditionKey, Judged)> {
        let level = area.security_level;
        let limits = limits.at_level(level);
        let context = if subject.involved { self.holds.context(&key()) } else { None };
        let followed = context.is_some();
        let Context { mut memo, raised } = context.unwrap_or_default();
        let mut judgement = limits.judge(&Subject { raised, ..subject }, area, &mut memo)?;
        if judgement.verdict == Verdict::Meets
            && !raised
            && !limits.may_begin(&subject, &self.areas, &memo)
        {
            judgement.verdict = Verdict::Between;
        }
        let matters = followed || judgement.verdict == Verdict::Meets;
        let need = limits.need().at_level(level);
        matters.then(|| {
            (key(), Judged { judgement, need, earlier: 0, area: AreaRef::from(area), memo })
        })
    }

    /// She is where the rule is not on, or not on any more.
    fn leave_place(&mut self, key: &ConditionKey, subject: Subject<'_>, out: &mut Vec<Detection>) {
        self.conclude(subject, Some((key.clone(), Judged::lapse())), out);
    }

    fn conclude(
        &mut self,
        subject: Subject<'_>,
        judged: Option<(ConditionKey, Judged)>,
        out: &mut Vec<Detection>,
    ) {
        let Some((key, judged)) = judged else { return };
        self.settle(&key, subject.now, judged, &[(Role::Subject, subject.contact)], out);
    }
}
