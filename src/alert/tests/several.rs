//! Several craft hold one alert open: it is as grave as the worst of them.

use super::scene::{Scene, acknowledge, caution, measure, measuring, participant, ship, warning};
use crate::alert::{AlertBook, AlertSettings, TransitionKind as Kind};
use crate::detect::{Findings, IncidentSubject, Priority, Role, Signal};

/// What is said of one craft at a step of escalation.
fn craft(number: u32, step: u8, findings: Findings) -> Findings {
    let participants = vec![participant(1, Role::Target), participant(number, Role::Approaching)];
    Findings { participants, step, ..measuring(findings, 100.0 * f64::from(number)) }
}

#[test]
fn the_one_further_off_neither_lowers_an_alert_nor_escalates_it_anew() {
    let mut scene = Scene::new();
    scene.by(2).raise(0.0, craft(2, 2, warning()));
    assert_eq!(scene.by(3).raise(31.0, craft(3, 0, caution())), [Kind::Updated], "she takes part");
    for round in 1..20 {
        let secs = 31.0 + 31.0 * f64::from(round);
        assert!(scene.by(2).update(secs, craft(2, 2, warning())).is_empty(), "{round}");
        assert!(scene.by(3).update(secs + 1.0, craft(3, 0, caution())).is_empty(), "{round}");
    }
    let alert = scene.last();
    assert_eq!((alert.priority, alert.step), (Priority::Warning, 2));
    // What shows it is what was measured of the worst.
    assert_eq!(alert.evidence.measures, [measure("radius", 200.0)]);
    let listed: Vec<_> = alert.participants.iter().map(|one| one.who.clone()).collect();
    assert_eq!(listed, [1, 2, 3].map(|number| IncidentSubject::Contact(ship(number))));
}

#[test]
fn a_worse_one_that_joins_escalates_once() {
    let mut scene = Scene::new();
    scene.by(2).raise(0.0, craft(2, 0, caution()));
    scene.act(1.0, acknowledge).expect("it is open");
    assert_eq!(scene.by(3).raise(2.0, craft(3, 0, warning())), [Kind::Escalated]);
    assert!(scene.by(2).update(40.0, craft(2, 0, caution())).is_empty());
    assert!(scene.by(3).update(41.0, craft(3, 0, warning())).is_empty());
    assert_eq!(scene.last().priority, Priority::Warning);
}

#[test]
fn it_falls_to_the_worst_that_is_left_when_the_worst_leaves() {
    let mut scene = Scene::new();
    scene.by(2).raise(0.0, craft(2, 2, warning()));
    scene.by(3).raise(1.0, craft(3, 0, caution()));
    assert!(scene.by(2).leave(40.0).is_empty());
    assert_eq!(scene.by(3).update(50.0, craft(3, 0, caution())), [Kind::Updated]);
    assert_eq!((scene.last().priority, scene.last().step), (Priority::Caution, 0));
    // The steps that are left to climb escalate.
    assert_eq!(scene.by(3).update(60.0, craft(3, 1, caution())), [Kind::Escalated]);
    assert_eq!(scene.by(3).clear(70.0), [Kind::Cleared]);
}

#[test]
fn it_falls_when_the_worst_is_said_to_be_less_grave_than_another() {
    let mut scene = Scene::new();
    scene.by(2).raise(0.0, craft(2, 1, warning()));
    scene.by(3).raise(1.0, craft(3, 1, caution()));
    assert!(scene.by(2).update(20.0, craft(2, 0, caution())).is_empty());
    assert_eq!(scene.by(3).update(35.0, craft(3, 1, caution())), [Kind::Updated]);
    assert_eq!(scene.last().priority, Priority::Caution);
    assert_eq!(scene.last().evidence.measures, [measure("radius", 300.0)]);
}

#[test]
fn a_step_of_one_that_is_less_grave_does_not_hide_that_of_the_worst() {
    // A declared pilot boat half a mile off, and a skiff that has yet to come near.
    let pilot = Findings { ceiling: Some(Priority::Caution), ..warning() };
    let mut scene = Scene::new();
    scene.by(2).raise(0.0, craft(2, 0, warning()));
    scene.by(3).raise(1.0, craft(3, 2, pilot));
    assert_eq!(scene.by(2).update(2.0, craft(2, 1, warning())), [Kind::Escalated]);
}

#[test]
fn of_two_as_grave_the_first_by_contact_speaks_for_both() {
    let mut scene = Scene::new();
    scene.by(3).raise(0.0, craft(3, 1, warning()));
    scene.by(2).raise(40.0, craft(2, 1, warning()));
    let told = scene.log.len();
    for round in 0..10 {
        let secs = 80.0 + 40.0 * f64::from(round);
        scene.by(3).update(secs, craft(3, 1, warning()));
        scene.by(2).update(secs + 1.0, craft(2, 1, warning()));
    }
    assert_eq!(scene.log.len(), told);
    assert_eq!(scene.last().evidence.measures, [measure("radius", 200.0)]);
}

#[test]
fn who_was_there_before_an_alert_cleared_does_not_speak_when_it_returns() {
    let mut scene = Scene::new();
    scene.by(2).raise(0.0, craft(2, 2, warning()));
    scene.by(2).clear(10.0);
    assert_eq!(scene.by(3).raise(20.0, craft(3, 0, caution())), [Kind::Retriggered]);
    assert_eq!(scene.last().priority, Priority::Caution);
}

#[test]
fn after_a_restart_the_worst_still_leads() {
    let mut scene = Scene::new();
    let said = [
        (2, 0.0, Signal::Raise(Box::new(craft(2, 2, warning())))),
        (3, 1.0, Signal::Raise(Box::new(craft(3, 0, caution())))),
    ];
    let mut detections = Vec::new();
    for (by, secs, signal) in said {
        detections.push(scene.by(by).detection(secs, signal));
    }
    for detection in &detections {
        scene.book.detected(detection.clone(), &mut scene.log);
    }
    let alert = scene.last().clone();
    let settings = AlertSettings { capacity: 1000 };
    scene.book = AlertBook::restore(settings, scene.book.next_seq(), vec![alert], Vec::new());
    for detection in detections {
        scene.book.recall(detection);
    }
    assert_eq!(scene.by(3).update(40.0, craft(3, 0, caution())), [Kind::Updated], "she takes part");
    assert_eq!(scene.last().priority, Priority::Warning);
}
