use std::collections::{BTreeMap, BTreeSet};

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
    /// In order; few alerts are of one incident.
    incidents: BTreeMap<Incident, Vec<Raised>>,
    departures: BTreeSet<(EventTime, AlertId)>,
    real: BTreeSet<Rank>,
    exercise: BTreeSet<Rank>,
}

/// Which alerts are of one incident: an area's own rules tell areas apart, all others do not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Incident {
    key: IncidentKey,
    exercise: bool,
    area: Option<AreaId>,
}

/// An alert that a rule raised on an incident; the one that it raised last comes last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Raised {
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
            let all = self.incidents.entry(Incident::of(alert)).or_default();
            let raised = Raised::of(id, alert);
            if let Err(place) = all.binary_search(&raised) {
                all.reserve_exact(1);
                all.insert(place, raised);
            }
        }
    }

    pub(super) fn remove(&mut self, id: AlertId, alert: &Entry) {
        self.ranks(alert.exercise).remove(&Rank::of(id, alert));
        if let Some(departure) = departure(alert) {
            self.departures.remove(&(departure, id));
        }
        let incident = Incident::of(alert);
        if let Some(all) = self.incidents.get_mut(&incident) {
            if let Ok(place) = all.binary_search(&Raised::of(id, alert)) {
                all.remove(place);
            }
            if all.is_empty() {
                self.incidents.remove(&incident);
            }
        }
    }

    /// The alert that a rule raised last on an incident.
    pub(super) fn newest(&self, incident: &Incident, rule: RuleId) -> Option<AlertId> {
        let all = self.incidents.get(incident)?;
        all.iter().rev().find(|raised| raised.rule == rule).map(|raised| raised.id)
    }

    /// The alert that each rule raised last on an incident, by rule.
    pub(super) fn of_incident(&self, incident: &Incident) -> impl Iterator<Item = AlertId> + '_ {
        let all = self.incidents.get(incident).map_or(&[][..], Vec::as_slice);
        let by_rule = all.chunk_by(|one, next| one.rule == next.rule);
        by_rule.filter_map(|raised| raised.last()).map(|raised| raised.id)
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
    const fn of(id: AlertId, alert: &Entry) -> Self {
        Self { rule: alert.rule, at: alert.raised_at, id }
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

    fn of(alert: &Entry) -> Self {
        Self::new(alert.incident.clone(), alert.exercise, alert.area())
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
