//! What a commit changes of who is who, as the log has it; positions are in the log of points.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::codec::{Broken, Bytes};
use super::known::{Kind, Known};
use super::last_picture::LastPicture;
use super::tracks::{put_contact, take_contact};
use crate::domain::ContactId;
use crate::picture::{Change, TrackUpdate};

const GONE: u8 = 0;
const KNOWN: u8 = 1;

/// Gathers the changes of a commit.
#[derive(Debug, Default)]
pub(super) struct Changes {
    value: Vec<u8>,
    told: HashMap<ContactId, Known, FixedState>,
    gone: Vec<ContactId>,
}

impl Changes {
    /// Adds what the next update changes; `place` is where the picture has its contact. Gives back
    /// whether it is a position of a contact who is there, and says nothing else that is new.
    pub(super) fn add(
        &mut self,
        picture: &LastPicture,
        update: &TrackUpdate,
        place: Option<usize>,
    ) -> bool {
        let told = self.told.get(&update.contact);
        let kind = || told.map(|known| known.kind).or_else(|| picture.kind(place?));
        match update.change {
            Change::Gone => self.gone.push(update.contact),
            Change::Fix(_) if kind() == Some(Kind::of(update)) => {
                return place.is_some() && self.gone.is_empty();
            }
            Change::Fix(_) | Change::Static(_) => {
                let before = told.copied().or_else(|| picture.at(place?));
                let fix = before.and_then(|known| known.fix);
                let mut known = before.unwrap_or_else(|| Known::new(update));
                known.take(update);
                // The log of points has the fix.
                known.fix = fix;
                self.told.insert(update.contact, known);
                self.value.push(KNOWN);
                known.write(&mut self.value);
            }
            Change::Heard => {}
        }
        false
    }

    /// All of them, those who end up gone last; empty where nothing changes. `updates` are those that
    /// were added.
    pub(super) fn into_value(self, updates: &[TrackUpdate]) -> Vec<u8> {
        let Self { mut value, mut gone, .. } = self;
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
