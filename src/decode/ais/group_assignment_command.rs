use super::super::{Bits, RejectReason};
use super::{Header, Rectangle, TxRxMode};
use crate::domain::ShipType;

/// Through the type of ship.
const MINIMUM_BITS: usize = 122;

/// Message 23: Group assignment command.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GroupAssignmentCommand {
    /// Type, repeat indicator, MMSI.
    pub header: Header,
    /// Where it holds; `None` where the corners are "not available".
    pub area: Option<Rectangle>,
    /// Which stations it is for.
    pub station_type: StationType,
    /// Which ships it is for; `None` is all.
    pub ship_type: Option<ShipType>,
    /// Which channels to send and to listen on.
    pub tx_rx_mode: Option<TxRxMode>,
    /// How often to report.
    pub reporting_interval: Option<ReportingInterval>,
    /// Minutes of silence, 1 to 15; `None` where none is commanded.
    pub quiet_time: Option<u8>,
}

/// Which stations a command is for, 0 to 15.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StationType(u8);

/// How often to report, 0 to 15.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportingInterval(u8);

impl GroupAssignmentCommand {
    pub(super) fn read(header: Header, bits: Bits<'_>) -> Result<Self, RejectReason> {
        if bits.len() < MINIMUM_BITS {
            return Err(RejectReason::TooShort);
        }
        Ok(Self {
            header,
            area: Rectangle::read(bits, 40),
            station_type: bits.byte(110, 4).map(StationType).ok_or(RejectReason::TooShort)?,
            ship_type: bits.byte(114, 8).and_then(ShipType::from_code),
            tx_rx_mode: bits.byte(144, 2).map(TxRxMode),
            reporting_interval: bits.byte(146, 4).map(ReportingInterval),
            quiet_time: bits.byte(150, 4).filter(|&minutes| minutes != 0),
        })
    }
}

impl StationType {
    /// The code as sent.
    pub const fn code(self) -> u8 {
        self.0
    }

    /// The words of ITU-R M.1371-5, table 76; `None` for codes of regional or future use.
    pub const fn as_str(self) -> Option<&'static str> {
        Some(match self.0 {
            0 => "all types of mobiles",
            1 => "Class A mobile stations",
            2 => "all types of Class B mobile stations",
            3 => "SAR airborne mobile stations",
            4 => "Class B \"SO\" mobile stations",
            5 => "Class B \"CS\" mobile stations",
            6 => "inland waterways",
            10 => "base station coverage area",
            _ => return None,
        })
    }
}

impl ReportingInterval {
    /// The code as sent.
    pub const fn code(self) -> u8 {
        self.0
    }

    /// Seconds from one report to the next (ITU-R M.1371-5, table 77); `None` for 0, "as given by
    /// the autonomous mode", 9 and 10, the next shorter and longer one, and what is reserved.
    pub const fn seconds(self) -> Option<u16> {
        Some(match self.0 {
            1 => 600,
            2 => 360,
            3 => 180,
            4 => 60,
            5 => 30,
            6 => 15,
            7 => 10,
            8 => 5,
            11 => 2,
            _ => return None,
        })
    }
}
