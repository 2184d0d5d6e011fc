use std::num::NonZeroU16;

use crate::domain::PackedFix;

/// How fine a corner is placed: 65.5 s and 0.011 degree.
const CELL_BITS: u32 = 16;
/// What is near to it lies within so many cells: 70 minutes and 0.7 degree,
const NEAR_BITS: u32 = 22;
const CELLS: i32 = 1 << (NEAR_BITS - CELL_BITS);
/// or 0.43 degree where fixes are counted in the units of AIS: as many cells as surely fit.
const SENT_BITS: u32 = 18;
const CELLS_SENT: i32 = 39;
/// Near fixes are slower than this, 163.83 kn, which stands for "not sent".
const NEAR_SOG_MAX: u16 = (1 << 14) - 1;
/// AIS sends places in 1/10,000 minute, speed and course over ground in tenths.
const PARTS_SENT: i32 = 10;
const HUNDREDTHS_SENT: u16 = 10;
/// And below these; here they stand for "not sent".
const SOG_NOT_SENT: u16 = (1 << 10) - 1;
const COG_NOT_SENT: u16 = (1 << 12) - 1;

/// Halfwords of a fix that is near and as AIS sends it, of one that is near, and of any other.
pub(super) const HALVES_SENT: usize = 5;
pub(super) const HALVES_NEAR: usize = 6;
pub(super) const HALVES: usize = 8;

/// A fix with its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Packed {
    /// Milliseconds from where the owner of the ring counts.
    pub(super) offset: u32,
    pub(super) fix: PackedFix,
}

/// What fixes that are near each other are counted from: the cell of the least time, latitude and
/// longitude.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Corner {
    /// Not zero, so that an `Option` is no larger.
    offset: NonZeroU16,
    /// Twice as much, and one more where all fixes are as AIS sends them.
    latitude: i16,
    longitude: i16,
}

impl Packed {
    /// In halfwords, whatever it is.
    pub(super) fn halves(self) -> [u16; HALVES] {
        let [latitude, longitude] = self.fix.parts().map(i32::cast_unsigned);
        let [[time, times], [north, norths], [east, easts]] =
            [self.offset, latitude, longitude].map(halves);
        let [sog, cog] = self.fix.hundredths();
        [time, times, north, norths, east, easts, sog, cog]
    }

    pub(super) fn of_halves(
        [time, times, north, norths, east, easts, sog, cog]: [u16; HALVES],
    ) -> Self {
        let place = [word(north, norths), word(east, easts)].map(u32::cast_signed);
        Self { offset: word(time, times), fix: PackedFix::of_parts(place, [sog, cog]) }
    }

    /// Latitude and longitude, speed and course in the units of AIS; `None` where it has finer ones.
    fn as_sent(self) -> Option<([i32; 2], [u16; 2])> {
        let parts = self.fix.parts();
        let [sog, cog] = self.fix.hundredths();
        let motion = [tenths(sog, SOG_NOT_SENT)?, tenths(cog, COG_NOT_SENT)?];
        let is_whole = parts.iter().all(|parts| parts % PARTS_SENT == 0);
        is_whole.then(|| (parts.map(|parts| parts / PARTS_SENT), motion))
    }
}

impl Corner {
    /// One from which all are near, in the least room; about the middle of where they are, for ships go on,
    /// and as early as they begin. `None` if there is none.
    pub(super) fn around(fixes: impl Iterator<Item = Packed>) -> Option<Self> {
        let mut bounds = [[i32::MAX, i32::MIN]; 3];
        let mut of_sent = true;
        for packed in fixes {
            let [sog, _] = packed.fix.hundredths();
            near_sog(sog)?;
            of_sent = of_sent && packed.as_sent().is_some();
            let [latitude, longitude] = packed.fix.parts().map(|parts| parts >> CELL_BITS);
            let [_, time] = halves(packed.offset);
            for ([least, most], cell) in
                bounds.iter_mut().zip([i32::from(time), latitude, longitude])
            {
                (*least, *most) = (cell.min(*least), cell.max(*most));
            }
        }
        let [time, north, east] = bounds.map(|[least, most]| most.saturating_sub(least));
        of_sent = of_sent && north.max(east) < CELLS_SENT;
        let cells = if of_sent { CELLS_SENT } else { CELLS };
        if time >= CELLS || north.max(east) >= cells {
            return None;
        }
        let [[time, _], [latitude, _], [longitude, _]] = bounds;
        let latitude = latitude - (cells - 1 - north) / 2;
        Some(Self {
            offset: NonZeroU16::new(u16::try_from(time).ok()?)?,
            latitude: i16::try_from(2 * latitude + i32::from(of_sent)).ok()?,
            longitude: i16::try_from(longitude - (cells - 1 - east) / 2).ok()?,
        })
    }

    /// Whether fixes are counted in the units of AIS.
    pub(super) const fn is_of_sent(self) -> bool {
        self.latitude & 1 == 1
    }

    /// A fix near to here in the units of AIS; `None` if it is not.
    pub(super) fn pack_sent(self, packed: Packed) -> Option<[u16; HALVES_SENT]> {
        let (place, [sog, cog]) = packed.as_sent()?;
        let (time, [north, east]) = (self.later(packed), apart(place, self.place_sent()));
        if time >> NEAR_BITS != 0 || (north | east) >> SENT_BITS != 0 {
            return None;
        }
        let [[north, norths], [east, easts], [time, times]] = [north, east, time].map(halves);
        Some([north, east, time, cog << 4 | norths << 2 | easts, sog << 6 | times])
    }

    pub(super) fn unpack_sent(self, halves: [u16; HALVES_SENT]) -> Packed {
        let [_, _, time, cog, sog] = halves;
        let motion = [Self::sog_of_sent(halves), hundredths(cog >> 4, COG_NOT_SENT)];
        Packed {
            offset: self.offset().wrapping_add(word(time, sog & 0x3F)),
            fix: PackedFix::of_parts(self.parts_of_sent(Self::offset_of_sent(halves)), motion),
        }
    }

    /// The speed over ground of a fix in the units of AIS, hundredths of a knot.
    pub(super) const fn sog_of_sent([_, _, _, _, sog]: [u16; HALVES_SENT]) -> u16 {
        hundredths(sog >> 6, SOG_NOT_SENT)
    }

    /// How far north and east of here such a fix is, in the units of AIS.
    pub(super) fn offset_of_sent([north, east, _, cog, _]: [u16; HALVES_SENT]) -> [u32; 2] {
        [word(north, cog >> 2 & 3), word(east, cog & 3)]
    }

    /// Latitude and longitude of what is so far north and east of here, in the parts of a fix.
    pub(super) fn parts_of_sent(self, offset: [u32; 2]) -> [i32; 2] {
        let [[south, west], [north, east]] = [self.place_sent(), offset.map(u32::cast_signed)];
        [south + north, west + east].map(|sent| sent * PARTS_SENT)
    }

    /// A fix near to here; `None` if it is not.
    pub(super) fn pack_near(self, packed: Packed) -> Option<[u16; HALVES_NEAR]> {
        let [sog, cog] = packed.fix.hundredths();
        let (time, [north, east]) = (self.later(packed), apart(packed.fix.parts(), self.place()));
        if (time | north | east) >> NEAR_BITS != 0 {
            return None;
        }
        let [[north, norths], [east, easts], [time, times]] = [north, east, time].map(halves);
        let rest = norths << 10 | easts << 4 | times >> 2;
        Some([north, east, time, cog, near_sog(sog)? << 2 | times & 3, rest])
    }

    pub(super) fn unpack_near(
        self,
        [north, east, time, cog, sog, rest]: [u16; HALVES_NEAR],
    ) -> Packed {
        let off = [word(north, rest >> 10), word(east, rest >> 4 & 0x3F)].map(u32::cast_signed);
        let [[south, west], [north, east]] = [self.place(), off];
        let time = word(time, (rest & 0xF) << 2 | sog & 3);
        let sog = Some(sog >> 2).filter(|sog| *sog < NEAR_SOG_MAX).unwrap_or(PackedFix::NOT_SENT);
        Packed {
            offset: self.offset().wrapping_add(time),
            fix: PackedFix::of_parts([south + north, west + east], [sog, cog]),
        }
    }

    /// How much later than here a fix is; far beyond all bits if it is earlier.
    fn later(self, packed: Packed) -> u32 {
        packed.offset.wrapping_sub(self.offset())
    }

    fn offset(self) -> u32 {
        u32::from(self.offset.get()) << CELL_BITS
    }

    /// In the parts of a fix.
    fn place(self) -> [i32; 2] {
        [self.latitude >> 1, self.longitude].map(|cell| i32::from(cell) << CELL_BITS)
    }

    /// In the units of AIS.
    fn place_sent(self) -> [i32; 2] {
        self.place().map(|parts| parts.div_euclid(PARTS_SENT))
    }
}

/// How far north and east a place is of another; far beyond all bits if it is not.
fn apart(place: [i32; 2], corner: [i32; 2]) -> [u32; 2] {
    let [[latitude, longitude], [south, west]] = [place, corner];
    [latitude.wrapping_sub(south), longitude.wrapping_sub(west)].map(i32::cast_unsigned)
}

/// A speed in the bits of a near fix; `None` if it is too high for them.
fn near_sog(hundredths: u16) -> Option<u16> {
    match hundredths {
        PackedFix::NOT_SENT => Some(NEAR_SOG_MAX),
        sog => Some(sog).filter(|sog| *sog < NEAR_SOG_MAX),
    }
}

/// Hundredths as tenths below what stands for "not sent"; `None` where they are finer or more.
fn tenths(hundredths: u16, not_sent: u16) -> Option<u16> {
    match hundredths {
        PackedFix::NOT_SENT => Some(not_sent),
        finer if finer % HUNDREDTHS_SENT != 0 => None,
        whole => Some(whole / HUNDREDTHS_SENT).filter(|tenths| *tenths < not_sent),
    }
}

/// The way back.
const fn hundredths(tenths: u16, not_sent: u16) -> u16 {
    if tenths == not_sent { PackedFix::NOT_SENT } else { tenths * HUNDREDTHS_SENT }
}

/// The low and the high half of a word.
fn halves(word: u32) -> [u16; 2] {
    let [a, b, c, d] = word.to_le_bytes();
    [u16::from_le_bytes([a, b]), u16::from_le_bytes([c, d])]
}

fn word(low: u16, high: u16) -> u32 {
    u32::from(high) << u16::BITS | u32::from(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_on_the_other_side_of_the_world_is_not_near() {
        let at = |latitude: i32, longitude: i32| Packed {
            offset: 1_728_000_000,
            fix: PackedFix::of_parts([latitude, longitude], [120, PackedFix::NOT_SENT]),
        };
        let (north_east, south_west) = (180 * 6_000_000, -180 * 6_000_000);
        for degree in [north_east, south_west] {
            let here = at(degree / 2, degree);
            let corner = Corner::around([here].into_iter()).expect("one fix is near itself");
            let there = at(-degree / 2, -degree);
            assert_eq!(corner.pack_sent(there), None);
            assert_eq!(corner.pack_near(there), None);
            assert_eq!(corner.pack_sent(here).map(|halves| corner.unpack_sent(halves)), Some(here));
            assert_eq!(Corner::around([here, there].into_iter()), None);
        }
    }
}
