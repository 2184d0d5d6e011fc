//! Who is who, and was: the last known of every contact, and what each said of herself.

use std::ops::ControlFlow;

use super::codec::Bytes;
use super::error::Fault;
use super::known::{Kind, Known, read_statics};
use super::past::{Ended, Stop};
use super::{Reader, StoreError};
use super::{said, watch};
use crate::domain::{ContactId, EventTime, FeedName, Mmsi, StaticReport, TransponderClass};
use crate::picture::Fix;

/// The last known of a contact, whether she is in the picture or left it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ContactRow {
    /// Who.
    pub contact: ContactId,
    /// Her MMSI, where she has one.
    pub mmsi: Option<Mmsi>,
    /// From an exercise feed.
    pub exercise: bool,
    /// Class of her transponder.
    pub class: TransponderClass,
    /// The feed of her last position.
    pub feed: FeedName,
    /// Her last position.
    pub fix: Option<Fix>,
    /// What she said of herself last, and when.
    pub statics: Option<(EventTime, StaticReport)>,
}

/// What a contact said of herself for a while, earlier reports merged in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StaticsRow {
    /// When she said it first.
    pub first_seen: EventTime,
    /// When she said it last.
    pub last_seen: EventTime,
    /// What.
    pub report: StaticReport,
}

impl Reader {
    /// The last known of a contact; `None` where nothing was ever, or is no longer.
    pub fn contact(&self, contact: ContactId) -> Result<Option<ContactRow>, StoreError> {
        if let Some(known) = self.shared.picture().get(contact) {
            return Ok(Some(ContactRow::of(&known)));
        }
        self.shared.watch.read(|view| watch::gone(view, contact, read_row))
    }

    /// Hands out the last known of every contact, in no order that means anything, until `each`
    /// breaks or `stop` says so; asked at every contact.
    pub fn contacts(
        &self,
        stop: Stop<'_>,
        each: &mut dyn FnMut(&ContactRow) -> ControlFlow<()>,
    ) -> Result<Ended, StoreError> {
        // Nobody who commits waits for whoever reads.
        let still = self.shared.picture().still();
        for known in still.iter() {
            if stop() || each(&ContactRow::of(&known)).is_break() {
                return Ok(Ended::Stopped);
            }
        }
        let mut ended = Ended::Whole;
        self.shared.watch.read(|view| {
            watch::each_gone(view, |contact, value| {
                if self.shared.picture().get(contact).is_some() {
                    return Ok(ControlFlow::Continue(()));
                }
                if stop() || each(&read_row(value)?).is_break() {
                    ended = Ended::Stopped;
                    return Ok(ControlFlow::Break(()));
                }
                Ok(ControlFlow::Continue(()))
            })
        })?;
        Ok(ended)
    }

    /// Hands out all that contacts said of themselves over time, contact after contact, until `each`
    /// breaks or `stop` says so; asked at every report.
    pub fn statics_of_all(
        &self,
        stop: Stop<'_>,
        each: &mut dyn FnMut(ContactId, &StaticReport) -> ControlFlow<()>,
    ) -> Result<Ended, StoreError> {
        let mut ended = Ended::Whole;
        self.shared.watch.read(|view| {
            watch::each_statics(view, |contact, value| {
                let report = read_statics(&mut Bytes(value))?;
                if stop() || each(contact, &report).is_break() {
                    ended = Ended::Stopped;
                    return Ok(ControlFlow::Break(()));
                }
                Ok(ControlFlow::Continue(()))
            })
        })?;
        Ok(ended)
    }

    /// What a contact said of herself over time, oldest first; at most 256 rows are kept of one.
    pub fn statics_history(&self, contact: ContactId) -> Result<Vec<StaticsRow>, StoreError> {
        let present = self.shared.picture().get(contact).and_then(|known| known.statics);
        let mut rows = self.shared.watch.read(|view| said::rows(view, contact))?;
        // While she repeats it nothing is written.
        if let (Some(newest), Some((time, report))) = (rows.last_mut(), present)
            && newest.report == report
        {
            newest.last_seen = newest.last_seen.max(time);
        }
        Ok(rows)
    }
}

impl ContactRow {
    const fn of(known: &Known) -> Self {
        let Known { contact, kind: Kind { mmsi, exercise, class }, feed, fix, statics } = *known;
        Self { contact, mmsi, exercise, class, feed, fix, statics }
    }
}

fn read_row(value: &[u8]) -> Result<ContactRow, Fault> {
    Ok(ContactRow::of(&Known::read(&mut Bytes(value))?))
}
