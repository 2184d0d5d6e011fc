use super::super::{Bits, RejectReason};
use super::{Header, Rectangle, TxRxMode};
use crate::domain::Mmsi;

/// Through the power.
const MINIMUM_BITS: usize = 69;

/// Message 22: Channel management.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChannelManagement {
    /// Type, repeat indicator, MMSI.
    pub header: Header,
    /// Channel A by its number in ITU-R M.1084.
    pub channel_a: u16,
    /// Channel B by its number in ITU-R M.1084.
    pub channel_b: u16,
    /// Which channels to send and to listen on.
    pub tx_rx_mode: TxRxMode,
    /// Low power, not high.
    pub low_power: bool,
    /// For whom; `None` where it was not sent.
    pub target: Option<ChannelTarget>,
    /// Channel A has the spare bandwidth (formerly 12.5 kHz), not the default one.
    pub channel_a_narrow: Option<bool>,
    /// Channel B has the spare bandwidth (formerly 12.5 kHz), not the default one.
    pub channel_b_narrow: Option<bool>,
    /// Width of the transitional zone in nautical miles, 1 to 8: the code and one.
    pub transitional_zone: Option<u8>,
}

/// For whom channels are managed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ChannelTarget {
    /// All within an area; `None` where its corners are "not available".
    Area(Option<Rectangle>),
    /// Two stations; `None` where the number is no MMSI.
    Stations([Option<Mmsi>; 2]),
}

impl ChannelManagement {
    pub(super) fn read(header: Header, bits: Bits<'_>) -> Result<Self, RejectReason> {
        if bits.len() < MINIMUM_BITS {
            return Err(RejectReason::TooShort);
        }
        Ok(Self {
            header,
            channel_a: bits.short(40, 12).ok_or(RejectReason::TooShort)?,
            channel_b: bits.short(52, 12).ok_or(RejectReason::TooShort)?,
            tx_rx_mode: bits.byte(64, 4).map(TxRxMode).ok_or(RejectReason::TooShort)?,
            low_power: bits.flag(68).ok_or(RejectReason::TooShort)?,
            target: ChannelTarget::read(bits),
            channel_a_narrow: bits.flag(140),
            channel_b_narrow: bits.flag(141),
            transitional_zone: bits.byte(142, 3).map(|code| code + 1),
        })
    }
}

impl ChannelTarget {
    /// Seventy bits that mean one or the other, and after them the bit that says which.
    fn read(bits: Bits<'_>) -> Option<Self> {
        let station = |start| bits.unsigned(start, 30).and_then(Mmsi::new);
        Some(if bits.flag(139)? {
            Self::Stations([station(69), station(104)])
        } else {
            Self::Area(Rectangle::read(bits, 69))
        })
    }
}
