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
    #[error(
        "the store file {path} is damaged: {what}; `picket store check` says what else is, then \
         restore it from a backup or move it away"
    )]
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
    /// The store was made by another engine than the one that is configured.
    #[error(
        "the store in {path} was made by {made_by}: set `engine = \"{made_by}\"` in [store], or \
         another path"
    )]
    OtherEngine {
        /// The folder of the store.
        path: PathBuf,
        /// The engine that made it.
        made_by: &'static str,
    },
    /// The configured engine is not in this program.
    #[error("cannot open {path}: this program was built without sled (`--features sled`)")]
    NotBuilt {
        /// Which file or folder.
        path: PathBuf,
    },
    /// There is no store in the folder.
    #[error("there is no store in {path}: neither watch.redb nor watch.sled")]
    NoStore {
        /// Which folder.
        path: PathBuf,
    },
    /// A cursor that no page gave out.
    #[error("{cursor:?} is no cursor of this list")]
    Cursor {
        /// What was handed in.
        cursor: String,
    },
}

/// What went wrong inside a file, before it is known which.
#[derive(Debug)]
pub(super) enum Fault {
    /// redb.
    Redb(redb::Error),
    /// sled.
    #[cfg(feature = "sled")]
    Sled(sled::Error),
    /// The system.
    Io(io::Error),
    /// A value that does not read as what it should be.
    Value(String),
    /// A newer program wrote it: the schema found, and the newest that is known.
    Newer { found: u64, known: u64 },
    /// It is being opened anew.
    Closed,
    /// Its engine is not in this program.
    #[cfg_attr(feature = "sled", expect(dead_code, reason = "of builds without sled"))]
    NotBuilt,
}

impl Fault {
    /// The error with the file it is about.
    pub(super) fn at(self, path: &Path) -> StoreError {
        let path = path.to_owned();
        match self {
            Self::Redb(error) => of_redb(path, error),
            #[cfg(feature = "sled")]
            Self::Sled(error) => of_sled(path, error),
            Self::Io(cause) => StoreError::Io { path, cause },
            Self::Value(what) => StoreError::Damaged { path, what },
            Self::Newer { found, known } => StoreError::Newer { path, found, known },
            Self::Closed => {
                StoreError::Io { path, cause: io::Error::other("it is being opened anew") }
            }
            Self::NotBuilt => StoreError::NotBuilt { path },
        }
    }
}

fn of_redb(path: PathBuf, error: redb::Error) -> StoreError {
    match error {
        redb::Error::DatabaseAlreadyOpen | redb::Error::LockProtocolMismatch => {
            StoreError::Locked { path }
        }
        redb::Error::Io(source) if source.kind() == io::ErrorKind::InvalidData => {
            StoreError::Damaged { path, what: source.to_string() }
        }
        redb::Error::Io(source) => StoreError::Io { path, cause: source },
        redb::Error::PreviousIo => {
            StoreError::Io { path, cause: io::Error::other("an earlier write failed") }
        }
        other => StoreError::Damaged { path, what: other.to_string() },
    }
}

/// sled says in words alone that somebody else has its folder.
#[cfg(feature = "sled")]
pub(super) fn is_locked(error: &sled::Error) -> bool {
    let sled::Error::Io(cause) = error else { return false };
    cause.to_string().starts_with("could not acquire lock")
}

#[cfg(feature = "sled")]
fn of_sled(path: PathBuf, error: sled::Error) -> StoreError {
    match error {
        error if is_locked(&error) => StoreError::Locked { path },
        sled::Error::Io(cause) => StoreError::Io { path, cause },
        other => StoreError::Damaged { path, what: other.to_string() },
    }
}

#[cfg(feature = "sled")]
impl From<sled::Error> for Fault {
    fn from(error: sled::Error) -> Self {
        Self::Sled(error)
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

macro_rules! fault_from_redb {
    ($($error:ty),+) => {
        $(impl From<$error> for Fault {
            fn from(error: $error) -> Self {
                Self::Redb(error.into())
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

fault_from_redb!(
    redb::TransactionError,
    redb::TableError,
    redb::StorageError,
    redb::CommitError,
    redb::DatabaseError,
    redb::CompactionError
);
fault_from_value!(super::codec::Broken, RowError, serde_json::Error);
