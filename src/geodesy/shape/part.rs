use super::ShapeError;
use super::bands::{Bands, Edge, Point, to_f64};
use super::ring::{Pole, Ring};
use crate::domain::Position;
use crate::geodesy::distance::MEAN_RADIUS_METRES;
use crate::geodesy::frame::{LocalFrame, Vector, distance_to_origin};

/// One polygon with its holes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Part {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) south: f64,
    pub(super) north: f64,
    /// Whether the north pole is inside: where every test begins.
    holds_north_pole: bool,
    bands: Bands,
    pub(super) area_square_metres: f64,
}

/// A place closer to a pole than this many degrees (0.1 mm) is tested this far from it, so that an
/// edge along the pole itself has a side.
const AT_POLE: f64 = 90.0 - 1e-9;
/// Metres of a degree of latitude, at the least.
const METRES_PER_DEGREE: f64 = 110_574.0;
/// Metres of a radian of latitude, at the least.
const METRES_PER_RADIAN: f64 = METRES_PER_DEGREE * 180.0 / std::f64::consts::PI;
/// So near a plane is never further than the earth but for a share.
const NEARBY_METRES: f64 = 50_000.0;
const NEARBY_SHARE: f64 = 0.99;
/// Longer pieces of an edge are cut before a distance to them is taken, degrees.
const PIECE_DEGREES: f64 = 5.0;

impl Part {
    pub(super) fn new(rings: &[Vec<Position>]) -> Result<Self, ShapeError> {
        let mut rings = rings.iter().enumerate().map(|(n, corners)| Ring::new(n, corners));
        let outer = rings.next().ok_or(ShapeError::TooFewCorners { ring: 0, corners: 0 })??;
        let outer_low = outer.low;
        let mut all = vec![outer];
        for hole in rings {
            all.push(hole?.aligned_to(outer_low));
        }
        Ok(Self::of(&all))
    }

    fn of(rings: &[Ring]) -> Self {
        let edges: Vec<Edge> = rings.iter().flat_map(|ring| ring.edges.iter().copied()).collect();
        let latitudes = || edges.iter().flat_map(|edge| [edge.west.y, edge.east.y]);
        let low = rings.iter().map(|ring| ring.low).fold(f64::INFINITY, f64::min);
        let high = rings.iter().map(|ring| ring.high).fold(f64::NEG_INFINITY, f64::max);
        let outer_pole = rings.first().and_then(|ring| ring.pole);
        let holds = |pole| outer_pole == Some(pole);
        let holds_north_pole =
            rings.iter().filter(|ring| ring.pole == Some(Pole::North)).count() % 2 == 1;
        let angle = rings.iter().map(|ring| ring.angle);
        let solid_angle = 2.0 * rings.first().map_or(0.0, |ring| ring.angle) - angle.sum::<f64>();
        Self {
            low,
            high,
            south: if holds(Pole::South) { -90.0 } else { latitudes().fold(90.0, f64::min) },
            north: if holds(Pole::North) { 90.0 } else { latitudes().fold(-90.0, f64::max) },
            holds_north_pole,
            bands: Bands::new(low, high, &edges),
            area_square_metres: solid_angle.max(0.0) * MEAN_RADIUS_METRES * MEAN_RADIUS_METRES,
        }
    }

    /// Whether a place is inside; one on the boundary belongs to one of the two sides.
    pub(super) fn contains(&self, place: Point) -> bool {
        if place.y < self.south || place.y > self.north {
            return false;
        }
        let mut inside = self.holds_north_pole;
        let mut at = Point { x: self.eastward(place.x), y: place.y.clamp(-AT_POLE, AT_POLE) };
        while at.x <= self.high {
            for edge in self.bands.band(self.bands.band_of(at.x)) {
                inside ^= edge.is_north_of(at);
            }
            at.x += 360.0;
        }
        inside
    }

    /// The same longitude as one at or less than a turn east of the western end.
    fn eastward(&self, longitude: f64) -> f64 {
        let mut x = longitude;
        while x < self.low {
            x += 360.0;
        }
        while x >= self.low + 360.0 {
            x -= 360.0;
        }
        x
    }

    /// The middle of its box.
    pub(super) fn centre(&self) -> Position {
        Position::wrapped(f64::midpoint(self.south, self.north), f64::midpoint(self.low, self.high))
    }

    /// Whether the box of a straight way meets the box of this polygon.
    pub(super) fn may_meet(&self, from: Point, to: Point) -> bool {
        from.y.max(to.y) >= self.south
            && from.y.min(to.y) <= self.north
            && self.turns_of(from, to).next().is_some()
    }

    /// Gives every share of the straight way at which it meets an edge, in no order.
    pub(super) fn meet(&self, from: Point, to: Point, found: &mut impl FnMut(f64)) {
        for turn in self.turns_of(from, to) {
            let from = Point { x: from.x + turn, ..from };
            let to = Point { x: to.x + turn, ..to };
            let first = self.bands.band_of(from.x.min(to.x));
            let last = self.bands.band_of(from.x.max(to.x));
            let edges = self.bands.span(first, last).iter();
            edges.filter_map(|edge| meet(from, to, edge)).for_each(&mut *found);
        }
    }

    /// The whole turns by which the way has to be moved to lie where this polygon is.
    fn turns_of(&self, from: Point, to: Point) -> impl Iterator<Item = f64> {
        let (west, east) = (from.x.min(to.x), from.x.max(to.x));
        [-720.0, -360.0, 0.0, 360.0, 720.0]
            .into_iter()
            .filter(move |turn| west + turn <= self.high && east + turn >= self.low)
    }

    /// The smaller of `best` and the metres from the origin of the frame to the nearest edge.
    pub(super) fn nearest(&self, frame: &LocalFrame, best: f64) -> f64 {
        let place = Point::of(frame.origin());
        let east = self.eastward(place.x);
        let (sin_latitude, cos_latitude) = libm::sincos(place.y.to_radians());
        // A lower bound of the distance to a meridian: asin(c sin d) >= c d 2 / pi up to 90 degrees.
        let metres_per_gap = METRES_PER_DEGREE * cos_latitude * 0.63;
        let narrowest = cos_latitude - sin_latitude.abs() * NEARBY_METRES / METRES_PER_RADIAN;
        let mut best = best;
        for x in [east, east - 360.0] {
            let flat = Flat { origin: Point { x, ..place }, narrowest };
            let start = self.bands.band_of(x);
            let from_start = start..self.bands.count();
            for band in from_start {
                let gap = self.bands.west_of(band) - x;
                if gap > 180.0 || gap.min(90.0) * metres_per_gap > best {
                    break;
                }
                best = self.nearest_in(band, (frame, &flat), best);
            }
            for band in (0..start).rev() {
                let gap = x - self.bands.west_of(band + 1);
                if gap > 180.0 || gap.min(90.0) * metres_per_gap > best {
                    break;
                }
                best = self.nearest_in(band, (frame, &flat), best);
            }
        }
        best
    }

    fn nearest_in(&self, band: usize, (frame, flat): (&LocalFrame, &Flat), best: f64) -> f64 {
        self.bands.band(band).iter().fold(best, |best, edge| {
            if flat.is_beyond(edge, best) { best } else { best.min(distance_to_edge(frame, edge)) }
        })
    }
}

/// A place in a plane in which nothing near it is further than on earth, for a first look at edges.
struct Flat {
    origin: Point,
    /// The least length of a degree of longitude within [`NEARBY_METRES`], in degrees of latitude.
    narrowest: f64,
}

impl Flat {
    /// Whether an edge is certainly further away than some metres.
    fn is_beyond(&self, edge: &Edge, metres: f64) -> bool {
        let south = edge.west.y.min(edge.east.y) - self.origin.y;
        let north = self.origin.y - edge.west.y.max(edge.east.y);
        if south.max(north) * METRES_PER_DEGREE > metres {
            return true;
        }
        if metres > NEARBY_METRES || self.narrowest <= 0.0 {
            return false;
        }
        let [west, east] = [edge.west, edge.east].map(|corner| Vector {
            x: (corner.x - self.origin.x) * self.narrowest,
            y: corner.y - self.origin.y,
        });
        distance_to_origin(west, east) * METRES_PER_DEGREE * NEARBY_SHARE > metres
    }
}

/// The share of the way from `from` to `to` at which it meets an edge. Parallel ones never do: what
/// leads to them and away from them does.
fn meet(from: Point, to: Point, edge: &Edge) -> Option<f64> {
    let way = Point { x: to.x - from.x, y: to.y - from.y };
    let along = Point { x: edge.east.x - edge.west.x, y: edge.east.y - edge.west.y };
    let apart = Point { x: edge.west.x - from.x, y: edge.west.y - from.y };
    let cross = |a: Point, b: Point| a.x * b.y - a.y * b.x;
    let denominator = cross(way, along);
    if denominator == 0.0 {
        return None;
    }
    let share = cross(apart, along) / denominator;
    let edge_share = cross(apart, way) / denominator;
    // A hair beyond the ends of the edge, so that no way slips between two edges at a corner.
    let meets = (0.0..=1.0).contains(&share) && (-1e-9..=1.0 + 1e-9).contains(&edge_share);
    meets.then_some(share)
}

/// Metres from the origin of the frame to an edge.
fn distance_to_edge(frame: &LocalFrame, edge: &Edge) -> f64 {
    let size = (edge.east.x - edge.west.x).max((edge.east.y - edge.west.y).abs());
    let mut pieces = 1_usize;
    while size / to_f64(pieces) > PIECE_DEGREES {
        pieces += 1;
    }
    let piece = 1.0 / to_f64(pieces);
    (0..pieces)
        .map(|n| distance_to_piece(frame, edge, to_f64(n) * piece, piece, size))
        .fold(f64::INFINITY, f64::min)
}

/// Narrows in on the nearest point of a piece: a long straight edge is a curve in the frame.
fn distance_to_piece(frame: &LocalFrame, edge: &Edge, start: f64, length: f64, size: f64) -> f64 {
    let (mut from, mut to) = (start, start + length);
    loop {
        let near = frame.project(edge.at(from).place());
        let along = frame.project(edge.at(to).place()) - near;
        let square = along.dot(along);
        let foot = if square > 0.0 { (-near.dot(along) / square).clamp(0.0, 1.0) } else { 0.0 };
        // Half a hundredth of a degree bends by less than a metre at 85 degrees of latitude.
        if (to - from) * size < 0.02 {
            return (near + along * foot).norm();
        }
        let middle = from + (to - from) * foot;
        let reach = (to - from) / 8.0;
        (from, to) = ((middle - reach).max(from), (middle + reach).min(to));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_edge_that_is_passed_over_is_none_that_counts(
            (latitude, longitude) in (-88.0..88.0_f64, -180.0..180.0_f64),
            spread in -3.0..1.5_f64,
            corners in prop::collection::vec((-1.0..1.0_f64, -1.0..1.0_f64), 3..30),
            (x, y) in (-1.5..1.5_f64, -1.5..1.5_f64),
            within in 0.0..200_000.0_f64,
        ) {
            let spread = 10_f64.powf(spread);
            let at = |(x, y): (f64, f64)| {
                let y = (latitude + y * spread).clamp(-89.9, 89.9);
                Position::wrapped(y, longitude + x * spread)
            };
            let ring: Vec<_> = corners.iter().chain(corners.first()).copied().map(at).collect();
            let Ok(part) = Part::new(&[ring]) else { return Ok(()) };
            let frame = LocalFrame::at(at((x, y)));
            let edges = part.bands.span(0, part.bands.count() - 1).iter();
            let every = edges.map(|edge| distance_to_edge(&frame, edge)).fold(within, f64::min);
            prop_assert_eq!(part.nearest(&frame, within).to_bits(), every.to_bits());
        }
    }
}
