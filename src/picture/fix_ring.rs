use std::hint::black_box;

use super::corner::{Corner, HALVES, HALVES_NEAR, HALVES_SENT, Packed};
use crate::domain::PackedFix;

/// Room is made for so many more fixes at a time: doubling would leave a third of it empty.
const GROWTH: usize = 4;
/// Halfwords of a cache line.
const HALVES_OF_LINE: usize = 32;

/// Up to 255 fixes in a row that is cheap to change at its ends: 10 bytes each while all are near each
/// other and as AIS sends them, 12 while they are near, 16 when they are not. What goes in comes out as
/// it was.
#[derive(Clone, Debug, Default)]
pub(super) struct FixRing {
    halves: Box<[u16]>,
    /// What near fixes are counted from. `None`: they are not near each other.
    corner: Option<Corner>,
    /// Where the oldest is, counted in fixes.
    first: u8,
    len: u8,
}

impl FixRing {
    pub(super) fn len(&self) -> usize {
        usize::from(self.len)
    }

    /// Touches every cache line, so that they are at hand.
    pub(super) fn touch(&self) {
        for half in self.halves.iter().step_by(HALVES_OF_LINE) {
            black_box(*half);
        }
    }

    #[inline]
    pub(super) fn get(&self, place: usize) -> Option<Packed> {
        if place >= self.len() {
            return None;
        }
        let halves = self.halves.get(self.half(place)..)?;
        match self.corner {
            Some(corner) if corner.is_of_sent() => {
                halves.first_chunk().map(|halves| corner.unpack_sent(*halves))
            }
            Some(corner) => halves.first_chunk().map(|halves| corner.unpack_near(*halves)),
            None => halves.first_chunk().map(|halves| Packed::of_halves(*halves)),
        }
    }

    /// The fixes from the oldest to the newest.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = Packed> + Clone {
        (0..self.len()).filter_map(|place| self.get(place))
    }

    /// The highest speed over ground, hundredths of a knot; 0 where no fix says one.
    pub(super) fn fastest(&self) -> u16 {
        let faster = |most: u16, sog| if sog == PackedFix::NOT_SENT { most } else { most.max(sog) };
        match self.corner {
            Some(corner) if corner.is_of_sent() => {
                self.sent().map(Corner::sog_of_sent).fold(0, faster)
            }
            _ => self.iter().map(|packed| packed.fix.sog_hundredths()).fold(0, faster),
        }
    }

    /// Where they lie: the least and the most latitude and longitude, in the parts of a fix.
    pub(super) fn span(&self) -> Option<[[i32; 2]; 2]> {
        match self.corner {
            Some(corner) if corner.is_of_sent() => {
                let offsets = span(self.sent().map(Corner::offset_of_sent))?;
                Some(offsets.map(|offset| corner.parts_of_sent(offset)))
            }
            _ => span(self.iter().map(|packed| packed.fix.parts())),
        }
    }

    /// The fixes as they are kept in the units of AIS, from the oldest to the newest.
    fn sent(&self) -> impl Iterator<Item = [u16; HALVES_SENT]> {
        let (fixes, _) = self.halves.as_chunks();
        let (after, before) = fixes.split_at_checked(usize::from(self.first)).unwrap_or_default();
        before.iter().chain(after).take(self.len()).copied()
    }

    /// Puts a fix in at a place, before those that are there and after it.
    pub(super) fn insert(&mut self, place: usize, packed: Packed) {
        if self.corner.is_some_and(|corner| !fits(corner, packed)) {
            self.count_from(Corner::around(self.iter().chain([packed])));
        }
        if self.len() * self.width() == self.halves.len() {
            self.widen(packed);
        }
        self.len += 1;
        for later in (place + 1..self.len()).rev() {
            self.copy(later - 1, later);
        }
        self.set(place, packed);
    }

    /// Takes the fix at a place out.
    pub(super) fn remove(&mut self, place: usize) {
        for later in place + 1..self.len() {
            self.copy(later, later - 1);
        }
        self.len = self.len.saturating_sub(1);
    }

    /// Takes the oldest out.
    pub(super) fn pop_front(&mut self) {
        if self.len == 0 {
            return;
        }
        self.len -= 1;
        self.first += 1;
        if usize::from(self.first) * self.width() < self.halves.len() {
            return;
        }
        self.first = 0;
        // Once a round: those that took more room may have gone.
        self.narrow(None);
    }

    /// Makes room for more, one of which is to come.
    fn widen(&mut self, packed: Packed) {
        self.narrow(Some(packed));
        let room = self.halves.len() + GROWTH * self.width();
        let mut halves = Vec::with_capacity(room);
        let (newer, older) = self.halves.split_at(self.half(0));
        halves.extend_from_slice(older);
        halves.extend_from_slice(newer);
        halves.resize(room, 0);
        (self.halves, self.first) = (halves.into_boxed_slice(), 0);
    }

    /// Counts so that fixes take less room, with the one that is to come, if they can.
    fn narrow(&mut self, coming: Option<Packed>) {
        if self.width() == HALVES_SENT {
            return;
        }
        let corner = Corner::around(self.iter().chain(coming));
        if width(corner) < self.width() {
            self.count_from(corner);
        }
    }

    /// Counts from another corner, with room for as many as before.
    fn count_from(&mut self, corner: Option<Corner>) {
        let room = self.halves.len() / self.width();
        let mut other = Self { corner, len: self.len, ..Self::default() };
        other.halves = vec![0; room * other.width()].into_boxed_slice();
        for (place, packed) in self.iter().enumerate() {
            other.set(place, packed);
        }
        *self = other;
    }

    fn set(&mut self, place: usize, packed: Packed) {
        let half = self.half(place);
        let halves = self.halves.get_mut(half..).unwrap_or_default();
        match self.corner {
            Some(corner) if corner.is_of_sent() => put(halves, corner.pack_sent(packed)),
            Some(corner) => put(halves, corner.pack_near(packed)),
            None => put(halves, Some(packed.halves())),
        }
    }

    fn copy(&mut self, from: usize, to: usize) {
        let (from, to) = (self.half(from), self.half(to));
        match self.width() {
            HALVES_SENT => copy_halves::<HALVES_SENT>(&mut self.halves, from, to),
            HALVES_NEAR => copy_halves::<HALVES_NEAR>(&mut self.halves, from, to),
            _ => copy_halves::<HALVES>(&mut self.halves, from, to),
        }
    }

    /// Where the halfwords of a fix begin.
    fn half(&self, place: usize) -> usize {
        let half = (usize::from(self.first) + place) * self.width();
        if half < self.halves.len() { half } else { half - self.halves.len() }
    }

    fn width(&self) -> usize {
        width(self.corner)
    }

    /// The bytes that it takes.
    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        2 * self.halves.len()
    }
}

/// Halfwords of a fix.
fn width(corner: Option<Corner>) -> usize {
    match corner {
        Some(corner) if corner.is_of_sent() => HALVES_SENT,
        Some(_) => HALVES_NEAR,
        None => HALVES,
    }
}

/// The least and the most of each.
fn span<Part: Copy + Ord>(places: impl Iterator<Item = [Part; 2]>) -> Option<[[Part; 2]; 2]> {
    places.map(|place| [place; 2]).reduce(|[[south, west], [north, east]], [[up, along], _]| {
        [[south.min(up), west.min(along)], [north.max(up), east.max(along)]]
    })
}

fn fits(corner: Corner, packed: Packed) -> bool {
    if corner.is_of_sent() {
        corner.pack_sent(packed).is_some()
    } else {
        corner.pack_near(packed).is_some()
    }
}

fn put<const COUNT: usize>(halves: &mut [u16], packed: Option<[u16; COUNT]>) {
    if let (Some(place), Some(packed)) = (halves.first_chunk_mut(), packed) {
        *place = packed;
    }
}

fn copy_halves<const COUNT: usize>(halves: &mut [u16], from: usize, to: usize) {
    let copied = halves.get(from..).and_then(|halves| halves.first_chunk::<COUNT>()).copied();
    put(halves.get_mut(to..).unwrap_or_default(), copied);
}
