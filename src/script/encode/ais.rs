use super::bits::BitWriter;
use crate::domain::{Degrees, EventTime, Mmsi, Position};
use crate::script::contact::Identity;

/// What a position report says.
#[derive(Clone, Copy, Debug)]
pub(in crate::script) struct Dynamic {
    pub(in crate::script) time: EventTime,
    pub(in crate::script) position: Position,
    /// Knots.
    pub(in crate::script) sog: f64,
    pub(in crate::script) cog: Degrees,
}

const HEADING_NOT_AVAILABLE: u64 = 511;
const TURN_NOT_AVAILABLE: i64 = -128;

/// Message 1: position report, Class A and beacons. `status` is a code: 15 is a beacon's test.
pub(in crate::script) fn class_a_position(
    mmsi: Mmsi,
    status: u8,
    heading: Option<Degrees>,
    dynamic: &Dynamic,
) -> BitWriter {
    let mut bits = header(1, mmsi);
    bits.unsigned(status.into(), 4).signed(TURN_NOT_AVAILABLE, 8);
    place_and_motion(&mut bits, dynamic);
    bits.unsigned(heading.map_or(HEADING_NOT_AVAILABLE, whole_degrees), 9);
    bits.unsigned(utc_second(dynamic.time), 6);
    // Manoeuvre not available, spare, no RAIM, communication state.
    bits.unsigned(0, 2).unsigned(0, 3).unsigned(0, 1).unsigned(0, 19);
    bits
}

/// Message 18: standard Class B position report.
pub(in crate::script) fn class_b_position(mmsi: Mmsi, dynamic: &Dynamic) -> BitWriter {
    let mut bits = header(18, mmsi);
    bits.unsigned(0, 8);
    place_and_motion(&mut bits, dynamic);
    bits.unsigned(HEADING_NOT_AVAILABLE, 9).unsigned(utc_second(dynamic.time), 6);
    // Spare, SOTDMA unit, no display, no DSC, whole band, no message 22, autonomous, no RAIM.
    bits.unsigned(0, 2).unsigned(0, 1).unsigned(0, 1).unsigned(0, 1).unsigned(1, 1);
    bits.unsigned(0, 1).unsigned(0, 1).unsigned(0, 1).unsigned(0, 20);
    bits
}

/// Message 5: static and voyage related data, Class A.
pub(in crate::script) fn static_and_voyage(mmsi: Mmsi, identity: &Identity) -> BitWriter {
    let mut bits = header(5, mmsi);
    bits.unsigned(0, 2).unsigned(identity.imo.map_or(0, |imo| imo.get().into()), 30);
    bits.text(&identity.call_sign, 7).text(&identity.name, 20);
    bits.unsigned(identity.ship_type.map_or(0, |kind| kind.code().into()), 8);
    dimensions(&mut bits, identity);
    // GPS; no ETA: month 0, day 0, hour 24, minute 60; no draught.
    bits.unsigned(1, 4).unsigned(0, 4).unsigned(0, 5).unsigned(24, 5).unsigned(60, 6);
    bits.unsigned(0, 8).text(&identity.destination, 20).unsigned(0, 1).unsigned(0, 1);
    bits
}

/// Message 24, part A: the name.
pub(in crate::script) fn class_b_static_a(mmsi: Mmsi, identity: &Identity) -> BitWriter {
    let mut bits = header(24, mmsi);
    bits.unsigned(0, 2).text(&identity.name, 20);
    bits
}

/// Message 24, part B: type, call sign, size.
pub(in crate::script) fn class_b_static_b(mmsi: Mmsi, identity: &Identity) -> BitWriter {
    let mut bits = header(24, mmsi);
    bits.unsigned(1, 2).unsigned(identity.ship_type.map_or(0, |kind| kind.code().into()), 8);
    bits.unsigned(0, 42).text(&identity.call_sign, 7);
    dimensions(&mut bits, identity);
    bits.unsigned(1, 4).unsigned(0, 2);
    bits
}

/// Message 14, safety related broadcast; with an addressee message 12.
pub(in crate::script) fn safety_text(mmsi: Mmsi, to: Option<Mmsi>, text: &str) -> BitWriter {
    let mut bits = header(if to.is_some() { 12 } else { 14 }, mmsi);
    bits.unsigned(0, 2);
    if let Some(to) = to {
        bits.unsigned(to.get().into(), 30).unsigned(0, 2);
    }
    bits.text(text, text.len());
    bits
}

/// Whether a text can be sent in at most `max` characters: '@' ends a text on its way.
pub(in crate::script) fn fits_text(text: &str, max: usize) -> bool {
    text.len() <= max
        && text.bytes().all(|byte| matches!(byte.to_ascii_uppercase(), b' '..=b'_') && byte != b'@')
}

fn header(message_type: u64, mmsi: Mmsi) -> BitWriter {
    let mut bits = BitWriter::default();
    bits.unsigned(message_type, 6).unsigned(0, 2).unsigned(mmsi.get().into(), 30);
    bits
}

fn place_and_motion(bits: &mut BitWriter, dynamic: &Dynamic) {
    // Tenths of a knot; 1022 is "102.2 or more".
    let sog = rounded(dynamic.sog * 10.0).clamp(0, 1022);
    let cog = rounded(dynamic.cog.get() * 10.0).rem_euclid(3600);
    bits.signed(sog, 10).unsigned(0, 1);
    // Ten-thousandths of a minute.
    bits.signed(rounded(dynamic.position.longitude() * 600_000.0), 28);
    bits.signed(rounded(dynamic.position.latitude() * 600_000.0), 27);
    bits.signed(cog, 12);
}

fn dimensions(bits: &mut BitWriter, identity: &Identity) {
    let (to_bow, to_port) = (identity.length_m / 2, identity.beam_m / 2);
    bits.unsigned(to_bow.into(), 9).unsigned((identity.length_m - to_bow).into(), 9);
    bits.unsigned(to_port.into(), 6).unsigned((identity.beam_m - to_port).into(), 6);
}

fn whole_degrees(direction: Degrees) -> u64 {
    rounded(direction.get()).rem_euclid(360).cast_unsigned()
}

fn utc_second(time: EventTime) -> u64 {
    time.as_secs().rem_euclid(60).cast_unsigned()
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "the only way to a whole number; every value here is far inside its range"
)]
fn rounded(value: f64) -> i64 {
    libm::round(value) as i64
}
