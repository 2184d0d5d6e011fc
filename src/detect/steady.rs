//! How a craft goes on, for rules that judge her from miles away: three looks of a radar are nine seconds, in
//! which whoever circles points at somebody.

use std::time::Duration;

use crate::domain::Degrees;
use crate::geodesy::{LocalFrame, Vector};
use crate::picture::{Track, TrackPoint};

/// Her ways of so long, over so long, are one way if none differs more from another, degrees: a zig-zag of 18
/// degrees to either side is, half a mile of a circle with a radius of a third of a mile is none.
const LEG: Duration = Duration::from_secs(20);
const LEGS_SPAN: Duration = Duration::from_secs(90);
const ONE_WAY_DEGREES: f64 = 40.0;
/// A track by plots alone is worth something after a minute (MSC.192(79) table 2).
const PLOTTED_MIN: Duration = Duration::from_mins(1);

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

    fn heading(course: Degrees) -> Vector {
        let (x, y) = libm::sincos(course.get().to_radians());
        Vector { x, y }
    }

    fn ways(courses: impl IntoIterator<Item = f64>) -> Vec<Way> {
        courses.into_iter().map(|course| Way { kn: 25.0, course }).collect()
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
