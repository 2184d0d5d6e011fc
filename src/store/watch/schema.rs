use super::tables::{META, SCHEMA};
use crate::store::error::Fault;
use crate::store::kv::Database;

/// The schema that this program writes.
pub(super) const KNOWN: u64 = 2;

/// Marks a new database, refuses a newer one. An older one was brought forward when it was opened.
pub(super) fn check(database: &dyn Database) -> Result<(), Fault> {
    let found = META.get(&*database.view()?, &SCHEMA, Ok)?;
    match found {
        Some(KNOWN) => Ok(()),
        Some(found) => Err(Fault::Newer { found, known: KNOWN }),
        None => database.write(&mut |change| META.put(change, &SCHEMA, &KNOWN)),
    }
}
