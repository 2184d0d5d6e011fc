use std::io;

use crate::domain::{EventTime, Position};
use crate::query::{Row, Schema, Value};

/// Points of one contact, by time.
#[derive(Debug, Default)]
pub(super) struct Way {
    /// Whose.
    pub(super) contact: String,
    /// Her points, cut into pieces at gaps.
    pub(super) pieces: Vec<Vec<WayPoint>>,
}

/// A point of a way with what runs beside it.
#[derive(Clone, Debug)]
pub(super) struct WayPoint {
    pub(super) place: Position,
    pub(super) time: EventTime,
    /// The values of the row, all columns.
    pub(super) values: Vec<Value>,
}

/// Gathers rows that follow each other into ways.
#[derive(Debug)]
pub(super) struct Ways {
    contact: Option<usize>,
    time: Option<usize>,
    segment: Option<usize>,
    way: Way,
    last_contact: Value,
    last_segment: Value,
}

impl Ways {
    pub(super) fn new(schema: &Schema) -> Self {
        Self {
            contact: schema.column("contact"),
            time: schema.column("time"),
            segment: schema.column("segment"),
            way: Way::default(),
            last_contact: Value::Absent,
            last_segment: Value::Absent,
        }
    }

    /// Takes a row in; a way that it ends is handed out first.
    pub(super) fn row(
        &mut self,
        row: &Row,
        done: impl FnOnce(&Way) -> io::Result<()>,
    ) -> io::Result<()> {
        let (Some(place), Value::Time(time)) = (row.place, row.value(self.time)) else {
            return Ok(());
        };
        let contact = row.value(self.contact);
        if *contact != self.last_contact {
            if !self.way.pieces.is_empty() {
                done(&self.way)?;
                self.way.pieces.clear();
            }
            self.last_contact = contact.clone();
            self.way.contact = contact.to_text().unwrap_or_default();
        }
        let segment = row.value(self.segment);
        if self.way.pieces.is_empty() || *segment != self.last_segment {
            self.way.pieces.push(Vec::new());
            self.last_segment = segment.clone();
        }
        if let Some(piece) = self.way.pieces.last_mut() {
            piece.push(WayPoint { place, time: *time, values: row.values.clone() });
        }
        Ok(())
    }

    /// The last way, without points where there was none.
    pub(super) fn into_way(self) -> Way {
        self.way
    }

    /// Hands out the last way.
    pub(super) fn finish(self, done: impl FnOnce(&Way) -> io::Result<()>) -> io::Result<()> {
        if self.way.pieces.is_empty() { Ok(()) } else { done(&self.way) }
    }
}
