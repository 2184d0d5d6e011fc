use std::time::Duration;

use super::Fix;
use super::packed_track::{PackedTrack, Thinning};
use crate::domain::{Degrees, EventTime, Knots, Position};
use crate::geodesy::{LocalFrame, METRES_PER_DEGREE, Vector, distance_bounds};

/// Fixes kept of a track.
const FIXES: usize = 32;
/// The newest fixes are kept as they came; older ones no closer than [`SPACING`].
const THINNING: Thinning = Thinning { unthinned: 4, spacing: Duration::from_secs(10) };
/// Older fixes go, but for so many: a ship at anchor reports every three minutes.
const RECENT_SPAN: Duration = Duration::from_mins(15);
const RECENT_KEPT: usize = 8;
/// A second, coarser memory for what happens over half an hour.
const COARSE_FIXES: usize = 32;
const COARSE_SPACING: Duration = Duration::from_secs(90);
const COARSE_SPAN: Duration = Duration::from_mins(46);
/// A lone fix says where she was for so long before and after.
const NEAREST_FIX: Duration = Duration::from_mins(5);
/// DETECTION: velocity uses up to 3 fixes or 60 s.
const VELOCITY_FIXES: usize = 3;
const VELOCITY_SPAN: Duration = Duration::from_mins(1);
/// How far the way between two fixes may bend.
const BEND_METRES: f64 = 50.0;
/// Further from the equator than this the short ways to measure say nothing, degrees; and by this
/// share they may be off below.
const FLAT_LATITUDE_MAX: f64 = 75.0;
const FLAT_SHARE: f64 = 0.03;
/// A way so long is straighter than a single course over ground, which is so much off, degrees.
const SAME_WAY_METRES: f64 = 200.0;
const SAME_WAY_DEGREES: f64 = 12.0;
/// So far the places at both ends of a way may be off at worst, metres: less contradicts no stated velocity.
const WILD_METRES: f64 = 40.0;
/// And so much at least a way made good says something else than a stated velocity, metres per second.
const CONTRADICTS_FROM: f64 = 3.0;
/// Below this span the rounding of positions (1/10,000 minute, 0.2 m) and GNSS noise drown the way
/// made good.
const DISPLACEMENT_SPAN_MIN_SECS: f64 = 4.0;

/// Where a contact has been of late: the last fixes, thinned with age, in order of time.
#[derive(Clone, Debug, Default)]
pub struct Track {
    newest: Option<TrackPoint>,
    recent: PackedTrack<FIXES>,
    coarse: PackedTrack<COARSE_FIXES>,
    /// Metres from the newest fix within which all others lie that are kept.
    wander: f32,
}

/// A fix as the track keeps it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrackPoint {
    /// When.
    pub time: EventTime,
    /// Where.
    pub position: Position,
    /// Speed over ground as reported.
    pub sog: Option<Knots>,
    /// Course over ground as reported.
    pub cog: Option<Degrees>,
}

impl From<&Fix> for TrackPoint {
    fn from(fix: &Fix) -> Self {
        Self { time: fix.time, position: fix.position, sog: fix.sog, cog: fix.cog }
    }
}

impl Track {
    /// Takes a fix in at its place in time; one of a time already there is dropped. Returns whether
    /// it is the newest now.
    pub fn insert(&mut self, point: TrackPoint) -> bool {
        let last = self.newest.unwrap_or(point);
        let newest = self.newest.is_none_or(|last| point.time > last.time);
        self.recent.insert(&point, Some(THINNING));
        if newest {
            self.newest = Some(point);
            self.recent.forget_before(point.time.minus(RECENT_SPAN), RECENT_KEPT);
            self.coarse.forget_before(point.time.minus(COARSE_SPAN), 1);
        }
        if self.coarse.insert_earliest(&point, COARSE_SPACING) && newest {
            self.wander = self.widest(point.position);
        } else {
            let step = Flat::at(last.position).at_most(point.position);
            self.wander = if newest { self.wander + step } else { self.wander.max(step) };
        }
        newest
    }

    /// How far the fixes that are kept lie from a place at most, metres.
    fn widest(&self, place: Position) -> f32 {
        let flat = Flat::at(place);
        let spans = [self.recent.span(), self.coarse.span()].into_iter().flatten();
        spans.map(|corners| flat.at_most_within(corners)).fold(0.0, f32::max)
    }

    /// Metres from the newest fix within which she has been as far as is kept, at most.
    pub const fn wander(&self) -> f32 {
        self.wander
    }

    /// Forgets everything before: the contact is somewhere else.
    pub fn restart(&mut self, point: TrackPoint) {
        *self = Self::default();
        self.insert(point);
    }

    /// Touches the fixes, so that they are at hand.
    pub(super) fn touch(&self) {
        self.recent.touch();
        self.coarse.touch();
    }

    /// The last fix.
    pub const fn newest(&self) -> Option<&TrackPoint> {
        self.newest.as_ref()
    }

    /// The fixes of the last minutes, oldest first.
    pub fn recent(&self) -> impl DoubleEndedIterator<Item = TrackPoint> + Clone {
        self.recent.iter()
    }

    /// The last of [`Track::recent`] at a time or before.
    pub fn recent_by(&self, time: EventTime) -> Option<TrackPoint> {
        let [before, _] = self.recent.around(time);
        before
    }

    /// The first fix of every 90 s of the last three quarters of an hour, oldest first.
    pub fn coarse(&self) -> impl DoubleEndedIterator<Item = TrackPoint> + Clone {
        self.coarse.iter()
    }

    /// The highest reported speed of [`Track::recent`], knots; 0 where none is known. Looks at no fix as a
    /// whole.
    pub fn fastest_recent_kn(&self) -> f64 {
        self.recent.fastest_kn()
    }

    /// The same of [`Track::coarse`].
    pub fn fastest_coarse_kn(&self) -> f64 {
        self.coarse.fastest_kn()
    }

    fn oldest_of_minute(&self, newest: &TrackPoint) -> Option<TrackPoint> {
        let lately = |point: &TrackPoint| newest.time.since(point.time) <= VELOCITY_SPAN;
        let oldest = self.recent.iter().rev().take_while(lately).last()?;
        (oldest.time < newest.time).then_some(oldest)
    }

    /// Where she was at a time: between the fixes around it, or at the only one within five minutes.
    pub fn at(&self, time: EventTime) -> Option<Position> {
        let [[before, after], [later, sooner]] =
            [self.coarse.around(time), self.recent.around(time)];
        let before = before.filter(|b| later.is_none_or(|it| b.time > it.time)).or(later);
        let after = sooner.filter(|a| after.is_none_or(|it| a.time < it.time)).or(after);
        match (before, after) {
            (Some(before), Some(after)) if after.time > before.time => {
                let share = time.secs_since(before.time) / after.time.secs_since(before.time);
                let frame = LocalFrame::at(before.position);
                Some(frame.unproject(frame.project(after.position) * share))
            }
            (Some(one), _) | (_, Some(one)) => {
                let away = time.since(one.time).max(one.time.since(time));
                (away <= NEAREST_FIX).then_some(one.position)
            }
            (None, None) => None,
        }
    }

    /// Whether [`Track::at`] any time may be within so many metres of a place: says yes too often, and
    /// looks at no fix but the newest.
    pub fn may_have_been_near(&self, place: Position, metres: f64) -> bool {
        let reach = metres + f64::from(self.wander) + BEND_METRES;
        self.newest.is_some_and(|newest| Flat::at(newest.position).at_least(place) <= reach)
    }

    /// Velocity over the ground in metres per second, from up to three fixes or 60 s: the middle of
    /// the reported ones, unless the positions contradict it. `None` with fewer than two fixes.
    pub fn velocity(&self) -> Option<Vector> {
        let newest = self.newest.as_ref()?;
        let mut last = [*newest; VELOCITY_FIXES];
        let mut known = 0;
        for (place, point) in last.iter_mut().zip(self.recent.iter().rev()) {
            *place = point;
            known += 1;
        }
        let last = last.get(..known)?;
        let lately = last.iter().take_while(|p| newest.time.since(p.time) <= VELOCITY_SPAN).count();
        let (fixes, oldest) = match last.get(..lately)? {
            [.., oldest] if oldest.time < newest.time => (lately, oldest),
            // Reports further apart than a minute: what she says now, and the way since the last.
            _ => (1, last.get(1)?),
        };
        // A track that says no speed, as that of many radars, has the whole minute: over three plots
        // 3 s apart their noise would be knots.
        let of_minute = if newest.sog.is_none() { self.oldest_of_minute(newest) } else { None };
        let from = of_minute.as_ref().unwrap_or(oldest);
        let secs = newest.time.secs_since(from.time);
        let mut said = last.iter().take(fixes).filter_map(Said::of);
        let reported = middle([said.next(), said.next(), said.next()]);
        if fixes > 1 && reported.is_some_and(|reported| is_too_slow(reported, from, newest, secs)) {
            return reported;
        }
        let displaced = displacement(from, newest);
        match (reported, displaced) {
            (Some(reported), Some(displaced)) if contradict(reported, displaced, secs) => {
                Some(displaced)
            }
            // Alone, the newest course carries all of its noise; the way since the last report does not.
            (Some(reported), Some(displaced))
                if fixes == 1 && same_way(reported, displaced, oldest, newest) =>
            {
                Some(displaced * (reported.norm() / displaced.norm()))
            }
            (Some(reported), _) => Some(reported),
            (None, displaced) => displaced,
        }
    }
}

fn displacement(from: &TrackPoint, to: &TrackPoint) -> Option<Vector> {
    let secs = to.time.secs_since(from.time);
    if secs < DISPLACEMENT_SPAN_MIN_SECS {
        return None;
    }
    Some(LocalFrame::at(from.position).project(to.position) * (1.0 / secs))
}

/// What she says of her motion.
#[derive(Clone, Copy, Debug)]
struct Said {
    sog: Knots,
    cog: Degrees,
}

impl Said {
    fn of(point: &TrackPoint) -> Option<Self> {
        let sog = point.sog?;
        // A vessel that lies still often has no course, and needs none.
        let cog = point.cog.or((sog.get() < 0.5).then_some(Degrees::NORTH))?;
        Some(Self { sog, cog })
    }

    fn velocity(self) -> Vector {
        Vector::velocity(self.sog, self.cog)
    }

    fn metres_per_second(self) -> f64 {
        self.sog.metres_per_second()
    }
}

/// The middle one of three by speed, so that one wild report does not count; the mean of two.
fn middle(said: [Option<Said>; VELOCITY_FIXES]) -> Option<Vector> {
    match said {
        [None, ..] => None,
        [Some(one), None, _] => Some(one.velocity()),
        [Some(one), Some(other), None] => Some((one.velocity() + other.velocity()) * 0.5),
        [Some(newest), Some(middle), Some(oldest)] => {
            let mut ordered = [newest, middle, oldest];
            ordered.sort_by(|a, b| a.sog.get().total_cmp(&b.sog.get()));
            let [_, median, _] = ordered;
            let speed = median.metres_per_second();
            // The speed of the middle, in the newest direction that is not the wild one's.
            let wild = |it: &Said| (it.metres_per_second() - speed).abs() > 2.0 + 0.3 * speed;
            let led = [newest, middle, oldest].into_iter().find(|it| !wild(it)).unwrap_or(median);
            Some(match led.metres_per_second() {
                still if still < 0.1 => median.velocity(),
                _ => Vector::velocity(median.sog, led.cog),
            })
        }
    }
}

/// Whether both what she says and the way that she made are too slow to contradict each other.
fn is_too_slow(reported: Vector, from: &TrackPoint, to: &TrackPoint, secs: f64) -> bool {
    let [_, way] = distance_bounds(from.position, to.position);
    (reported.norm() + way / secs) <= CONTRADICTS_FROM
}

/// Whether the way made good is the reported course but for its noise: long enough to say so, and within
/// what a course over ground is off.
fn same_way(reported: Vector, displaced: Vector, from: &TrackPoint, to: &TrackPoint) -> bool {
    let made = displaced.norm() * to.time.secs_since(from.time);
    let off = reported.course().zip(displaced.course()).map(|(one, other)| one.angle_to(other));
    made >= SAME_WAY_METRES && off.is_some_and(|degrees| degrees <= SAME_WAY_DEGREES)
}

/// Whether the way made good over so many seconds says something else than the reported velocity: by more
/// than 3 m/s, 30 % and what the places at both ends are off.
fn contradict(reported: Vector, displaced: Vector, secs: f64) -> bool {
    let apart = (reported - displaced).norm();
    let off = WILD_METRES / secs.max(DISPLACEMENT_SPAN_MIN_SECS);
    apart > CONTRADICTS_FROM + 0.3 * reported.norm().max(displaced.norm()) + off
}

/// A place from which short ways are measured as if the earth were flat: within [`FLAT_SHARE`] for 30
/// nautical miles.
#[derive(Clone, Copy, Debug)]
struct Flat {
    place: Position,
    /// Length of a degree of longitude, in degrees of latitude; `None` near the poles.
    scale: Option<f64>,
}

impl Flat {
    fn at(place: Position) -> Self {
        let latitude = place.latitude();
        let scale = latitude.abs() <= FLAT_LATITUDE_MAX;
        Self { place, scale: scale.then(|| libm::cos(latitude.to_radians())) }
    }

    /// Metres to another place, rounded up; without bound near the poles.
    fn at_most(self, other: Position) -> f32 {
        self.at_most_within([other; 2])
    }

    /// Metres to anything between a south-west and a north-east corner, rounded up; without bound near the
    /// poles and across the antimeridian.
    fn at_most_within(self, corners: [Position; 2]) -> f32 {
        let [west, east] = corners.map(Position::longitude);
        let furthest = match corners.map(|corner| self.degrees(corner)) {
            [Some([a, b]), Some([c, d])] if east - west < 180.0 => [a.max(c), b.max(d)],
            _ => return f32::INFINITY,
        };
        let [_, metres] = METRES_PER_DEGREE;
        let metres = norm(furthest) * metres * (1.0 + FLAT_SHARE);
        #[expect(
            clippy::as_conversions,
            clippy::cast_possible_truncation,
            reason = "a distance on earth, with a share more than any rounding"
        )]
        let metres = metres as f32;
        metres
    }

    /// Metres to another place, rounded down; 0 near the poles.
    fn at_least(self, other: Position) -> f64 {
        let [metres, _] = METRES_PER_DEGREE;
        self.degrees(other).map_or(0.0, |degrees| norm(degrees) * metres * (1.0 - FLAT_SHARE))
    }

    /// How far another place is north or south, and east or west, in degrees of latitude.
    fn degrees(self, other: Position) -> Option<[f64; 2]> {
        let north = (other.latitude() - self.place.latitude()).abs();
        let turn = (other.longitude() - self.place.longitude()).abs();
        Some([north, turn.min(360.0 - turn) * self.scale?])
    }
}

fn norm([north, east]: [f64; 2]) -> f64 {
    (north * north + east * east).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(secs: i64, metres_east: f64, sog: Option<f64>) -> TrackPoint {
        let origin = Position::new(0.0, 0.0).expect("a place");
        TrackPoint {
            time: EventTime::from_secs(secs),
            position: LocalFrame::at(origin).unproject(Vector { x: metres_east, y: 0.0 }),
            sog: sog.and_then(Knots::new),
            cog: Degrees::new(90.0),
        }
    }

    fn track(points: impl IntoIterator<Item = TrackPoint>) -> Track {
        let mut track = Track::default();
        for point in points {
            track.insert(point);
        }
        track
    }

    #[test]
    fn one_wild_speed_does_not_move_the_velocity() {
        // 10 m/s = 19.44 kn eastward; the last report claims 90 kn.
        let track = track([
            point(0, 0.0, Some(19.44)),
            point(10, 100.0, Some(19.44)),
            point(20, 200.0, Some(90.0)),
        ]);
        let velocity = track.velocity().expect("three fixes");
        assert!((velocity.x - 10.0).abs() < 0.1 && velocity.y.abs() < 0.1, "{velocity:?}");
    }

    #[test]
    fn positions_overrule_reports_that_contradict_them() {
        let track = track((0..3).map(|i| point(i * 10, 0.0, Some(25.0))));
        assert!(track.velocity().expect("three fixes").norm() < 0.1);
    }

    #[test]
    fn the_way_between_reports_far_apart_corrects_the_noise_of_a_course() {
        // 25 kn due east, two minutes apart, and courses of 084 and 097 degrees.
        for cog in [84.0, 97.0] {
            let at = |secs: i64, metres: f64| TrackPoint {
                cog: Degrees::new(cog),
                ..point(secs, metres, Some(25.0))
            };
            let velocity = track([at(0, 0.0), at(120, 1543.0)]).velocity().expect("two fixes");
            let course = velocity.course().expect("she moves").get();
            assert!((course - 90.0).abs() < 0.5, "{course}");
            assert!(
                (velocity.norm() / crate::domain::KNOT - 25.0).abs() < 0.1,
                "{}",
                velocity.norm()
            );
        }
        // Who has turned since is not on her way of before.
        let turned = TrackPoint { cog: Degrees::new(60.0), ..point(120, 1543.0, Some(25.0)) };
        let velocity = track([point(0, 0.0, Some(25.0)), turned]).velocity().expect("two fixes");
        let course = velocity.course().expect("she moves").get();
        assert!((course - 60.0).abs() < 0.5, "{course}");
    }

    #[test]
    fn positions_alone_give_a_velocity() {
        let track = track([point(0, 0.0, None), point(30, 300.0, None)]);
        let velocity = track.velocity().expect("two fixes");
        assert!((velocity.x - 10.0).abs() < 0.1, "{velocity:?}");
    }

    #[test]
    fn a_single_fix_has_no_velocity() {
        assert_eq!(track([point(0, 0.0, Some(20.0))]).velocity(), None);
    }

    #[test]
    fn fixes_out_of_order_end_in_the_same_track() {
        let in_order = track((0..40).map(|i| point(i * 12, 0.0, None)));
        let shuffled = track((0..40).map(|i| point((i ^ 1) * 12, 0.0, None)));
        let times = |track: &Track| track.recent().map(|p| p.time).collect::<Vec<_>>();
        assert_eq!(times(&in_order), times(&shuffled));
    }

    #[test]
    fn a_track_is_thinned_with_age_and_bounded() {
        let track = track((0..1000).map(|i| point(i * 2, 0.0, None)));
        let times: Vec<_> = track.recent().map(|p| p.time.as_secs()).collect();
        assert_eq!(times.len(), 32);
        assert_eq!(times[28..], [1992, 1994, 1996, 1998]);
        assert!(times[..28].windows(2).all(|pair| pair[1] - pair[0] >= 10), "{times:?}");
        assert!(track.coarse().count() <= 32);
    }
}
