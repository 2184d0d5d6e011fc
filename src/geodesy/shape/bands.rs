use crate::domain::Position;

/// A point of the plate carree plane: longitude, unrolled, and latitude, in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// A straight edge of that plane, from west to east.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Edge {
    pub(super) west: Point,
    pub(super) east: Point,
    slope: f64,
}

/// Edges by bands of longitude, so that a test looks at a few of many. An edge is in every band
/// that it meets.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bands {
    low: f64,
    width: f64,
    starts: Vec<usize>,
    edges: Vec<Edge>,
}

/// Most bands of one shape.
const MAX_BANDS: usize = 4096;
/// Entries allowed per edge over all bands: bounds the memory of long edges.
const MAX_ENTRIES_PER_EDGE: usize = 8;

impl Edge {
    pub(super) fn new(one: Point, other: Point) -> Self {
        let (west, east) = if one.x <= other.x { (one, other) } else { (other, one) };
        Self { west, east, slope: (east.y - west.y) / (east.x - west.x) }
    }

    /// Whether the meridian through `point` meets this edge north of it. Half open in longitude,
    /// so that a corner counts for one of its two edges.
    pub(super) fn is_north_of(&self, point: Point) -> bool {
        self.west.x <= point.x
            && point.x < self.east.x
            && self.west.y + (point.x - self.west.x) * self.slope > point.y
    }

    /// The point at a share of the way from west to east.
    pub(super) fn at(&self, share: f64) -> Point {
        Point {
            x: self.west.x + (self.east.x - self.west.x) * share,
            y: self.west.y + (self.east.y - self.west.y) * share,
        }
    }
}

impl Point {
    pub(super) fn of(place: Position) -> Self {
        Self { x: place.longitude(), y: place.latitude() }
    }

    pub(super) fn place(self) -> Position {
        Position::wrapped(self.y, self.x)
    }
}

impl Bands {
    /// Sorts edges between the longitudes `low` and `high` into bands.
    pub(super) fn new(low: f64, high: f64, edges: &[Edge]) -> Self {
        let mut count = edges.len().clamp(1, MAX_BANDS);
        loop {
            let mut bands =
                Self { low, width: (high - low) / to_f64(count), starts: vec![], edges: vec![] };
            let entries: usize = edges.iter().map(|edge| bands.span_of(edge, count).count()).sum();
            if count == 1 || entries <= edges.len().saturating_mul(MAX_ENTRIES_PER_EDGE) {
                bands.fill(count, entries, edges);
                return bands;
            }
            count /= 2;
        }
    }

    fn fill(&mut self, count: usize, entries: usize, edges: &[Edge]) {
        let mut placed: Vec<(usize, Edge)> = Vec::with_capacity(entries);
        for edge in edges {
            placed.extend(self.span_of(edge, count).map(|band| (band, *edge)));
        }
        placed.sort_by_key(|&(band, _)| band);
        self.starts = (0..=count).map(|band| placed.partition_point(|&(b, _)| b < band)).collect();
        self.edges = placed.into_iter().map(|(_, edge)| edge).collect();
    }

    fn span_of(&self, edge: &Edge, count: usize) -> std::ops::RangeInclusive<usize> {
        self.index(edge.west.x, count)..=self.index(edge.east.x, count)
    }

    fn index(&self, x: f64, count: usize) -> usize {
        if self.width > 0.0 { whole((x - self.low) / self.width).min(count - 1) } else { 0 }
    }

    /// How many bands there are.
    pub(super) fn count(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The band of a longitude; the first or last one beyond the ends.
    pub(super) fn band_of(&self, x: f64) -> usize {
        self.index(x, self.count().max(1))
    }

    /// The western limit of a band.
    pub(super) fn west_of(&self, band: usize) -> f64 {
        self.low + self.width * to_f64(band)
    }

    /// The edges of one band.
    pub(super) fn band(&self, band: usize) -> &[Edge] {
        self.span(band, band)
    }

    /// The edges of all bands from the first to the last, some of them several times.
    pub(super) fn span(&self, first: usize, last: usize) -> &[Edge] {
        let from = self.starts.get(first).copied().unwrap_or(0);
        let to = self.starts.get(last + 1).copied().unwrap_or(from);
        self.edges.get(from..to).unwrap_or(&[])
    }
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the only way to a whole number; saturates, and every caller bounds the result"
)]
fn whole(value: f64) -> usize {
    value as usize
}

/// Exact: counts here are far below 2^32.
pub(super) fn to_f64(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}
