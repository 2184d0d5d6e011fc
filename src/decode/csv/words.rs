//! Words that tables write where AIS sends codes.

use std::str::FromStr;

use crate::decode::ais::Epfd;
use crate::domain::{NavigationalStatus, ShipType, TransponderClass};

const STATUS_WORDS: [(&str, NavigationalStatus); 14] = [
    ("under way using engine", NavigationalStatus::UnderWayUsingEngine),
    ("at anchor", NavigationalStatus::AtAnchor),
    ("not under command", NavigationalStatus::NotUnderCommand),
    ("restricted man", NavigationalStatus::RestrictedManoeuvrability),
    ("constrained by her dr", NavigationalStatus::ConstrainedByDraught),
    ("moored", NavigationalStatus::Moored),
    ("aground", NavigationalStatus::Aground),
    ("engaged in fishing", NavigationalStatus::EngagedInFishing),
    ("under way sailing", NavigationalStatus::UnderWaySailing),
    ("power-driven vessel towing", NavigationalStatus::TowingAstern),
    ("power-driven vessel pushing", NavigationalStatus::PushingAhead),
    ("reserved for future use [11]", NavigationalStatus::TowingAstern),
    ("reserved for future use [12]", NavigationalStatus::PushingAhead),
    ("ais-sart", NavigationalStatus::BeaconActive),
];

const SHIP_TYPE_WORDS: [(&str, u8); 21] = [
    ("wig", 20),
    ("fishing", 30),
    ("towing long", 32),
    ("towing", 31),
    ("dredging", 33),
    ("diving", 34),
    ("military", 35),
    ("sailing", 36),
    ("pleasure", 37),
    ("hsc", 40),
    ("pilot", 50),
    ("sar", 51),
    ("tug", 52),
    ("port tender", 53),
    ("anti-pollution", 54),
    ("law enforcement", 55),
    ("medical", 58),
    ("passenger", 60),
    ("cargo", 70),
    ("tanker", 80),
    ("other", 90),
];

/// Vessel types that MarineCadastre took from a register until 2018, from 1001 on in the order of its
/// alphabet, as the code of their group (NOAA, "AIS vessel type and group codes", 2018).
const FIRST_REGISTERED_TYPE: u16 = 1001;
const REGISTERED_TYPES: [u8; 25] = [
    30, 30, 70, 70, 90, // fishing, fish processing, freight barge, freight ship, industrial
    90, 90, 90, 90, 90, // miscellaneous, drilling unit, non-vessels, offshore supply
    90, 60, 60, 60, 60, // oil recovery, four of passengers
    70, 80, 90, 37, 90, // public freight, public tankship, public, recreational, research
    51, 90, 80, 80, 31, // SAR aircraft, school ship, tank barge, tank ship, towing
];

const CARGO_WORDS: [(&str, u8); 5] = [
    ("category x", 1),
    ("category y", 2),
    ("category z", 3),
    ("category os", 4),
    ("no additional information", 9),
];

const MOBILE_WORDS: [(&str, TransponderClass); 8] = [
    ("class a", TransponderClass::A),
    ("class b", TransponderClass::B),
    ("base station", TransponderClass::BaseStation),
    ("aton", TransponderClass::AidToNavigation),
    ("sar airborne", TransponderClass::SarAircraft),
    ("search and rescue transponder", TransponderClass::Beacon),
    ("man overboard", TransponderClass::Beacon),
    ("epirb", TransponderClass::Beacon),
];

const DEVICE_WORDS: [(&str, u8); 9] = [
    ("gps", 1),
    ("glonass", 2),
    ("combined", 3),
    ("loran", 4),
    ("chayka", 5),
    ("integrated", 6),
    ("surveyed", 7),
    ("galileo", 8),
    ("internal", 15),
];

/// A code, or the words of the standard in either spelling.
pub(super) fn navigational_status(cell: &str) -> Option<NavigationalStatus> {
    if let Some(code) = status_code(cell) {
        return NavigationalStatus::from_code(code);
    }
    STATUS_WORDS.into_iter().find(|(words, _)| begins_with(cell, words)).map(|(_, status)| status)
}

/// The code of a status, where the cell holds one.
pub(super) fn status_code(cell: &str) -> Option<u8> {
    whole(cell).filter(|&code: &u8| code <= 15)
}

/// A code, or the words of the Danish authority as the code of their group and of the cargo's category.
pub(super) fn ship_type(cell: &str, cargo: Option<&str>) -> Option<ShipType> {
    if let Some(code) = whole::<u16>(cell) {
        let registered = code.checked_sub(FIRST_REGISTERED_TYPE);
        let of_register =
            registered.and_then(|nth| REGISTERED_TYPES.get(usize::from(nth)).copied());
        return ShipType::from_code(of_register.or_else(|| u8::try_from(code).ok())?);
    }
    let (_, group) = SHIP_TYPE_WORDS.into_iter().find(|(words, _)| begins_with(cell, words))?;
    // Only whole groups of ten say what is carried.
    let carries = matches!(group, 20 | 40 | 60 | 70 | 80 | 90);
    let category = cargo.filter(|_| carries).and_then(cargo_category).unwrap_or(0);
    ShipType::from_code(group + category)
}

/// The second digit of a ship type.
fn cargo_category(cell: &str) -> Option<u8> {
    CARGO_WORDS.into_iter().find(|(words, _)| begins_with(cell, words)).map(|(_, digit)| digit)
}

/// A whole number; a table that went through floating point ends it with `.0`.
pub(super) fn whole<T: FromStr>(cell: &str) -> Option<T> {
    cell.strip_suffix(".0").unwrap_or(cell).parse().ok()
}

/// A code, or the words of the standard.
pub(super) fn position_fixing_device(cell: &str) -> Option<Epfd> {
    let code = whole(cell).or_else(|| {
        DEVICE_WORDS.into_iter().find(|(words, _)| begins_with(cell, words)).map(|(_, code)| code)
    });
    code.and_then(Epfd::from_code)
}

/// `A` or `B`.
pub(super) fn transponder_class(cell: &str) -> Option<TransponderClass> {
    match cell {
        "A" | "a" => Some(TransponderClass::A),
        "B" | "b" => Some(TransponderClass::B),
        _ => None,
    }
}

/// The words of the Danish authority.
pub(super) fn type_of_mobile(cell: &str) -> Option<TransponderClass> {
    MOBILE_WORDS.into_iter().find(|(words, _)| begins_with(cell, words)).map(|(_, class)| class)
}

fn begins_with(cell: &str, words: &str) -> bool {
    cell.get(..words.len()).is_some_and(|start| start.eq_ignore_ascii_case(words))
}
