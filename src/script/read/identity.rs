use super::super::Fault;
use super::super::contact::{Change, Identity};
use super::super::encode::fits_text;
use super::limits::{MAX_ITEMS, MAX_SECS, millis};
use super::section::{Mistakes, Section};
use crate::domain::{ImoNumber, NavigationalStatus, ShipType};

const NAME_MAX: usize = 20;
const CALL_SIGN_MAX: usize = 7;
const DESTINATION_MAX: usize = 20;
const LENGTH_MAX: u32 = 1022;
const BEAM_MAX: u32 = 126;

pub(super) fn identity(
    section: &mut Section<'_, '_>,
    mistakes: &mut Mistakes<'_>,
) -> Option<Identity> {
    let name = sendable(section, "name", NAME_MAX, mistakes);
    if name.is_none() {
        section.mistake("name", Fault::Missing, mistakes);
    }
    let imo = imo(section, mistakes);
    let ship_type = ship_type(section, mistakes);
    let status = navigational_status(section, mistakes);
    Some(Identity {
        mmsi: section.mmsi("mmsi", mistakes),
        call_sign: sendable(section, "call_sign", CALL_SIGN_MAX, mistakes).unwrap_or_default(),
        imo,
        ship_type,
        length_m: size(section, "length_m", LENGTH_MAX, mistakes).unwrap_or(0),
        beam_m: size(section, "beam_m", BEAM_MAX, mistakes).unwrap_or(0),
        destination: sendable(section, "destination", DESTINATION_MAX, mistakes)
            .unwrap_or_default(),
        navigational_status: status.unwrap_or(NavigationalStatus::UnderWayUsingEngine),
        name: name?,
    })
}

/// What it says otherwise later, by time.
pub(super) fn changes(
    section: &mut Section<'_, '_>,
    mistakes: &mut Mistakes<'_>,
) -> Option<Vec<Change>> {
    let sections = section.tables("change", MAX_ITEMS, mistakes).into_iter();
    let changes: Vec<_> = sections.map(|section| change(section, mistakes)).collect();
    let mut changes: Vec<_> = changes.into_iter().collect::<Option<_>>()?;
    changes.sort_by_key(|change| change.at_millis);
    Some(changes)
}

fn change(mut section: Section<'_, '_>, mistakes: &mut Mistakes<'_>) -> Option<Change> {
    let at_secs = section.required_number("at_secs", (0.0, MAX_SECS), mistakes);
    let mut change = Change {
        at_millis: 0,
        mmsi: section.mmsi("mmsi", mistakes),
        name: sendable(&mut section, "name", NAME_MAX, mistakes),
        call_sign: sendable(&mut section, "call_sign", CALL_SIGN_MAX, mistakes),
        imo: imo(&mut section, mistakes),
        ship_type: ship_type(&mut section, mistakes),
        length_m: size(&mut section, "length_m", LENGTH_MAX, mistakes),
        beam_m: size(&mut section, "beam_m", BEAM_MAX, mistakes),
        destination: sendable(&mut section, "destination", DESTINATION_MAX, mistakes),
    };
    section.finish(mistakes);
    change.at_millis = millis(at_secs?);
    Some(change)
}

fn imo(section: &mut Section<'_, '_>, mistakes: &mut Mistakes<'_>) -> Option<ImoNumber> {
    let number = section.whole("imo", 1_000_000, 9_999_999, mistakes)?;
    let imo = ImoNumber::new(number);
    if imo.is_none() {
        section.mistake("imo", Fault::Imo(number), mistakes);
    }
    imo
}

fn ship_type(section: &mut Section<'_, '_>, mistakes: &mut Mistakes<'_>) -> Option<ShipType> {
    let code = section.whole("ship_type", 0, 255, mistakes)?;
    ShipType::from_code(u8::try_from(code).ok()?)
}

/// A code of M.1371-5, table 46.
pub(super) fn navigational_status(
    section: &mut Section<'_, '_>,
    mistakes: &mut Mistakes<'_>,
) -> Option<NavigationalStatus> {
    let code = section.whole("navigational_status", 0, 14, mistakes)?;
    let status = u8::try_from(code).ok().and_then(NavigationalStatus::from_code);
    if status.is_none() {
        section.mistake("navigational_status", Fault::ReservedStatus(code), mistakes);
    }
    status
}

fn size(
    section: &mut Section<'_, '_>,
    key: &'static str,
    most: u32,
    mistakes: &mut Mistakes<'_>,
) -> Option<u16> {
    u16::try_from(section.whole(key, 0, most, mistakes)?).ok()
}

/// A text that AIS can carry; where it cannot be sent that is a mistake.
fn sendable(
    section: &mut Section<'_, '_>,
    key: &'static str,
    max: usize,
    mistakes: &mut Mistakes<'_>,
) -> Option<String> {
    let text = section.text(key, mistakes)?;
    if !fits_text(text, max) {
        section.mistake(key, Fault::Text { text: text.to_owned(), max }, mistakes);
    }
    Some(text.to_owned())
}
