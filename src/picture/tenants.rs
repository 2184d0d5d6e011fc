use std::hint::black_box;

use super::outline::{Bounds, Look, Outline};
use super::{Mark, Slot, Traits};

/// Bounds may be wider than they have to be: they are taken anew no more often than this, seconds.
const BOUNDS_SECS: u32 = 60;
/// A cache line holds so many outlines; and so many tenants of a cell are touched beforehand.
const OUTLINES_OF_LINE: usize = 5;
const TOUCHED: usize = 24;

/// Who is in a cell, twice in one order: a search passes over most of them by their outlines alone,
/// and over a whole cell by its bounds. Small craft come first, for most searches are about them.
#[derive(Debug, Default)]
pub struct Tenants {
    outlines: Vec<Outline>,
    marks: Vec<Mark>,
    /// How many are small craft.
    small: u32,
    bounds: Bounds,
}

impl Tenants {
    /// Everybody.
    pub(super) fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// Touches what is known of the first of them, so that it is at hand when somebody searches here; of
    /// a crowd the rest follows by itself.
    pub fn touch(&self) {
        for outline in self.outlines.iter().take(TOUCHED).step_by(OUTLINES_OF_LINE) {
            black_box(outline.traits());
        }
        for mark in self.marks.iter().take(TOUCHED) {
            black_box(mark.slot);
        }
    }

    /// Those of whom a property holds.
    pub(super) fn such(&self, holds: impl Fn(Traits) -> bool) -> impl Iterator<Item = &Mark> {
        let both = self.outlines.iter().zip(&self.marks);
        both.filter(move |(outline, _)| holds(outline.traits())).map(|(_, mark)| mark)
    }

    /// Whether there is nobody.
    pub(super) fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    /// Calls `visit` for everybody but most of those whom a search is not about.
    pub(super) fn in_reach(&self, look: &Look, mut visit: impl FnMut(&Mark)) {
        let small = self.small();
        let kinds = [
            (look.box_of_small(&self.bounds), self.outlines.get(..small), self.marks.get(..small)),
            (look.box_of_others(&self.bounds), self.outlines.get(small..), self.marks.get(small..)),
        ];
        for kind in kinds {
            let (Some(near), Some(outlines), Some(marks)) = kind else { continue };
            for (outline, mark) in outlines.iter().zip(marks) {
                if near.contains(outline) && look.may_be_about(outline) {
                    visit(mark);
                }
            }
        }
    }

    /// Notes where one of them is now, and where in the lists she is found.
    pub(super) fn note(&mut self, outline: Outline, mark: Mark, hint: usize) -> u32 {
        let is_hers = |m: &Mark| m.slot == mark.slot;
        let at = match self.marks.get(hint) {
            Some(there) if is_hers(there) => Some(hint),
            _ => self.marks.iter().position(is_hers),
        };
        let Some(at) = at else { return 0 };
        if (at < self.small()) != mark.traits.has(Traits::SMALL) {
            self.remove_at(at);
            return self.add(outline, mark);
        }
        if let (Some(known), Some(here)) = (self.outlines.get_mut(at), self.marks.get_mut(at)) {
            *known = outline;
            *here = mark;
        }
        self.bounds.widen(&outline);
        if self.bounds.is_older_than(&outline, BOUNDS_SECS) {
            self.bounds = Bounds::of(&self.outlines);
        }
        u32::try_from(at).unwrap_or(0)
    }

    /// Takes somebody in; where in the lists she is found.
    pub(super) fn add(&mut self, outline: Outline, mark: Mark) -> u32 {
        let len = self.marks.len();
        if len == self.marks.capacity() {
            // Most cells at sea hold one or two.
            self.marks.reserve_exact(1 + len / 2);
            self.outlines.reserve_exact(1 + len / 2);
        }
        self.outlines.push(outline);
        self.marks.push(mark);
        if len == 0 {
            self.bounds = Bounds::of(&self.outlines);
        } else {
            self.bounds.widen(&outline);
        }
        let mut at = len;
        if mark.traits.has(Traits::SMALL) {
            at = self.small();
            self.swap(at, len);
            self.small += 1;
        }
        u32::try_from(at).unwrap_or(0)
    }

    /// Takes somebody out.
    pub(super) fn remove(&mut self, slot: Slot) {
        if let Some(at) = self.marks.iter().position(|mark| mark.slot == slot) {
            self.remove_at(at);
        }
    }

    fn remove_at(&mut self, mut at: usize) {
        if at < self.small() {
            self.small -= 1;
            let last = self.small();
            self.swap(at, last);
            at = last;
        }
        self.marks.swap_remove(at);
        self.outlines.swap_remove(at);
        self.bounds = Bounds::of(&self.outlines);
    }

    fn swap(&mut self, one: usize, other: usize) {
        self.marks.swap(one, other);
        self.outlines.swap(one, other);
    }

    fn small(&self) -> usize {
        usize::try_from(self.small).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use super::*;
    use crate::domain::{EventTime, Position};
    use crate::geodesy::Vector;
    use crate::picture::TrackPoint;
    use crate::picture::outline::{Reach, Search};

    const NOW: EventTime = EventTime::from_secs(1_700_000_000);

    /// Somebody of so many, after so many steps: the same numbers on every run.
    fn mark(number: u32, step: u32) -> (Outline, Mark) {
        let part = |by: u32| f64::from((number * 31 + step * 17 + 7) * by % 1009) / 1009.0;
        let position = Position::new(10.0 + part(211) / 10.0, 20.0 + part(797) / 10.0);
        let point = TrackPoint {
            time: NOW.minus(Duration::from_secs(u64::from((number * 7 + step) % 40))),
            position: position.expect("a place"),
            sog: None,
            cog: None,
        };
        let traits = if part(5) < 0.3 { Traits::SMALL } else { Traits::SHIP };
        let velocity = Vector { x: part(577) * part(3) * 9.0, y: 0.0 };
        let mark = Mark { traits, velocity: velocity.into(), ..Mark::bare(Slot(number), &point) };
        (Outline::of(&mark, [part(797), part(211)]), mark)
    }

    #[test]
    fn a_search_sees_whoever_may_be_in_reach_however_often_they_moved_and_changed() {
        let mut tenants = Tenants::default();
        let mut known = BTreeMap::new();
        let place = Position::new(10.02, 20.03).expect("a place");
        let (mut seen, mut passed_over) = (0, 0);
        for step in 0..600_u32 {
            let number = step * 13 % 41;
            let (outline, mark) = mark(number, step);
            if step % 7 == 6 {
                tenants.remove(Slot(number));
                known.remove(&number);
            } else if let Some((at, last)) = known.get_mut(&number) {
                *at = tenants.note(outline, mark, usize::try_from(*at).expect("few"));
                *last = outline;
            } else {
                known.insert(number, (tenants.add(outline, mark), outline));
            }
            assert_eq!(tenants.marks().len(), known.len());
            for reach in [
                Reach::anybody(500.0),
                Reach::small(300.0),
                Reach::fast(4000.0, 4.0),
                Reach { anybody: 0.0, small: 2000.0, fast: 0.0, fast_from: 6.0 },
            ] {
                // From inside the cell, and from the next one but one.
                for east in [0.3, 2.2] {
                    let look = Search::new(place, NOW, reach).look([east, 0.2], 0.1);
                    let mut found = Vec::new();
                    tenants.in_reach(&look, |mark| found.push(mark.slot));
                    found.sort_unstable();
                    let expected: Vec<Slot> = known
                        .iter()
                        .filter(|(_, (_, outline))| look.may_be_about(outline))
                        .map(|(number, _)| Slot(*number))
                        .collect();
                    assert_eq!(found, expected, "{step} {reach:?}");
                    seen += found.len();
                    passed_over += known.len() - found.len();
                }
            }
        }
        assert!(seen > 1000 && passed_over > 1000, "{seen} {passed_over}");
    }
}
