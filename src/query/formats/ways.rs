use std::io;

use crate::domain::{EventTime, Position};
use crate::query::{Row, Schema, Value};

/// Points of one contact, by time.
#[derive(Debug, Default)]
pub(super) struct Way {
    /// Whose.
    pub(super) contact: String,
    /// Her points, cut into pieces at gaps.
    pub(super) pieces: Vec<Piece>,
}

/// Points of a way without a gap, at least one.
#[derive(Debug, Default)]
pub(super) struct Piece {
    pub(super) points: Vec<WayPoint>,
    /// What runs beside them: for each column that was asked for a value of every point.
    pub(super) beside: Vec<Vec<Value>>,
}

/// A point of a way.
#[derive(Clone, Copy, Debug)]
pub(super) struct WayPoint {
    pub(super) place: Position,
    pub(super) time: EventTime,
}

/// Gathers rows that follow each other into ways.
#[derive(Debug)]
pub(super) struct Ways {
    contact: Option<usize>,
    time: Option<usize>,
    segment: Option<usize>,
    beside: Vec<Option<usize>>,
    way: Way,
    last_contact: Value,
    last_segment: Value,
}

impl Ways {
    /// `beside` names the columns that run beside the points; one that the schema does not have is
    /// absent throughout.
    pub(super) fn new(schema: &Schema, beside: &[&str]) -> Self {
        Self {
            contact: schema.column("contact"),
            time: schema.column("time"),
            segment: schema.column("segment"),
            beside: beside.iter().map(|name| schema.column(name)).collect(),
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
            let beside = vec![Vec::new(); self.beside.len()];
            self.way.pieces.push(Piece { points: Vec::new(), beside });
            self.last_segment = segment.clone();
        }
        if let Some(piece) = self.way.pieces.last_mut() {
            piece.points.push(WayPoint { place, time: *time });
            for (values, &column) in piece.beside.iter_mut().zip(&self.beside) {
                values.push(row.value(column).clone());
            }
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
