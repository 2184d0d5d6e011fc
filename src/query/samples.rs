//! Values for the tests of questions.

use super::page::Asked;
use super::{POSITIONS, Page, PositionRow, Rows};
use crate::domain::{ContactId, Degrees, EventTime, Knots, Mmsi, Position};
use crate::picture::Fix;
use crate::store::TrackRow;

pub(super) fn ship(number: u32) -> ContactId {
    ContactId::from_mmsi(Mmsi::new(number).expect("an MMSI"))
}

/// The way of one ship: (seconds since 1970, longitude, latitude).
pub(super) fn way(points: &[(i64, f64, f64)]) -> Vec<PositionRow> {
    let row = |&(secs, longitude, latitude): &(i64, f64, f64)| PositionRow {
        contact: ship(219_000_001),
        point: TrackRow {
            fix: Fix {
                time: EventTime::from_secs(secs),
                position: Position::new(latitude, longitude).expect("a position"),
                sog: Knots::new(10.0),
                cog: Degrees::new(90.0),
                true_heading: None,
                navigational_status: None,
            },
            late: false,
        },
        segment: 0,
    };
    points.iter().map(row).collect()
}

/// A page that holds a way and nothing beyond it.
pub(super) fn page_of(rows: Vec<PositionRow>) -> Page {
    let asked = Asked {
        from: Some(EventTime::from_secs(0)),
        to: Some(EventTime::from_secs(100)),
        limit: 10,
        ..Asked::default()
    };
    let rows = Rows::Positions(rows);
    Page { schema: POSITIONS, rows, asked, next: None, truncated: false }
}
