use std::collections::BTreeMap;
use std::time::Duration;

use super::block::{BlockReader, BlockWriter};
use super::contact_key::{put_contact, take_contact};
use super::day_file::KEYFRAMES;
use super::period::Hour;
use super::point::Point;
use super::unit::prefix;
use crate::domain::{ContactId, EventTime, FeedName};
use crate::store::codec::{Broken, Bytes, put};
use crate::store::error::Fault;
use crate::store::kv::{Change, View};

/// Hours of silence after which a contact is in no keyframe; the picture lets her go then too.
pub(super) const HOURS_KEPT: u32 = 24;

/// The same as a time.
pub(in crate::store) const KEYFRAME_SPAN: Duration = Duration::from_hours(HOURS_KEPT as u64);

/// Contacts of a part, one value.
const PART: usize = 2_000;

/// The last position of every contact as of the end of an hour, so that the picture as of a past
/// time needs no more than one hour of points beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::store) struct Keyframe {
    pub(in crate::store) last: BTreeMap<ContactId, (Point, FeedName)>,
}

impl Keyframe {
    /// Reads one, of the file of its day; `None` where there is none.
    pub(in crate::store) fn read(view: &dyn View, hour: Hour) -> Result<Option<Self>, Fault> {
        let (mut keyframe, mut any) = (Self::default(), false);
        let mut reader = BlockReader::new()?;
        let mut points = Vec::new();
        KEYFRAMES.each(view, &prefix(hour.number()), |_key, value| {
            any = true;
            points.clear();
            keyframe.take_part(value, &mut reader, &mut points)?;
            Ok(())
        })?;
        Ok(any.then_some(keyframe))
    }

    /// Takes a position in, unless it is older than the one there.
    pub(in crate::store) fn take(&mut self, contact: ContactId, point: Point, feed: FeedName) {
        let entry = self.last.entry(contact).or_insert((point, feed));
        if entry.0.time_millis < point.time_millis {
            *entry = (point, feed);
        }
    }

    /// Lets go of who was silent for too long at the end of an hour.
    pub(in crate::store) fn forget(&mut self, hour: Hour) {
        let oldest = hour.end().minus(KEYFRAME_SPAN).as_millis();
        self.last.retain(|_contact, (point, _feed)| point.time_millis >= oldest);
    }

    /// Somebody whose position is not of before a time.
    pub(in crate::store) fn later_than(&self, end: EventTime) -> Option<ContactId> {
        let later = |(point, _): &(Point, FeedName)| point.time_millis >= end.as_millis();
        self.last.iter().find(|(_, last)| later(last)).map(|(contact, _)| *contact)
    }

    /// Puts it in place of the one before.
    pub(in crate::store) fn put(&self, change: &mut dyn Change, hour: Hour) -> Result<(), Fault> {
        KEYFRAMES.remove_span(change, &prefix(hour.number()))?;
        let mut writer = BlockWriter::new()?;
        let all: Vec<_> = self.last.iter().collect();
        for (part, entries) in (0_u32..).zip(all.chunks(PART)) {
            let (mut value, mut points, mut feeds) = (Vec::new(), Vec::new(), Vec::new());
            put(&mut value, u64::try_from(entries.len()).unwrap_or(u64::MAX));
            for &(&contact, &(point, feed)) in entries {
                put_contact(&mut value, contact);
                points.push(Point { feed: place(&mut feeds, feed), ..point });
            }
            value.extend_from_slice(&writer.write(&points, &feeds)?);
            KEYFRAMES.put(change, &(hour.number(), part), &value.as_slice())?;
        }
        Ok(())
    }

    fn take_part(
        &mut self,
        value: &[u8],
        reader: &mut BlockReader,
        points: &mut Vec<Point>,
    ) -> Result<(), Broken> {
        let mut bytes = Bytes(value);
        let count: usize = bytes.number()?;
        let contacts =
            (0..count).map(|_| take_contact(&mut bytes)).collect::<Result<Vec<_>, Broken>>()?;
        let feeds = reader.read(bytes.0, points)?;
        for (contact, point) in contacts.into_iter().zip(points.iter()) {
            let feed = feeds.get(usize::from(point.feed)).ok_or(Broken)?;
            self.last.insert(contact, (*point, *feed));
        }
        Ok(())
    }
}

/// The place of a feed among those of a part.
pub(super) fn place(feeds: &mut Vec<FeedName>, feed: FeedName) -> u16 {
    let found = feeds.iter().position(|one| *one == feed).unwrap_or_else(|| {
        feeds.push(feed);
        feeds.len() - 1
    });
    u16::try_from(found).unwrap_or(u16::MAX)
}
