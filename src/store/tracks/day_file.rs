//! The tables of one day's file.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use redb::{ReadTransaction, ReadableTable, TableDefinition, TableError, WriteTransaction};

use super::contact_key::take_contact;
use super::period::Period;
use crate::domain::ContactId;
use crate::store::codec::Bytes;
use crate::store::error::Fault;
use crate::store::kv::{Database, Field, FirstSchema, Order, RedbChange, Rest, Span, Table, View};

/// (period, contact, number): the points of a contact in a period. Blocks of one period and contact
/// beyond the first hold points that came after the period was closed.
const BLOCKS: Table<(u32, ContactId, u64), Rest> = Table::new("blocks");

/// (period, one-degree cell, number): the contacts that have points there.
const CELLS: Table<(u32, u16, u64), Rest> = Table::new("contacts-by-cell");

/// The cells as schema 1 had them, under redb's own kind of key. Its blocks are as they are now.
const FIRST_CELLS: TableDefinition<'static, (u32, u16, u64), &[u8]> = TableDefinition::new("cells");

/// Day files of schema 1.
pub(super) const FIRST_SCHEMA: FirstSchema = FirstSchema { found, bring_forward };

/// A block on its way into the file.
pub(in crate::store) struct Block {
    pub(in crate::store) contact: ContactId,
    pub(in crate::store) bytes: Vec<u8>,
}

/// Writes blocks of a period, durable on return; writing the same number again overwrites.
pub(in crate::store) fn write_blocks(
    database: &dyn Database,
    period: Period,
    number: u64,
    blocks: &[Block],
) -> Result<(), Fault> {
    database.write(&mut |change| {
        blocks.iter().try_for_each(|block| {
            let key = (period.number(), block.contact, number);
            BLOCKS.put(change, &key, &block.bytes.as_slice())
        })
    })
}

/// Writes which contacts were in which cell in a period, durable on return.
pub(in crate::store) fn write_cells(
    database: &dyn Database,
    period: Period,
    number: u64,
    cells: &BTreeMap<u16, BTreeSet<ContactId>>,
) -> Result<(), Fault> {
    database.write(&mut |change| {
        cells.iter().try_for_each(|(&cell, contacts)| {
            let mut value = Vec::new();
            for contact in contacts {
                ContactId::put(contact, &mut value);
            }
            CELLS.put(change, &(period.number(), cell, number), &value.as_slice())
        })
    })
}

/// Hands out the blocks of one contact in a period, in the order they were written.
pub(in crate::store) fn read_blocks(
    view: &dyn View,
    period: Period,
    contact: ContactId,
    mut each: impl FnMut(&[u8]) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let period = period.number();
    let span = BLOCKS.span((period, contact, 0)..=(period, contact, u64::MAX));
    BLOCKS.each(view, &span, |_key, block| each(block))
}

/// Hands out every block of a period with its contact, by contact.
pub(in crate::store) fn read_period(
    view: &dyn View,
    period: Period,
    mut each: impl FnMut(ContactId, &[u8]) -> Result<ControlFlow<()>, Fault>,
) -> Result<(), Fault> {
    let span = Span::prefix(period.number().to_be_bytes().to_vec());
    BLOCKS.scan(view, &span, Order::Forwards, |(_period, contact, _number), block| {
        each(contact, block)
    })
}

/// Collects the contacts that have points in the cells of one row, from one column to another.
pub(in crate::store) fn read_cells(
    view: &dyn View,
    period: Period,
    cells: std::ops::RangeInclusive<u16>,
    contacts: &mut BTreeSet<ContactId>,
) -> Result<(), Fault> {
    let period = period.number();
    let span = CELLS.span((period, *cells.start(), 0)..=(period, *cells.end(), u64::MAX));
    CELLS.each(view, &span, |_key, value| {
        let mut bytes = Bytes(value);
        while !bytes.is_empty() {
            contacts.insert(take_contact(&mut bytes)?);
        }
        Ok(())
    })
}

/// Hands out every block with the first and the last period that it may hold points of.
pub(in crate::store) fn each_block(
    view: &dyn View,
    mut each: impl FnMut(Period, Period, ContactId, &[u8]) -> Result<(), Fault>,
) -> Result<(), Fault> {
    BLOCKS.each(view, &Span::ALL, |(period, contact, _number), block| {
        let period = Period::from_number(period);
        each(period, period, contact, block)
    })
}

/// Hands out the contacts of every cell.
pub(in crate::store) fn each_cell(
    view: &dyn View,
    mut each: impl FnMut(Period, u16, BTreeSet<ContactId>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    CELLS.each(view, &Span::ALL, |(period, cell, _number), value| {
        let (mut bytes, mut contacts) = (Bytes(value), BTreeSet::new());
        while !bytes.is_empty() {
            contacts.insert(take_contact(&mut bytes)?);
        }
        each(Period::from_number(period), cell, contacts)
    })
}

fn found(transaction: &ReadTransaction) -> Result<bool, Fault> {
    match transaction.open_table(FIRST_CELLS) {
        Ok(_cells) => Ok(true),
        Err(TableError::TableDoesNotExist(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

fn bring_forward(transaction: &WriteTransaction) -> Result<(), Fault> {
    let change = &mut RedbChange::of(transaction);
    for entry in transaction.open_table(FIRST_CELLS)?.iter()? {
        let (key, value) = entry?;
        CELLS.put(change, &key.value(), &value.value())?;
    }
    transaction.delete_table(FIRST_CELLS)?;
    Ok(())
}
