use std::collections::BTreeSet;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::StoreMetrics;
use super::last_picture::LastPicture;
use super::tracks::{Days, OpenTracks};
use super::watch::WatchFile;

/// What the writer, the readers and the closing of periods share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) watch: WatchFile,
    pub(super) days: Days,
    pub(super) metrics: StoreMetrics,
    open: RwLock<OpenTracks>,
    picture: RwLock<LastPicture>,
    /// The sinks that there are; `None` where nobody said.
    sinks: RwLock<Option<BTreeSet<String>>>,
}

impl Shared {
    pub(super) fn new(
        watch: WatchFile,
        days: Days,
        open: OpenTracks,
        picture: LastPicture,
    ) -> Self {
        let (open, picture) = (RwLock::new(open), RwLock::new(picture));
        Self { watch, days, metrics: StoreMetrics::new(), open, picture, sinks: RwLock::default() }
    }

    /// The last known of every contact of the picture.
    pub(super) fn picture(&self) -> RwLockReadGuard<'_, LastPicture> {
        self.picture.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same, to change it.
    pub(super) fn picture_mut(&self) -> RwLockWriteGuard<'_, LastPicture> {
        self.picture.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether there may be a sink of this name that goes on where it was.
    pub(super) fn has_sink(&self, name: &str) -> bool {
        let sinks = self.sinks.read().unwrap_or_else(PoisonError::into_inner);
        sinks.as_ref().is_none_or(|sinks| sinks.contains(name))
    }

    /// Says which sinks there are.
    pub(super) fn set_sinks(&self, names: BTreeSet<String>) {
        *self.sinks.write().unwrap_or_else(PoisonError::into_inner) = Some(names);
    }

    /// The points that are in no block yet.
    pub(super) fn open(&self) -> RwLockReadGuard<'_, OpenTracks> {
        self.open.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same, to change them.
    pub(super) fn open_mut(&self) -> RwLockWriteGuard<'_, OpenTracks> {
        self.open.write().unwrap_or_else(PoisonError::into_inner)
    }
}
