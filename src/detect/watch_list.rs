//! The contacts that officers want to hear of, and where each of them was.

use std::collections::BTreeMap;
use std::time::Duration;

use super::condition::ConditionKey;
use super::detector::{Detector, tell};
use super::findings::Found;
use super::watch_listed::{self, WatchListed};
use super::{AreaRef, Detection, Role};
use crate::areas::AreaId;
use crate::domain::{ContactId, EventTime, RuleId};
use crate::picture::{Contact, Taken};

/// Contacts on the list at most.
pub const WATCH_LIST_MAX: usize = 10_000;

/// She who was in an area so short a time ago does not enter it anew: a position that swings about
/// a boundary is no news.
const REENTRY: Duration = Duration::from_mins(10);

/// The watch list.
#[derive(Debug, Default)]
pub(super) struct WatchList {
    contacts: BTreeMap<ContactId, Watched>,
}

/// What is remembered of a contact on the list.
#[derive(Debug, Default)]
struct Watched {
    /// In which areas she was of late, and when last; `None` before her first position.
    inside: Option<BTreeMap<AreaId, EventTime>>,
}

impl Detector {
    /// Puts a contact on the watch list; `false` if she is on it, or it is full.
    pub fn watch(&mut self, contact: ContactId) -> bool {
        let contacts = &mut self.watch_list.contacts;
        if contacts.len() >= WATCH_LIST_MAX || contacts.contains_key(&contact) {
            return false;
        }
        contacts.insert(contact, Watched::default());
        true
    }

    /// Takes a contact off the watch list; `false` if she is not on it.
    pub fn unwatch(&mut self, contact: ContactId) -> bool {
        self.watch_list.contacts.remove(&contact).is_some()
    }

    /// Whether a contact is on the watch list.
    pub fn is_watched(&self, contact: ContactId) -> bool {
        self.watch_list.contacts.contains_key(&contact)
    }

    /// Tells what a report says of a contact on the list.
    pub(super) fn judge_watch_list(
        &mut self,
        contact: &Contact,
        taken: &Taken,
        now: EventTime,
        out: &mut Vec<Detection>,
    ) {
        if !self.is_watched(contact.id) {
            return;
        }
        let entered = self.entered(contact, taken, now);
        let Some((area, limits)) = self.anywhere_or::<WatchListed>(now) else { return };
        let names: Vec<&str> = entered.iter().map(|area| &*area.name).collect();
        let news = [
            limits.seen(taken.heard_before, now),
            watch_listed::entered(&names),
            watch_listed::renamed(taken.statics_before.as_deref(), &contact.statics),
        ];
        let place = entered.first().unwrap_or(&area);
        for found in news.into_iter().flatten() {
            self.tell_news(contact, place, &limits, now, found, out);
        }
    }

    fn tell_news(
        &mut self,
        contact: &Contact,
        area: &AreaRef,
        limits: &WatchListed,
        now: EventTime,
        found: Found,
        out: &mut Vec<Detection>,
    ) {
        let key = ConditionKey::single(RuleId::WatchListed, contact.id, contact.exercise);
        let turn = self.holds.event(&key, now, Some(limits.clear()), area, &mut self.timers);
        tell(&key, turn, now, area, found, &[(Role::Subject, contact)], out);
    }

    /// The areas in force that she came into with this report. Where she was put on the list, or
    /// first heard, she is and did not come.
    fn entered(&mut self, contact: &Contact, taken: &Taken, now: EventTime) -> Vec<AreaRef> {
        if taken.moved.is_none() || !self.watch_list.contacts.contains_key(&contact.id) {
            return Vec::new();
        }
        let inside = self.inside().to_vec();
        let Self { watch_list, areas, .. } = self;
        let Some(watched) = watch_list.contacts.get_mut(&contact.id) else { return Vec::new() };
        let first = watched.inside.is_none();
        let before = watched.inside.get_or_insert_default();
        before.retain(|_, last| now.since(*last) <= REENTRY);
        let mut entered = Vec::new();
        for area in inside.iter().filter_map(|index| areas.get(*index)) {
            if !area.is_valid_at(now) {
                continue;
            }
            if before.insert(area.id.clone(), now).is_none() && !first {
                entered.push(AreaRef::from(area));
            }
        }
        entered
    }
}
