use std::sync::Arc;

use super::Vessel;
use crate::domain::ContactId;

/// Vessels of a chunk at most, the unit of copying.
const CHUNK_MAX: usize = 1_024;

/// A run of vessels in the order of contacts.
pub(super) type Chunk = Vec<Vessel>;

/// Vessels in the order of contacts, in chunks that a snapshot shares and a change copies. No chunk
/// is empty.
#[derive(Clone, Debug, Default)]
pub(super) struct Chunks(Vec<Arc<Chunk>>);

impl Chunks {
    pub(super) fn as_slice(&self) -> &[Arc<Chunk>] {
        &self.0
    }

    pub(super) fn get(&self, contact: ContactId) -> Option<&Vessel> {
        let chunk = self.0.get(self.chunk_of(contact))?;
        let place = chunk.binary_search_by_key(&contact, |vessel| vessel.contact).ok()?;
        chunk.get(place)
    }

    /// The vessels after a contact, or all.
    pub(super) fn after(&self, contact: Option<ContactId>) -> impl Iterator<Item = &Vessel> {
        let (first, skipped) = match contact {
            None => (0, 0),
            Some(contact) => {
                let first = self.chunk_of(contact);
                let passed =
                    |chunk: &Arc<Chunk>| chunk.partition_point(|vessel| vessel.contact <= contact);
                (first, self.0.get(first).map_or(0, passed))
            }
        };
        self.0.iter().skip(first).flat_map(|chunk| chunk.iter()).skip(skipped)
    }

    /// Changes a vessel in place; `false` where there is no such contact.
    pub(super) fn change(&mut self, contact: ContactId, change: impl FnOnce(&mut Vessel)) -> bool {
        let place = self.chunk_of(contact);
        let Some(chunk) = self.0.get_mut(place) else { return false };
        match chunk.binary_search_by_key(&contact, |vessel| vessel.contact) {
            Ok(place) => Arc::make_mut(chunk).get_mut(place).map(change).is_some(),
            Err(_absent) => false,
        }
    }

    /// Puts a vessel in whose contact is not there; a full chunk is split in two.
    pub(super) fn insert(&mut self, vessel: Vessel) {
        let number = self.chunk_of(vessel.contact);
        let Some(shared) = self.0.get_mut(number) else {
            return self.0.push(Arc::new(vec![vessel]));
        };
        let chunk = Arc::make_mut(shared);
        let place = chunk.partition_point(|other| other.contact < vessel.contact);
        chunk.insert(place, vessel);
        if chunk.len() > CHUNK_MAX {
            let upper = chunk.split_off(CHUNK_MAX / 2);
            self.0.insert(number + 1, Arc::new(upper));
        }
    }

    /// Takes a contact out. Chunks that have become small are joined, so that as many as there are
    /// vessels for remain.
    pub(super) fn remove(&mut self, contact: ContactId) {
        let number = self.chunk_of(contact);
        let Some(shared) = self.0.get_mut(number) else { return };
        let Ok(place) = shared.binary_search_by_key(&contact, |vessel| vessel.contact) else {
            return;
        };
        let chunk = Arc::make_mut(shared);
        chunk.remove(place);
        if chunk.is_empty() {
            self.0.remove(number);
        } else if let Some(next) = self.0.get(number + 1)
            && let Some(this) = self.0.get(number)
            && this.len() + next.len() <= CHUNK_MAX / 2
        {
            let next = self.0.remove(number + 1);
            self.0.get_mut(number).into_iter().for_each(|this| {
                Arc::make_mut(this).extend(next.iter().cloned());
            });
        }
    }

    /// The chunk in which a contact is or belongs: the last that begins at or before it.
    fn chunk_of(&self, contact: ContactId) -> usize {
        let begun = self
            .0
            .partition_point(|chunk| chunk.first().is_some_and(|vessel| vessel.contact <= contact));
        begun.saturating_sub(1)
    }
}
