use std::f64::consts::TAU;

use geo::line_intersection::line_intersection;
use geo::{Line, coord};

use super::ShapeError;
use super::bands::{Bands, Edge, Point};
use crate::domain::Position;
use crate::geodesy::frame::short_way;

/// A closed ring, unrolled into the plate carree plane.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ring {
    pub(super) edges: Vec<Edge>,
    pub(super) low: f64,
    pub(super) high: f64,
    /// The pole it goes round, if it does.
    pub(super) pole: Option<Pole>,
    /// Solid angle inside, in steradians.
    pub(super) angle: f64,
}

/// A pole inside a ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pole {
    North,
    South,
}

impl Ring {
    /// Checks and unrolls ring number `ring` of a polygon.
    pub(super) fn new(ring: usize, corners: &[Position]) -> Result<Self, ShapeError> {
        let different = count_different(corners);
        if different < 3 {
            return Err(ShapeError::TooFewCorners { ring, corners: different });
        }
        let points = unroll(corners);
        let (Some(&first), Some(&last)) = (points.first(), points.last()) else {
            return Err(ShapeError::TooFewCorners { ring, corners: 0 });
        };
        let turns = (last.x - first.x) / 360.0;
        let misses_start = (turns - turns.round()).abs() > 1e-9;
        #[expect(clippy::float_cmp, reason = "the last point repeats the first to the digit")]
        if misses_start || first.y != last.y {
            return Err(ShapeError::NotClosed { ring });
        }
        let edges: Vec<Edge> = points
            .iter()
            .zip(points.iter().skip(1))
            .filter(|(from, to)| from != to)
            .map(|(&from, &to)| Edge::new(from, to))
            .collect();
        let low = points.iter().map(|point| point.x).fold(f64::INFINITY, f64::min);
        let high = points.iter().map(|point| point.x).fold(f64::NEG_INFINITY, f64::max);
        if crosses_itself(low, high, &edges) {
            return Err(ShapeError::SelfIntersection { ring });
        }
        let (angle, pole) = inside(&points, turns.round());
        Ok(Self { edges, low, high, pole, angle })
    }

    /// Moves the ring by whole turns so that it begins within 360 degrees east of `low`.
    pub(super) fn aligned_to(mut self, low: f64) -> Self {
        let shift = ((low - self.low) / 360.0).ceil() * 360.0;
        let moved = |point: Point| Point { x: point.x + shift, y: point.y };
        self.edges = self.edges.iter().map(|e| Edge::new(moved(e.west), moved(e.east))).collect();
        self.low += shift;
        self.high += shift;
        self
    }
}

/// Different corners, the closing one counted once.
fn count_different(corners: &[Position]) -> usize {
    let mut keys: Vec<(f64, f64)> = corners.iter().map(|p| (p.latitude(), p.longitude())).collect();
    keys.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    keys.dedup();
    keys.len()
}

/// The corners without jumps: each at most 180 degrees of longitude from the one before. A step of
/// exactly 360 degrees is a whole parallel and stays.
fn unroll(corners: &[Position]) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::with_capacity(corners.len());
    let mut before: Option<f64> = None;
    for corner in corners {
        let point = Point::of(*corner);
        let x = match (before, points.last()) {
            (Some(longitude), Some(last)) => last.x + step(point.x - longitude),
            _ => point.x,
        };
        before = Some(point.x);
        points.push(Point { x, y: point.y });
    }
    points
}

fn step(degrees: f64) -> f64 {
    if degrees.abs() < 360.0 { short_way(degrees) } else { degrees }
}

fn crosses_itself(low: f64, high: f64, edges: &[Edge]) -> bool {
    let bands = Bands::new(low, high, edges);
    (0..bands.count()).any(|band| {
        let mut rest = bands.band(band);
        while let Some((edge, others)) = rest.split_first() {
            if others.iter().any(|other| cross(edge, other)) {
                return true;
            }
            rest = others;
        }
        false
    })
}

/// Whether two edges cross at an inner point of both.
fn cross(one: &Edge, other: &Edge) -> bool {
    let apart =
        |a: &Edge, b: &Edge| a.east.x < b.west.x || a.west.y.max(a.east.y) < b.west.y.min(b.east.y);
    if apart(one, other) || apart(other, one) {
        return false;
    }
    let line = |edge: &Edge| {
        Line::new(
            coord! { x: edge.west.x, y: edge.west.y },
            coord! { x: edge.east.x, y: edge.east.y },
        )
    };
    line_intersection(line(one), line(other)).is_some_and(|found| found.is_proper())
}

/// Solid angle inside, and the pole that is inside: of the two caps that a ring round the earth
/// leaves, the smaller is meant.
fn inside(points: &[Point], turns: f64) -> (f64, Option<Pole>) {
    let swept: f64 =
        points.iter().zip(points.iter().skip(1)).map(|(a, b)| swept_angle(*a, *b)).sum();
    // An even number of turns holds no pole.
    if turns.rem_euclid(2.0) < 0.5 {
        return (swept.abs(), None);
    }
    let eastward = swept * turns.signum();
    let pole = if eastward > 0.0 { Pole::North } else { Pole::South };
    (TAU - eastward.abs(), Some(pole))
}

/// The solid angle between an edge and the equator: the integral of sin(latitude) over longitude,
/// exact for an edge that is straight in the plate carree plane.
fn swept_angle(from: Point, to: Point) -> f64 {
    let (south, north) = (from.y.to_radians(), to.y.to_radians());
    let width = (to.x - from.x).to_radians();
    let rise = north - south;
    if rise.abs() < 1e-9 {
        width * libm::sin(south.midpoint(north))
    } else {
        width * (libm::cos(south) - libm::cos(north)) / rise
    }
}
