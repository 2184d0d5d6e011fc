use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::LazyLock;

use foldhash::fast::FixedState;

use super::outline::{Outline, Reach, Search};
use super::tenants::Tenants;
use super::{Mark, Slot, Traits};
use crate::domain::{EventTime, NauticalMiles, Position};

/// Rows of 0.1 degree of latitude from pole to pole.
const ROWS: u32 = 1800;
pub(super) const ROW_DEGREES: f64 = 0.1;
/// Columns of the longest row.
const COLUMNS_MAX: u32 = 3600;

/// Who is near a place: cells of 0.1 degree of latitude and about as wide, so that a cell is some
/// 6 nm across everywhere; columns wrap at the antimeridian. A cell holds what a search has to know
/// of everybody in it, so that a search touches no contact.
#[derive(Debug)]
pub struct Grid {
    /// Where in the list of tenants those of a cell are: so small that it stays at hand.
    cells: HashMap<Cell, u32, FixedState>,
    /// By cell, in no order; some of nobody, to be used again.
    tenants: Vec<Tenants>,
    free: Vec<u32>,
    /// Cells in use by a share of their number: most cells about a place are empty, and are passed
    /// over by this alone.
    in_use: Vec<u16>,
}

/// Counters of cells in use.
const COUNTERS: u32 = 1 << 15;

/// A cell: row from the south pole, column from 180 degrees west. Counted from 1, so that an `Option` of it
/// is no larger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cell(NonZeroU32);

/// What a row of cells is like.
#[derive(Clone, Copy, Debug)]
struct Row {
    /// How many cells there are: 3600 at the equator, fewer towards the poles by the row's edge
    /// that is nearer to the equator.
    columns: u32,
    /// Degrees of longitude in a degree of arc, at the edge that is nearer to the pole.
    stretch: f64,
}

static TABLE: LazyLock<Vec<Row>> = LazyLock::new(|| (0..ROWS).map(Row::new).collect());

impl Default for Grid {
    fn default() -> Self {
        let counters = usize::try_from(COUNTERS).unwrap_or(0);
        Self {
            cells: HashMap::with_hasher(FixedState::default()),
            tenants: Vec::new(),
            free: Vec::new(),
            in_use: vec![0; counters],
        }
    }
}

impl Grid {
    /// Notes where a contact is now; `from` and `to` are her cells before and now, `None` outside
    /// the grid. `hint` is what this returned last: where in her cell she may be.
    pub fn shift(&mut self, from: Option<Cell>, to: Option<Cell>, mark: Mark, hint: u32) -> u32 {
        if let (Some(from), Some(to)) = (from, to)
            && from == to
        {
            let Some(tenants) = self.tenants_mut(to) else { return 0 };
            let hint = usize::try_from(hint).unwrap_or(usize::MAX);
            return tenants.note(to.outline(&mark), mark, hint);
        }
        if let Some(from) = from {
            self.remove(from, mark.slot);
        }
        let Some(to) = to else { return 0 };
        let tenants = match self.cells.get(&to) {
            Some(&at) => self.tenants.get_mut(index(at)),
            None => self.open(to),
        };
        tenants.map_or(0, |tenants| tenants.add(to.outline(&mark), mark))
    }

    /// Takes a contact out of a cell.
    pub fn remove(&mut self, cell: Cell, slot: Slot) {
        let Some(tenants) = self.tenants_mut(cell) else { return };
        tenants.remove(slot);
        if tenants.is_empty() {
            *tenants = Tenants::default();
            self.free.extend(self.cells.remove(&cell));
            // One that ever was full stays in use: it only passes over less.
            if let Some(count) = self.in_use.get_mut(cell.counter()).filter(|n| **n < u16::MAX) {
                *count = count.saturating_sub(1);
            }
        }
    }

    fn tenants_mut(&mut self, cell: Cell) -> Option<&mut Tenants> {
        let at = *self.cells.get(&cell)?;
        self.tenants.get_mut(index(at))
    }

    /// Takes a cell into use. Room is made for an eighth more of them at a time.
    fn open(&mut self, cell: Cell) -> Option<&mut Tenants> {
        if let Some(count) = self.in_use.get_mut(cell.counter()) {
            *count = count.saturating_add(1);
        }
        let at = self.free.pop().or_else(|| {
            let len = self.tenants.len();
            if len == self.tenants.capacity() {
                self.tenants.reserve_exact(1 + len / 8);
            }
            self.tenants.push(Tenants::default());
            u32::try_from(len).ok()
        })?;
        self.cells.insert(cell, at);
        self.tenants.get_mut(index(at))
    }

    /// Calls `visit` for everybody together who is in a cell within `radius` of a place.
    pub(super) fn tenants_near<'a>(
        &'a self,
        place: Position,
        radius: NauticalMiles,
        mut visit: impl FnMut(&'a Tenants),
    ) {
        self.cells_near(place, radius, |_, _, tenants| visit(tenants));
    }

    /// Calls `visit` for every contact whose cell is within `radius` of a place: all that are
    /// nearer, and some that are not. The order is that of the cells, not of the contacts.
    pub fn near(&self, place: Position, radius: NauticalMiles, mut visit: impl FnMut(&Mark)) {
        self.cells_near(place, radius, |_, _, tenants| tenants.marks().iter().for_each(&mut visit));
    }

    /// The same of those of whom a property holds: touches nobody else.
    pub fn such_near(
        &self,
        place: Position,
        radius: NauticalMiles,
        holds: impl Fn(Traits) -> bool,
        mut visit: impl FnMut(&Mark),
    ) {
        self.cells_near(place, radius, |_, _, tenants| {
            tenants.such(&holds).for_each(&mut visit);
        });
    }

    /// As [`Grid::near`], but for most of those whom a search is not about.
    pub fn near_in_reach(
        &self,
        place: Position,
        radius: NauticalMiles,
        (now, reach): (EventTime, Reach),
        mut visit: impl FnMut(&Mark),
    ) {
        let search = Search::new(place, now, reach);
        self.cells_near(place, radius, |cell, row, tenants| {
            let degrees_east = 360.0 / f64::from(row.columns);
            let look = search.look(cell.share(row, place), degrees_east);
            tenants.in_reach(&look, &mut visit);
        });
    }

    fn cells_near<'a>(
        &'a self,
        place: Position,
        radius: NauticalMiles,
        mut visit: impl FnMut(Cell, Row, &'a Tenants),
    ) {
        if self.cells.is_empty() {
            return;
        }
        let reach = degrees(radius);
        let (south, north) = (place.latitude() - reach, place.latitude() + reach);
        for row in row_of(south)..=row_of(north) {
            let shape = Row::of(row);
            let (first, count) = shape.span(place.longitude(), reach);
            for step in 0..count {
                let ahead = first + step;
                let column = if ahead < shape.columns { ahead } else { ahead - shape.columns };
                let cell = Cell::at(row, column);
                if self.in_use.get(cell.counter()).is_none_or(|count| *count == 0) {
                    continue;
                }
                let at = self.cells.get(&cell).copied();
                if let Some(tenants) = at.and_then(|at| self.tenants.get(index(at))) {
                    visit(cell, shape, tenants);
                }
            }
        }
    }
}

impl Cell {
    /// The cell of a place.
    pub fn of(place: Position) -> Self {
        let row = row_of(place.latitude());
        Self::at(row, Row::of(row).column(place.longitude()))
    }

    fn at(row: u32, column: u32) -> Self {
        Self(NonZeroU32::MIN.saturating_add(row * COLUMNS_MAX + column))
    }

    /// Its row and its column.
    fn parts(self) -> (u32, u32) {
        let number = self.0.get() - 1;
        (number / COLUMNS_MAX, number % COLUMNS_MAX)
    }

    /// Whether a search within `radius` of a place looks here.
    pub fn is_near(self, place: Position, radius: NauticalMiles) -> bool {
        let (row, column) = self.parts();
        let reach = degrees(radius);
        let (south, north) = (place.latitude() - reach, place.latitude() + reach);
        let shape = Row::of(row);
        let (first, count) = shape.span(place.longitude(), reach);
        (row_of(south)..=row_of(north)).contains(&row)
            && (column + shape.columns - first) % shape.columns < count
    }

    fn outline(self, mark: &Mark) -> Outline {
        let (row, _) = self.parts();
        Outline::of(mark, self.share(Row::of(row), mark.position))
    }

    /// How far a place is east and north of the south-west corner, in shares of the cell.
    fn share(self, row: Row, place: Position) -> [f64; 2] {
        let (at, column) = self.parts();
        let columns = f64::from(row.columns);
        let east = (place.longitude() + 180.0) / 360.0 * columns - f64::from(column);
        // The short way round.
        let east = match east / columns {
            ahead if ahead >= 0.5 => east - columns,
            astern if astern <= -0.5 => east + columns,
            _ => east,
        };
        let north = (place.latitude() + 90.0) / ROW_DEGREES - f64::from(at);
        [east, north]
    }

    /// Which counter counts it: neighbours share none.
    fn counter(self) -> usize {
        // A prime next to the square root of the counters keeps rows apart.
        let (row, column) = self.parts();
        let mixed = row * 181 + column;
        usize::try_from(mixed % COUNTERS).unwrap_or(0)
    }
}

impl Row {
    fn of(row: u32) -> Self {
        let known = usize::try_from(row).ok().and_then(|at| TABLE.get(at)).copied();
        known.unwrap_or_else(|| Self::new(row))
    }

    fn new(row: u32) -> Self {
        let south = f64::from(row) * ROW_DEGREES - 90.0;
        let near_equator = if south >= 0.0 { south } else { south + ROW_DEGREES };
        let near_pole = south.abs().max((south + ROW_DEGREES).abs()).min(90.0);
        let cos = |degrees: f64| libm::cos(degrees.abs().to_radians());
        let columns = floor_to_u32(f64::from(COLUMNS_MAX) * cos(near_equator)).max(1);
        let narrow = cos(near_pole);
        Self { columns, stretch: if narrow < 1e-3 { f64::INFINITY } else { 1.0 / narrow } }
    }

    fn column(self, longitude: f64) -> u32 {
        let share = (longitude + 180.0) / 360.0;
        floor_to_u32(share * f64::from(self.columns)).min(self.columns - 1)
    }

    /// First column and number of columns that `reach` degrees of arc span to both sides.
    fn span(self, longitude: f64, reach: f64) -> (u32, u32) {
        let half = reach * self.stretch;
        // A column more than a whole turn would count some cells twice.
        if half + 360.0 / f64::from(self.columns) >= 180.0 {
            return (0, self.columns);
        }
        let first = self.column(wrapped(longitude - half));
        let last = self.column(wrapped(longitude + half));
        let count = if last >= first { last - first } else { last + self.columns - first } + 1;
        (first, count)
    }
}

fn index(at: u32) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}

/// A radius in degrees of latitude: a minute is 1.0 nm within 1 %, which the margin covers.
fn degrees(radius: NauticalMiles) -> f64 {
    radius.get() / 60.0 * 1.01
}

fn row_of(latitude: f64) -> u32 {
    floor_to_u32((latitude + 90.0) / ROW_DEGREES).min(ROWS - 1)
}

/// A longitude less than a turn away from its range.
fn wrapped(longitude: f64) -> f64 {
    if longitude < -180.0 {
        longitude + 360.0
    } else if longitude >= 180.0 {
        longitude - 360.0
    } else {
        longitude
    }
}

fn floor_to_u32(value: f64) -> u32 {
    let floored = value.max(0.0).min(f64::from(u32::MAX));
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to the range of u32 above"
    )]
    {
        floored as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    use crate::geodesy::{LocalFrame, Vector};
    use crate::picture::TrackPoint;

    fn place(latitude: f64, longitude: f64) -> Position {
        Position::new(latitude, longitude).expect("a place")
    }

    fn put(grid: &mut Grid, at: Position, slot: u32) {
        let point = TrackPoint { time: EventTime::MIN, position: at, sog: None, cog: None };
        grid.shift(None, Some(Cell::of(at)), Mark::bare(Slot(slot), &point), 0);
    }

    fn found(grid: &Grid, about: Position, radius: f64) -> Vec<Slot> {
        let mut slots = Vec::new();
        let radius = NauticalMiles::new(radius).expect("a radius");
        grid.near(about, radius, |mark| slots.push(mark.slot));
        slots.sort_unstable();
        slots
    }

    #[test]
    fn neighbours_are_found_across_the_antimeridian_and_near_the_pole() {
        let mut grid = Grid::default();
        for (index, at) in [
            place(0.0, 179.99),
            place(0.0, -179.99),
            place(70.0, 20.0),
            place(70.0, 20.15),
            place(89.95, 10.0),
            place(89.95, -170.0),
            place(-33.9, 151.2),
        ]
        .into_iter()
        .enumerate()
        {
            put(&mut grid, at, u32::try_from(index).expect("few"));
        }
        assert_eq!(found(&grid, place(0.0, -179.999), 2.0), [Slot(0), Slot(1)]);
        // 0.15 degrees of longitude at 70 degrees north are 3.1 nm.
        assert_eq!(found(&grid, place(70.0, 20.0), 3.2), [Slot(2), Slot(3)]);
        // Both are 3 nm from the pole.
        assert_eq!(found(&grid, place(89.99, 100.0), 6.0), [Slot(4), Slot(5)]);
    }

    #[test]
    fn every_pair_within_the_radius_is_found_wherever_it_lies() {
        // 5.9 nm apart in eight directions, from 80 south to 80 north.
        for step in -16..=16 {
            let centre = place(f64::from(step) * 5.0, 179.93);
            for direction in 0..8 {
                let (dy, dx) = [
                    (1.0, 0.0),
                    (0.7, 0.7),
                    (0.0, 1.0),
                    (-0.7, 0.7),
                    (-1.0, 0.0),
                    (-0.7, -0.7),
                    (0.0, -1.0),
                    (0.7, -0.7),
                ][direction];
                let scale = libm::cos(centre.latitude().to_radians());
                let other = Position::wrapped(
                    centre.latitude() + dy * 5.9 / 60.0,
                    centre.longitude() + dx * 5.9 / 60.0 / scale,
                );
                let mut grid = Grid::default();
                put(&mut grid, other, 7);
                assert_eq!(found(&grid, centre, 6.0), [Slot(7)], "{centre:?} {other:?}");
                for miles in [0.5, 3.0, 6.0] {
                    let radius = NauticalMiles::new(miles).expect("a radius");
                    let looked = Cell::of(other).is_near(centre, radius);
                    assert_eq!(
                        looked,
                        !found(&grid, centre, miles).is_empty(),
                        "{centre:?} {other:?}"
                    );
                }
            }
        }
    }

    /// Craft about a place: which are in reach when they are reckoned to a moment is worked out in the
    /// plane of `geodesy`.
    #[test]
    fn nobody_in_reach_is_passed_over_and_few_others_are_looked_at() {
        let now = EventTime::from_secs(1_700_000_000);
        let radius = NauticalMiles::new(6.0).expect("a radius");
        let (mut found, mut expected, mut all) = (0, 0, 0);
        for (latitude, longitude) in [
            (0.0, 10.0),
            (-33.9, 179.99),
            (51.03, -179.97),
            (69.95, 20.0),
            (74.9, 0.0),
            (84.0, 5.0),
        ] {
            let centre = place(latitude, longitude);
            let frame = LocalFrame::at(centre);
            let mut grid = Grid::default();
            let mut marks = Vec::new();
            for number in 0..2000_u32 {
                let part = |by: u32| f64::from(number * by % 1009) / 1009.0;
                let offset = Vector { x: part(211) * 24e3 - 12e3, y: part(797) * 24e3 - 12e3 };
                let point = TrackPoint {
                    time: now.minus(Duration::from_secs(u64::from(number * 7 % 400))),
                    position: frame.unproject(offset),
                    sog: None,
                    cog: None,
                };
                let small = Traits::SMALL.and(Traits::SMOOTHED);
                let traits = if number % 3 == 0 { small } else { Traits::SMOOTHED };
                let velocity = Vector { x: part(31) * 20.0 - 10.0, y: part(577) * 20.0 - 10.0 };
                let mark =
                    Mark { traits, velocity: velocity.into(), ..Mark::bare(Slot(number), &point) };
                grid.shift(None, Some(Cell::of(point.position)), mark, 0);
                marks.push(mark);
            }
            let reach = Reach { anybody: 900.0, small: 2000.0, fast: 6000.0, fast_from: 5.0 };
            let mut seen = std::collections::BTreeSet::new();
            grid.near_in_reach(centre, radius, (now, reach), |mark| {
                seen.insert(mark.slot);
            });
            for mark in marks {
                let drift = mark.velocity() * now.secs_since(mark.time);
                let apart = (frame.project(mark.position) + drift).norm();
                let metres = match mark.traits.has(Traits::SMALL) {
                    false => reach.anybody,
                    true if mark.velocity().norm() >= 5.0 => reach.fast,
                    true => reach.small,
                };
                let near = apart <= metres && frame.project(mark.position).norm() < 11_000.0;
                assert!(!near || seen.contains(&mark.slot), "{latitude}: {mark:?} {apart}");
                expected += usize::from(near);
            }
            all += 2000;
            found += seen.len();
        }
        assert!(expected > 500, "{expected} of {all}");
        assert!(found < all / 2, "{found} of {all} looked at, {expected} in reach");
    }

    #[test]
    fn whoever_left_is_not_found() {
        let mut grid = Grid::default();
        put(&mut grid, place(1.0, 1.0), 1);
        grid.remove(Cell::of(place(1.0, 1.0)), Slot(1));
        assert_eq!(found(&grid, place(1.0, 1.0), 1.0), []);
        // Another one has her room, in another cell.
        put(&mut grid, place(2.0, 2.0), 2);
        put(&mut grid, place(1.0, 1.0), 3);
        assert_eq!(found(&grid, place(2.0, 2.0), 1.0), [Slot(2)]);
        assert_eq!(found(&grid, place(1.0, 1.0), 1.0), [Slot(3)]);
        assert_eq!(grid.tenants.len(), 2);
    }
}
