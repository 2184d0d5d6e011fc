use std::collections::{HashMap, HashSet};

use foldhash::fast::FixedState;

use super::timers::{Timer, Timers};
use crate::areas::AreaIndex;
use crate::domain::{ContactId, EventTime};

/// Memberships followed at most, over all contacts.
const MEMBERS_MAX: usize = 1_000_000;
/// No time at all.
const NEVER: EventTime = EventTime::MAX;

/// Who is inside which area, for the rules about boundaries.
#[derive(Debug, Default)]
pub(super) struct Boundaries {
    stays: HashMap<ContactId, Stays, FixedState>,
    /// Members who lie still just outside: each of their reports is looked at.
    pub(super) straying: HashSet<ContactId, FixedState>,
    count: usize,
    refused: u64,
}

/// The areas that a contact is in.
#[derive(Debug)]
struct Stays {
    members: Vec<Member>,
    /// When one of them has to be looked at: one reminder for all.
    due: EventTime,
}

/// That a contact is in an area, or was a moment ago.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    pub(super) area: AreaIndex,
    /// Whether the dwell of this stay was raised: it is raised once.
    pub(super) dwelt: bool,
    pub(super) since: EventTime,
    /// Since when she is outside; [`NEVER`] while she is not.
    outside_since: EventTime,
}

impl Member {
    /// Who came in.
    pub(super) const fn new(area: AreaIndex, since: EventTime) -> Self {
        Self { area, since, outside_since: NEVER, dwelt: false }
    }

    /// The same one once her dwell was raised.
    pub(super) const fn dwelt(self) -> Self {
        Self { dwelt: true, ..self }
    }

    /// The same one outside from a time on.
    pub(super) const fn outside(self, since: EventTime) -> Self {
        Self { outside_since: since, ..self }
    }

    /// The same one who came back.
    pub(super) const fn back_inside(self) -> Self {
        Self { outside_since: NEVER, ..self }
    }

    /// Whether she is inside.
    pub(super) fn is_inside(&self) -> bool {
        self.outside_since == NEVER
    }

    /// Since when she is outside, if she is.
    pub(super) fn outside_since(&self) -> Option<EventTime> {
        Some(self.outside_since).filter(|since| *since != NEVER)
    }
}

impl Boundaries {
    pub(super) fn forget(&mut self, contact: ContactId) {
        self.straying.remove(&contact);
        let gone = self.stays.remove(&contact).map_or(0, |stays| stays.members.len());
        self.count = self.count.saturating_sub(gone);
    }

    /// The areas changed: each has the index that `index` says, or is gone.
    pub(super) fn renumber(&mut self, index: impl Fn(AreaIndex) -> Option<AreaIndex>) {
        self.straying.clear();
        let mut count = 0;
        self.stays.retain(|_, Stays { members, .. }| {
            members.retain_mut(|member| {
                let renumbered = index(member.area);
                member.area = renumbered.unwrap_or(member.area);
                renumbered.is_some()
            });
            count += members.len();
            !members.is_empty()
        });
        self.count = count;
    }

    /// Memberships that found no room.
    pub(super) const fn refused(&self) -> u64 {
        self.refused
    }

    /// Whether a contact is in an area, or was a moment ago.
    pub(super) fn knows(&self, contact: ContactId, area: AreaIndex) -> bool {
        self.of(contact).iter().any(|member| member.area == area)
    }

    /// Whether a contact lies still just outside an area that she counts as inside of.
    pub(super) fn strays(&self, contact: ContactId) -> bool {
        !self.straying.is_empty() && self.straying.contains(&contact)
    }

    /// Whether there is room for one more; it is counted if not.
    pub(super) const fn has_room(&mut self) -> bool {
        let has_room = self.count < MEMBERS_MAX;
        if !has_room {
            self.refused += 1;
        }
        has_room
    }

    /// The areas that a contact is in, or was a moment ago.
    pub(super) fn of(&self, contact: ContactId) -> &[Member] {
        self.stays.get(&contact).map_or(&[], |stays| &stays.members)
    }

    pub(super) fn set(&mut self, contact: ContactId, member: Member) {
        let none = || Stays { members: Vec::new(), due: NEVER };
        let Stays { members, .. } = self.stays.entry(contact).or_insert_with(none);
        if let Some(known) = members.iter_mut().find(|known| known.area == member.area) {
            *known = member;
            return;
        }
        if members.len() == members.capacity() {
            members.reserve_exact(1 + members.len() / 2);
        }
        members.push(member);
        self.count += 1;
    }

    pub(super) fn remove(&mut self, contact: ContactId, area: AreaIndex) {
        let Some(Stays { members, .. }) = self.stays.get_mut(&contact) else { return };
        let before = members.len();
        members.retain(|member| member.area != area);
        self.count = self.count.saturating_sub(before - members.len());
        if members.is_empty() {
            self.stays.remove(&contact);
        }
    }

    /// Has the stays of a contact looked at no later than at a time.
    pub(super) fn remind(&mut self, contact: ContactId, due: EventTime, timers: &mut Timers) {
        if let Some(stays) = self.stays.get_mut(&contact).filter(|stays| due < stays.due) {
            stays.due = due;
            timers.set(due, Timer::Stays(contact));
        }
    }

    /// Has everybody's stays looked at who is inside one of such areas.
    pub(super) fn remind_all(
        &mut self,
        due: EventTime,
        timers: &mut Timers,
        matters: impl Fn(AreaIndex) -> bool,
    ) {
        // Reminders have an order of their own.
        self.stays.iter_mut().for_each(|(contact, stays)| {
            let mut inside = stays.members.iter().filter(|member| member.is_inside());
            if due < stays.due && inside.any(|member| matters(member.area)) {
                stays.due = due;
                timers.set(due, Timer::Stays(*contact));
            }
        });
    }

    /// The stays of a contact, if it is time to look at them: by area.
    pub(super) fn due(&mut self, contact: ContactId, now: EventTime) -> Vec<Member> {
        let due = self.stays.get_mut(&contact).filter(|stays| stays.due <= now);
        let Some(stays) = due else { return Vec::new() };
        stays.due = NEVER;
        let mut members = stays.members.clone();
        members.sort_unstable_by_key(|member| member.area);
        members
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Mmsi;

    #[test]
    fn a_contact_is_reminded_of_once_however_many_areas_she_is_in() {
        let contact = ContactId::from_mmsi(Mmsi::new(338_000_001).expect("an MMSI"));
        let (mut boundaries, mut timers) = (Boundaries::default(), Timers::default());
        let at = EventTime::from_secs;
        boundaries.remind(contact, at(1), &mut timers);
        assert_eq!(timers.next(), None, "who is in no area");
        boundaries.set(contact, Member::new(AreaIndex::default(), at(1)));
        for due in [60, 30, 90] {
            boundaries.remind(contact, at(due), &mut timers);
        }
        let mut looked = Vec::new();
        while let Some((time, _)) = timers.pop_due(EventTime::MAX) {
            if !boundaries.due(contact, time).is_empty() {
                looked.push(time);
            }
        }
        assert_eq!(looked, [at(30)]);
        assert_eq!(size_of::<Member>(), 24);
    }
}
