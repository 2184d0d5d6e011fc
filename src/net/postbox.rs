use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

/// The feeds that take what is posted to HTTP, by name. Cheap to clone: all clones are one.
#[derive(Clone, Debug, Default)]
pub struct Postboxes(Arc<Mutex<BTreeMap<String, Postbox>>>);

/// Where one feed takes what is posted to it.
#[derive(Clone, Debug)]
pub struct Postbox {
    /// The way to the feed; where it is full the feed has more to do than it can.
    pub posts: mpsc::Sender<Post>,
    /// Bytes of a body at most.
    pub body_bytes_max: usize,
    /// Names of callers who may post whatever their role.
    pub clients: Arc<[String]>,
}

/// A body on its way to its feed, with the way back.
#[derive(Debug)]
pub struct Post {
    /// Sentences, or a position CSV with its header.
    pub body: Vec<u8>,
    /// Whether it is a CSV.
    pub is_table: bool,
    /// Where the outcome goes. Whoever posted may have left: a failed send is no error.
    pub answer: oneshot::Sender<Result<Taken, NotTaken>>,
}

/// What became of a body: everything in it has been read and is in the engine's queue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Lines in it.
    pub lines: u64,
    /// Lines that are blank or hold no sentence.
    pub without_sentence: u64,
    /// Sentences and rows in it.
    pub sentences: u64,
    /// Messages that they made.
    pub messages: u64,
    /// Sentences that are parts of messages and not the last of one.
    pub parts: u64,
    /// Sentences that are knowingly not used, by type.
    pub ignored: BTreeMap<String, u64>,
    /// Sentences that are wrong, by reason.
    pub rejected: BTreeMap<&'static str, u64>,
}

/// Why nothing of a body was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// The engine has more to do than it can.
    EngineBusy,
    /// The feed has had as many sentences as it may have, for so long.
    TooFast {
        /// Until it may have more.
        wait: Duration,
    },
    /// The first line names no columns of positions: these are missing.
    NoTable {
        /// Their common names.
        missing: Vec<&'static str>,
    },
    /// The feed stops.
    Stopping,
}

impl Postboxes {
    /// Puts up the postbox of a feed.
    pub fn put_up(&self, feed: &str, postbox: Postbox) {
        self.all().insert(feed.to_owned(), postbox);
    }

    /// Takes it down.
    pub fn take_down(&self, feed: &str) {
        self.all().remove(feed);
    }

    /// That of a feed, if it takes posts.
    pub fn of(&self, feed: &str) -> Option<Postbox> {
        self.all().get(feed).cloned()
    }

    /// Every writer leaves the map whole.
    fn all(&self) -> MutexGuard<'_, BTreeMap<String, Postbox>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
