use std::time::Duration;

use crate::domain::{EventTime, Metres, Position};
use crate::geodesy::{LocalFrame, Shape, Vector};
use crate::store::TrackRow;

/// Between reports further apart in time nothing is said about where she was.
const GAP_MAX: Duration = Duration::from_mins(10);

/// A stay near something: from when to when, and the closest point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stay {
    pub(super) from: EventTime,
    pub(super) to: EventTime,
    pub(super) closest_metres: f64,
    pub(super) closest_at: EventTime,
    /// Where she was then.
    pub(super) place: Position,
    /// Her reports within the distance.
    pub(super) reports: usize,
}

/// What a contact was near to.
pub(super) enum Other<'a> {
    /// A place.
    Point(Position),
    /// Another contact, by her way.
    Way(&'a [TrackRow]),
    /// An area.
    Area(&'a Shape),
}

/// The stays of a contact within a distance of something. Between two reports at most ten minutes
/// apart she is taken to have gone straight on.
pub(super) fn stays(way: &[TrackRow], other: &Other<'_>, within: Metres) -> Vec<Stay> {
    let mut stays = Stays { open: None, done: Vec::new(), within: within.get() };
    let mut last: Option<Leg> = None;
    for point in way {
        let Some(here) = other.from(point) else {
            stays.close();
            last = None;
            continue;
        };
        if let Some(before) = last.filter(|last| here.time.since(last.time) <= GAP_MAX) {
            stays.go(&before, &here, other);
        } else {
            stays.close();
            stays.begin(&here);
        }
        last = Some(here);
    }
    stays.close();
    stays.done
}

/// A report, and where it is from the other.
#[derive(Clone, Copy)]
struct Leg {
    time: EventTime,
    place: Position,
    /// From the other, metres; its length is the distance.
    apart: Vector,
}

impl Other<'_> {
    /// A report as seen from the other, who has to be known at that time.
    fn from(&self, point: &TrackRow) -> Option<Leg> {
        let (time, place) = (point.fix.time, point.fix.position);
        let apart = match self {
            Self::Point(other) => LocalFrame::at(*other).project(place),
            Self::Way(way) => LocalFrame::at(at(way, time)?).project(place),
            Self::Area(shape) => {
                let outside = !shape.contains(place);
                let far = shape.distance_to_boundary(place).filter(|_| outside);
                Vector { x: far.map_or(0.0, Metres::get), y: 0.0 }
            }
        };
        Some(Leg { time, place, apart })
    }

    /// Whether the straight way between two reports goes through it.
    fn is_crossed(&self, from: Position, to: Position) -> bool {
        matches!(self, Self::Area(shape) if shape.touches(from, to))
    }
}

struct Stays {
    open: Option<Stay>,
    done: Vec<Stay>,
    within: f64,
}

impl Stays {
    fn begin(&mut self, here: &Leg) {
        if here.apart.norm() <= self.within {
            self.note(here.apart.norm(), here.time, here.place);
            self.count();
        }
    }

    /// From one report to the next in a straight line.
    fn go(&mut self, from: &Leg, to: &Leg, other: &Other<'_>) {
        if other.is_crossed(from.place, to.place) {
            self.note(0.0, from.time, from.place);
        }
        let step = to.apart - from.apart;
        let Some((enter, leave)) = inside(from.apart, step, self.within) else {
            return self.leave(to);
        };
        if self.open.is_none() {
            self.note_at(from, to, enter);
        }
        let nearest = nearest(from.apart, step).clamp(enter, leave);
        self.note_at(from, to, nearest);
        self.note_at(from, to, leave);
        if to.apart.norm() <= self.within {
            self.count();
        } else {
            self.leave(to);
        }
    }

    fn leave(&mut self, to: &Leg) {
        if to.apart.norm() > self.within {
            self.close();
        }
    }

    fn note_at(&mut self, from: &Leg, to: &Leg, share: f64) {
        let apart = from.apart + (to.apart - from.apart) * share;
        let time = from.time.plus(to.time.since(from.time).mul_f64(share));
        let place = between(from.place, to.place, share);
        self.note(apart.norm(), time, place);
    }

    fn note(&mut self, metres: f64, time: EventTime, place: Position) {
        let fresh = Stay {
            from: time,
            to: time,
            closest_metres: metres,
            closest_at: time,
            place,
            reports: 0,
        };
        let stay = self.open.get_or_insert(fresh);
        stay.to = stay.to.max(time);
        if metres < stay.closest_metres {
            (stay.closest_metres, stay.closest_at, stay.place) = (metres, time, place);
        }
    }

    fn count(&mut self) {
        self.open.iter_mut().for_each(|stay| stay.reports += 1);
    }

    fn close(&mut self) {
        self.done.extend(self.open.take());
    }
}

/// The shares of a straight step during which it is within a distance of the origin.
fn inside(start: Vector, step: Vector, within: f64) -> Option<(f64, f64)> {
    let (a, b) = (step.dot(step), start.dot(step));
    let c = start.dot(start) - within * within;
    if a <= f64::EPSILON {
        return (c <= 0.0).then_some((0.0, 1.0));
    }
    let root = b * b - a * c;
    if root < 0.0 {
        return None;
    }
    let (enter, leave) = ((-b - root.sqrt()) / a, (-b + root.sqrt()) / a);
    (enter <= 1.0 && leave >= 0.0).then(|| (enter.max(0.0), leave.min(1.0)))
}

/// The share of a straight step at which it is nearest to the origin.
fn nearest(start: Vector, step: Vector) -> f64 {
    let length = step.dot(step);
    if length <= f64::EPSILON { 0.0 } else { (-start.dot(step) / length).clamp(0.0, 1.0) }
}

/// Where somebody was at a time, straight on between two reports not too far apart.
fn at(way: &[TrackRow], time: EventTime) -> Option<Position> {
    let after = way.partition_point(|point| point.fix.time < time);
    let next = way.get(after)?;
    if next.fix.time == time {
        return Some(next.fix.position);
    }
    let before = way.get(after.checked_sub(1)?)?;
    let whole = next.fix.time.since(before.fix.time);
    if whole > GAP_MAX {
        return None;
    }
    let share = time.since(before.fix.time).div_duration_f64(whole);
    Some(between(before.fix.position, next.fix.position, share))
}

fn between(from: Position, to: Position, share: f64) -> Position {
    let mut east = to.longitude() - from.longitude();
    if east.abs() > 180.0 {
        east -= 360.0_f64.copysign(east);
    }
    let north = to.latitude() - from.latitude();
    Position::wrapped(from.latitude() + north * share, from.longitude() + east * share)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::samples;

    fn way(points: &[(i64, f64, f64)]) -> Vec<TrackRow> {
        samples::way(points).into_iter().map(|row| row.point).collect()
    }

    fn metres(value: f64) -> Metres {
        Metres::new(value).expect("a distance")
    }

    fn place(longitude: f64, latitude: f64) -> Position {
        Position::new(latitude, longitude).expect("a place")
    }

    /// One minute of latitude is a nautical mile to 0.6 %.
    const MINUTE: f64 = 1.0 / 60.0;

    #[test]
    fn who_passes_between_two_reports_was_there() {
        // Along the equator, 8 miles in 8 minutes, past a point one mile north of half-way.
        let way = way(&[(0, -4.0 * MINUTE, 0.0), (480, 4.0 * MINUTE, 0.0)]);
        let other = Other::Point(place(0.0, MINUTE));
        let found = stays(&way, &other, metres(2_000.0));
        assert_eq!(found.len(), 1);
        let stay = found[0];
        assert!((stay.closest_metres - 1_843.0).abs() < 5.0, "{stay:?}");
        assert!((stay.closest_at.as_millis() - 240_000).abs() < 1_000, "{stay:?}");
        // Within 2,000 m of it she is for 2 * sqrt(2000^2 - 1843^2) = 1,553 m at 30.9 m/s: 50 s.
        let seconds = stay.to.secs_since(stay.from);
        assert!((49.0..52.0).contains(&seconds), "{stay:?}");
        assert_eq!(stays(&way, &other, metres(1_000.0)), []);
    }

    #[test]
    fn the_antimeridian_is_no_boundary() {
        let way = way(&[(0, 179.95, 0.0), (300, -179.95, 0.0)]);
        let other = Other::Point(place(180.0, 0.01));
        let found = stays(&way, &other, metres(2_000.0));
        assert_eq!(found.len(), 1);
        assert!(found[0].place.longitude().abs() > 179.99, "{found:?}");
    }

    #[test]
    fn nothing_is_said_about_a_long_silence() {
        let way = way(&[(0, -4.0 * MINUTE, 0.0), (601, 4.0 * MINUTE, 0.0)]);
        assert_eq!(stays(&way, &Other::Point(place(0.0, 0.0)), metres(2_000.0)), []);
    }

    #[test]
    fn two_who_meet_and_part_were_together_in_between() {
        // Head-on along the equator, a mile a minute together, from ten miles apart.
        let own = way(&[(0, 0.0, 0.0), (300, 2.5 * MINUTE, 0.0), (600, 5.0 * MINUTE, 0.0)]);
        let hers =
            way(&[(0, 10.0 * MINUTE, 0.0), (600, 5.0 * MINUTE, 0.0), (900, 2.5 * MINUTE, 0.0)]);
        let found = stays(&hers, &Other::Way(&own), metres(1_852.0));
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].closest_metres < 10.0, "{found:?}");
    }

    #[test]
    fn a_way_through_an_area_is_a_stay_in_it() {
        let ring = [(0.0, -1.0), (0.001, -1.0), (0.001, 1.0), (0.0, 1.0), (0.0, -1.0)];
        let ring = ring.map(|(x, y)| place(x, y)).to_vec();
        let shape = Shape::polygons(&[vec![ring]]).expect("a shape");
        let way = way(&[(0, -0.01, 0.0), (60, 0.01, 0.0)]);
        let found = stays(&way, &Other::Area(&shape), metres(0.001));
        assert_eq!(found.len(), 1, "{found:?}");
    }
}
