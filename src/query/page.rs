use super::positions_table::PositionRow;
use super::{Row, Schema};
use crate::domain::{ContactId, EventTime};

/// An answer, or a page of one: rows that fit in memory, and how to go on.
#[derive(Clone, Debug)]
pub struct Page {
    /// What the columns are.
    pub schema: Schema,
    /// The rows.
    pub rows: Rows,
    /// What was asked.
    pub asked: Asked,
    /// `cursor` of the next page; `None` where there is no more.
    pub next: Option<String>,
    /// There is more than the limit let through.
    pub truncated: bool,
}

/// The bounds of a question, for those who read the answer.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked {
    /// The way of this contact, as one feature.
    pub contact: Option<ContactId>,
    /// From, inclusive.
    pub from: Option<EventTime>,
    /// To, exclusive.
    pub to: Option<EventTime>,
    /// Rows at most.
    pub limit: usize,
    /// Time of the first row that did not fit.
    pub next_from: Option<EventTime>,
}

/// The rows of a page; positions are kept small, for there may be many.
#[derive(Clone, Debug)]
pub enum Rows {
    /// Points of ways.
    Positions(Vec<PositionRow>),
    /// Any other.
    Plain(Vec<Row>),
}

impl Page {
    /// A page of plain rows that is the whole answer, or as much as `limit` allows.
    pub(super) fn plain(schema: Schema, mut rows: Vec<Row>, limit: usize) -> Self {
        let truncated = rows.len() > limit;
        rows.truncate(limit);
        let asked = Asked { limit, ..Asked::default() };
        Self { schema, rows: Rows::Plain(rows), asked, next: None, truncated }
    }

    /// The same, with the time it is about.
    pub(super) fn between(mut self, from: EventTime, to: EventTime) -> Self {
        (self.asked.from, self.asked.to) = (Some(from), Some(to));
        self
    }

    /// Hands out the rows in order, until one is refused.
    pub fn for_each<E>(&self, mut each: impl FnMut(&Row) -> Result<(), E>) -> Result<(), E> {
        match &self.rows {
            Rows::Plain(rows) => rows.iter().try_for_each(each),
            Rows::Positions(rows) => {
                let mut row = Row { place: None, values: Vec::with_capacity(10) };
                rows.iter().try_for_each(|position| {
                    position.fill(&self.schema, &mut row);
                    each(&row)
                })
            }
        }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        match &self.rows {
            Rows::Plain(rows) => rows.len(),
            Rows::Positions(rows) => rows.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
