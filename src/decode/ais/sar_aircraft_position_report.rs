use super::super::{Bits, RejectReason};
use super::{CommunicationState, Header, Sog, TimeStamp, motion, place};
use crate::domain::{Degrees, Position};

/// Through the latitude.
const MINIMUM_BITS: usize = 116;

/// Message 9: Standard search and rescue aircraft position report.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SarAircraftPositionReport {
    /// Type, repeat indicator, MMSI.
    pub header: Header,
    /// Altitude in metres, 0 to 4094; 4094 is "4094 or more".
    pub altitude: Option<u16>,
    /// Speed over ground.
    pub sog: Option<Sog>,
    /// Better than 10 m.
    pub position_accuracy: bool,
    /// Where.
    pub position: Option<Position>,
    /// Course over ground.
    pub cog: Option<Degrees>,
    /// The UTC second of the position.
    pub timestamp: Option<TimeStamp>,
    /// Altitude from a barometer, not from GNSS.
    pub barometric_altitude: Option<bool>,
    /// Data terminal ready; sent as 0.
    pub dte_ready: Option<bool>,
    /// Assigned by a base station, not autonomous.
    pub assigned: Option<bool>,
    /// Receiver autonomous integrity monitoring in use.
    pub raim: Option<bool>,
    /// How the station goes on using slots.
    pub communication_state: Option<CommunicationState>,
}

impl SarAircraftPositionReport {
    pub(super) fn read(header: Header, bits: Bits<'_>) -> Result<Self, RejectReason> {
        if bits.len() < MINIMUM_BITS {
            return Err(RejectReason::TooShort);
        }
        Ok(Self {
            header,
            altitude: altitude(bits),
            sog: motion::sog_of_aircraft(bits, 50),
            position_accuracy: bits.flag(60).ok_or(RejectReason::TooShort)?,
            position: place::position(bits, 61),
            cog: motion::cog(bits, 116),
            timestamp: TimeStamp::read(bits, 128),
            barometric_altitude: bits.flag(134),
            dte_ready: bits.flag(142).map(|not_ready| !not_ready),
            assigned: bits.flag(146),
            raim: bits.flag(147),
            communication_state: CommunicationState::read_selected(bits, 148, false),
        })
    }
}

/// Twelve bits of whole metres: 4095 is "not available".
fn altitude(bits: Bits<'_>) -> Option<u16> {
    bits.short(38, 12).filter(|&metres| metres != 4095)
}
