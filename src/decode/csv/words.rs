//! Words that tables write where AIS sends codes.

use crate::decode::ais::Epfd;
use crate::domain::{NavigationalStatus, ShipType, TransponderClass};

const STATUS_WORDS: [(&str, NavigationalStatus); 10] = [
    ("under way using engine", NavigationalStatus::UnderWayUsingEngine),
    ("at anchor", NavigationalStatus::AtAnchor),
    ("not under command", NavigationalStatus::NotUnderCommand),
    ("restricted man", NavigationalStatus::RestrictedManoeuvrability),
    ("constrained by her dr", NavigationalStatus::ConstrainedByDraught),
    ("moored", NavigationalStatus::Moored),
    ("aground", NavigationalStatus::Aground),
    ("engaged in fishing", NavigationalStatus::EngagedInFishing),
    ("under way sailing", NavigationalStatus::UnderWaySailing),
    ("ais-sart", NavigationalStatus::BeaconActive),
];

const SHIP_TYPE_WORDS: [(&str, u8); 20] = [
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
    if let Ok(code) = cell.parse() {
        return NavigationalStatus::from_code(code);
    }
    STATUS_WORDS.into_iter().find(|(words, _)| begins_with(cell, words)).map(|(_, status)| status)
}

/// A code, or the words of the Danish authority as the code of their group.
pub(super) fn ship_type(cell: &str) -> Option<ShipType> {
    if let Ok(code) = cell.parse() {
        return ShipType::from_code(code);
    }
    let found = SHIP_TYPE_WORDS.into_iter().find(|(words, _)| begins_with(cell, words));
    found.and_then(|(_, code)| ShipType::from_code(code))
}

/// A code, or the words of the standard.
pub(super) fn position_fixing_device(cell: &str) -> Option<Epfd> {
    let code = cell.parse().ok().or_else(|| {
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
