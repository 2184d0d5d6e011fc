use super::tables::{META, SCHEMA};
use crate::store::error::Fault;
use crate::store::kv::Database;

/// The schema that this program writes.
pub(super) const KNOWN: u64 = 3;

/// The schema before hours were merged: what has none of it reads as it did, but a program of that
/// time would not see what is merged.
const BEFORE_HOURS: u64 = 2;

/// Marks a new database and one of schema 2, refuses a newer one. One of schema 1 was brought
/// forward when it was opened.
pub(super) fn check(database: &dyn Database) -> Result<(), Fault> {
    let found = META.get(&*database.view()?, &SCHEMA, Ok)?;
    match found {
        Some(KNOWN) => Ok(()),
        Some(BEFORE_HOURS) | None => {
            database.write(&mut |change| META.put(change, &SCHEMA, &KNOWN))
        }
        Some(found) => Err(Fault::Newer { found, known: KNOWN }),
    }
}
