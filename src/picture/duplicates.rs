use std::hint::black_box;
use std::time::Duration;

use crate::domain::EventTime;

/// Slots of a line: what a cache line holds.
const SLOTS: usize = 4;
/// Lines at first, and the part of them that is added where they are too few.
const LINES_MIN: usize = 16;
const GROWTH_PART: usize = 4;
/// Moments told apart within a window, at most.
const TICKS_MAX: u128 = 16;
/// So many payloads are moved at most, from one of their lines to the other, before the table grows.
const MOVES: u32 = 2;
/// The golden ratio, odd: spreads hashes that differ in few bits.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// Tells copies of one transmission, heard by several receivers, from the first: a window over event
/// time, bounded in entries. A table of cache lines, of which each payload has two to lie in and takes
/// the emptier, so that a report looks at two; what was heard before the window is free to take. The
/// table grows when both are full; at its bound the payload of them that was heard first gives way.
#[derive(Debug)]
pub struct DuplicateFilter {
    window: Duration,
    /// A tick is so long, as a power of two of milliseconds; and a window has so many, rounded up.
    tick_bits: u32,
    ticks: u16,
    /// Ticks are numbered from here on.
    began: i64,
    lines: Vec<Line>,
    lines_max: usize,
    evictions: u64,
}

#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
struct Line([Slot; SLOTS]);

/// A payload, in 16 bytes.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    payload_hash: u64,
    /// When it was sent, in 48 bits of milliseconds, which are nine millennia; and the number of the tick
    /// when it was heard, in the 16 lowest. Number 0 is a slot where no payload is.
    times: i64,
}

impl DuplicateFilter {
    /// Copies are told within `window` of the first; at most `capacity` payloads are remembered. Up to
    /// three quarters of that in a window are so to its end, whatever the place of each.
    pub fn new(window: Duration, capacity: usize) -> Self {
        let millis = window.as_millis().min(u128::from(u32::MAX));
        let tick = millis.div_ceil(TICKS_MAX).next_power_of_two();
        let lines_max = (capacity / SLOTS).max(1);
        Self {
            window,
            tick_bits: tick.trailing_zeros(),
            ticks: u16::try_from(millis.div_ceil(tick)).unwrap_or(u16::MAX),
            began: i64::MIN,
            lines: vec![Line::default(); LINES_MIN.min(lines_max)],
            lines_max,
            evictions: 0,
        }
    }

    /// Whether the payload was heard within the window before (or, out of order, after) `time`. Of a
    /// payload sent several times the last to be heard is remembered.
    pub fn is_copy(&mut self, payload_hash: u64, time: EventTime, now: EventTime) -> bool {
        let tick = self.tick(now);
        let (window, oldest) = (self.window, tick.saturating_sub(self.ticks));
        let heard = Slot::new(payload_hash, time, tick);
        let Some(known) = self.find(payload_hash) else {
            self.remember(heard, oldest);
            return false;
        };
        let first = known.time();
        let is_within = time.since(first).max(first.since(time)) <= window;
        if known.is_live(oldest) && is_within {
            return true;
        }
        *known = heard;
        false
    }

    /// Touches where a payload may lie, so that it is at hand when it comes.
    pub fn touch(&self, payload_hash: u64) {
        for line in self.homes(payload_hash) {
            black_box(self.slot(line, 0));
        }
    }

    /// Payloads forgotten before their window ended.
    pub const fn evictions(&self) -> u64 {
        self.evictions
    }

    /// The number of the tick at `now`; when they have run out all are numbered anew.
    fn tick(&mut self, now: EventTime) -> u16 {
        let tick = now.as_millis() >> self.tick_bits;
        let number = tick.saturating_sub(self.began).max(1);
        if let Ok(number) = u16::try_from(number) {
            return number;
        }
        let before = self.began;
        self.began = tick.saturating_sub(i64::from(self.ticks) + 1);
        let passed = self.began.saturating_sub(before);
        for slot in self.lines.iter_mut().flat_map(|line| &mut line.0) {
            *slot = slot.renumbered(passed);
        }
        self.ticks + 1
    }

    fn find(&mut self, payload_hash: u64) -> Option<&mut Slot> {
        let [one, other] = self.homes(payload_hash);
        let place = |line: usize| {
            let slots = &self.lines.get(line)?.0;
            slots.iter().position(|slot| slot.payload_hash == payload_hash && slot.tick() != 0)
        };
        let (line, place) = match place(one) {
            Some(place) => (one, place),
            None => (other, place(other)?),
        };
        self.lines.get_mut(line)?.0.get_mut(place)
    }

    /// Puts a payload into the emptier of its lines, or makes room.
    fn remember(&mut self, heard: Slot, oldest: u16) {
        loop {
            let homes = self.homes(heard.payload_hash);
            let [one, other] = homes;
            let emptier =
                if self.live(other, oldest) < self.live(one, oldest) { other } else { one };
            if self.put(heard, emptier, oldest)
                || homes.iter().any(|line| self.make_room(*line, oldest, MOVES))
                    && homes.iter().any(|line| self.put(heard, *line, oldest))
            {
                return;
            }
            if self.lines.len() >= self.lines_max {
                self.put_for_first(heard, homes);
                return;
            }
            self.grow(oldest);
        }
    }

    /// Whether there was room in a line.
    fn put(&mut self, heard: Slot, line: usize, oldest: u16) -> bool {
        let mut slots = self.lines.get_mut(line).into_iter().flat_map(|line| &mut line.0);
        slots.find(|slot| !slot.is_live(oldest)).map(|slot| *slot = heard).is_some()
    }

    /// Moves one out of a full line into its other line, where so many moves one after the other at most
    /// make room for it. Whether there is room in the line now.
    fn make_room(&mut self, line: usize, oldest: u16, moves: u32) -> bool {
        for place in 0..SLOTS {
            let Some(slot) = self.slot(line, place) else { continue };
            let [one, other] = self.homes(slot.payload_hash);
            let elsewhere = if one == line { other } else { one };
            let has_room = self.live(elsewhere, oldest) < SLOTS
                || moves > 1 && self.make_room(elsewhere, oldest, moves - 1);
            if self.live(line, oldest) < SLOTS {
                return true;
            }
            if has_room && self.put(slot, elsewhere, oldest) {
                if let Some(moved) = self.slot_mut(line, place) {
                    *moved = Slot::default();
                }
                return true;
            }
        }
        false
    }

    /// Puts a payload in place of the one heard first of those in its lines.
    fn put_for_first(&mut self, heard: Slot, homes: [usize; 2]) {
        let places = homes.into_iter().flat_map(|line| (0..SLOTS).map(move |place| (line, place)));
        let first = places.min_by_key(|&(line, place)| self.slot(line, place).map(Slot::heard));
        if let Some(slot) = first.and_then(|(line, place)| self.slot_mut(line, place)) {
            *slot = heard;
        }
        self.evictions += 1;
    }

    /// Takes more lines. Those of one line go to lines beside each other, as long as these have room.
    fn grow(&mut self, oldest: u16) {
        let more = self.lines.len() + self.lines.len().div_ceil(GROWTH_PART);
        let empty = vec![Line::default(); more.min(self.lines_max)];
        let lines = std::mem::replace(&mut self.lines, empty);
        for (line, slots) in lines.iter().enumerate() {
            for slot in slots.0.iter().filter(|slot| slot.is_live(oldest)) {
                let [one, other] = self.homes(slot.payload_hash);
                let was_one = homes(slot.payload_hash, lines.len()).first() == Some(&line);
                if !self.put(*slot, if was_one { one } else { other }, oldest) {
                    self.remember(*slot, oldest);
                }
            }
        }
    }

    fn live(&self, line: usize, oldest: u16) -> usize {
        let slots = self.lines.get(line).into_iter().flat_map(|line| &line.0);
        slots.filter(|slot| slot.is_live(oldest)).count()
    }

    fn slot(&self, line: usize, place: usize) -> Option<Slot> {
        self.lines.get(line)?.0.get(place).copied()
    }

    fn slot_mut(&mut self, line: usize, place: usize) -> Option<&mut Slot> {
        self.lines.get_mut(line)?.0.get_mut(place)
    }

    fn homes(&self, payload_hash: u64) -> [usize; 2] {
        homes(payload_hash, self.lines.len())
    }
}

/// The two lines of so many where a payload may lie.
fn homes(payload_hash: u64, lines: usize) -> [usize; 2] {
    let spread = payload_hash.wrapping_mul(SPREAD);
    let lines = u128::try_from(lines).unwrap_or(u128::MAX);
    [spread, spread.rotate_left(32)]
        .map(|hash| usize::try_from((u128::from(hash) * lines) >> 64).unwrap_or(usize::MAX))
}

impl Slot {
    fn new(payload_hash: u64, time: EventTime, tick: u16) -> Self {
        Self { payload_hash, times: time.as_millis() << 16 | i64::from(tick) }
    }

    const fn time(&self) -> EventTime {
        EventTime::from_millis(self.times >> 16)
    }

    /// In the order in which they were heard.
    fn heard(self) -> (u16, i64) {
        (self.tick(), self.times)
    }

    fn tick(&self) -> u16 {
        let [low, high, ..] = self.times.to_le_bytes();
        u16::from_le_bytes([low, high])
    }

    /// Whether its window has not ended: it was heard in the `oldest` tick of it or later.
    fn is_live(&self, oldest: u16) -> bool {
        self.tick() >= oldest.max(1)
    }

    /// With so many ticks passed; empty if that is its whole window.
    fn renumbered(self, passed: i64) -> Self {
        let tick = u16::try_from(i64::from(self.tick()).saturating_sub(passed).max(0)).unwrap_or(0);
        if tick == 0 { Self::default() } else { Self::new(self.payload_hash, self.time(), tick) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter() -> DuplicateFilter {
        DuplicateFilter::new(Duration::from_secs(30), 100)
    }

    fn at(secs: i64) -> EventTime {
        EventTime::from_secs(secs)
    }

    #[test]
    fn a_copy_within_the_window_is_told_whichever_came_first() {
        let mut filter = filter();
        assert!(!filter.is_copy(1, at(100), at(100)));
        assert!(filter.is_copy(1, at(117), at(117)));
        assert!(filter.is_copy(1, at(95), at(117)));
        assert!(!filter.is_copy(2, at(117), at(117)));
    }

    #[test]
    fn the_same_payload_after_the_window_is_a_new_transmission() {
        let mut filter = filter();
        assert!(!filter.is_copy(1, at(100), at(100)));
        assert!(!filter.is_copy(1, at(131), at(131)));
        assert!(filter.is_copy(1, at(140), at(140)));
    }

    #[test]
    fn at_the_bound_the_first_of_those_in_its_place_is_forgotten_and_counted() {
        // One line, so that all have the same place.
        let mut filter = DuplicateFilter::new(Duration::from_secs(30), 4);
        for (hash, secs) in [(0, 102), (1, 100), (2, 101), (3, 103), (4, 110), (5, 110)] {
            assert!(!filter.is_copy(hash, at(secs), at(secs.max(103))), "{hash}");
        }
        assert_eq!(filter.evictions(), 2);
        for (hash, is_known) in [(0, true), (3, true), (4, true), (5, true), (1, false)] {
            assert_eq!(filter.is_copy(hash, at(110), at(110)), is_known, "{hash}");
        }
        assert_eq!(filter.evictions(), 3);
    }

    #[test]
    fn three_quarters_of_the_bound_in_a_window_lose_nothing_before_its_end() {
        // 25 a second, 1,000 at most.
        let mut filter = DuplicateFilter::new(Duration::from_secs(30), 1_000);
        let hash = |sec: i64, nth: i64| u64::try_from(sec * 25 + nth).expect("positive");
        for sec in 0..300 {
            for nth in 0..25 {
                assert!(!filter.is_copy(hash(sec, nth), at(sec), at(sec)), "{nth} at {sec}");
            }
            if sec >= 30 {
                assert!(filter.is_copy(hash(sec - 30, 7), at(sec), at(sec)), "at {sec}");
            }
        }
        assert_eq!(filter.evictions(), 0);
        assert!(filter.lines.len() * SLOTS <= 1_000);
    }

    #[test]
    fn what_is_heard_late_is_remembered_for_a_window_from_then() {
        // Two receivers that lost their line for ten minutes.
        let mut filter = filter();
        assert!(!filter.is_copy(1, at(100), at(700)));
        assert!(filter.is_copy(1, at(100), at(729)));
        assert!(!filter.is_copy(1, at(140), at(729)), "sent again");
        assert!(filter.is_copy(1, at(140), at(730)));
    }

    #[test]
    fn copies_are_told_over_years_and_before_the_epoch() {
        for begin in [-9_000_000_000, 0, 1_700_000_000] {
            let mut filter = filter();
            for step in 0..2_000_i64 {
                // A second, or two days.
                let secs = begin + step / 2 * 172_800 + step % 2;
                let hash = u64::try_from(step / 2 % 7).expect("positive");
                assert_eq!(filter.is_copy(hash, at(secs), at(secs)), step % 2 == 1, "at {secs}");
            }
            assert_eq!((filter.evictions(), filter.lines.len()), (0, LINES_MIN));
        }
    }

    #[test]
    fn numbering_anew_forgets_nothing_of_the_window() {
        // Ticks of 2,048 ms, and 65,535 numbers for them: 37 hours.
        let mut filter = filter();
        for secs in 0..400_000_i64 {
            let hash = u64::try_from(secs).expect("positive");
            assert!(!filter.is_copy(hash, at(secs), at(secs)));
            let Some(before) = hash.checked_sub(30) else { continue };
            assert!(filter.is_copy(before, at(secs - 30), at(secs)), "at {secs}");
        }
        assert_eq!((filter.evictions(), filter.lines.len()), (0, LINES_MIN));
    }

    #[test]
    fn the_table_takes_no_more_room_than_what_is_live_asks_for() {
        // 5,000 a second: 150,000 in the window, and a tenth more until their room is taken.
        let mut filter = DuplicateFilter::new(Duration::from_secs(30), 2_000_000);
        let mut hash = 0_u64;
        for millis in (0..120_000_i64).flat_map(|millis| [millis; 5]) {
            hash = hash.wrapping_add(0x2545_f491_4f6c_dd1d);
            let now = EventTime::from_millis(millis);
            assert!(!filter.is_copy(hash ^ hash >> 29, now, now));
        }
        assert_eq!(filter.evictions(), 0);
        let bytes = filter.lines.len() * size_of::<Line>();
        assert!(bytes <= 4_000_000, "{bytes}");
    }
}
