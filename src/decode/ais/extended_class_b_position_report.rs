use super::super::{Bits, RejectReason};
use super::{Epfd, Header, Sog, TimeStamp, hull, motion, place};
use crate::domain::{Degrees, Dimensions, Position, ShipType, Text};

/// Through the latitude.
const MINIMUM_BITS: usize = 112;

/// Message 19: Extended Class B equipment position report.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExtendedClassBPositionReport {
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
    /// Name.
    pub name: Option<Text<20>>,
    /// Type of ship and cargo.
    pub ship_type: Option<ShipType>,
    /// Distances from the antenna to the hull.
    pub dimensions: Option<Dimensions>,
    /// What the position comes from.
    pub epfd: Option<Epfd>,
    /// Receiver autonomous integrity monitoring in use.
    pub raim: Option<bool>,
    /// Data terminal ready; sent as 0.
    pub dte_ready: Option<bool>,
    /// Assigned by a base station, not autonomous.
    pub assigned: Option<bool>,
}

impl ExtendedClassBPositionReport {
    pub(super) fn read(header: Header, bits: Bits<'_>) -> Result<Self, RejectReason> {
        if bits.len() < MINIMUM_BITS {
            return Err(RejectReason::TooShort);
        }
        Ok(Self {
            header,
            sog: motion::sog(bits, 46),
            position_accuracy: bits.flag(56).ok_or(RejectReason::TooShort)?,
            position: place::position(bits, 57),
            cog: motion::cog(bits, 112),
            true_heading: motion::true_heading(bits, 124),
            timestamp: TimeStamp::read(bits, 133),
            name: bits.text(143, 20),
            ship_type: bits.byte(263, 8).and_then(ShipType::from_code),
            dimensions: hull::dimensions(bits, 271),
            epfd: Epfd::read(bits, 301),
            raim: bits.flag(305),
            dte_ready: bits.flag(306).map(|not_ready| !not_ready),
            assigned: bits.flag(307),
        })
    }
}
