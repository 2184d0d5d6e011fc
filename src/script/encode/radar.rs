use super::sentence::checked;
use crate::domain::{Degrees, EventTime, KNOT, METRES_PER_NAUTICAL_MILE, Position};
use crate::geodesy::{LocalFrame, Vector, closest_approach};

/// What a radar says of a target.
#[derive(Clone, Copy, Debug)]
pub(in crate::script) struct RadarTarget<'a> {
    pub(in crate::script) number: u8,
    pub(in crate::script) name: &'a str,
    pub(in crate::script) time: EventTime,
    pub(in crate::script) position: Position,
    /// Knots.
    pub(in crate::script) sog: f64,
    pub(in crate::script) cog: Degrees,
    pub(in crate::script) status: TrackStatus,
}

/// State of a radar track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::script) enum TrackStatus {
    Lost,
    Tracking,
}

/// `$RATTM`: range and true bearing from the radar, nautical miles and knots.
pub(in crate::script) fn ttm(radar: Position, target: &RadarTarget<'_>) -> String {
    let place = LocalFrame::at(radar).project(target.position);
    let bearing = place.course().map_or(0.0, Degrees::get);
    let range_nm = place.norm() / METRES_PER_NAUTICAL_MILE;
    let direction = target.cog.get().to_radians();
    let metres_per_second = target.sog * KNOT;
    let velocity = Vector { x: libm::sin(direction), y: libm::cos(direction) } * metres_per_second;
    let still = Vector::default();
    let approach = closest_approach(still, still, place, velocity);
    let tcpa_minutes = approach.tcpa.unwrap_or(0.0) / 60.0;
    checked(
        '$',
        &format!(
            "RATTM,{:02},{range_nm:.4},{bearing:.2},T,{:.1},{:.1},T,{:.3},{tcpa_minutes:.2},N,{},{},,{},A",
            target.number,
            target.sog,
            tenths_below(target.cog.get(), 360.0),
            approach.cpa / METRES_PER_NAUTICAL_MILE,
            target.name,
            letter(target.status),
            utc(target.time),
        ),
    )
}

/// `$RATLL`: position.
pub(in crate::script) fn tll(target: &RadarTarget<'_>) -> String {
    let (latitude, longitude) = (target.position.latitude(), target.position.longitude());
    checked(
        '$',
        &format!(
            "RATLL,{:02},{},{},{},{},{},{},{},",
            target.number,
            degrees_and_minutes(latitude, 2),
            if latitude < 0.0 { 'S' } else { 'N' },
            degrees_and_minutes(longitude, 3),
            if longitude < 0.0 { 'W' } else { 'E' },
            target.name,
            utc(target.time),
            letter(target.status),
        ),
    )
}

const fn letter(status: TrackStatus) -> char {
    match status {
        TrackStatus::Lost => 'L',
        TrackStatus::Tracking => 'T',
    }
}

/// A direction that its tenth would round up to the whole turn is its beginning.
fn tenths_below(value: f64, turn: f64) -> f64 {
    if value >= turn - 0.05 { 0.0 } else { value }
}

/// `ddmm.mmmm`, with as many digits of degrees as asked for.
fn degrees_and_minutes(degrees: f64, digits: usize) -> String {
    let ten_thousandths = libm::round(degrees.abs() * 600_000.0);
    let whole = libm::floor(ten_thousandths / 600_000.0);
    let minutes = (ten_thousandths - whole * 600_000.0) / 10_000.0;
    format!("{whole:0digits$}{minutes:07.4}")
}

/// `hhmmss.ss`.
fn utc(time: EventTime) -> String {
    let centiseconds = time.as_millis().rem_euclid(86_400_000) / 10;
    let seconds = centiseconds / 100;
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    format!("{hours:02}{minutes:02}{:02}.{:02}", seconds % 60, centiseconds % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_and_minutes_are_those_of_the_standard() {
        assert_eq!(degrees_and_minutes(-1.220_833_333, 2), "0113.2500");
        assert_eq!(degrees_and_minutes(103.999_999_999, 3), "10400.0000");
    }

    #[test]
    fn a_target_due_east_is_said_as_range_and_bearing() {
        // 0.1 degree of the equator is 11131.949 m on the ellipsoid, 6.0108 nm; closing at 12 kn it
        // passes in 30.05 min.
        let target = RadarTarget {
            number: 7,
            name: "X",
            time: "2017-03-09T08:45:10.500Z".parse().expect("a time"),
            position: Position::new(0.0, 0.1).expect("a place"),
            sog: 12.0,
            cog: Degrees::new(270.0).expect("a course"),
            status: TrackStatus::Tracking,
        };
        let sentence = ttm(Position::new(0.0, 0.0).expect("a place"), &target);
        let body = "RATTM,07,6.0108,90.00,T,12.0,270.0,T,0.000,30.05,N,X,T,,084510.50,A";
        assert_eq!(sentence.split_once('*').map(|(body, _)| body), Some(&*format!("${body}")));
    }
}
