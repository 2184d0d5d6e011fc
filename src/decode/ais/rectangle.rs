use super::super::Bits;
use super::place;
use crate::domain::Position;

/// An area in which a command holds, by two of its corners to 0.1 minute.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rectangle {
    /// The upper right corner.
    pub north_east: Position,
    /// The lower left corner.
    pub south_west: Position,
}

impl Rectangle {
    /// Seventy bits; `None` where a corner is "not available" (181 and 91 degrees) or out of range.
    pub(super) fn read(bits: Bits<'_>, start: usize) -> Option<Self> {
        Some(Self {
            north_east: place::coarse_position(bits, start)?,
            south_west: place::coarse_position(bits, start + 35)?,
        })
    }
}
