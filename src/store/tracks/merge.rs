//! What contacts that say little say in an hour becomes one block each, which takes less space and
//! fewer reads. Who says much keeps a block for every period, which a question about a part of the
//! hour reads alone, and merging does not touch.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::ControlFlow;

use foldhash::fast::FixedState;

use super::block::{BlockReader, BlockWriter};
use super::day_file::{CELLS, FEW, HOUR_CELLS, HOURS, contacts_value};
use super::days::Days;
use super::keyframe::place;
use super::period::Hour;
use super::point::Point;
use super::unit::{Unit, is_merged, periods_of, read_contacts};
use crate::domain::{ContactId, FeedName};
use crate::store::StoreError;
use crate::store::error::Fault;
use crate::store::kv::{Change, View};

/// Contacts whose points are in memory at once.
const CONTACTS_MAX: usize = 1_000;

/// Merges what the periods of an hour hold of those who say little, and all its cells: one
/// transaction, so that whoever looks sees the one or the other. A crash leaves it as it was; merging
/// again what was merged changes nothing.
pub(in crate::store) fn merge(days: &Days, hour: Hour) -> Result<(), StoreError> {
    let contacts = days.look(hour.day(), |view| who(view, hour))?.unwrap_or_default();
    days.change(hour.day(), &mut |change| {
        let (reader, writer) = (BlockReader::default(), BlockWriter::default());
        let mut merging = Merging { again: is_merged(change, hour)?, hour, reader, writer };
        for part in contacts.chunks(CONTACTS_MAX) {
            merging.part(change, part)?;
        }
        FEW.remove_span(change, &periods_of(hour))?;
        merge_cells(change, hour)
    })
}

/// What is being merged of one hour.
struct Merging {
    hour: Hour,
    /// It was merged before.
    again: bool,
    reader: BlockReader,
    writer: BlockWriter,
}

impl Merging {
    /// Contacts that follow one another in the order of keys.
    fn part(&mut self, change: &mut dyn Change, contacts: &[ContactId]) -> Result<(), Fault> {
        let (Some(&first), Some(&last)) = (contacts.first(), contacts.last()) else {
            return Ok(());
        };
        let places: HashMap<ContactId, usize, FixedState> =
            contacts.iter().copied().zip(0..).collect();
        let mut feeds = Vec::new();
        let mut gathered: Vec<Vec<Point>> = vec![Vec::new(); contacts.len()];
        for period in self.hour.periods() {
            let number = period.number();
            let span = FEW.span((number, first, 0)..=(number, last, u64::MAX));
            FEW.each(&*change, &span, |(_period, contact, _number), block| {
                let points = places.get(&contact).and_then(|&place| gathered.get_mut(place));
                points.map_or(Ok(()), |points| read(&mut self.reader, block, points, &mut feeds))
            })?;
        }
        for (&contact, points) in contacts.iter().zip(&mut gathered) {
            let key = (self.hour.number(), contact);
            if self.again {
                let mut read = |block: &[u8]| read(&mut self.reader, block, points, &mut feeds);
                HOURS.get(&*change, &key, &mut read)?;
            }
            points.sort_unstable();
            points.dedup_by(|later, earlier| later.says_as(earlier));
            HOURS.put(change, &key, &self.writer.write(points, &feeds).as_slice())?;
        }
        Ok(())
    }
}

/// The cells of the periods become those of the hour.
fn merge_cells(change: &mut dyn Change, hour: Hour) -> Result<(), Fault> {
    let periods = periods_of(hour);
    let mut cells = BTreeMap::<u16, BTreeSet<ContactId>>::new();
    CELLS.each(&*change, &periods, |(_period, cell, _number), value| {
        read_contacts(value, cells.entry(cell).or_default())
    })?;
    for (&cell, contacts) in &mut cells {
        let key = (hour.number(), cell);
        HOUR_CELLS.get(&*change, &key, |value| read_contacts(value, contacts))?;
        HOUR_CELLS.put(change, &key, &contacts_value(&*contacts).as_slice())?;
    }
    CELLS.remove_span(change, &periods)
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

/// Who has blocks of few points in the periods of an hour, in the order of keys.
fn who(view: &dyn View, hour: Hour) -> Result<Vec<ContactId>, Fault> {
    let mut contacts = BTreeMap::new();
    for period in hour.periods() {
        Unit::Few(period).blocks(view, |contact, _block| {
            let mut key = Vec::new();
            super::put_contact(&mut key, contact);
            contacts.insert(key, contact);
            Ok(ControlFlow::Continue(()))
        })?;
    }
    Ok(contacts.into_values().collect())
}
