use std::io;
use std::path::{Path, PathBuf};

use super::row::RowError;

/// What can go wrong with a store, in facts.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The folder cannot be made or written.
    #[error("cannot write the store folder {path}: {cause}")]
    Folder {
        /// Which.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// Another process has the store open.
    #[error("the store file {path} is in use by another process")]
    Locked {
        /// Which file.
        path: PathBuf,
    },
    /// A file is not what this program wrote.
    #[error("the store file {path} is damaged: {what}; move it away or restore it from a backup")]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What is wrong in it.
        what: String,
    },
    /// The store was written by a newer program.
    #[error(
        "the store file {path} has schema {found}, this program knows up to {known}: it was \
         written by a newer version"
    )]
    Newer {
        /// Which file.
        path: PathBuf,
        /// Its schema.
        found: u64,
        /// The newest that this program knows.
        known: u64,
    },
    /// Reading or writing failed: a full or read-only disk, a broken device.
    #[error("the store file {path} cannot be read or written: {cause}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// A cursor that no page gave out.
    #[error("{cursor:?} is no cursor of this list")]
    Cursor {
        /// What was handed in.
        cursor: String,
    },
}

impl StoreError {
    /// Puts an error of the database in terms of the file it is about.
    pub(super) fn of(path: &Path, error: impl Into<redb::Error>) -> Self {
        let path = path.to_owned();
        match error.into() {
            redb::Error::DatabaseAlreadyOpen | redb::Error::LockProtocolMismatch => {
                Self::Locked { path }
            }
            redb::Error::Io(source) if source.kind() == io::ErrorKind::InvalidData => {
                Self::Damaged { path, what: source.to_string() }
            }
            redb::Error::Io(source) => Self::Io { path, cause: source },
            redb::Error::PreviousIo => {
                Self::Io { path, cause: io::Error::other("an earlier write failed") }
            }
            redb::Error::DatabaseClosed => {
                Self::Io { path, cause: io::Error::other("it is being opened anew") }
            }
            other => Self::Damaged { path, what: other.to_string() },
        }
    }
}

/// What went wrong inside a file, before it is known which.
#[derive(Debug)]
pub(super) enum Fault {
    /// The database.
    Database(redb::Error),
    /// A value that does not read as what it should be.
    Value(String),
}

impl Fault {
    /// The error with the file it is about.
    pub(super) fn at(self, path: &Path) -> StoreError {
        match self {
            Self::Database(error) => StoreError::of(path, error),
            Self::Value(what) => StoreError::Damaged { path: path.to_owned(), what },
        }
    }
}

macro_rules! fault_from_database {
    ($($error:ty),+) => {
        $(impl From<$error> for Fault {
            fn from(error: $error) -> Self {
                Self::Database(error.into())
            }
        })+
    };
}

macro_rules! fault_from_value {
    ($($error:ty),+) => {
        $(impl From<$error> for Fault {
            fn from(error: $error) -> Self {
                Self::Value(error.to_string())
            }
        })+
    };
}

fault_from_database!(
    redb::TransactionError,
    redb::TableError,
    redb::StorageError,
    redb::CommitError,
    redb::DatabaseError,
    redb::CompactionError
);
fault_from_value!(super::codec::Broken, RowError, serde_json::Error);
