//! The tables of one day's file.

use std::collections::{BTreeMap, BTreeSet};

use redb::{Database, ReadTransaction, ReadableDatabase, TableDefinition, TableError};

use super::contact_key::{put_contact, take_contact};
use super::period::Period;
use crate::domain::ContactId;
use crate::store::codec::Bytes;
use crate::store::error::Fault;

/// (period, contact, number): the points of a contact in a period. Blocks of one period and contact
/// beyond the first hold points that came after the period was closed.
const BLOCKS: TableDefinition<'static, &[u8], &[u8]> = TableDefinition::new("blocks");

/// (period, one-degree cell, number): the contacts that have points there.
const CELLS: TableDefinition<'static, (u32, u16, u64), &[u8]> = TableDefinition::new("cells");

/// A block on its way into the file.
pub(in crate::store) struct Block {
    pub(in crate::store) contact: ContactId,
    pub(in crate::store) bytes: Vec<u8>,
}

/// Writes blocks of a period, durable on return; writing the same number again overwrites.
pub(in crate::store) fn write_blocks(
    database: &Database,
    period: Period,
    number: u64,
    blocks: &[Block],
) -> Result<(), Fault> {
    let mut transaction = database.begin_write()?;
    transaction.set_quick_repair(true);
    {
        let mut table = transaction.open_table(BLOCKS)?;
        for block in blocks {
            let mut key = key_of(period, Some(block.contact));
            key.extend_from_slice(&number.to_be_bytes());
            table.insert(key.as_slice(), block.bytes.as_slice())?;
        }
    }
    Ok(transaction.commit()?)
}

/// Writes which contacts were in which cell in a period, durable on return.
pub(in crate::store) fn write_cells(
    database: &Database,
    period: Period,
    number: u64,
    cells: &BTreeMap<u16, BTreeSet<ContactId>>,
) -> Result<(), Fault> {
    let mut transaction = database.begin_write()?;
    transaction.set_quick_repair(true);
    {
        let mut table = transaction.open_table(CELLS)?;
        for (&cell, contacts) in cells {
            let mut value = Vec::new();
            for &contact in contacts {
                put_contact(&mut value, contact);
            }
            table.insert((period.number(), cell, number), value.as_slice())?;
        }
    }
    Ok(transaction.commit()?)
}

/// Hands out the blocks of one contact in a period, in the order they were written.
pub(in crate::store) fn read_blocks(
    transaction: &ReadTransaction,
    period: Period,
    contact: ContactId,
    mut each: impl FnMut(&[u8]) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let Some(table) = present(transaction.open_table(BLOCKS))? else { return Ok(()) };
    let first = key_of(period, Some(contact));
    let mut last = first.clone();
    last.extend_from_slice(&[u8::MAX; 8]);
    for entry in table.range(first.as_slice()..=last.as_slice())? {
        let (_key, block) = entry?;
        each(block.value())?;
    }
    Ok(())
}

/// Hands out every block of a period with its contact, by contact.
pub(in crate::store) fn read_period(
    transaction: &ReadTransaction,
    period: Period,
    mut each: impl FnMut(ContactId, &[u8]) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let Some(table) = present(transaction.open_table(BLOCKS))? else { return Ok(()) };
    let first = key_of(period, None);
    let last = key_of(Period::from_number(period.number().saturating_add(1)), None);
    for entry in table.range(first.as_slice()..last.as_slice())? {
        let (key, block) = entry?;
        let mut key = Bytes(key.value());
        key.take(first.len())?;
        each(take_contact(&mut key)?, block.value())?;
    }
    Ok(())
}

/// Collects the contacts that have points in the cells of one row, from one column to another.
pub(in crate::store) fn read_cells(
    transaction: &ReadTransaction,
    period: Period,
    cells: std::ops::RangeInclusive<u16>,
    contacts: &mut BTreeSet<ContactId>,
) -> Result<(), Fault> {
    let Some(table) = present(transaction.open_table(CELLS))? else { return Ok(()) };
    let first = (period.number(), *cells.start(), 0);
    let last = (period.number(), *cells.end(), u64::MAX);
    for entry in table.range(first..=last)? {
        let (_key, value) = entry?;
        let mut bytes = Bytes(value.value());
        while !bytes.is_empty() {
            contacts.insert(take_contact(&mut bytes)?);
        }
    }
    Ok(())
}

fn key_of(period: Period, contact: Option<ContactId>) -> Vec<u8> {
    let mut key = period.number().to_be_bytes().to_vec();
    if let Some(contact) = contact {
        put_contact(&mut key, contact);
    }
    key
}

/// A file whose first close did not get that far has no table yet.
fn present<T>(table: Result<T, TableError>) -> Result<Option<T>, TableError> {
    match table {
        Ok(table) => Ok(Some(table)),
        Err(TableError::TableDoesNotExist(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether a database can be read at all.
pub(in crate::store) fn begin_read(database: &Database) -> Result<ReadTransaction, Fault> {
    Ok(database.begin_read()?)
}
