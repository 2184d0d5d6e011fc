//! The hours of a span of time, each with the day's file that holds its blocks.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::StoreError;
use super::error::Fault;
use super::kv::{Database, View};
use super::shared::Shared;
use super::tracks::{BlockReader, Day, Hour, Period, Unit};
use crate::domain::EventTime;

/// A day's database, which stays open while it is read.
type OpenDay = (Arc<dyn Database>, Box<dyn View>);

/// The hours of a span that may hold anything, the earliest first, with the file of each.
pub(super) struct Hours<'a> {
    shared: &'a Shared,
    left: std::vec::IntoIter<Hour>,
    reader: BlockReader,
    file: Option<(Day, Option<OpenDay>)>,
}

impl<'a> Hours<'a> {
    /// Those of the present day files, and those of `open` periods; `from` is before `to`.
    pub(super) fn new(
        shared: &'a Shared,
        from: EventTime,
        to: EventTime,
        open: impl Iterator<Item = Period>,
    ) -> Self {
        let span = Period::clamped(from).hour()..=Period::clamped(to).hour();
        let mut all: BTreeSet<Hour> = open.map(Period::hour).collect();
        for day in shared.days.present().range(span.start().day()..=span.end().day()) {
            let numbers = day.first().hour().number()..=day.last().hour().number();
            all.extend(numbers.map(Hour::from_number).filter(|one| span.contains(one)));
        }
        let left = all.into_iter().collect::<Vec<_>>().into_iter();
        Self { shared, left, reader: BlockReader::default(), file: None }
    }

    pub(super) fn next(&mut self) -> Option<Hour> {
        self.left.next()
    }

    /// Looks at what the file of an hour holds of it, if there is one: its periods, then the merged
    /// hour.
    pub(super) fn read(
        &mut self,
        hour: Hour,
        look: impl FnOnce(&[Unit], &dyn View, &mut BlockReader) -> Result<(), Fault>,
    ) -> Result<(), StoreError> {
        let day = hour.day();
        if self.file.as_ref().is_none_or(|(open, _)| *open != day) {
            let begin = |database: Arc<dyn Database>| {
                let view = database.view()?;
                Ok((database, view))
            };
            let opened = self.shared.days.get(day)?.map(begin).transpose();
            let opened = opened.map_err(|fault: Fault| self.shared.days.fault(day, fault))?;
            self.file = Some((day, opened));
        }
        let Self { shared, reader, file, .. } = self;
        let Some((_, Some((_, view)))) = file else { return Ok(()) };
        let units = || look(&Unit::of(&**view, hour)?, &**view, reader);
        units().map_err(|fault| shared.days.fault(day, fault))
    }
}
