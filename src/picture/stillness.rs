use std::time::Duration;

use super::TrackPoint;
use crate::domain::{EventSecond, EventTime, KNOT, Position};
use crate::geodesy::{LocalFrame, Vector, distance_bounds, part_way};

/// DETECTION: fixed is within 60 m of the centroid (90th percentile), >= 10 min and >= 3 reports.
const RADIUS_METRES: f64 = 60.0;
const FIXED_AFTER: Duration = Duration::from_mins(10);
const FIXED_REPORTS: u8 = 3;
/// The tenth of reports that may lie outside.
const OUTLIER_SHARE: u8 = 10;
/// DETECTION: way is made at >= 3 kn, checked by positions; in metres per second. Positions alone,
/// of somebody who says herself that she is slower, are the noise of a receiver.
const WAY_METRES_PER_SECOND: f64 = 3.0 * KNOT;
const WAY_REMEMBERED: Duration = Duration::from_hours(1);

/// Reports that count: once so many are known they weigh half, so that whoever lay for days and gets under
/// way is not taken to lie for a tenth of that time.
const REPORTS_MAX: u8 = 120;
/// Reports closer than this count as one, so that they are of minutes at the highest rates too: within those
/// of 2 s apart whoever drifts at half a knot moves less than the radius.
const REPORTS_APART: Duration = Duration::from_secs(5);

/// Whether a contact lies still, and when she last made way.
#[derive(Clone, Copy, Debug)]
pub struct Stillness {
    /// Before all time if she never did.
    made_way: EventSecond,
    since: EventSecond,
    until: EventSecond,
    /// Within the radius, and outside.
    reports: u8,
    outliers: u8,
    /// `None` before the first report.
    centroid: Option<Position>,
}

impl Default for Stillness {
    fn default() -> Self {
        Self {
            made_way: EventSecond::MIN,
            since: EventSecond::MIN,
            until: EventSecond::MIN,
            reports: 0,
            outliers: 0,
            centroid: None,
        }
    }
}

impl Stillness {
    /// Takes in the newest fix with the velocity (metres per second) it led to.
    pub fn observe(&mut self, point: &TrackPoint, velocity: Option<Vector>) {
        let says_so = point.sog.is_none_or(|sog| sog.metres_per_second() >= WAY_METRES_PER_SECOND);
        if says_so && velocity.is_some_and(|v| v.norm() >= WAY_METRES_PER_SECOND) {
            self.made_way = EventSecond::of(point.time);
        }
        let Some(centroid) = self.centroid else {
            self.begin(point);
            return;
        };
        if point.time.since(self.until.time()) < REPORTS_APART {
            return;
        }
        self.until = EventSecond::of(point.time);
        if is_outside(centroid, point.position) {
            self.outliers += 1;
            if self.outliers > 1 + self.reports / OUTLIER_SHARE {
                self.begin(point);
            }
            return;
        }
        self.reports += 1;
        let share = 1.0 / f64::from(self.reports.min(100));
        self.centroid = Some(part_way(centroid, point.position, share));
        if self.reports == REPORTS_MAX {
            self.reports /= 2;
            self.outliers /= 2;
        }
    }

    /// Lies here from now on, as far as is known.
    fn begin(&mut self, point: &TrackPoint) {
        let now = EventSecond::of(point.time);
        let made_way = self.made_way;
        let centroid = Some(point.position);
        *self = Self { made_way, since: now, until: now, reports: 1, outliers: 0, centroid };
    }

    /// Whether she has lain within 60 m for ten minutes and three reports.
    pub fn is_fixed(&self) -> bool {
        self.reports >= FIXED_REPORTS && self.until.time().since(self.since.time()) >= FIXED_AFTER
    }

    /// Whether she made way (>= 3 kn) at a time or later.
    pub fn made_way_since(&self, time: EventTime) -> bool {
        self.made_way.time() >= time
    }

    /// Whether she made way (>= 3 kn) within the hour before `now`.
    pub fn made_way_lately(&self, now: EventTime) -> bool {
        now.since(self.made_way.time()) <= WAY_REMEMBERED
    }
}

/// Whether a place is further from the middle of the others than one where she lies.
fn is_outside(centroid: Position, place: Position) -> bool {
    match distance_bounds(centroid, place) {
        [least, _] if least > RADIUS_METRES => true,
        [_, most] if most <= RADIUS_METRES => false,
        _ => LocalFrame::at(centroid).project(place).norm() > RADIUS_METRES,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Position;

    fn observe(stillness: &mut Stillness, secs: i64, metres: f64, speed: f64) {
        let origin = Position::new(50.0, -1.0).expect("a place");
        let position = LocalFrame::at(origin).unproject(Vector { x: metres, y: 0.0 });
        let time = EventTime::from_secs(secs);
        let point = TrackPoint { time, position, sog: None, cog: None };
        stillness.observe(&point, Some(Vector { x: speed, y: 0.0 }));
    }

    #[test]
    fn ten_minutes_within_sixty_metres_is_fixed() {
        let mut stillness = Stillness::default();
        for minute in 0..10 {
            observe(&mut stillness, minute * 60, if minute % 2 == 0 { 0.0 } else { 30.0 }, 0.1);
            assert!(!stillness.is_fixed());
        }
        observe(&mut stillness, 600, 10.0, 0.1);
        assert!(stillness.is_fixed());
        // A single wild fix does not unmoor a ship; two in a row do.
        observe(&mut stillness, 660, 500.0, 0.1);
        assert!(stillness.is_fixed());
        observe(&mut stillness, 720, 500.0, 0.1);
        observe(&mut stillness, 780, 500.0, 0.1);
        assert!(!stillness.is_fixed());
    }

    #[test]
    fn whoever_lay_for_days_and_sails_lies_no_more_within_minutes() {
        let mut stillness = Stillness::default();
        for report in 0..20_000 {
            observe(&mut stillness, report * 10, 0.0, 0.1);
        }
        assert!(stillness.is_fixed());
        for report in 0..14 {
            let secs = 10 * report;
            let (at, metres) =
                (200_000 + secs, 100.0 + f64::from(i32::try_from(secs).expect("few")));
            observe(&mut stillness, at, metres, 1.0);
        }
        assert!(!stillness.is_fixed());
        assert_eq!(size_of::<Stillness>(), 32);
    }

    #[test]
    fn whoever_drifts_at_half_a_knot_lies_not_still_however_often_she_reports() {
        for gap in [2, 3, 6, 10, 60] {
            let mut stillness = Stillness::default();
            for report in 0..3600 / gap {
                let secs = gap * report;
                observe(
                    &mut stillness,
                    secs,
                    0.26 * f64::from(i32::try_from(secs).expect("few")),
                    0.26,
                );
                assert!(!stillness.is_fixed(), "{secs} s, every {gap} s");
            }
        }
    }

    #[test]
    fn way_is_remembered_for_an_hour() {
        let mut stillness = Stillness::default();
        observe(&mut stillness, 0, 0.0, 2.0);
        assert!(stillness.made_way_lately(EventTime::from_secs(3600)));
        assert!(!stillness.made_way_lately(EventTime::from_secs(3601)));
    }
}
