use crate::config::SinkFilter;
use crate::detect::Priority;
use crate::store::row::AlertRow;
use crate::store::{Reader, StoreError};

/// Whether a sink is told of a transition: its alert is as the filter wants, or was once. A receiver
/// that knows of an emergency has to hear that it became less, and that it ended. Blocking.
pub(super) fn admits_ever(
    filter: &SinkFilter,
    row: &AlertRow,
    reader: &Reader,
) -> Result<bool, StoreError> {
    if admits(filter, row) {
        return Ok(true);
    }
    if !depends_on_the_past(filter, row) {
        return Ok(false);
    }
    reader.was(row.alert_id(), row.seq, |earlier| admits(filter, earlier))
}

/// Whether nothing but the priority keeps a transition back, so that its alert may have been told of
/// before.
pub(super) fn depends_on_the_past(filter: &SinkFilter, row: &AlertRow) -> bool {
    let any = SinkFilter { priority: Priority::Caution, ..filter.clone() };
    row.revision > 1 && admits(&any, row) && !admits(filter, row)
}

/// Whether a transition by itself is as a filter wants.
pub(super) fn admits(filter: &SinkFilter, row: &AlertRow) -> bool {
    let priority = Priority::ALL.iter().find(|one| one.as_str() == row.priority);
    (filter.exercise || !row.exercise)
        && priority.is_some_and(|priority| *priority >= filter.priority)
        && (filter.areas.is_empty() || filter.areas.contains(&row.area.id))
        && (filter.rules.is_empty() || filter.rules.contains(&row.rule))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alert::{AlertState, TransitionKind};
    use crate::domain::RuleId;
    use crate::store::samples;
    use crate::store::{Batch, Store};

    #[test]
    fn a_transition_has_to_satisfy_every_part_of_a_filter() {
        // fast-approach, emergency, gulf-of-aden, no exercise.
        let mut row = AlertRow::from(&samples::transition());
        let all = SinkFilter {
            areas: Vec::new(),
            rules: Vec::new(),
            priority: Priority::Caution,
            exercise: false,
        };
        assert!(admits(&all, &row));
        let here = SinkFilter { areas: vec!["gulf-of-aden".to_owned()], ..all.clone() };
        let there = SinkFilter { areas: vec!["solent".to_owned()], ..all.clone() };
        assert_eq!((admits(&here, &row), admits(&there, &row)), (true, false));
        let other = SinkFilter { rules: vec![RuleId::Loitering], ..all.clone() };
        assert!(!admits(&other, &row));
        row.priority = "warning".to_owned();
        let alarms = SinkFilter { priority: Priority::Alarm, ..all.clone() };
        assert!(!admits(&alarms, &row));
        row.exercise = true;
        let drills = SinkFilter { exercise: true, ..all.clone() };
        assert_eq!((admits(&all, &row), admits(&drills, &row)), (false, true));
    }

    #[test]
    fn what_a_sink_was_told_of_once_it_is_told_of_to_the_end() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut store = Store::open(&samples::config(folder.path())).expect("a store");
        let filter = SinkFilter {
            areas: Vec::new(),
            rules: Vec::new(),
            priority: Priority::Emergency,
            exercise: false,
        };
        let at = |transition: &crate::alert::Transition, priority| {
            let mut transition = transition.clone();
            transition.alert.priority = priority;
            transition
        };
        let first = at(&samples::raised(1, 1_000), Priority::Alarm);
        let next = |before, kind| samples::next(before, kind, AlertState::Unacknowledged);
        let risen = at(&next(&first, TransitionKind::Escalated), Priority::Emergency);
        let fallen = at(&next(&risen, TransitionKind::Updated), Priority::Alarm);
        let ended = samples::next(&fallen, TransitionKind::Cleared, AlertState::RtnUnacknowledged);
        let other = at(&samples::raised(5, 1_000), Priority::Alarm);
        let other_ended = next(&other, TransitionKind::Cleared);
        let all = [first, risen, fallen, ended, other, other_ended];
        let batch = Batch { transitions: all.to_vec(), ..Batch::default() };
        store.commit(&batch).expect("a commit");
        let reader = store.reader();
        let told = |one: &crate::alert::Transition| {
            admits_ever(&filter, &AlertRow::from(one), &reader).expect("the log reads")
        };
        assert_eq!(all.each_ref().map(told), [false, true, true, true, false, false]);
    }
}
