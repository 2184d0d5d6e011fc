//! What officers have made: watch areas and the watch list, as the store has them.

use std::collections::BTreeMap;

use tracing::error;

use crate::areas::AreaId;
use crate::config::{LoadedArea, read_area};
use crate::domain::ContactId;
use crate::http::Listing;
use crate::store::row::ActRow;
use crate::store::{Reader, StoreError};

/// What officers have made and not taken away.
#[derive(Debug)]
pub(super) struct Made {
    areas: Vec<ActRow>,
    /// Of whom they want to hear.
    pub(super) watch_list: BTreeMap<ContactId, Listing>,
}

/// An area of the configuration has the id of one that an officer has made.
#[derive(Debug, thiserror::Error)]
#[error(
    "{file} has a watch area {id}, and an officer has made one of that id over HTTP: give the one \
     in the file another id"
)]
pub struct AreaTwice {
    file: String,
    id: AreaId,
}

impl Made {
    pub(super) fn read(reader: &Reader) -> Result<Self, StoreError> {
        let listed = reader.watch_list()?;
        let listed = listed.iter().filter_map(|act| {
            let contact = act.contact.as_deref()?.parse().ok()?;
            Some((contact, Listing::from(act)))
        });
        Ok(Self { areas: reader.made_areas()?, watch_list: listed.collect() })
    }

    /// Configured areas with those that were made.
    pub(super) fn join(&self, mut areas: Vec<LoadedArea>) -> Result<Vec<LoadedArea>, AreaTwice> {
        for act in &self.areas {
            let feature = act.feature.as_ref().map(ToString::to_string).unwrap_or_default();
            let made = match read_area(&feature) {
                Ok(made) => made,
                // An older version took what this one does not: the others are watched all the same.
                Err(mistakes) => {
                    error!(area = ?act.area, %mistakes, "a watch area is not in force");
                    continue;
                }
            };
            let id = &made.area.id;
            if let Some(other) = areas.iter().find(|other| other.area.id == *id) {
                let file = other.file.as_deref().map(|file| file.display().to_string());
                let file = file.unwrap_or_else(|| "the configuration".to_owned());
                return Err(AreaTwice { file, id: id.clone() });
            }
            areas.push(LoadedArea { is_made: true, ..made });
        }
        Ok(areas)
    }
}

impl From<&ActRow> for Listing {
    fn from(act: &ActRow) -> Self {
        Self { by: act.by.clone(), since: act.time, note: act.note.clone() }
    }
}
