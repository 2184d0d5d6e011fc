use std::collections::HashMap;
use std::ops::{ControlFlow, RangeInclusive};
use std::time::Duration;

use foldhash::fast::FixedState;

use super::block::{BlockReader, BlockWriter};
use super::contact_key::{put_contact, take_contact};
use super::day_file::{HOUR_KEYFRAMES, KEYFRAMES};
use super::days::Days;
use super::period::Period;
use super::point::Point;
use super::unit::prefix;
use crate::domain::{ContactId, EventTime, FeedName};
use crate::store::StoreError;
use crate::store::codec::{Broken, Bytes, put};
use crate::store::error::Fault;
use crate::store::kv::{Change, Order, View};

/// Hours of silence after which a contact is in no keyframe; the picture lets her go then too.
const HOURS_KEPT: u32 = 24;

/// The same in periods.
pub(super) const PERIODS_KEPT: u32 = HOURS_KEPT * 6;

/// The same as a time.
pub(in crate::store) const KEYFRAME_SPAN: Duration = Duration::from_hours(HOURS_KEPT as u64);

/// Contacts of a part, one value.
const PART: usize = 2_000;

/// The last position of every contact as of the end of a period, so that the picture as of a past
/// time needs no more than one period of points beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::store) struct Keyframe {
    pub(in crate::store) last: HashMap<ContactId, (Point, FeedName), FixedState>,
}

impl Keyframe {
    /// Reads one, of the file of its day; `None` where there is none.
    pub(in crate::store) fn read(view: &dyn View, period: Period) -> Result<Option<Self>, Fault> {
        let mut keyframe = Self::default();
        let mut reader = BlockReader::default();
        let mut parts = 0;
        let mut take = |value: &[u8], parts: &mut u32| {
            *parts += 1;
            Ok(keyframe.take_part(value, &mut reader)?)
        };
        KEYFRAMES.each(view, &prefix(period.number()), |_key, value| take(value, &mut parts))?;
        if parts == 0 && period == period.hour().last() {
            let of_hour = prefix(period.hour().number());
            HOUR_KEYFRAMES.each(view, &of_hour, |_key, value| take(value, &mut parts))?;
        }
        Ok((parts > 0).then_some(keyframe))
    }

    /// The newest of some periods, with its period.
    pub(in crate::store) fn newest(
        days: &Days,
        periods: &RangeInclusive<Period>,
    ) -> Result<Option<(Period, Self)>, StoreError> {
        Self::find(days, periods, Order::Backwards)
    }

    /// The earliest of some periods, with its period.
    pub(super) fn earliest(
        days: &Days,
        periods: &RangeInclusive<Period>,
    ) -> Result<Option<(Period, Self)>, StoreError> {
        Self::find(days, periods, Order::Forwards)
    }

    fn find(
        days: &Days,
        periods: &RangeInclusive<Period>,
        order: Order,
    ) -> Result<Option<(Period, Self)>, StoreError> {
        if periods.is_empty() {
            return Ok(None);
        }
        let mut of = days.present();
        of.retain(|day| (periods.start().day()..=periods.end().day()).contains(day));
        let mut of: Vec<_> = of.into_iter().collect();
        if order == Order::Backwards {
            of.reverse();
        }
        for day in of {
            let found = days.look(day, |view| {
                let Some(period) = first_in(view, periods, order)? else { return Ok(None) };
                Ok(Self::read(view, period)?.map(|keyframe| (period, keyframe)))
            })?;
            if let Some(found) = found.flatten() {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// Takes a position in, unless there is one that is as new. Says whether it did.
    pub(in crate::store) fn take(
        &mut self,
        contact: ContactId,
        point: Point,
        feed: FeedName,
    ) -> bool {
        let mut new = false;
        let entry = self.last.entry(contact).or_insert_with(|| {
            new = true;
            (point, feed)
        });
        if entry.0.time_millis < point.time_millis {
            new = true;
            *entry = (point, feed);
        }
        new
    }

    /// Lets go of who was silent for too long at the end of a period.
    pub(super) fn forget(&mut self, period: Period) {
        let oldest = period.end().minus(KEYFRAME_SPAN).as_millis();
        self.last.retain(|_contact, (point, _feed)| point.time_millis >= oldest);
    }

    /// Somebody whose position is not of before a time.
    pub(in crate::store) fn later_than(&self, end: EventTime) -> Option<ContactId> {
        let later = |(point, _): &(Point, FeedName)| point.time_millis >= end.as_millis();
        self.last.iter().filter(|(_, last)| later(last)).map(|(contact, _)| *contact).min()
    }

    /// Puts it in place of the one before.
    pub(super) fn put(&self, change: &mut dyn Change, period: Period) -> Result<(), Fault> {
        KEYFRAMES.remove_span(change, &prefix(period.number()))?;
        let mut writer = BlockWriter::default();
        let mut all: Vec<_> = self.last.iter().collect();
        all.sort_unstable_by_key(|(contact, _last)| **contact);
        for (part, entries) in (0_u32..).zip(all.chunks(PART)) {
            let (mut value, mut points, mut feeds) = (Vec::new(), Vec::new(), Vec::new());
            put(&mut value, u64::try_from(entries.len()).unwrap_or(u64::MAX));
            for &(&contact, &(point, feed)) in entries {
                put_contact(&mut value, contact);
                points.push(Point { feed: place(&mut feeds, feed), ..point });
            }
            value.extend_from_slice(&writer.write(&points, &feeds));
            KEYFRAMES.put(change, &(period.number(), part), &value.as_slice())?;
        }
        Ok(())
    }

    fn take_part(&mut self, value: &[u8], reader: &mut BlockReader) -> Result<(), Broken> {
        let mut bytes = Bytes(value);
        let count: usize = bytes.number()?;
        let contacts =
            (0..count).map(|_| take_contact(&mut bytes)).collect::<Result<Vec<_>, Broken>>()?;
        let mut points = Vec::with_capacity(contacts.len());
        let feeds = reader.read(bytes.0, &mut points)?;
        self.last.reserve(contacts.len());
        for (contact, point) in contacts.into_iter().zip(points) {
            let feed = feeds.get(usize::from(point.feed)).ok_or(Broken)?;
            self.last.insert(contact, (point, *feed));
        }
        Ok(())
    }
}

/// Removes the keyframes of some periods.
pub(super) fn remove_keyframes(
    days: &Days,
    periods: &RangeInclusive<Period>,
) -> Result<(), StoreError> {
    let (first, last) = (periods.start().number(), periods.end().number());
    let hours = (periods.start().hour().number(), periods.end().hour().number());
    let present = days.present();
    for &day in present.range(periods.start().day()..=periods.end().day()) {
        let any = days.look(day, |view| first_in(view, periods, Order::Forwards))?.flatten();
        if any.is_some() {
            days.change(day, &mut |change| {
                let span = KEYFRAMES.span((first, 0)..=(last, u32::MAX));
                KEYFRAMES.remove_span(change, &span)?;
                let span = HOUR_KEYFRAMES.span((hours.0, 0)..=(hours.1, u32::MAX));
                HOUR_KEYFRAMES.remove_span(change, &span)
            })?;
        }
    }
    Ok(())
}

/// The first, in an order, of some periods that has a keyframe in a file.
fn first_in(
    view: &dyn View,
    periods: &RangeInclusive<Period>,
    order: Order,
) -> Result<Option<Period>, Fault> {
    let (first, last) = (*periods.start(), *periods.end());
    let mut found = None;
    let span = KEYFRAMES.span((first.number(), 0)..=(last.number(), u32::MAX));
    KEYFRAMES.scan(view, &span, order, |(period, _part), _value| {
        found = Some(Period::from_number(period));
        Ok(ControlFlow::Break(()))
    })?;
    let span = HOUR_KEYFRAMES.span((first.hour().number(), 0)..=(last.hour().number(), u32::MAX));
    HOUR_KEYFRAMES.scan(view, &span, order, |(hour, _part), _value| {
        let period = super::Hour::from_number(hour).last();
        if !periods.contains(&period) {
            return Ok(ControlFlow::Continue(()));
        }
        found = Some(match (found, order) {
            (None, _) => period,
            (Some(other), Order::Forwards) => period.min(other),
            (Some(other), Order::Backwards) => period.max(other),
        });
        Ok(ControlFlow::Break(()))
    })?;
    Ok(found)
}

/// The place of a feed among those of a part.
pub(super) fn place(feeds: &mut Vec<FeedName>, feed: FeedName) -> u16 {
    let found = feeds.iter().position(|one| *one == feed).unwrap_or_else(|| {
        feeds.push(feed);
        feeds.len() - 1
    });
    u16::try_from(found).unwrap_or(u16::MAX)
}
