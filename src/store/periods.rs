//! The periods of a span of time, each with the day's file that holds its blocks.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::StoreError;
use super::error::Fault;
use super::kv::{Database, View};
use super::shared::Shared;
use super::tracks::{BlockReader, Day, Period};
use crate::domain::EventTime;

/// A day's database, which stays open while it is read.
type OpenDay = (Arc<dyn Database>, Box<dyn View>);

/// The periods of a span that may hold anything, the earliest first, with the file of each.
pub(super) struct Periods<'a> {
    shared: &'a Shared,
    left: std::vec::IntoIter<Period>,
    reader: Option<BlockReader>,
    file: Option<(Day, Option<OpenDay>)>,
}

impl<'a> Periods<'a> {
    /// Those of the present day files, and the `open` ones; `from` is before `to`.
    pub(super) fn new(
        shared: &'a Shared,
        from: EventTime,
        to: EventTime,
        open: impl Iterator<Item = Period>,
    ) -> Self {
        let span = Period::clamped(from)..=Period::clamped(to);
        let mut all: BTreeSet<Period> = open.collect();
        for day in shared.days.present().range(span.start().day()..=span.end().day()) {
            let numbers = day.first().number()..=day.last().number();
            all.extend(numbers.map(Period::from_number).filter(|one| span.contains(one)));
        }
        let left = all.into_iter().collect::<Vec<_>>().into_iter();
        Self { shared, left, reader: None, file: None }
    }

    pub(super) fn next(&mut self) -> Option<Period> {
        self.left.next()
    }

    /// Looks into the file of a period, if there is one.
    pub(super) fn read(
        &mut self,
        period: Period,
        look: impl FnOnce(&dyn View, &mut BlockReader) -> Result<(), Fault>,
    ) -> Result<(), StoreError> {
        let day = period.day();
        let path = self.shared.days.path(day);
        if self.file.as_ref().is_none_or(|(open, _)| *open != day) {
            let begin = |database: Arc<dyn Database>| {
                let view = database.view()?;
                Ok((database, view))
            };
            let opened = self.shared.days.get(day)?.map(begin).transpose();
            self.file = Some((day, opened.map_err(|fault: Fault| fault.at(&path))?));
        }
        let Some((_, Some((_, view)))) = &self.file else { return Ok(()) };
        let reader = match &mut self.reader {
            Some(reader) => reader,
            none => {
                let made = BlockReader::new();
                none.insert(
                    made.map_err(|source| StoreError::Io { path: path.clone(), cause: source })?,
                )
            }
        };
        look(&**view, reader).map_err(|fault| fault.at(&path))
    }
}
