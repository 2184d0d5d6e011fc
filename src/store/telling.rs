//! Hands out the points of an hour, contact after contact: blocks, and what is in memory beside them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::{ControlFlow, RangeInclusive};

use foldhash::fast::FixedState;

use super::error::Fault;
use super::kv::{Field, View};
use super::past::Stop;
use super::tracks::{BlockReader, Period, Point, Unit};
use crate::domain::{ContactId, EventTime};

/// Contacts whose points are in memory at once.
const CONTACTS_MAX: usize = 1_000;

/// Points of contacts, by the bytes of their key: the order of the blocks.
pub(super) type ByKey = BTreeMap<Vec<u8>, (ContactId, Vec<Point>)>;

/// Tells the hours of a reading.
pub(super) struct Telling<'a> {
    pub(super) cells: Option<&'a [RangeInclusive<u16>]>,
    pub(super) stop: Stop<'a>,
    pub(super) each: &'a mut dyn FnMut(ContactId, &[Point]) -> ControlFlow<()>,
}

impl Telling<'_> {
    /// Tells what a file holds of an hour, and with it what of the same is in memory.
    pub(super) fn hour(
        &mut self,
        units: &[Unit],
        view: &dyn View,
        reader: &mut BlockReader,
        (from, to): (EventTime, EventTime),
        open: &mut BTreeMap<Period, ByKey>,
    ) -> Result<ControlFlow<()>, Fault> {
        let merged = units.iter().any(|unit| unit.hour().is_some());
        let touched: Vec<Unit> =
            units.iter().copied().filter(|unit| unit.touches(from, to)).collect();
        for span in touched.chunk_by(|one, next| merged || one.periods() == next.periods()) {
            let mut beside = ByKey::new();
            for period in span.iter().flat_map(|unit| unit.each_period()) {
                add(&mut beside, open.remove(&period).unwrap_or_default());
            }
            if self.span(span, view, reader, beside)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Tells a period or a merged hour, contact after contact: what is hers in blocks and in memory.
    fn span(
        &mut self,
        units: &[Unit],
        view: &dyn View,
        reader: &mut BlockReader,
        mut beside: ByKey,
    ) -> Result<ControlFlow<()>, Fault> {
        let mut contacts = BTreeSet::new();
        let everywhere = [0..=u16::MAX];
        for unit in units {
            for run in self.cells.unwrap_or(&everywhere) {
                unit.contacts_in(view, run, &mut contacts)?;
            }
        }
        for contact in contacts {
            beside.entry(key_of(contact)).or_insert_with(|| (contact, Vec::new()));
        }
        let mut all = beside.into_values();
        loop {
            let mut part: Vec<(ContactId, Vec<Point>)> = all.by_ref().take(CONTACTS_MAX).collect();
            if part.is_empty() {
                return Ok(ControlFlow::Continue(()));
            }
            if self.cells.is_some() {
                for (contact, points) in &mut part {
                    for unit in units {
                        unit.blocks_of(view, *contact, |block| {
                            reader.read(block, points)?;
                            Ok(())
                        })?;
                    }
                }
            } else {
                read_part(units, view, reader, &mut part)?;
            }
            for (contact, mut points) in part {
                if (self.stop)() || tell(self.each, contact, &mut points).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
        }
    }
}

/// Reads the blocks of contacts that follow one another in the order of keys.
fn read_part(
    units: &[Unit],
    view: &dyn View,
    reader: &mut BlockReader,
    part: &mut [(ContactId, Vec<Point>)],
) -> Result<(), Fault> {
    let (Some((first, _)), Some((last, _))) = (part.first(), part.last()) else { return Ok(()) };
    let contacts = *first..=*last;
    let mut places: HashMap<ContactId, &mut Vec<Point>, FixedState> =
        part.iter_mut().map(|(contact, points)| (*contact, points)).collect();
    for unit in units {
        unit.blocks_between(view, &contacts, |contact, block| {
            // A contact that the cells do not have yet is in memory, too, and told from there.
            if let Some(points) = places.get_mut(&contact) {
                reader.read(block, points)?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

fn add(to: &mut ByKey, these: ByKey) {
    for (key, (contact, points)) in these {
        to.entry(key).or_insert_with(|| (contact, Vec::new())).1.extend(points);
    }
}

/// Tells what is in memory alone.
pub(super) fn tell_open(
    open: ByKey,
    stop: Stop<'_>,
    each: &mut dyn FnMut(ContactId, &[Point]) -> ControlFlow<()>,
) -> ControlFlow<()> {
    for (_key, (contact, mut points)) in open {
        if stop() {
            return ControlFlow::Break(());
        }
        tell(each, contact, &mut points)?;
    }
    ControlFlow::Continue(())
}

fn tell(
    each: &mut dyn FnMut(ContactId, &[Point]) -> ControlFlow<()>,
    contact: ContactId,
    points: &mut Vec<Point>,
) -> ControlFlow<()> {
    points.sort_unstable();
    points.dedup_by(|later, earlier| later.says_as(earlier));
    each(contact, points)
}

pub(super) fn key_of(contact: ContactId) -> Vec<u8> {
    let mut key = Vec::new();
    ContactId::put(&contact, &mut key);
    key
}
