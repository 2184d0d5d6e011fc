use super::{open, transitions};
use crate::alert::{AlertId, AlertState, Transition, TransitionKind};
use crate::areas::SecurityLevel;
use crate::detect::Priority;
use crate::domain::{EventTime, RuleId};
use crate::store::row::AlertRow;
use crate::store::samples::{contact, level_act, next, raised, ship};
use crate::store::{AlertFilter, Batch, Reader, StoreError};

fn numbers(reader: &Reader, filter: &AlertFilter) -> Vec<u64> {
    let page = reader.alerts(filter, None, 100).expect("a page");
    assert_eq!(page.next, None);
    page.items.iter().map(|row| row.seq).collect()
}

#[test]
fn the_log_the_newest_revision_and_the_history_agree() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    let reader = store.reader();
    assert_eq!(reader.seq_range().expect("a range"), None);
    let first = raised(1, 1_000);
    let second = next(&first, TransitionKind::Acknowledged, AlertState::Acknowledged);
    let third = raised(3, 900);
    store.commit(&transitions(&[first.clone(), second.clone()])).expect("a commit");
    store.commit(&transitions(std::slice::from_ref(&third))).expect("a commit");

    let rows = |of: &[&Transition]| of.iter().map(|&one| AlertRow::from(one)).collect::<Vec<_>>();
    assert_eq!(reader.seq_range().expect("a range"), Some((1, 3)));
    assert_eq!(reader.transitions_after(0, 9).expect("rows"), rows(&[&first, &second, &third]));
    assert_eq!(reader.transitions_after(1, 1).expect("rows"), rows(&[&second]));
    assert_eq!(reader.transitions_after(u64::MAX, 9).expect("rows"), []);
    assert_eq!(reader.alert(first.alert.id).expect("a row"), Some(AlertRow::from(&second)));
    assert_eq!(reader.history(first.alert.id).expect("rows"), rows(&[&first, &second]));
    assert_eq!(reader.alert(AlertId(uuid::Uuid::nil())).expect("none"), None);
    // The latest raised first.
    assert_eq!(numbers(&reader, &AlertFilter::default()), [2, 3]);
}

#[test]
fn pages_follow_one_another_while_new_alerts_come_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    let reader = store.reader();
    // Two are raised in each second: ties are broken by id.
    for number in 1..=7 {
        let seconds = i64::try_from(number / 2).expect("small");
        store.commit(&transitions(&[raised(number, seconds)])).expect("a commit");
    }
    let (mut cursor, mut seen) = (None, Vec::new());
    for number in 8_u64.. {
        let page = reader.alerts(&AlertFilter::default(), cursor.as_deref(), 2).expect("a page");
        assert!(page.items.len() <= 2);
        seen.extend(page.items.iter().map(|row| row.seq));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
        store.commit(&transitions(&[raised(number, 1_000)])).expect("a commit");
    }
    assert_eq!(seen, [7, 6, 5, 4, 3, 2, 1]);
}

#[test]
fn a_text_that_no_page_gave_out_is_no_cursor() {
    let folder = tempfile::tempdir().expect("a folder");
    let reader = open(folder.path()).reader();
    for cursor in ["", "1", "x.00", "1.zz", "1489049110000.6f1c"] {
        let error = reader.alerts(&AlertFilter::default(), Some(cursor), 2);
        assert!(matches!(error, Err(StoreError::Cursor { cursor: said }) if said == cursor));
    }
}

#[test]
fn a_filter_lets_through_what_it_names() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    let mut other = raised(2, 2_000);
    other.alert.rule = RuleId::Loitering;
    other.alert.priority = Priority::Warning;
    other.alert.exercise = true;
    other.alert.participants.truncate(1);
    let cleared = next(&raised(3, 3_000), TransitionKind::Cleared, AlertState::RtnUnacknowledged);
    store.commit(&transitions(&[raised(1, 1_000), other, cleared])).expect("a commit");
    let reader = store.reader();
    let all = AlertFilter::default;
    let time = |seconds| Some(EventTime::from_secs(seconds));
    for (filter, expected) in [
        (AlertFilter { states: vec![AlertState::RtnUnacknowledged], ..all() }, vec![4]),
        (AlertFilter { rule: Some(RuleId::Loitering), ..all() }, vec![2]),
        (AlertFilter { area: Some("gulf-of-aden".to_owned()), ..all() }, vec![4, 2, 1]),
        (AlertFilter { area: Some("elsewhere".to_owned()), ..all() }, vec![]),
        (AlertFilter { priority: Some(Priority::Alarm), ..all() }, vec![4, 1]),
        (
            AlertFilter { contact: Some(contact("radar:coast-1:17:1489049000")), ..all() },
            vec![4, 1],
        ),
        (AlertFilter { contact: Some(ship(999_000_001)), ..all() }, vec![4, 2, 1]),
        (AlertFilter { exercise: Some(true), ..all() }, vec![2]),
        (AlertFilter { from: time(2_000), to: time(3_000), ..all() }, vec![2]),
        (AlertFilter { from: time(3_000), to: time(1_000), ..all() }, vec![]),
    ] {
        assert_eq!(numbers(&reader, &filter), expected, "{filter:?}");
    }
}

#[test]
fn acts_leave_a_trail_and_the_newest_level_of_an_area_counts() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    let acts = vec![
        level_act("gulf-of-aden", SecurityLevel::Three, 2_000),
        level_act("gulf-of-aden", SecurityLevel::Two, 1_000),
        level_act("bab-el-mandeb", SecurityLevel::Two, 1_000),
    ];
    let batch = Batch { acts, ..Batch::default() };
    store.commit(&batch).expect("a commit");
    // Once more, as after an error that had not undone it.
    store.commit(&batch).expect("a commit");
    let reader = store.reader();
    let trail = reader.acts_after(EventTime::from_secs(0), 10).expect("acts");
    assert_eq!(trail.len(), 3);
    assert_eq!(
        serde_json::to_string(&trail[2]).expect("JSON"),
        r#"{"time":"1970-01-01T00:33:20.000Z","by":"duty","act":"security-level","alert":null,"revision":null,"note":"exercise over","until":null,"assignee":null,"disposition":null,"area":"gulf-of-aden","security_level":3,"contact":null,"feature":null}"#,
    );
    let levels = reader.security_levels().expect("levels");
    let named: Vec<_> =
        levels.iter().map(|(area, level, _)| (area.as_str(), level.get())).collect();
    assert_eq!(named, [("bab-el-mandeb", 2), ("gulf-of-aden", 3)]);
}
