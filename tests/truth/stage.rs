//! A script through decoder and engine, as a replay does it.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use picket::alert::Transition;
use picket::areas::{AreaKind, RuleSetting, SecurityLevel, WatchArea, WatchAreas};
use picket::config;
use picket::decode::{Decoded, Decoder, FeedSettings};
use picket::domain::{FeedName, Knots, Report};
use picket::engine::{Effect, Engine, EngineSettings, Event};
use picket::geodesy::Shape;
use picket::script::{SceneArea, Script};

/// The transitions that a script leads to.
pub(crate) fn play(script: &Script) -> Vec<Transition> {
    transitions(&mut engine(script), reports(script))
}

/// An engine with a script's waters and the default settings.
pub(crate) fn engine(script: &Script) -> Engine {
    let mut settings = default_settings();
    settings.feed_positions =
        script.radar().map(|place| (feed(), place)).into_iter().collect::<BTreeMap<_, _>>();
    Engine::new(settings, areas(script))
}

/// The reports of a script, in order of arrival.
pub(crate) fn reports(script: &Script) -> Vec<Report> {
    let settings = FeedSettings::named(feed());
    let mut decoder = Decoder::new(settings.clone());
    let mut reports = Vec::new();
    let mut take = |decoded: Decoded<'_>| match decoded {
        Decoded::Accepted { message, raw, station, time, payload_hash, .. } => {
            let made = Report::from_message(&settings, message, raw, station, time, payload_hash);
            reports.extend(made);
        }
        Decoded::Rejected { raw, reason } => {
            panic!("{reason:?}: {}", String::from_utf8_lossy(raw))
        }
    };
    let mut line = Vec::new();
    script.render(&mut |_, sentence| {
        line.clear();
        line.extend_from_slice(sentence.as_bytes());
        line.extend_from_slice(b"\r\n");
        decoder.push(&line, None, &mut take);
    });
    decoder.flush(None, &mut take);
    reports
}

/// What reports lead to.
pub(crate) fn transitions(engine: &mut Engine, reports: Vec<Report>) -> Vec<Transition> {
    let mut effects = Vec::new();
    let mut told = Vec::new();
    for report in reports {
        engine.handle(Event::Report(report), &mut effects);
        told.extend(effects.drain(..).filter_map(|effect| match effect {
            Effect::Alert(transition) => Some(*transition),
            _ => None,
        }));
    }
    told
}

/// The settings of a configuration that says nothing.
pub(crate) fn default_settings() -> EngineSettings {
    static SETTINGS: OnceLock<EngineSettings> = OnceLock::new();
    let load = || config::load(&config::Options::default(), []).expect("defaults").engine;
    SETTINGS.get_or_init(load).clone()
}

/// One area of a kind over the whole earth.
pub(crate) fn everywhere(kind: AreaKind) -> WatchAreas {
    let area = WatchArea { kind, ..bare("waters", Shape::world()) };
    WatchAreas::new(vec![area]).expect("one area")
}

/// Those of a script; under those of a quiet one lies a high-risk area over the whole earth, so that it
/// is quiet for what its own areas say and not for want of rules.
fn areas(script: &Script) -> WatchAreas {
    if script.areas().is_empty() {
        return everywhere(AreaKind::HighRiskArea);
    }
    let waters = WatchArea { kind: AreaKind::HighRiskArea, ..bare("under-all", Shape::world()) };
    let own = script.areas().iter().map(area);
    let under = Some(waters).filter(|_| script.expectations().is_empty());
    WatchAreas::new(own.chain(under).collect()).expect("different ids")
}

fn area(said: &SceneArea) -> WatchArea {
    let shape = if said.ring.is_empty() {
        Shape::world()
    } else {
        let closed = said.ring.iter().chain(said.ring.first()).copied().collect();
        Shape::polygons(&[vec![closed]]).expect("a ring")
    };
    WatchArea {
        kind: said.kind.parse().unwrap_or_else(|()| panic!("{} is no kind of area", said.kind)),
        security_level: SecurityLevel::new(said.security_level).expect("1 to 3"),
        speed_limit: said.speed_limit_kn.and_then(Knots::new),
        // A rule that is not built yet is off anyway.
        rules: said
            .off
            .iter()
            .filter_map(|rule| Some((rule.parse().ok()?, RuleSetting::Off)))
            .collect(),
        allow: said.allow.iter().copied().collect(),
        protect: said.protect.iter().copied().collect(),
        ..bare(&said.id, shape)
    }
}

fn bare(id: &str, shape: Shape) -> WatchArea {
    WatchArea::general(id.parse().expect("an id"), shape)
}

pub(crate) fn feed() -> FeedName {
    FeedName::from_stem("script")
}
