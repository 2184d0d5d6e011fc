use std::collections::HashSet;

use super::batch::Entry;
use crate::config::RelayArea;
use crate::domain::Mmsi;

/// Vessels remembered by half of the memory; the older half is forgotten when the younger is full.
const HALF: usize = 50_000;

/// Which vessels were last heard within the areas of a relay.
#[derive(Debug, Default)]
pub(super) struct Sight {
    areas: Vec<RelayArea>,
    inside: HashSet<Mmsi>,
    before: HashSet<Mmsi>,
}

impl Sight {
    pub(super) fn of(areas: Vec<RelayArea>) -> Self {
        Self { areas, ..Self::default() }
    }

    /// Whether a message is of a vessel in one of the areas: by the position that it states, or else by
    /// the last one heard of her. Without areas every message is.
    pub(super) fn holds(&mut self, entry: &Entry) -> bool {
        if self.areas.is_empty() {
            return true;
        }
        let Some(mmsi) = entry.mmsi else { return false };
        let Some(position) = entry.position else { return self.knows(mmsi) };
        let inside = self.areas.iter().any(|area| area.shape.contains(position));
        self.before.remove(&mmsi);
        if inside {
            self.remember(mmsi);
        } else {
            self.inside.remove(&mmsi);
        }
        inside
    }

    fn knows(&self, mmsi: Mmsi) -> bool {
        self.inside.contains(&mmsi) || self.before.contains(&mmsi)
    }

    fn remember(&mut self, mmsi: Mmsi) {
        if self.inside.len() >= HALF {
            self.before = std::mem::take(&mut self.inside);
        }
        self.inside.insert(mmsi);
    }
}
