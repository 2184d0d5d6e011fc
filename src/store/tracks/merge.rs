//! The periods of an hour become one block a contact, which takes less space and fewer reads.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Bound, ControlFlow};

use super::block::{BlockReader, BlockWriter};
use super::day_file::{BLOCKS, CELLS, HOUR_CELLS, HOURS, contacts_value};
use super::days::Days;
use super::keyframe::{HOURS_KEPT, Keyframe, place};
use super::period::Hour;
use super::point::Point;
use super::unit::{Unit, read_contacts};
use crate::domain::{ContactId, FeedName};
use crate::store::StoreError;
use crate::store::error::Fault;
use crate::store::kv::{Change, Span, View};

/// Contacts whose points are in memory at once.
const CONTACTS_MAX: usize = 1_000;

/// Merges what the periods of an hour hold into the blocks of the hour, and writes the keyframe of
/// its end: one transaction, so that whoever looks sees the one or the other. A crash leaves it as
/// it was; merging again what was merged changes nothing.
pub(in crate::store) fn merge(days: &Days, hour: Hour) -> Result<(), StoreError> {
    let before = keyframe_before(days, hour)?;
    tell_later_keyframes(days, hour)?;
    let contacts = days.look(hour.day(), |view| contacts(view, hour))?.unwrap_or_default();
    if contacts.is_empty() {
        return Ok(());
    }
    days.change(hour.day(), &mut |change| {
        let mut merging = Merging::new(hour)?;
        let mut keyframe = before.clone();
        for (contact, (point, feed)) in Keyframe::read(&*change, hour)?.unwrap_or_default().last {
            keyframe.take(contact, point, feed);
        }
        for part in contacts.chunks(CONTACTS_MAX) {
            merging.part(change, part, &mut keyframe)?;
        }
        merging.finish(change)?;
        keyframe.forget(hour);
        keyframe.put(change, hour)
    })
}

/// What is being merged of one hour.
struct Merging {
    hour: Hour,
    reader: BlockReader,
    writer: BlockWriter,
    cells: BTreeMap<u16, BTreeSet<ContactId>>,
}

impl Merging {
    fn new(hour: Hour) -> Result<Self, Fault> {
        let (reader, writer) = (BlockReader::new()?, BlockWriter::new()?);
        Ok(Self { hour, reader, writer, cells: BTreeMap::new() })
    }

    /// Contacts that follow one another in the order of keys.
    fn part(
        &mut self,
        change: &mut dyn Change,
        contacts: &[ContactId],
        keyframe: &mut Keyframe,
    ) -> Result<(), Fault> {
        let (Some(&first), Some(&last)) = (contacts.first(), contacts.last()) else {
            return Ok(());
        };
        let mut feeds = Vec::new();
        let mut gathered: Vec<Vec<Point>> = vec![Vec::new(); contacts.len()];
        for period in self.hour.periods() {
            let number = period.number();
            let span = BLOCKS.span((number, first, 0)..=(number, last, u64::MAX));
            let mut at = 0;
            BLOCKS.each(&*change, &span, |(_period, contact, _number), block| {
                // Both come in the order of keys, and every contact is listed.
                while contacts.get(at).is_some_and(|&listed| listed != contact) {
                    at += 1;
                }
                let points = gathered.get_mut(at).ok_or_else(unlisted)?;
                read(&mut self.reader, block, points, &mut feeds)
            })?;
        }
        for (&contact, points) in contacts.iter().zip(&mut gathered) {
            let key = (self.hour.number(), contact);
            HOURS.get(&*change, &key, |block| read(&mut self.reader, block, points, &mut feeds))?;
            points.sort_unstable();
            points.dedup_by(|later, earlier| later.says_as(earlier));
            let mut cell = None;
            for point in points.iter() {
                if cell != Some(point.cell()) {
                    cell = Some(point.cell());
                    self.cells.entry(point.cell()).or_default().insert(contact);
                }
            }
            if let Some(last) = points.last()
                && let Some(feed) = feeds.get(usize::from(last.feed))
            {
                keyframe.take(contact, *last, *feed);
            }
            HOURS.put(change, &key, &self.writer.write(points, &feeds)?.as_slice())?;
        }
        Ok(())
    }

    /// The cells, and the periods go.
    fn finish(mut self, change: &mut dyn Change) -> Result<(), Fault> {
        for (&cell, contacts) in &mut self.cells {
            let key = (self.hour.number(), cell);
            HOUR_CELLS.get(&*change, &key, |value| read_contacts(value, contacts))?;
            HOUR_CELLS.put(change, &key, &contacts_value(contacts).as_slice())?;
        }
        let (from, to) = (self.hour.first().number(), self.hour.last().number() + 1);
        let [from, to] = [from, to].map(|number| number.to_be_bytes().to_vec());
        let span = Span { from: Bound::Included(from), to: Bound::Excluded(to) };
        BLOCKS.remove_span(change, &span)?;
        CELLS.remove_span(change, &span)
    }
}

/// Appends the points of a block, their feeds counted in `feeds`.
fn read(
    reader: &mut BlockReader,
    block: &[u8],
    points: &mut Vec<Point>,
    feeds: &mut Vec<FeedName>,
) -> Result<(), Fault> {
    let before = points.len();
    let names = reader.read(block, points)?;
    let places: Vec<u16> = names.into_iter().map(|name| place(feeds, name)).collect();
    for point in points.iter_mut().skip(before) {
        point.feed = places.get(usize::from(point.feed)).copied().unwrap_or(u16::MAX);
    }
    Ok(())
}

/// Who has blocks in the periods of an hour, in the order of keys.
fn contacts(view: &dyn View, hour: Hour) -> Result<Vec<ContactId>, Fault> {
    let mut keys = BTreeMap::new();
    for period in hour.periods() {
        Unit::Period(period).blocks(view, |contact, _block| {
            let mut key = Vec::new();
            super::put_contact(&mut key, contact);
            keys.insert(key, contact);
            Ok(ControlFlow::Continue(()))
        })?;
    }
    Ok(keys.into_values().collect())
}

/// What came late shows in the keyframes of the hours that followed. Before it is merged: those
/// points are durable, and after a crash this is done again.
fn tell_later_keyframes(days: &Days, hour: Hour) -> Result<(), StoreError> {
    let mut late = None;
    for later in (1..=HOURS_KEPT).map(|hours| hour.plus(hours)) {
        let Some(mut keyframe) = days.keyframe(later)? else { continue };
        let late = match &mut late {
            Some(late) => late,
            none => none.insert(last_of_periods(days, hour)?),
        };
        for (&contact, &(point, feed)) in &late.last {
            keyframe.take(contact, point, feed);
        }
        keyframe.forget(later);
        days.change(later.day(), &mut |change| keyframe.put(change, later))?;
    }
    Ok(())
}

/// The last positions that the periods of an hour hold.
fn last_of_periods(days: &Days, hour: Hour) -> Result<Keyframe, StoreError> {
    let mut last = Keyframe::default();
    days.look(hour.day(), |view| {
        let mut reader = BlockReader::new()?;
        let mut points = Vec::new();
        for period in hour.periods() {
            Unit::Period(period).blocks(view, |contact, block| {
                points.clear();
                let feeds = reader.read(block, &mut points)?;
                for point in &points {
                    if let Some(feed) = feeds.get(usize::from(point.feed)) {
                        last.take(contact, *point, *feed);
                    }
                }
                Ok(ControlFlow::Continue(()))
            })?;
        }
        Ok(())
    })?;
    Ok(last)
}

/// The newest keyframe before an hour that still matters at its end.
fn keyframe_before(days: &Days, hour: Hour) -> Result<Keyframe, StoreError> {
    for earlier in (1..=HOURS_KEPT).map(|hours| hour.minus(hours)) {
        if let Some(keyframe) = days.keyframe(earlier)? {
            return Ok(keyframe);
        }
    }
    Ok(Keyframe::default())
}

fn unlisted() -> Fault {
    Fault::Value("a contact that came between".to_owned())
}
