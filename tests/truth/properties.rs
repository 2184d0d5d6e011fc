//! What holds over many geometries, orders of arrival and stations.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use picket::alert::{AlertState, Transition, TransitionKind};
use picket::detect::{IncidentKey, IncidentSubject};
use picket::domain::{KnownBy, Mmsi, Position, Report, ReportBody, RuleId, Subject};
use picket::engine::Event;
use picket::geodesy::LocalFrame;
use picket::script::Script;

use crate::catalogue::{ORDER_MATTERS, is_built};
use crate::scene::{Scene, scenes};
use crate::stage::{engine, play, reports, transitions};
use crate::variation::{described, varied};
use crate::workers;

const TARGET: u32 = 999_000_001;
const CRAFT: u32 = 999_000_002;
/// Below the default lateness of 30 s.
const SHUFFLE: Duration = Duration::from_secs(20);
const LATENESS_SECS: f64 = 30.0;

#[test]
fn the_last_of_three_reports_inside_three_miles_raises_a_craft_at_25_knots() {
    let mut geometries = Vec::new();
    for bearing in (0..360).step_by(20) {
        for speed in [0, 6, 12, 17] {
            geometries.extend([5, 10, 30, 50].map(|interval| (bearing, speed, interval)));
        }
    }
    let judged = workers::each(geometries.len(), |number| {
        let (bearing, speed, interval) = geometries[number];
        let places = [[103.9, 1.2], [-179.998, -45.0], [5.0, 69.5]];
        places.map(|at| approach(at, bearing, speed, interval)).into_iter().flatten().count()
    });
    // The others never come to have two reports inside three miles and more than half a mile left.
    let judged: usize = judged.into_iter().sum();
    assert!(judged > 500, "{judged}");
}

/// Plays an approach up to the last report that is outside half a mile; `None` if it has no two
/// reports inside three miles with less than ten minutes to go.
fn approach(
    [longitude, latitude]: [f64; 2],
    bearing: u32,
    speed: u32,
    interval: u32,
) -> Option<()> {
    let script = Script::parse(&format!(
        r#"
start = 2017-03-09T08:40:00Z
duration_secs = 1500
[[contact]]
mmsi = {TARGET}
name = "EXAMPLE"
ship_type = 80
length_m = 180
sensor = "class-a"
start = [{longitude}, {latitude}]
leg = [{{ course = 130, speed_kn = {speed} }}]
[[contact]]
mmsi = {CRAFT}
name = "CRAFT"
ship_type = 37
length_m = 9
sensor = "class-b"
begin_secs = 60
interval_secs = {interval}
start = {{ off = "EXAMPLE", bearing_deg = {bearing}, range_nm = 3.3 }}
leg = [{{ pass = "EXAMPLE", cpa_nm = 0.1, speed_kn = 25, for_secs = 1400 }}]
"#
    ))
    .expect("a script");
    let all = reports(&script);
    let (target, craft) = (fixes(&all, TARGET), fixes(&all, CRAFT));
    let range = |at: usize| {
        let (time, place) = craft[at];
        let near = target.iter().min_by_key(|(there, _)| there.abs_diff(time))?;
        Some(LocalFrame::at(near.1).project(place).norm() / 1852.0)
    };
    let ranges: Vec<f64> = (0..craft.len()).filter_map(range).collect();
    let last = ranges.iter().position(|range| *range <= 0.55)?.checked_sub(1)?;
    let before = last.checked_sub(1)?;
    if last < 2 || ranges[before] > 2.95 {
        return None;
    }
    // Closing speed from the two: ten minutes and five knots with a tenth to spare.
    let closing_kn = (ranges[before] - ranges[last]) / f64::from(interval) * 3600.0;
    if closing_kn < 5.5 || ranges[before] / closing_kn * 3600.0 > 540.0 {
        return None;
    }
    let until = craft[last].0;
    let heard = all.into_iter().filter(|report| report.time.as_millis() <= until).collect();
    let told = transitions(&mut engine(&script), heard);
    let raised = told
        .iter()
        .any(|told| told.kind == TransitionKind::Raised && told.alert.rule == RuleId::FastApproach);
    assert!(
        raised,
        "from {bearing} at {latitude}, target {speed} kn, every {interval} s: {ranges:?}"
    );
    Some(())
}

fn fixes(reports: &[Report], mmsi: u32) -> Vec<(i64, Position)> {
    let fix = |report: &Report| match (&report.body, report.subject) {
        (ReportBody::Position(said), Subject::Ais(who)) if who.get() == mmsi => {
            Some((report.time.as_millis(), said.position?))
        }
        _ => None,
    };
    reports.iter().filter_map(fix).collect()
}

#[test]
fn scenes_shuffled_within_lateness_end_in_the_same_alerts() {
    let is_open = |scene: &Scene| ORDER_MATTERS.iter().any(|open| scene.name.starts_with(open));
    let scenes: Vec<Scene> =
        scenes().into_iter().filter(|scene| !scene.is_quiet() && !is_open(scene)).collect();
    let problems = workers::each(scenes.len() * 5, |number| {
        let (scene, seed) = (&scenes[number / 5], u64::try_from(number % 5).expect("few"));
        let script = varied(&scene.script, seed);
        let expected = standing(&script, &play(&script));
        let shuffled = script.clone().shuffled_within(SHUFFLE);
        let found = standing(&shuffled, &play(&shuffled));
        let same_keys = expected.keys().eq(found.keys());
        let close = expected.iter().zip(&found).all(|((_, one), (_, other))| {
            one.len() == other.len()
                && one.iter().zip(other).all(|(one, other)| (one - other).abs() <= LATENESS_SECS)
        });
        (!same_keys || !close)
            .then(|| format!("{}, {}: {expected:?} and {found:?}", scene.name, described(seed)))
    });
    let problems: Vec<String> = problems.into_iter().flatten().collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// Alerts not withdrawn of the rules that the scene has to raise, whose thresholds it holds, by what the contract says has to be the
/// same, with the seconds at which each was raised.
fn standing(script: &Script, told: &[Transition]) -> BTreeMap<String, Vec<f64>> {
    let mut last = BTreeMap::new();
    for transition in told {
        last.insert(transition.alert.id, &transition.alert);
    }
    let mut standing: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    let about = |rule: RuleId| {
        is_built(rule.as_str())
            && script
                .expectations()
                .iter()
                .any(|expected| expected.holds_secs.is_some() && expected.rule == rule.as_str())
    };
    for alert in last.values().filter(|alert| alert.state != AlertState::Withdrawn) {
        if about(alert.rule) {
            let key = format!("{} {} {}", alert.rule, alert.area.id, incident(&alert.incident));
            standing.entry(key).or_default().push(alert.raised_at.secs_since(script.start()));
        }
    }
    for times in standing.values_mut() {
        times.sort_by(f64::total_cmp);
    }
    standing
}

/// Who an incident is about. A radar's target has the second of its first report in its name, and
/// which report that was depends on the order in which they come: ids may differ.
fn incident(key: &IncidentKey) -> String {
    let about = match &key.about {
        IncidentSubject::Contact(contact) => Some(contact.known_by()),
        IncidentSubject::Area(_) => None,
    };
    match about {
        Some(KnownBy::Radar { feed, number, .. }) => {
            format!("{}/radar:{feed}:{number}", key.family.as_str())
        }
        _ => key.to_string(),
    }
}

#[test]
fn reports_that_come_at_once_lead_to_what_they_lead_to_one_by_one() {
    let scenes = scenes();
    let problems = workers::each(scenes.len(), |number| {
        let scene = &scenes[number];
        let reports = reports(&varied(&scene.script, 1));
        let (mut alone, mut together) = (engine(&scene.script), engine(&scene.script));
        let (mut one_by_one, mut at_once) = (Vec::new(), Vec::new());
        // Batches of 1, 2, 3 and so on, up to far more than are looked at together.
        let mut lengths = (1..100).cycle();
        let mut rest = reports.as_slice();
        while !rest.is_empty() {
            let length = lengths.next().map_or(0, |length| rest.len().min(length));
            let (batch, later) = rest.split_at(length);
            rest = later;
            together.handle_reports(batch, &mut at_once);
            for report in batch {
                alone.handle(Event::Report(report.clone()), &mut one_by_one);
            }
            if one_by_one != at_once {
                return Some(scene.name.clone());
            }
            one_by_one.clear();
            at_once.clear();
        }
        None
    });
    let problems: Vec<String> = problems.into_iter().flatten().collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn a_station_that_is_cut_off_makes_nobody_dark_whom_it_alone_heard() {
    let scenes: Vec<Scene> = scenes()
        .into_iter()
        .filter(|scene| scene.name.starts_with("ais-dark") || scene.name.contains("coverage"))
        .collect();
    assert!(scenes.len() >= 3);
    for scene in scenes {
        let all = reports(&scene.script);
        let uncut = dark(&transitions(&mut engine(&scene.script), all.clone()));
        let stations: BTreeSet<_> = all
            .iter()
            .filter_map(|report| report.station.as_ref().map(ToString::to_string))
            .collect();
        for station in stations {
            let is_its = |report: &Report| {
                report.station.as_ref().is_some_and(|heard_by| heard_by.as_str() == station)
            };
            let others: BTreeSet<u32> =
                all.iter().filter(|r| !is_its(r)).filter_map(ship).collect();
            let (first, last) = (all[0].time.as_millis(), all[all.len() - 1].time.as_millis());
            for share in 1..10 {
                let cut = first + (last - first) * share / 10;
                let heard = all.iter().filter(|r| !is_its(r) || r.time.as_millis() < cut).cloned();
                let dark = dark(&transitions(&mut engine(&scene.script), heard.collect()));
                let made: Vec<_> =
                    dark.difference(&uncut).filter(|ship| !others.contains(ship)).collect();
                assert!(
                    made.is_empty(),
                    "{}, {station} cut off at {share}/10: {made:?}",
                    scene.name
                );
            }
        }
    }
}

fn ship(report: &Report) -> Option<u32> {
    match report.subject {
        Subject::Ais(mmsi) => Some(mmsi.get()),
        _ => None,
    }
}

/// Ships for which an ais-dark was raised.
fn dark(told: &[Transition]) -> BTreeSet<u32> {
    let dark = told.iter().filter(|told| told.alert.rule == RuleId::AisDark);
    dark.flat_map(|told| &told.alert.participants)
        .filter_map(|participant| participant.mmsi.map(Mmsi::get))
        .collect()
}
