use std::path::Path;

use redb::{Database, ReadableDatabase, TableError, WriteTransaction};

use super::tables::{
    ACTS, BY_RAISED, CHANGES, LEVELS, META, PICTURE, POINTS, REVISIONS, SCHEMA, SNOOZES,
    TRANSITIONS, UNSETTLED,
};
use crate::store::StoreError;
use crate::store::error::Fault;

/// The schema that this program writes.
const KNOWN: u64 = 1;

/// Makes the tables of a new file, brings an older one forward, refuses a newer one.
pub(super) fn check(database: &Database, path: &Path) -> Result<(), StoreError> {
    match found(database).map_err(|fault| fault.at(path))? {
        Some(KNOWN) => Ok(()),
        Some(found) if found > KNOWN => {
            Err(StoreError::Newer { path: path.to_owned(), found, known: KNOWN })
        }
        older => bring_forward(database, older).map_err(|fault| fault.at(path)),
    }
}

fn found(database: &Database) -> Result<Option<u64>, Fault> {
    match database.begin_read()?.open_table(META) {
        Ok(meta) => Ok(meta.get(SCHEMA)?.map(|schema| schema.value())),
        Err(TableError::TableDoesNotExist(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// One step for each schema before the known one, all in one transaction.
fn bring_forward(database: &Database, found: Option<u64>) -> Result<(), Fault> {
    let mut transaction = database.begin_write()?;
    transaction.set_quick_repair(true);
    if found.is_none() {
        create(&transaction)?;
    }
    transaction.open_table(META)?.insert(SCHEMA, KNOWN)?;
    Ok(transaction.commit()?)
}

/// Every table from the beginning, so that readers never meet a missing one.
fn create(transaction: &WriteTransaction) -> Result<(), Fault> {
    transaction.open_table(TRANSITIONS)?;
    transaction.open_table(REVISIONS)?;
    transaction.open_table(BY_RAISED)?;
    transaction.open_table(UNSETTLED)?;
    transaction.open_table(SNOOZES)?;
    transaction.open_table(ACTS)?;
    transaction.open_table(LEVELS)?;
    transaction.open_table(POINTS)?;
    transaction.open_table(CHANGES)?;
    transaction.open_table(PICTURE)?;
    Ok(())
}
