use super::scene::{Scene, at, caution, close, participant, ship, snooze_until, warning};
use crate::alert::TransitionKind;
use crate::detect::{Findings, IncidentSubject, Role};
use crate::domain::RuleId;

/// Snoozed in second 1 until second 7,200, then cleared and gone.
fn snoozed() -> Scene {
    let mut scene = Scene::new();
    scene.raise(0.0, caution());
    scene.act(1.0, snooze_until(7200.0)).expect("it is open");
    scene.clear(10.0);
    scene.advance(1000.0);
    assert_eq!(scene.book.alerts().count(), 0);
    scene
}

#[test]
fn a_new_alert_under_a_snooze_is_recorded_and_says_so() {
    let mut scene = snoozed();
    assert_eq!(scene.raise(2000.0, caution()), [TransitionKind::Raised]);
    assert_eq!(scene.last().snoozed_until, Some(at(7200.0)));
    scene.clear(2010.0);
    assert_eq!(scene.raise(2020.0, caution()), [TransitionKind::Retriggered]);
    assert_eq!(scene.last().snoozed_until, Some(at(7200.0)));
}

#[test]
fn a_snooze_holds_for_its_contact_area_rule_and_world_alone() {
    let mut scene = snoozed();
    scene.contact(2).raise(2000.0, caution());
    assert_eq!(scene.last().snoozed_until, None, "another contact");
    scene.contact(1).area("harbour").raise(2001.0, caution());
    assert_eq!(scene.last().snoozed_until, None, "another area");
    scene.area("roads").rule(RuleId::PositionJump).raise(2002.0, caution());
    assert_eq!(scene.last().snoozed_until, None, "another rule");
    scene.rule(RuleId::Loitering).exercise(true).raise(2003.0, caution());
    assert_eq!(scene.last().snoozed_until, None, "an exercise");
}

#[test]
fn a_snooze_ends_by_itself() {
    let mut scene = snoozed();
    assert_eq!(scene.book.next_deadline(), Some(at(7200.0)));
    // Without a deadline in between, the time of the detection counts.
    scene.raise(7200.0, caution());
    assert_eq!(scene.last().snoozed_until, None);
    scene.advance(7200.0);
    assert_eq!(scene.book.snoozes().count(), 0);
}

#[test]
fn a_return_that_is_worse_than_what_was_snoozed_ends_the_snooze() {
    let mut scene = Scene::new();
    scene.raise(0.0, caution());
    scene.act(1.0, snooze_until(7200.0)).expect("it is open");
    scene.clear(10.0);
    assert_eq!(scene.raise(20.0, warning()), [TransitionKind::Retriggered]);
    assert_eq!(scene.last().snoozed_until, None);
    assert_eq!(scene.book.snoozes().count(), 0);
}

#[test]
fn a_later_snooze_replaces_an_earlier_one() {
    let mut scene = Scene::new();
    scene.raise(0.0, caution());
    scene.act(1.0, snooze_until(7200.0)).expect("it is open");
    scene.act(2.0, snooze_until(60.0)).expect("it is open");
    scene.act(3.0, close).expect("it is open");
    let ends: Vec<_> = scene.book.snoozes().map(|snooze| snooze.until).collect();
    assert_eq!(ends, [at(60.0)]);
}

#[test]
fn at_a_facility_the_first_contact_that_approaches_it_is_muted() {
    let mut scene = Scene::new();
    let approached = Findings {
        participants: vec![participant(7, Role::Approaching), participant(5, Role::Approaching)],
        ..caution()
    };
    scene.raise(0.0, approached);
    let mut alert = scene.last().clone();
    assert_eq!(alert.muted_contact(), Some(ship(1)));
    alert.incident.about = IncidentSubject::Area(alert.area.id.clone());
    assert_eq!(alert.muted_contact(), Some(ship(5)));
    alert.participants.clear();
    assert_eq!(alert.muted_contact(), None);
}
