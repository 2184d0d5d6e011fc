use std::sync::Arc;

use super::codec::{Broken, Bytes};
use super::contact_places::ContactPlaces;
use super::known::{Kind, Known};
use crate::domain::{ContactId, FeedName};
use crate::picture::{Change, Fix, TrackUpdate};

/// Contacts of a chunk, the unit of copying and of writing.
const CHUNK: usize = 1_024;

/// A part of the picture.
pub(super) type Chunk = Vec<Option<Known>>;

/// The last known of every contact that is still in the engine's picture, which bounds it. A
/// keyframe shares its chunks; only those that change afterwards are copied.
#[derive(Debug, Default)]
pub(super) struct LastPicture {
    places: ContactPlaces,
    free: Vec<usize>,
    chunks: Vec<Arc<Chunk>>,
    /// Place -> what kind of contact is there: what every position is compared with, in little space.
    kinds: Vec<Option<Kind>>,
}

impl LastPicture {
    /// What is known of a contact.
    pub(super) fn get(&self, contact: ContactId) -> Option<&Known> {
        self.at(self.places.get(contact)?)
    }

    /// What is at a place.
    pub(super) fn at(&self, place: usize) -> Option<&Known> {
        self.chunks.get(place / CHUNK)?.get(place % CHUNK)?.as_ref()
    }

    /// Where a contact is, if she is known. It holds until the picture changes.
    pub(super) fn place_of(&self, contact: ContactId) -> Option<usize> {
        self.places.get(contact)
    }

    /// What kind of contact is at a place.
    pub(super) fn kind(&self, place: usize) -> Option<Kind> {
        self.kinds.get(place).copied().flatten()
    }

    /// Takes a commit's updates in, in order. `places` say where each one's contact was
    /// before, and say it of after.
    pub(super) fn apply(&mut self, updates: &[TrackUpdate], places: &mut [Option<usize>]) {
        let leaves = |update: &TrackUpdate| update.change == Change::Gone;
        let (mut at, mut moved) = (0, false);
        for run in updates.chunk_by(|one, next| leaves(one) == leaves(next)) {
            let places = &mut places[at..at + run.len()];
            at += run.len();
            if run.first().is_some_and(leaves) {
                for update in run {
                    self.remove(update.contact);
                }
                places.fill(None);
                moved = true;
                continue;
            }
            for (update, place) in run.iter().zip(&mut *places) {
                if moved {
                    *place = self.places.get(update.contact);
                }
                if place.is_none() && update.change != Change::Heard {
                    *place = Some(self.place(update.contact));
                }
            }
            self.take(run, places);
        }
    }

    /// Takes in updates of contacts who have their places.
    fn take(&mut self, updates: &[TrackUpdate], places: &[Option<usize>]) {
        // Each chunk is made ours once, not for every update.
        let mut chunks: Vec<Writable<'_>> = self.chunks.iter_mut().map(Writable::new).collect();
        for (update, place) in updates.iter().zip(places) {
            let Some(place) = place.filter(|_| update.change != Change::Heard) else { continue };
            let chunk = chunks.get_mut(place / CHUNK);
            let Some(slot) = chunk.and_then(|chunk| chunk.slot(place % CHUNK)) else { continue };
            slot.get_or_insert_with(|| Known::new(update)).take(update);
            let kind = Some(Kind::of(update));
            if let Some(known) = self.kinds.get_mut(place).filter(|known| **known != kind) {
                *known = kind;
            }
        }
    }

    /// Puts in what was read from the store, in place of what is known of that contact.
    pub(super) fn insert(&mut self, known: &Known) {
        let place = self.place(known.contact);
        *self.slot_at(place) = Some(*known);
        self.kinds[place] = Some(known.kind());
    }

    /// Takes in the position of a contact that is known.
    pub(super) fn take_fix(&mut self, contact: ContactId, fix: Fix, feed: FeedName) {
        if self.get(contact).is_some() {
            let place = self.place(contact);
            self.slot_at(place).iter_mut().for_each(|known| known.take_fix(fix, feed));
        }
    }

    /// Forgets a contact.
    pub(super) fn remove(&mut self, contact: ContactId) {
        if let Some(place) = self.places.remove(contact) {
            self.free.push(place);
            if let Some(slot) = self
                .chunks
                .get_mut(place / CHUNK)
                .and_then(|chunk| Arc::make_mut(chunk).get_mut(place % CHUNK))
            {
                *slot = None;
                self.kinds[place] = None;
            }
        }
    }

    /// The chunks as they are now.
    pub(super) fn keyframe(&self) -> Vec<Arc<Chunk>> {
        self.chunks.clone()
    }

    /// All that is known, in no order that means anything.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Known> {
        self.chunks.iter().flat_map(|chunk| chunk.iter().flatten())
    }

    fn slot_at(&mut self, place: usize) -> &mut Option<Known> {
        &mut Arc::make_mut(&mut self.chunks[place / CHUNK])[place % CHUNK]
    }

    /// Where a contact is, or is to be.
    fn place(&mut self, contact: ContactId) -> usize {
        let Self { places, free, chunks, kinds } = self;
        places.get_or_insert_with(contact, || {
            free.pop().unwrap_or_else(|| {
                if chunks.last().is_none_or(|chunk| chunk.len() == CHUNK) {
                    chunks.push(Arc::new(Vec::with_capacity(CHUNK)));
                }
                let last = chunks.len() - 1;
                let chunk = Arc::make_mut(&mut chunks[last]);
                chunk.push(None);
                kinds.push(None);
                last * CHUNK + chunk.len() - 1
            })
        })
    }
}

/// A chunk that is copied when it is first changed, where a keyframe has it too.
struct Writable<'a> {
    shared: Option<&'a mut Arc<Chunk>>,
    ours: Option<&'a mut Chunk>,
}

impl<'a> Writable<'a> {
    const fn new(shared: &'a mut Arc<Chunk>) -> Self {
        Self { shared: Some(shared), ours: None }
    }

    fn slot(&mut self, number: usize) -> Option<&mut Option<Known>> {
        if let Some(shared) = self.shared.take() {
            self.ours = Some(Arc::make_mut(shared));
        }
        self.ours.as_mut()?.get_mut(number)
    }
}

/// A chunk as one value.
pub(super) fn write_chunk(chunk: &Chunk) -> Vec<u8> {
    let mut value = Vec::new();
    chunk.iter().flatten().for_each(|known| known.write(&mut value));
    value
}

/// Reads a chunk back.
pub(super) fn read_chunk(value: &[u8], mut each: impl FnMut(Known)) -> Result<(), Broken> {
    let mut bytes = Bytes(value);
    while !bytes.is_empty() {
        each(Known::read(&mut bytes)?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::{fix, moved, ship, time};

    #[test]
    fn who_leaves_and_comes_back_in_one_commit_does_not_get_the_place_that_another_has_now() {
        let at = |second: u64, latitude| {
            fix(
                time("2017-03-09T08:40:00Z").plus(std::time::Duration::from_secs(second)),
                latitude,
                2.0,
            )
        };
        let commit = |picture: &mut LastPicture, updates: &[TrackUpdate]| {
            let found = |picture: &LastPicture| {
                updates.iter().map(|update| picture.place_of(update.contact)).collect::<Vec<_>>()
            };
            let mut places = found(picture);
            picture.apply(updates, &mut places);
            let stays = |one: &(&TrackUpdate, Option<usize>)| one.0.change != Change::Gone;
            let now: Vec<_> = updates.iter().zip(found(picture)).filter(stays).collect();
            assert_eq!(updates.iter().zip(places).filter(stays).collect::<Vec<_>>(), now);
        };
        let mut picture = LastPicture::default();
        commit(&mut picture, &[moved(ship(1), at(0, 1.0)), moved(ship(2), at(0, 2.0))]);
        let kept = picture.keyframe();
        let gone = TrackUpdate { change: Change::Gone, ..moved(ship(1), at(1, 1.0)) };
        let (new, back) = (moved(ship(3), at(2, 3.0)), moved(ship(1), at(3, 4.0)));
        commit(
            &mut picture,
            &[moved(ship(2), at(1, 2.5)), gone, new, back, moved(ship(3), at(4, 3.5))],
        );
        let shown = |known: &Known| (known.contact, known.fix);
        let shown_now = |number| picture.get(ship(number)).map(shown);
        let expected = [(1, at(3, 4.0)), (2, at(1, 2.5)), (3, at(4, 3.5))];
        assert_eq!(
            [1, 2, 3].map(shown_now),
            expected.map(|(one, fix)| Some((ship(one), Some(fix))))
        );
        let before = kept.iter().flat_map(|chunk| chunk.iter().flatten()).map(shown);
        let expected = [(1, at(0, 1.0)), (2, at(0, 2.0))].map(|(one, fix)| (ship(one), Some(fix)));
        assert_eq!(before.collect::<Vec<_>>(), expected, "a keyframe does not change");
    }
}
