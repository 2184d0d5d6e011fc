use std::sync::Arc;

use tokio::sync::watch;
use tracing::error;

use crate::alert::{Act, Deed};
use crate::areas::{AreaId, MadeArea, SecurityLevel};
use crate::config::{LoadedArea, read_area};
use crate::http::{Levels, Listing, WatchList};

/// What HTTP shows of acts that are about no alert: levels, areas, the watch list.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) levels: watch::Sender<Levels>,
    pub(super) areas: watch::Sender<Arc<[LoadedArea]>>,
    pub(super) watch_list: watch::Sender<WatchList>,
}

impl Shown {
    /// Shows what an act has changed.
    pub(super) fn take(&self, act: &Act) {
        match &act.deed {
            Deed::SetSecurityLevel { area, level } => self.set_level(area, Some(*level)),
            Deed::PutArea { area, is_new } => {
                if *is_new {
                    self.set_level(&area.area.id, None);
                }
                self.put_area(area);
            }
            Deed::DeleteArea { area } => {
                self.set_level(area, None);
                self.replace(area, None);
            }
            Deed::Watch { contact } => self.watch_list.send_modify(|listed| {
                let listing =
                    Listing { by: act.by.clone(), since: act.time, note: act.note.clone() };
                Arc::make_mut(listed).insert(*contact, listing);
            }),
            Deed::Unwatch { contact } => self.watch_list.send_modify(|listed| {
                Arc::make_mut(listed).remove(contact);
            }),
            _ => {}
        }
    }

    fn put_area(&self, made: &MadeArea) {
        match read_area(&made.feature) {
            Ok(area) => self.replace(&made.area.id, Some(LoadedArea { is_made: true, ..area })),
            Err(mistakes) => error!(area = %made.area.id, %mistakes, "an area cannot be shown"),
        }
    }

    /// Another area in the place of one, or none.
    fn replace(&self, id: &AreaId, by: Option<LoadedArea>) {
        self.areas.send_modify(|areas| {
            let others = areas.iter().filter(|area| area.area.id != *id).cloned();
            *areas = others.chain(by).collect();
        });
    }

    fn set_level(&self, area: &AreaId, level: Option<SecurityLevel>) {
        self.levels.send_modify(|levels| {
            let levels = Arc::make_mut(levels);
            match level {
                Some(level) => levels.insert(area.clone(), level),
                None => levels.remove(area),
            };
        });
    }
}
