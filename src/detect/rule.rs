use std::time::Duration;

use super::Role;
use super::catalogue::AreaRules;
use super::condition::{Need, Verdict};
use super::findings::Found;
use super::pair::{Glance, Pair};
use super::subject::Subject;
use crate::areas::{AreaKind, SecurityLevel, WatchArea, WatchAreas};
use crate::domain::{EventTime, NauticalMiles, RuleId};
use crate::geodesy::Vector;
use crate::picture::{Contact, Mark, Reach, Traits};

/// A rule of the catalogue: the limits by which it judges, as they are in one area. The catalogue
/// implements it for every rule.
pub(super) trait Rule: Copy {
    /// Which.
    const ID: RuleId;

    /// Its limits in an area; `None` where it is off.
    fn of(rules: &AreaRules) -> Option<Self>;
}

/// A rule about one vessel, judged at every report that moves her.
pub(super) trait SubjectRule: Rule {
    /// Whether each area that contains her judges for itself; otherwise only the smallest in which
    /// the rule is on.
    const IN_EACH_AREA: bool = false;

    /// For how long a verdict has to hold, at security level 1.
    fn need(&self) -> Need;

    /// The limits at a security level, where more than [`SubjectRule::need`] depends on it.
    #[must_use]
    fn at_level(self, _level: SecurityLevel) -> Self {
        self
    }

    /// Whether a condition of hers may begin, as far as she alone tells, by limits within which those of
    /// all areas fit: asked first, before any area is looked at.
    fn concerns(&self, _subject: &Subject<'_>) -> bool {
        true
    }

    /// What her last report shows. `None`: nothing can be said.
    fn judge(&self, subject: &Subject<'_>, area: &WatchArea, memo: &mut Memo) -> Option<Judgement>;

    /// Whether a vessel that meets the limits may begin an incident among these areas: asked rarely.
    fn may_begin(&self, _subject: &Subject<'_>, _areas: &WatchAreas, _memo: &Memo) -> bool {
        true
    }
}

/// A rule about two vessels, judged at every report of either.
pub(super) trait PairRule: Rule {
    /// How far apart they may be to be looked at.
    const TIER: Tier;

    /// For how long a verdict has to hold, at security level 1.
    fn need(&self) -> Need;

    /// Evaluations before the first that count as well: the fixes that a velocity came from.
    const EARLIER: u32 = 0;

    /// Another one about the same within this time is a step of escalation.
    const SECOND_WITHIN: Option<Duration> = None;

    /// Whether the first one, too, takes no part where an area exempts whoever is at home there.
    const EXEMPTS_FIRST: bool = false;

    /// The role of the first one, whom the incident is about.
    const FIRST_ROLE: Role = Role::Target;

    /// The role of the second one.
    const ROLE: Role;

    /// How near another one has to be for [`PairRule::might`], as far as one of the two tells, be she
    /// the first or the second: of most neighbours nothing more is asked. Never less than that.
    fn reach(&self, _one: &Mark) -> Reach {
        Reach::anybody(Self::TIER.reach_metres())
    }

    /// Whether a pair may fit and meet the limits of some area, `self` being the widest there are, as
    /// far as their marks tell: asked of everybody near, both ways round, before anybody is
    /// touched. May say yes too often.
    fn might(&self, _glance: &Glance<'_>) -> bool {
        true
    }

    /// Whether the first one could be whom an incident is about and the second one whom she meets:
    /// by what they are, whatever they do. Asked of everybody near, both ways round, so it has to
    /// be cheap. A rule without a target says `pair.is_in_order()`.
    fn fits(pair: &Pair<'_>) -> bool;

    /// Whether a pair that fits may meet the limits of some area, `self` being the widest there
    /// are. Asked of everybody near before it is known which area applies; may say yes too often.
    fn may_meet(&self, _pair: &Pair<'_>) -> bool {
        true
    }

    /// What the last report of either shows of a pair that fits. `None`: nothing can be said.
    fn judge(&self, pair: &Pair<'_>, area: &WatchArea, memo: &mut Memo) -> Option<Judgement>;

    /// How far from every area of a kind a pair has to be to begin an incident, if that matters.
    fn keeps_off(&self, _pair: &Pair<'_>) -> Option<(AreaKind, NauticalMiles)> {
        None
    }

    /// Whether a pair that meets the limits may begin an incident: asked rarely, so that it may
    /// look round (berths, built-up water). Nobody whom the area allows is asked for.
    fn may_begin(&self, _pair: &Pair<'_>, _area: &WatchArea) -> bool {
        true
    }
}

/// A rule about one vessel and several fast craft about her, judged at every report of any of them.
pub(super) trait GroupRule: Rule {
    /// How far from the target a member may be, nautical miles; at most 6.
    const RADIUS_NM: f64;

    /// For how long a verdict has to hold, at security level 1.
    fn need(&self) -> Need;

    /// What everybody counts as who could be the target.
    const TARGETS: Traits;

    /// Whether a contact could be the target, by what she is.
    fn may_be_target(contact: &Contact) -> bool;

    /// Whether a contact could be a member, by what she is.
    fn may_be_member(contact: &Contact) -> bool;

    /// Whether a member may count about anybody by these limits, as she moves: asked before a
    /// search.
    fn might_count(&self, _contact: &Contact) -> bool {
        true
    }

    /// How near a member has to be to a target for [`GroupRule::might`], metres, and how fast it has to
    /// be, metres per second.
    fn reach(&self) -> (f64, f64);

    /// Whether the second one of a pair may count as a member about the first, as far as their
    /// marks tell. May say yes too often.
    fn might(&self, _glance: &Glance<'_>) -> bool {
        true
    }

    /// Whether the second one of a pair counts as a member about the first, the target, by these
    /// limits.
    fn is_member(&self, pair: &Pair<'_>) -> bool;

    /// What the members about a target come to; there may be none.
    fn judge(
        &self,
        target: &Contact,
        members: &[Pair<'_>],
        area: &WatchArea,
        memo: &mut Memo,
    ) -> Option<Judgement>;

    /// Whether a group that meets the limits may begin an incident.
    fn may_begin(&self, _target: &Contact, _members: &[Pair<'_>], _area: &WatchArea) -> bool {
        true
    }
}

/// How far the search for the other one of a pair goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tier {
    /// 1 nm, at every report.
    Near,
    /// 3 nm, once a minute.
    Company,
    /// 6 nm, at every report, if one of the two is a small craft at 8 kn or more.
    Fast,
}

/// What one evaluation comes to.
#[derive(Debug)]
pub(super) struct Judgement {
    /// Whether the rule's condition is met.
    pub(super) verdict: Verdict,
    /// What is told if it raises or goes on.
    pub(super) found: Found,
    /// Whether what is met, or what clears, has held for long enough, where the rule reckons that
    /// itself; `None`: by its need.
    pub(super) ripe: Option<bool>,
}

/// What a rule notes of a condition while it is followed, from its first evaluation that meets the
/// limits to its end: each rule says what it keeps where. Forgotten over a restart.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Memo {
    /// A moment.
    pub(super) time: Option<EventTime>,
    /// A place or a velocity in a plane.
    pub(super) vector: Vector,
    /// A number.
    pub(super) number: f64,
    /// A fact.
    pub(super) flag: bool,
}

impl Judgement {
    /// The raise condition is met.
    pub(super) const fn meets(found: Found) -> Self {
        Self { verdict: Verdict::Meets, found, ripe: None }
    }

    /// Neither met nor clear, and nothing to tell.
    pub(super) fn between() -> Self {
        Self { verdict: Verdict::Between, found: Found::default(), ripe: None }
    }

    /// The clear condition is met, and there is nothing to tell.
    pub(super) fn clears() -> Self {
        Self { verdict: Verdict::Clears, found: Found::default(), ripe: None }
    }

    /// The same, which raises at once or not yet, however long it has held.
    pub(super) const fn ripe(mut self, ripe: bool) -> Self {
        self.ripe = Some(ripe);
        self
    }

    /// For how long it has to hold: what the rule needs, unless it says so itself.
    pub(super) fn need(&self, need: Need) -> Need {
        match self.ripe {
            None => need,
            Some(true) => {
                let clears = self.verdict == Verdict::Clears;
                let clear = if clears { Duration::ZERO } else { need.clear };
                Need { count: 1, span: Duration::ZERO, clear, share: 0.0 }
            }
            Some(false) => Need { count: u32::MAX, span: Duration::MAX, ..need },
        }
    }
}
