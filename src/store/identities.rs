use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::StoreMetrics;
use super::error::Fault;
use super::known::{Known, write_statics};
use super::kv::Change as Changes;
use super::last_picture::LastPicture;
use super::watch::{put_gone, put_statics, put_statics_end};
use crate::domain::{ContactId, EventTime, StaticReport};
use crate::picture::{Change, TrackUpdate};

/// What a commit adds to the history of who is who: only what changed of it is written, though
/// every ship repeats it every six minutes.
#[derive(Debug, Default)]
pub(super) struct Identities {
    told: HashMap<ContactId, Known, FixedState>,
    changed: Vec<Changed>,
    gone: Vec<Known>,
}

#[derive(Debug)]
struct Changed {
    contact: ContactId,
    first: EventTime,
    /// When she said last that she was who she was before.
    before: Option<EventTime>,
    statics: StaticReport,
}

impl Identities {
    /// Compares a commit's next update with the picture before it.
    pub(super) fn add(&mut self, picture: &LastPicture, update: &TrackUpdate) {
        if !matters(&update.change) {
            return;
        }
        let mut known = self
            .told
            .remove(&update.contact)
            .or_else(|| picture.get(update.contact))
            .unwrap_or_else(|| Known::new(update));
        match update.change {
            Change::Gone => self.gone.push(known),
            Change::Static(statics) => {
                self.compare(&known, update, statics);
                known.take(update);
                self.told.insert(update.contact, known);
            }
            Change::Fix(_) | Change::Heard => {}
        }
    }

    fn compare(&mut self, known: &Known, update: &TrackUpdate, statics: StaticReport) {
        if known.statics.is_some_and(|(_time, before)| before == statics) {
            return;
        }
        let before = known.statics.map(|(time, _before)| time);
        self.changed.push(Changed { contact: known.contact, first: update.time, before, statics });
    }

    /// Writes it.
    pub(super) fn put(
        &self,
        change: &mut dyn Changes,
        metrics: &StoreMetrics,
    ) -> Result<(), Fault> {
        for Changed { contact, first, before, statics } in &self.changed {
            let mut value = Vec::new();
            write_statics(&mut value, statics);
            let before = before.map(EventTime::as_millis);
            let dropped = put_statics(change, *contact, first.as_millis(), before, &value)?;
            metrics.statics.inc();
            metrics.statics_dropped.inc_by(u64::try_from(dropped).unwrap_or(u64::MAX));
        }
        for known in &self.gone {
            let mut value = Vec::new();
            known.write(&mut value);
            put_gone(change, known.contact, &value)?;
            if let Some((last, _statics)) = known.statics {
                put_statics_end(change, known.contact, last.as_millis())?;
            }
        }
        Ok(())
    }
}

const fn matters(change: &Change) -> bool {
    matches!(change, Change::Static(_) | Change::Gone)
}
