//! The rules on real ordinary traffic: each recording of `testdata/recordings` with the default
//! settings and one area over all of it.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use picket::alert::{AlertId, Transition};
use picket::areas::AreaKind;
use picket::decode::FeedSettings;
use picket::detect::Priority;
use picket::domain::{FeedName, RuleId};
use picket::engine::{Effect, Engine, Event};
use picket::feeds::{ReportReader, recording};

use crate::exposure::Exposure;
use crate::scene::project;
use crate::stage::{default_settings, everywhere};
use crate::workers;

/// What one recording led to.
pub(crate) struct Recording {
    pub(crate) name: String,
    pub(crate) vessels: usize,
    pub(crate) vessel_hours: f64,
    pub(crate) span_secs: f64,
    pub(crate) alerts: Vec<Seen>,
}

/// One alert over its whole life.
pub(crate) struct Seen {
    pub(crate) rule: RuleId,
    /// The highest it had.
    pub(crate) priority: Priority,
    /// Whom it is about, and all about it, for a person.
    pub(crate) about: String,
    pub(crate) said: String,
}

/// All recordings in one area of a kind.
pub(crate) fn play_all(kind: AreaKind) -> Vec<Recording> {
    let paths = paths();
    workers::each(paths.len(), |number| play(&paths[number], kind))
}

fn paths() -> Vec<PathBuf> {
    let entries = fs::read_dir(project("testdata/recordings")).expect("testdata/recordings");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_none_or(|extension| extension != "md"))
        .collect();
    paths.sort();
    paths
}

pub(crate) fn play(path: &Path, kind: AreaKind) -> Recording {
    let name = path.file_name().expect("a name").to_string_lossy().into_owned();
    let mut source = recording::open(path).expect("a recording");
    let mut reader = ReportReader::new(FeedSettings::named(FeedName::from_stem("recording")));
    let mut engine = Engine::new(default_settings(), everywhere(kind));
    let mut exposure = Exposure::default();
    let mut alerts = BTreeMap::new();
    let (mut reports, mut effects) = (Vec::new(), Vec::new());
    let mut chunk = vec![0; 1 << 20];
    loop {
        let length = source.read(&mut chunk).expect("readable");
        if length == 0 {
            reader.flush(None, &mut reports);
        } else {
            reader.push(&chunk[..length], None, &mut reports);
        }
        for report in reports.drain(..) {
            engine.handle(Event::Report(report), &mut effects);
            for effect in effects.drain(..) {
                match effect {
                    Effect::Track(update) => exposure.observe(&update),
                    Effect::Alert(told) => note(&mut alerts, &told),
                    Effect::Refused { .. } | Effect::Anomaly(_) => {}
                }
            }
        }
        if length == 0 {
            break;
        }
    }
    Recording {
        name,
        vessels: exposure.vessels(),
        vessel_hours: exposure.vessel_hours(),
        span_secs: exposure.span_secs(),
        alerts: alerts.into_values().collect(),
    }
}

fn note(alerts: &mut BTreeMap<AlertId, Seen>, told: &Transition) {
    let alert = &told.alert;
    let seen = alerts.entry(alert.id).or_insert_with(|| Seen {
        rule: alert.rule,
        priority: alert.priority,
        about: alert.incident.to_string(),
        said: said(told),
    });
    seen.priority = seen.priority.max(alert.priority);
}

fn said(told: &Transition) -> String {
    let alert = &told.alert;
    let who = alert.participants.iter().map(|participant| {
        let name = participant.name.map(|name| name.to_string()).unwrap_or_default();
        format!("{}{}", participant.mmsi.map_or("radar".into(), |m| m.to_string()), quoted(&name))
    });
    let measures =
        alert.evidence.measures.iter().map(|m| format!("{} {} {}", m.name, m.value, m.unit));
    let place = alert
        .position
        .map_or(String::new(), |p| format!("{:.4} {:.4} ", p.latitude(), p.longitude()));
    format!(
        "{} {place}{} [{}]",
        told.time,
        who.collect::<Vec<_>>().join(" / "),
        measures.collect::<Vec<_>>().join(", ")
    )
}

fn quoted(name: &str) -> String {
    if name.is_empty() { String::new() } else { format!(" \"{name}\"") }
}
