//! What `make truth` prints.

use std::collections::BTreeMap;

use picket::areas::AreaKind;
use picket::detect::Priority;

use crate::catalogue::{self, RULES};
use crate::measured::{Measured, measure};
use crate::poisson::upper_bound;
use crate::recordings::{Recording, Seen, play_all};
use crate::scene::{Scene, scenes};

/// Raisers shown for a person to judge.
const SHOWN: usize = 10;
const HOUR_SECS: f64 = 3600.0;

/// How many seeds `make truth` asks for.
pub(crate) fn seeds() -> u64 {
    std::env::var("PICKET_TRUTH_SEEDS").map_or(200, |text| text.parse().expect("a number of seeds"))
}

/// Scenes, then recordings.
pub(crate) fn print(seeds: u64) {
    let (quiet, loud): (Vec<Scene>, Vec<Scene>) = scenes().into_iter().partition(Scene::is_quiet);
    println!(
        "SCRIPTED TRUTH: {} scenes that raise, {} quiet, {seeds} seeds each",
        loud.len(),
        quiet.len()
    );
    println!("(no open recording of such events exists: all of these are scripted)\n");
    recall(&measure(&loud, seeds));
    quiet_scenes(&measure(&quiet, seeds), &quiet);
    for kind in [AreaKind::HighRiskArea, AreaKind::General] {
        println!(
            "\nREAL TRAFFIC, one area of kind {} over each recording, default settings",
            kind.as_str()
        );
        traffic(&play_all(kind));
    }
}

fn recall(measured: &Measured) {
    println!("{:<22}{:>7}{:>9}{:>9}{:>8}", "rule", "cases", "recall", "median", "P95");
    let by_rule = measured.by_rule();
    for rule in &RULES {
        let Some(found) = by_rule.get(rule.name) else { continue };
        let note = if catalogue::is_built(rule.name) { "" } else { "  not built" };
        println!(
            "{:<22}{:>7}{:>9.4}{:>9}{:>8}{note}",
            rule.name,
            found.asked(),
            found.recall(),
            secs(found.delay(0.5)),
            secs(found.delay(0.95))
        );
        for (scene, recall) in measured.by_scene(rule.name) {
            if catalogue::is_built(rule.name) && recall.recall() < 1.0 {
                println!("    {scene}: {recall}");
            }
        }
    }
    println!("\nraised on those scenes beside what they are about:");
    for ((scene, rule), count) in &measured.others {
        println!("    {scene}: {rule} x {count}");
    }
}

fn quiet_scenes(measured: &Measured, scenes: &[Scene]) {
    println!("\nfalse raises on {} quiet scenes: {}", scenes.len(), measured.false_raises.len());
    let mut by_scene: BTreeMap<&str, usize> = BTreeMap::new();
    for raise in &measured.false_raises {
        *by_scene.entry(raise.scene.as_str()).or_default() += 1;
    }
    for (scene, count) in by_scene {
        println!("    {scene}: {count}");
    }
    for raise in measured.false_raises.iter().take(SHOWN) {
        println!("    {raise}");
    }
}

fn traffic(recordings: &[Recording]) {
    for recording in recordings {
        let Recording { name, vessels, vessel_hours, span_secs, alerts } = recording;
        println!(
            "{name}: {vessels} vessels, {vessel_hours:.1} vessel-hours in {:.1} h, {} alerts",
            span_secs / HOUR_SECS,
            alerts.len()
        );
    }
    println!(
        "{:<22}{:>7}{:>12}{:>10}{:>14}",
        "rule", "raises", "v-hours", "per 1000", "at most (95%)"
    );
    for rule in RULES.iter().filter(|rule| catalogue::is_built(rule.name)) {
        let dwell = f64::from(rule.dwell_secs);
        let of_rule = |seen: &Seen| seen.rule.as_str() == rule.name;
        line(rule.name, recordings, 2.0 * dwell, of_rule);
    }
    for (name, least) in [("alarm or above", Priority::Alarm), ("any priority", Priority::Caution)]
    {
        line(name, recordings, 0.0, |seen| seen.priority >= least);
        line("  longer than 1 h", recordings, HOUR_SECS, |seen| seen.priority >= least);
    }
    raisers(recordings);
}

/// One line of the table: never the rate alone.
fn line(name: &str, recordings: &[Recording], longer_than: f64, counts: impl Fn(&Seen) -> bool) {
    let long = || recordings.iter().filter(|recording| recording.span_secs > longer_than);
    let hours: f64 = long().map(|recording| recording.vessel_hours).sum();
    let raises = long().flat_map(|recording| &recording.alerts).filter(|seen| counts(seen)).count();
    let raises = u32::try_from(raises).expect("few");
    let per_thousand = |count: f64| count / hours * 1000.0;
    println!(
        "{name:<22}{raises:>7}{hours:>12.1}{:>10.2}{:>14.2}",
        per_thousand(f64::from(raises)),
        per_thousand(upper_bound(raises))
    );
}

/// Who raises most, with the first of what was said.
fn raisers(recordings: &[Recording]) {
    let mut raisers: BTreeMap<(&str, &str, &str), Vec<&Seen>> = BTreeMap::new();
    for recording in recordings {
        for seen in &recording.alerts {
            let key = (recording.name.as_str(), seen.rule.as_str(), seen.about.as_str());
            raisers.entry(key).or_default().push(seen);
        }
    }
    let mut raisers: Vec<_> = raisers.into_iter().collect();
    raisers.sort_by_key(|(key, seen)| (std::cmp::Reverse(seen.len()), *key));
    println!("most frequent raisers, for a person to judge:");
    for ((recording, rule, about), seen) in raisers.into_iter().take(SHOWN) {
        println!("    {} x {rule} {about} in {recording}", seen.len());
        if let Some(first) = seen.first() {
            println!("        {} {}", first.priority.as_str(), first.said);
        }
    }
}

fn secs(delay: Option<f64>) -> String {
    delay.map_or("-".to_owned(), |secs| format!("{secs:.0} s"))
}
