use std::fmt;
use std::sync::Arc;

use super::{QueryError, Snapshot};
use crate::domain::{ContactId, EventTime};
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
    /// The moment after the last report of the picture: an end that contains it. Where the picture
    /// is empty, as over an archive that was imported, after the last position that is stored.
    pub(super) fn end(&self) -> EventTime {
        let after = |last: EventTime| EventTime::from_millis(last.as_millis().saturating_add(1));
        let stored = || match self.reader.newest() {
            Ok(newest) => newest.map(after),
            // Whoever reads on finds what cannot be read, and says so.
            Err(_unreadable) => self.reader.extent().map(|(_first, end)| end),
        };
        self.picture.time().map(after).or_else(stored).unwrap_or_else(|| after(self.now))
    }

    /// For questions that found nothing of a contact.
    ///
    /// # Errors
    /// Neither the picture nor the store know her, at no time.
    pub(super) fn expect(&self, contact: ContactId) -> Result<(), QueryError> {
        let known =
            self.picture.vessel(contact).is_some() || self.reader.contact(contact)?.is_some();
        if known { Ok(()) } else { Err(QueryError::Unknown(contact.to_string())) }
    }
}

impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sources").field("now", &self.now).finish_non_exhaustive()
    }
}
