use std::fmt;
use std::sync::Arc;

use super::Snapshot;
use crate::domain::EventTime;
use crate::geodesy::Shape;
use crate::store::Reader;

/// What questions are asked of: history, the picture, watch areas.
#[derive(Clone)]
pub struct Sources {
    /// History.
    pub reader: Reader,
    /// The picture now, or of the store at rest.
    pub picture: Arc<Snapshot>,
    /// Watch areas, made when a question needs them.
    pub areas: Arc<dyn Fn() -> Vec<AreaOfInterest> + Send + Sync>,
    /// What counts as now where the picture is empty.
    pub now: EventTime,
}

/// A watch area as questions see it.
#[derive(Clone, Debug)]
pub struct AreaOfInterest {
    /// Its id.
    pub id: String,
    /// `port-facility`, `anchorage` ...
    pub kind: &'static str,
    /// Its extent.
    pub shape: Shape,
}

impl Sources {
    /// The moment after the last report of the picture: an end that contains it.
    pub(super) fn end(&self) -> EventTime {
        let last = self.picture.time().unwrap_or(self.now);
        EventTime::from_millis(last.as_millis().saturating_add(1))
    }
}

impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sources").field("now", &self.now).finish_non_exhaustive()
    }
}
