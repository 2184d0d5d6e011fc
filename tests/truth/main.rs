//! Recall, delay and false alerts, measured: scripted truth, quiet scenes, real recordings. `make
//! test` asserts on 20 seeds of each scene; `make truth` prints the whole with 200.
#![cfg(test)]

mod catalogue;
mod evidence;
mod exposure;
mod measured;
mod poisson;
mod properties;
mod recordings;
mod report;
mod scene;
mod stage;
mod variation;
mod workers;

use measured::{Measured, measure};
use scene::{Scene, scenes};

/// Seeds of `make test`; each gives another place, hour, loss and interval in turn.
const SEEDS: u64 = 20;
/// The share of seeds on which a rule has to raise what its definition says.
const RECALL_MIN: f64 = 0.98;

#[test]
fn every_rule_raises_what_its_scenes_say() {
    let scenes: Vec<Scene> = scenes().into_iter().filter(|scene| !scene.is_quiet()).collect();
    let measured = measure(&scenes, SEEDS);
    let short: Vec<String> = measured
        .by_rule()
        .into_iter()
        .filter(|(rule, _)| catalogue::is_built(rule))
        .filter(|(rule, _)| !catalogue::SHORT_OF_RECALL.contains(rule))
        .filter(|(_, of_rule)| of_rule.recall() < RECALL_MIN)
        .map(|(rule, of_rule)| format!("{rule}: {of_rule}"))
        .collect();
    assert!(short.is_empty(), "{}", shown(&short, &measured));
}

#[test]
fn quiet_scenes_raise_nothing() {
    let scenes: Vec<Scene> = scenes().into_iter().filter(Scene::is_quiet).collect();
    let mut measured = measure(&scenes, SEEDS);
    measured.false_raises.retain(|raise| !catalogue::NOT_QUIET.contains(&raise.scene.as_str()));
    assert!(measured.false_raises.is_empty(), "{}", shown(&[], &measured));
}

#[test]
fn every_rule_has_scenes_that_raise() {
    let scenes = scenes();
    for rule in catalogue::RULES {
        let count = scenes.iter().filter(|scene| scene.expects(rule.name)).count();
        assert!(count >= catalogue::SCENES_MIN, "{}: {count} scenes", rule.name);
    }
}

#[test]
fn rules_said_not_to_be_built_are_not() {
    let landed: Vec<_> = catalogue::NOT_BUILT
        .iter()
        .filter(|rule| rule.parse::<picket::domain::RuleId>().is_ok())
        .collect();
    assert!(landed.is_empty(), "built by now, take them off catalogue::NOT_BUILT: {landed:?}");
}

#[test]
#[ignore = "minutes; make truth runs it"]
fn the_report() {
    report::print(report::seeds());
}

fn shown(short: &[String], measured: &Measured) -> String {
    let missed = measured.missed.iter().take(200).map(ToString::to_string);
    let raised = measured.false_raises.iter().take(100).map(ToString::to_string);
    short.iter().cloned().chain(missed).chain(raised).collect::<Vec<_>>().join("\n")
}
