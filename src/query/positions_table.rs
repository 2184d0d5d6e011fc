use super::{Column, Kind, Row, Schema, Value};
use crate::domain::{ContactId, Degrees, Knots, Mmsi, NavigationalStatus};
use crate::store::TrackRow;

const fn column(name: &'static str, kind: Kind) -> Column {
    Column { name, kind }
}

/// Speed in knots, directions in degrees, codes of ITU-R M.1371.
const COLUMNS: [Column; 9] = [
    column("contact", Kind::Text),
    column("mmsi", Kind::Integer),
    column("time", Kind::Time),
    column("sog", Kind::Number),
    column("cog", Kind::Number),
    column("true_heading", Kind::Number),
    column("navigational_status", Kind::Integer),
    column("late", Kind::Flag),
    column("segment", Kind::Integer),
];

/// Points of ways.
pub const POSITIONS: Schema = Schema {
    name: "positions",
    columns: COLUMNS.split_at(8).0,
    placed: true,
    moving: true,
    id: None,
};

/// Points of ways that are cut at gaps.
pub(super) const SEGMENTED: Schema = Schema { columns: &COLUMNS, ..POSITIONS };

/// A point of a contact's way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PositionRow {
    /// Whose.
    pub contact: ContactId,
    /// The point as stored.
    pub point: TrackRow,
    /// Which piece of her way between gaps, from 0.
    pub segment: u32,
}

impl PositionRow {
    /// Puts it into a row.
    pub(super) fn fill(&self, schema: &Schema, row: &mut Row) {
        let Self { contact, point: TrackRow { fix, late }, segment } = *self;
        row.place = Some(fix.position);
        row.values.clear();
        row.values.extend([
            Value::Contact(contact),
            Value::integer(contact.mmsi().map(Mmsi::get)),
            Value::Time(fix.time),
            Value::decimals(fix.sog.map(Knots::get), 3),
            Value::decimals(fix.cog.map(Degrees::get), 3),
            Value::decimals(fix.true_heading.map(Degrees::get), 3),
            Value::integer(fix.navigational_status.map(NavigationalStatus::code)),
            Value::Flag(late),
        ]);
        if schema.columns.len() > row.values.len() {
            row.values.push(Value::Integer(segment.into()));
        }
    }
}
