use super::ais::AisMessage;
use super::csv::PositionRow;
use super::instruments::Instrument;
use super::radar::RadarMessage;

/// A decoded message.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// AIS, from `!--VDM` and `!--VDO`.
    Ais {
        /// What it says.
        message: AisMessage,
        /// Sent by the vessel that carries the receiver (VDO).
        own_ship: bool,
        /// Radio channel as written: `A`, `B`, `1`, `2`; `None` where blank.
        channel: Option<char>,
        /// The two letters of the talker.
        talker: [u8; 2],
    },
    /// Targets of a radar (`$--TTM`, `$--TLL`, `$--TLB`).
    Radar(RadarMessage),
    /// An instrument of the receiver's own craft (`$` sentences).
    Instrument(Instrument),
    /// A row of a position CSV.
    Row(PositionRow),
}
