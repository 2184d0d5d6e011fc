use std::collections::HashMap;
use std::hint::black_box;

use foldhash::fast::FixedState;

use super::tenants::Tenants;
use super::{BySlot, Cell, Contact, Grid, Mark, Reach, Traits};
use crate::domain::{ContactId, EventSecond, EventTime, KnownBy, NauticalMiles, Position};

/// How far most searches look for fast small craft and for everybody else, nautical miles.
const FAST_REACH: f64 = 6.0;
const OTHERS_REACH: f64 = 1.0;

/// Place of a contact in [`Contacts`]; used again after she is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(pub(super) u32);

impl Slot {
    /// As a place in a table.
    pub fn index(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }

    fn next(self) -> Option<Self> {
        self.0.checked_add(1).map(Self)
    }

    /// One without a picture.
    #[cfg(test)]
    pub(crate) const fn of_test(number: u32) -> Self {
        Self(number)
    }
}

/// All contacts, found by id, by slot and by place. Bounded: at the capacity one that has not been
/// heard since she last came up for it makes room (second chance), so that a flood of identities
/// never pushes out those who keep reporting.
#[derive(Debug)]
pub struct Contacts {
    capacity: usize,
    slots: BySlot<Box<Entry>>,
    free: Vec<Slot>,
    /// Ships by their MMSI: the first on each, then the second where there is one.
    by_mmsi: [HashMap<u32, Slot, FixedState>; 2],
    /// Everybody else.
    by_id: HashMap<ContactId, Slot, FixedState>,
    /// Fast small craft, and everybody else.
    fast_craft: Grid,
    others: Grid,
    /// Whose turn it is to make room.
    hand: Slot,
    evictions: u64,
}

#[derive(Debug)]
struct Entry {
    contact: Contact,
    cell: Option<Cell>,
    /// Where in the cell her mark was last.
    mark_at: u32,
    /// Whether the cell is one of the fast small craft.
    is_fast_craft: bool,
    /// When she was heard last as her turn to make room came, or as she came in.
    heard_at_turn: EventSecond,
}

impl Contacts {
    /// Room for so many.
    pub fn new(capacity: usize) -> Self {
        Self {
            capacity: capacity.max(1),
            slots: BySlot::default(),
            free: Vec::new(),
            by_mmsi: [(); 2].map(|()| HashMap::with_hasher(FixedState::default())),
            by_id: HashMap::with_hasher(FixedState::default()),
            fast_craft: Grid::default(),
            others: Grid::default(),
            hand: Slot(0),
            evictions: 0,
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.by_mmsi.iter().map(HashMap::len).sum::<usize>() + self.by_id.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Contacts let go at the capacity.
    pub const fn evictions(&self) -> u64 {
        self.evictions
    }

    /// The slot of a contact.
    pub fn slot(&self, id: ContactId) -> Option<Slot> {
        match id.known_by() {
            KnownBy::Mmsi { mmsi, nth: nth @ (1 | 2) } => {
                self.by_mmsi.get(usize::from(nth) - 1)?.get(&mmsi.get()).copied()
            }
            _ => self.by_id.get(&id).copied(),
        }
    }

    /// The contact in a slot.
    pub fn get(&self, slot: Slot) -> Option<&Contact> {
        self.entry(slot).map(|entry| &entry.contact)
    }

    /// The contact of an id.
    pub fn find(&self, id: ContactId) -> Option<&Contact> {
        self.get(self.slot(id)?)
    }

    /// The contact in a slot, to be changed.
    pub(super) fn get_mut(&mut self, slot: Slot) -> Option<&mut Contact> {
        self.slots.get_mut(slot).map(|entry| &mut entry.contact)
    }

    /// Marks those, and only those, as guarded for whom that holds.
    pub(super) fn guard(&mut self, is_guarded: impl Fn(&Contact) -> bool) {
        let slots = self.slots.slots();
        let changed: Vec<Slot> = slots
            .filter(|slot| self.get(*slot).is_some_and(|known| known.guarded != is_guarded(known)))
            .collect();
        for slot in changed {
            if let Some(contact) = self.get_mut(slot) {
                contact.guarded = !contact.guarded;
            }
            self.place(slot);
        }
    }

    /// Puts a contact in, and returns her slot with the one who had to make room.
    pub(super) fn insert(&mut self, contact: Contact) -> (Slot, Option<Contact>) {
        let gone = if self.len() >= self.capacity { self.evict() } else { None };
        let (id, heard_at_turn) = (contact.id, EventSecond::of(contact.last_heard));
        let entry = Entry { contact, cell: None, mark_at: 0, is_fast_craft: false, heard_at_turn };
        let slot = self.free.pop().unwrap_or_else(|| self.slots.end());
        self.slots.set(slot, Box::new(entry));
        self.name(id, slot);
        (slot, gone)
    }

    /// Takes a contact out.
    pub(super) fn remove(&mut self, id: ContactId) -> Option<Contact> {
        let slot = self.unname(id)?;
        let entry = self.slots.take(slot)?;
        if let Some(cell) = entry.cell {
            self.grid(entry.is_fast_craft).remove(cell, slot);
        }
        self.free.push(slot);
        Some(entry.contact)
    }

    /// Puts her into the cell of her last position: among the fast small craft if she is one, else
    /// among all others.
    pub(super) fn place(&mut self, slot: Slot) {
        let Self { slots, fast_craft, others, .. } = self;
        let Some(entry) = slots.get_mut(slot) else {
            return;
        };
        let Some(mark) = Mark::of(slot, &entry.contact) else { return };
        let is_fast_craft = mark.traits.has(Traits::FAST.and(Traits::SMALL));
        let [grid, other] = if is_fast_craft { [fast_craft, others] } else { [others, fast_craft] };
        if entry.is_fast_craft != is_fast_craft
            && let Some(cell) = entry.cell.take()
        {
            other.remove(cell, slot);
        }
        let cell = Some(Cell::of(mark.position));
        entry.mark_at = grid.shift(entry.cell, cell, mark, entry.mark_at);
        entry.cell = cell;
        entry.is_fast_craft = is_fast_craft;
    }

    /// Touches what is kept of a contact, so that it is at hand when she reports.
    pub fn touch(&self, slot: Slot) {
        if let Some(entry) = self.entry(slot) {
            black_box((entry.mark_at, entry.is_fast_craft));
            entry.contact.touch();
        }
    }

    /// Touches her last fixes.
    pub fn touch_track(&self, slot: Slot) {
        if let Some(contact) = self.get(slot) {
            contact.track.touch();
        }
    }

    /// Calls `visit` for the cell of a place, and for those about it in which most searches from there
    /// look if there are any.
    pub fn cells_about<'a>(
        &'a self,
        place: Position,
        searches: bool,
        mut visit: impl FnMut(&'a Tenants),
    ) {
        let reaches = if searches { [OTHERS_REACH, FAST_REACH] } else { [0.0; 2] };
        for (grid, reach) in [&self.others, &self.fast_craft].into_iter().zip(reaches) {
            if let Some(reach) = NauticalMiles::new(reach) {
                grid.tenants_near(place, reach, &mut visit);
            }
        }
    }

    /// Calls `visit` for every contact whose cell is within `radius` of a place.
    pub fn near<'a>(
        &'a self,
        place: Position,
        radius: NauticalMiles,
        mut visit: impl FnMut(Slot, &'a Contact),
    ) {
        self.marks_near(place, radius, |mark| {
            if let Some(entry) = self.entry(mark.slot) {
                visit(mark.slot, &entry.contact);
            }
        });
    }

    /// Whether [`Contacts::near`] looks where a contact is.
    pub fn is_near(&self, slot: Slot, place: Position, radius: NauticalMiles) -> bool {
        let cell = self.entry(slot).and_then(|entry| entry.cell);
        cell.is_some_and(|cell| cell.is_near(place, radius))
    }

    /// As [`Contacts::near`], of their marks: touches no contact.
    pub fn marks_near(&self, place: Position, radius: NauticalMiles, mut visit: impl FnMut(&Mark)) {
        self.others.near(place, radius, &mut visit);
        self.fast_craft.near(place, radius, &mut visit);
    }

    /// As [`Contacts::marks_near`], of those of whom a property holds: touches nobody else.
    pub fn such_marks_near(
        &self,
        place: Position,
        radius: NauticalMiles,
        holds: impl Fn(Traits) -> bool,
        mut visit: impl FnMut(&Mark),
    ) {
        self.others.such_near(place, radius, &holds, &mut visit);
        self.fast_craft.such_near(place, radius, &holds, &mut visit);
    }

    /// As [`Contacts::marks_near`], but for most of those whom a search is not about.
    pub fn marks_in_reach(
        &self,
        place: Position,
        radius: NauticalMiles,
        reach: (EventTime, Reach),
        mut visit: impl FnMut(&Mark),
    ) {
        self.other_marks_in_reach(place, radius, reach, &mut visit);
        self.fast_marks_in_reach(place, radius, reach, &mut visit);
    }

    /// As [`Contacts::marks_in_reach`], of small craft that make 8 kn or more.
    pub fn fast_marks_in_reach(
        &self,
        place: Position,
        radius: NauticalMiles,
        reach: (EventTime, Reach),
        visit: impl FnMut(&Mark),
    ) {
        self.fast_craft.near_in_reach(place, radius, reach, visit);
    }

    /// As [`Contacts::marks_in_reach`], of everybody else.
    pub fn other_marks_in_reach(
        &self,
        place: Position,
        radius: NauticalMiles,
        reach: (EventTime, Reach),
        visit: impl FnMut(&Mark),
    ) {
        self.others.near_in_reach(place, radius, reach, visit);
    }

    fn name(&mut self, id: ContactId, slot: Slot) {
        match id.known_by() {
            KnownBy::Mmsi { mmsi, nth: nth @ (1 | 2) } => {
                if let Some(names) = self.by_mmsi.get_mut(usize::from(nth) - 1) {
                    names.insert(mmsi.get(), slot);
                }
            }
            _ => {
                self.by_id.insert(id, slot);
            }
        }
    }

    fn unname(&mut self, id: ContactId) -> Option<Slot> {
        match id.known_by() {
            KnownBy::Mmsi { mmsi, nth: nth @ (1 | 2) } => {
                self.by_mmsi.get_mut(usize::from(nth) - 1)?.remove(&mmsi.get())
            }
            _ => self.by_id.remove(&id),
        }
    }

    fn grid(&mut self, of_fast_craft: bool) -> &mut Grid {
        if of_fast_craft { &mut self.fast_craft } else { &mut self.others }
    }

    fn entry(&self, slot: Slot) -> Option<&Entry> {
        self.slots.get(slot).map(Box::as_ref)
    }

    fn evict(&mut self) -> Option<Contact> {
        // Twice round: everybody who was heard since her last turn has one more.
        for _ in self.slots.slots().chain(self.slots.slots()) {
            self.hand = self.hand.next().filter(|next| *next < self.slots.end()).unwrap_or(Slot(0));
            let Some(entry) = self.slots.get_mut(self.hand) else { continue };
            let heard = EventSecond::of(entry.contact.last_heard);
            if heard > entry.heard_at_turn {
                entry.heard_at_turn = heard;
                continue;
            }
            self.evictions += 1;
            let id = entry.contact.id;
            return self.remove(id);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{FeedName, Mmsi};

    fn contact(mmsi: u32, secs: i64) -> Contact {
        let id = ContactId::from_mmsi(Mmsi::new(mmsi).expect("an MMSI"));
        Contact::new(id, false, FeedName::from_stem("test"), EventTime::from_secs(secs))
    }

    #[test]
    fn at_the_capacity_whoever_keeps_reporting_stays() {
        let mut contacts = Contacts::new(2);
        let (first, _) = contacts.insert(contact(1, 0));
        contacts.insert(contact(2, 1));
        contacts.get_mut(first).expect("there").last_heard = EventTime::from_secs(2);
        let (_, gone) = contacts.insert(contact(3, 3));
        assert_eq!(gone.map(|contact| contact.id.to_string()), Some("mmsi:000000002".to_owned()));
        assert_eq!((contacts.len(), contacts.evictions()), (2, 1));
    }
}
