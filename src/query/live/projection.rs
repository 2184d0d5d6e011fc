use std::sync::Arc;

use super::chunks::Chunks;
use super::{SharedCoverage, Snapshot, Vessel};
use crate::domain::EventTime;
use crate::picture::{Change, TrackUpdate};

/// The live picture for those who look: projects track updates, publishes once a second. Holds what
/// the engine's picture holds, which bounds it: a contact that leaves there leaves here.
#[derive(Debug, Default)]
pub struct Live {
    vessels: Chunks,
    coverage: SharedCoverage,
    /// Event time: the latest update that was not late.
    time: Option<EventTime>,
}

impl Live {
    /// Takes a change in.
    pub fn apply(&mut self, update: &TrackUpdate) {
        if !update.late {
            self.time = self.time.max(Some(update.time));
        }
        self.coverage.lock().count(update, self.vessels.get(update.contact));
        match update.change {
            Change::Gone => self.vessels.remove(update.contact),
            Change::Heard => {
                self.vessels.change(update.contact, |vessel| vessel.take(update));
            }
            Change::Fix(_) | Change::Static(_) => {
                if !self.vessels.change(update.contact, |vessel| vessel.take(update)) {
                    let mut vessel = Vessel::new(update);
                    vessel.take(update);
                    self.vessels.insert(vessel);
                }
            }
        }
    }

    /// Where stations hear vessels, for those who ask.
    pub fn coverage(&self) -> SharedCoverage {
        self.coverage.clone()
    }

    /// The picture as it is now; unchanged parts are shared with the one before.
    pub fn publish(&mut self) -> Arc<Snapshot> {
        Arc::new(Snapshot::new(self.vessels.clone(), self.time))
    }
}
