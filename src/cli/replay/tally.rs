use std::collections::{BTreeMap, HashSet};

use crate::alert::{Transition, TransitionKind};
use crate::detect::Priority;
use crate::domain::{ContactId, EventTime, RuleId};
use crate::engine::{AnomalyKind, Effect};

/// What is counted while a replay runs.
#[derive(Debug, Default)]
pub(super) struct Tally {
    files: BTreeMap<usize, FileTally>,
    /// Read for its size alone.
    contacts: HashSet<ContactId>,
    pub(super) raised: BTreeMap<RuleId, BTreeMap<Priority, u64>>,
    pub(super) transitions: BTreeMap<TransitionKind, u64>,
    pub(super) acts: u64,
    pub(super) acts_refused: u64,
    pub(super) first: Option<EventTime>,
    pub(super) last: Option<EventTime>,
}

/// What is counted of one file beyond what its decoder counts.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FileTally {
    /// Reports that the engine judged.
    pub(super) reports: u64,
    /// Messages among them that are copies of a transmission taken in before.
    pub(super) duplicates: u64,
    /// The other messages among them.
    pub(super) unique: u64,
    /// Reports left out by `--start` and `--end`.
    pub(super) outside: u64,
}

impl Tally {
    pub(super) fn outside(&mut self, file: usize) {
        self.files.entry(file).or_default().outside += 1;
    }

    /// The engine took a report in.
    pub(super) fn judged(
        &mut self,
        file: usize,
        time: EventTime,
        is_static_half: bool,
        effects: &[Effect],
    ) {
        let tally = self.files.entry(file).or_default();
        tally.reports += 1;
        // The other report of the same message tells whether it is a copy.
        if is_static_half {
            return;
        }
        let is_copy = |effect: &Effect| matches!(effect, Effect::Anomaly(anomaly) if anomaly.kind == AnomalyKind::Duplicate);
        if effects.iter().any(is_copy) {
            tally.duplicates += 1;
        } else {
            tally.unique += 1;
        }
        self.first = Some(self.first.map_or(time, |first| first.min(time)));
        self.last = self.last.max(Some(time));
    }

    /// The engine took an act in.
    pub(super) fn acted(&mut self, effects: &[Effect]) {
        self.acts += 1;
        if effects.iter().any(|effect| matches!(effect, Effect::Refused { .. })) {
            self.acts_refused += 1;
        }
    }

    pub(super) fn seen(&mut self, contact: ContactId) {
        self.contacts.insert(contact);
    }

    pub(super) fn transition(&mut self, transition: &Transition) {
        *self.transitions.entry(transition.kind).or_default() += 1;
        if transition.kind == TransitionKind::Raised {
            let rule = self.raised.entry(transition.alert.rule).or_default();
            *rule.entry(transition.alert.priority).or_default() += 1;
        }
    }

    pub(super) fn file(&self, place: usize) -> FileTally {
        self.files.get(&place).copied().unwrap_or_default()
    }

    /// Different contacts over the whole replay.
    pub(super) fn contacts(&self) -> usize {
        self.contacts.len()
    }
}
