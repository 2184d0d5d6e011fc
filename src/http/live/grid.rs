use std::collections::BTreeMap;

use super::frame::{self, Aggregate};
use super::request::View;
use crate::domain::Position;

/// Steps of 1e-7 degrees round the earth.
const CIRCLE: f64 = 3.6e9;

/// Halvings of the circle: a cell is then 16 to 32 pixels wide on a map of 512-pixel tiles.
const HALVINGS_BEYOND_ZOOM: i32 = 5;
const HALVINGS_MAX: i32 = 20;

/// Cells across a view at most, however far it was zoomed in.
const CELLS_ACROSS_MAX: f64 = 512.0;

/// Counts vessels by cell of a grid as fine as the zoom asks for.
#[derive(Debug)]
pub(super) struct Grid {
    size: u32,
    cells: BTreeMap<(i64, i64), u32>,
}

impl Grid {
    pub(super) fn new(view: &View) -> Self {
        Self { size: size(view), cells: BTreeMap::new() }
    }

    pub(super) fn add(&mut self, place: Position) {
        let cell = |steps: i32| i64::from(steps).div_euclid(i64::from(self.size));
        let cell = (cell(frame::latitude(place)), cell(frame::longitude(place)));
        let count = self.cells.entry(cell).or_insert(0);
        *count = count.saturating_add(1);
    }

    /// The cells that hold any, from south to north and west to east.
    pub(super) fn finish(self) -> Vec<Aggregate> {
        let size = self.size;
        let centre = |cell: i64, bound: i64| {
            let centre = cell * i64::from(size) + i64::from(size / 2);
            i32::try_from(centre.clamp(-bound, bound)).unwrap_or(0)
        };
        let cells = self.cells.into_iter().map(|((row, column), vessels)| Aggregate {
            longitude: centre(column, 1_800_000_000),
            latitude: centre(row, 900_000_000),
            vessels,
            size,
        });
        cells.collect()
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a positive number of steps of at most a circle"
)]
fn size(view: &View) -> u32 {
    let halvings = view.zoom.floor().clamp(0.0, 30.0) as i32 + HALVINGS_BEYOND_ZOOM;
    let by_zoom = CIRCLE / 2_f64.powi(halvings.min(HALVINGS_MAX));
    let by_width = view.within.width() * 1e7 / CELLS_ACROSS_MAX;
    by_zoom.max(by_width).round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::BoundingBox;

    fn view(zoom: f64) -> View {
        let within = BoundingBox { west: -180.0, south: -90.0, east: 180.0, north: 90.0 };
        View { within, zoom, max: 1 }
    }

    #[test]
    fn every_vessel_is_in_one_cell_and_cells_shrink_with_the_zoom() {
        let places = [(0.1, 0.1), (0.2, 0.2), (-0.1, 0.1), (90.0, 180.0), (-90.0, -180.0)];
        let mut grid = Grid::new(&view(0.0));
        for (latitude, longitude) in places {
            grid.add(Position::new(latitude, longitude).expect("a place"));
        }
        // 360 degrees in 32 cells.
        let cells = grid.finish();
        let counts: Vec<u32> = cells.iter().map(|cell| cell.vessels).collect();
        assert_eq!((cells[0].size, counts), (112_500_000, vec![1, 1, 2, 1]));
        assert_eq!((cells[2].longitude, cells[2].latitude), (56_250_000, 56_250_000));
        assert_eq!(size(&view(3.9)), 14_062_500);
        assert_eq!(size(&view(20.0)), 7_031_250, "512 cells round the earth at most");
    }
}
