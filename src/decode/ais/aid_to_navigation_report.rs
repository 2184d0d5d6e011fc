use super::super::{Bits, RejectReason};
use super::{Epfd, Header, TimeStamp, hull, place};
use crate::domain::{Dimensions, Position, Text};

/// Through the latitude.
const MINIMUM_BITS: usize = 219;

/// Where the name goes on after the fixed fields, if it has more than 20 characters.
const EXTENSION_START: usize = 272;

/// Message 21: Aids-to-navigation report.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AidToNavigationReport {
    /// Type, repeat indicator, MMSI.
    pub header: Header,
    /// What kind of aid it is.
    pub aid_type: Option<AidType>,
    /// Name with its extension.
    pub name: Option<Text<34>>,
    /// Better than 10 m.
    pub position_accuracy: bool,
    /// Where.
    pub position: Option<Position>,
    /// Distances from the position to the edges of the aid.
    pub dimensions: Option<Dimensions>,
    /// What the position comes from.
    pub epfd: Option<Epfd>,
    /// The UTC second of the position.
    pub timestamp: Option<TimeStamp>,
    /// Off its station. Only a floating aid with a UTC second says it.
    pub off_position: Option<bool>,
    /// State of the aid as sent, 8 bits.
    pub aid_status: Option<u8>,
    /// Receiver autonomous integrity monitoring in use.
    pub raim: Option<bool>,
    /// There is nothing there but the message.
    pub virtual_aid: Option<bool>,
    /// Assigned by a base station, not autonomous.
    pub assigned: Option<bool>,
}

/// Type of aid to navigation, 1 to 31.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AidType(u8);

impl AidToNavigationReport {
    #[inline]
    pub(super) fn read(header: Header, bits: Bits<'_>) -> Result<Self, RejectReason> {
        if bits.len() < MINIMUM_BITS {
            return Err(RejectReason::TooShort);
        }
        Ok(Self {
            header,
            aid_type: AidType::read(bits),
            name: name(bits),
            position_accuracy: bits.flag(163).ok_or(RejectReason::TooShort)?,
            position: place::position(bits, 164),
            dimensions: hull::dimensions(bits, 219),
            epfd: Epfd::read(bits, 249),
            timestamp: TimeStamp::read(bits, 253),
            off_position: bits.flag(259),
            aid_status: bits.byte(260, 8),
            raim: bits.flag(268),
            virtual_aid: bits.flag(269),
            assigned: bits.flag(270),
        })
    }
}

/// Characters of the fixed field, from bit 43.
const FIXED_CHARACTERS: usize = 20;

/// The fixed field and, where no `@` ends it, the extension. A blank at the seam is part of the name.
fn name(bits: Bits<'_>) -> Option<Text<34>> {
    let (fixed, ended) = bits.text_and_end::<34>(43, FIXED_CHARACTERS)?;
    if ended {
        return Some(fixed);
    }
    let Some(extension) = bits.text_to_end::<14>(EXTENSION_START) else { return Some(fixed) };
    let mut joined = [b' '; 34];
    let (before, behind) = joined.split_at_mut(FIXED_CHARACTERS);
    before.copy_from_slice(fixed.padded().first_chunk::<FIXED_CHARACTERS>()?);
    behind.copy_from_slice(extension.padded());
    Some(Text::from_padded(joined, FIXED_CHARACTERS + extension.len()))
}

impl AidType {
    /// Five bits; `None` for 0, "not specified".
    fn read(bits: Bits<'_>) -> Option<Self> {
        bits.byte(38, 5).filter(|&code| code != 0).map(Self)
    }

    /// The code as sent.
    pub const fn code(self) -> u8 {
        self.0
    }

    /// The words of ITU-R M.1371-5, table 74.
    pub const fn as_str(self) -> &'static str {
        match self.0 {
            1 => "reference point",
            2 => "RACON",
            3 => "fixed structure off shore",
            4 => "emergency wreck marking buoy",
            5 => "light, without sectors",
            6 => "light, with sectors",
            7 => "leading light front",
            8 => "leading light rear",
            9 => "beacon, cardinal N",
            10 => "beacon, cardinal E",
            11 => "beacon, cardinal S",
            12 => "beacon, cardinal W",
            13 => "beacon, port hand",
            14 => "beacon, starboard hand",
            15 => "beacon, preferred channel port hand",
            16 => "beacon, preferred channel starboard hand",
            17 => "beacon, isolated danger",
            18 => "beacon, safe water",
            19 => "beacon, special mark",
            20 => "cardinal mark N",
            21 => "cardinal mark E",
            22 => "cardinal mark S",
            23 => "cardinal mark W",
            24 => "port hand mark",
            25 => "starboard hand mark",
            26 => "preferred channel port hand",
            27 => "preferred channel starboard hand",
            28 => "isolated danger",
            29 => "safe water",
            30 => "special mark",
            _ => "light vessel, LANBY or rig",
        }
    }
}
