use super::scene::{Scene, acknowledge, warning};
use crate::alert::TransitionKind;
use crate::domain::RuleId;

#[test]
fn further_rules_on_one_incident_are_children_of_its_oldest_open_alert() {
    let mut scene = Scene::new();
    scene.rule(RuleId::PositionJump).raise(0.0, warning());
    let oldest = scene.last().id;
    assert_eq!(scene.last().parent, None);
    // Another area is the same incident outside the family of areas.
    scene.rule(RuleId::DuplicateMmsi).area("harbour").raise(5.0, warning());
    assert_eq!(scene.last().parent, Some(oldest));
    // Another family is another incident.
    scene.rule(RuleId::Loitering).raise(6.0, warning());
    assert_eq!(scene.last().parent, None);
    // So is another contact, and the same in an exercise.
    scene.rule(RuleId::DuplicateMmsi).contact(2).raise(7.0, warning());
    assert_eq!(scene.last().parent, None);
    scene.contact(1).exercise(true).raise(8.0, warning());
    assert_eq!(scene.last().parent, None);
}

#[test]
fn an_incident_that_is_over_has_no_children() {
    let mut scene = Scene::new();
    scene.rule(RuleId::PositionJump).raise(0.0, warning());
    scene.act(1.0, acknowledge).expect("it is open");
    scene.clear(2.0);
    scene.rule(RuleId::DuplicateMmsi).raise(3.0, warning());
    assert_eq!(scene.last().parent, None, "normal");

    let mut scene = Scene::new();
    scene.rule(RuleId::PositionJump).raise(0.0, warning());
    let unseen = scene.last().id;
    scene.clear(2.0);
    scene.rule(RuleId::DuplicateMmsi).raise(601.9, warning());
    assert_eq!(scene.last().parent, Some(unseen), "may yet return");

    let mut scene = Scene::new();
    scene.rule(RuleId::PositionJump).raise(0.0, warning());
    scene.clear(2.0);
    scene.rule(RuleId::DuplicateMmsi).raise(602.0, warning());
    assert_eq!(scene.last().parent, None, "will not return");
}

#[test]
fn the_rules_of_areas_are_incidents_of_each_area() {
    let mut scene = Scene::new();
    scene.rule(RuleId::AreaEntry).raise(0.0, warning());
    let entry = scene.last().id;
    assert_eq!(scene.area("harbour").raise(1.0, warning()), [TransitionKind::Raised]);
    assert_ne!(scene.last().id, entry);
    assert_eq!(scene.last().parent, None);
    scene.rule(RuleId::AreaDwell).area("roads").raise(2.0, warning());
    assert_eq!(scene.last().parent, Some(entry));
}

#[test]
fn a_rule_that_finds_its_incident_in_another_area_attaches_and_the_alert_keeps_its_own() {
    let mut scene = Scene::new();
    scene.raise(0.0, warning());
    assert!(scene.area("harbour").raise(1.0, warning()).is_empty());
    scene.clear(2.0);
    assert_eq!(scene.last().area.id.as_str(), "roads");
}

#[test]
fn news_of_what_nobody_raised_are_dropped() {
    let mut scene = Scene::new();
    assert!(scene.update(0.0, warning()).is_empty());
    assert!(scene.clear(1.0).is_empty());
    assert!(scene.withdraw(2.0).is_empty());
    assert_eq!(scene.book.alerts().count(), 0);
}

/// Expected: Python's `uuid.uuid5` over
/// `loitering|roads|false|motion/mmsi:999000001|2017-03-09T08:45:10.000Z` in our namespace.
#[test]
fn the_id_is_stable_through_the_whole_life_of_an_alert() {
    let mut scene = Scene::new();
    scene.raise(0.0, warning());
    scene.clear(10.0);
    scene.raise(20.0, warning());
    for step in &scene.log {
        assert_eq!(step.alert.id.to_string(), "05ded3e4-e1c1-5fb8-8329-a06c571c878a");
    }
}
