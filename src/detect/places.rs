use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::areas::{AreaIndex, WatchAreas};
use crate::domain::{NauticalMiles, Position};
use crate::picture::Slot;

/// How far boundaries are looked for.
const REACH_NM: f64 = 2.0;
/// Different sets of areas remembered; at the bound all are forgotten and found anew.
const SETS_MAX: usize = 200_000;
/// Metres of a degree of arc, rounded up.
const METRES_PER_DEGREE: f64 = 111_700.0;
/// A way of some metres, as these degrees measure it, has at the most so many times as many.
const ROUND_THE_PLACE: f64 = 1.05;
/// Nearer to a boundary than this everything is looked up.
const MARGIN_METRES: f64 = 5.0;

/// Which areas each contact is in, worked out anew only once she has moved further than the nearest
/// boundary was: most reports look up nothing.
#[derive(Debug, Default)]
pub(super) struct Places {
    by_slot: Vec<Place>,
    sets: Vec<Set>,
    ids: HashMap<Box<[AreaIndex]>, u32, FixedState>,
    /// Sets forgotten at the bound.
    forgotten: u64,
}

/// Where a contact was when her areas were looked up.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    anchor: Option<Position>,
    /// Length of a degree of longitude there, in degrees of latitude.
    scale: f32,
    /// How far she may move.
    clear_metres: f32,
    set: u32,
}

/// Areas that contain some places.
#[derive(Debug)]
struct Set {
    areas: Box<[AreaIndex]>,
    /// Whether one of them is in force for a time only.
    is_dated: bool,
}

/// What a look at a contact's place says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stay {
    /// She is where she was: no boundary was near her way.
    Same,
    /// She may be elsewhere.
    Moved,
}

impl Places {
    /// Forgets where everybody is: the areas changed.
    pub(super) fn clear(&mut self) {
        *self = Self { forgotten: self.forgotten, ..Self::default() };
    }

    /// Sets of areas forgotten at the bound.
    pub(super) const fn forgotten(&self) -> u64 {
        self.forgotten
    }

    /// Whether no boundary lies between where a contact was looked up and a place.
    pub(super) fn is_clear_to(&self, slot: Slot, place: Position) -> bool {
        self.by_slot.get(slot.index()).is_some_and(|known| known.holds(place))
    }

    /// Whether no boundary lies between where a contact was looked up and anything within so many
    /// metres of a place.
    pub(super) fn is_clear_about(&self, slot: Slot, place: Position, metres: f64) -> bool {
        let known = self.by_slot.get(slot.index());
        known.is_some_and(|known| known.holds_about(place, metres * ROUND_THE_PLACE))
    }

    /// Forgets where the contact of a slot was: somebody else has it.
    pub(super) fn forget(&mut self, slot: Slot) {
        if let Some(place) = self.by_slot.get_mut(slot.index()) {
            *place = Place::default();
        }
    }

    /// Puts the areas that contain a contact into `found`, smallest first; `before` is where she was.
    pub(super) fn locate(
        &mut self,
        slot: Slot,
        before: Option<Position>,
        at: Position,
        areas: &WatchAreas,
        found: &mut Vec<AreaIndex>,
    ) -> Stay {
        found.clear();
        if let Some(known) = self.by_slot.get(slot.index())
            && known.holds(at)
            && let Some(set) = usize::try_from(known.set).ok().and_then(|n| self.sets.get(n))
        {
            found.extend_from_slice(&set.areas);
            let stays = !set.is_dated && before.is_none_or(|before| known.holds(before));
            return if stays { Stay::Same } else { Stay::Moved };
        }
        areas.containing(at, found);
        self.remember(slot, at, areas, found);
        Stay::Moved
    }

    fn remember(&mut self, slot: Slot, at: Position, areas: &WatchAreas, found: &[AreaIndex]) {
        let Some(reach) = NauticalMiles::new(REACH_NM) else { return };
        if self.sets.len() >= SETS_MAX {
            self.forgotten += u64::try_from(self.sets.len()).unwrap_or(u64::MAX);
            self.clear();
        }
        let known = self.ids.get(found).copied();
        let set = known.unwrap_or_else(|| self.add(areas, found));
        if self.by_slot.len() <= slot.index() {
            self.by_slot.resize(slot.index() + 1, Place::default());
        }
        if let Some(place) = self.by_slot.get_mut(slot.index()) {
            let clear = areas.clearance(at, reach).get() - MARGIN_METRES;
            let scale = libm::cos(at.latitude().to_radians());
            #[expect(
                clippy::as_conversions,
                clippy::cast_possible_truncation,
                reason = "metres below 4000 and a cosine, with margins far beyond a rounding"
            )]
            let (clear_metres, scale) = (clear as f32, scale as f32);
            *place = Place { anchor: Some(at), scale, clear_metres, set };
        }
    }

    fn add(&mut self, areas: &WatchAreas, found: &[AreaIndex]) -> u32 {
        let id = u32::try_from(self.sets.len()).unwrap_or(u32::MAX);
        let is_dated = found
            .iter()
            .filter_map(|&index| areas.get(index))
            .any(|area| area.valid_from.is_some() || area.valid_to.is_some());
        self.sets.push(Set { areas: found.into(), is_dated });
        self.ids.insert(found.into(), id);
        id
    }
}

impl Place {
    /// Whether no boundary lies between the anchor and a place.
    fn holds(&self, at: Position) -> bool {
        self.holds_about(at, 0.0)
    }

    /// Whether none lies between the anchor and all that is nearer to a place than some metres.
    fn holds_about(&self, at: Position, about: f64) -> bool {
        let Some(anchor) = self.anchor else { return false };
        let north = at.latitude() - anchor.latitude();
        let east = (at.longitude() - anchor.longitude()) * f64::from(self.scale);
        let metres = f64::from(self.clear_metres) - about;
        metres > 0.0
            && (north * north + east * east) * (METRES_PER_DEGREE * METRES_PER_DEGREE)
                < metres * metres
    }
}
