use std::sync::Arc;

use anyhow::{Context, anyhow};

use super::Place;
use crate::cli::Failure;
use crate::clock;
use crate::config::{self, StoreConfig};
use crate::query::{AreaOfInterest, Live, Snapshot, Sources};
use crate::store::{Reader, Store};

/// A store that no daemon has open, with its last picture.
pub(in crate::cli) struct AtRest {
    /// Keeps the files open and others out.
    _store: Store,
    reader: Reader,
    picture: Arc<Snapshot>,
    areas: Arc<[AreaOfInterest]>,
}

impl AtRest {
    /// Opens the store of a place. Configuration and areas are those of the options, or the
    /// defaults.
    pub(in crate::cli) fn open(place: &Place, options: &config::Options) -> Result<Self, Failure> {
        let path = place.store.clone().ok_or_else(|| anyhow!("there is no store"))?;
        // Opening would make one.
        if !path.join("watch.redb").exists() && !path.join("watch.sled").exists() {
            return Err(Failure::Usage(format!("there is no store in {}", path.display())));
        }
        let config = config::load(options, config::process_environment())
            .map_err(|mistakes| Failure::Usage(mistakes.to_string()))?;
        let areas = config.areas.iter().map(|loaded| AreaOfInterest {
            id: loaded.area.id.to_string(),
            kind: loaded.area.kind.as_str(),
            shape: loaded.area.shape.clone(),
        });
        let areas = areas.collect();
        let store = Store::open(&StoreConfig { path, ..config.store });
        let store = store.context("cannot open the store; a daemon that runs is asked by --url")?;
        let restored = store.restored().context("cannot read the last picture")?;
        let mut live = Live::default();
        restored.updates.iter().for_each(|update| live.apply(update));
        Ok(Self { reader: store.reader(), _store: store, picture: live.publish(), areas })
    }

    /// History.
    pub(in crate::cli) fn reader(&self) -> &Reader {
        &self.reader
    }

    /// What questions are asked of.
    pub(in crate::cli) fn sources(&self) -> Sources {
        let areas = Arc::clone(&self.areas);
        Sources {
            reader: self.reader.clone(),
            picture: Arc::clone(&self.picture),
            areas: Arc::new(move || areas.to_vec()),
            now: clock::utc_now(),
        }
    }
}
