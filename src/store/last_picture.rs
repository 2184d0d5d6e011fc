use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::FixedState;

use super::codec::{Broken, Bytes};
use super::contact_places::ContactPlaces;
use super::known::Known;
use super::tracks::{put_contact, take_contact};
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

    /// The places of those whom updates are about; none of those who are not known. They hold until
    /// the picture changes.
    pub(super) fn places(&self, updates: &[TrackUpdate]) -> Vec<Option<usize>> {
        updates.iter().map(|update| self.places.get(update.contact)).collect()
    }

    /// Takes an update in, about somebody who was at a place a while ago. Gives back where she is
    /// now.
    pub(super) fn apply(&mut self, update: &TrackUpdate, was: Option<usize>) -> Option<usize> {
        match update.change {
            Change::Heard => was,
            Change::Gone => {
                self.remove(update.contact);
                None
            }
            Change::Fix(_) | Change::Static(_) => {
                let still = |place: &usize| {
                    self.at(*place).is_some_and(|known| known.contact == update.contact)
                };
                let place = was.filter(still).unwrap_or_else(|| self.place(update.contact));
                let slot = self.slot_at(place);
                slot.get_or_insert_with(|| Known::new(update)).take(update);
                Some(place)
            }
        }
    }

    /// Puts in what was read from the store, in place of what is known of that contact.
    pub(super) fn insert(&mut self, known: &Known) {
        *self.slot(known.contact) = Some(*known);
    }

    /// Takes in the position of a contact that is known.
    pub(super) fn take_fix(&mut self, contact: ContactId, fix: Fix, feed: FeedName) {
        if self.get(contact).is_some() {
            self.slot(contact).iter_mut().for_each(|known| known.take_fix(fix, feed));
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

    fn slot(&mut self, contact: ContactId) -> &mut Option<Known> {
        let place = self.place(contact);
        self.slot_at(place)
    }

    fn slot_at(&mut self, place: usize) -> &mut Option<Known> {
        &mut Arc::make_mut(&mut self.chunks[place / CHUNK])[place % CHUNK]
    }

    /// Where a contact is, or is to be.
    fn place(&mut self, contact: ContactId) -> usize {
        let Self { places, free, chunks } = self;
        places.get_or_insert_with(contact, || {
            free.pop().unwrap_or_else(|| {
                if chunks.last().is_none_or(|chunk| chunk.len() == CHUNK) {
                    chunks.push(Arc::new(Vec::with_capacity(CHUNK)));
                }
                let last = chunks.len() - 1;
                let chunk = Arc::make_mut(&mut chunks[last]);
                chunk.push(None);
                last * CHUNK + chunk.len() - 1
            })
        })
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

const GONE: u8 = 0;
const KNOWN: u8 = 1;

/// What a commit changes of who is who; positions are in the log of points. Contacts that end up
/// gone come last. Empty where nothing changes. `places` are [`LastPicture::places`].
pub(super) fn write_changes(
    picture: &LastPicture,
    updates: &[TrackUpdate],
    places: &[Option<usize>],
) -> Vec<u8> {
    let mut value = Vec::new();
    let mut told = HashMap::<ContactId, Known, FixedState>::default();
    let mut gone = Vec::new();
    for (update, place) in updates.iter().zip(places) {
        let known = || place.and_then(|place| picture.at(place));
        let before = told.get(&update.contact).or_else(known);
        match update.change {
            Change::Gone => gone.push(update.contact),
            Change::Fix(_) if before.is_some_and(|known| !known.differs(update)) => {}
            Change::Fix(_) | Change::Static(_) => {
                let fix = before.and_then(|known| known.fix);
                let mut known = before.copied().unwrap_or_else(|| Known::new(update));
                known.take(update);
                // The log of points has the fix.
                known.fix = fix;
                told.insert(update.contact, known);
                value.push(KNOWN);
                known.write(&mut value);
            }
            Change::Heard => {}
        }
    }
    if gone.is_empty() {
        return value;
    }
    let last = last_changes(updates);
    gone.sort_unstable();
    gone.dedup();
    for contact in gone {
        if last.get(&contact) == Some(&Change::Gone) {
            value.push(GONE);
            put_contact(&mut value, contact);
        }
    }
    value
}

/// The last that a commit says of each contact: one that left and came back has not left.
fn last_changes(updates: &[TrackUpdate]) -> HashMap<ContactId, Change, FixedState> {
    updates
        .iter()
        .filter(|update| update.change != Change::Heard)
        .map(|update| (update.contact, update.change))
        .collect()
}

/// Reads changes back.
pub(super) fn read_changes(
    value: &[u8],
    mut known: impl FnMut(Known),
    mut gone: impl FnMut(ContactId),
) -> Result<(), Broken> {
    let mut bytes = Bytes(value);
    while !bytes.is_empty() {
        match bytes.byte()? {
            KNOWN => known(Known::read(&mut bytes)?),
            GONE => gone(take_contact(&mut bytes)?),
            _ => return Err(Broken),
        }
    }
    Ok(())
}
