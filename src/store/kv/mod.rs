//! Ordered tables of bytes in a file or folder of their own, whichever engine keeps them: redb by
//! default, sled by choice. Everything the store has on disk goes through [`Database`].
//!
//! A table is one line: `const LEVELS: Table<str, (i64, u8)> = Table::new("security-levels");`.

mod copying;
mod database;
mod engine;
mod field;
mod guarded;
mod redb_file;
#[cfg(feature = "sled")]
mod sled_folder;
mod span;
mod table;

pub(super) use copying::copy_all;
#[cfg(test)]
pub(super) use database::Scan;
pub(super) use database::{Change, Database, View};
pub(super) use engine::{FirstSchema, open};
pub(super) use field::{Field, Rest};
pub(super) use redb_file::RedbChange;
pub(super) use span::{Order, Span};
pub(super) use table::Table;
