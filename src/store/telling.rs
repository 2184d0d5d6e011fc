//! Hands out the points of an hour, contact after contact: blocks, and what is in memory beside them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::{ControlFlow, RangeInclusive};

use foldhash::fast::FixedState;

use super::error::Fault;
use super::kv::{Field, View};
use super::past::Stop;
use super::tracks::{BlockReader, Period, Point, Unit};
use crate::domain::{ContactId, EventTime};

/// Contacts of a merged hour whose points are in memory at once.
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
        if let Some(hour) = units.iter().find_map(|unit| unit.hour()) {
            let mut beside = ByKey::new();
            for period in hour.periods() {
                add(&mut beside, open.remove(&period).unwrap_or_default());
            }
            let units: Vec<Unit> =
                units.iter().copied().filter(|unit| unit.touches(from, to)).collect();
            return self.merged(&units, view, reader, beside);
        }
        for &unit in units.iter().filter(|unit| unit.touches(from, to)) {
            let Unit::Period(period) = unit else { continue };
            let open = open.remove(&period).unwrap_or_default();
            let mut merging = Merging::new(open, self.stop, &mut *self.each);
            let flow = merging.blocks(view, reader, unit, self.cells)?;
            if flow.is_break() || merging.rest().is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Tells a merged hour, contact after contact: what is hers of the hour and of its periods, and
    /// what is in memory.
    fn merged(
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

/// One span's points from blocks and memory, contact after contact in the order of the blocks.
pub(super) struct Merging<'a> {
    open: ByKey,
    /// Whose blocks are being gathered.
    contact: Option<ContactId>,
    points: Vec<Point>,
    stop: Stop<'a>,
    each: &'a mut dyn FnMut(ContactId, &[Point]) -> ControlFlow<()>,
}

impl<'a> Merging<'a> {
    pub(super) fn new(
        open: ByKey,
        stop: Stop<'a>,
        each: &'a mut dyn FnMut(ContactId, &[Point]) -> ControlFlow<()>,
    ) -> Self {
        Self { open, contact: None, points: Vec::new(), stop, each }
    }

    fn blocks(
        &mut self,
        view: &dyn View,
        reader: &mut BlockReader,
        unit: Unit,
        cells: Option<&[RangeInclusive<u16>]>,
    ) -> Result<ControlFlow<()>, Fault> {
        let Some(cells) = cells else {
            let mut flow = ControlFlow::Continue(());
            unit.blocks(view, |contact, block| {
                if flow.is_continue() {
                    flow = self.take(contact, block, reader)?;
                }
                Ok(flow)
            })?;
            return Ok(flow);
        };
        let mut contacts = BTreeSet::new();
        for run in cells {
            unit.contacts_in(view, run, &mut contacts)?;
        }
        let mut by_key: Vec<_> = contacts.into_iter().map(|one| (key_of(one), one)).collect();
        by_key.sort_unstable();
        for (_key, contact) in by_key {
            let mut flow = ControlFlow::Continue(());
            unit.blocks_of(view, contact, |block| {
                if flow.is_continue() {
                    flow = self.take(contact, block, reader)?;
                }
                Ok(())
            })?;
            if flow.is_break() {
                return Ok(flow);
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn take(
        &mut self,
        contact: ContactId,
        block: &[u8],
        reader: &mut BlockReader,
    ) -> Result<ControlFlow<()>, Fault> {
        if self.contact != Some(contact) {
            if (self.stop)() || self.flush().is_break() {
                return Ok(ControlFlow::Break(()));
            }
            let key = key_of(contact);
            while let Some(entry) = self.open.first_entry().filter(|one| *one.key() < key) {
                let (contact, mut points) = entry.remove();
                if tell(self.each, contact, &mut points).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            self.points.extend(self.open.remove(&key).into_iter().flat_map(|(_, points)| points));
            self.contact = Some(contact);
        }
        reader.read(block, &mut self.points)?;
        Ok(ControlFlow::Continue(()))
    }

    fn flush(&mut self) -> ControlFlow<()> {
        let Some(contact) = self.contact.take() else { return ControlFlow::Continue(()) };
        let flow = tell(self.each, contact, &mut self.points);
        self.points.clear();
        flow
    }

    /// The last of the blocks, and who is in memory alone.
    pub(super) fn rest(&mut self) -> ControlFlow<()> {
        self.flush()?;
        for (_key, (contact, mut points)) in std::mem::take(&mut self.open) {
            if (self.stop)() {
                return ControlFlow::Break(());
            }
            tell(self.each, contact, &mut points)?;
        }
        ControlFlow::Continue(())
    }
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
