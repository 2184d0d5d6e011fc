use super::detector::Detector;
use super::pairs::is_about_pairs;
use crate::domain::{ContactId, EventTime};
use crate::picture::{Contact, Picture, Slot};

impl Detector {
    /// Whether a contact near another one is no second craft, or one that is judged already: the
    /// radar's view of somebody who speaks for herself, the radar's view of the other one or what may
    /// yet turn out to be, or somebody whose view by radar an open incident between the two goes by.
    pub(super) fn is_seen_twice(
        &self,
        picture: &Picture,
        contact: &Contact,
        slot: Slot,
        now: EventTime,
    ) -> bool {
        let Some(other) = picture.contacts.get(slot) else { return true };
        let associations = &picture.associations;
        associations.is_shadow(other)
            || associations.are_one(contact, other)
            || associations.may_be_one(contact, other, now)
            || self.view_meets(picture, contact.id, other.id)
            || self.view_meets(picture, other.id, contact.id)
    }

    /// Whether a radar's view of one contact takes part in a condition with another contact.
    fn view_meets(&self, picture: &Picture, one: ContactId, other: ContactId) -> bool {
        picture.associations.views(one).any(|view| {
            self.holds.of(view).any(|key| {
                is_about_pairs(key.rule) && (key.about == other || key.other == Some(other))
            })
        })
    }
}
