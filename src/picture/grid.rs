use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::Slot;
use crate::domain::{NauticalMiles, Position};

/// Rows of 0.1 degree of latitude from pole to pole.
const ROWS: u32 = 1800;
const ROW_DEGREES: f64 = 0.1;

/// Who is near a place: cells of 0.1 degree of latitude and about as wide, so that a cell is some
/// 6 nm across everywhere; columns wrap at the antimeridian.
#[derive(Debug)]
pub struct Grid {
    cells: HashMap<Cell, Vec<Slot>, FixedState>,
}

/// A cell: row from the south pole, column from 180 degrees west.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cell {
    row: u32,
    column: u32,
}

impl Default for Grid {
    fn default() -> Self {
        Self { cells: HashMap::with_hasher(FixedState::default()) }
    }
}

impl Grid {
    /// Puts a contact into a cell.
    pub fn insert(&mut self, cell: Cell, slot: Slot) {
        self.cells.entry(cell).or_default().push(slot);
    }

    /// Takes a contact out of a cell.
    pub fn remove(&mut self, cell: Cell, slot: Slot) {
        let Some(slots) = self.cells.get_mut(&cell) else { return };
        if let Some(place) = slots.iter().position(|&there| there == slot) {
            slots.swap_remove(place);
        }
        if slots.is_empty() {
            self.cells.remove(&cell);
        }
    }

    /// Moves a contact from one cell to another; `None` is outside the grid.
    pub fn shift(&mut self, from: Option<Cell>, to: Option<Cell>, slot: Slot) {
        if from == to {
            return;
        }
        if let Some(from) = from {
            self.remove(from, slot);
        }
        if let Some(to) = to {
            self.insert(to, slot);
        }
    }

    /// Calls `visit` for every contact whose cell is within `radius` of a place: all that are
    /// nearer, and some that are not. The order is that of the cells, not of the contacts.
    pub fn near(&self, place: Position, radius: NauticalMiles, mut visit: impl FnMut(Slot)) {
        // A minute of latitude is 1.0 nm within 1 %; the margin covers that.
        let reach = radius.get() / 60.0 * 1.01;
        let (south, north) = (place.latitude() - reach, place.latitude() + reach);
        for row in row_of(south)..=row_of(north) {
            let columns = columns_of(row);
            let (first, count) = column_span(place.longitude(), reach, row, columns);
            for step in 0..count {
                let cell = Cell { row, column: (first + step) % columns };
                for &slot in self.cells.get(&cell).into_iter().flatten() {
                    visit(slot);
                }
            }
        }
    }
}

impl Cell {
    /// The cell of a place.
    pub fn of(place: Position) -> Self {
        let row = row_of(place.latitude());
        Self { row, column: column_of(place.longitude(), columns_of(row)) }
    }
}

fn row_of(latitude: f64) -> u32 {
    floor_to_u32((latitude + 90.0) / ROW_DEGREES).min(ROWS - 1)
}

/// Columns of a row: 0.1 degree at the equator, wider towards the poles by the row's edge that is
/// nearer to the equator.
fn columns_of(row: u32) -> u32 {
    let south = f64::from(row) * ROW_DEGREES - 90.0;
    let latitude = if south >= 0.0 { south } else { south + ROW_DEGREES };
    let scale = libm::cos(latitude.abs().to_radians());
    floor_to_u32(3600.0 * scale).max(1)
}

fn column_of(longitude: f64, columns: u32) -> u32 {
    let share = (longitude + 180.0) / 360.0;
    floor_to_u32(share * f64::from(columns)).min(columns - 1)
}

/// First column and number of columns that `reach` degrees of latitude span in a row.
fn column_span(longitude: f64, reach: f64, row: u32, columns: u32) -> (u32, u32) {
    let south = f64::from(row) * ROW_DEGREES - 90.0;
    let farthest = south.abs().max((south + ROW_DEGREES).abs()).min(90.0);
    let scale = libm::cos(farthest.to_radians());
    let half = if scale < 1e-3 { 180.0 } else { (reach / scale).min(180.0) };
    if half >= 180.0 {
        return (0, columns);
    }
    let west = (longitude - half + 180.0).rem_euclid(360.0) - 180.0;
    let first = column_of(west, columns);
    let width = 360.0 / f64::from(columns);
    let count = floor_to_u32(2.0 * half / width) + 2;
    (first, count.min(columns))
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

    fn place(latitude: f64, longitude: f64) -> Position {
        Position::new(latitude, longitude).expect("a place")
    }

    fn found(grid: &Grid, about: Position, radius: f64) -> Vec<Slot> {
        let mut slots = Vec::new();
        grid.near(about, NauticalMiles::new(radius).expect("a radius"), |slot| slots.push(slot));
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
            grid.insert(Cell::of(at), Slot(u32::try_from(index).expect("few")));
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
                grid.insert(Cell::of(other), Slot(7));
                assert_eq!(found(&grid, centre, 6.0), [Slot(7)], "{centre:?} {other:?}");
            }
        }
    }

    #[test]
    fn whoever_left_is_not_found() {
        let mut grid = Grid::default();
        let cell = Cell::of(place(1.0, 1.0));
        grid.insert(cell, Slot(1));
        grid.remove(cell, Slot(1));
        assert_eq!(found(&grid, place(1.0, 1.0), 1.0), []);
    }
}
