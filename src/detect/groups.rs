use super::condition::{ConditionKey, Verdict};
use super::detector::{Detector, Judged};
use super::hold::Context;
use super::pair::{Glance, Pair, Side};
use super::rule::GroupRule;
use super::subject::Subject;
use super::{AreaRef, Detection, Role, craft};
use crate::areas::{WatchArea, WatchAreas};
use crate::domain::{EventTime, NauticalMiles};
use crate::geodesy::LocalFrame;
use crate::picture::{Contact, Mark, Picture, Reach, Slot};

/// Lists the rules about groups once.
macro_rules! group_rules {
    ($($module:ident :: $limits:ident,)*) => {
        impl Detector {
            /// Judges every group that a vessel's report bears on, by every rule about groups.
            #[allow(unused_variables, clippy::unused_self, clippy::ptr_arg, reason = "may be none")]
            pub(super) fn judge_groups(
                &mut self,
                subject: Subject<'_>,
                out: &mut Vec<Detection>,
            ) {
                $(self.judge_groups_by::<super::$module::$limits>(subject, out);)*
            }

            /// How near fast craft have to be to somebody for any rule about groups of them.
            pub(super) fn group_reach(&self) -> Reach {
                Reach::NOBODY $(.or(self.group_reach_of::<super::$module::$limits>()))*
            }

            /// Whether the second one may count about the first for any rule about groups.
            pub(super) fn might_count(&self, glance: &Glance<'_>) -> bool {
                false $(|| self.might_count_by::<super::$module::$limits>(glance))*
            }
        }
    };
}

group_rules! {
    swarm::Swarm,
}

impl Detector {
    fn judge_groups_by<R: GroupRule>(&mut self, subject: Subject<'_>, out: &mut Vec<Detection>) {
        let Some(widest) = R::of(self.book.widest()) else { return };
        let Subject { contact, picture, taken, now, .. } = subject;
        if picture.associations.is_shadow(contact) {
            return;
        }
        if R::may_be_target(contact) {
            let about = self.fast_about.take();
            let target = (taken.slot, contact);
            self.judge_group::<R>(target, about.as_deref(), picture, subject.involved, now, out);
            self.fast_about = about;
        }
        if !widest.might_count(contact) || !R::may_be_member(contact) {
            return;
        }
        let mut targets = Vec::new();
        let (Some(place), Some(radius)) = (contact.position(), NauticalMiles::new(R::RADIUS_NM))
        else {
            return;
        };
        let frame = LocalFrame::at(place);
        let (Some(me), Some(mine)) =
            (Side::of(taken.slot, contact, &frame, now), Mark::of(taken.slot, contact))
        else {
            return;
        };
        let flat = frame.flat();
        let reach = (now, Reach::anybody(widest.reach().0).about(me.place.norm()));
        picture.contacts.marks_in_reach(place, radius, reach, |mark| {
            if mark.slot == taken.slot || !mark.traits.has(R::TARGETS) {
                return;
            }
            if !widest.might(&Glance::of(&mine, me.place, mark, &flat, now).turned()) {
                return;
            }
            let (slot, Some(other)) = (mark.slot, picture.contacts.get(mark.slot)) else { return };
            if other.id == contact.id
                || !R::may_be_target(other)
                || picture.associations.are_one(contact, other)
            {
                return;
            }
            let pair = Pair::of(me, (slot, other), &frame, now, picture).map(Pair::turned);
            if pair.is_some_and(|pair| widest.is_member(&pair)) {
                targets.push((slot, other));
            }
        });
        targets.sort_unstable_by_key(|(_, target)| target.id);
        for target in targets {
            self.judge_group::<R>(target, None, picture, true, now, out);
        }
    }

    fn group_reach_of<R: GroupRule>(&self) -> Reach {
        let Some(widest) = R::of(self.book.widest()) else { return Reach::NOBODY };
        let (metres, speed) = widest.reach();
        Reach::fast(metres, speed)
    }

    fn might_count_by<R: GroupRule>(&self, glance: &Glance<'_>) -> bool {
        R::of(self.book.widest()).is_some_and(|widest| widest.might(glance))
    }

    /// `about` are the fast craft that may count about her, if they have been looked for.
    fn judge_group<R: GroupRule>(
        &mut self,
        (slot, target): (Slot, &Contact),
        about: Option<&[Slot]>,
        picture: &Picture,
        involved: bool,
        now: EventTime,
        out: &mut Vec<Detection>,
    ) {
        let Some(widest) = R::of(self.book.widest()) else { return };
        if about.is_some_and(<[Slot]>::is_empty) && !involved {
            return;
        }
        let mut members = members(widest, (slot, target), about, picture, now);
        if members.is_empty() && !involved {
            return;
        }
        let exercise = target.exercise || members.iter().any(Pair::exercise);
        let key = ConditionKey::single(R::ID, target.id, exercise);
        let context = self.holds.context(&key);
        if members.is_empty() && context.is_none() {
            return;
        }
        self.locate_contact(slot, target.position());
        let applicable = self.book.applicable::<R>(self.inside(), &self.areas, now);
        let weighed = match applicable {
            Some((area, limits)) => {
                let at_home = self.book.at_home::<R>(self.inside(), &self.areas, now);
                members.retain(|pair| !at_home.exempts(pair.second.contact));
                weigh(limits, target, members, (area, &self.areas, now), context)
            }
            // The target left the areas in which the rule is on.
            None => context.is_some().then(|| (Judged::lapse(), Vec::new())),
        };
        if let Some((judged, members)) = weighed {
            let others = members.iter().map(|pair| (Role::Approaching, pair.second.contact));
            let parties: Vec<_> = std::iter::once((Role::Target, target)).chain(others).collect();
            self.settle(&key, now, judged, &parties, out);
        }
    }
}

/// The pairs of a target with everybody about her who counts by these limits, by contact.
fn members<'a, R: GroupRule>(
    limits: R,
    (target_slot, target): (Slot, &'a Contact),
    about: Option<&[Slot]>,
    picture: &'a Picture,
    now: EventTime,
) -> Vec<Pair<'a>> {
    let mut members = Vec::new();
    let (Some(place), Some(radius)) = (target.position(), NauticalMiles::new(R::RADIUS_NM)) else {
        return members;
    };
    let frame = LocalFrame::at(place);
    let Some(me) = Side::of(target_slot, target, &frame, now) else { return members };
    let mut take = |slot: Slot| {
        let Some(other) = picture.contacts.get(slot) else { return };
        if other.id == target.id
            || !R::may_be_member(other)
            || picture.associations.is_shadow(other)
            || picture.associations.are_one(target, other)
        {
            return;
        }
        let pair = Pair::of(me, (slot, other), &frame, now, picture);
        members.extend(pair.filter(|pair| limits.is_member(pair)));
    };
    if let Some(about) = about {
        // They were looked for further away.
        let is_near = |slot: Slot| picture.contacts.is_near(slot, place, radius);
        about.iter().copied().filter(|slot| is_near(*slot)).for_each(take);
    } else if let Some(mine) = Mark::of(target_slot, target) {
        let flat = frame.flat();
        let (metres, speed) = limits.reach();
        let reach = (now, Reach::fast(metres, speed).about(me.place.norm()));
        picture.contacts.fast_marks_in_reach(place, radius, reach, |mark| {
            let glance = Glance::of(&mine, me.place, mark, &flat, now);
            if mark.slot != target_slot && limits.might(&glance) {
                take(mark.slot);
            }
        });
    }
    members.sort_unstable_by_key(|pair| pair.second.contact.id);
    members
}

/// What a rule says of a group in an area, with its members there; `None` where nothing follows.
fn weigh<'a, R: GroupRule>(
    limits: R,
    target: &'a Contact,
    mut members: Vec<Pair<'a>>,
    (area, areas, now): (&WatchArea, &WatchAreas, EventTime),
    context: Option<Context>,
) -> Option<(Judged, Vec<Pair<'a>>)> {
    members.retain(|pair| {
        let craft = pair.second.contact;
        let is_cleared = craft::is_cleared_about(craft, target, area, areas, now);
        !is_cleared && !craft::is_protected(craft, area) && limits.is_member(pair)
    });
    let followed = context.is_some();
    let Context { mut memo, raised } = context.unwrap_or_default();
    let mut judgement = limits.judge(target, &members, area, &mut memo)?;
    let cleared = craft::is_cleared(target, area, areas, now);
    if judgement.verdict == Verdict::Meets
        && !raised
        && (cleared || !limits.may_begin(target, &members, area))
    {
        judgement.verdict = Verdict::Between;
    }
    let matters = followed || judgement.verdict == Verdict::Meets;
    let need = limits.need().at_level(area.security_level);
    let area = matters.then(|| AreaRef::from(area))?;
    Some((Judged { judgement, need, earlier: 0, area, memo }, members))
}
