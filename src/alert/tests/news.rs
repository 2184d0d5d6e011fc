use super::scene::{
    Scene, acknowledge, caution, measure, measuring, participant, silence_until, snooze_until,
    warning,
};
use crate::alert::{AlertState, TransitionKind};
use crate::detect::{Findings, IncidentSubject, Measure, Priority, Role};

#[test]
fn an_update_is_told_when_something_changed_by_more_than_a_tenth_and_30_s_have_passed() {
    let joined = Findings {
        participants: vec![participant(1, Role::Subject), participant(2, Role::Other)],
        ..warning()
    };
    let more =
        Findings { measures: vec![measure("radius", 200.0), measure("sog", 1.0)], ..warning() };
    for (secs, findings, told) in [
        (30.0, measuring(warning(), 220.0), false),
        (30.0, measuring(warning(), 220.1), true),
        (30.0, measuring(warning(), 179.9), true),
        (29.999, measuring(warning(), 400.0), false),
        (30.0, warning(), false),
        (30.0, joined, true),
        (30.0, more, true),
        // The score fell to caution.
        (30.0, caution(), true),
    ] {
        let mut scene = Scene::new();
        scene.raise(0.0, warning());
        scene.act(1.0, acknowledge).expect("it is open");
        let kinds = scene.update(secs, findings.clone());
        let expected = if told { vec![TransitionKind::Updated] } else { vec![] };
        assert_eq!(kinds, expected, "{secs} {findings:?}");
        // An update asks nobody anything.
        assert_eq!(scene.last().state, AlertState::Acknowledged);
        assert_eq!(scene.last().acknowledged_by.as_deref(), Some("A"));
    }
}

#[test]
fn a_tenth_of_next_to_nothing_is_no_news() {
    for (unit, before, now, told) in [
        ("kn", 0.2, 0.6, false),
        ("kn", 0.2, 0.8, true),
        ("kn", 10.0, 10.9, false),
        ("nm", 0.1, 0.14, false),
        ("nm", 0.1, 0.16, true),
        ("deg", 3.0, 7.0, false),
        ("deg", 3.0, 8.0, true),
        ("count", 2.0, 3.0, true),
    ] {
        let of = |value| Measure { unit, ..measure("it", value) };
        let with = |value| Findings { measures: vec![of(value)], ..warning() };
        let mut scene = Scene::new();
        scene.raise(0.0, with(before));
        assert_eq!(!scene.update(30.0, with(now)).is_empty(), told, "{before} to {now} {unit}");
    }
}

#[test]
fn updates_of_one_alert_are_30_s_apart_however_fast_it_changes() {
    let mut scene = Scene::new();
    scene.raise(0.0, warning());
    let mut value = 200.0;
    let mut told = Vec::new();
    for secs in 1..=100 {
        value *= 1.2;
        if !scene.update(f64::from(secs), measuring(warning(), value)).is_empty() {
            told.push(secs);
        }
    }
    assert_eq!(told, [30, 60, 90]);
}

#[test]
fn small_changes_add_up_against_what_was_told_last() {
    let mut scene = Scene::new();
    scene.raise(0.0, warning());
    assert!(scene.update(30.0, measuring(warning(), 210.0)).is_empty());
    assert!(scene.update(40.0, measuring(warning(), 220.0)).is_empty());
    assert_eq!(scene.update(50.0, measuring(warning(), 230.0)), [TransitionKind::Updated]);
}

#[test]
fn the_next_transition_carries_the_latest_evidence() {
    let mut scene = Scene::new();
    scene.raise(0.0, warning());
    scene.update(5.0, measuring(warning(), 205.0));
    scene.act(6.0, acknowledge).expect("it is open");
    assert_eq!(scene.last().evidence.measures, [measure("radius", 205.0)]);
    scene.update(7.0, measuring(warning(), 206.0));
    scene.clear(8.0);
    assert_eq!(scene.last().evidence.measures, [measure("radius", 206.0)]);
}

#[test]
fn a_higher_priority_or_step_is_told_at_once_and_asks_anew_with_sound() {
    let stepped = Findings { step: 1, ..caution() };
    for (findings, priority, step) in
        [(warning(), Priority::Warning, 0), (stepped, Priority::Caution, 1)]
    {
        let mut scene = Scene::new();
        scene.raise(0.0, caution());
        scene.act(0.1, acknowledge).expect("it is open");
        scene.act(0.2, silence_until(600.0)).expect("it is open");
        scene.act(0.3, snooze_until(600.0)).expect("it is open");
        assert_eq!(scene.update(0.4, findings.clone()), [TransitionKind::Escalated]);
        let alert = scene.last();
        assert_eq!(alert.state, AlertState::Unacknowledged);
        assert_eq!((alert.priority, alert.step), (priority, step));
        assert_eq!(alert.acknowledged_by, None);
        assert_eq!((alert.silenced_until, alert.snoozed_until), (None, None));
        assert_eq!(scene.book.snoozes().count(), 0);
        // The same again is no news.
        assert!(scene.update(0.5, findings).is_empty());
    }
}

#[test]
fn a_fall_that_nobody_was_told_of_is_no_reason_to_escalate_again() {
    let mut scene = Scene::new();
    scene.raise(0.0, warning());
    scene.act(1.0, acknowledge).expect("it is open");
    assert!(scene.update(2.0, caution()).is_empty());
    assert!(scene.update(3.0, warning()).is_empty());
    assert_eq!(scene.update(40.0, caution()), [TransitionKind::Updated]);
    assert_eq!(scene.update(41.0, warning()), [TransitionKind::Escalated]);
}

#[test]
fn craft_that_join_accumulate_and_the_subject_stays() {
    let approach = |numbers: &[u32]| {
        let craft = numbers.iter().map(|&number| participant(number, Role::Approaching));
        let participants = [participant(1, Role::Target)].into_iter().chain(craft).collect();
        Findings { participants, ..warning() }
    };
    let mut scene = Scene::new();
    scene.raise(0.0, approach(&[7]));
    scene.raise(30.0, approach(&[5]));
    // Another target in the findings does not take the place of the first.
    let strange = Findings { participants: vec![participant(9, Role::Target)], ..warning() };
    scene.update(60.0, strange);
    scene.clear(61.0);
    let listed: Vec<_> = scene.last().participants.iter().map(|one| one.who.clone()).collect();
    let expected = [1, 5, 7].map(|number| IncidentSubject::Contact(super::scene::ship(number)));
    assert_eq!(listed, expected);
}

#[test]
fn after_a_return_the_steps_are_climbed_anew() {
    let near = Findings { step: 2, ..warning() };
    let mut scene = Scene::new();
    scene.raise(0.0, near.clone());
    scene.clear(60.0);
    assert_eq!(scene.raise(120.0, warning()), [TransitionKind::Retriggered]);
    assert_eq!(scene.last().step, 0);
    assert_eq!(scene.update(121.0, near), [TransitionKind::Escalated]);
}
