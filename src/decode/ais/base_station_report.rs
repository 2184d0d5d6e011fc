use super::super::{Bits, RejectReason, civil};
use super::{Access, CommunicationState, Epfd, Header, place};
use crate::domain::{EventTime, Position};

/// Through the latitude.
const MINIMUM_BITS: usize = 134;

/// Message 4: Base station report; message 11: UTC and date response.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BaseStationReport {
    /// Type, repeat indicator, MMSI.
    pub header: Header,
    /// UTC year, 1 to 9999.
    pub year: Option<u16>,
    /// UTC month, 1 to 12.
    pub month: Option<u8>,
    /// UTC day, 1 to 31.
    pub day: Option<u8>,
    /// UTC hour, 0 to 23.
    pub hour: Option<u8>,
    /// UTC minute, 0 to 59.
    pub minute: Option<u8>,
    /// UTC second, 0 to 59.
    pub second: Option<u8>,
    /// Better than 10 m.
    pub position_accuracy: bool,
    /// Where.
    pub position: Option<Position>,
    /// What the position comes from.
    pub epfd: Option<Epfd>,
    /// Transmission of message 27 asked for by the station.
    pub transmission_control: Option<bool>,
    /// Receiver autonomous integrity monitoring in use.
    pub raim: Option<bool>,
    /// How the station goes on using slots.
    pub communication_state: Option<CommunicationState>,
}

impl BaseStationReport {
    #[inline]
    pub(super) fn read(header: Header, bits: Bits<'_>) -> Result<Self, RejectReason> {
        if bits.len() < MINIMUM_BITS {
            return Err(RejectReason::TooShort);
        }
        Ok(Self {
            header,
            year: bits.short(38, 14).filter(|year| (1..=9999).contains(year)),
            month: bits.byte(52, 4).filter(|month| (1..=12).contains(month)),
            day: bits.byte(56, 5).filter(|day| (1..=31).contains(day)),
            hour: bits.byte(61, 5).filter(|&hour| hour < 24),
            minute: bits.byte(66, 6).filter(|&minute| minute < 60),
            second: bits.byte(72, 6).filter(|&second| second < 60),
            position_accuracy: bits.flag(78).ok_or(RejectReason::TooShort)?,
            position: place::position(bits, 79),
            epfd: Epfd::read(bits, 134),
            transmission_control: bits.flag(138),
            raim: bits.flag(148),
            communication_state: CommunicationState::read(bits, 149, Access::Sotdma),
        })
    }

    /// The station's UTC, where all of it was sent and is a date.
    pub fn utc(&self) -> Option<EventTime> {
        civil::utc(civil::Civil {
            year: i16::try_from(self.year?).ok()?,
            month: self.month?,
            day: self.day?,
            hour: self.hour?,
            minute: self.minute?,
            second: self.second?,
            millis: 0,
        })
    }
}
