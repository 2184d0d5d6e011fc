//! A restart in the middle of an incident: it goes on under the same id.

use std::collections::BTreeMap;
use std::time::Duration;

use picket::alert::{Alert, Transition, TransitionKind};
use picket::domain::{EventTime, Report, RuleId};
use picket::engine::{Effect, Engine, Event, Restored};
use picket::picture::TrackUpdate;

use crate::stage::{reports, sentences, settings, told, transitions};

/// A script that is cut by a restart.
struct Restarted {
    engine: Engine,
    /// What was open then, as the restart found it.
    open: Vec<Alert>,
    /// The last report before.
    stopped: EventTime,
    /// The number of the transition after the last before.
    next_seq: u64,
    /// What came after.
    second: Vec<Transition>,
}

/// Plays a script with a restart after a share of its reports, which finds that what is open was raised so
/// much earlier.
fn restarted(script: &str, share: f64, earlier: Duration) -> Restarted {
    let all = reports(&sentences(script));
    let first = all.first().expect("reports").time;
    let span = all.last().expect("reports").time.since(first);
    let cut = first.plus(span.mul_f64(share));
    let (all, after): (Vec<_>, Vec<_>) = all.into_iter().partition(|report| report.time <= cut);
    let stopped = all.last().expect("reports").time;
    let (settings, areas) = settings();
    let mut engine = Engine::new(settings.clone(), areas.clone());
    let mut effects = Vec::new();
    for report in all {
        engine.handle(Event::Report(report), &mut effects);
    }
    let updates = updates(&effects);
    let first = told(effects);
    let next_seq = first.len() as u64 + 1;
    let last: BTreeMap<_, _> = first.into_iter().map(|told| (told.alert.id, told.alert)).collect();
    let mut open: Vec<Alert> = last.into_values().filter(|alert| alert.state.is_open()).collect();
    assert!(!open.is_empty(), "{script}: raised before the restart");
    for alert in &mut open {
        alert.raised_at = alert.raised_at.minus(earlier);
    }
    let restored = Restored { alerts: open.clone(), snoozes: Vec::new(), updates, next_seq };
    let mut engine = Engine::restore(settings, areas, restored);
    let second = transitions(&mut engine, after);
    Restarted { engine, open, stopped, next_seq, second }
}

#[test]
fn an_open_incident_goes_on_under_the_same_id_after_a_restart() {
    let Restarted { open, next_seq, second, .. } = restarted("fast-approach", 0.5, Duration::ZERO);
    let [open] = open.as_slice() else { panic!("{open:?}") };
    assert!(second.iter().all(|told| told.alert.id == open.id), "none doubled");
    assert!(second.iter().all(|told| told.kind != TransitionKind::Raised));
    assert_eq!(second.first().map(|told| told.seq), Some(next_seq));
    assert_eq!(second.last().map(|told| told.kind), Some(TransitionKind::Cleared));
}

#[test]
fn incidents_that_have_been_open_for_hours_go_on_after_a_restart() {
    for script in ["fast-approach", "area-entry"] {
        let Restarted { open, stopped, second, .. } =
            restarted(script, 0.5, Duration::from_hours(3));
        for told in second {
            let was_open = open.iter().any(|alert| alert.rule == told.alert.rule);
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

#[test]
fn a_link_to_a_mothership_is_kept_for_as_long_as_without_a_restart() {
    let Restarted { mut engine, open, stopped, .. } =
        restarted("../truth/mothership-birth", 1.0, Duration::ZERO);
    let is_link = |rule: RuleId| rule == RuleId::Mothership;
    assert!(open.iter().any(|alert| is_link(alert.rule)), "{open:?}");
    // Nobody of them is heard any more; the link is kept for six hours.
    for (hours, ends) in [(5, 0), (7, 1)] {
        let mut effects = Vec::new();
        engine.advance_to(stopped.plus(Duration::from_hours(hours)), &mut effects);
        let told = told(effects);
        let ended = told.iter().filter(|one| is_link(one.alert.rule));
        assert_eq!(ended.count(), ends, "{hours} h");
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
