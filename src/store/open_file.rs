use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use redb::Database;

use super::StoreError;

/// Opens or makes a database file. A file that something else has damaged can make redb panic while
/// it opens; that too becomes an error that names the file.
pub(super) fn open_file(path: &Path, cache_bytes: usize) -> Result<Database, StoreError> {
    let open = AssertUnwindSafe(|| Database::builder().set_cache_size(cache_bytes).create(path));
    match catch_unwind(open) {
        Ok(opened) => opened.map_err(|error| StoreError::of(path, error)),
        Err(_panic) => Err(StoreError::Damaged {
            path: path.to_owned(),
            what: "it does not read as a database".to_owned(),
        }),
    }
}
