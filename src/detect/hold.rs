use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use foldhash::fast::FixedState;

use super::condition::{ConditionKey, End, Need, Turn, Verdict};
use super::rule::Memo;
use super::timers::{Timer, Timers};
use super::{AreaRef, IncidentSubject};
use crate::areas::AreaId;
use crate::domain::{ContactId, EventTime, RuleId};

/// Conditions followed at most; at the bound no new one is begun, and that is counted.
const HOLDS_MAX: usize = 400_000;
/// A raised condition that nobody's report has touched for so long ends.
const STALE_AFTER: Duration = Duration::from_mins(30);
/// A target that a radar has not plotted for so long it has lost: it plots every few seconds.
const LOST_BY_RADAR_AFTER: Duration = Duration::from_mins(5);
/// Measures of a raised condition are handed on no more often than this, unless a step is reached.
const UPDATE_EVERY: Duration = Duration::from_secs(10);

/// The conditions that all rules follow: how long each has held, and which are raised.
#[derive(Debug)]
pub(super) struct Holds {
    conditions: HashMap<ConditionKey, Hold, FixedState>,
    /// Raised conditions by what one alert is about: it ends with the last of them.
    raised: BTreeMap<AlertKey, Keys>,
    /// Conditions by who takes part, to end them when she is gone.
    by_contact: HashMap<ContactId, Keys, FixedState>,
    refused: u64,
}

/// Conditions in order. There is one, or there are a few, in no more room than they need.
#[derive(Clone, Debug, Default)]
struct Keys(Vec<ConditionKey>);

impl Keys {
    fn insert(&mut self, key: &ConditionKey) {
        if let Err(place) = self.0.binary_search(key) {
            if self.0.len() == self.0.capacity() {
                self.0.reserve_exact(1 + self.0.len() / 2);
            }
            self.0.insert(place, key.clone());
        }
    }

    fn remove(&mut self, key: &ConditionKey) {
        if let Ok(place) = self.0.binary_search(key) {
            self.0.remove(place);
        }
    }

    fn iter(&self) -> std::slice::Iter<'_, ConditionKey> {
        self.0.iter()
    }
}

/// What the conditions of one alert have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct AlertKey {
    rule: RuleId,
    about: IncidentSubject,
    area: Option<AreaId>,
    exercise: bool,
}

#[derive(Clone, Debug)]
struct Hold {
    met_since: Option<EventTime>,
    met_count: u32,
    /// Evaluations since the first that met, those that did not included.
    judged_count: u32,
    clear_since: Option<EventTime>,
    judged: EventTime,
    /// Most that are followed never are.
    raised: Option<Box<Raised>>,
    memo: Memo,
}

/// What a rule is told of a condition that is followed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Context {
    /// Whether it is raised.
    pub(super) raised: bool,
    /// What the rule noted.
    pub(super) memo: Memo,
}

#[derive(Clone, Debug)]
struct Raised {
    area: AreaRef,
    step: u8,
    since: EventTime,
    reported: EventTime,
    clear_after: Duration,
}

/// How long a raised condition stands that nobody's report touches.
const fn stale_after(rule: RuleId) -> Duration {
    match rule {
        RuleId::DarkContact => LOST_BY_RADAR_AFTER,
        _ => STALE_AFTER,
    }
}

impl ConditionKey {
    fn alert(&self) -> AlertKey {
        AlertKey {
            rule: self.rule,
            about: self.incident().about,
            area: self.area.clone(),
            exercise: self.exercise,
        }
    }
}

impl Hold {
    /// Counts an evaluation that meets the condition; whether that is enough to raise.
    fn meets_enough(&mut self, time: EventTime, need: Need, earlier: u32) -> bool {
        let since = *self.met_since.get_or_insert(time);
        let more = if self.met_count == 0 { 1 + earlier } else { 1 };
        self.met_count = self.met_count.saturating_add(more);
        self.judged_count = self.judged_count.saturating_add(more);
        let long_enough = self.met_count >= need.count || time.since(since) >= need.span;
        long_enough && self.share() >= need.share
    }

    /// Counts an evaluation that does not.
    fn interrupt(&mut self, need: Need) {
        self.judged_count = self.judged_count.saturating_add(1);
        if !self.goes_on(need) {
            self.met_since = None;
            self.met_count = 0;
            self.judged_count = 0;
        }
    }

    /// Whether an interruption leaves what was met before standing: so long as no more than twice
    /// the share that a rule lets pass was missed.
    fn goes_on(&self, need: Need) -> bool {
        let missed_max = 2.0 * (1.0 - need.share);
        self.met_since.is_some() && need.share < 1.0 && 1.0 - self.share() <= missed_max
    }

    fn share(&self) -> f64 {
        f64::from(self.met_count) / f64::from(self.judged_count.max(1))
    }
}

impl Holds {
    pub(super) fn new() -> Self {
        Self {
            conditions: HashMap::with_hasher(FixedState::default()),
            raised: BTreeMap::new(),
            by_contact: HashMap::with_hasher(FixedState::default()),
            refused: 0,
        }
    }

    /// Conditions that found no room.
    pub(super) const fn refused(&self) -> u64 {
        self.refused
    }

    /// Whether a condition is followed at all: while it is not, a verdict other than `Meets` need
    /// not be worked out.
    pub(super) fn follows(&self, key: &ConditionKey) -> bool {
        self.conditions.contains_key(key)
    }

    /// Whether a contact takes part in any condition that is followed.
    pub(super) fn involve(&self, contact: ContactId) -> bool {
        self.by_contact.contains_key(&contact)
    }

    /// What is known of a condition, if it is followed.
    pub(super) fn context(&self, key: &ConditionKey) -> Option<Context> {
        let hold = self.conditions.get(key)?;
        Some(Context { raised: hold.raised.is_some(), memo: hold.memo })
    }

    /// Keeps what a rule notes of a condition, if it is followed.
    pub(super) fn keep(&mut self, key: &ConditionKey, memo: Memo) {
        if let Some(hold) = self.conditions.get_mut(key) {
            hold.memo = memo;
        }
    }

    /// Whether a condition is raised.
    pub(super) fn is_raised(&self, key: &ConditionKey) -> bool {
        self.conditions.get(key).is_some_and(|hold| hold.raised.is_some())
    }

    /// Takes in a verdict. `earlier` says how many evaluations before the first count as well
    /// (the fixes that a velocity came from), `area` what applies if it raises, `step` the
    /// escalation step reached.
    #[expect(clippy::too_many_arguments, reason = "one verdict with all that belongs to it")]
    pub(super) fn judge(
        &mut self,
        key: &ConditionKey,
        time: EventTime,
        verdict: Verdict,
        need: Need,
        earlier: u32,
        area: &AreaRef,
        step: u8,
        timers: &mut Timers,
    ) -> Turn {
        let Some(hold) = self.hold(key, time, verdict) else { return Turn::None };
        hold.judged = hold.judged.max(time);
        if let Some(raised) = &mut hold.raised {
            raised.clear_after = need.clear;
            if verdict == Verdict::Clears {
                let since = *hold.clear_since.get_or_insert(time);
                if time.since(since) >= need.clear {
                    return self.end(key).map_or(Turn::None, Turn::Ends);
                }
                timers.set(since.plus(need.clear), Timer::Hold(Box::new(key.clone())));
            } else {
                hold.clear_since = None;
            }
            let due = time.since(raised.reported) >= UPDATE_EVERY;
            if step > raised.step || due {
                raised.step = raised.step.max(step);
                raised.reported = time;
                return Turn::Continue(raised.area.clone());
            }
            return Turn::None;
        }
        match verdict {
            Verdict::Clears if !hold.goes_on(need) => {
                self.drop_hold(key);
                Turn::None
            }
            Verdict::Clears | Verdict::Between => {
                hold.interrupt(need);
                Turn::None
            }
            Verdict::Meets => {
                if !hold.meets_enough(time, need, earlier) {
                    return Turn::None;
                }
                self.raise(key, area.clone(), step, time, need.clear, timers);
                Turn::Raise
            }
        }
    }

    /// Raises a condition that a single event makes, or carries it on; it ends `clear` after the
    /// last such event. `None`: only an officer ends it.
    pub(super) fn event(
        &mut self,
        key: &ConditionKey,
        time: EventTime,
        clear: Option<Duration>,
        area: &AreaRef,
        timers: &mut Timers,
    ) -> Turn {
        let Some(hold) = self.hold(key, time, Verdict::Meets) else { return Turn::None };
        hold.judged = hold.judged.max(time);
        let turn = if let Some(raised) = &mut hold.raised {
            raised.reported = time;
            // A call from nobody knew where, whose place has become known.
            if raised.area == AreaRef::anywhere() {
                raised.area = area.clone();
            }
            Turn::Continue(raised.area.clone())
        } else {
            self.raise(key, area.clone(), 0, time, clear.unwrap_or(Duration::MAX), timers);
            Turn::Raise
        };
        if let (Some(hold), Some(clear)) = (self.conditions.get_mut(key), clear) {
            hold.clear_since = Some(time);
            // Set once: when it goes off it looks at the last event and sets itself again, so that
            // a flood of events is not a flood of timers.
            if turn == Turn::Raise {
                timers.set(time.plus(clear), Timer::Hold(Box::new(key.clone())));
            }
            if let Some(raised) = &mut hold.raised {
                raised.clear_after = clear;
            }
        }
        turn
    }

    /// Ends a raised condition.
    pub(super) fn end(&mut self, key: &ConditionKey) -> Option<End> {
        let hold = self.drop_hold(key)?;
        let area = hold.raised?.area;
        let alert = key.alert();
        let siblings = self.raised.get_mut(&alert)?;
        siblings.remove(key);
        if !siblings.0.is_empty() {
            return Some(End::Part(area));
        }
        self.raised.remove(&alert);
        Some(End::Whole(area))
    }

    /// A timer of a condition went off, which may end it now.
    pub(super) fn due(
        &mut self,
        key: &ConditionKey,
        now: EventTime,
        timers: &mut Timers,
    ) -> Option<End> {
        let hold = self.conditions.get(key)?;
        let raised = hold.raised.as_ref()?;
        let clears = hold.clear_since.map(|since| since.plus(raised.clear_after));
        let stale = hold.judged.plus(stale_after(key.rule).max(raised.clear_after));
        let end = clears.map_or(stale, |clears| clears.min(stale));
        if now >= end {
            return self.end(key);
        }
        timers.set(end, Timer::Hold(Box::new(key.clone())));
        None
    }

    /// How many other conditions of the same alert were raised since a time.
    pub(super) fn siblings_since(&self, key: &ConditionKey, since: EventTime) -> usize {
        let siblings = self.raised.get(&key.alert()).into_iter().flat_map(Keys::iter);
        siblings
            .filter(|sibling| *sibling != key)
            .filter_map(|sibling| self.conditions.get(sibling)?.raised.as_ref())
            .filter(|raised| raised.since >= since)
            .count()
    }

    /// When the measures of a raised condition were last handed on.
    pub(super) fn last_told(&self, key: &ConditionKey) -> Option<EventTime> {
        self.conditions.get(key)?.raised.as_ref().map(|raised| raised.reported)
    }

    /// The conditions that a contact takes part in.
    pub(super) fn of(&self, contact: ContactId) -> impl Iterator<Item = &ConditionKey> {
        self.by_contact.get(&contact).into_iter().flat_map(Keys::iter)
    }

    /// The raised conditions that a contact takes part in.
    pub(super) fn raised_of(&self, contact: ContactId) -> Vec<ConditionKey> {
        let keys = self.of(contact);
        keys.filter(|key| self.is_raised(key)).cloned().collect()
    }

    /// Forgets the conditions of a contact that are not raised.
    pub(super) fn forget_unraised(&mut self, contact: ContactId) {
        let keys: Vec<_> = self.of(contact).cloned().collect();
        for key in keys {
            if !self.is_raised(&key) {
                self.drop_hold(&key);
            }
        }
    }

    /// The raised conditions of an area, for rules that each area judges for itself.
    pub(super) fn raised_in(&self, area: &AreaId) -> Vec<ConditionKey> {
        let of_area = self.raised.iter().filter(|(alert, _)| alert.area.as_ref() == Some(area));
        of_area.flat_map(|(_, keys)| keys.iter()).cloned().collect()
    }

    /// An officer closed what the conditions of an alert raised: they begin anew.
    pub(super) fn close(
        &mut self,
        rule: RuleId,
        about: &IncidentSubject,
        area: Option<&AreaId>,
        exercise: bool,
    ) {
        let alert = AlertKey { rule, about: about.clone(), area: area.cloned(), exercise };
        for key in self.raised.remove(&alert).unwrap_or_default().0 {
            self.drop_hold(&key);
        }
    }

    /// Marks a condition as raised, as it was before a restart: since when, and until when what
    /// touched it has been looked through again.
    pub(super) fn resume(
        &mut self,
        key: &ConditionKey,
        area: AreaRef,
        step: u8,
        (since, until): (EventTime, EventTime),
        clear: Duration,
        timers: &mut Timers,
    ) {
        if let Some(hold) = self.hold(key, since, Verdict::Meets) {
            hold.judged = hold.judged.max(until);
            self.raise(key, area, step, since, clear, timers);
        }
    }

    /// After a restart has replayed the last hours: whatever was raised by that alone has not been
    /// told to anybody, and raises when it holds again.
    pub(super) fn lower_all(&mut self) {
        let keys: Vec<_> = self.raised.values().flat_map(Keys::iter).cloned().collect();
        self.raised.clear();
        for key in keys {
            self.drop_hold(&key);
        }
    }

    fn raise(
        &mut self,
        key: &ConditionKey,
        area: AreaRef,
        step: u8,
        time: EventTime,
        clear_after: Duration,
        timers: &mut Timers,
    ) {
        if let Some(hold) = self.conditions.get_mut(key) {
            let raised = Raised { area, step, since: time, reported: time, clear_after };
            hold.raised = Some(Box::new(raised));
            hold.clear_since = None;
            self.raised.entry(key.alert()).or_default().insert(key);
            if clear_after < Duration::MAX {
                timers.set(
                    time.plus(stale_after(key.rule).max(clear_after)),
                    Timer::Hold(Box::new(key.clone())),
                );
            }
        }
    }

    /// The hold of a condition; made only for one that is met.
    fn hold(&mut self, key: &ConditionKey, time: EventTime, verdict: Verdict) -> Option<&mut Hold> {
        if !self.conditions.contains_key(key) {
            if verdict != Verdict::Meets {
                return None;
            }
            if self.conditions.len() >= HOLDS_MAX {
                self.refused += 1;
                return None;
            }
            for contact in [Some(key.about), key.other].into_iter().flatten() {
                self.by_contact.entry(contact).or_default().insert(key);
            }
        }
        Some(self.conditions.entry(key.clone()).or_insert(Hold {
            met_since: None,
            met_count: 0,
            judged_count: 0,
            clear_since: None,
            judged: time,
            raised: None,
            memo: Memo::default(),
        }))
    }

    fn drop_hold(&mut self, key: &ConditionKey) -> Option<Hold> {
        for contact in [Some(key.about), key.other].into_iter().flatten() {
            if let Some(keys) = self.by_contact.get_mut(&contact) {
                keys.remove(key);
                if keys.0.is_empty() {
                    self.by_contact.remove(&contact);
                }
            }
        }
        self.conditions.remove(key)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::areas::{AreaKind, SecurityLevel};
    use crate::domain::Mmsi;

    const NEED: Need =
        Need { count: 3, span: Duration::from_secs(30), clear: Duration::from_mins(2), share: 1.0 };

    fn contact(mmsi: u32) -> ContactId {
        ContactId::from_mmsi(Mmsi::new(mmsi).expect("an MMSI"))
    }

    fn key(other: u32) -> ConditionKey {
        ConditionKey {
            rule: RuleId::FastApproach,
            about: contact(1),
            other: Some(contact(other)),
            area: None,
            exercise: false,
        }
    }

    fn area() -> AreaRef {
        AreaRef {
            id: "test".parse().expect("an id"),
            name: Arc::from("Test"),
            kind: AreaKind::HighRiskArea,
            security_level: SecurityLevel::One,
        }
    }

    struct Bench {
        holds: Holds,
        timers: Timers,
    }

    impl Bench {
        fn new() -> Self {
            Self { holds: Holds::new(), timers: Timers::default() }
        }

        fn judge(&mut self, other: u32, secs: i64, verdict: Verdict) -> Turn {
            let time = EventTime::from_secs(secs);
            let (key, area) = (key(other), area());
            self.holds.judge(&key, time, verdict, NEED, 0, &area, 0, &mut self.timers)
        }
    }

    #[test]
    fn it_raises_after_the_count_or_the_time_whichever_comes_first() {
        let mut bench = Bench::new();
        assert_eq!(bench.judge(2, 0, Verdict::Meets), Turn::None);
        assert_eq!(bench.judge(2, 1, Verdict::Meets), Turn::None);
        assert_eq!(bench.judge(2, 2, Verdict::Meets), Turn::Raise);
        assert_eq!(bench.judge(3, 0, Verdict::Meets), Turn::None);
        assert_eq!(bench.judge(3, 30, Verdict::Meets), Turn::Raise);
    }

    #[test]
    fn an_interruption_begins_the_count_anew() {
        let mut bench = Bench::new();
        for (secs, verdict, turn) in [
            (0, Verdict::Meets, Turn::None),
            (1, Verdict::Meets, Turn::None),
            (2, Verdict::Between, Turn::None),
            (3, Verdict::Meets, Turn::None),
            (4, Verdict::Meets, Turn::None),
            (5, Verdict::Meets, Turn::Raise),
        ] {
            assert_eq!(bench.judge(2, secs, verdict), turn, "{secs}");
        }
    }

    #[test]
    fn it_clears_when_the_clear_condition_has_held_and_not_before() {
        let mut bench = Bench::new();
        for secs in 0..3 {
            bench.judge(2, secs, Verdict::Meets);
        }
        assert_eq!(bench.judge(2, 100, Verdict::Clears), Turn::Continue(area()));
        assert_eq!(bench.judge(2, 160, Verdict::Between), Turn::Continue(area()));
        assert_eq!(bench.judge(2, 200, Verdict::Clears), Turn::Continue(area()));
        assert_eq!(bench.judge(2, 319, Verdict::Clears), Turn::Continue(area()));
        assert_eq!(bench.judge(2, 320, Verdict::Clears), Turn::Ends(End::Whole(area())));
    }

    #[test]
    fn a_deadline_clears_what_nobody_reports_on() {
        let mut bench = Bench::new();
        for secs in 0..3 {
            bench.judge(2, secs, Verdict::Meets);
        }
        bench.judge(2, 100, Verdict::Clears);
        let due = EventTime::from_secs(220);
        assert_eq!(bench.holds.due(&key(2), EventTime::from_secs(219), &mut bench.timers), None);
        assert_eq!(bench.holds.due(&key(2), due, &mut bench.timers), Some(End::Whole(area())));
    }

    #[test]
    fn an_alert_ends_with_the_last_craft_that_approaches() {
        let mut bench = Bench::new();
        for secs in 0..3 {
            bench.judge(2, secs, Verdict::Meets);
            bench.judge(3, secs, Verdict::Meets);
        }
        assert_eq!(bench.holds.end(&key(2)), Some(End::Part(area())));
        assert_eq!(bench.holds.end(&key(3)), Some(End::Whole(area())));
    }

    #[test]
    fn levels_halve_and_then_drop_what_is_needed() {
        let two = NEED.at_level(SecurityLevel::Two);
        assert_eq!((two.count, two.span), (2, Duration::from_secs(15)));
        let three = NEED.at_level(SecurityLevel::Three);
        assert_eq!((three.count, three.span), (1, Duration::ZERO));
    }

    #[test]
    fn a_flood_of_events_is_not_a_flood_of_timers_and_clears_after_the_last() {
        let mut bench = Bench::new();
        let clear = Some(Duration::from_mins(15));
        for secs in 0..1000 {
            let time = EventTime::from_secs(secs);
            bench.holds.event(&key(2), time, clear, &area(), &mut bench.timers);
        }
        assert!(bench.timers.len() <= 2);
        let mut ended = None;
        while let Some((time, _)) = bench.timers.pop_due(EventTime::MAX) {
            if bench.holds.due(&key(2), time, &mut bench.timers).is_some() {
                ended = Some(time);
            }
        }
        assert_eq!(ended, Some(EventTime::from_secs(999 + 900)));
    }
}
