//! The same reports in another order within lateness end in the same alerts.

use std::collections::BTreeSet;

use picket::alert::{AlertState, Transition};
use picket::domain::Report;

use crate::stage::{engine, reports, sentences, transitions};

/// Below the default lateness of 30 s.
const SHUFFLED_MILLIS: i64 = 20_000;

#[test]
fn twice_gives_the_same_transitions() {
    let lines = sentences("two-skiffs");
    let first = transitions(&mut engine(), reports(&lines));
    let second = transitions(&mut engine(), reports(&lines));
    assert!(!first.is_empty());
    assert_eq!(first, second);
}

#[test]
fn reports_shuffled_within_lateness_end_in_the_same_alerts() {
    for script in ["fast-approach", "two-skiffs", "loitering", "falling-silent", "distress-beacon"]
    {
        let in_order = reports(&sentences(script));
        let expected = alerts(&transitions(&mut engine(), in_order.clone()));
        assert!(!expected.is_empty(), "{script}");
        for seed in 1..=5 {
            let shuffled = shuffle(in_order.clone(), seed);
            let found = alerts(&transitions(&mut engine(), shuffled));
            assert_eq!(found, expected, "{script}, seed {seed}");
        }
    }
}

/// Alerts by what the contract says has to be the same: rule, area, incident key, exercise.
fn alerts(transitions: &[Transition]) -> BTreeSet<String> {
    let mut last = std::collections::BTreeMap::new();
    for transition in transitions {
        last.insert(transition.alert.id, transition);
    }
    let standing = last.values().filter(|t| t.alert.state != AlertState::Withdrawn);
    standing
        .map(|t| {
            let alert = &t.alert;
            format!("{} {} {} {}", alert.rule, alert.area.id, alert.incident, alert.exercise)
        })
        .collect()
}

/// Delays each report by up to the bound, as a network would.
fn shuffle(reports: Vec<Report>, seed: u64) -> Vec<Report> {
    let mut state = seed;
    let mut delayed: Vec<(i64, usize, Report)> = reports
        .into_iter()
        .enumerate()
        .map(|(index, report)| {
            // SplitMix64 (Steele, Lea, Flood 2014).
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut mixed = state;
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            let delay = (mixed ^ (mixed >> 31)) % SHUFFLED_MILLIS.unsigned_abs();
            (report.time.as_millis() + i64::try_from(delay).expect("small"), index, report)
        })
        .collect();
    delayed.sort_by_key(|(time, index, _)| (*time, *index));
    delayed.into_iter().map(|(_, _, report)| report).collect()
}
