use super::super::Fault;
use super::super::contact::{Leg, Motion, Pass, PassBy};
use super::contact::Known;
use super::identity::navigational_status;
use super::limits::{MAX_ITEMS, MAX_SECS, bearing_and_range, metres};
use super::section::{Mistakes, Section};
use crate::domain::{Degrees, Knots, Metres};

/// Fastest scripted craft: what AIS can still say.
const MAX_KNOTS: f64 = 102.0;
/// The keys that say how a leg moves.
const KINDS: [&str; 11] = [
    "course",
    "to",
    "hold_secs",
    "pursue",
    "keep_with",
    "pass",
    "circle_nm",
    "anchor_secs",
    "ease_to_kn",
    "towed_by",
    "marks",
];
/// The other keys of legs: known where a leg's kind is not.
const KEYS: [&str; 13] = [
    "for_secs",
    "speed_kn",
    "until_nm",
    "bearing_deg",
    "range_nm",
    "cpa_nm",
    "in_secs",
    "leave_to",
    "clockwise",
    "swing_nm",
    "period_secs",
    "line_nm",
    "laps",
];

impl Leg {
    /// Whether only the end of its contact ends it.
    pub(super) const fn is_endless(&self) -> bool {
        match self.motion {
            Motion::To { .. } | Motion::Pass(_) | Motion::Ease { .. } => false,
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
    let legs: Vec<Option<Vec<Leg>>> = section
        .tables("leg", MAX_ITEMS, mistakes)
        .into_iter()
        .map(|section| leg(section, own, known, mistakes))
        .collect();
    if legs.is_empty() {
        section.mistake("leg", Fault::Missing, mistakes);
        return None;
    }
    let legs: Vec<Leg> =
        legs.into_iter().collect::<Option<Vec<_>>>()?.into_iter().flatten().collect();
    if legs.len() > MAX_ITEMS {
        let fault = Fault::TooMany { found: legs.len(), max: MAX_ITEMS };
        section.mistake("leg", fault, mistakes);
    }
    Some(legs)
}

/// One leg; a race round marks is one for each mark.
fn leg(
    mut section: Section<'_, '_>,
    own: Option<usize>,
    known: &Known<'_>,
    mistakes: &mut Mistakes<'_>,
) -> Option<Vec<Leg>> {
    let kinds: Vec<&str> = KINDS.into_iter().filter(|kind| section.has(kind)).collect();
    let silent = section.flag("silent", mistakes).unwrap_or(false);
    let navigational_status = navigational_status(&mut section, mistakes);
    let heading = section.number("heading_deg", 0.0, 360.0, mistakes).and_then(Degrees::new);
    let mut for_secs = None;
    let motions = match kinds.as_slice() {
        [kind @ ("hold_secs" | "anchor_secs")] => {
            let key = if *kind == "hold_secs" { "hold_secs" } else { "anchor_secs" };
            for_secs = section.number(key, 0.0, MAX_SECS, mistakes);
            let still = if *kind == "hold_secs" {
                Some(Motion::Hold)
            } else {
                swing(&mut section, mistakes)
            };
            for_secs.and(still).map(|motion| vec![motion])
        }
        ["marks"] => marks(&mut section, mistakes),
        [kind] => {
            for_secs = section.number("for_secs", 0.0, MAX_SECS, mistakes);
            moving(kind, &mut section, own, known, mistakes).map(|motion| vec![motion])
        }
        _ => {
            section.mistake("course", Fault::LegKind, mistakes);
            // Known by other legs: no reason to call them unknown here.
            for key in KEYS {
                section.get(key);
            }
            None
        }
    };
    section.finish(mistakes);
    let leg = |motion| Leg { motion, for_secs, silent, navigational_status, heading };
    Some(motions?.into_iter().map(leg).collect())
}

fn moving(
    kind: &str,
    section: &mut Section<'_, '_>,
    own: Option<usize>,
    known: &Known<'_>,
    mistakes: &mut Mistakes<'_>,
) -> Option<Motion> {
    match kind {
        "course" => {
            let speed = speed(section, mistakes);
            let course = section.number("course", 0.0, 360.0, mistakes).and_then(Degrees::new);
            Some(Motion::Course { course: course?, speed: speed? })
        }
        "to" => {
            let speed = speed_of_way(section, mistakes);
            let place = section.position("to", mistakes);
            Some(Motion::To { place: place?, speed: speed? })
        }
        "pursue" => {
            let speed = speed(section, mistakes);
            let target = known.other(section, "pursue", own, mistakes);
            let until = section.number("until_nm", 0.0, 100.0, mistakes).and_then(metres);
            Some(Motion::Pursue { target: target?, speed: speed?, until })
        }
        "keep_with" => {
            let speed = speed(section, mistakes);
            let target = known.other(section, "keep_with", own, mistakes);
            let place = bearing_and_range(section, mistakes);
            let (bearing, range) = place?;
            Some(Motion::KeepWith { target: target?, bearing, range, speed: speed? })
        }
        "pass" => pass(section, own, known, mistakes),
        "circle_nm" => {
            let speed = speed(section, mistakes);
            let radius = section.number("circle_nm", 0.001, 100.0, mistakes).and_then(metres);
            let clockwise = section.flag("clockwise", mistakes).unwrap_or(true);
            Some(Motion::Circle { radius: radius?, speed: speed?, clockwise })
        }
        "ease_to_kn" => {
            let speed = section.number("ease_to_kn", 0.0, MAX_KNOTS, mistakes).and_then(Knots::new);
            let in_secs = section.required_number("in_secs", (0.1, MAX_SECS), mistakes);
            Some(Motion::Ease { speed: speed?, in_secs: in_secs? })
        }
        _ => {
            let tug = known.other(section, "towed_by", own, mistakes);
            let line = required_metres(section, "line_nm", (0.001, 10.0), mistakes);
            Some(Motion::Towed { tug: tug?, line: line? })
        }
    }
}

fn pass(
    section: &mut Section<'_, '_>,
    own: Option<usize>,
    known: &Known<'_>,
    mistakes: &mut Mistakes<'_>,
) -> Option<Motion> {
    let target = known.other(section, "pass", own, mistakes);
    let cpa = required_metres(section, "cpa_nm", (0.0, 100.0), mistakes);
    let side = section.choice("leave_to", &["port", "starboard"], mistakes);
    let by = match (section.has("in_secs"), section.has("speed_kn")) {
        (true, false) => section
            .number("in_secs", 0.1, MAX_SECS, mistakes)
            .map(|in_secs| PassBy::Time { in_secs }),
        (false, true) => speed_of_way(section, mistakes).map(PassBy::Speed),
        _ => {
            section.mistake("pass", Fault::PassBy, mistakes);
            None
        }
    };
    let to_port = side.is_none_or(|side| side == "port");
    Some(Motion::Pass(Pass { target: target?, cpa: cpa?, by: by?, to_port }))
}

fn swing(section: &mut Section<'_, '_>, mistakes: &mut Mistakes<'_>) -> Option<Motion> {
    let radius = required_metres(section, "swing_nm", (0.001, 10.0), mistakes);
    let period = section.required_number("period_secs", (10.0, MAX_SECS), mistakes);
    let bearing = section.number("bearing_deg", 0.0, 360.0, mistakes).unwrap_or(180.0);
    Some(Motion::Swing { radius: radius?, period_secs: period?, bearing: Degrees::new(bearing)? })
}

/// A way round marks, again and again.
fn marks(section: &mut Section<'_, '_>, mistakes: &mut Mistakes<'_>) -> Option<Vec<Motion>> {
    let most = u32::try_from(MAX_ITEMS).unwrap_or(u32::MAX);
    let marks = section.positions("marks", mistakes);
    let speed = speed_of_way(section, mistakes);
    let laps = section.whole("laps", 1, most, mistakes).unwrap_or(1);
    let (marks, speed) = (marks?, speed?);
    let legs = marks.len().saturating_mul(usize::try_from(laps).unwrap_or(usize::MAX));
    if marks.is_empty() || legs > MAX_ITEMS {
        section.mistake("marks", Fault::TooMany { found: legs, max: MAX_ITEMS }, mistakes);
        return None;
    }
    let way = marks.iter().cycle().take(legs);
    Some(way.map(|&place| Motion::To { place, speed }).collect())
}

fn speed(section: &mut Section<'_, '_>, mistakes: &mut Mistakes<'_>) -> Option<Knots> {
    section.required_number("speed_kn", (0.0, MAX_KNOTS), mistakes).and_then(Knots::new)
}

/// The speed on a way that has to come to an end.
fn speed_of_way(section: &mut Section<'_, '_>, mistakes: &mut Mistakes<'_>) -> Option<Knots> {
    section.required_number("speed_kn", (0.1, MAX_KNOTS), mistakes).and_then(Knots::new)
}

fn required_metres(
    section: &mut Section<'_, '_>,
    key: &'static str,
    limits: (f64, f64),
    mistakes: &mut Mistakes<'_>,
) -> Option<Metres> {
    section.required_number(key, limits, mistakes).and_then(metres)
}
