use super::scene::{Scene, acknowledge, at, caution, measure, participant, ship, warning};
use crate::alert::{AlertState, TransitionKind};
use crate::detect::{CauseKind, Findings, Role, TrailPoint};
use crate::domain::Position;

/// Five alerts, told apart by their contact: 1 an open warning, 2 an open caution, 3 cleared and
/// acknowledged, 4 cleared and unseen, 5 an older open warning.
fn five() -> Scene {
    let mut scene = Scene::with_capacity(5);
    scene.contact(5).raise(0.0, warning());
    scene.contact(1).raise(1.0, warning());
    scene.contact(2).raise(2.0, caution());
    scene.contact(3).raise(3.0, warning());
    scene.act(4.0, acknowledge).expect("open");
    scene.clear(5.0);
    scene.contact(4).raise(6.0, warning());
    scene.clear(7.0);
    scene
}

#[test]
fn at_the_capacity_what_is_over_goes_first_then_the_lowest_priority_then_the_oldest() {
    let mut scene = five();
    let mut gone = Vec::new();
    for number in 10..15 {
        let before: Vec<_> = scene.book.alerts().map(|alert| alert.incident.clone()).collect();
        scene.contact(number).raise(10.0 + f64::from(number), warning());
        let after: Vec<_> = scene.book.alerts().map(|alert| alert.incident.clone()).collect();
        gone.extend(before.into_iter().filter(|one| !after.contains(one)).map(|one| one.about));
    }
    let expected = [3, 2, 4, 5, 1].map(|n| crate::detect::IncidentSubject::Contact(ship(n)));
    assert_eq!(gone, expected);
    assert_eq!((scene.book.alerts().count(), scene.book.evictions()), (5, 5));
}

#[test]
fn an_open_alert_that_is_let_go_is_closed_for_everyone_to_see() {
    let mut scene = five();
    assert_eq!(scene.contact(10).raise(20.0, warning()), [TransitionKind::Raised]);
    let kinds = scene.contact(11).raise(21.0, warning());
    assert_eq!(kinds, [TransitionKind::Closed, TransitionKind::Raised]);
    let [.., closed, raised] = scene.log.as_slice() else { panic!("two transitions") };
    let cause = closed.cause.as_ref().expect("a cause");
    assert_eq!(cause.kind, CauseKind::Superseded);
    assert_eq!(cause.reference, Some(raised.alert.id.to_string()));
    assert_eq!((closed.alert.state, closed.time), (AlertState::Normal, at(21.0)));
}

#[test]
fn an_exercise_takes_no_room_from_real_alerts() {
    let mut scene = five();
    scene.exercise(true);
    for number in 20..40 {
        scene.contact(number).raise(f64::from(number), warning());
    }
    let real = scene.book.alerts().filter(|alert| !alert.exercise).count();
    assert_eq!((real, scene.book.alerts().count()), (5, 10));
}

#[test]
fn every_list_of_an_alert_is_cut_and_the_cut_counted() {
    let point = |secs: u32| TrailPoint {
        contact: ship(1),
        time: at(f64::from(secs)),
        position: Position::new(0.0, 0.0).expect("a position"),
        sog: None,
        cog: None,
    };
    let names =
        ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q"];
    let huge = Findings {
        participants: (0..40).map(|number| participant(number, Role::Other)).collect(),
        measures: names.map(|name| measure(name, 1.0)).to_vec(),
        trail: (0..600).map(point).collect(),
        sentences: vec!["!AIVDM".to_owned(); 70],
        missing_layers: vec!["coast"; 9],
        ..warning()
    };
    let mut scene = Scene::new();
    scene.raise(1000.0, huge);
    let alert = scene.last();
    let evidence = &alert.evidence;
    assert_eq!(alert.participants.len(), 32);
    assert_eq!(evidence.measures.len(), 16);
    assert_eq!(evidence.positions.len(), 512);
    let first = evidence.positions.iter().next().map(|point| point.time);
    assert_eq!(first, Some(at(88.0)), "the newest stay");
    assert_eq!((evidence.sentences.len(), evidence.missing_layers.len()), (64, 8));
    // 8 participants, 1 measure, 88 positions, 6 sentences, 1 layer.
    assert_eq!(scene.book.cut(), 104);
}
