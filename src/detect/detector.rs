use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Duration;

use super::composites::Composites;
use super::condition::{ConditionKey, End, Need, Turn, Verdict};
use super::findings::{Found, findings};
use super::hold::Holds;
use super::interference::Interference;
use super::members::Boundaries;
use super::pairs::Partner;
use super::places::{Places, SetId, Stay};
use super::rule::{Judgement, Memo};
use super::rulebook::Rulebook;
use super::silence::Silences;
use super::subject::Subject;
use super::timers::{Timer, Timers};
use super::watch_list::WatchList;
use super::{AreaRef, Cause, CauseKind, Detection, IncidentKey, Role, Signal, ais_dark, craft};
use crate::areas::{AreaId, AreaIndex, RuleSetting, SecurityLevel, WatchAreas};
use crate::domain::{ContactId, EventTime, KnownBy, Position, Report, RuleId};
use crate::picture::{Contact, Picture, Slot, Taken};

/// How long a condition has to be clear where its rule's own time is not at hand: after a restart,
/// and where a vessel has left the areas in which the rule is on.
pub(super) const CLEAR_SPAN: Duration = Duration::from_mins(2);

/// All rules over one picture.
#[derive(Debug)]
pub struct Detector {
    settings: BTreeMap<RuleId, RuleSetting>,
    pub(super) areas: WatchAreas,
    pub(super) book: Rulebook,
    pub(super) holds: Holds,
    pub(super) timers: Timers,
    pub(super) boundaries: Boundaries,
    pub(super) places: Places,
    pub(super) silences: Silences,
    pub(super) interference: Interference,
    pub(super) composites: Composites,
    pub(super) watch_list: WatchList,
    /// Whom a report has to be judged with; kept for its room.
    pub(super) partners: Vec<Partner>,
    /// The fast craft about whoever reports that may count in a group about her, if the search for
    /// partners looked for them.
    pub(super) fast_about: Option<Vec<Slot>>,
    /// The areas that contained whoever is under judgement when she was judged before, where they are
    /// still known and the same.
    before: Option<SetId>,
    /// Whether they are those that contain her now, as far as is known.
    stays: bool,
    /// The areas that contain the place under judgement, where they are known already.
    here: Option<SetId>,
    /// Else these, smallest first.
    looked_up: Vec<AreaIndex>,
}

/// What a rule said of a condition, with all that belongs to it.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) judgement: Judgement,
    pub(super) need: Need,
    /// Evaluations before the first that count as well.
    pub(super) earlier: u32,
    /// What applies if it raises.
    pub(super) area: AreaRef,
    pub(super) memo: Memo,
}

impl Judged {
    /// The rule does not apply any more to whom it is about.
    pub(super) fn lapse() -> Self {
        Self {
            judgement: Judgement::clears(),
            need: Need { clear: CLEAR_SPAN, ..Need::once(0.0) },
            earlier: 0,
            area: AreaRef::anywhere(),
            memo: Memo::default(),
        }
    }
}

impl Detector {
    /// The rules as configured, over these areas.
    pub fn new(settings: BTreeMap<RuleId, RuleSetting>, areas: WatchAreas) -> Self {
        Self {
            book: Rulebook::new(&settings, &areas),
            settings,
            areas,
            holds: Holds::new(),
            timers: Timers::default(),
            boundaries: Boundaries::default(),
            places: Places::default(),
            silences: Silences::default(),
            interference: Interference::default(),
            composites: Composites::default(),
            watch_list: WatchList::default(),
            partners: Vec::new(),
            fast_about: None,
            before: None,
            stays: true,
            here: None,
            looked_up: Vec::new(),
        }
    }

    /// The areas in force.
    pub const fn areas(&self) -> &WatchAreas {
        &self.areas
    }

    /// Other areas from now on; what was raised in one that is gone ends.
    pub fn set_areas(&mut self, areas: WatchAreas, now: EventTime, out: &mut Vec<Detection>) {
        let gone: Vec<AreaId> = self
            .areas
            .iter()
            .map(|(_, area)| area.id.clone())
            .filter(|id| areas.find(id).is_none())
            .collect();
        for area in gone {
            for key in self.holds.raised_in(&area) {
                self.end(&key, now, Some(Cause::of(CauseKind::Superseded)), out);
            }
        }
        let renumbered = |index| areas.find(&self.areas.get(index)?.id);
        self.boundaries.renumber(renumbered);
        self.book = Rulebook::new(&self.settings, &areas);
        self.areas = areas;
        self.look_anew(now);
    }

    /// Other limits from now on, in every area; what was raised is judged by them at its next report.
    pub fn set_rules(&mut self, settings: BTreeMap<RuleId, RuleSetting>, now: EventTime) {
        self.book = Rulebook::new(&settings, &self.areas);
        self.settings = settings;
        self.look_anew(now);
    }

    /// Sets an area's security level; `false` if there is no such area.
    pub fn set_level(&mut self, area: &AreaId, level: SecurityLevel, now: EventTime) -> bool {
        let known = self.areas.set_level(area, level);
        if known {
            self.book = Rulebook::new(&self.settings, &self.areas);
            self.judge_stays_anew(now, self.areas.find(area));
        }
        known
    }

    /// What was known of who is where, and of what falls due, may not hold any more.
    fn look_anew(&mut self, now: EventTime) {
        self.places.clear();
        self.locate(None);
        self.judge_stays_anew(now, None);
    }

    /// Judges what a report did to the picture. A late one raises nothing: it may only contradict.
    pub fn report(
        &mut self,
        picture: &Picture,
        report: &Report,
        taken: &Taken,
        late: bool,
        out: &mut Vec<Detection>,
    ) {
        let Some(contact) = picture.contacts.get(taken.slot) else { return };
        let told = out.len();
        if taken.is_new {
            self.forget_slot(taken.slot);
        }
        // Whoever was told apart, now, was put where somebody else may have been.
        if taken.split.is_some()
            && let KnownBy::Mmsi { mmsi, .. } = taken.contact.known_by()
            && let Some(slot) = picture.contacts.slot(ContactId::of_mmsi(mmsi, 2))
        {
            self.forget_slot(slot);
        }
        self.heard(taken.slot, contact, report.time, out);
        if late {
            return;
        }
        let stay = self.follow_contact(taken, contact);
        self.judge_calls(report, contact, out);
        self.judge_identity(picture, contact, taken, report.time, out);
        self.judge_watch_list(contact, taken, report.time, out);
        if let Some(moved) = &taken.moved {
            if stay == Stay::Moved || self.boundaries.strays(contact.id) {
                self.judge_boundaries(contact, moved, out);
            }
            let now = report.time;
            let involved = self.holds.involve(contact.id);
            let boarded = !contact.stillness.is_fixed()
                && craft::may_be_protected(contact)
                && self.was_boarded(contact, now);
            let subject =
                Subject { contact, picture, taken, moved, now, involved, boarded, raised: false };
            self.judge_subject(subject, out);
            self.judge_pairs(subject, out);
            self.judge_groups(subject, out);
            self.judge_zones(subject, out);
            self.judge_facilities(subject, out);
        }
        if out.len() > told {
            self.judge_composites(picture, told, report.time, out);
        }
    }

    /// Touches what is kept beside a contact, so that it is at hand when she reports.
    pub fn touch(&self, slot: Slot, contact: ContactId) {
        black_box((self.places.last_of(slot), self.silences.is_followed(slot)));
        black_box(self.holds.involve(contact));
    }

    /// The earliest moment at which something falls due.
    pub fn next_deadline(&self) -> Option<EventTime> {
        self.timers.next()
    }

    /// Lets the earliest thing happen that falls due at or before `now`; its time, or `None` once
    /// nothing is left.
    pub fn fire(
        &mut self,
        picture: &Picture,
        now: EventTime,
        out: &mut Vec<Detection>,
    ) -> Option<EventTime> {
        let (time, timer) = self.timers.pop_due(now)?;
        let before = out.len();
        match timer {
            Timer::Silence(contact) => self.judge_silence(picture, contact, time, out),
            Timer::Stays(contact) => self.stays_due(picture, contact, time, out),
            Timer::Hold(key) => {
                if let Some(end) = self.holds.due(&key, time, &mut self.timers) {
                    out.push(ended(&key, end, time, None));
                }
            }
            Timer::Interference => self.tell_interference(picture, time, out),
        }
        self.judge_composites(picture, before, time, out);
        Some(time)
    }

    /// A contact left the picture: whatever she took part in ends.
    pub fn gone(&mut self, contact: ContactId, now: EventTime, out: &mut Vec<Detection>) {
        for key in self.holds.raised_of(contact) {
            self.end(&key, now, Some(Cause::of(CauseKind::Deadline)), out);
        }
        self.holds.forget_unraised(contact);
        self.boundaries.forget(contact);
        self.silences.forget(contact);
        self.composites.forget(contact);
    }

    /// An officer closed an alert: its conditions begin anew.
    pub fn closed(&mut self, rule: RuleId, incident: &IncidentKey, area: &AreaId, exercise: bool) {
        let own = incident.is_of_area().then_some(area);
        self.holds.close(rule, &incident.about, own, exercise);
    }

    /// Conditions and memberships of areas that found no room at their bounds.
    pub const fn refused(&self) -> u64 {
        self.holds.refused() + self.boundaries.refused() + self.composites.refused()
    }

    /// Sets of areas that had to be found anew because there were too many.
    pub const fn area_sets_forgotten(&self) -> u64 {
        self.places.forgotten()
    }

    /// Cells of stations of which nothing could be learnt because there were too many.
    pub const fn cells_refused(&self) -> u64 {
        self.silences.refused()
    }

    fn forget_slot(&mut self, slot: Slot) {
        self.places.forget(slot);
        self.silences.forget_slot(slot);
    }

    /// The areas that contain the place under judgement, smallest first.
    pub(super) fn inside(&self) -> &[AreaIndex] {
        self.here.map_or(&self.looked_up, |set| self.places.areas_of(set))
    }

    /// Finds the areas that contain a contact at her last place.
    pub(super) fn locate_contact(&mut self, slot: Slot, at: Option<Position>) {
        self.here = at.and_then(|at| self.places.known(slot, at));
        if self.here.is_none() {
            self.locate(at);
        }
    }

    /// Finds the areas that contain a place.
    pub(super) fn locate(&mut self, place: Option<Position>) {
        self.here = None;
        self.looked_up.clear();
        if let Some(place) = place {
            self.areas.containing(place, &mut self.looked_up);
        }
    }

    /// Finds the areas that contain a contact now, by where she was before.
    fn follow_contact(&mut self, taken: &Taken, contact: &Contact) -> Stay {
        let at = contact.position();
        let (Some(at), Some(moved)) = (at, &taken.moved) else {
            (self.before, self.stays) = (None, true);
            self.locate_contact(taken.slot, at);
            return Stay::Moved;
        };
        let from = moved.from.map(|from| from.position);
        let forgotten = self.places.forgotten();
        self.before = self.places.last_of(taken.slot);
        let (stay, set) = self.places.follow(taken.slot, from, at, &self.areas);
        if self.places.forgotten() != forgotten {
            self.before = None;
        }
        self.stays = self.before.is_none_or(|before| before == set);
        self.here = Some(set);
        stay
    }

    /// Whether the areas that contain whoever reported are those of when she was judged before, as far as
    /// that is known.
    pub(super) const fn is_where_she_was(&self) -> bool {
        self.stays
    }

    /// Whether whoever is under judgement was in an area when she was judged before, if that is known.
    pub(super) fn was_inside(&self, index: AreaIndex) -> Option<bool> {
        self.before.map(|set| self.places.areas_of(set).binary_search(&index).is_ok())
    }

    /// Takes in what a rule said of a condition, and says what follows from it.
    pub(super) fn settle(
        &mut self,
        key: &ConditionKey,
        now: EventTime,
        judged: Judged,
        parties: &[(Role, &Contact)],
        out: &mut Vec<Detection>,
    ) {
        let Judged { judgement, need, earlier, area, memo } = judged;
        let need = judgement.need(need);
        let Judgement { verdict, found, .. } = judgement;
        if verdict != Verdict::Meets && !self.holds.follows(key) {
            return;
        }
        let step = found.step;
        let turn =
            self.holds.judge(key, now, verdict, need, earlier, &area, step, &mut self.timers);
        self.holds.keep(key, memo);
        tell(key, turn, now, &area, found, parties, out);
    }

    /// Ends a raised condition.
    pub(super) fn end(
        &mut self,
        key: &ConditionKey,
        now: EventTime,
        cause: Option<Cause>,
        out: &mut Vec<Detection>,
    ) {
        if let Some(end) = self.holds.end(key) {
            out.push(ended(key, end, now, cause));
        }
    }

    /// The first report of a contact, and every one that ends a silence.
    fn heard(&mut self, slot: Slot, contact: &Contact, time: EventTime, out: &mut Vec<Detection>) {
        let Self { silences, timers, .. } = self;
        let first = silences.note(slot);
        if first {
            let due = contact.last_heard.plus(ais_dark::SILENCE_FLOOR);
            timers.set(due, Timer::Silence(contact.id));
        }
        self.judge_reappearance(slot, contact, time, out);
    }
}

/// Says what a turn of a condition means.
pub(super) fn tell(
    key: &ConditionKey,
    turn: Turn,
    now: EventTime,
    area: &AreaRef,
    found: Found,
    parties: &[(Role, &Contact)],
    out: &mut Vec<Detection>,
) {
    let place = parties.first().and_then(|(_, contact)| contact.position());
    let all = |found| findings(found, parties, place, now);
    match turn {
        Turn::None => {}
        Turn::Raise => {
            out.push(detection(key, area.clone(), now, Signal::Raise(all(found))));
        }
        // An area's rule tells nothing new while it goes on without measures.
        Turn::Continue(_) if found.measures.is_empty() && found.sentence.is_none() => {}
        Turn::Continue(area) => {
            out.push(detection(key, area, now, Signal::Update(all(found))));
        }
        Turn::Ends(end) => out.push(ended(key, end, now, None)),
    }
}

/// Says that a raised condition ended.
fn ended(key: &ConditionKey, end: End, now: EventTime, cause: Option<Cause>) -> Detection {
    match end {
        End::Part(area) => detection(key, area, now, Signal::Leave),
        End::Whole(area) => detection(key, area, now, Signal::Clear(cause)),
    }
}

/// A detection of a condition.
pub(super) fn detection(
    key: &ConditionKey,
    area: AreaRef,
    time: EventTime,
    signal: Signal,
) -> Detection {
    Detection {
        rule: key.rule,
        area,
        exercise: key.exercise,
        incident: key.incident(),
        by: key.by(),
        time,
        signal,
    }
}
