use std::collections::HashMap;
use std::hash::Hash;

use foldhash::fast::FixedState;

use super::tracks::ShortId;
use crate::domain::ContactId;

/// Contact -> her place in some list. Ships on MMSIs, who are nearly all, are found by one number: at
/// the world's number of ships what is looked through stays in a processor's near cache.
#[derive(Debug, Default)]
pub(super) struct ContactPlaces {
    ships: HashMap<ShortId, u32, FixedState>,
    others: HashMap<ContactId, u32, FixedState>,
}

impl ContactPlaces {
    /// Where a contact is.
    pub(super) fn get(&self, contact: ContactId) -> Option<usize> {
        match ShortId::of(contact) {
            Some(ship) => self.get_ship(ship),
            None => self.others.get(&contact).copied().map(widened),
        }
    }

    /// Where a ship is.
    pub(super) fn get_ship(&self, ship: ShortId) -> Option<usize> {
        self.ships.get(&ship).copied().map(widened)
    }

    /// Where a contact is, or is from now on; `place` is below 2^32.
    pub(super) fn get_or_insert_with(
        &mut self,
        contact: ContactId,
        place: impl FnOnce() -> usize,
    ) -> usize {
        match ShortId::of(contact) {
            Some(ship) => entry(&mut self.ships, ship, place),
            None => entry(&mut self.others, contact, place),
        }
    }

    /// Forgets a contact; gives back where she was.
    pub(super) fn remove(&mut self, contact: ContactId) -> Option<usize> {
        let place = match ShortId::of(contact) {
            Some(ship) => self.ships.remove(&ship),
            None => self.others.remove(&contact),
        };
        place.map(widened)
    }
}

fn entry<K: Eq + Hash>(
    places: &mut HashMap<K, u32, FixedState>,
    key: K,
    place: impl FnOnce() -> usize,
) -> usize {
    // No list of contacts that fits into memory is longer.
    let place = || u32::try_from(place()).unwrap_or(u32::MAX);
    widened(*places.entry(key).or_insert_with(place))
}

fn widened(place: u32) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples;

    #[test]
    fn every_kind_of_contact_has_a_place_of_its_own() {
        let texts = [
            "mmsi:219000001",
            "mmsi:219000001:2",
            "radar:coast-1:17:1489049000",
            "radar:coast-1:17:-5",
            "lrit:9074729",
            "exercise:drill:219000001",
        ];
        let mut places = ContactPlaces::default();
        for (place, text) in texts.into_iter().enumerate() {
            let contact = samples::contact(text);
            assert_eq!(places.get(contact), None, "{text}");
            assert_eq!(places.get_or_insert_with(contact, || place), place, "{text}");
            assert_eq!(places.get_or_insert_with(contact, || 99), place, "{text}");
        }
        for (place, text) in texts.into_iter().enumerate() {
            let contact = samples::contact(text);
            assert_eq!(places.get(contact), Some(place), "{text}");
            assert_eq!(places.remove(contact), Some(place), "{text}");
            assert_eq!(places.get(contact), None, "{text}");
        }
    }
}
