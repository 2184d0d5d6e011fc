use super::{AreaId, SecurityLevel, WatchArea};
use crate::domain::Position;

/// Place of an area in its [`WatchAreas`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaIndex(u32);

/// Two areas with one id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("two watch areas have the id {0}")]
pub struct DuplicateArea(pub AreaId);

/// All watch areas, from the smallest to the largest, ties by id: of several that contain a place
/// the first is the one that counts.
#[derive(Clone, Debug, Default)]
pub struct WatchAreas {
    areas: Vec<WatchArea>,
}

impl WatchAreas {
    /// Sorts and indexes the areas.
    pub fn new(areas: Vec<WatchArea>) -> Result<Self, DuplicateArea> {
        todo!("{areas:?}")
    }

    /// The areas, smallest first.
    pub fn iter(&self) -> impl Iterator<Item = (AreaIndex, &WatchArea)> {
        (0..).map(AreaIndex).zip(&self.areas)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.areas.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.areas.is_empty()
    }

    /// The area at an index that this collection gave out.
    pub fn get(&self, index: AreaIndex) -> Option<&WatchArea> {
        self.areas.get(usize::try_from(index.0).ok()?)
    }

    /// The area of an id.
    pub fn find(&self, id: &AreaId) -> Option<AreaIndex> {
        todo!("{id:?}")
    }

    /// Appends to `found` every area that contains the place, whether in force or not, smallest
    /// first. No allocation once `found` has grown.
    pub fn containing(&self, place: Position, found: &mut Vec<AreaIndex>) {
        todo!("{place:?} {found:?}")
    }

    /// Appends every area whose inside or boundary the straight way from one place to the next
    /// touches, smallest first.
    pub fn touched(&self, from: Position, to: Position, found: &mut Vec<AreaIndex>) {
        todo!("{from:?} {to:?} {found:?}")
    }

    /// Sets an area's security level; `false` if there is no such area.
    pub fn set_level(&mut self, id: &AreaId, level: SecurityLevel) -> bool {
        todo!("{id:?} {level:?}")
    }
}
