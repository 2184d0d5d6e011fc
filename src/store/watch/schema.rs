use super::tables::{META, SCHEMA};
use crate::store::error::Fault;
use crate::store::kv::Database;

/// The schema that this program writes.
pub(super) const KNOWN: u64 = 6;

/// The schema before hours were merged, the one whose hours hold all of their periods, the one whose
/// blocks are not packed, and the one that kept blocks of few points among the others: what they wrote
/// reads as it did, but a program of that time would not see what is written now, or not read it.
const EARLIER: [u64; 4] = [2, 3, 4, 5];

/// Marks a new database and one of an earlier schema, refuses a newer one. One of schema 1 was brought
/// forward when it was opened.
pub(super) fn check(database: &dyn Database) -> Result<(), Fault> {
    let found = META.get(&*database.view()?, &SCHEMA, Ok)?;
    match found {
        Some(KNOWN) => Ok(()),
        Some(found) if !EARLIER.contains(&found) => Err(Fault::Newer { found, known: KNOWN }),
        _ => database.write(&mut |change| META.put(change, &SCHEMA, &KNOWN)),
    }
}
