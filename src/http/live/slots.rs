use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::domain::ContactId;

/// The slots of one connection: a number for each contact that the client has been told of, never
/// given out again.
#[derive(Debug, Default)]
pub(super) struct Slots {
    by_contact: HashMap<ContactId, u32, FixedState>,
    next: u32,
}

impl Slots {
    /// The slot of a contact, and whether it is new.
    pub(super) fn of(&mut self, contact: ContactId) -> (u32, bool) {
        let next = &mut self.next;
        let mut is_new = false;
        let slot = self.by_contact.entry(contact).or_insert_with(|| {
            is_new = true;
            *next = next.wrapping_add(1);
            *next
        });
        (*slot, is_new)
    }

    /// Ends the slot of a contact, if she has one.
    pub(super) fn end(&mut self, contact: ContactId) -> Option<u32> {
        self.by_contact.remove(&contact)
    }

    /// Ends the slots of all contacts but some; which they were.
    pub(super) fn keep(&mut self, keeps: impl Fn(ContactId) -> bool) -> Vec<u32> {
        let ended = self.by_contact.extract_if(|contact, _| !keeps(*contact));
        let mut ended: Vec<u32> = ended.map(|(_, slot)| slot).collect();
        ended.sort_unstable();
        ended
    }
}
