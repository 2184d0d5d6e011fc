//! How a craft goes on, for rules that judge her from miles away: a course said is some degrees off, and three
//! looks of a radar are nine seconds, in which whoever circles points at somebody.

use std::time::Duration;

use crate::domain::Degrees;
use crate::geodesy::{LocalFrame, Vector};
use crate::picture::{Track, TrackPoint};

/// Her way made good and her courses said over this time are her direction.
const SPAN: Duration = Duration::from_mins(1);
/// Reports whose courses are averaged, at most.
const REPORTS: usize = 3;
/// A shorter way says less than a course does, metres; and where both differ by more she turns, degrees.
const WAY_METRES: f64 = 200.0;
const TURNS_DEGREES: f64 = 12.0;
/// Nobody's course said is further off than this, degrees.
const TURNED_DEGREES: f64 = 25.0;
/// A way of so many metres between two fixes is as good as three courses said; better with its square.
const EVEN_WAY_METRES: f64 = 400.0;
/// Her ways of so long, over so long, are one way if none differs more from another, degrees: a zig-zag of 18
/// degrees to either side is, half a mile of a circle with a radius of a third of a mile is none.
const LEG: Duration = Duration::from_secs(20);
const LEGS_SPAN: Duration = Duration::from_secs(90);
const ONE_WAY_DEGREES: f64 = 40.0;
/// A track by plots alone is worth something after a minute (MSC.192(79) table 2).
const PLOTTED_MIN: Duration = Duration::from_mins(1);

/// Her velocity, in the direction of her last minute: the mean of her courses said and of the way made good,
/// unless she has turned since.
pub(super) fn velocity(track: &Track) -> Option<Vector> {
    let now = track.velocity()?;
    Some(direction(track).map_or(now, |direction| direction * now.norm()))
}

/// Whether she has been on one way for as long as she is known, a minute and a half at most. A track that
/// states no course has to be a minute old.
pub(super) fn keeps_her_way(track: &Track) -> bool {
    let Some((first, last)) = track.recent().next().zip(track.newest()) else { return false };
    if last.sog.is_none() && last.time.since(first.time) < PLOTTED_MIN {
        return false;
    }
    let now = track.velocity().and_then(Vector::course);
    let courses: Vec<Degrees> = legs(track, last).chain(now).collect();
    let one_way = |one: &Degrees| courses.iter().all(|it| it.angle_to(*one) <= ONE_WAY_DEGREES);
    courses.iter().all(one_way)
}

/// The unit vector of her last minute; `None` where too little is known, or she turns.
fn direction(track: &Track) -> Option<Vector> {
    let last = track.newest()?;
    // Without a course said her velocity is the way of a minute already.
    last.sog?;
    let lately = || track.recent().rev().take_while(|fix| last.time.since(fix.time) <= SPAN);
    let first = lately().last()?;
    let way = LocalFrame::at(first.position).project(last.position);
    let made = unit(way).filter(|_| way.norm() >= WAY_METRES)?;
    let said = || lately().take(REPORTS).map(|fix| fix.cog.map(heading));
    let mean = unit(said().flatten().fold(Vector::default(), |sum, one| sum + one))?;
    let off = |one: Vector| one.course().zip(made.course()).map(|(a, b)| a.angle_to(b));
    let mut each = said().map(|one| one.and_then(off));
    let (newest, before) = (each.next()??, each.next().flatten());
    // One course that far off is noise; of two, or further off, she has turned.
    let turns = newest > TURNED_DEGREES
        || newest > TURNS_DEGREES && before.is_none_or(|before| before > TURNS_DEGREES);
    let weight = way.norm() / EVEN_WAY_METRES;
    let is_mean_on_it = off(mean)? <= TURNS_DEGREES;
    unit(made * (weight * weight) + mean).filter(|_| !turns && is_mean_on_it)
}

/// The courses of her last ways, the newest first.
fn legs(track: &Track, last: &TrackPoint) -> impl Iterator<Item = Degrees> {
    let (begin, mut end) = (last.time.minus(LEGS_SPAN), *last);
    track.recent().rev().take_while(move |fix| fix.time >= begin).filter_map(move |fix| {
        if end.time.since(fix.time) < LEG {
            return None;
        }
        let way = LocalFrame::at(fix.position).project(end.position);
        end = fix;
        way.course()
    })
}

fn unit(vector: Vector) -> Option<Vector> {
    let norm = vector.norm();
    (norm > 0.0).then(|| vector * (1.0 / norm))
}

fn heading(course: Degrees) -> Vector {
    let (x, y) = libm::sincos(course.get().to_radians());
    Vector { x, y }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{EventTime, KNOT, Knots, Position};

    /// Knots and degrees.
    struct Way {
        kn: f64,
        course: f64,
    }

    /// A craft that reports every so many seconds; where she goes, and by how many degrees each of her courses
    /// said is off; `None` says nothing.
    fn craft(every: u32, ways: &[Way], off: Option<&[f64]>) -> Track {
        let first = EventTime::from_secs(1_000_000);
        let mut track = Track::default();
        let frame = LocalFrame::at(Position::new(13.9, 50.3).expect("a place"));
        let mut place = Vector::default();
        for (number, way) in ways.iter().enumerate() {
            let said = off.map(|off| way.course + off[number % off.len()]);
            track.insert(TrackPoint {
                time: first.plus(Duration::from_secs(
                    u64::from(every) * u64::try_from(number).expect("few"),
                )),
                position: frame.unproject(place),
                sog: off.and_then(|_| Knots::new(way.kn)),
                cog: said.and_then(|course| Degrees::new(course.rem_euclid(360.0))),
            });
            let course = Degrees::new(way.course.rem_euclid(360.0)).expect("a course");
            place = place + heading(course) * (way.kn * KNOT * f64::from(every));
        }
        track
    }

    fn ways(courses: impl IntoIterator<Item = f64>) -> Vec<Way> {
        courses.into_iter().map(|course| Way { kn: 25.0, course }).collect()
    }

    fn course(craft: &Track) -> f64 {
        velocity(craft).and_then(Vector::course).expect("she moves").get()
    }

    #[test]
    fn a_noisy_course_moves_the_direction_little_and_a_turn_at_once() {
        // The last course said is 6 degrees off.
        let straight = craft(10, &ways([90.0; 7]), Some(&[2.0, -4.0, 3.0, -1.0, 0.0, 1.0, 6.0]));
        assert!((course(&straight) - 90.0).abs() < 2.0, "{}", course(&straight));
        let speed = velocity(&straight).expect("she moves").norm() / KNOT;
        assert!((speed - 25.0).abs() < 0.1, "{speed}");
        // One course that is 15 degrees off is noise, the second in a row is a turn.
        let odd = craft(10, &ways([90.0; 7]), Some(&[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 15.0]));
        assert!((course(&odd) - 90.0).abs() < 2.0, "{}", course(&odd));
        let turned = ways([90.0, 90.0, 90.0, 90.0, 90.0, 110.0, 110.0]);
        let turned = craft(10, &turned, Some(&[0.0]));
        assert!((course(&turned) - 110.0).abs() < 0.5, "{}", course(&turned));
        // With the last report she has turned by 30 degrees.
        let turned = ways([90.0, 90.0, 90.0, 90.0, 90.0, 90.0, 120.0]);
        let turned = craft(10, &turned, Some(&[0.0]));
        assert!((course(&turned) - 120.0).abs() < 0.5, "{}", course(&turned));
    }

    #[test]
    fn a_circle_is_no_way_and_a_zig_zag_is_one() {
        // Degrees a second: a radius of 185, 370 and 650 m at 25 kn, by a radar of 3 s and by AIS.
        for turn in [4.0, 2.0, 1.14] {
            for (every, off) in [(3, None), (10, Some(&[0.0][..]))] {
                let circle = (0..40).map(|n| turn * f64::from(n * every));
                let circle = craft(every, &ways(circle), off);
                assert!(!keeps_her_way(&circle), "{turn} {every}");
            }
        }
        let zig_zag = (0..60_u32).map(|n| if n / 15 % 2 == 0 { 197.0 } else { 233.0 });
        assert!(keeps_her_way(&craft(3, &ways(zig_zag), None)));
        // Three reports of AIS are enough, three plots are not, and who turned has to go on for a while.
        assert!(keeps_her_way(&craft(3, &ways([90.0; 3]), Some(&[0.0]))));
        assert!(!keeps_her_way(&craft(3, &ways([90.0; 3]), None)));
        assert!(!keeps_her_way(&craft(3, &ways([90.0; 20]), None)));
        assert!(keeps_her_way(&craft(3, &ways([90.0; 21]), None)));
        assert!(keeps_her_way(&craft(60, &ways([90.0; 3]), None)));
        assert!(keeps_her_way(&craft(120, &ways([90.0; 3]), None)));
        let after = |secs: u32| {
            let turned = (0..40 + secs / 3).map(|n| if n < 40 { 90.0 } else { 170.0 });
            keeps_her_way(&craft(3, &ways(turned), None))
        };
        assert!(!after(30) && after(105));
    }
}
