use crate::domain::{Degrees, EventTime, Knots, NavigationalStatus, Position};
use crate::picture::Fix;

/// Steps of a coordinate in one degree: the least common multiple of AIS's 600,000 (ITU-R M.1371:
/// 1/10,000 minute) and of seven decimals. A stored step divided by it is the very number that was
/// divided by 600,000 or read from seven decimals, because division is correctly rounded.
const COORDINATE_STEPS: f64 = 60_000_000.0;
const DEGREE: i64 = 60_000_000;

/// Steps of speed in one knot and of direction in one degree. AIS sends tenths; three decimals of a
/// CSV are kept.
const MOTION_STEPS: f64 = 1_000.0;

/// A stored point: a [`Fix`] in whole steps. Motion and status are one more than their steps or
/// code, 0 where nothing was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::store) struct Point {
    pub(in crate::store) time_millis: i64,
    pub(in crate::store) latitude: i64,
    pub(in crate::store) longitude: i64,
    pub(in crate::store) sog: u32,
    pub(in crate::store) cog: u32,
    pub(in crate::store) true_heading: u32,
    pub(in crate::store) status: u8,
    pub(in crate::store) late: bool,
    /// Place of its feed in the feeds of the block, commit or period that holds it.
    pub(in crate::store) feed: u16,
}

impl Point {
    pub(in crate::store) fn new(fix: &Fix, late: bool, feed: u16) -> Self {
        Self {
            time_millis: fix.time.as_millis(),
            latitude: to_steps(fix.position.latitude(), COORDINATE_STEPS),
            longitude: to_steps(fix.position.longitude(), COORDINATE_STEPS),
            sog: from_optional(fix.sog.map(Knots::get)),
            cog: from_optional(fix.cog.map(Degrees::get)),
            true_heading: from_optional(fix.true_heading.map(Degrees::get)),
            status: fix.navigational_status.map_or(0, |status| status.code() + 1),
            late,
            feed,
        }
    }

    /// The fix; `None` where damage put the coordinates out of range.
    pub(in crate::store) fn fix(&self) -> Option<Fix> {
        let latitude = from_steps(self.latitude, COORDINATE_STEPS);
        let longitude = from_steps(self.longitude, COORDINATE_STEPS);
        Some(Fix {
            time: EventTime::from_millis(self.time_millis),
            position: Position::new(latitude, longitude)?,
            sog: to_optional(self.sog).and_then(Knots::new),
            cog: to_optional(self.cog).and_then(Degrees::new),
            true_heading: to_optional(self.true_heading).and_then(Degrees::new),
            navigational_status: self.status.checked_sub(1).and_then(NavigationalStatus::from_code),
        })
    }

    /// The one-degree cell, by rows of 360 from the south-west: 0 to 64,799.
    pub(in crate::store) fn cell(&self) -> u16 {
        cell_of(row_of(self.latitude), column_of(self.longitude))
    }

    /// Whether two points say the same, whichever feed brought them.
    pub(in crate::store) fn says_as(&self, other: &Self) -> bool {
        let neutral = |point: &Self| Self { feed: 0, late: false, ..*point };
        neutral(self) == neutral(other)
    }
}

/// The one-degree cell of a place; the last row and column take in the north pole and 180 degrees.
pub(in crate::store) fn cell_at(latitude: f64, longitude: f64) -> u16 {
    let steps = |degrees| to_steps(degrees, COORDINATE_STEPS);
    cell_of(row_of(steps(latitude)), column_of(steps(longitude)))
}

/// The row of a stored latitude.
pub(super) fn row_of(latitude: i64) -> i64 {
    latitude.saturating_add(90 * DEGREE).div_euclid(DEGREE).clamp(0, 179)
}

/// The column of a stored longitude.
pub(super) fn column_of(longitude: i64) -> i64 {
    longitude.saturating_add(180 * DEGREE).div_euclid(DEGREE).clamp(0, 359)
}

fn cell_of(row: i64, column: i64) -> u16 {
    u16::try_from(row * 360 + column).unwrap_or(0)
}

fn from_optional(value: Option<f64>) -> u32 {
    let steps = value.map_or(0, |value| to_steps(value, MOTION_STEPS).saturating_add(1));
    // 4,294,967 knots: a speed beyond is none that could be sent.
    u32::try_from(steps).unwrap_or(u32::MAX)
}

fn to_optional(steps: u32) -> Option<f64> {
    Some(from_steps(i64::from(steps.checked_sub(1)?), MOTION_STEPS))
}

/// To the nearest, halves away from zero; what is stored is so near whole steps that a half's last bit
/// does not matter.
#[expect(
    clippy::cast_possible_truncation,
    reason = "truncates what was moved by a half; saturates"
)]
fn to_steps(value: f64, steps: f64) -> i64 {
    let exact = value * steps;
    (exact + 0.5_f64.copysign(exact)) as i64
}

#[expect(clippy::cast_precision_loss, reason = "coordinates and motion stay below 2^53")]
fn from_steps(value: i64, steps: f64) -> f64 {
    value as f64 / steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples;

    #[test]
    fn what_ais_can_send_reads_back_to_the_last_bit() {
        // Every raw value of M.1371 is raw / 600,000 of a degree, tenths of a knot and of a degree.
        for raw in [-108_000_000_i32, -1, 0, 1, 7, 754_321, 75_432_123, 108_000_000] {
            for tenths in [0, 1, 3, 123, 1_021] {
                let mut fix = samples::fix(
                    samples::time("2017-03-09T08:45:10.123Z"),
                    f64::from(raw / 2) / 600_000.0,
                    f64::from(raw) / 600_000.0,
                );
                fix.sog = Knots::new(f64::from(tenths) / 10.0);
                fix.cog = Degrees::new(f64::from(tenths) / 10.0);
                fix.navigational_status = NavigationalStatus::from_code(5);
                assert_eq!(Point::new(&fix, false, 0).fix(), Some(fix));
            }
        }
    }

    #[test]
    fn seven_decimals_of_a_csv_read_back_to_the_last_bit() {
        for text in ["1.2345678", "0.0000001", "-89.9999999", "50.76617"] {
            let number: f64 = text.parse().expect("a number");
            let mut fix = samples::fix(samples::time("2017-03-09T08:45:10Z"), number, -number);
            (fix.sog, fix.cog, fix.true_heading) = (Knots::new(12.345), None, None);
            assert_eq!(Point::new(&fix, true, 3).fix(), Some(fix));
        }
    }

    #[test]
    fn nothing_sent_reads_back_as_nothing() {
        let mut fix = samples::fix(samples::time("2017-03-09T08:45:10Z"), 0.0, 0.0);
        (fix.sog, fix.cog, fix.true_heading) = (None, None, None);
        assert_eq!(Point::new(&fix, false, 0).fix(), Some(fix));
    }

    #[test]
    fn cells_are_one_degree_and_take_in_the_edges() {
        for (latitude, longitude, cell) in [
            (-90.0, -180.0, 0),
            (0.5, 0.5, 90 * 360 + 180),
            (90.0, 180.0, 64_799),
            (-0.1, -0.1, 89 * 360 + 179),
        ] {
            assert_eq!(cell_at(latitude, longitude), cell);
        }
    }
}
