use std::collections::BTreeSet;
use std::iter;
use std::ops::{Bound, ControlFlow, RangeInclusive};

use super::contact_key::take_contact;
use super::day_file::{BLOCKS, CELLS, FEW, HOUR_CELLS, HOURS};
use super::period::{Hour, Period};
use crate::domain::{ContactId, EventTime};
use crate::store::codec::Bytes;
use crate::store::error::Fault;
use crate::store::kv::{Order, Rest, Span, Table, View};

/// What blocks are found by: those of a period, as they were closed, or those of an hour, which were
/// merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::store) enum Unit {
    /// Of those who said much in a period; the cells of all are its.
    Period(Period),
    /// Of those who said little in it.
    Few(Period),
    /// Of those who said little in the periods of an hour.
    Hour(Hour),
}

/// Where the blocks of a unit are.
enum Place {
    Periods(&'static Table<(u32, ContactId, u64), Rest>, Period),
    Hours(Hour),
}

impl Unit {
    /// What a file holds of an hour, by time. Beside a merged hour there are the periods of those who
    /// said much, and of points that came after the merging.
    pub(in crate::store) fn of(view: &dyn View, hour: Hour) -> Result<Vec<Self>, Fault> {
        let few = any_period(view, &FEW, hour)?;
        let mut units = Vec::new();
        if few || any_period(view, &BLOCKS, hour)? {
            let of_few = |period| few.then_some(Self::Few(period));
            let both = |period| iter::once(Self::Period(period)).chain(of_few(period));
            units.extend(hour.periods().flat_map(both));
        }
        if is_merged(view, hour)? {
            units.push(Self::Hour(hour));
        }
        Ok(units)
    }

    /// Hands out every block with its contact, by contact.
    pub(in crate::store) fn blocks(
        self,
        view: &dyn View,
        mut each: impl FnMut(ContactId, &[u8]) -> Result<ControlFlow<()>, Fault>,
    ) -> Result<(), Fault> {
        match self.place() {
            Place::Periods(table, period) => table.scan(
                view,
                &prefix(period.number()),
                Order::Forwards,
                |(_period, contact, _number), block| each(contact, block),
            ),
            Place::Hours(hour) => HOURS.scan(
                view,
                &prefix(hour.number()),
                Order::Forwards,
                |(_hour, contact), block| each(contact, block),
            ),
        }
    }

    /// Hands out the blocks of the contacts from one to another, in the order of keys, by contact.
    pub(in crate::store) fn blocks_between(
        self,
        view: &dyn View,
        contacts: &RangeInclusive<ContactId>,
        mut each: impl FnMut(ContactId, &[u8]) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let (first, last) = (*contacts.start(), *contacts.end());
        match self.place() {
            Place::Periods(table, period) => {
                let period = period.number();
                let span = table.span((period, first, 0)..=(period, last, u64::MAX));
                table.each(view, &span, |(_period, contact, _number), block| each(contact, block))
            }
            Place::Hours(hour) => {
                let span = HOURS.span((hour.number(), first)..=(hour.number(), last));
                HOURS.each(view, &span, |(_hour, contact), block| each(contact, block))
            }
        }
    }

    /// Hands out the blocks of one contact, in the order they were written.
    pub(in crate::store) fn blocks_of(
        self,
        view: &dyn View,
        contact: ContactId,
        mut each: impl FnMut(&[u8]) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        match self.place() {
            Place::Periods(table, period) => {
                let period = period.number();
                let span = table.span((period, contact, 0)..=(period, contact, u64::MAX));
                table.each(view, &span, |_key, block| each(block))
            }
            Place::Hours(hour) => HOURS.get(view, &(hour.number(), contact), each).map(|_read| ()),
        }
    }

    /// Collects the contacts that have points in the cells of one row, from one column to another: of
    /// all blocks of a period, few or not, by [`Unit::Period`].
    pub(in crate::store) fn contacts_in(
        self,
        view: &dyn View,
        cells: &RangeInclusive<u16>,
        contacts: &mut BTreeSet<ContactId>,
    ) -> Result<(), Fault> {
        let (first, last) = (*cells.start(), *cells.end());
        match self {
            Self::Period(period) => {
                let period = period.number();
                let span = CELLS.span((period, first, 0)..=(period, last, u64::MAX));
                CELLS.each(view, &span, |_key, value| read_contacts(value, contacts))
            }
            Self::Few(_) => Ok(()),
            Self::Hour(hour) => {
                let span = HOUR_CELLS.span((hour.number(), first)..=(hour.number(), last));
                HOUR_CELLS.each(view, &span, |_key, value| read_contacts(value, contacts))
            }
        }
    }

    /// Whether it may hold points of `from..to`, to whole periods.
    pub(in crate::store) fn touches(self, from: EventTime, to: EventTime) -> bool {
        let (first, last) = self.periods();
        first <= Period::clamped(to) && Period::clamped(from) <= last
    }

    /// The hour, where it is one.
    pub(in crate::store) const fn hour(self) -> Option<Hour> {
        match self {
            Self::Period(_) | Self::Few(_) => None,
            Self::Hour(hour) => Some(hour),
        }
    }

    /// The first and the last period that its points are of.
    pub(in crate::store) const fn periods(self) -> (Period, Period) {
        match self {
            Self::Period(period) | Self::Few(period) => (period, period),
            Self::Hour(hour) => (hour.first(), hour.last()),
        }
    }

    /// All periods that its points are of.
    pub(in crate::store) fn each_period(self) -> impl Iterator<Item = Period> {
        let (first, last) = self.periods();
        (first.number()..=last.number()).map(Period::from_number)
    }

    const fn place(self) -> Place {
        match self {
            Self::Period(period) => Place::Periods(&BLOCKS, period),
            Self::Few(period) => Place::Periods(&FEW, period),
            Self::Hour(hour) => Place::Hours(hour),
        }
    }
}

/// Hands out every block of a file with what it is found by.
pub(in crate::store) fn each_block(
    view: &dyn View,
    mut each: impl FnMut(Unit, ContactId, &[u8]) -> Result<(), Fault>,
) -> Result<(), Fault> {
    BLOCKS.each(view, &Span::ALL, |(period, contact, _number), block| {
        each(Unit::Period(Period::from_number(period)), contact, block)
    })?;
    FEW.each(view, &Span::ALL, |(period, contact, _number), block| {
        each(Unit::Few(Period::from_number(period)), contact, block)
    })?;
    HOURS.each(view, &Span::ALL, |(hour, contact), block| {
        each(Unit::Hour(Hour::from_number(hour)), contact, block)
    })
}

/// Hands out the contacts of every cell.
pub(in crate::store) fn each_cell(
    view: &dyn View,
    mut each: impl FnMut(Unit, u16, BTreeSet<ContactId>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let read = |value: &[u8]| {
        let mut contacts = BTreeSet::new();
        read_contacts(value, &mut contacts).map(|()| contacts)
    };
    CELLS.each(view, &Span::ALL, |(period, cell, _number), value| {
        each(Unit::Period(Period::from_number(period)), cell, read(value)?)
    })?;
    HOUR_CELLS.each(view, &Span::ALL, |(hour, cell), value| {
        each(Unit::Hour(Hour::from_number(hour)), cell, read(value)?)
    })
}

/// Where the newest point of a file is: in its last hour, be it merged, in periods of it, or both.
pub(in crate::store) fn last_units(view: &dyn View) -> Result<Vec<Unit>, Fault> {
    let mut last = Vec::new();
    BLOCKS.scan(view, &Span::ALL, Order::Backwards, |(period, ..), _block| {
        last.push(Unit::Period(Period::from_number(period)));
        Ok(ControlFlow::Break(()))
    })?;
    FEW.scan(view, &Span::ALL, Order::Backwards, |(period, ..), _block| {
        last.push(Unit::Few(Period::from_number(period)));
        Ok(ControlFlow::Break(()))
    })?;
    HOURS.scan(view, &Span::ALL, Order::Backwards, |(hour, _contact), _block| {
        last.push(Unit::Hour(Hour::from_number(hour)));
        Ok(ControlFlow::Break(()))
    })?;
    let hour = |unit: &Unit| unit.periods().1.hour();
    let latest = last.iter().map(hour).max();
    last.retain(|unit| Some(hour(unit)) == latest);
    Ok(last)
}

/// Whether the periods of an hour were merged.
pub(in crate::store) fn is_merged(view: &dyn View, hour: Hour) -> Result<bool, Fault> {
    let mut any = false;
    HOUR_CELLS.scan(view, &prefix(hour.number()), Order::Forwards, |_key, _contacts| {
        any = true;
        Ok(ControlFlow::Break(()))
    })?;
    Ok(any)
}

/// The first hour at or after one that has something which was not merged.
pub(in crate::store) fn next_unmerged(view: &dyn View, from: Hour) -> Result<Option<Hour>, Fault> {
    let mut found = None;
    let span = Span {
        from: Bound::Included(from.first().number().to_be_bytes().to_vec()),
        to: Bound::Unbounded,
    };
    CELLS.scan(view, &span, Order::Forwards, |(period, _, _), _contacts| {
        found = Some(Period::from_number(period).hour());
        Ok(ControlFlow::Break(()))
    })?;
    Ok(found)
}

fn any_period(
    view: &dyn View,
    table: &Table<(u32, ContactId, u64), Rest>,
    hour: Hour,
) -> Result<bool, Fault> {
    let mut any = false;
    table.scan(view, &periods_of(hour), Order::Forwards, |_key, _block| {
        any = true;
        Ok(ControlFlow::Break(()))
    })?;
    Ok(any)
}

pub(super) fn read_contacts(value: &[u8], contacts: &mut BTreeSet<ContactId>) -> Result<(), Fault> {
    let mut bytes = Bytes(value);
    while !bytes.is_empty() {
        contacts.insert(take_contact(&mut bytes)?);
    }
    Ok(())
}

/// All keys of the periods of an hour.
pub(super) fn periods_of(hour: Hour) -> Span {
    Span {
        from: Bound::Included(hour.first().number().to_be_bytes().to_vec()),
        to: Bound::Excluded(hour.plus(1).first().number().to_be_bytes().to_vec()),
    }
}

pub(super) fn prefix(number: u32) -> Span {
    Span::prefix(number.to_be_bytes().to_vec())
}
