use super::super::{Bits, RejectReason};
use super::{
    Access, CommunicationState, Header, RateOfTurn, Sog, SpecialManoeuvre, TimeStamp, motion, place,
};
use crate::domain::{Degrees, NavigationalStatus, Position};

/// Through the latitude: below that there is no position in it.
const MINIMUM_BITS: usize = 116;
/// All of it.
const ALL_BITS: usize = 168;

/// Messages 1, 2, 3: Position reports (scheduled, assigned, response to interrogation).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PositionReportClassA {
    /// Type, repeat indicator, MMSI.
    pub header: Header,
    /// Navigational status as sent, 0 to 15; see [`Self::navigational_status`].
    pub navigational_status_code: u8,
    /// Rate of turn.
    pub rot: Option<RateOfTurn>,
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
    /// Whether she is engaged in a special manoeuvre.
    pub special_manoeuvre: Option<SpecialManoeuvre>,
    /// Receiver autonomous integrity monitoring in use.
    pub raim: Option<bool>,
    /// How the station goes on using slots.
    pub communication_state: Option<CommunicationState>,
}

impl PositionReportClassA {
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
        let access = if header.message_type == 3 { Access::Itdma } else { Access::Sotdma };
        Ok(Self {
            header,
            navigational_status_code: bits.byte(38, 4).ok_or(RejectReason::TooShort)?,
            rot: RateOfTurn::read(bits, 42),
            sog: motion::sog(bits, 50),
            position_accuracy: bits.flag(60).ok_or(RejectReason::TooShort)?,
            position: place::position(bits, 61),
            cog: motion::cog(bits, 116),
            true_heading: motion::true_heading(bits, 128),
            timestamp: TimeStamp::read(bits, 137),
            special_manoeuvre: SpecialManoeuvre::read(bits, 143),
            raim: bits.flag(148),
            communication_state: CommunicationState::read(bits, 149, access),
        })
    }

    /// The status that the code stands for; `None` for reserved codes and 15, "undefined".
    pub const fn navigational_status(&self) -> Option<NavigationalStatus> {
        NavigationalStatus::from_code(self.navigational_status_code)
    }
}
