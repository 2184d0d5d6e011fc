use super::super::scene::{Expectation, SceneArea};
use super::super::{Fault, hearing};
use super::contact::Known;
use super::limits::{MAX_ITEMS, MAX_SECS, metres};
use super::root::station_name;
use super::section::{Mistakes, Section};
use hearing::{Stands, Station};

/// Most receiving stations of a script.
const STATIONS_MAX: usize = 64;
/// Time for a rule to raise where a script does not say how long it may take.
const WITHIN_SECS: f64 = 120.0;
const PRIORITIES: &[&str] = &["caution", "warning", "alarm", "emergency"];

/// The waters a script plays in.
pub(super) fn areas(
    root: &mut Section<'_, '_>,
    mistakes: &mut Mistakes<'_>,
) -> Option<Vec<SceneArea>> {
    let sections = root.tables("area", MAX_ITEMS, mistakes).into_iter();
    let areas: Vec<_> = sections.map(|section| area(section, mistakes)).collect();
    areas.into_iter().collect()
}

fn area(mut section: Section<'_, '_>, mistakes: &mut Mistakes<'_>) -> Option<SceneArea> {
    let id = section.required(Section::text, "id", mistakes);
    let kind = section.required(Section::text, "kind", mistakes);
    for (key, text) in [("id", id), ("kind", kind)] {
        if let Some(text) = text.filter(|text| !is_kebab(text)) {
            section.mistake(key, Fault::Name(text.to_owned()), mistakes);
        }
    }
    let off = section.texts("off", mistakes)?;
    if let Some(rule) = off.iter().find(|rule| !is_kebab(rule)) {
        section.mistake("off", Fault::Name((*rule).to_owned()), mistakes);
    }
    let level = section.whole("security_level", 1, 3, mistakes);
    let area = SceneArea {
        id: id.unwrap_or_default().to_owned(),
        kind: kind.unwrap_or_default().to_owned(),
        security_level: level.and_then(|level| u8::try_from(level).ok()).unwrap_or(1),
        speed_limit_kn: section.number("speed_limit_kn", 0.1, 102.0, mistakes),
        ring: section.positions("ring", mistakes)?,
        off: off.into_iter().map(str::to_owned).collect(),
        allow: section.mmsis("allow", mistakes)?,
        protect: section.mmsis("protect", mistakes)?,
    };
    section.finish(mistakes);
    Some(area)
}

/// What is to come of a script.
pub(super) fn expectations(
    root: &mut Section<'_, '_>,
    known: &Known<'_>,
    mistakes: &mut Mistakes<'_>,
) -> Option<Vec<Expectation>> {
    let sections = root.tables("expect", MAX_ITEMS, mistakes).into_iter();
    let expectations: Vec<_> =
        sections.map(|section| expectation(section, known, mistakes)).collect();
    expectations.into_iter().collect()
}

fn expectation(
    mut section: Section<'_, '_>,
    known: &Known<'_>,
    mistakes: &mut Mistakes<'_>,
) -> Option<Expectation> {
    let rule = section.required(Section::text, "rule", mistakes);
    if let Some(rule) = rule.filter(|rule| !is_kebab(rule)) {
        section.mistake("rule", Fault::Name(rule.to_owned()), mistakes);
    }
    let about = section.has("about").then(|| known.other(&mut section, "about", None, mistakes));
    let holds_secs = section.number("holds_secs", 0.0, MAX_SECS, mistakes);
    let within_secs = section.number("within_secs", 0.0, MAX_SECS, mistakes);
    let at_most = section.choice("at_most", PRIORITIES, mistakes);
    section.finish(mistakes);
    Some(Expectation {
        rule: rule?.to_owned(),
        about: about.flatten(),
        holds_secs,
        within_secs: within_secs.unwrap_or(WITHIN_SECS),
        at_most: at_most.map(str::to_owned),
    })
}

/// The receiving stations.
pub(super) fn stations(
    root: &mut Section<'_, '_>,
    known: &Known<'_>,
    mistakes: &mut Mistakes<'_>,
) -> Option<Vec<Station>> {
    let sections = root.tables("receiver", STATIONS_MAX, mistakes).into_iter();
    let stations: Vec<_> = sections.map(|section| station(section, known, mistakes)).collect();
    stations.into_iter().collect()
}

fn station(
    mut section: Section<'_, '_>,
    known: &Known<'_>,
    mistakes: &mut Mistakes<'_>,
) -> Option<Station> {
    let name = section.required(station_name, "name", mistakes);
    let range = section.required_number("range_nm", (0.1, 1000.0), mistakes).and_then(metres);
    let stands = if section.has("with") {
        known.other(&mut section, "with", None, mistakes).map(Stands::With)
    } else {
        section.required(Section::position, "position", mistakes).map(Stands::At)
    };
    section.finish(mistakes);
    Some(Station { name: name?, stands: stands?, range: range? })
}

fn is_kebab(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !text.is_empty() && text.bytes().all(allowed)
}
