use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Vessel;
use crate::domain::{EventTime, Position, Text};
use crate::picture::{Change, TrackUpdate};

/// Cells of a degree.
const CELLS_PER_DEGREE: f64 = 10.0;

/// Cells remembered at most, over all stations; at the bound a new one makes the count of what was
/// not taken in rise.
const CELLS_MAX: usize = 200_000;

/// Where each station hears vessels: reports by cell of 0.1 degree, since the start of the daemon.
#[derive(Debug, Default)]
pub struct Coverage {
    cells: BTreeMap<(Text<15>, i32, i32), Heard>,
    refused: u64,
}

/// What a station heard in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Heard {
    count: u64,
    last: EventTime,
}

/// The coverage as who counts it and those who ask share it.
#[derive(Clone, Debug, Default)]
pub struct SharedCoverage(Arc<Mutex<Coverage>>);

/// A cell of a station's coverage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CoverageCell {
    /// The station, or the feed where it names none.
    pub station: Text<15>,
    /// South-western corner, degrees: longitude, latitude.
    pub south_west: (f64, f64),
    /// North-eastern corner, degrees.
    pub north_east: (f64, f64),
    /// Reports heard.
    pub count: u64,
    /// The last of them.
    pub last_heard: EventTime,
}

impl Coverage {
    /// Counts a report, if it says where she is or she is known to be somewhere.
    pub(super) fn count(&mut self, update: &TrackUpdate, vessel: Option<&Vessel>) {
        let place = match update.change {
            Change::Fix(fix) if !update.late => Some(fix.position),
            Change::Heard => vessel.and_then(|vessel| vessel.position),
            _ => None,
        };
        let Some(place) = place else { return };
        let station = update
            .station
            .unwrap_or_else(|| Text::from_ascii_lossy(update.feed.as_str().as_bytes()));
        let key = (station, cell(place.latitude()), cell(place.longitude()));
        if self.cells.len() >= CELLS_MAX && !self.cells.contains_key(&key) {
            self.refused = self.refused.saturating_add(1);
            return;
        }
        let heard = self.cells.entry(key).or_insert(Heard { count: 0, last: update.time });
        heard.count = heard.count.saturating_add(1);
        heard.last = heard.last.max(update.time);
    }

    const fn refused(&self) -> u64 {
        self.refused
    }

    /// The cells, by station, from south to north and west to east.
    fn cells(&self) -> impl Iterator<Item = CoverageCell> {
        self.cells.iter().map(|(&(station, row, column), heard)| CoverageCell {
            station,
            south_west: (edge(column), edge(row)),
            north_east: (edge(column + 1), edge(row + 1)),
            count: heard.count,
            last_heard: heard.last,
        })
    }
}

impl SharedCoverage {
    /// The first cells that are wanted, at most `limit`.
    pub fn cells(&self, limit: usize, wanted: impl Fn(&CoverageCell) -> bool) -> Vec<CoverageCell> {
        self.lock().cells().filter(wanted).take(limit).collect()
    }

    /// Reports in cells that found no room.
    pub fn refused(&self) -> u64 {
        self.lock().refused()
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Coverage> {
        // Every writer leaves it whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CoverageCell {
    /// Its centre.
    pub fn centre(&self) -> Option<Position> {
        let ((west, south), (east, north)) = (self.south_west, self.north_east);
        Position::new(f64::midpoint(south, north), f64::midpoint(west, east))
    }
}

#[expect(clippy::cast_possible_truncation, reason = "1,800 cells either way")]
fn cell(degrees: f64) -> i32 {
    (degrees * CELLS_PER_DEGREE).floor() as i32
}

fn edge(cell: i32) -> f64 {
    f64::from(cell) / CELLS_PER_DEGREE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Live;
    use crate::store::samples::{fix, moved, ship, time, update};

    #[test]
    fn each_station_has_its_cells_with_reports_and_copies_of_them() {
        let noon = time("2017-03-09T12:00:00Z");
        let station = |name: &str| Some(Text::from_ascii_lossy(name.as_bytes()));
        let at = TrackUpdate {
            station: station("north"),
            ..moved(ship(219_000_001), fix(noon, 1.25, -103.75))
        };
        let copy = TrackUpdate {
            station: station("south"),
            ..update(ship(219_000_001), noon, Change::Heard)
        };
        let mut live = Live::default();
        for update in [at, at, copy] {
            live.apply(&update);
        }
        let cells = live.coverage().cells(9, |_| true);
        let told: Vec<_> = cells
            .iter()
            .map(|cell| (cell.station.as_str(), cell.count, cell.south_west, cell.last_heard))
            .collect();
        let corner = (-103.8, 1.2);
        assert_eq!(told, [("north", 2, corner, noon), ("south", 1, corner, noon)]);
        assert_eq!(live.coverage().refused(), 0);
    }
}
