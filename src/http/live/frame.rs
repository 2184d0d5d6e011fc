use crate::domain::{EventTime, NavigationalStatus, Position};
use crate::query::Vessel;

/// "PCK1" as a little-endian number.
const MAGIC: u32 = 0x314B_4350;

/// Kinds of binary frame.
const POSITIONS: u8 = 1;
const AGGREGATES: u8 = 2;

/// Bytes before the records, and of a record.
const HEADER_BYTES: usize = 24;
const POSITION_BYTES: usize = 24;
const AGGREGATE_BYTES: usize = 16;

/// Stands for "not sent" in speeds and directions.
const NONE: u16 = u16::MAX;

/// Stands for "undefined" (table 46 of ITU-R M.1371-5).
const STATUS_UNDEFINED: u8 = 15;

/// Bits of a position's flags.
const EXERCISE: u8 = 1;
const ALERTING: u8 = 1 << 1;
const CLASS_B: u8 = 1 << 2;
const RADAR: u8 = 1 << 3;
const LATE: u8 = 1 << 4;

/// A binary frame while it is written. Little endian:
///
/// ```text
/// header     24 bytes: u32 magic "PCK1", u8 kind, 3 x 0, u32 records, u32 0, f64 picture time, ms
/// position   24 bytes: u32 slot, i32 longitude and i32 latitude in 1e-7 degrees, u16 SOG in 0.1 kn,
///                      u16 COG and u16 true heading in 0.1 degrees (65535: none),
///                      u8 navigational status, u8 flags, u32 age of the report in ms
/// aggregate  16 bytes: i32 longitude and i32 latitude of a cell's centre, u32 vessels in it,
///                      u32 size of the cell, all in 1e-7 degrees
/// ```
#[derive(Debug)]
pub(super) struct Frame {
    bytes: Vec<u8>,
    records: u32,
}

/// Some vessels of one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Aggregate {
    pub(super) longitude: i32,
    pub(super) latitude: i32,
    pub(super) vessels: u32,
    pub(super) size: u32,
}

impl Frame {
    /// A frame of positions as of the picture's time.
    pub(super) fn positions(time: EventTime, records: usize) -> Self {
        Self::new(POSITIONS, time, records * POSITION_BYTES)
    }

    /// A frame of aggregates, whole.
    pub(super) fn aggregates(time: EventTime, aggregates: &[Aggregate]) -> Vec<u8> {
        let mut frame = Self::new(AGGREGATES, time, aggregates.len() * AGGREGATE_BYTES);
        for Aggregate { longitude, latitude, vessels, size } in aggregates {
            frame.put(longitude.to_le_bytes());
            frame.put(latitude.to_le_bytes());
            frame.put(vessels.to_le_bytes());
            frame.put(size.to_le_bytes());
            frame.records += 1;
        }
        frame.finish()
    }

    fn new(kind: u8, time: EventTime, room: usize) -> Self {
        let mut frame = Self { bytes: Vec::with_capacity(HEADER_BYTES + room), records: 0 };
        frame.put(MAGIC.to_le_bytes());
        frame.put([kind, 0, 0, 0]);
        frame.put([0; 8]);
        #[expect(clippy::cast_precision_loss, reason = "exact for 285,000 years")]
        frame.put((time.as_millis() as f64).to_le_bytes());
        frame
    }

    /// Adds where a vessel is, if she ever said.
    pub(super) fn add(&mut self, slot: u32, vessel: &Vessel, alerting: bool, time: EventTime) {
        let Some(position) = vessel.position else { return };
        self.put(slot.to_le_bytes());
        self.put(longitude(position).to_le_bytes());
        self.put(latitude(position).to_le_bytes());
        self.put(vessel.sog.map_or(NONE, |sog| tenths(sog.get())).to_le_bytes());
        self.put(vessel.cog.map_or(NONE, |cog| tenths(cog.get())).to_le_bytes());
        self.put(vessel.true_heading.map_or(NONE, |way| tenths(way.get())).to_le_bytes());
        self.put([status(vessel), flags(vessel, alerting)]);
        let age = time.since(vessel.position_time.unwrap_or(vessel.time)).as_millis();
        self.put(u32::try_from(age).unwrap_or(u32::MAX).to_le_bytes());
        self.records += 1;
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.records == 0
    }

    /// The bytes, with the number of records in their header.
    pub(super) fn finish(mut self) -> Vec<u8> {
        if let Some(count) = self.bytes.get_mut(8..12) {
            count.copy_from_slice(&self.records.to_le_bytes());
        }
        self.bytes
    }

    fn put<const N: usize>(&mut self, bytes: [u8; N]) {
        self.bytes.extend_from_slice(&bytes);
    }
}

/// Degrees east in 1e-7 degrees.
pub(super) fn longitude(position: Position) -> i32 {
    steps(position.longitude() * 1e7)
}

/// Degrees north in 1e-7 degrees.
pub(super) fn latitude(position: Position) -> i32 {
    steps(position.latitude() * 1e7)
}

#[expect(clippy::cast_possible_truncation, reason = "`as` saturates; 180 degrees are 1.8e9 steps")]
fn steps(value: f64) -> i32 {
    value.round() as i32
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` saturates, and the bound keeps clear of the value that says none"
)]
fn tenths(value: f64) -> u16 {
    (value * 10.0).round().min(f64::from(NONE - 1)) as u16
}

fn status(vessel: &Vessel) -> u8 {
    vessel.navigational_status.map_or(STATUS_UNDEFINED, NavigationalStatus::code)
}

fn flags(vessel: &Vessel, alerting: bool) -> u8 {
    use crate::domain::TransponderClass::{B, Radar};
    [
        (vessel.exercise, EXERCISE),
        (alerting, ALERTING),
        (vessel.class == B, CLASS_B),
        (vessel.class == Radar, RADAR),
        (vessel.position_late, LATE),
    ]
    .into_iter()
    .filter(|(is, _)| *is)
    .fold(0, |flags, (_, bit)| flags | bit)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::domain::{Degrees, Knots, TransponderClass};
    use crate::query::Live;
    use crate::store::samples::{fix, moved, ship, time};

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
    }

    /// A vessel as the live picture has her.
    fn vessel() -> Vessel {
        let noon = time("2017-03-09T12:00:00Z");
        let mut live = Live::default();
        live.apply(&moved(ship(219_000_001), fix(noon, -1.25, 103.75)));
        let mut vessel = live.publish().vessel(ship(219_000_001)).expect("she is there").clone();
        vessel.sog = Knots::new(12.3);
        vessel.cog = Degrees::new(271.04);
        vessel.true_heading = None;
        vessel.navigational_status = Some(NavigationalStatus::AtAnchor);
        vessel.class = TransponderClass::B;
        vessel
    }

    // The expected bytes are those of Python's struct module, by the layout that the console was
    // given:
    // struct.pack('<IB3xIId', 0x314B4350, 1, 1, 0, 1489060802500.0).hex()
    // struct.pack('<IiiHHHBBI', 7, 1037500000, -12500000, 123, 2710, 65535, 1, 6, 2500).hex()
    #[test]
    fn a_position_is_these_bytes() {
        let now = time("2017-03-09T12:00:00Z").plus(Duration::from_millis(2_500));
        let mut frame = Frame::positions(now, 1);
        frame.add(7, &vessel(), true, now);
        assert_eq!(
            hex(&frame.finish()),
            "50434b310100000001000000000000000040fc0a2fab7542\
             0700000060fed63de04341ff7b00960affff0106c4090000"
        );
    }

    // struct.pack('<IB3xIId', 0x314B4350, 2, 1, 0, 1489060802500.0).hex()
    // struct.pack('<iiII', 1037500000, -12500000, 4711, 2812500).hex()
    #[test]
    fn an_aggregate_is_these_bytes() {
        let now = time("2017-03-09T12:00:00Z").plus(Duration::from_millis(2_500));
        let cell = Aggregate {
            longitude: 1_037_500_000,
            latitude: -12_500_000,
            vessels: 4711,
            size: 2_812_500,
        };
        assert_eq!(
            hex(&Frame::aggregates(now, &[cell])),
            "50434b310200000001000000000000000040fc0a2fab7542\
             60fed63de04341ff6712000054ea2a00"
        );
    }

    #[test]
    fn what_was_not_sent_and_what_is_out_of_bounds_have_values_of_their_own() {
        let mut vessel = vessel();
        (vessel.sog, vessel.cog) = (None, None);
        vessel.navigational_status = None;
        vessel.true_heading = Degrees::new(359.96);
        (vessel.exercise, vessel.position_late) = (true, true);
        vessel.class = TransponderClass::Radar;
        let long_after = vessel.time.plus(Duration::from_hours(24 * 90));
        let mut frame = Frame::positions(long_after, 1);
        frame.add(1, &vessel, false, long_after);
        let bytes = frame.finish();
        // 359.96 degrees are 3600 tenths: the console takes them modulo 360.
        assert_eq!(hex(&bytes[36..]), "ffffffff100e0f19ffffffff");
        vessel.position = None;
        let mut frame = Frame::positions(long_after, 1);
        frame.add(1, &vessel, false, long_after);
        assert!(frame.is_empty());
    }
}
