use super::super::super::Bits;
use super::cursor::Cursor;
use crate::domain::{Degrees, Metres, Position};
use crate::geodesy;

/// Degrees of a sector's arc between two points of its outline, at most.
const ARC_STEP: f64 = 5.0;

/// A place of an area notice as sent. Lengths are in metres, scaled.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A circle; a point where its radius is 0.
    Circle {
        /// Centre.
        centre: Option<Position>,
        /// Radius.
        radius: Metres,
    },
    /// A rectangle.
    Rectangle {
        /// South-west corner, about which it is turned.
        corner: Option<Position>,
        /// Length of the side that goes east before it is turned.
        east: Metres,
        /// Length of the side that goes north before it is turned.
        north: Metres,
        /// Turned clockwise by this; `None` for reserved codes.
        orientation: Option<Degrees>,
    },
    /// A sector of a circle, from the left boundary clockwise to the right one.
    Sector {
        /// Centre.
        centre: Option<Position>,
        /// Radius.
        radius: Metres,
        /// Left boundary from true north; `None` for reserved codes.
        left: Option<Degrees>,
        /// Right boundary from true north; `None` for reserved codes.
        right: Option<Degrees>,
    },
    /// A line, or waypoints.
    Polyline {
        /// The point sent before it.
        from: Option<Position>,
        /// From each point to the next.
        legs: Vec<Leg>,
    },
    /// An outline that goes back to where it begins.
    Polygon {
        /// The point sent before it.
        from: Option<Position>,
        /// From each corner to the next.
        legs: Vec<Leg>,
    },
}

/// From one point to the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leg {
    /// True bearing, in half degrees as sent.
    pub bearing: Degrees,
    /// Distance.
    pub distance: Metres,
}

/// What a place looks like on the earth.
#[derive(Clone, Debug, PartialEq)]
pub enum Outline {
    /// A point, or the centre of a circle.
    Point(Position),
    /// Points of a line.
    Line(Vec<Position>),
    /// Corners of an outline, the first again as the last.
    Ring(Vec<Position>),
}

impl Shape {
    /// A circle (`code` 0), a rectangle (1) or a sector (2), after its kind; `None` where it was cut
    /// before its last length.
    pub(super) fn read_placed(bits: Bits<'_>, start: usize, code: u8) -> Option<Self> {
        let mut from = Cursor::at(bits, start);
        let scale = from.byte(2)?;
        let place = from.position();
        // Decimals that the sender's position is good for: nothing to compute with.
        from.skip(3);
        Some(match code {
            0 => Self::Circle { centre: place, radius: scaled(from.short(12)?, scale) },
            1 => Self::Rectangle {
                corner: place,
                east: scaled(from.short(8)?, scale),
                north: scaled(from.short(8)?, scale),
                orientation: from.direction(),
            },
            _ => Self::Sector {
                centre: place,
                radius: scaled(from.short(12)?, scale),
                left: from.direction(),
                right: from.direction(),
            },
        })
    }

    /// Where a line that follows begins.
    pub(super) fn end(&self) -> Option<Position> {
        match self {
            Self::Circle { centre, .. } => *centre,
            Self::Polyline { from, legs } => walked(*from, legs).pop(),
            Self::Rectangle { .. } | Self::Sector { .. } | Self::Polygon { .. } => None,
        }
    }

    /// The place on the earth; `None` where a position or an angle of it is not available.
    pub fn outline(&self) -> Option<Outline> {
        match *self {
            Self::Circle { centre, .. } => centre.map(Outline::Point),
            Self::Rectangle { corner, east, north, orientation } => {
                Some(rectangle(corner?, east, north, orientation?))
            }
            Self::Sector { centre, radius, left, right } => {
                Some(sector(centre?, radius, left?, right?))
            }
            Self::Polyline { from, ref legs } => {
                Some(walked(from, legs)).filter(|line| line.len() > 1).map(Outline::Line)
            }
            Self::Polygon { from, ref legs } => {
                let mut ring = walked(from, legs);
                ring.extend(from);
                Some(ring).filter(|ring| ring.len() > 3).map(Outline::Ring)
            }
        }
    }
}

impl Leg {
    /// Up to four legs, as many as were sent. A distance of 0 or a bearing of 720 half degrees is
    /// "no point".
    pub(super) fn read_four(bits: Bits<'_>, start: usize) -> Vec<Self> {
        let mut from = Cursor::at(bits, start);
        let Some(scale) = from.byte(2) else { return Vec::new() };
        let leg = |_| {
            let half_degrees = from.short(10)?;
            let length = from.short(10)?;
            (half_degrees < 720 && length > 0).then_some(Self {
                bearing: Degrees::new(f64::from(half_degrees) / 2.0)?,
                distance: scaled(length, scale),
            })
        };
        (0..4).map_while(leg).collect()
    }
}

/// A length times 1, 10, 100 or 1,000.
fn scaled(length: u16, scale: u8) -> Metres {
    let metres = f64::from(u32::from(length) * 10_u32.pow(u32::from(scale)));
    Metres::new(metres).unwrap_or(Metres::ZERO)
}

fn walked(from: Option<Position>, legs: &[Leg]) -> Vec<Position> {
    let mut points = Vec::from_iter(from);
    for leg in legs {
        points.extend(
            points.last().map(|&last| geodesy::destination(last, leg.bearing, leg.distance)),
        );
    }
    points
}

/// Without a side it is a line, without both a point. Corners go round against the clock.
fn rectangle(corner: Position, east: Metres, north: Metres, turned: Degrees) -> Outline {
    let eastward = Degrees::new(turned.get() + 90.0).unwrap_or(Degrees::NORTH);
    let right = geodesy::destination(corner, eastward, east);
    let up = geodesy::destination(corner, turned, north);
    match (east.get() > 0.0, north.get() > 0.0) {
        (true, true) => {
            let opposite = geodesy::destination(right, turned, north);
            Outline::Ring(vec![corner, right, opposite, up, corner])
        }
        (true, false) => Outline::Line(vec![corner, right]),
        (false, true) => Outline::Line(vec![corner, up]),
        (false, false) => Outline::Point(corner),
    }
}

/// From the centre along the right boundary and the arc back to the left one. Equal boundaries are
/// a line.
fn sector(centre: Position, radius: Metres, left: Degrees, right: Degrees) -> Outline {
    if radius.get() <= 0.0 {
        return Outline::Point(centre);
    }
    let on_arc = |bearing: f64| {
        let bearing = Degrees::new(bearing).unwrap_or(Degrees::NORTH);
        geodesy::destination(centre, bearing, radius)
    };
    let width = (right.get() - left.get()).rem_euclid(360.0);
    if width <= 0.0 {
        return Outline::Line(vec![centre, on_arc(left.get())]);
    }
    let mut ring = vec![centre];
    let mut before_left = width;
    while before_left > 0.0 {
        ring.push(on_arc(left.get() + before_left));
        before_left -= ARC_STEP;
    }
    ring.extend([on_arc(left.get()), centre]);
    Outline::Ring(ring)
}
