use super::super::{Bits, RejectReason};
use super::single_slot_binary_message::Envelope;
use super::{ApplicationData, CommunicationState, Header};
use crate::domain::Mmsi;

/// The end of the message: 4 spare bits, the selector, the communication state.
const TRAILER_BITS: usize = 24;

/// Message 26: Multiple slot binary message with communications state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MultipleSlotBinaryMessage {
    /// Type, repeat indicator, MMSI.
    pub header: Header,
    /// Sent to one station rather than to all.
    pub addressed: bool,
    /// The data begin with an application identifier.
    pub structured: bool,
    /// To whom, where addressed; `None` where the number is no MMSI.
    pub addressee: Option<Mmsi>,
    /// What it carries.
    pub application: ApplicationData,
    /// How the sender uses the link, by SOTDMA or ITDMA as the selector says.
    pub communication_state: Option<CommunicationState>,
}

impl MultipleSlotBinaryMessage {
    /// The communication state is the last thing sent, so it is read from the end; a message that
    /// ends before one could follow its addressee and identifier has none.
    pub(super) fn read(header: Header, bits: Bits<'_>) -> Result<Self, RejectReason> {
        let addressed = bits.flag(38).ok_or(RejectReason::TooShort)?;
        let structured = bits.flag(39).ok_or(RejectReason::TooShort)?;
        let before_data = 40 + if addressed { 32 } else { 0 } + if structured { 16 } else { 0 };
        let trailer = bits.len().checked_sub(TRAILER_BITS).filter(|&at| at >= before_data);
        let Envelope { addressee, application, .. } =
            Envelope::read(bits, trailer.unwrap_or(bits.len()))?;
        Ok(Self {
            header,
            addressed,
            structured,
            addressee,
            application,
            communication_state: trailer
                .and_then(|at| CommunicationState::read_selected(bits, at + 4, false)),
        })
    }
}
