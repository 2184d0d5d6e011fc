use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use prometheus::Registry;
use tokio::sync::{mpsc, watch};

use super::ActRequest;
use crate::areas::{AreaId, SecurityLevel};
use crate::config::{HttpConfig, LoadedArea};
use crate::query::{AlertBoard, Snapshot};
use crate::store::Reader;
use crate::telemetry::Health;

/// Security levels that officers have set; an area that is not named keeps that of its file.
pub type Levels = Arc<BTreeMap<AreaId, SecurityLevel>>;

/// What HTTP is given, each from the part that owns it.
#[derive(Debug)]
pub struct ApiParts {
    /// Where to listen, by which names, how many streams.
    pub config: HttpConfig,
    /// History.
    pub reader: Reader,
    /// Published alerts.
    pub alerts: Arc<AlertBoard>,
    /// The live picture.
    pub picture: watch::Receiver<Arc<Snapshot>>,
    /// Feeds, store, phase.
    pub health: Arc<Health>,
    /// A feed silent for so long is named in `/readyz`.
    pub feed_silence: Duration,
    /// All metrics; HTTP adds its own.
    pub registry: Arc<Registry>,
    /// Watch areas as loaded.
    pub areas: Arc<[LoadedArea]>,
    /// Their levels now.
    pub levels: watch::Receiver<Levels>,
    /// The way to the engine for officers' acts.
    pub acts: mpsc::Sender<ActRequest>,
}

/// What every handler sees; cheap to clone.
#[derive(Clone, Debug)]
pub struct ApiState(Arc<ApiParts>);

impl ApiState {
    /// Takes the parts in.
    ///
    /// # Errors
    /// A metric of HTTP is registered already.
    pub fn new(parts: ApiParts) -> Result<Self, prometheus::Error> {
        Ok(Self(Arc::new(parts)))
    }
}

impl std::ops::Deref for ApiState {
    type Target = ApiParts;

    fn deref(&self) -> &ApiParts {
        &self.0
    }
}
