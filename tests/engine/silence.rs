//! A ship that falls silent, a feed that falls silent, and reports that come late.

use std::time::Duration;

use picket::alert::{AlertState, TransitionKind};
use picket::domain::{EventTime, Report, RuleId, Subject};
use picket::engine::{Effect, Event};

use crate::stage::{engine, reports, sentences, told, transitions};

/// The ship of falling-silent.toml that stops transmitting.
const SILENT: u32 = 999_000_001;

fn is_silent_ship(report: &Report) -> bool {
    matches!(report.subject, Subject::Ais(mmsi) if mmsi.get() == SILENT)
}

#[test]
fn a_ship_that_falls_silent_among_others_is_told_and_her_return_clears_it() {
    use TransitionKind::{Cleared, Raised, Updated};
    let all = transitions(&mut engine(), reports(&sentences("falling-silent")));
    let dark: Vec<_> = all.iter().filter(|t| t.alert.rule == RuleId::AisDark).collect();
    let kinds: Vec<_> = dark.iter().map(|transition| transition.kind).collect();
    assert_eq!(kinds, [Raised, Updated, Cleared]);
    // 15 min is the tier of a high-risk area; the deadline's own time is the transition's.
    let all_reports = reports(&sentences("falling-silent"));
    let before = |time: EventTime| {
        let hers = all_reports.iter().filter(|report| is_silent_ship(report));
        hers.map(|report| report.time).filter(|heard| *heard < time).max().expect("heard")
    };
    assert_eq!(dark[0].time.since(before(dark[0].time)).as_secs(), 900);
    // She comes back where she would have sailed, as the script has it.
    let measures = &dark[2].alert.evidence.measures;
    let of = |name| measures.iter().find(|measure| measure.name == name).expect(name).value;
    let silence = dark[2].time.since(before(dark[0].time)).as_secs_f64();
    assert!((of("silence") - silence).abs() <= 0.5, "{measures:?}");
    assert!(of("off_reckoned") <= 1.0, "{measures:?}");
}

#[test]
fn silence_of_the_whole_feed_raises_nothing() {
    let mut engine = engine();
    let all = reports(&sentences("falling-silent"));
    let cut = all.iter().rev().find(|report| is_silent_ship(report)).expect("heard").time;
    let first_half =
        all.into_iter().filter(|report| report.time < cut.minus(Duration::from_hours(1)));
    let mut effects = Vec::new();
    for report in first_half {
        engine.handle(Event::Report(report), &mut effects);
    }
    let end = engine.time().expect("reports");
    for hour in 1..=12 {
        engine.advance_to(end.plus(Duration::from_hours(hour)), &mut effects);
    }
    let dark = told(effects).into_iter().find(|t| t.alert.rule == RuleId::AisDark);
    assert_eq!(dark.map(|t| t.time), None);
}

#[test]
fn a_ship_that_one_station_alone_hears_is_not_dark_when_that_station_is_gone() {
    let all = reports(&sentences("falling-silent"));
    let second = picket::domain::Text::from_ascii_lossy(b"other");
    let gone = all.iter().find(|r| is_silent_ship(r)).expect("heard").time;
    let gone = gone.plus(Duration::from_mins(20));
    // Everyone else is heard by another station; hers stops altogether.
    let all = all.into_iter().filter_map(|mut report| {
        if is_silent_ship(&report) {
            return (report.time < gone).then_some(report);
        }
        report.station = Some(second);
        Some(report)
    });
    let told = transitions(&mut engine(), all.collect());
    assert!(told.iter().all(|t| t.alert.rule != RuleId::AisDark));
}

#[test]
fn late_reports_that_fill_the_gap_withdraw_the_alert() {
    let mut engine = engine();
    let all = reports(&sentences("falling-silent"));
    let mut effects = Vec::new();
    let mut last: Option<Report> = None;
    let mut raised = None;
    for report in all {
        if is_silent_ship(&report) && raised.is_none() {
            last = Some(report.clone());
        }
        engine.handle(Event::Report(report), &mut effects);
        raised = raised.or_else(|| dark_raised(&effects));
        if raised.is_some() {
            break;
        }
    }
    let (raised, last) = (raised.expect("raised"), last.expect("heard"));
    // A satellite delivers what she sent meanwhile: every five minutes.
    let mut filled = Vec::new();
    for (index, minutes) in [5_u64, 10, 14].into_iter().enumerate() {
        let late = Report {
            time: last.time.plus(Duration::from_mins(minutes)),
            payload_hash: last.payload_hash ^ (index as u64 + 1),
            ..last.clone()
        };
        engine.handle(Event::Report(late), &mut filled);
    }
    assert!(filled.iter().any(|effect| matches!(effect, Effect::Anomaly(_))), "told to be late");
    let withdrawn = told(filled);
    assert_eq!(withdrawn.len(), 1);
    assert_eq!(withdrawn[0].kind, TransitionKind::Withdrawn);
    assert_eq!(withdrawn[0].alert.state, AlertState::Withdrawn);
    assert_eq!(withdrawn[0].alert.id, raised);
    let cause = withdrawn[0].cause.as_ref().expect("a cause");
    assert_eq!(cause.kind.as_str(), "late-report");
}

#[test]
fn a_silence_of_twelve_hours_is_a_step() {
    let mut engine = engine();
    let mut effects = Vec::new();
    let mut last = None;
    for report in reports(&sentences("falling-silent")) {
        if is_silent_ship(&report) && dark_raised(&effects).is_none() {
            last = Some(report.time);
        }
        if dark_raised(&effects).is_some() {
            break;
        }
        engine.handle(Event::Report(report), &mut effects);
    }
    let last = last.expect("heard");
    let mut later = Vec::new();
    engine.advance_to(last.plus(Duration::from_hours(13)), &mut later);
    let dark: Vec<_> =
        told(later).into_iter().filter(|told| told.alert.rule == RuleId::AisDark).collect();
    let kinds: Vec<_> = dark.iter().map(|told| told.kind).collect();
    assert_eq!(kinds, [TransitionKind::Escalated]);
    // Looked at every five minutes.
    let silence = dark[0].time.since(last).as_secs();
    assert!((43_200..=43_500).contains(&silence), "{silence}");
    let measure = &dark[0].alert.evidence.measures[0];
    assert_eq!((measure.name, measure.limit), ("silence", Some(43_200.0)));
}

fn dark_raised(effects: &[Effect]) -> Option<picket::alert::AlertId> {
    effects.iter().find_map(|effect| match effect {
        Effect::Alert(told) if told.alert.rule == RuleId::AisDark => Some(told.alert.id),
        _ => None,
    })
}
