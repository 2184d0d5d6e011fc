use std::hint::black_box;
use std::num::NonZeroU16;

use crate::domain::PackedFix;

/// Room is made for so many more fixes at a time: doubling would leave a third of it empty.
const GROWTH: usize = 4;
/// Words of a fix that is near the corner, and of any other.
const WORDS_NEAR: usize = 3;
const WORDS: usize = 4;
/// And of a cache line.
const WORDS_OF_LINE: usize = 16;
/// How fine a corner is placed: 65.5 s and 0.011 degree. What is near to it lies within so many cells:
/// 70 minutes and 0.7 degree.
const CELL_BITS: u32 = 16;
const NEAR_BITS: u32 = 22;
const CELLS: i32 = 1 << (NEAR_BITS - CELL_BITS);
/// The lower part of a time, which shares a word with a latitude or a longitude.
const PART_BITS: u32 = u32::BITS - NEAR_BITS;
const PART: u32 = (1 << PART_BITS) - 1;
/// Speeds of near fixes are below 163.83 kn, which stands for "not sent".
const SOG_BITS: u32 = 14;
const SOG_NOT_SENT: u32 = (1 << SOG_BITS) - 1;

/// Up to 255 fixes in a row that is cheap to change at its ends: 12 bytes each while all are near each
/// other, 16 when they are not. What goes in comes out as it was.
#[derive(Clone, Debug, Default)]
pub(super) struct FixRing {
    words: Box<[u32]>,
    /// What near fixes are counted from. `None`: they are not near each other.
    corner: Option<Corner>,
    /// Where in the words the oldest is, counted in fixes.
    first: u8,
    len: u8,
}

/// A fix with its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Packed {
    /// Milliseconds from where the owner of the ring counts.
    pub(super) offset: u32,
    pub(super) fix: PackedFix,
}

/// The cell of the least time, latitude and longitude.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Corner {
    /// Not zero, so that an `Option` is no larger.
    offset: NonZeroU16,
    latitude: i16,
    longitude: i16,
}

impl FixRing {
    pub(super) fn len(&self) -> usize {
        usize::from(self.len)
    }

    /// Touches every cache line, so that they are at hand.
    pub(super) fn touch(&self) {
        for word in self.words.iter().step_by(WORDS_OF_LINE) {
            black_box(*word);
        }
    }

    #[inline]
    pub(super) fn get(&self, place: usize) -> Option<Packed> {
        if place >= self.len() {
            return None;
        }
        let words = self.words.get(self.word(place)..)?;
        match self.corner {
            Some(corner) => words.first_chunk().map(|words| corner.unpack(*words)),
            None => words.first_chunk().map(|words| Packed::of_words(*words)),
        }
    }

    /// The fixes from the oldest to the newest.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = Packed> + Clone {
        (0..self.len()).filter_map(|place| self.get(place))
    }

    /// Puts a fix in at a place, before those that are there and after it.
    pub(super) fn insert(&mut self, place: usize, packed: Packed) {
        if self.corner.is_some_and(|corner| corner.pack(packed).is_none()) {
            self.count_from(Corner::around(self.iter().chain([packed])));
        }
        if self.len() * self.width() == self.words.len() {
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
        if usize::from(self.first) * self.width() < self.words.len() {
            return;
        }
        self.first = 0;
        // Once a round: those that were not near may have gone.
        if let (None, corner @ Some(_)) = (self.corner, Corner::around(self.iter())) {
            self.count_from(corner);
        }
    }

    /// Makes room for more, one of which is to come.
    fn widen(&mut self, packed: Packed) {
        if self.corner.is_none() {
            self.count_from(Corner::around(self.iter().chain([packed])));
        }
        let room = self.words.len() + GROWTH * self.width();
        let mut words = Vec::with_capacity(room);
        let (newer, older) = self.words.split_at(self.word(0));
        words.extend_from_slice(older);
        words.extend_from_slice(newer);
        words.resize(room, 0);
        (self.words, self.first) = (words.into_boxed_slice(), 0);
    }

    /// Counts from another corner, with as much room as before.
    fn count_from(&mut self, corner: Option<Corner>) {
        let room = self.words.len() / self.width();
        let mut other = Self { corner, len: self.len, ..Self::default() };
        other.words = vec![0; room * other.width()].into_boxed_slice();
        for (place, packed) in self.iter().enumerate() {
            other.set(place, packed);
        }
        *self = other;
    }

    fn set(&mut self, place: usize, packed: Packed) {
        let word = self.word(place);
        let words = self.words.get_mut(word..).unwrap_or_default();
        if let Some(corner) = self.corner {
            if let (Some(words), Some(near)) = (words.first_chunk_mut(), corner.pack(packed)) {
                *words = near;
            }
        } else if let Some(words) = words.first_chunk_mut() {
            *words = packed.words();
        }
    }

    fn copy(&mut self, from: usize, to: usize) {
        let (from, to) = (self.word(from), self.word(to));
        match self.corner {
            Some(_) => copy_words::<WORDS_NEAR>(&mut self.words, from, to),
            None => copy_words::<WORDS>(&mut self.words, from, to),
        }
    }

    /// Where the words of a fix begin.
    fn word(&self, place: usize) -> usize {
        let word = (usize::from(self.first) + place) * self.width();
        if word < self.words.len() { word } else { word - self.words.len() }
    }

    /// Words of a fix.
    const fn width(&self) -> usize {
        if self.corner.is_some() { WORDS_NEAR } else { WORDS }
    }

    /// The words that it takes.
    #[cfg(test)]
    pub(super) fn words(&self) -> usize {
        self.words.len()
    }
}

fn copy_words<const COUNT: usize>(words: &mut [u32], from: usize, to: usize) {
    let copied = words.get(from..).and_then(|words| words.first_chunk::<COUNT>()).copied();
    let place = words.get_mut(to..).and_then(|words| words.first_chunk_mut());
    if let (Some(copied), Some(place)) = (copied, place) {
        *place = copied;
    }
}

impl Packed {
    fn words(self) -> [u32; WORDS] {
        let [latitude, longitude] = self.fix.parts().map(i32::cast_unsigned);
        let [sog, cog] = self.fix.hundredths().map(u32::from);
        [self.offset, latitude, longitude, cog << 16 | sog]
    }

    fn of_words([offset, latitude, longitude, motion]: [u32; WORDS]) -> Self {
        let place = [latitude, longitude].map(u32::cast_signed);
        let [sog, cog] = halves(motion);
        Self { offset, fix: PackedFix::of_parts(place, [sog, cog]) }
    }
}

impl Corner {
    /// One from which all are near; about the middle of where they are, for ships go on, and as early as
    /// they begin. `None` if there is none.
    fn around(fixes: impl Iterator<Item = Packed>) -> Option<Self> {
        let mut bounds = [[i32::MAX, i32::MIN]; 3];
        for Packed { offset, fix } in fixes {
            let [sog, _] = fix.hundredths();
            near_sog(sog)?;
            let [latitude, longitude] = fix.parts().map(|parts| parts >> CELL_BITS);
            let [_, time] = halves(offset);
            for ([least, most], cell) in
                bounds.iter_mut().zip([i32::from(time), latitude, longitude])
            {
                (*least, *most) = (cell.min(*least), cell.max(*most));
            }
        }
        let spare = bounds.map(|[least, most]| CELLS - 1 - most.saturating_sub(least));
        if spare.iter().any(|spare| *spare < 0) {
            return None;
        }
        let [[time, _], [latitude, _], [longitude, _]] = bounds;
        let [_, north, east] = spare;
        Some(Self {
            offset: NonZeroU16::new(u16::try_from(time).ok()?)?,
            latitude: i16::try_from(latitude - north / 2).ok()?,
            longitude: i16::try_from(longitude - east / 2).ok()?,
        })
    }

    /// A fix near to here; `None` if it is not.
    fn pack(self, packed: Packed) -> Option<[u32; WORDS_NEAR]> {
        let [sog, cog] = packed.fix.hundredths();
        let place = packed.fix.parts().map(i32::cast_unsigned);
        let [corner, cell_latitude, cell_longitude] = self.parts();
        let [latitude, longitude] = place;
        let time = packed.offset.wrapping_sub(corner);
        let latitude = latitude.wrapping_sub(cell_latitude);
        let longitude = longitude.wrapping_sub(cell_longitude);
        if (time | latitude | longitude) >> NEAR_BITS != 0 {
            return None;
        }
        Some([
            latitude << PART_BITS | time & PART,
            longitude << PART_BITS | time >> PART_BITS & PART,
            u32::from(cog) << 16 | near_sog(sog)? << (16 - SOG_BITS) | time >> (2 * PART_BITS),
        ])
    }

    fn unpack(self, [north, east, motion]: [u32; WORDS_NEAR]) -> Packed {
        let [offset, latitude, longitude] = self.parts();
        let [low, cog] = halves(motion);
        let sog = low >> (16 - SOG_BITS);
        let time = (u32::from(low) << (2 * PART_BITS)) & ((1 << NEAR_BITS) - 1)
            | (east & PART) << PART_BITS
            | north & PART;
        let latitude = latitude.wrapping_add(north >> PART_BITS);
        let longitude = longitude.wrapping_add(east >> PART_BITS);
        let sog = if u32::from(sog) == SOG_NOT_SENT { PackedFix::NOT_SENT } else { sog };
        Packed {
            offset: offset.wrapping_add(time),
            fix: PackedFix::of_parts([latitude, longitude].map(u32::cast_signed), [sog, cog]),
        }
    }

    /// In the units of a fix.
    fn parts(self) -> [u32; 3] {
        let parts = |cell: i16| (i32::from(cell) << CELL_BITS).cast_unsigned();
        let offset = u32::from(self.offset.get()) << CELL_BITS;
        [offset, parts(self.latitude), parts(self.longitude)]
    }
}

/// A speed in the bits of a near fix; `None` if it is too high for them.
fn near_sog(hundredths: u16) -> Option<u32> {
    let is_sent = hundredths != PackedFix::NOT_SENT;
    let sog = if is_sent { u32::from(hundredths) } else { SOG_NOT_SENT };
    (sog < SOG_NOT_SENT || !is_sent).then_some(sog)
}

/// The low and the high half of a word.
fn halves(word: u32) -> [u16; 2] {
    let [a, b, c, d] = word.to_le_bytes();
    [u16::from_le_bytes([a, b]), u16::from_le_bytes([c, d])]
}
