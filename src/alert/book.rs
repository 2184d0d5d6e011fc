use std::collections::BTreeMap;

use super::entry::Entry;
use super::index::{Incident, Index};
use super::past::PastActs;
use super::snoozes::{SnoozeKey, Snoozes};
use super::voices::Voices;
use super::words::Words;
use super::{Alert, AlertId, AlertState, Snooze, Transition, TransitionKind};
use crate::detect::{Cause, CauseKind};
use crate::domain::{EventTime, RuleId};

/// Bounds of the alert book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlertSettings {
    /// Alerts held at most, real ones and those of exercises apart. At the bound goes what is over
    /// (oldest first), then the lowest priority, there what has cleared, there the oldest; an alert
    /// that was open is `closed` for everyone to see.
    pub capacity: usize,
}

/// All alerts that can still change, and the snoozes. Detections come in through `detected`, acts
/// through `act`.
#[derive(Debug)]
pub struct AlertBook {
    pub(super) settings: AlertSettings,
    pub(super) entries: BTreeMap<AlertId, Box<Entry>>,
    pub(super) index: Index,
    pub(super) words: Words,
    pub(super) snoozes: Snoozes,
    pub(super) past: PastActs,
    /// Event time as far as the book was told.
    pub(super) now: EventTime,
    pub(super) next_seq: u64,
    pub(super) cut: u64,
    pub(super) evictions: u64,
}

impl AlertBook {
    /// An empty book whose first transition has number `next_seq`.
    pub fn new(settings: AlertSettings, next_seq: u64) -> Self {
        Self {
            settings,
            entries: BTreeMap::new(),
            index: Index::default(),
            words: Words::default(),
            snoozes: Snoozes::default(),
            past: PastActs::default(),
            now: EventTime::MIN,
            next_seq,
            cut: 0,
            evictions: 0,
        }
    }

    /// A book as it was before a restart: the alerts as of their last transition. Once it has been
    /// advanced to the event time of the restart and told again what the rules said since
    /// ([`AlertBook::recall`]), it goes on as if nothing had happened.
    pub fn restore(
        settings: AlertSettings,
        next_seq: u64,
        alerts: Vec<Alert>,
        snoozes: Vec<Snooze>,
    ) -> Self {
        let mut book = Self::new(settings, next_seq);
        for alert in alerts {
            book.now = book.now.max(alert.reported_at);
            let id = alert.id;
            let entry = Entry::new(alert, Voices::default(), &mut book.words);
            book.index.insert(id, &entry);
            book.entries.insert(id, Box::new(entry));
        }
        for snooze in snoozes {
            book.snoozes.set(SnoozeKey::from(&snooze), snooze.until);
        }
        book
    }

    /// The next moment at which something falls due: an alert that is over leaves, a snooze ends.
    pub fn next_deadline(&self) -> Option<EventTime> {
        let departure = self.index.next_departure().map(|(time, _)| time);
        departure.into_iter().chain(self.snoozes.next_end()).min()
    }

    /// Lets everything happen that falls due at or before `now`. None of it is a transition: an
    /// alert that leaves was `normal` or `withdrawn` already.
    pub fn advance_to(&mut self, now: EventTime, _transitions: &mut Vec<Transition>) {
        self.now = self.now.max(now);
        self.depart();
        self.snoozes.advance_to(self.now);
    }

    /// Alerts that can still change, as of their last transition and with what their rules have said
    /// since, by id.
    pub fn alerts(&self) -> impl Iterator<Item = Alert> {
        self.entries.iter().map(|(&id, entry)| entry.alert(id, &self.words))
    }

    /// Snoozes in force, by contact.
    pub fn snoozes(&self) -> impl Iterator<Item = Snooze> + '_ {
        self.snoozes.iter()
    }

    /// Number of the next transition.
    pub const fn next_seq(&self) -> u64 {
        self.next_seq
    }

    /// Alerts let go because of the capacity.
    pub const fn evictions(&self) -> u64 {
        self.evictions
    }

    /// Snoozes let go because there were too many.
    pub const fn snooze_evictions(&self) -> u64 {
        self.snoozes.evictions()
    }

    /// Participants, positions, sentences and the like that were beyond the bounds of an alert.
    pub const fn cut(&self) -> u64 {
        self.cut
    }

    /// Makes one transition: the latest findings, then `change`, then one revision more.
    pub(super) fn step(
        &mut self,
        id: AlertId,
        told: Told,
        transitions: &mut Vec<Transition>,
        change: impl FnOnce(&mut Alert),
    ) {
        let Some(entry) = self.entries.get_mut(&id) else { return };
        self.index.remove(id, entry);
        let mut alert = entry.alert(id, &self.words);
        change(&mut alert);
        alert.revision = alert.revision.saturating_add(1);
        entry.tell(alert.clone(), &mut self.words);
        self.index.insert(id, entry);
        let Told { kind, time, cause } = told;
        transitions.push(Transition { seq: self.next_seq, kind, time, cause, alert });
        self.next_seq = self.next_seq.saturating_add(1);
    }

    /// The alert that a rule raised last on an incident.
    pub(super) fn newest(&self, incident: &Incident, rule: RuleId) -> Option<AlertId> {
        self.index
            .raised(incident, rule)
            .find(|id| self.entries.get(id).is_some_and(|alert| Incident::of(alert) == *incident))
    }

    /// Makes room for one more alert, at the cost of the one that matters least.
    pub(super) fn make_room(
        &mut self,
        newcomer: AlertId,
        exercise: bool,
        transitions: &mut Vec<Transition>,
    ) {
        while self.index.count(exercise) >= self.settings.capacity.max(1)
            && let Some(id) = self.index.first_to_go(exercise)
        {
            self.evictions = self.evictions.saturating_add(1);
            if self.entries.get(&id).is_some_and(|entry| entry.state.is_open()) {
                let cause = Cause {
                    note: Some("let go at the capacity of the alert book".to_owned()),
                    reference: Some(newcomer.to_string()),
                    ..Cause::of(CauseKind::Superseded)
                };
                let (kind, time) = (TransitionKind::Closed, self.now);
                self.step(id, Told { kind, time, cause: Some(cause) }, transitions, |alert| {
                    alert.state = AlertState::Normal;
                    alert.cleared_at = alert.cleared_at.or(Some(time.max(alert.raised_at)));
                });
            }
            self.let_go(id);
        }
    }

    /// Lets go of what is over for as long as an alert may return.
    pub(super) fn depart(&mut self) {
        while let Some((time, id)) = self.index.next_departure()
            && time <= self.now
        {
            self.let_go(id);
        }
    }

    fn let_go(&mut self, id: AlertId) {
        if let Some(entry) = self.entries.remove(&id) {
            self.index.remove(id, &entry);
        }
    }
}

/// What a transition says beside the alert.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) kind: TransitionKind,
    pub(super) time: EventTime,
    pub(super) cause: Option<Cause>,
}
