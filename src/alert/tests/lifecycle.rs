use super::scene::{Scene, acknowledge, at, caution, close, warning};
use crate::alert::{AlertState, TransitionKind};
use crate::detect::{CauseKind, Findings};

/// What happens to an alert.
#[derive(Clone, Copy, Debug)]
enum Stimulus {
    Clears,
    Acknowledged,
    StepsUp,
    RaisedAgain,
    Withdrawn,
    Closed,
}

/// How an alert got to where it is.
#[derive(Clone, Copy, Debug)]
enum From {
    Unacknowledged,
    UnacknowledgedCaution,
    Acknowledged,
    RtnUnacknowledged,
    Normal,
    Withdrawn,
}

/// The state table of CONTRACT.md row by row; `None`: nothing happens.
#[test]
fn every_cell_of_the_state_table_holds() {
    use AlertState as S;
    use Stimulus::{Acknowledged, Clears, Closed, RaisedAgain, StepsUp, Withdrawn};
    use TransitionKind as T;
    let cases = [
        (From::Unacknowledged, Clears, Some((T::Cleared, S::RtnUnacknowledged))),
        (From::Unacknowledged, Acknowledged, Some((T::Acknowledged, S::Acknowledged))),
        (From::Unacknowledged, StepsUp, Some((T::Escalated, S::Unacknowledged))),
        (From::Unacknowledged, RaisedAgain, None),
        (From::Unacknowledged, Withdrawn, Some((T::Withdrawn, S::Withdrawn))),
        (From::Unacknowledged, Closed, Some((T::Closed, S::Normal))),
        (From::UnacknowledgedCaution, Clears, Some((T::Cleared, S::Normal))),
        (From::UnacknowledgedCaution, Acknowledged, Some((T::Acknowledged, S::Acknowledged))),
        (From::Acknowledged, Clears, Some((T::Cleared, S::Normal))),
        (From::Acknowledged, Acknowledged, None),
        (From::Acknowledged, StepsUp, Some((T::Escalated, S::Unacknowledged))),
        (From::Acknowledged, RaisedAgain, None),
        (From::Acknowledged, Withdrawn, Some((T::Withdrawn, S::Withdrawn))),
        (From::Acknowledged, Closed, Some((T::Closed, S::Normal))),
        (From::RtnUnacknowledged, Clears, None),
        (From::RtnUnacknowledged, Acknowledged, Some((T::Acknowledged, S::Normal))),
        (From::RtnUnacknowledged, RaisedAgain, Some((T::Retriggered, S::Unacknowledged))),
        (From::RtnUnacknowledged, Withdrawn, Some((T::Withdrawn, S::Withdrawn))),
        (From::RtnUnacknowledged, Closed, Some((T::Closed, S::Normal))),
        (From::Normal, Clears, None),
        (From::Normal, Acknowledged, None),
        (From::Normal, StepsUp, None),
        (From::Normal, RaisedAgain, Some((T::Retriggered, S::Unacknowledged))),
        (From::Normal, Withdrawn, Some((T::Withdrawn, S::Withdrawn))),
        (From::Normal, Closed, None),
        (From::Withdrawn, Clears, None),
        (From::Withdrawn, Acknowledged, None),
        (From::Withdrawn, StepsUp, None),
        (From::Withdrawn, Withdrawn, None),
        (From::Withdrawn, Closed, None),
    ];
    for (from, stimulus, expected) in cases {
        let mut scene = standing(from);
        let (before, id) = (scene.log.len(), scene.last().id);
        apply(&mut scene, stimulus);
        let new = &scene.log[before..];
        let got: Vec<_> = new.iter().map(|step| (step.kind, step.alert.state)).collect();
        assert_eq!(got, Vec::from_iter(expected), "{from:?} {stimulus:?}");
        assert!(new.iter().all(|step| step.alert.id == id), "{from:?} {stimulus:?}");
    }
}

#[test]
fn a_return_is_the_same_alert_until_ten_minutes_after_clearing_and_then_a_new_one() {
    for (from, secs, kind) in [
        (From::Normal, 20.0 + 599.999, TransitionKind::Retriggered),
        (From::Normal, 20.0 + 600.0, TransitionKind::Raised),
        (From::RtnUnacknowledged, 20.0 + 599.999, TransitionKind::Retriggered),
        (From::RtnUnacknowledged, 20.0 + 600.0, TransitionKind::Raised),
    ] {
        let mut scene = standing(from);
        let id = scene.last().id;
        assert_eq!(scene.raise(secs, warning()), [kind], "{from:?} {secs}");
        assert_eq!(scene.last().id == id, kind == TransitionKind::Retriggered, "{from:?} {secs}");
        assert_eq!(scene.last().cleared_at, None);
        assert_eq!(scene.last().acknowledged_by, None);
    }
}

#[test]
fn what_is_normal_leaves_after_ten_minutes_and_what_nobody_saw_stays() {
    let mut scene = standing(From::Normal);
    assert_eq!(scene.book.next_deadline(), Some(at(620.0)));
    scene.advance(619.999);
    assert_eq!(scene.book.alerts().count(), 1);
    scene.advance(620.0);
    assert_eq!(scene.book.alerts().count(), 0);
    assert_eq!(scene.book.next_deadline(), None);

    let mut scene = standing(From::RtnUnacknowledged);
    assert_eq!(scene.book.next_deadline(), None);
    scene.advance(86_400.0);
    assert_eq!(scene.book.alerts().count(), 1);
    assert_eq!(scene.act(86_400.0, acknowledge), Ok(vec![TransitionKind::Acknowledged]));
    assert_eq!(scene.last().acknowledged_by.as_deref(), Some("A"));
    assert_eq!(scene.book.alerts().count(), 0);
}

#[test]
fn an_alert_that_nobody_saw_and_its_return_a_day_later_are_two() {
    let mut scene = standing(From::RtnUnacknowledged);
    let first = scene.last().id;
    scene.raise(86_400.0, warning());
    let second = scene.last().id;
    assert_ne!(first, second);
    assert_eq!(scene.last().parent, None);
    let revision = 2;
    let seen = scene.act_on(86_401.0, acknowledge(first, revision), None);
    assert_eq!(seen, Ok(vec![TransitionKind::Acknowledged]));
    scene.advance(86_402.0);
    assert_eq!(scene.clear(86_410.0), [TransitionKind::Cleared]);
    assert_eq!(scene.last().id, second);
}

/// As after a restart, which knows only what stands.
#[test]
fn an_alert_that_outlasts_a_later_one_is_the_last_of_its_incident_again() {
    let mut scene = standing(From::RtnUnacknowledged);
    let first = scene.last().id;
    scene.raise(86_400.0, warning());
    assert_ne!(scene.last().id, first);
    assert_eq!(scene.act(86_401.0, close), Ok(vec![TransitionKind::Closed]));
    scene.advance(90_000.0);
    assert_eq!(scene.book.alerts().map(|alert| alert.id).collect::<Vec<_>>(), [first]);
    assert_eq!(scene.withdraw(90_001.0), [TransitionKind::Withdrawn]);
    assert_eq!(scene.last().id, first);
}

#[test]
fn what_late_data_contradict_is_final_and_its_return_is_another_alert() {
    let mut scene = standing(From::Withdrawn);
    let (withdrawn, raised_at) = (scene.last().id, scene.last().raised_at);
    let cause = scene.log.last().and_then(|step| step.cause.as_ref()).map(|cause| cause.kind);
    assert_eq!(cause, Some(CauseKind::LateReport));
    // Even in the millisecond of the first raising, whose id is taken.
    assert_eq!(scene.raise(0.0, warning()), [TransitionKind::Raised]);
    assert_ne!(scene.last().id, withdrawn);
    assert_ne!(scene.last().raised_at, raised_at);
    scene.advance(10_000.0);
    assert_eq!(scene.book.alerts().count(), 1);
}

#[test]
fn transitions_are_numbered_without_gaps_and_revisions_begin_at_one() {
    let scene = standing(From::RtnUnacknowledged);
    let numbers: Vec<_> = scene.log.iter().map(|step| (step.seq, step.alert.revision)).collect();
    assert_eq!(numbers, [(1, 1), (2, 2)]);
}

#[test]
fn an_alert_that_was_closed_while_it_held_stays_quiet_until_it_is_raised_anew() {
    let mut scene = standing(From::Unacknowledged);
    scene.act(20.0, close).expect("it is open");
    let grave = Findings { step: 2, ..warning() };
    assert!(scene.update(60.0, grave).is_empty());
    assert!(scene.clear(70.0).is_empty());
    assert_eq!(scene.raise(80.0, warning()), [TransitionKind::Retriggered]);
}

/// An alert of second 0 that stands there since second 20.
fn standing(from: From) -> Scene {
    let mut scene = Scene::new();
    scene.raise(
        0.0,
        if matches!(from, From::UnacknowledgedCaution) { caution() } else { warning() },
    );
    match from {
        From::Unacknowledged | From::UnacknowledgedCaution => {}
        From::Acknowledged => drop(scene.act(20.0, acknowledge).expect("it is open")),
        From::RtnUnacknowledged => drop(scene.clear(20.0)),
        From::Normal => {
            scene.act(10.0, acknowledge).expect("it is open");
            scene.clear(20.0);
        }
        From::Withdrawn => drop(scene.withdraw(20.0)),
    }
    scene
}

fn apply(scene: &mut Scene, stimulus: Stimulus) {
    let higher = Findings { step: 1, ..warning() };
    match stimulus {
        Stimulus::Clears => drop(scene.clear(40.0)),
        Stimulus::Acknowledged => drop(scene.act(40.0, acknowledge)),
        Stimulus::StepsUp => drop(scene.update(25.0, higher)),
        Stimulus::RaisedAgain => drop(scene.raise(40.0, warning())),
        Stimulus::Withdrawn => drop(scene.withdraw(40.0)),
        Stimulus::Closed => drop(scene.act(40.0, close)),
    }
}
