use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use foldhash::fast::FixedState;

use super::ais_dark::{self, AisDark, Others};
use super::condition::{ConditionKey, End, Turn};
use super::craft;
use super::detector::{Detector, detection, tell};
use super::findings::{Found, measured, round};
use super::timers::Timer;
use super::{AreaRef, Cause, CauseKind, Detection, Role, Signal};
use crate::domain::{ContactId, EventTime, METRES_PER_NAUTICAL_MILE, Position, RuleId};
use crate::geodesy::{LocalFrame, Vector, distance};
use crate::picture::{BySlot, Cell, Contact, Picture, Slot, StationId};

/// A silence that did not raise at its tier is looked at again so often.
const AGAIN: Duration = Duration::from_mins(5);
/// And one that is long enough but for the others who have to be heard.
const AGAIN_WHEN_DUE: Duration = Duration::from_mins(1);
/// Late reports kept of one open alert; more than that fill any gap.
const LATE_MAX: usize = 64;
/// So many lost make a place where a station loses vessels: a single one may have been switched off.
const LOST_MIN: u32 = 2;
/// Cells of stations remembered; beyond that a station has no experience of a place.
const CELLS_MAX: usize = 200_000;

/// Who is silent, where stations lose vessels, and what late reports say.
#[derive(Debug)]
pub(super) struct Silences {
    /// By the slots of contacts.
    followed: BySlot<Followed>,
    experience: HashMap<(StationId, Cell), Experience, FixedState>,
    dark: BTreeMap<ContactId, Dark>,
    refused: u64,
    /// While a restart lives through the past again: from where each report is there, and its end.
    pub(super) recalled: Option<(EventTime, EventTime)>,
}

/// What is known of a contact's present silence; 16 bytes, for there is one of every contact.
#[derive(Clone, Copy, Debug, Default)]
struct Followed {
    /// Her last report when the ten minutes after it were judged.
    judged: Option<EventTime>,
    /// The cell in which she was heard last.
    cell: Option<Cell>,
    /// The station that heard her there, if it is known where.
    station: StationId,
    /// Whether others were heard in the ten minutes that were judged.
    covered: bool,
}

/// How vessels leave a station's cell: by sailing on, or by falling silent.
#[derive(Clone, Copy, Debug, Default)]
struct Experience {
    kept: u32,
    lost: u32,
}

/// An open alert's gap.
#[derive(Clone, Debug)]
struct Dark {
    from: EventTime,
    raised_at: EventTime,
    required: Duration,
    /// Whether the longest tier was told of.
    is_long: bool,
    /// Where she was heard last, and how she moved there, metres per second.
    last: Option<(Position, Vector)>,
    late: Vec<EventTime>,
}

impl Default for Silences {
    fn default() -> Self {
        Self {
            followed: BySlot::default(),
            experience: HashMap::with_hasher(FixedState::default()),
            dark: BTreeMap::new(),
            refused: 0,
            recalled: None,
        }
    }
}

impl Silences {
    /// Begins to follow a contact; whether she is new.
    pub(super) fn note(&mut self, slot: Slot) -> bool {
        let new = !self.is_followed(slot);
        if new {
            self.followed.set(slot, Followed::default());
        }
        new
    }

    /// Whether a contact is followed.
    pub(super) fn is_followed(&self, slot: Slot) -> bool {
        self.followed.get(slot).is_some()
    }

    /// Times that nothing was learnt of a cell for want of room.
    pub(super) const fn refused(&self) -> u64 {
        self.refused
    }

    pub(super) fn forget(&mut self, contact: ContactId) {
        self.dark.remove(&contact);
    }

    /// Somebody else has a slot.
    pub(super) fn forget_slot(&mut self, slot: Slot) {
        self.followed.take(slot);
    }

    fn of(&self, slot: Slot) -> Followed {
        self.followed.get(slot).copied().unwrap_or_default()
    }

    fn of_mut(&mut self, slot: Slot) -> Option<&mut Followed> {
        self.followed.get_mut(slot)
    }

    /// Takes up an alert that was open before a restart. When her silence began is not known any
    /// more; late reports do not withdraw it.
    pub(super) fn resume(&mut self, contact: ContactId, raised_at: EventTime) {
        let required = Duration::ZERO;
        let late = Vec::new();
        let dark = Dark { from: raised_at, raised_at, required, is_long: false, last: None, late };
        self.dark.insert(contact, dark);
    }

    /// When to look again at a silent contact: after a span, or, where a past is recalled to the end
    /// of which she is silent, after as many of them as lead beyond it.
    fn again(&self, contact: &Contact, now: EventTime, span: Duration) -> EventTime {
        let next = now.plus(span);
        let left = match self.recalled {
            Some((since, until)) if contact.last_heard < since => until.since(next),
            _ => return next,
        };
        let spans = left.as_millis().div_ceil(span.as_millis());
        next.plus(span * u32::try_from(spans).unwrap_or(u32::MAX))
    }

    /// A vessel was heard in a cell: whoever sails on from one was kept there. What a radar follows says
    /// nothing of it.
    fn sail(&mut self, slot: Slot, contact: &Contact) {
        if !craft::is_ship(contact) {
            return;
        }
        let Some(followed) = self.of_mut(slot) else { return };
        let station = contact.heard_by.iter().max_by_key(|&(id, last)| (last, id));
        let here = station.zip(contact.position()).map(|((id, _), at)| (id, Cell::of(at)));
        let before = followed.place();
        if here == before {
            return;
        }
        followed.set_place(here);
        if let Some(place) = before {
            self.learn(place, |experience| experience.kept = experience.kept.saturating_add(1));
        }
    }

    fn learn(&mut self, place: (StationId, Cell), what: impl Fn(&mut Experience)) {
        if self.experience.len() < CELLS_MAX || self.experience.contains_key(&place) {
            what(self.experience.entry(place).or_default());
        } else {
            self.refused += 1;
        }
    }

    /// Share of vessels that a station lost where a contact was heard last, those present counted
    /// as kept and a single loss not at all; before she is counted herself.
    fn lost_share(&self, slot: Slot, present: u32) -> f64 {
        let place = self.of(slot).place();
        let known = place.and_then(|place| self.experience.get(&place)).copied();
        let Experience { kept, lost } = known.unwrap_or_default();
        let lost = if lost < LOST_MIN { 0 } else { lost };
        let all = f64::from(kept) + f64::from(lost) + f64::from(present);
        if all > 0.0 { f64::from(lost) / all } else { 1.0 }
    }
}

impl Detector {
    /// A contact's silence may be long enough for something.
    pub(super) fn judge_silence(
        &mut self,
        picture: &Picture,
        contact: ContactId,
        now: EventTime,
        out: &mut Vec<Detection>,
    ) {
        let Some(slot) = picture.contacts.slot(contact) else { return };
        let Some(contact) = picture.contacts.get(slot) else { return };
        let timer = Timer::Silence(contact.id);
        let floor = contact.last_heard.plus(ais_dark::silence_floor(contact));
        if now < floor {
            self.timers.set(floor, timer);
            return;
        }
        let key = ConditionKey::single(RuleId::AisDark, contact.id, contact.exercise);
        self.locate(contact.position());
        let applicable = self.book.applicable::<AisDark>(self.inside(), &self.areas, now);
        if self.holds.is_raised(&key) {
            let limits = applicable.map(|(_, limits)| limits);
            self.timers.set(self.silences.again(contact, now, AGAIN), timer);
            self.judge_long_silence(&key, contact, limits, now, out);
            return;
        }
        let candidate = applicable.filter(|(area, limits)| {
            !craft::is_cleared(contact, area, &self.areas, now)
                && ais_dark::is_candidate(contact, area, limits)
        });
        let candidate = candidate.map(|(area, limits)| {
            (AreaRef::from(area), limits, ais_dark::required(contact, area, &limits))
        });
        let limits = candidate.as_ref().map(|(_, limits, _)| *limits);
        let covered = self.covered(slot, contact, picture, limits);
        let Some((area, limits, required)) = candidate.filter(|_| covered) else {
            // Nothing to expect before she is heard again: look at leisure.
            self.timers.set(self.silences.again(contact, now, AGAIN), timer);
            return;
        };
        let due = contact.last_heard.plus(required);
        if now < due {
            self.timers.set(due, timer);
            return;
        }
        self.timers.set(self.silences.again(contact, now, AGAIN_WHEN_DUE), timer);
        if let Some(others) = others_now(contact, picture, &limits, (now, required)) {
            self.raise_dark(&key, contact, &area, required, others, &limits, now, out);
        }
    }

    /// A silence that was told of has lasted for the longest tier: that is a step.
    fn judge_long_silence(
        &mut self,
        key: &ConditionKey,
        contact: &Contact,
        limits: Option<AisDark>,
        now: EventTime,
        out: &mut Vec<Detection>,
    ) {
        let Some(limits) = limits else { return };
        let Some(dark) = self.silences.dark.get_mut(&contact.id) else { return };
        if dark.is_long || now.secs_since(contact.last_heard) < limits.tier_long_secs {
            return;
        }
        dark.is_long = true;
        let turn = self.holds.event(key, now, None, &AreaRef::anywhere(), &mut self.timers);
        let found = ais_dark::found_long(contact, now, &limits);
        tell(key, turn, now, &AreaRef::anywhere(), found, &[(Role::Subject, contact)], out);
    }

    /// Whether others were heard where she was, in the ten minutes after her last report (or ten of
    /// her intervals): judged once, when they are over.
    fn covered(
        &mut self,
        slot: Slot,
        contact: &Contact,
        picture: &Picture,
        limits: Option<AisDark>,
    ) -> bool {
        let followed = self.silences.of(slot);
        if followed.judged == Some(contact.last_heard) {
            return followed.covered;
        }
        let place = contact.position();
        let covered = limits.zip(place).is_some_and(|(limits, place)| {
            let missed = ais_dark::missed_since(contact);
            let since = |_: &Contact| missed;
            let then = Some(contact.last_heard);
            let heard = Others::heard(contact, picture, (place, then), since, &limits);
            heard.enough(&limits).is_some_and(|others| {
                self.silences.lost_share(slot, others) <= limits.lost_share_max
            })
        });
        if let Some(place) = followed.place().filter(|_| ais_dark::tells_of_coverage(contact)) {
            self.silences.learn(place, |experience| experience.lost += 1);
        }
        if let Some(followed) = self.silences.of_mut(slot) {
            followed.judged = Some(contact.last_heard);
            followed.covered = covered;
            // When she is heard again she comes from nowhere.
            followed.set_place(None);
        }
        covered
    }

    #[expect(clippy::too_many_arguments, reason = "one silence with all that belongs to it")]
    fn raise_dark(
        &mut self,
        key: &ConditionKey,
        contact: &Contact,
        area: &AreaRef,
        required: Duration,
        others: u32,
        limits: &AisDark,
        now: EventTime,
        out: &mut Vec<Detection>,
    ) {
        let turn = self.holds.event(key, now, None, area, &mut self.timers);
        if turn == Turn::Raise {
            let (from, late) = (contact.last_heard, Vec::new());
            let last = contact.position().zip(contact.velocity());
            let dark = Dark { from, raised_at: now, required, is_long: false, last, late };
            self.silences.dark.insert(contact.id, dark);
        }
        let found = ais_dark::found(contact, now, required, others, limits);
        tell(key, turn, now, area, found, &[(Role::Subject, contact)], out);
    }

    /// A report of a contact came: it ends her silence, or shows that there was none.
    pub(super) fn judge_reappearance(
        &mut self,
        slot: Slot,
        contact: &Contact,
        time: EventTime,
        out: &mut Vec<Detection>,
    ) {
        self.silences.sail(slot, contact);
        if self.silences.dark.is_empty() {
            return;
        }
        let Some(dark) = self.silences.dark.get_mut(&contact.id) else { return };
        let key = ConditionKey::single(RuleId::AisDark, contact.id, contact.exercise);
        if time >= dark.raised_at {
            let found = dark.found_again(contact, time);
            self.silences.dark.remove(&contact.id);
            let anywhere = AreaRef::anywhere();
            let turn = self.holds.event(&key, time, None, &anywhere, &mut self.timers);
            if matches!(turn, Turn::Continue(_)) {
                tell(&key, turn, time, &anywhere, found, &[(Role::Subject, contact)], out);
            }
            self.end(&key, time, None, out);
            return;
        }
        if time <= dark.from || dark.late.len() >= LATE_MAX {
            return;
        }
        dark.late.push(time);
        dark.late.sort_unstable();
        if dark.longest_gap() >= dark.required {
            return;
        }
        let (raised_at, reference) = (dark.raised_at, time.to_string());
        self.silences.dark.remove(&contact.id);
        if let Some(End::Whole(area)) = self.holds.end(&key) {
            let note = format!("late reports leave no gap before {raised_at}");
            let cause = Cause {
                note: Some(note),
                reference: Some(reference),
                ..Cause::of(CauseKind::LateReport)
            };
            let now = contact.last_heard.max(raised_at);
            out.push(detection(&key, area, now, Signal::Withdraw(cause)));
        }
    }
}

impl Followed {
    fn place(&self) -> Option<(StationId, Cell)> {
        self.cell.map(|cell| (self.station, cell))
    }

    fn set_place(&mut self, place: Option<(StationId, Cell)>) {
        let (station, cell) = place.unzip();
        self.cell = cell;
        self.station = station.unwrap_or_default();
    }
}

impl Dark {
    /// How long she was silent, and how far she comes back from where she would be had she sailed on.
    fn found_again(&self, contact: &Contact, now: EventTime) -> Found {
        let secs = now.secs_since(self.from);
        let mut measures = vec![measured("silence", round(secs, 0), "s")];
        let here = contact.position().filter(|_| contact.last_fix() == Some(now));
        if let Some(((place, velocity), here)) = self.last.zip(here) {
            let reckoned = LocalFrame::at(place).unproject(velocity * secs);
            let off_nm = distance(reckoned, here).get() / METRES_PER_NAUTICAL_MILE;
            measures.push(measured("off_reckoned", round(off_nm, 2), "nm"));
        }
        Found { measures, ..Found::default() }
    }

    fn longest_gap(&self) -> Duration {
        let ends = self.late.iter().copied().chain([self.raised_at]);
        let begins = std::iter::once(self.from).chain(self.late.iter().copied());
        begins.zip(ends).map(|(begin, end)| end.since(begin)).max().unwrap_or_default()
    }
}

/// How many others are heard about her reckoned position now, if enough, and if they were heard for as long as
/// she has to be silent.
fn others_now(
    contact: &Contact,
    picture: &Picture,
    limits: &AisDark,
    (now, required): (EventTime, Duration),
) -> Option<u32> {
    let place = ais_dark::reckoned(contact, now)?;
    let since = |other: &Contact| ais_dark::still_heard_since(other, now);
    let heard = Others::heard(contact, picture, (place, None), since, limits);
    let others = heard.enough(limits)?;
    let silent = now.since(contact.last_heard).saturating_sub(heard.unheard(contact, now));
    let surrounds = heard.reach_beyond(ais_dark::beyond_metres(contact, limits))
        && (!ais_dark::is_thinned(contact) || heard.reach_behind());
    (surrounds && silent >= required).then_some(others)
}
