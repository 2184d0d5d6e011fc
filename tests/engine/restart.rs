//! A restart in the middle of an incident: it goes on under the same id.

use std::collections::BTreeMap;
use std::time::Duration;

use picket::alert::TransitionKind;
use picket::domain::Report;
use picket::engine::{Effect, Engine, Event, Restored};
use picket::picture::TrackUpdate;

use crate::stage::{reports, sentences, settings, told};

#[test]
fn an_open_incident_goes_on_under_the_same_id_after_a_restart() {
    let all = reports(&sentences("fast-approach"));
    let (before, after) = all.split_at(all.len() / 2);
    let (settings, areas) = settings();
    let mut engine = Engine::new(settings.clone(), areas.clone());
    let mut effects = Vec::new();
    for report in before {
        engine.handle(Event::Report(report.clone()), &mut effects);
    }
    let updates = updates(&effects);
    let first = told(effects);
    let open = first.last().expect("raised before the restart").alert.clone();
    assert!(open.state.is_open());
    let next_seq = first.len() as u64 + 1;
    let restored = Restored { alerts: vec![open.clone()], snoozes: Vec::new(), updates, next_seq };
    let mut engine = Engine::restore(settings, areas, restored);
    let mut effects = Vec::new();
    for report in after {
        engine.handle(Event::Report(report.clone()), &mut effects);
    }
    let second = told(effects);
    assert!(second.iter().all(|told| told.alert.id == open.id), "none doubled");
    assert!(second.iter().all(|told| told.kind != TransitionKind::Raised));
    assert_eq!(second.first().map(|told| told.seq), Some(next_seq));
    assert_eq!(second.last().map(|told| told.kind), Some(TransitionKind::Cleared));
}

#[test]
fn incidents_that_have_been_open_for_hours_go_on_after_a_restart() {
    for script in ["fast-approach", "area-entry"] {
        let all = reports(&sentences(script));
        let (before, after) = all.split_at(all.len() / 2);
        let (settings, areas) = settings();
        let mut engine = Engine::new(settings.clone(), areas.clone());
        let mut effects = Vec::new();
        for report in before {
            engine.handle(Event::Report(report.clone()), &mut effects);
        }
        let updates = updates(&effects);
        let first = told(effects);
        let next_seq = first.len() as u64 + 1;
        let mut open: BTreeMap<_, _> =
            first.into_iter().map(|told| (told.alert.id, told.alert)).collect();
        open.retain(|_, alert| alert.state.is_open());
        assert!(!open.is_empty(), "{script}: raised before the restart");
        for alert in open.values_mut() {
            alert.raised_at = alert.raised_at.minus(Duration::from_hours(3));
        }
        let alerts = open.values().cloned().collect();
        let restored = Restored { alerts, snoozes: Vec::new(), updates, next_seq };
        let mut engine = Engine::restore(settings, areas, restored);
        let mut effects = Vec::new();
        for report in after {
            engine.handle(Event::Report(report.clone()), &mut effects);
        }
        let stopped = before.last().expect("reports").time;
        for told in told(effects) {
            let was_open = open.values().any(|alert| alert.rule == told.alert.rule);
            assert!(
                !was_open || told.kind != TransitionKind::Raised,
                "{script}: {:?} raised anew",
                told.alert.rule
            );
            let cleared = told.alert.cleared_at;
            assert!(cleared.is_none_or(|at| at > stopped), "{script}: ended before the restart");
        }
    }
}

fn updates(effects: &[Effect]) -> Vec<TrackUpdate> {
    let updates = effects.iter().filter_map(|effect| match effect {
        Effect::Track(update) => Some(*update),
        _ => None,
    });
    updates.collect()
}

#[test]
fn who_was_silent_for_hours_is_looked_at_after_a_restart_when_she_would_have_been_without() {
    let all = reports(&sentences("fast-approach"));
    let first = all.first().expect("a report").clone();
    let other = all.iter().find(|report| report.subject != first.subject).expect("another ship");
    let other = Report { time: first.time.plus(Duration::from_mins(20 * 60 + 2)), ..other.clone() };
    let (settings, areas) = settings();
    let mut engine = Engine::new(settings.clone(), areas.clone());
    let mut effects = Vec::new();
    for report in [first, other.clone()] {
        engine.handle(Event::Report(report), &mut effects);
    }
    let restored = Restored { updates: updates(&effects), next_seq: 1, ..Restored::default() };
    let again = Engine::restore(settings, areas, restored);
    let due = engine.next_deadline().expect("a look at the silent ship");
    assert!(due <= other.time.plus(Duration::from_mins(5)), "{due}");
    assert_eq!(again.next_deadline(), Some(due));
}
