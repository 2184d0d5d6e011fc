use std::collections::BTreeSet;
use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use uuid::Uuid;

use super::bounds::RETRIGGER_WINDOW;
use super::entry::Entry;
use super::{AlertId, AlertState};
use crate::areas::AreaId;
use crate::detect::{AreaRef, IncidentKey, Priority};
use crate::domain::{EventTime, RuleFamily, RuleId};

/// Finds alerts by incident, by the moment they leave, and by who goes first at the capacity.
/// Everything in it follows from the alerts themselves.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// By hash of the incident, then in order of the rule and of time.
    incidents: BTreeSet<Raised>,
    departures: BTreeSet<(EventTime, AlertId)>,
    real: BTreeSet<Rank>,
    exercise: BTreeSet<Rank>,
}

/// Which alerts are of one incident: an area's own rules tell areas apart, all others do not.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Incident {
    key: IncidentKey,
    exercise: bool,
    area: Option<AreaId>,
}

/// An alert that a rule raised on an incident; the one that it raised last comes last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Raised {
    /// Of the incident, which takes ten times the room. Two may share it: the alert tells them apart.
    hash: u64,
    rule: RuleId,
    at: EventTime,
    id: AlertId,
}

/// Who goes first at the capacity: what is over, then the lowest priority, there what has cleared,
/// there the oldest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    is_open: bool,
    priority: Priority,
    holds: bool,
    since: EventTime,
    id: AlertId,
}

impl Index {
    pub(super) fn insert(&mut self, id: AlertId, alert: &Entry) {
        self.ranks(alert.exercise).insert(Rank::of(id, alert));
        if let Some(departure) = departure(alert) {
            self.departures.insert((departure, id));
        }
        if alert.state != AlertState::Withdrawn {
            self.incidents.insert(Raised::of(id, alert));
        }
    }

    pub(super) fn remove(&mut self, id: AlertId, alert: &Entry) {
        self.ranks(alert.exercise).remove(&Rank::of(id, alert));
        if let Some(departure) = departure(alert) {
            self.departures.remove(&(departure, id));
        }
        self.incidents.remove(&Raised::of(id, alert));
    }

    /// The alerts that a rule raised on an incident, the last one first; alerts of another incident
    /// may be among them.
    pub(super) fn raised(
        &self,
        incident: &Incident,
        rule: RuleId,
    ) -> impl Iterator<Item = AlertId> + '_ {
        let hash = incident.hash();
        let first = Raised { hash, rule, at: EventTime::MIN, id: AlertId(Uuid::nil()) };
        let last = Raised { at: EventTime::MAX, id: AlertId(Uuid::max()), ..first };
        self.incidents.range(first..=last).rev().map(|raised| raised.id)
    }

    /// Who leaves next, and when.
    pub(super) fn next_departure(&self) -> Option<(EventTime, AlertId)> {
        self.departures.first().copied()
    }

    /// How many alerts there are, real or of exercises.
    pub(super) fn count(&self, exercise: bool) -> usize {
        if exercise { self.exercise.len() } else { self.real.len() }
    }

    /// Who goes first at the capacity.
    pub(super) fn first_to_go(&self, exercise: bool) -> Option<AlertId> {
        let ranks = if exercise { &self.exercise } else { &self.real };
        ranks.first().map(|rank| rank.id)
    }

    const fn ranks(&mut self, exercise: bool) -> &mut BTreeSet<Rank> {
        if exercise { &mut self.exercise } else { &mut self.real }
    }
}

impl Raised {
    fn of(id: AlertId, alert: &Entry) -> Self {
        let hash = Incident::of(alert).hash();
        Self { hash, rule: alert.rule, at: alert.raised_at, id }
    }
}

impl Incident {
    pub(super) fn new(key: IncidentKey, exercise: bool, area: &AreaRef) -> Self {
        let area = (key.family == RuleFamily::Area).then(|| area.id.clone());
        Self { key, exercise, area }
    }

    /// The incident of another rule about the same.
    pub(super) fn of_rule(&self, rule: RuleId) -> Self {
        let key = IncidentKey { family: rule.family(), about: self.key.about.clone() };
        Self { key, exercise: self.exercise, area: None }
    }

    pub(super) fn of(alert: &Entry) -> Self {
        Self::new(alert.incident.clone(), alert.exercise, alert.area())
    }

    fn hash(&self) -> u64 {
        FixedState::default().hash_one(self)
    }
}

impl Rank {
    fn of(id: AlertId, alert: &Entry) -> Self {
        let is_open = alert.state.is_open();
        Self {
            is_open,
            priority: if is_open { alert.priority() } else { Priority::Caution },
            holds: alert.state.holds(),
            since: alert.cleared_at.unwrap_or(alert.raised_at),
            id,
        }
    }
}

/// When an alert that is over leaves the book.
fn departure(alert: &Entry) -> Option<EventTime> {
    let over_since = match alert.state {
        AlertState::Normal => alert.cleared_at.unwrap_or(alert.reported_at),
        AlertState::Withdrawn => alert.reported_at,
        AlertState::Unacknowledged | AlertState::Acknowledged | AlertState::RtnUnacknowledged => {
            return None;
        }
    };
    Some(over_since.plus(RETRIGGER_WINDOW))
}
