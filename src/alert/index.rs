use std::collections::{BTreeMap, BTreeSet};

use super::bounds::RETRIGGER_WINDOW;
use super::{Alert, AlertId, AlertState};
use crate::areas::AreaId;
use crate::detect::{AreaRef, IncidentKey, Priority};
use crate::domain::{EventTime, RuleFamily, RuleId};

/// Finds alerts by incident, by the moment they leave, and by who goes first at the capacity.
/// Everything in it follows from the alerts themselves.
#[derive(Debug, Default)]
pub(super) struct Index {
    incidents: BTreeMap<Incident, BTreeMap<RuleId, BTreeSet<Raised>>>,
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

/// An alert that a rule raised on an incident; the one raised last comes last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Raised {
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
    pub(super) fn insert(&mut self, alert: &Alert) {
        self.ranks(alert.exercise).insert(Rank::of(alert));
        if let Some(departure) = departure(alert) {
            self.departures.insert((departure, alert.id));
        }
        if alert.state != AlertState::Withdrawn {
            let rules = self.incidents.entry(Incident::of(alert)).or_default();
            rules.entry(alert.rule).or_default().insert(Raised::of(alert));
        }
    }

    pub(super) fn remove(&mut self, alert: &Alert) {
        self.ranks(alert.exercise).remove(&Rank::of(alert));
        if let Some(departure) = departure(alert) {
            self.departures.remove(&(departure, alert.id));
        }
        let incident = Incident::of(alert);
        if let Some(rules) = self.incidents.get_mut(&incident) {
            if let Some(raised) = rules.get_mut(&alert.rule) {
                raised.remove(&Raised::of(alert));
                if raised.is_empty() {
                    rules.remove(&alert.rule);
                }
            }
            if rules.is_empty() {
                self.incidents.remove(&incident);
            }
        }
    }

    /// The alert that a rule raised last on an incident.
    pub(super) fn newest(&self, incident: &Incident, rule: RuleId) -> Option<AlertId> {
        Some(self.incidents.get(incident)?.get(&rule)?.last()?.id)
    }

    /// The alert that each rule raised last on an incident, by rule.
    pub(super) fn of_incident(&self, incident: &Incident) -> impl Iterator<Item = AlertId> + '_ {
        let rules = self.incidents.get(incident).into_iter().flat_map(BTreeMap::values);
        rules.filter_map(|raised| raised.last()).map(|raised| raised.id)
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
    const fn of(alert: &Alert) -> Self {
        Self { at: alert.raised_at, id: alert.id }
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

    fn of(alert: &Alert) -> Self {
        Self::new(alert.incident.clone(), alert.exercise, &alert.area)
    }
}

impl Rank {
    fn of(alert: &Alert) -> Self {
        let is_open = alert.state.is_open();
        Self {
            is_open,
            priority: if is_open { alert.priority } else { Priority::Caution },
            holds: alert.state.holds(),
            since: alert.cleared_at.unwrap_or(alert.raised_at),
            id: alert.id,
        }
    }
}

/// When an alert that is over leaves the book.
fn departure(alert: &Alert) -> Option<EventTime> {
    let over_since = match alert.state {
        AlertState::Normal => alert.cleared_at.unwrap_or(alert.reported_at),
        AlertState::Withdrawn => alert.reported_at,
        AlertState::Unacknowledged | AlertState::Acknowledged | AlertState::RtnUnacknowledged => {
            return None;
        }
    };
    Some(over_since.plus(RETRIGGER_WINDOW))
}
