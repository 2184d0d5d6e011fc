use super::bands::{Point, to_f64};
use crate::domain::{Metres, Position};
use crate::geodesy::distance::{MEAN_RADIUS_METRES, distance};
use crate::geodesy::frame::{LocalFrame, distance_to_origin, short_way};

/// Everything within a radius of a line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Corridor {
    radius_metres: f64,
    legs: Vec<Leg>,
}

/// One leg of the line, cut into pieces that are straight enough, and the box of all within the
/// radius of it.
#[derive(Clone, Debug, PartialEq)]
struct Leg {
    points: Vec<Position>,
    low: f64,
    high: f64,
    south: f64,
    north: f64,
}

/// A box that holds a part of the corridor: longitudes unrolled, degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct LegBox {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) south: f64,
    pub(super) north: f64,
}

/// A straight way of some metres, to be looked at in steps of a share.
struct Way {
    from: Point,
    to: Point,
    metres: f64,
    resolution: f64,
}

/// How far from the boundary a share of the way is, in metres, negative inside.
#[derive(Clone, Copy)]
struct Moment {
    share: f64,
    distance: f64,
}

/// Most pieces of one leg.
const MAX_PIECES: usize = 512;
/// Metres of a degree of latitude, at the least.
const METRES_PER_DEGREE: f64 = 110_574.0;

impl Corridor {
    pub(super) fn new(line: &[Position], radius: Metres) -> Self {
        let legs = match line {
            [only] => vec![Leg::new(*only, *only, radius.get())],
            _ => line
                .iter()
                .zip(line.iter().skip(1))
                .map(|(&from, &to)| Leg::new(from, to, radius.get()))
                .collect(),
        };
        Self { radius_metres: radius.get(), legs }
    }

    /// Whether a place is within the radius.
    pub(super) fn contains(&self, place: Position) -> bool {
        let mut frame = None;
        self.legs.iter().filter(|leg| leg.may_hold(place)).any(|leg| {
            let frame = frame.get_or_insert_with(|| LocalFrame::at(place));
            leg.distance_metres(frame, self.radius_metres) <= self.radius_metres
        })
    }

    /// Metres from a place to the boundary, negative inside. Inside a bend it is never too long.
    pub(super) fn signed_distance_metres(&self, place: Position) -> f64 {
        let frame = LocalFrame::at(place);
        let nearest = self
            .legs
            .iter()
            .fold(f64::INFINITY, |best, leg| best.min(leg.distance_metres(&frame, best)));
        nearest - self.radius_metres
    }

    /// Whether the origin of a frame is within the radius, and the metres from there to the boundary.
    pub(super) fn look_from(&self, frame: &LocalFrame) -> (bool, f64) {
        let (mut inside, mut nearest) = (false, f64::INFINITY);
        for leg in &self.legs {
            let metres = leg.distance_metres(frame, nearest.max(self.radius_metres));
            nearest = nearest.min(metres);
            inside |= metres <= self.radius_metres && leg.may_hold(frame.origin());
        }
        (inside, (nearest - self.radius_metres).abs())
    }

    /// Its centre and its radius in metres, where the line is a point.
    pub(super) fn circle(&self) -> Option<(Position, f64)> {
        let [leg] = self.legs.as_slice() else { return None };
        let centre = *leg.points.first()?;
        leg.points.iter().all(|point| *point == centre).then_some((centre, self.radius_metres))
    }

    /// A place in the middle of it, and how far it reaches from there to all sides.
    pub(super) fn middle(&self) -> Option<(Position, f64)> {
        let leg = self.legs.get(self.legs.len() / 2)?;
        Some((*leg.points.get(leg.points.len() / 2)?, self.radius_metres))
    }

    /// Whether the box of a straight way meets the box of any leg.
    pub(super) fn may_meet(&self, from: Point, to: Point) -> bool {
        self.boxes().any(|found| {
            let latitudes_meet = from.y.max(to.y) >= found.south && from.y.min(to.y) <= found.north;
            let (west, east) = (from.x.min(to.x), from.x.max(to.x));
            latitudes_meet
                && [-720.0, -360.0, 0.0, 360.0, 720.0]
                    .into_iter()
                    .any(|turn| west + turn <= found.high && east + turn >= found.low)
        })
    }

    /// Gives every share of the straight way at which it meets the boundary, in order, to a metre
    /// or a 4,096th of the way.
    pub(super) fn meet(&self, from: Point, to: Point, found: &mut impl FnMut(f64)) {
        // Never shorter than the way on the ellipsoid.
        let metres = 111_700.0 * libm::hypot(to.x - from.x, to.y - from.y);
        if metres > 0.0 {
            let way = Way { from, to, metres, resolution: (1.0 / metres).max(1.0 / 4096.0) };
            self.meet_between(&way, self.moment(&way, 0.0), self.moment(&way, 1.0), found);
        }
    }

    /// Between two places nobody meets a boundary that is further from both than the way is long;
    /// where that does not settle it, the way is halved, twelve times at most.
    fn meet_between(&self, way: &Way, start: Moment, end: Moment, found: &mut impl FnMut(f64)) {
        let crosses = (start.distance <= 0.0) != (end.distance <= 0.0);
        let length = end.share - start.share;
        let reach = way.metres * length * 1.01;
        if !crosses && start.distance.abs() + end.distance.abs() > reach {
            return;
        }
        if length > way.resolution {
            let middle = self.moment(way, start.share.midpoint(end.share));
            self.meet_between(way, start, middle, found);
            self.meet_between(way, middle, end, found);
        } else if crosses {
            found(start.share + length * start.distance / (start.distance - end.distance));
        }
    }

    fn moment(&self, way: &Way, share: f64) -> Moment {
        let point = Point {
            x: way.from.x + (way.to.x - way.from.x) * share,
            y: way.from.y + (way.to.y - way.from.y) * share,
        };
        Moment { share, distance: self.signed_distance_metres(point.place()) }
    }

    /// Boxes that together cover the corridor.
    pub(super) fn boxes(&self) -> impl Iterator<Item = LegBox> {
        self.legs.iter().map(|leg| LegBox {
            low: leg.low,
            high: leg.high,
            south: leg.south,
            north: leg.north,
        })
    }

    /// Size: the line's length times its width and a circle for its ends, bends not taken off.
    pub(super) fn area_square_metres(&self) -> f64 {
        let length: f64 = self
            .legs
            .iter()
            .flat_map(|leg| leg.points.iter().zip(leg.points.iter().skip(1)))
            .map(|(&from, &to)| distance(from, to).get())
            .sum();
        // The cap of a sphere: a circle of 600 nm is not flat.
        let half = libm::sin(self.radius_metres / MEAN_RADIUS_METRES / 2.0);
        let cap = 4.0 * std::f64::consts::PI * (MEAN_RADIUS_METRES * half).powi(2);
        2.0 * self.radius_metres * length + cap
    }
}

impl Leg {
    fn new(from: Position, to: Position, radius_metres: f64) -> Self {
        let (start, end) = (Point::of(from), Point::of(to));
        let end = Point { x: start.x + short_way(end.x - start.x), y: end.y };
        let radius_degrees = radius_metres / METRES_PER_DEGREE;
        let size = (end.x - start.x).abs().max((end.y - start.y).abs());
        // 0.1 degree, straight on the chart, bends by 14 m at 80 degrees of latitude.
        let piece_degrees = (radius_degrees / 20.0).max(0.1);
        let mut pieces = 1;
        while pieces < MAX_PIECES && size / to_f64(pieces) > piece_degrees {
            pieces += 1;
        }
        let at = |n: usize| {
            let share = to_f64(n) / to_f64(pieces);
            let x = start.x + (end.x - start.x) * share;
            Position::wrapped(start.y + (end.y - start.y) * share, x)
        };
        let south = start.y.min(end.y) - radius_degrees;
        let north = start.y.max(end.y) + radius_degrees;
        let widest = libm::cos(south.abs().max(north.abs()).min(90.0).to_radians());
        let sin_radius = libm::sin(radius_degrees.to_radians());
        // Where the circle holds a pole it meets every meridian.
        let reaches_pole = south <= -90.0 || north >= 90.0 || sin_radius >= widest;
        let margin =
            if reaches_pole { 180.0 } else { libm::asin(sin_radius / widest).to_degrees() * 1.01 };
        Self {
            points: (0..=pieces).map(at).collect(),
            low: start.x.min(end.x) - margin,
            high: start.x.max(end.x) + margin,
            south: south.max(-90.0),
            north: north.min(90.0),
        }
    }

    fn may_hold(&self, place: Position) -> bool {
        (self.south..=self.north).contains(&place.latitude())
            && [-360.0, 0.0, 360.0]
                .into_iter()
                .any(|turn| (self.low..=self.high).contains(&(place.longitude() + turn)))
    }

    /// Metres from the origin of the frame to this leg; some larger number if it is beyond `best`.
    fn distance_metres(&self, frame: &LocalFrame, best: f64) -> f64 {
        let latitude = frame.origin().latitude();
        let mut best_found = f64::INFINITY;
        for (from, to) in self.points.iter().zip(self.points.iter().skip(1)) {
            let south = from.latitude().min(to.latitude()) - latitude;
            let north = latitude - from.latitude().max(to.latitude());
            if south.max(north) * METRES_PER_DEGREE > best.min(best_found) {
                continue;
            }
            let found = distance_to_origin(frame.project(*from), frame.project(*to));
            best_found = best_found.min(found);
        }
        best_found
    }
}
