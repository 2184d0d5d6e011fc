use super::super::Fault;
use super::super::contact::{Leg, Motion};
use super::contact::{Known, navigational_status};
use super::limits::{MAX_ITEMS, MAX_SECS};
use super::section::{Mistakes, Section};
use crate::domain::{Degrees, Knots, Metres, NauticalMiles};

/// Fastest scripted craft: what AIS can still say.
const MAX_KNOTS: f64 = 102.0;

impl Leg {
    /// Whether only the end of its contact ends it.
    pub(super) const fn is_endless(&self) -> bool {
        match self.motion {
            Motion::To { .. } => false,
            _ => self.for_secs.is_none(),
        }
    }
}

/// The legs of contact number `own`.
pub(super) fn legs(
    section: &mut Section<'_, '_>,
    own: Option<usize>,
    known: &Known<'_>,
    mistakes: &mut Mistakes<'_>,
) -> Option<Vec<Leg>> {
    let legs: Vec<Option<Leg>> = section
        .tables("leg", MAX_ITEMS, mistakes)
        .into_iter()
        .map(|section| leg(section, own, known, mistakes))
        .collect();
    if legs.is_empty() {
        section.mistake("leg", Fault::Missing, mistakes);
        return None;
    }
    legs.into_iter().collect()
}

fn leg(
    mut section: Section<'_, '_>,
    own: Option<usize>,
    known: &Known<'_>,
    mistakes: &mut Mistakes<'_>,
) -> Option<Leg> {
    let kinds = ["course", "to", "hold_secs", "pursue", "keep_with"];
    let kinds: Vec<&str> = kinds.into_iter().filter(|kind| section.has(kind)).collect();
    let silent = section.flag("silent", mistakes).unwrap_or(false);
    let navigational_status = navigational_status(&mut section, mistakes);
    let mut for_secs = None;
    let motion = match kinds.as_slice() {
        ["hold_secs"] => {
            for_secs = section.number("hold_secs", 0.0, MAX_SECS, mistakes);
            for_secs.map(|_secs| Motion::Hold)
        }
        [kind] => {
            for_secs = section.number("for_secs", 0.0, MAX_SECS, mistakes);
            moving(kind, &mut section, own, known, mistakes)
        }
        _ => {
            section.mistake("course", Fault::LegKind, mistakes);
            // Known by other legs: no reason to call them unknown here.
            for key in ["for_secs", "speed_kn", "until_nm", "bearing_deg", "range_nm"] {
                section.get(key);
            }
            None
        }
    };
    section.finish(mistakes);
    Some(Leg { motion: motion?, for_secs, silent, navigational_status })
}

fn moving(
    kind: &str,
    section: &mut Section<'_, '_>,
    own: Option<usize>,
    known: &Known<'_>,
    mistakes: &mut Mistakes<'_>,
) -> Option<Motion> {
    let speed = required_number(section, "speed_kn", (0.0, MAX_KNOTS), mistakes);
    let speed = speed.and_then(Knots::new);
    match kind {
        "course" => {
            let course = section.number("course", 0.0, 360.0, mistakes).and_then(Degrees::new);
            Some(Motion::Course { course: course?, speed: speed? })
        }
        "to" => {
            let place = section.position("to", mistakes);
            if speed.is_some_and(|speed| speed.get() < 0.1) {
                let value = speed.map_or(0.0, Knots::get);
                let fault = Fault::Range { value, low: 0.1, high: MAX_KNOTS };
                section.mistake("speed_kn", fault, mistakes);
            }
            Some(Motion::To { place: place?, speed: speed? })
        }
        "pursue" => {
            let target = target(section, "pursue", own, known, mistakes);
            let until = section.number("until_nm", 0.0, 100.0, mistakes).and_then(metres);
            Some(Motion::Pursue { target: target?, speed: speed?, until })
        }
        _ => {
            let target = target(section, "keep_with", own, known, mistakes);
            let bearing = required_number(section, "bearing_deg", (0.0, 360.0), mistakes);
            let range = required_number(section, "range_nm", (0.0, 100.0), mistakes);
            Some(Motion::KeepWith {
                target: target?,
                bearing: bearing.and_then(Degrees::new)?,
                range: range.and_then(metres)?,
                speed: speed?,
            })
        }
    }
}

fn required_number(
    section: &mut Section<'_, '_>,
    key: &'static str,
    (low, high): (f64, f64),
    mistakes: &mut Mistakes<'_>,
) -> Option<f64> {
    let read = |section: &mut Section<'_, '_>, key, mistakes: &mut Mistakes<'_>| {
        section.number(key, low, high, mistakes)
    };
    section.required(read, key, mistakes)
}

/// Another contact, by name or MMSI.
fn target(
    section: &mut Section<'_, '_>,
    key: &'static str,
    own: Option<usize>,
    known: &Known<'_>,
    mistakes: &mut Mistakes<'_>,
) -> Option<usize> {
    let (found, meant) = if section.get(key)?.get_ref().is_str() {
        let name = section.text(key, mistakes)?;
        (known.by_name(name), format!("{name:?}"))
    } else {
        let mmsi = section.mmsi(key, mistakes)?;
        (known.by_mmsi(mmsi), mmsi.to_string())
    };
    let other = found.filter(|&found| Some(found) != own);
    if other.is_none() {
        section.mistake(key, Fault::UnknownContact(meant), mistakes);
    }
    other
}

fn metres(nautical_miles: f64) -> Option<Metres> {
    NauticalMiles::new(nautical_miles).map(NauticalMiles::metres)
}
