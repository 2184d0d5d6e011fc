use super::ShapeError;
use super::bands::Point;
use super::corridor::Corridor;
use super::disc::Disc;
use super::part::Part;
use super::sketch::Sketch;
use crate::domain::{Metres, NauticalMiles, Position};
use crate::geodesy::distance::MEAN_RADIUS_METRES;
use crate::geodesy::frame::{LocalFrame, short_way};

/// A part of the earth's surface with an inside: polygons with holes, also across the antimeridian
/// and round a pole, or everything within a radius of a point or a line. Prepared for many tests.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    extent: Extent,
    area_square_metres: f64,
}

#[derive(Clone, Debug, PartialEq)]
enum Extent {
    World,
    Polygons(Vec<Part>),
    Corridor(Corridor),
}

/// A disc is by so much smaller than it comes out: planes are good to less, also at its size.
const DISC_SHARE: f64 = 0.97;
/// How far a long edge may be from where a plane has it within the size of a disc, metres: a piece of 5
/// degrees along a parallel at 75 degrees bends by 2 km.
const BENT_METRES: f64 = 3_000.0;

/// How a swept segment meets a boundary.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crossing {
    /// Share of the segment at which the boundary is met, `0.0..=1.0`.
    pub share: f64,
    /// Whether the boundary is crossed inward.
    pub inward: bool,
}

impl Shape {
    /// Polygons as GeoJSON gives them: each an outer ring and its holes, closed, `[lon, lat]` as
    /// [`Position`]s, edges straight in the plate carree plane (RFC 7946) and shorter than 180
    /// degrees; an edge of more than 180 degrees of longitude is taken the short way across the
    /// antimeridian (one of exactly 360 is a whole parallel). Which way round a ring goes does not
    /// matter; one that goes round the earth holds the nearer pole.
    pub fn polygons(polygons: &[Vec<Vec<Position>>]) -> Result<Self, ShapeError> {
        if polygons.is_empty() {
            return Err(ShapeError::TooFewCorners { ring: 0, corners: 0 });
        }
        let parts: Vec<Part> =
            polygons.iter().map(|rings| Part::new(rings)).collect::<Result<_, _>>()?;
        let area_square_metres = parts.iter().map(|part| part.area_square_metres).sum();
        Ok(Self { extent: Extent::Polygons(parts), area_square_metres })
    }

    /// Everything within `radius` of a line (a point is a line of one place), whose legs are
    /// straight in the plate carree plane and take the short way round.
    pub fn corridor(line: &[Position], radius: NauticalMiles) -> Result<Self, ShapeError> {
        if !(0.01..=600.0).contains(&radius.get()) {
            return Err(ShapeError::Radius(radius.get()));
        }
        if line.is_empty() {
            return Err(ShapeError::EmptyLine);
        }
        let corridor = Corridor::new(line, radius.metres());
        let area_square_metres = corridor.area_square_metres();
        Ok(Self { extent: Extent::Corridor(corridor), area_square_metres })
    }

    /// The whole earth.
    pub fn world() -> Self {
        let sphere = 4.0 * std::f64::consts::PI * MEAN_RADIUS_METRES * MEAN_RADIUS_METRES;
        Self { extent: Extent::World, area_square_metres: sphere }
    }

    /// Whether this is the whole earth, which contains everything and has no boundary.
    pub const fn is_world(&self) -> bool {
        matches!(self.extent, Extent::World)
    }

    /// Whether a place is inside. No allocation.
    pub fn contains(&self, place: Position) -> bool {
        match &self.extent {
            Extent::World => true,
            Extent::Polygons(parts) => {
                let point = Point::of(place);
                parts.iter().any(|part| part.contains(point))
            }
            Extent::Corridor(corridor) => corridor.contains(place),
        }
    }

    /// Where the straight way from one place to the next crosses the boundary, in order, inward and
    /// outward in turn: an odd number exactly if one of the two places is inside and the other is
    /// not. Straight in the plate carree plane, the short way round. Grazing a boundary is no
    /// crossing.
    pub fn crossings(&self, from: Position, to: Position) -> Vec<Crossing> {
        let (start, end) = unrolled(from, to);
        let mut shares = Vec::new();
        if !self.may_meet(start, end) {
            return Vec::new();
        }
        self.meet(start, end, &mut |share| shares.push(share));
        shares.sort_by(f64::total_cmp);
        let is_inside_at = |share: f64| {
            let x = start.x + (end.x - start.x) * share;
            self.contains(Position::wrapped(start.y + (end.y - start.y) * share, x))
        };
        changes(&shares, self.contains(from), self.contains(to), is_inside_at)
    }

    /// Whether the straight way from one place to the next is partly inside or meets the boundary.
    /// No allocation.
    pub fn touches(&self, from: Position, to: Position) -> bool {
        if self.contains(from) || self.contains(to) {
            return true;
        }
        let (start, end) = unrolled(from, to);
        let mut touches = false;
        if self.may_meet(start, end) {
            self.meet(start, end, &mut |_share| touches = true);
        }
        touches
    }

    /// Distance to the nearest boundary, inside or outside; `None` where there is none (the world).
    pub fn distance_to_boundary(&self, place: Position) -> Option<Metres> {
        let metres = match &self.extent {
            Extent::World => return None,
            Extent::Polygons(parts) => {
                let frame = LocalFrame::at(place);
                parts.iter().fold(f64::INFINITY, |best, part| part.nearest(&frame, best))
            }
            Extent::Corridor(corridor) => corridor.signed_distance_metres(place).abs(),
        };
        Metres::new(metres)
    }

    /// Whether the origin of a frame is inside, as [`Shape::contains`] says, and the metres from there
    /// to the nearest boundary, at most `within`. No allocation.
    pub fn look_from(&self, frame: &LocalFrame, within: Metres) -> (bool, Metres) {
        let (inside, metres) = match &self.extent {
            Extent::World => return (true, within),
            Extent::Polygons(parts) => {
                let nearest = |best, part: &Part| part.nearest(frame, best);
                (self.contains(frame.origin()), parts.iter().fold(within.get(), nearest))
            }
            Extent::Corridor(corridor) => corridor.look_from(frame),
        };
        (inside, Metres::new(metres.min(within.get())).unwrap_or(Metres::ZERO))
    }

    /// What answers most looks at it from a place.
    pub fn sketch(&self) -> Sketch {
        let circle = match &self.extent {
            Extent::Corridor(corridor) => corridor.circle(),
            Extent::World | Extent::Polygons(_) => None,
        };
        circle.map_or_else(
            || Sketch::Disc(self.disc()),
            |(centre, metres)| Sketch::Circle { centre, metres },
        )
    }

    /// A disc that lies inside, as large as is easily found.
    pub(super) fn disc(&self) -> Disc {
        match &self.extent {
            Extent::World => Disc::default(),
            Extent::Polygons(parts) => {
                let discs = parts.iter().map(|part| {
                    let centre = part.centre();
                    let metres = self.distance_to_boundary(centre).map_or(0.0, Metres::get);
                    let metres = if self.contains(centre) { metres } else { 0.0 };
                    Disc::about(centre, metres * DISC_SHARE - BENT_METRES)
                });
                discs.fold(Disc::default(), Disc::or)
            }
            Extent::Corridor(corridor) => {
                let middle = corridor.middle();
                middle
                    .map_or_else(Disc::default, |(at, metres)| Disc::about(at, metres * DISC_SHARE))
            }
        }
    }

    /// Size, for "the smallest area wins": on the sphere of the mean radius, within 0.6 % of the
    /// ellipsoid's; overlaps of a corridor's own bends are counted twice.
    pub const fn area_square_metres(&self) -> f64 {
        self.area_square_metres
    }

    fn may_meet(&self, start: Point, end: Point) -> bool {
        match &self.extent {
            Extent::World => false,
            Extent::Polygons(parts) => parts.iter().any(|part| part.may_meet(start, end)),
            Extent::Corridor(corridor) => corridor.may_meet(start, end),
        }
    }

    fn meet(&self, start: Point, end: Point, found: &mut impl FnMut(f64)) {
        match &self.extent {
            Extent::World => {}
            Extent::Polygons(parts) => parts.iter().for_each(|part| part.meet(start, end, found)),
            Extent::Corridor(corridor) => corridor.meet(start, end, found),
        }
    }

    /// Boxes that together cover the shape, none across the antimeridian: (south-west, north-east).
    pub fn boxes(&self) -> Vec<(Position, Position)> {
        let mut boxes = Vec::new();
        match &self.extent {
            Extent::World => push_boxes(&mut boxes, (-180.0, 180.0), (-90.0, 90.0)),
            Extent::Polygons(parts) => {
                for part in parts {
                    push_boxes(&mut boxes, (part.low, part.high), (part.south, part.north));
                }
            }
            Extent::Corridor(corridor) => {
                for leg in corridor.boxes() {
                    push_boxes(&mut boxes, (leg.low, leg.high), (leg.south, leg.north));
                }
            }
        }
        boxes
    }
}

/// Both ends of the short way in one unrolled plane.
fn unrolled(from: Position, to: Position) -> (Point, Point) {
    let start = Point::of(from);
    (start, Point { x: start.x + short_way(to.longitude() - start.x), y: to.latitude() })
}

/// Shares closer than this are one meeting: two edges meet at a corner.
const SAME_SHARE: f64 = 1e-9;

/// The meetings at which inside turns into outside or back. Between two meetings nothing changes,
/// so one look half-way tells.
fn changes(
    shares: &[f64],
    starts_inside: bool,
    ends_inside: bool,
    is_inside_at: impl Fn(f64) -> bool,
) -> Vec<Crossing> {
    let mut crossings = Vec::new();
    let mut inside = starts_inside;
    let mut note = |share: f64, now_inside: bool| {
        if now_inside != inside {
            crossings.push(Crossing { share, inward: now_inside });
            inside = now_inside;
        }
    };
    let mut before = 0.0;
    for &share in shares {
        if share - before > SAME_SHARE {
            note(before, is_inside_at(f64::midpoint(before, share)));
        }
        before = share;
    }
    if 1.0 - before > SAME_SHARE && !shares.is_empty() {
        note(before, is_inside_at(f64::midpoint(before, 1.0)));
    }
    note(1.0, ends_inside);
    crossings
}

/// Cuts a box of unrolled longitudes at the antimeridian.
fn push_boxes(
    boxes: &mut Vec<(Position, Position)>,
    (low, high): (f64, f64),
    (south, north): (f64, f64),
) {
    let mut push = |west: f64, east: f64| {
        if let (Some(south_west), Some(north_east)) =
            (Position::new(south, west), Position::new(north, east))
        {
            boxes.push((south_west, north_east));
        }
    };
    if high - low >= 360.0 {
        push(-180.0, 180.0);
        return;
    }
    let mut west = low;
    let mut east = high;
    while west < -180.0 {
        (west, east) = (west + 360.0, east + 360.0);
    }
    while west > 180.0 {
        (west, east) = (west - 360.0, east - 360.0);
    }
    if east <= 180.0 {
        push(west, east);
    } else {
        push(west, 180.0);
        push(-180.0, east - 360.0);
    }
}
