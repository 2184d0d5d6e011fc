use super::super::{Bits, RejectReason};
use super::{Epfd, Header, hull};
use crate::domain::{Dimensions, Mmsi, MmsiKind, ShipType, Text};

/// Part A through the 19th character of the name; it comes with 156, 160 and 168 bits.
const PART_A_MINIMUM_BITS: usize = 154;
/// Part B through the call sign.
const PART_B_MINIMUM_BITS: usize = 132;

/// Message 24: Static data report, part A. Any station may send it, so it says no class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StaticDataPartA {
    /// Type, repeat indicator, MMSI.
    pub header: Header,
    /// Name.
    pub name: Option<Text<20>>,
}

/// Message 24: Static data report, part B.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StaticDataPartB {
    /// Type, repeat indicator, MMSI.
    pub header: Header,
    /// Type of ship and cargo.
    pub ship_type: Option<ShipType>,
    /// Who made the unit.
    pub vendor: Option<Vendor>,
    /// Call sign.
    pub call_sign: Option<Text<7>>,
    /// Distances from the antenna to the hull; not of an auxiliary craft.
    pub dimensions: Option<Dimensions>,
    /// The parent ship, of an auxiliary craft (98xxxxxxx).
    pub mothership: Option<Mmsi>,
    /// What the position comes from.
    pub epfd: Option<Epfd>,
}

/// Who made a unit (ITU-R M.1371-5, table 79A).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vendor {
    /// Mnemonic of the maker.
    pub id: Option<Text<3>>,
    /// The maker's code of the model, 0 to 15.
    pub model_code: u8,
    /// Serial number, 20 bits.
    pub serial_number: u32,
}

/// The number of the part, 0 (A) to 3.
pub(super) fn part(bits: Bits<'_>) -> Result<u8, RejectReason> {
    bits.byte(38, 2).ok_or(RejectReason::TooShort)
}

impl StaticDataPartA {
    pub(super) fn read(header: Header, bits: Bits<'_>) -> Result<Self, RejectReason> {
        if bits.len() < PART_A_MINIMUM_BITS {
            return Err(RejectReason::TooShort);
        }
        Ok(Self { header, name: bits.text(40, 20) })
    }
}

impl StaticDataPartB {
    pub(super) fn read(header: Header, bits: Bits<'_>) -> Result<Self, RejectReason> {
        if bits.len() < PART_B_MINIMUM_BITS {
            return Err(RejectReason::TooShort);
        }
        let auxiliary = header.mmsi().map(Mmsi::kind) == Some(MmsiKind::AuxiliaryCraft);
        Ok(Self {
            header,
            ship_type: bits.byte(40, 8).and_then(ShipType::from_code),
            vendor: Vendor::read(bits),
            call_sign: bits.text(90, 7),
            dimensions: if auxiliary { None } else { hull::dimensions(bits, 132) },
            mothership: if auxiliary { bits.unsigned(132, 30).and_then(Mmsi::new) } else { None },
            epfd: Epfd::read(bits, 162),
        })
    }
}

impl Vendor {
    /// Forty-two bits; `None` where all are zero.
    fn read(bits: Bits<'_>) -> Option<Self> {
        let vendor = Self {
            id: bits.text(48, 3),
            model_code: bits.byte(66, 4)?,
            serial_number: bits.unsigned(70, 20)?,
        };
        let blank = vendor.id.is_none() && vendor.model_code == 0 && vendor.serial_number == 0;
        (!blank).then_some(vendor)
    }
}
