//! A scripted scene through decoder and engine, as `picket replay` does it.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use picket::alert::Transition;
use picket::areas::WatchAreas;
use picket::config::{self, Config};
use picket::decode::{Decoded, Decoder, FeedSettings};
use picket::domain::{EventTime, FeedName, Position, Report};
use picket::engine::{Effect, Engine, EngineSettings, Event};
use picket::script::Script;

/// The folder of the project.
pub(crate) fn project(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A script of `testdata/scripts` as sentences with TAG blocks.
pub(crate) fn sentences(script: &str) -> Vec<String> {
    render(&fs::read_to_string(project(&format!("testdata/scripts/{script}.toml"))).expect(script))
}

/// A script's text as sentences.
pub(crate) fn render(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    Script::parse(text).expect("a script").render(&mut |_, line| lines.push(line.to_owned()));
    lines
}

/// The settings and areas that the scripts are written for.
pub(crate) fn settings() -> (EngineSettings, WatchAreas) {
    let options = config::Options {
        areas: Some(project("testdata/scripts/areas.geojson")),
        ..config::Options::default()
    };
    let Config { engine, areas, .. } = config::load(&options, []).expect("areas of the scripts");
    let areas = WatchAreas::new(areas.into_iter().map(|loaded| loaded.area).collect());
    let mut engine = engine;
    // The radar of radar-skiff.toml.
    engine.feed_positions = BTreeMap::from([(feed(), Position::new(13.80, 50.30).expect("there"))]);
    (engine, areas.expect("different ids"))
}

/// The feed of the tests.
pub(crate) fn feed() -> FeedName {
    FeedName::from_stem("script")
}

/// An engine for the scripts that has seen nothing.
pub(crate) fn engine() -> Engine {
    let (settings, areas) = settings();
    Engine::new(settings, areas)
}

/// The reports of sentences, in their order.
pub(crate) fn reports(lines: &[String]) -> Vec<Report> {
    let settings = FeedSettings::named(feed());
    let mut decoder = Decoder::new(settings.clone());
    let mut reports = Vec::new();
    let mut take = |decoded: Decoded<'_>| match decoded {
        Decoded::Accepted { message, raw, station, time, payload_hash, .. } => {
            reports.extend(Report::from_message(
                &settings,
                message,
                raw,
                station,
                time,
                payload_hash,
            ));
        }
        Decoded::Rejected { raw, reason } => {
            panic!("{reason:?}: {}", String::from_utf8_lossy(raw));
        }
    };
    for line in lines {
        decoder.push(format!("{line}\r\n").as_bytes(), None, &mut take);
    }
    decoder.flush(None, &mut take);
    reports
}

/// The transitions that reports lead to.
pub(crate) fn transitions(engine: &mut Engine, reports: Vec<Report>) -> Vec<Transition> {
    let mut effects = Vec::new();
    for report in reports {
        engine.handle(Event::Report(report), &mut effects);
    }
    told(effects)
}

/// The transitions among effects.
pub(crate) fn told(effects: Vec<Effect>) -> Vec<Transition> {
    let transitions = effects.into_iter().filter_map(|effect| match effect {
        Effect::Alert(transition) => Some(*transition),
        _ => None,
    });
    transitions.collect()
}

/// What a script of `testdata/scripts` leads to.
pub(crate) fn play(script: &str) -> Vec<Transition> {
    transitions(&mut engine(), reports(&sentences(script)))
}

/// A time of the scripts' day: 9 March 2017.
pub(crate) fn at(clock: &str) -> EventTime {
    format!("2017-03-09T{clock}Z").parse().expect("a time")
}

/// A transition in short: `08:48:50 raised fast-approach mmsi:999000001 alarm`.
pub(crate) fn short(transition: &Transition) -> String {
    let alert = &transition.alert;
    let time = transition.time.to_string();
    let about = alert.incident.to_string();
    let about = about.split_once('/').map_or("", |(_, about)| about);
    format!(
        "{} {} {} {} {} {about}",
        &time[11..19],
        transition.kind.as_str(),
        alert.rule,
        alert.area.id,
        alert.priority.as_str(),
    )
}
