use toml::de::DeTable;

use super::super::{Fault, Script, ScriptError};
use super::limits::{MAX_ITEMS, MAX_SECS};
use super::section::{Mistakes, Section};
use super::{contact, hearing, message, scene};
use crate::domain::{EventTime, Text};

/// Reads a whole script.
pub(in crate::script) fn script(text: &str) -> Result<Script, Vec<ScriptError>> {
    let (document, syntax) = DeTable::parse_recoverable(text);
    if !syntax.is_empty() {
        let error = |error: &toml::de::Error| {
            let span = error.span().unwrap_or(0..0);
            let said = error.message().lines().collect::<Vec<_>>().join(", ");
            ScriptError::at(text, span, String::new(), Fault::Syntax(said))
        };
        return Err(syntax.iter().map(error).collect());
    }
    let mut mistakes = Mistakes::new(text);
    let mut root = Section::new(document.get_ref(), String::new(), 0..0);
    let script = read(&mut root, &mut mistakes);
    root.finish(&mut mistakes);
    mistakes.into_result(script)
}

fn read(root: &mut Section<'_, '_>, mistakes: &mut Mistakes<'_>) -> Option<Script> {
    let start = start(root, mistakes);
    let seed = root.seed("seed", mistakes).unwrap_or(0);
    let station = if root.has("station") {
        station_name(root, "station", mistakes)
    } else {
        Some(Text::from_ascii_lossy(b"script"))
    };
    let duration_secs = root.number("duration_secs", 1.0, MAX_SECS, mistakes);
    let radar = root.table("radar", mistakes).and_then(|mut section| {
        let position = section.required(Section::position, "position", mistakes);
        section.finish(mistakes);
        position
    });
    let delivery = root.table("delivery", mistakes);
    let delivery = delivery.map(|section| hearing::delivery(section, mistakes));
    let mut sections = root.tables("contact", MAX_ITEMS, mistakes);
    let known = contact::Known::read(&mut sections, mistakes);
    let around = contact::Around { known: &known, duration_secs, radar };
    let contacts: Vec<_> =
        sections.into_iter().map(|section| contact::contact(section, &around, mistakes)).collect();
    let stations = scene::stations(root, &known, mistakes);
    let sections = root.tables("message", MAX_ITEMS, mistakes);
    let messages: Vec<_> =
        sections.into_iter().map(|section| message::message(section, mistakes)).collect();
    let areas = scene::areas(root, mistakes);
    let expectations = scene::expectations(root, &known, mistakes);
    let mut messages: Vec<_> = messages.into_iter().collect::<Option<_>>()?;
    messages.sort_by_key(|message| message.at_millis);
    Some(Script {
        start: start?,
        seed,
        station: station?,
        stations: stations?,
        delivery: delivery.unwrap_or_default(),
        contacts: contacts.into_iter().collect::<Option<_>>()?,
        messages,
        areas: areas?,
        expectations: expectations?,
    })
}

fn start(root: &mut Section<'_, '_>, mistakes: &mut Mistakes<'_>) -> Option<EventTime> {
    root.required(Section::time, "start", mistakes)
}

/// The station of a TAG block: what would end its field there cannot stand in it.
pub(super) fn station_name(
    section: &mut Section<'_, '_>,
    key: &'static str,
    mistakes: &mut Mistakes<'_>,
) -> Option<Text<15>> {
    let station = section.text(key, mistakes)?;
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    if station.is_empty() || station.len() > 15 || !station.bytes().all(allowed) {
        section.mistake(key, Fault::Station(station.to_owned()), mistakes);
        return None;
    }
    Some(Text::from_ascii_lossy(station.as_bytes()))
}
