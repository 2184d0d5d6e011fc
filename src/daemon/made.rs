//! What officers have made: watch areas and the watch list, as the audit trail tells it.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::bail;
use tracing::error;

use crate::areas::AreaId;
use crate::config::{LoadedArea, read_area};
use crate::domain::{ContactId, EventTime};
use crate::http::Listing;
use crate::store::row::ActRow;
use crate::store::{Reader, StoreError};

/// Acts read at a time.
const PAGE: usize = 10_000;

/// What officers have made and not taken away.
#[derive(Debug, Default)]
pub(super) struct Made {
    /// Areas, with when each was made or changed last.
    areas: BTreeMap<AreaId, (EventTime, String)>,
    /// Whom they want to hear of.
    pub(super) watch_list: BTreeMap<ContactId, Listing>,
}

impl Made {
    /// Reads the audit trail from its beginning.
    pub(super) fn read(reader: &Reader) -> Result<Self, StoreError> {
        let mut made = Self::default();
        let mut from = EventTime::MIN;
        loop {
            let acts = reader.acts_after(from, PAGE)?;
            acts.iter().for_each(|act| made.take(act));
            let Some(last) = acts.last().filter(|_| acts.len() == PAGE) else { return Ok(made) };
            // Acts of one moment may be on both pages: taken twice they come to the same.
            from = last.time.max(from.plus(Duration::from_millis(1)));
        }
    }

    fn take(&mut self, act: &ActRow) {
        let area = || act.area.as_deref().and_then(|id| id.parse::<AreaId>().ok());
        let contact = || act.contact.as_deref().and_then(|who| who.parse::<ContactId>().ok());
        match act.act.as_str() {
            "make-area" | "change-area" => {
                if let (Some(id), Some(feature)) = (area(), &act.feature) {
                    self.areas.insert(id, (act.time, feature.to_string()));
                }
            }
            "delete-area" => {
                area().map(|id| self.areas.remove(&id));
            }
            "watch" => {
                if let Some(contact) = contact() {
                    self.watch_list.insert(contact, Listing::from(act));
                }
            }
            "unwatch" => {
                contact().map(|contact| self.watch_list.remove(&contact));
            }
            _ => {}
        }
    }

    /// When an area was made or changed last: a level set before that is over.
    pub(super) fn changed_at(&self, area: &AreaId) -> Option<EventTime> {
        self.areas.get(area).map(|(time, _feature)| *time)
    }

    /// Configured areas with those that were made.
    pub(super) fn join(&self, mut areas: Vec<LoadedArea>) -> anyhow::Result<Vec<LoadedArea>> {
        for (id, (_time, feature)) in &self.areas {
            if let Some(other) = areas.iter().find(|other| other.area.id == *id) {
                let file = other
                    .file
                    .as_deref()
                    .map_or("the configuration".into(), |file| file.display().to_string());
                bail!(
                    "{file} has a watch area {id}, and an officer has made one of that id over \
                     HTTP: give the one in the file another id"
                );
            }
            match read_area(feature) {
                Ok(area) => areas.push(LoadedArea { is_made: true, ..area }),
                // An older version took what this one does not: the others are watched all the same.
                Err(mistakes) => error!(area = %id, %mistakes, "a watch area is not in force"),
            }
        }
        Ok(areas)
    }
}

impl From<&ActRow> for Listing {
    fn from(act: &ActRow) -> Self {
        Self { by: act.by.clone(), since: act.time, note: act.note.clone() }
    }
}
