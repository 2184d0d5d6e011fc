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
    /// Compares a commit with the picture before it.
    pub(super) fn of(picture: &LastPicture, updates: &[TrackUpdate]) -> Self {
        let mut told = HashMap::<ContactId, Known, FixedState>::default();
        let mut found = Self::default();
        for update in updates.iter().filter(|update| matters(&update.change)) {
            let known = told
                .remove(&update.contact)
                .or_else(|| picture.get(update.contact).copied())
                .unwrap_or_else(|| Known::new(update));
            match update.change {
                Change::Gone => found.gone.push(known),
                Change::Static(statics) => {
                    found.compare(&known, update, statics);
                    let mut known = known;
                    known.take(update);
                    told.insert(update.contact, known);
                }
                Change::Fix(_) | Change::Heard => {}
            }
        }
        found
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
