use crate::alert::{Act, Transition};
use crate::picture::TrackUpdate;
use crate::store::Batch;

/// Changes of the picture kept while the store fails: about 50 MB; the oldest go first.
const UPDATES_MAX: usize = 200_000;
/// Transitions and acts kept while the store fails: months of alerts.
const TRANSITIONS_MAX: usize = 100_000;

/// What has still to be committed. Empty within a commit interval while the store works.
#[derive(Debug, Default)]
pub(super) struct Pending {
    positions: Batch,
    alerts: Batch,
}

impl Pending {
    pub(super) fn add_updates(&mut self, updates: &[TrackUpdate]) {
        self.positions.updates.extend_from_slice(updates);
    }

    pub(super) fn add_transitions(&mut self, transitions: &[Transition]) {
        self.alerts.transitions.extend_from_slice(transitions);
    }

    pub(super) fn add_act(&mut self, act: Act) {
        self.alerts.acts.push(act);
    }

    /// Changes of the picture to be committed together.
    pub(super) fn positions(&self) -> Option<&Batch> {
        (!self.positions.updates.is_empty()).then_some(&self.positions)
    }

    /// Alert transitions and acts to be committed together.
    pub(super) fn alerts(&self) -> Option<&Batch> {
        let Batch { transitions, acts, .. } = &self.alerts;
        (!(transitions.is_empty() && acts.is_empty())).then_some(&self.alerts)
    }

    /// Number of the last transition that is to be committed.
    pub(super) fn last_seq(&self) -> Option<u64> {
        self.alerts.transitions.last().map(|transition| transition.seq)
    }

    pub(super) fn positions_committed(&mut self) {
        self.positions.updates.clear();
    }

    pub(super) fn alerts_committed(&mut self) {
        self.alerts.transitions.clear();
        self.alerts.acts.clear();
    }

    /// How many changes of the picture wait.
    pub(super) fn updates(&self) -> usize {
        self.positions.updates.len()
    }

    /// Keeps to the bounds; how many changes of the picture and how many transitions and acts were
    /// let go, the oldest first.
    pub(super) fn shed(&mut self) -> (usize, usize) {
        let Batch { transitions, acts, .. } = &mut self.alerts;
        (
            drop_oldest(&mut self.positions.updates, UPDATES_MAX),
            drop_oldest(transitions, TRANSITIONS_MAX) + drop_oldest(acts, TRANSITIONS_MAX),
        )
    }
}

/// Drops down to nine tenths of the bound, so that a full list is not moved at every call.
fn drop_oldest<T>(items: &mut Vec<T>, max: usize) -> usize {
    if items.len() <= max {
        return 0;
    }
    let excess = items.len() - max / 10 * 9;
    items.drain(..excess);
    excess
}

#[cfg(test)]
mod tests {
    use super::drop_oldest;

    #[test]
    fn at_the_bound_the_oldest_go_first_and_are_counted() {
        let mut items: Vec<u32> = (0..100).collect();
        assert_eq!(drop_oldest(&mut items, 100), 0);
        items.push(100);
        assert_eq!(drop_oldest(&mut items, 100), 11);
        assert_eq!(items.first(), Some(&11));
        assert_eq!(items.len(), 90);
    }
}
