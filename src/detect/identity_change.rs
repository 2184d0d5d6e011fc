use std::time::Duration;

use super::findings::{Found, at_most, measured, round};
use super::table::{Phase, RuleSpec, limits};
use crate::areas::AreaKind;
use crate::domain::{Dimensions, EventTime, NauticalMiles, RuleId, StaticReport};
use crate::geodesy::{LocalFrame, distance};
use crate::picture::{Contact, Picture};

limits! { IdentityChange {
    vanished_secs_max: "s" = 300.0 in 30.0..=3600.0, "longest time since another vessel was heard last whose place a new one takes";
    vanished_nm_max: "nm" = 0.5 in 0.05..=5.0, "furthest from where that one would be";
    clear_secs: "s" = 3600.0 in 60.0..=604_800.0, "time without a further change after which it clears";
} }

pub(super) const SPEC: RuleSpec = RuleSpec {
    id: RuleId::IdentityChange,
    version: "3",
    phase: Phase::Indicator,
    summary: "A vessel says that she is another one than before.",
    raises: "Under one MMSI the IMO number, call sign, name, group of ship type, length or beam \
             change; or a vessel with a new MMSI and the same length and beam appears within \
             `vanished_nm_max` of where one that fell silent within `vanished_secs_max` would be. That \
             one is silent for four of the intervals in which she was heard; nobody follows her in \
             the first 12 minutes of a station.",
    clears: "`clear_secs` without a further change.",
    source: "Windward: signs of identity tampering",
    on_in: &[AreaKind::General],
    exempt_in: &[],
    parameters: IdentityChange::PARAMETERS,
};

/// A new vessel is one for so long: her static data come every six minutes, of two parts that both
/// have to be received.
const NEW_FOR: Duration = Duration::from_mins(30);

/// Her static data may be heard before her first position, by this much.
const BORN_WITHIN: Duration = Duration::from_mins(1);

/// In the first minutes of a station's hearing everybody is new, for four reports of a vessel at anchor.
const STATION_AGE_MIN: Duration = Duration::from_mins(12);

/// Who is not heard for so many of her intervals has vanished; while hers is not known yet, for so long.
const VANISHED_INTERVALS: u32 = 4;
const VANISHED_MIN: Duration = Duration::from_mins(3);

/// What a static report changed: one measure each, and both statements in words.
pub(super) fn restated(before: &StaticReport, after: &StaticReport) -> Option<Found> {
    let mut changes: Vec<(&'static str, String)> = Vec::new();
    let mut note = |name, before: Option<String>, after: Option<String>| {
        if let (Some(before), Some(after)) = (before, after)
            && before != after
        {
            changes.push((name, format!("{name}: {before} to {after}")));
        }
    };
    let text = |value: Option<&str>| value.map(str::to_owned);
    note("imo_number", before.imo.map(|imo| imo.to_string()), after.imo.map(|imo| imo.to_string()));
    note(
        "call_sign",
        text(before.call_sign.as_ref().map(crate::domain::Text::as_str)),
        text(after.call_sign.as_ref().map(crate::domain::Text::as_str)),
    );
    note(
        "name",
        text(before.name.as_ref().map(crate::domain::Text::as_str)),
        text(after.name.as_ref().map(crate::domain::Text::as_str)),
    );
    let group = |statics: &StaticReport| statics.ship_type.map(|of| of.as_str().to_owned());
    note("ship_type", group(before), group(after));
    let hull = |statics: &StaticReport, of: fn(Dimensions) -> Option<u16>| {
        statics.dimensions.and_then(of).map(|metres| format!("{metres} m"))
    };
    note("length", hull(before, Dimensions::length), hull(after, Dimensions::length));
    note("beam", hull(before, Dimensions::beam), hull(after, Dimensions::beam));
    if changes.is_empty() {
        return None;
    }
    let sentence = changes.iter().map(|(_, words)| words.as_str()).collect::<Vec<_>>().join("; ");
    let measures = changes.iter().map(|(name, _)| measured(name, 1.0, "count")).collect();
    Some(Found { measures, sentence: Some(sentence), ..Found::default() })
}

/// A vessel of the same size that fell silent where a new one appeared, with what shows it.
pub(super) fn successor<'a>(
    contact: &Contact,
    picture: &'a Picture,
    limits: &IdentityChange,
    now: EventTime,
) -> Option<(&'a Contact, Found)> {
    let size = |contact: &Contact| {
        let dimensions = contact.statics.dimensions?;
        Some((dimensions.length()?, dimensions.beam()?))
    };
    let mine = size(contact)?;
    let born = contact.track.coarse().next()?;
    if born.time.since(contact.first_heard) > BORN_WITHIN
        || now.since(contact.first_heard) > NEW_FOR
        || !picture.stations.are_long_heard(contact, STATION_AGE_MIN)
    {
        return None;
    }
    let radius = NauticalMiles::new(limits.vanished_nm_max)?;
    let window = Duration::from_secs_f64(limits.vanished_secs_max);
    // She may have sailed on for as long as she was silent.
    let search = NauticalMiles::new(limits.vanished_nm_max + 5.0)?;
    let mut best: Option<(f64, &Contact)> = None;
    picture.contacts.marks_near(born.position, search, |mark| {
        // Whoever moved since is heard still.
        if mark.time >= born.time {
            return;
        }
        let Some(other) = picture.contacts.get(mark.slot) else { return };
        let fell_silent = other.id != contact.id
            && other.exercise == contact.exercise
            && other.first_heard < born.time
            && other.last_heard < born.time
            && born.time.since(other.last_heard) <= window
            && size(other) == Some(mine)
            && now.since(other.last_heard) > vanished_after(other);
        if !fell_silent {
            return;
        }
        let frame = LocalFrame::at(born.position);
        let Some(there) = other.reckoned(&frame, born.time) else { return };
        let away = there.norm();
        let nearer = best.is_none_or(|(before, who)| (away, other.id) < (before, who.id));
        if away <= radius.metres().get() && nearer {
            best = Some((away, other));
        }
    });
    let (away, other) = best?;
    let silent = round(born.time.secs_since(other.last_heard), 0);
    let place = other.position()?;
    let measures = vec![
        at_most(
            "from_reckoned",
            round(away / crate::domain::METRES_PER_NAUTICAL_MILE, 2),
            "nm",
            limits.vanished_nm_max,
        ),
        at_most("silence", silent, "s", limits.vanished_secs_max),
        measured("distance", round(distance(place, born.position).nautical_miles().get(), 2), "nm"),
    ];
    Some((other, Found { measures, ..Found::default() }))
}

fn vanished_after(contact: &Contact) -> Duration {
    match contact.usual_interval() {
        Some(interval) => interval * VANISHED_INTERVALS,
        None => VANISHED_MIN.max(contact.nominal_interval() * VANISHED_INTERVALS),
    }
}

impl IdentityChange {
    /// Time without a change after which it clears.
    pub(super) fn clear(&self) -> Duration {
        Duration::from_secs_f64(self.clear_secs)
    }
}
