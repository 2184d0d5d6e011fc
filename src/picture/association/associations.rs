use std::collections::BTreeMap;

use super::super::{Contact, Contacts};
use super::gate::{Candidate, Seen, candidates, is_awaited, may_turn_out_to_be};
use super::link::Link;
use crate::domain::{ContactId, EventTime, FeedName, KnownBy, TransponderClass};

/// Which radar contacts are which AIS contacts: of one radar at most one target is a contact's. As
/// many links as there are radar contacts.
#[derive(Debug, Default)]
pub struct Associations {
    links: BTreeMap<ContactId, Link>,
    /// Who holds a contact, by radar.
    holders: BTreeMap<(ContactId, FeedName), ContactId>,
    near: Vec<Candidate>,
}

impl Associations {
    /// Whether a contact is the radar's view of one that speaks for herself by AIS: no rule judges
    /// it, or the craft would be judged twice.
    pub fn is_shadow(&self, contact: &Contact) -> bool {
        contact.class == TransponderClass::Radar
            && self.links.get(&contact.id).is_some_and(Link::is_spoken_for)
    }

    /// Who a radar contact is by AIS.
    pub fn partner(&self, radar: ContactId) -> Option<ContactId> {
        self.links.get(&radar)?.partner
    }

    /// Whose echo a radar contact was before that one fell silent.
    pub fn former(&self, radar: ContactId) -> Option<ContactId> {
        self.links.get(&radar)?.former
    }

    /// Whether two contacts are one craft, one of them the radar's view of the other, now or before
    /// she fell silent.
    pub fn are_one(&self, one: &Contact, other: &Contact) -> bool {
        self.is_view(one, other) || self.is_view(other, one)
    }

    /// Whether one of two contacts may yet turn out to be the radar's view of the other, of which that radar has
    /// no other target: one of the two is too new to tell.
    pub fn may_be_one(&self, one: &Contact, other: &Contact, now: EventTime) -> bool {
        self.may_be_view(one, other, now) || self.may_be_view(other, one, now)
    }

    /// The radar contacts that are a contact's, by radar.
    pub fn views(&self, contact: ContactId) -> impl Iterator<Item = ContactId> {
        let first = (contact, FeedName::first());
        self.holders
            .range(first..)
            .take_while(move |((held, _), _)| *held == contact)
            .map(|(_, radar)| *radar)
    }

    /// Since when nobody with AIS has been within the gate of a radar contact.
    pub fn alone_since(&self, radar: ContactId) -> Option<EventTime> {
        self.links.get(&radar).map(|link| link.alone_since)
    }

    /// Looks at a radar contact that has just moved; `range_nm` is its distance from its radar, 0
    /// where that is not known.
    pub(in super::super) fn look(
        &mut self,
        target: &Contact,
        range_nm: f64,
        contacts: &Contacts,
        now: EventTime,
    ) {
        let KnownBy::Radar { feed, .. } = target.id.known_by() else { return };
        let mut near = std::mem::take(&mut self.near);
        let mut link = self.links.get(&target.id).copied().unwrap_or_else(|| Link::new(now));
        let partner_before = link.partner;
        let on_its_own = link.on_its_own();
        let seen = Seen { range_nm, partner: partner_before, on_its_own };
        candidates(target, seen, contacts, now, &mut near);
        let heard = partner_before
            .and_then(|partner| contacts.find(partner))
            .is_some_and(|partner| is_awaited(partner, now));
        let next = link.look(&near, heard, now, |id| self.is_free(id, (feed, target.id), now));
        self.near = near;
        if link.partner != partner_before {
            if let Some(partner) = partner_before {
                self.release(partner, feed, target.id);
            }
            if let Some(other) = next.and_then(|next| self.holders.insert((next, feed), target.id))
                && let Some(other) = self.links.get_mut(&other)
            {
                other.give_up();
            }
        }
        self.links.insert(target.id, link);
    }

    /// A contact left the picture.
    pub(in super::super) fn forget(&mut self, contact: ContactId) {
        if let KnownBy::Radar { feed, .. } = contact.known_by() {
            if let Some(partner) = self.links.remove(&contact).and_then(|link| link.partner) {
                self.release(partner, feed, contact);
            }
            return;
        }
        let views: Vec<_> = self.views(contact).collect();
        for radar in views {
            if let KnownBy::Radar { feed, .. } = radar.known_by() {
                self.holders.remove(&(contact, feed));
            }
            if let Some(link) = self.links.get_mut(&radar) {
                link.forget(contact);
            }
        }
    }

    /// Whether a contact has no target of a radar but this one, or one that is elsewhere or lost.
    fn is_free(
        &self,
        contact: ContactId,
        (feed, target): (FeedName, ContactId),
        now: EventTime,
    ) -> bool {
        self.holders.get(&(contact, feed)).is_none_or(|holder| {
            *holder == target || !self.links.get(holder).is_some_and(|link| link.holds_at(now))
        })
    }

    fn release(&mut self, partner: ContactId, feed: FeedName, target: ContactId) {
        if self.holders.get(&(partner, feed)) == Some(&target) {
            self.holders.remove(&(partner, feed));
        }
    }

    fn may_be_view(&self, radar: &Contact, other: &Contact, now: EventTime) -> bool {
        let KnownBy::Radar { feed, .. } = radar.id.known_by() else { return false };
        may_turn_out_to_be(radar, other, now)
            && self.is_free(other.id, (feed, radar.id), now)
            && !self.links.get(&radar.id).is_some_and(|link| link.came_to(other.id))
    }

    fn is_view(&self, radar: &Contact, other: &Contact) -> bool {
        radar.class == TransponderClass::Radar
            && self
                .links
                .get(&radar.id)
                .is_some_and(|link| link.partner == Some(other.id) || link.former == Some(other.id))
    }
}
