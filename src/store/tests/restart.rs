use std::time::Duration;

use super::{close, crashed_copy, open, transitions, updates};
use crate::alert::{Alert, AlertState, Snooze, TransitionKind};
use crate::domain::{EventTime, RuleId, TransponderClass};
use crate::picture::{Change, TrackUpdate};
use crate::store::samples::{fix, moved, next, raised, ship, statics, time, update};

fn at(seconds: u64) -> EventTime {
    time("2017-03-09T06:00:00Z").plus(Duration::from_secs(seconds))
}

#[test]
fn a_new_store_has_nothing_and_begins_at_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let restored = open(folder.path()).restored().expect("restored");
    assert_eq!(restored.next_seq, 1);
    assert!(restored.alerts.is_empty() && restored.updates.is_empty());
}

#[test]
fn alerts_that_can_still_change_come_back_exactly_and_numbers_go_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    let now = at(0).as_secs();
    let opened = raised(1, now - 7_200);
    let acknowledged = next(&opened, TransitionKind::Acknowledged, AlertState::Acknowledged);
    let ended = |number, seconds_ago: i64| {
        let mut transition =
            next(&raised(number, now - 3_600), TransitionKind::Cleared, AlertState::Normal);
        transition.alert.cleared_at = Some(EventTime::from_secs(now - seconds_ago));
        transition
    };
    let (recent, past) = (ended(3, 599), ended(5, 600));
    let withdrawn = next(&raised(7, now - 60), TransitionKind::Withdrawn, AlertState::Withdrawn);
    let last = raised(10, now);
    let all = [opened, acknowledged.clone(), recent.clone(), past, withdrawn, last.clone()];
    store.commit(&transitions(&all)).expect("a commit");
    let expected: Vec<Alert> = [acknowledged, recent, last].map(|one| one.alert).to_vec();
    assert_eq!(store.restored().expect("restored").alerts, expected);
    close(&mut store);
    let copy = crashed_copy(folder.path());
    let restored = open(copy.path()).restored().expect("restored");
    assert_eq!(restored.alerts, expected);
    assert_eq!(restored.next_seq, 11);
}

#[test]
fn a_snooze_lasts_over_a_restart_until_it_ends_or_an_escalation_or_a_return_ends_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    let until = at(3_600);
    let snooze = |number: u32, exercise: bool| {
        let mut snoozed = next(
            &raised(u64::from(number) * 10, at(0).as_secs()),
            TransitionKind::Snoozed,
            AlertState::Acknowledged,
        );
        snoozed.alert.incident.about = crate::detect::IncidentSubject::Contact(ship(number));
        snoozed.alert.exercise = exercise;
        snoozed.alert.snoozed_until = Some(until);
        snoozed
    };
    let kept = [snooze(219_000_001, false), snooze(219_000_001, true)];
    store.commit(&transitions(&kept)).expect("a commit");
    for (number, ending) in
        [(219_000_002, TransitionKind::Escalated), (219_000_003, TransitionKind::Retriggered)]
    {
        let ended = snooze(number, false);
        let mut loud = next(&ended, ending, AlertState::Unacknowledged);
        loud.alert.snoozed_until = None;
        store.commit(&transitions(&[ended, loud])).expect("a commit");
    }
    drop(store);
    let mut store = open(folder.path());
    let of = |exercise| Snooze {
        contact: ship(219_000_001),
        area: "gulf-of-aden".parse().expect("an area"),
        rule: RuleId::FastApproach,
        exercise,
        until,
    };
    let mut snoozes = store.restored().expect("restored").snoozes;
    snoozes.sort_by_key(|snooze| snooze.exercise);
    assert_eq!(snoozes, [of(false), of(true)]);
    store.commit(&updates(vec![moved(ship(1), fix(until, 0.0, 0.0))])).expect("a commit");
    assert_eq!(store.restored().expect("restored").snoozes, []);
}

#[test]
fn an_officer_whose_clock_is_far_ahead_of_the_feeds_does_not_move_event_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    let ship = ship(219_000_001);
    store.commit(&updates(vec![moved(ship, fix(at(0), 1.25, 103.75))])).expect("a commit");
    let raised = raised(1, at(0).as_secs());
    let cleared = next(&raised, TransitionKind::Cleared, AlertState::RtnUnacknowledged);
    let mut seen = next(&cleared, TransitionKind::Acknowledged, AlertState::Normal);
    seen.time = at(24 * 3_600);
    store.commit(&transitions(&[raised, cleared, seen.clone()])).expect("a commit");
    drop(store);
    let restored = open(folder.path()).restored().expect("restored");
    // It may still return under its id, and the picture is not a day old.
    assert_eq!(restored.alerts, [seen.alert]);
    assert_eq!(restored.updates.len(), 1);
}

#[test]
fn the_last_picture_and_two_hours_come_back_by_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    let (steady, old, gone) = (ship(219_000_001), ship(219_000_002), ship(219_000_003));
    let who = |contact, seconds| TrackUpdate {
        class: TransponderClass::B,
        ..update(contact, at(seconds), Change::Static(statics()))
    };
    let moves = |contact, seconds| TrackUpdate {
        class: TransponderClass::B,
        ..moved(contact, fix(at(seconds), 1.25, 103.75))
    };
    let mut expected = vec![who(steady, 0), moves(old, 5), moves(old, 900), who(old, 910)];
    store.commit(&updates(vec![who(steady, 0), moves(old, 5), moves(gone, 6)])).expect("a commit");
    store.commit(&updates(vec![moves(old, 900), who(old, 910)])).expect("a commit");
    for step in 0..100 {
        let next: Vec<_> = (0..10).map(|n| moves(steady, 930 + (step * 10 + n) * 10)).collect();
        expected.extend(&next);
        store.commit(&updates(next)).expect("a commit");
        if step == 50 {
            store.commit(&updates(vec![update(gone, at(6_000), Change::Gone)])).expect("a commit");
        }
        if step % 10 == 5 {
            close(&mut store);
        }
    }
    // Older than two hours: only the last of each contact, and who she is.
    let since = at(930 + 999 * 10 - 7_200);
    expected.retain(|update| {
        update.time >= since || matches!(update.change, Change::Static(_)) || update.time == at(900)
    });
    assert_eq!(store.restored().expect("restored").updates, expected);
    let copy = crashed_copy(folder.path());
    assert_eq!(open(copy.path()).restored().expect("restored").updates, expected);
    drop(store);
    assert_eq!(open(folder.path()).restored().expect("restored").updates, expected);
}

#[test]
fn one_who_left_and_came_back_in_one_commit_is_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    let (back, left) = (ship(219_000_001), ship(219_000_002));
    store
        .commit(&updates(vec![
            moved(left, fix(at(0), 1.0, 1.0)),
            update(back, at(1), Change::Gone),
            moved(back, fix(at(2), 1.0, 1.0)),
            update(left, at(3), Change::Gone),
        ]))
        .expect("a commit");
    let copy = crashed_copy(folder.path());
    for store in [store, open(copy.path())] {
        let contacts: Vec<_> =
            store.restored().expect("restored").updates.iter().map(|one| one.contact).collect();
        assert_eq!(contacts, [back]);
    }
}
