use super::super::{Bits, RejectReason};
use super::{CommunicationState, Header, Sog, TimeStamp, motion, place};
use crate::domain::{Degrees, Position};

/// Through the latitude.
const MINIMUM_BITS: usize = 112;
/// All of it.
const ALL_BITS: usize = 168;

/// Message 18: Standard Class B equipment position report.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StandardClassBPositionReport {
    /// Type, repeat indicator, MMSI.
    pub header: Header,
    /// Speed over ground.
    pub sog: Option<Sog>,
    /// Better than 10 m.
    pub position_accuracy: bool,
    /// Where.
    pub position: Option<Position>,
    /// Course over ground.
    pub cog: Option<Degrees>,
    /// True heading.
    pub true_heading: Option<Degrees>,
    /// The UTC second of the position.
    pub timestamp: Option<TimeStamp>,
    /// What the unit can do.
    pub flags: Option<ClassBFlags>,
    /// Receiver autonomous integrity monitoring in use.
    pub raim: Option<bool>,
    /// How the station goes on using slots.
    pub communication_state: Option<CommunicationState>,
}

/// What a Class B unit can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "six independent bits of the message")]
pub struct ClassBFlags {
    /// Carrier sense ("CS"), not SOTDMA.
    pub carrier_sense: bool,
    /// Has a display for messages 12 and 14.
    pub display: bool,
    /// Has digital selective calling.
    pub dsc: bool,
    /// Works over the whole marine band, not only its upper 525 kHz.
    pub whole_band: bool,
    /// Frequencies can be managed by message 22.
    pub message_22: bool,
    /// Assigned by a base station, not autonomous.
    pub assigned: bool,
}

impl StandardClassBPositionReport {
    #[inline]
    pub(super) fn read(header: Header, bits: Bits<'_>) -> Result<Self, RejectReason> {
        match bits.all(ALL_BITS) {
            Some(bits) => Self::read_fields(header, bits),
            None if bits.len() < MINIMUM_BITS => Err(RejectReason::TooShort),
            None => Self::read_fields(header, bits),
        }
    }

    #[expect(clippy::inline_always, reason = "the checks of a whole message have to fall away")]
    #[inline(always)]
    fn read_fields(header: Header, bits: Bits<'_>) -> Result<Self, RejectReason> {
        let flags = ClassBFlags::read(bits);
        let carrier_sense = flags.is_some_and(|flags| flags.carrier_sense);
        Ok(Self {
            header,
            sog: motion::sog(bits, 46),
            position_accuracy: bits.flag(56).ok_or(RejectReason::TooShort)?,
            position: place::position(bits, 57),
            cog: motion::cog(bits, 112),
            true_heading: motion::true_heading(bits, 124),
            timestamp: TimeStamp::read(bits, 133),
            flags,
            raim: bits.flag(147),
            communication_state: CommunicationState::read_selected(bits, 148, carrier_sense),
        })
    }
}

impl ClassBFlags {
    /// Six bits, all of them or none.
    fn read(bits: Bits<'_>) -> Option<Self> {
        let flags = bits.byte(141, 6)?;
        Some(Self {
            carrier_sense: flags & 0b10_0000 != 0,
            display: flags & 0b01_0000 != 0,
            dsc: flags & 0b00_1000 != 0,
            whole_band: flags & 0b00_0100 != 0,
            message_22: flags & 0b00_0010 != 0,
            assigned: flags & 0b00_0001 != 0,
        })
    }
}
