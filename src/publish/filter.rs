use crate::config::SinkFilter;
use crate::detect::Priority;
use crate::store::row::AlertRow;

/// Whether a sink is told of a transition.
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
    use crate::domain::RuleId;
    use crate::store::samples;

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
}
