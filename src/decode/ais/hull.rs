use super::super::Bits;
use crate::domain::{Dimensions, Metres};

/// Thirty bits: distances from the reference point to bow, stern, port and starboard; `None` where
/// all are 0, "not available".
#[inline]
pub(super) fn dimensions(bits: Bits<'_>, start: usize) -> Option<Dimensions> {
    let hull = Dimensions {
        to_bow: bits.short(start, 9)?,
        to_stern: bits.short(start + 9, 9)?,
        to_port: bits.short(start + 18, 6)?,
        to_starboard: bits.short(start + 24, 6)?,
    };
    (hull.length().is_some() || hull.beam().is_some()).then_some(hull)
}

/// Eight bits of 0.1 metre: 0 is "not available", 25.5 is "25.5 or more".
#[inline]
pub(super) fn draught(bits: Bits<'_>, start: usize) -> Option<Metres> {
    let tenths = bits.byte(start, 8).filter(|&tenths| tenths != 0)?;
    Metres::new(f64::from(tenths) / 10.0)
}
