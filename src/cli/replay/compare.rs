//! Two configurations over the same recordings: which alerts appear, vanish or move.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;

use crate::alert::{AlertId, AlertState, Transition};
use crate::detect::Priority;
use crate::domain::EventTime;

/// What one run ended in.
#[derive(Debug, Default)]
pub(super) struct Ending {
    alerts: BTreeMap<AlertId, (Key, Outcome)>,
}

/// What makes two alerts of two runs the same one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    rule: &'static str,
    area: String,
    incident: String,
    exercise: bool,
}

/// How an alert ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Outcome {
    raised_at: EventTime,
    /// The highest it had.
    priority: Priority,
    /// Late data contradicted it: as if it had not been.
    withdrawn: bool,
}

/// All differences, in order of rule, area, incident and time.
#[derive(Debug)]
pub(super) struct Comparison {
    pub(super) differences: Vec<Difference>,
    /// Alerts that are the same in both.
    same: usize,
}

/// One alert that is not the same in both runs: a JSON line of `--out`.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Difference {
    schema: u8,
    change: Change,
    rule: &'static str,
    area: String,
    incident: String,
    exercise: bool,
    /// As the first configuration has it; null where it appears.
    before: Option<Side>,
    /// As the other has it; null where it vanishes.
    after: Option<Side>,
}

/// An alert in one of the runs.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Side {
    raised_at: String,
    priority: &'static str,
}

/// How an alert differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Change {
    /// Only the other configuration raises it.
    Appears,
    /// Only the first one does.
    Vanishes,
    /// Both do, at another time.
    Moves,
    /// Both do at one time, with another priority.
    Reranks,
}

impl Ending {
    /// Takes a transition in.
    pub(super) fn note(&mut self, told: &Transition) {
        let alert = &told.alert;
        let key = || Key {
            rule: alert.rule.as_str(),
            area: alert.area.id.to_string(),
            incident: alert.incident.to_string(),
            exercise: alert.exercise,
        };
        let new =
            || Outcome { raised_at: alert.raised_at, priority: alert.priority, withdrawn: false };
        let (_, outcome) = self.alerts.entry(alert.id).or_insert_with(|| (key(), new()));
        outcome.priority = outcome.priority.max(alert.priority);
        outcome.withdrawn = alert.state == AlertState::Withdrawn;
    }

    /// The alerts that stand, by what they are about, each list by time.
    fn standing(&self) -> BTreeMap<&Key, Vec<Outcome>> {
        let mut standing: BTreeMap<&Key, Vec<Outcome>> = BTreeMap::new();
        for (key, outcome) in self.alerts.values().filter(|(_, outcome)| !outcome.withdrawn) {
            standing.entry(key).or_default().push(*outcome);
        }
        for outcomes in standing.values_mut() {
            outcomes.sort_by_key(|outcome| outcome.raised_at);
        }
        standing
    }
}

impl Comparison {
    /// Of two endings.
    pub(super) fn of(before: &Ending, after: &Ending) -> Self {
        let (before, after) = (before.standing(), after.standing());
        let mut comparison = Self { differences: Vec::new(), same: 0 };
        let keys: BTreeSet<_> = before.keys().chain(after.keys()).collect();
        for key in keys {
            let of = |side: &BTreeMap<&Key, Vec<Outcome>>| {
                side.get(*key).map(Vec::as_slice).unwrap_or_default().to_vec()
            };
            for (before, after) in paired(of(&before), of(&after)) {
                comparison.take(key, before, after);
            }
        }
        comparison
    }

    fn take(&mut self, key: &Key, before: Option<Outcome>, after: Option<Outcome>) {
        let change = match (before, after) {
            (Some(before), Some(after)) if before.raised_at != after.raised_at => Change::Moves,
            (Some(before), Some(after)) if before.priority != after.priority => Change::Reranks,
            (Some(_), Some(_)) | (None, None) => {
                self.same += 1;
                return;
            }
            (Some(_), None) => Change::Vanishes,
            (None, Some(_)) => Change::Appears,
        };
        let Key { rule, area, incident, exercise } = key.clone();
        let (before, after) = (before.map(Side::from), after.map(Side::from));
        self.differences.push(Difference {
            schema: 1,
            change,
            rule,
            area,
            incident,
            exercise,
            before,
            after,
        });
    }
}

/// Alerts of one key in both runs: those of one time together, of the others each with the nearest
/// in time that is left.
fn paired(
    mut before: Vec<Outcome>,
    mut after: Vec<Outcome>,
) -> Vec<(Option<Outcome>, Option<Outcome>)> {
    let mut pairs = Vec::new();
    while let Some((one, other)) = nearest(&before, &after) {
        pairs.push((Some(before.remove(one)), Some(after.remove(other))));
    }
    pairs.extend(before.into_iter().map(|outcome| (Some(outcome), None)));
    pairs.extend(after.into_iter().map(|outcome| (None, Some(outcome))));
    let time = |pair: &(Option<Outcome>, Option<Outcome>)| {
        pair.0.or(pair.1).map(|outcome| outcome.raised_at)
    };
    pairs.sort_by_key(time);
    pairs
}

fn nearest(before: &[Outcome], after: &[Outcome]) -> Option<(usize, usize)> {
    let places = before.iter().enumerate().flat_map(|(one, before)| {
        after.iter().enumerate().map(move |(other, after)| {
            let [one_at, other_at] = [before, after].map(|outcome| outcome.raised_at.as_millis());
            (one_at.abs_diff(other_at), one, other)
        })
    });
    places.min().map(|(_, one, other)| (one, other))
}

impl From<Outcome> for Side {
    fn from(outcome: Outcome) -> Self {
        Self { raised_at: outcome.raised_at.to_string(), priority: outcome.priority.as_str() }
    }
}

/// For people: one line a difference, then how many of each by rule.
impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut counts: BTreeMap<(Change, &str), usize> = BTreeMap::new();
        for difference in &self.differences {
            writeln!(f, "{difference}")?;
            *counts.entry((difference.change, difference.rule)).or_default() += 1;
        }
        writeln!(f, "{} the same", self.same)?;
        for ((change, rule), count) in counts {
            writeln!(f, "{count} {rule} {}", change.as_str())?;
        }
        Ok(())
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { change, rule, area, incident, .. } = self;
        let exercise = if self.exercise { " EXERCISE" } else { "" };
        write!(f, "{:<9} {rule} {area} {incident}{exercise}", change.as_str())?;
        match (&self.before, &self.after) {
            (Some(before), Some(after)) => write!(f, " {before} -> {after}"),
            (Some(side), None) | (None, Some(side)) => write!(f, " {side}"),
            (None, None) => Ok(()),
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.raised_at, self.priority)
    }
}

impl Change {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Appears => "appears",
            Self::Vanishes => "vanishes",
            Self::Moves => "moves",
            Self::Reranks => "reranks",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(secs: i64) -> Outcome {
        let raised_at = EventTime::from_secs(secs);
        Outcome { raised_at, priority: Priority::Alarm, withdrawn: false }
    }

    #[test]
    fn alerts_of_one_time_stay_together_and_the_rest_goes_to_the_nearest() {
        let pairs = paired(
            vec![outcome(0), outcome(100), outcome(900)],
            vec![outcome(100), outcome(130), outcome(5000), outcome(905)],
        );
        let times: Vec<_> = pairs
            .iter()
            .map(|(before, after)| {
                [before, after].map(|side| side.map(|outcome| outcome.raised_at.as_secs()))
            })
            .collect();
        let expected = [
            [Some(0), Some(130)],
            [Some(100), Some(100)],
            [Some(900), Some(905)],
            [None, Some(5000)],
        ];
        assert_eq!(times, expected);
    }
}
