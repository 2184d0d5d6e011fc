//! The tables of one day's file.

use std::collections::BTreeMap;

use redb::{ReadTransaction, ReadableTable, TableDefinition, TableError, WriteTransaction};

use super::period::Period;
use crate::domain::ContactId;
use crate::store::error::Fault;
use crate::store::kv::{Database, Field, FirstSchema, RedbChange, Rest, Table};

/// (period, contact, number): the points of a contact in a period. Blocks of one period and contact
/// beyond the first hold points that came after the period was closed.
pub(super) const BLOCKS: Table<(u32, ContactId, u64), Rest> = Table::new("blocks");

/// The same, of those who said little in it, until their hour is merged: apart from the others, so
/// that merging leaves those where they are. Schemas up to 5 had all of them in `BLOCKS`.
pub(super) const FEW: Table<(u32, ContactId, u64), Rest> = Table::new("blocks-of-few");

/// (period, one-degree cell, number): the contacts that have points there.
pub(super) const CELLS: Table<(u32, u16, u64), Rest> = Table::new("contacts-by-cell");

/// (hour, contact): the points of an hour of one who says little, out of its periods.
pub(super) const HOURS: Table<(u32, ContactId), Rest> = Table::new("hours");

/// (hour, one-degree cell): the contacts that have points there, of a merged hour.
pub(super) const HOUR_CELLS: Table<(u32, u16), Rest> = Table::new("contacts-by-hour-and-cell");

/// (period, part): the last position of every contact as of the end of a period.
pub(super) const KEYFRAMES: Table<(u32, u32), Rest> = Table::new("keyframes-of-periods");

/// (hour, part): the same as of the end of an hour, which schema 3 wrote.
pub(super) const HOUR_KEYFRAMES: Table<(u32, u32), Rest> = Table::new("keyframes");

/// 0 -> bytes of the file when it was packed; it may have been written to since.
pub(super) const PACKED: Table<u8, u64> = Table::new("packed");

/// The cells as schema 1 had them, under redb's own kind of key. Its blocks are as they are now.
const FIRST_CELLS: TableDefinition<'static, (u32, u16, u64), &[u8]> = TableDefinition::new("cells");

/// Day files of schema 1.
pub(super) const FIRST_SCHEMA: FirstSchema = FirstSchema { found, bring_forward };

/// Bytes that a block has at most to be one of few points: those of a whole hour together are at the
/// size from which on what a block costs for itself is little beside its points.
const FEW_BYTES: usize = 160;

/// A block on its way into the file.
pub(in crate::store) struct Block {
    pub(in crate::store) contact: ContactId,
    pub(in crate::store) bytes: Vec<u8>,
}

/// Writes blocks of a period and, with the last of them, which contacts were in which cell; durable
/// on return. Writing the same number again overwrites.
pub(in crate::store) fn write_blocks(
    database: &dyn Database,
    period: Period,
    number: u64,
    blocks: &[Block],
    cells: &BTreeMap<u16, Vec<ContactId>>,
) -> Result<(), Fault> {
    database.write(&mut |change| {
        for block in blocks {
            let table = if block.bytes.len() <= FEW_BYTES { &FEW } else { &BLOCKS };
            let key = (period.number(), block.contact, number);
            table.put(change, &key, &block.bytes.as_slice())?;
        }
        cells.iter().try_for_each(|(&cell, contacts)| {
            let value = contacts_value(contacts);
            CELLS.put(change, &(period.number(), cell, number), &value.as_slice())
        })
    })
}

/// Contacts one after another, as the tables of cells hold them.
pub(super) fn contacts_value<'a>(contacts: impl IntoIterator<Item = &'a ContactId>) -> Vec<u8> {
    let mut value = Vec::new();
    for contact in contacts {
        ContactId::put(contact, &mut value);
    }
    value
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
