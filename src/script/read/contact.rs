use super::super::Fault;
use super::super::contact::{Contact, Leg, Start};
use super::gnss;
use super::hearing;
use super::identity::{changes, identity};
use super::leg::legs;
use super::limits::{MAX_SECS, bearing_and_range, millis};
use super::section::{Mistakes, Section};
use crate::domain::{Mmsi, Position};

/// Names and MMSIs of all contacts, so that legs can mean them.
pub(super) struct Known<'a>(Vec<(Option<&'a str>, Option<Mmsi>)>);

/// What a contact needs to know of its script.
pub(super) struct Around<'a> {
    pub(super) known: &'a Known<'a>,
    pub(super) duration_secs: Option<f64>,
    pub(super) radar: Option<Position>,
}

impl<'a> Known<'a> {
    /// Looks through all contacts; two of one name or MMSI are a mistake.
    pub(super) fn read(sections: &mut [Section<'a, '_>], mistakes: &mut Mistakes<'_>) -> Self {
        let mut known = Self(Vec::new());
        for section in sections {
            // What is wrong with either is said when the contact itself is read.
            let name = section.get("name").and_then(|value| value.get_ref().as_str());
            let digits = section.get("mmsi").and_then(|value| value.get_ref().as_integer());
            let mmsi = digits.and_then(|digits| digits.as_str().parse().ok()).and_then(Mmsi::new);
            if let Some(name) = name.filter(|name| known.by_name(name).is_some()) {
                section.mistake("name", Fault::Duplicate(name.to_owned()), mistakes);
            }
            if let Some(mmsi) = mmsi.filter(|mmsi| known.by_mmsi(*mmsi).is_some()) {
                section.mistake("mmsi", Fault::Duplicate(mmsi.to_string()), mistakes);
            }
            known.0.push((name, mmsi));
        }
        known
    }

    pub(super) fn by_name(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|(known, _)| *known == Some(name))
    }

    pub(super) fn by_mmsi(&self, mmsi: Mmsi) -> Option<usize> {
        self.0.iter().position(|(_, known)| *known == Some(mmsi))
    }

    /// Another contact than number `own`, by name or MMSI.
    pub(super) fn other(
        &self,
        section: &mut Section<'_, '_>,
        key: &'static str,
        own: Option<usize>,
        mistakes: &mut Mistakes<'_>,
    ) -> Option<usize> {
        let (found, meant) = if section.get(key)?.get_ref().is_str() {
            let name = section.text(key, mistakes)?;
            (self.by_name(name), format!("{name:?}"))
        } else {
            let mmsi = section.mmsi(key, mistakes)?;
            (self.by_mmsi(mmsi), mmsi.to_string())
        };
        let other = found.filter(|&found| Some(found) != own);
        if other.is_none() {
            section.mistake(key, Fault::UnknownContact(meant), mistakes);
        }
        other
    }
}

pub(super) fn contact(
    mut section: Section<'_, '_>,
    around: &Around<'_>,
    mistakes: &mut Mistakes<'_>,
) -> Option<Contact> {
    let identity = identity(&mut section, mistakes);
    let mmsi = identity.as_ref().and_then(|identity| identity.mmsi);
    let name = identity.as_ref().map(|identity| identity.name.as_str());
    let own = name.and_then(|name| around.known.by_name(name));
    let hearings = hearing::hearings(&mut section, mmsi, around.radar, mistakes);
    let start = start(&mut section, own, around.known, mistakes);
    let begin_secs = section.number("begin_secs", 0.0, MAX_SECS, mistakes).unwrap_or(0.0);
    let end_secs =
        section.number("end_secs", begin_secs, MAX_SECS, mistakes).or(around.duration_secs);
    let repeat = section.flag("repeat", mistakes).unwrap_or(false);
    let gnss = gnss::faults(&mut section, mistakes);
    let changes = changes(&mut section, mistakes);
    let legs = legs(&mut section, own, around.known, mistakes);
    if end_secs.is_none() && (repeat || legs.iter().flatten().any(Leg::is_endless)) {
        section.mistake("leg", Fault::Endless, mistakes);
    }
    section.finish(mistakes);
    Some(Contact {
        identity: identity?,
        changes: changes?,
        start: start?,
        begin_millis: millis(begin_secs),
        end_millis: end_secs.map(millis),
        legs: legs?,
        repeat,
        gnss: gnss?,
        hearings: hearings?,
    })
}

/// `[lon, lat]`, or a table: off another contact.
fn start(
    section: &mut Section<'_, '_>,
    own: Option<usize>,
    known: &Known<'_>,
    mistakes: &mut Mistakes<'_>,
) -> Option<Start> {
    if !section.is_table("start") {
        return section.required(Section::position, "start", mistakes).map(Start::At);
    }
    let mut off = section.table("start", mistakes)?;
    let read = |off: &mut Section<'_, '_>, key, mistakes: &mut Mistakes<'_>| {
        known.other(off, key, own, mistakes)
    };
    let target = off.required(read, "off", mistakes);
    if target.zip(own).is_some_and(|(target, own)| target > own) {
        off.mistake("off", Fault::Later, mistakes);
    }
    let place = bearing_and_range(&mut off, mistakes);
    off.finish(mistakes);
    let (bearing, range) = place?;
    Some(Start::Off { target: target?, bearing, range })
}
