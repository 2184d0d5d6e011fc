use super::condition::{ConditionKey, Verdict};
use super::craft::AtHome;
use super::detector::{Detector, Judged};
use super::hold::Context;
use super::pair::{Glance, Pair, Side};
use super::rule::{PairRule, Tier};
use super::subject::Subject;
use super::{
    AreaRef, Bonus, Detection, Role, boarding_alongside, craft, encounter, fast_approach,
    mothership, shadowing,
};
use crate::areas::{WatchArea, WatchAreas};
use crate::domain::{ContactId, EventTime, METRES_PER_NAUTICAL_MILE, NauticalMiles, RuleId};
use crate::geodesy::LocalFrame;
use crate::picture::{Contact, Mark, Picture, Reach, Slot, Traits};

/// Lists the rules about pairs once.
macro_rules! pair_rules {
    ($($module:ident :: $limits:ident,)*) => {
        /// The rules about pairs.
        const PAIR_RULES: &[RuleId] = &[$($module::SPEC.id,)*];

        impl Detector {
            /// The furthest tier of the rules that are on somewhere, of those that are wanted.
            fn furthest_tier(&self, wanted: impl Fn(Tier) -> bool) -> Option<Tier> {
                let tiers = [$(self.tier_of::<$module::$limits>(),)*];
                tiers.into_iter().flatten().filter(|tier| wanted(*tier)).max()
            }

            /// Whether any rule might find something in a pair.
            fn might_matter(&self, glance: &Glance<'_>) -> bool {
                false $(|| self.might::<$module::$limits>(glance))*
            }

            /// How near another one has to be for any rule, as far as one tells.
            fn reach(&self, one: &Mark) -> Reach {
                Reach::NOBODY $(.or(self.reach_of::<$module::$limits>(one)))*
            }

            /// Judges a pair by every rule.
            fn judge_pair(
                &mut self,
                pair: &Pair<'_>,
                followed: bool,
                out: &mut Vec<Detection>,
            ) {
                $(self.judge_pair_by::<$module::$limits>(pair, followed, out);)*
            }
        }
    };
}

pair_rules! {
    fast_approach::FastApproach,
    shadowing::Shadowing,
    mothership::Mothership,
    encounter::Encounter,
    boarding_alongside::BoardingAlongside,
}

/// Reach of each tier, nautical miles.
const NEAR_NM: f64 = 1.0;
const COMPANY_NM: f64 = 3.0;
const FAST_NM: f64 = 6.0;

/// Whether a rule is about two vessels.
pub(super) fn is_about_pairs(rule: RuleId) -> bool {
    PAIR_RULES.contains(&rule) || rule == RuleId::ZoneBreach
}

/// The other one of a pair, and whether a condition of the two is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Partner {
    id: ContactId,
    slot: Slot,
    followed: bool,
}

impl Detector {
    /// Judges every pair that a vessel's report bears on, each once: whoever is near enough for a
    /// rule that is on somewhere, and whoever is followed already, however far away.
    pub(super) fn judge_pairs(&mut self, subject: Subject<'_>, out: &mut Vec<Detection>) {
        let Subject { contact, picture, taken, moved, now, .. } = subject;
        let before = moved.from.map(|from| from.time);
        let searches = searches_about(contact, before, now);
        if !searches && !subject.involved {
            self.fast_about = Some(Vec::new());
            return;
        }
        self.fast_about = None;
        let Some(place) = contact.position() else { return };
        let frame = LocalFrame::at(place);
        let Some(me) = Side::of(taken.slot, contact, &frame, now) else { return };
        let mut partners = std::mem::take(&mut self.partners);
        if subject.involved {
            self.followed_partners(picture, contact, &mut partners);
        }
        if searches && !picture.associations.is_shadow(contact) {
            self.fast_about = self.search(subject, me, &frame, &mut partners);
        }
        // In the order of their ids, whoever is followed first among the same.
        partners.sort_unstable_by_key(|partner| (partner.id, !partner.followed));
        partners.dedup_by_key(|partner| partner.id);
        partners.retain(|it| it.followed || !self.is_seen_twice(picture, contact, it.slot, now));
        for partner in partners.drain(..) {
            let other = picture.contacts.get(partner.slot);
            let pair =
                other.and_then(|other| Pair::of(me, (partner.slot, other), &frame, now, picture));
            if let Some(pair) = pair {
                self.judge_pair(&pair, partner.followed, out);
            }
        }
        self.partners = partners;
    }

    /// Whether anybody is looked for about a contact, who may be known, as she reports.
    pub fn searches_about(&self, contact: Option<&Contact>, now: EventTime) -> bool {
        self.furthest_tier(|_| true).is_some()
            && contact.is_none_or(|contact| searches_about(contact, contact.last_fix(), now))
    }

    /// Whoever a contact shares a condition with.
    fn followed_partners(&self, picture: &Picture, contact: &Contact, partners: &mut Vec<Partner>) {
        for key in self.holds.of(contact.id).filter(|key| is_about_pairs(key.rule)) {
            let others = [Some(key.about), key.other].into_iter().flatten();
            for id in others.filter(|id| *id != contact.id) {
                let found = picture.contacts.slot(id);
                partners.extend(found.map(|slot| Partner { id, slot, followed: true }));
            }
        }
    }

    /// Whoever is near enough for a rule, and may meet its limits. Returns the fast craft that may
    /// count in a group about her, if she may be whom one is about and they were looked for.
    fn search(
        &self,
        subject: Subject<'_>,
        me: Side<'_>,
        frame: &LocalFrame,
        partners: &mut Vec<Partner>,
    ) -> Option<Vec<Slot>> {
        let Subject { contact, picture, taken, moved, now, .. } = subject;
        let every_minute = is_next_minute(moved.from.map(|from| from.time), now);
        let place = frame.origin();
        let mine = Mark::of(taken.slot, contact)?;
        let flat = frame.flat();
        let reach = self.reach(&mine).about(me.place.norm());
        let mut fast_about = Vec::new();
        let mut judge = |glance: &Glance<'_>| {
            if self.might_matter(glance)
                && let Some(other) = picture.contacts.get(glance.second.slot)
            {
                let slot = glance.second.slot;
                partners.push(Partner { id: other.id, slot, followed: false });
            }
        };
        let mut visit = |mark: &Mark| {
            if mark.slot != mine.slot {
                judge(&Glance::of(&mine, me.place, mark, &flat, now));
            }
        };
        let fast_craft = contact.is_fast() && craft::is_small(contact);
        let furthest = self.furthest_tier(|tier| match tier {
            Tier::Near => true,
            Tier::Company => every_minute,
            Tier::Fast => fast_craft,
        });
        let may_be_target = mine.traits.has(Traits::MAYBE_PROTECTED);
        let fast = self.furthest_tier(|tier| may_be_target && tier == Tier::Fast);
        let radius = |tier: Option<Tier>| tier.and_then(|it| NauticalMiles::new(it.reach_nm()));
        if let Some(radius) = radius(furthest) {
            picture.contacts.other_marks_in_reach(place, radius, (now, reach), &mut visit);
        }
        let radius = radius(furthest.max(fast))?;
        if fast.is_none() {
            picture.contacts.fast_marks_in_reach(place, radius, (now, reach), &mut visit);
            return None;
        }
        let reach = reach.or(self.group_reach().about(me.place.norm()));
        picture.contacts.fast_marks_in_reach(place, radius, (now, reach), |mark| {
            if mark.slot == mine.slot {
                return;
            }
            let glance = Glance::of(&mine, me.place, mark, &flat, now);
            judge(&glance);
            if self.might_count(&glance) {
                fast_about.push(mark.slot);
            }
        });
        Some(fast_about)
    }

    fn tier_of<R: PairRule>(&self) -> Option<Tier> {
        R::of(self.book.widest()).map(|_| R::TIER)
    }

    fn reach_of<R: PairRule>(&self, one: &Mark) -> Reach {
        R::of(self.book.widest()).map_or(Reach::NOBODY, |widest| widest.reach(one))
    }

    fn might<R: PairRule>(&self, glance: &Glance<'_>) -> bool {
        let Some(widest) = R::of(self.book.widest()) else { return false };
        glance.may_be_within(R::TIER.reach_metres())
            && (widest.might(glance) || widest.might(&glance.turned()))
    }

    fn judge_pair_by<R: PairRule>(
        &mut self,
        pair: &Pair<'_>,
        followed: bool,
        out: &mut Vec<Detection>,
    ) {
        let Some(widest) = R::of(self.book.widest()) else { return };
        for pair in [*pair, pair.turned()] {
            let near = pair.range_nm() <= R::TIER.reach_nm();
            let begins = near && R::fits(&pair) && widest.may_meet(&pair);
            if followed || begins {
                self.judge_oriented::<R>(pair, followed, out);
            }
        }
    }

    pub(super) fn judge_oriented<R: PairRule>(
        &mut self,
        pair: Pair<'_>,
        followed: bool,
        out: &mut Vec<Detection>,
    ) {
        let (target, other) = (pair.first.contact, pair.second.contact);
        let single = ConditionKey::single(R::ID, target.id, pair.exercise());
        let key = ConditionKey { other: Some(other.id), ..single };
        let context = if followed { self.holds.context(&key) } else { None };
        let parties = [(R::FIRST_ROLE, target), (R::ROLE, other)];
        self.locate_contact(pair.first.slot, target.position());
        let applicable = self.book.applicable::<R>(self.inside(), &self.areas, pair.now);
        let judged = match applicable.filter(|_| R::fits(&pair)) {
            Some((area, limits)) => {
                let at_home = self.book.at_home::<R>(self.inside(), &self.areas, pair.now);
                weigh(limits, &pair, (area, &self.areas, at_home), context)
            }
            // The target left the areas in which the rule is on, or is none any more.
            None => context.is_some().then(Judged::lapse),
        };
        if let Some(mut judged) = judged {
            if let Some(within) = R::SECOND_WITHIN
                && judged.judgement.verdict == Verdict::Meets
                && self.holds.siblings_since(&key, pair.now.minus(within)) > 0
            {
                judged.judgement.found.step = 1;
            }
            if R::FIRST_ROLE == Role::Target && !judged.judgement.found.measures.is_empty() {
                judged.judgement.found.bonuses.extend(self.company(&key));
            }
            self.settle(&key, pair.now, judged, &parties, out);
        }
    }

    /// What adds to the threat of a craft beside what she does: that she is not alone about her target,
    /// that she came from a vessel that craft come from, and that a radar alone follows her.
    fn company(&self, key: &ConditionKey) -> impl Iterator<Item = Bonus> {
        let swarm = ConditionKey::single(RuleId::Swarm, key.about, key.exercise);
        let is_link = |of: &ConditionKey| {
            of.rule == RuleId::Mothership && of.other == key.other && self.holds.is_raised(of)
        };
        let came = key.other.is_some_and(|craft| self.holds.of(craft).any(is_link));
        let is_dark = key.other.is_some_and(|craft| {
            self.holds.is_raised(&ConditionKey::single(RuleId::DarkContact, craft, key.exercise))
        });
        let each = [
            (self.holds.is_raised(&swarm), Bonus::Swarm),
            (came, Bonus::Mothership),
            (is_dark, Bonus::Dark),
        ];
        each.into_iter().filter_map(|(holds, bonus)| holds.then_some(bonus))
    }
}

/// What a rule says of an oriented pair in an area; `None` where nothing follows from it.
fn weigh<R: PairRule>(
    limits: R,
    pair: &Pair<'_>,
    about: (&WatchArea, &WatchAreas, AtHome),
    context: Option<Context>,
) -> Option<Judged> {
    let followed = context.is_some();
    let Context { mut memo, raised } = context.unwrap_or_default();
    let pair = Pair { raised, ..*pair };
    let area = about.0;
    let mut judgement = limits.judge(&pair, area, &mut memo)?;
    if judgement.verdict == Verdict::Meets && !raised && !may_begin(limits, &pair, about) {
        judgement.verdict = Verdict::Between;
    }
    let matters = followed || judgement.verdict == Verdict::Meets;
    let need = limits.need().at_level(area.security_level);
    let area = matters.then(|| AreaRef::from(area))?;
    Some(Judged { judgement, need, earlier: R::EARLIER, area, memo })
}

/// Whether a pair may begin an incident: neither is cleared where she is, nor the other one where the target
/// is, nobody who counts is at home there, and the rule says so.
fn may_begin<R: PairRule>(
    limits: R,
    pair: &Pair<'_>,
    (area, areas, at_home): (&WatchArea, &WatchAreas, AtHome),
) -> bool {
    let [target, other] = [pair.first.contact, pair.second.contact];
    let allowed = craft::is_cleared(target, area, areas, pair.now)
        || craft::is_cleared_about(other, target, area, areas, pair.now)
        || at_home.exempts(other)
        || (R::EXEMPTS_FIRST && at_home.exempts(target));
    let off = limits.keeps_off(pair).zip(pair.first.contact.position());
    !allowed
        && off.is_none_or(|((kind, reach), place)| !areas.is_near(place, reach, kind))
        && limits.may_begin(pair, area)
}

/// Whether anybody is looked for about a contact as she reports. About whoever lies still nothing changes by
/// her own reports, those who come near send theirs: once a minute is enough.
fn searches_about(contact: &Contact, before: Option<EventTime>, now: EventTime) -> bool {
    !contact.stillness.is_fixed() || is_next_minute(before, now)
}

fn is_next_minute(before: Option<EventTime>, now: EventTime) -> bool {
    let minute = |time: EventTime| time.as_secs().div_euclid(60);
    before.is_none_or(|before| minute(before) != minute(now))
}

impl Tier {
    pub(super) fn reach_metres(self) -> f64 {
        self.reach_nm() * METRES_PER_NAUTICAL_MILE
    }

    const fn reach_nm(self) -> f64 {
        match self {
            Self::Near => NEAR_NM,
            Self::Company => COMPANY_NM,
            Self::Fast => FAST_NM,
        }
    }
}
