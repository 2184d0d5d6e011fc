use super::super::{Bits, RejectReason};
use super::{Header, place};
use crate::domain::{Degrees, Knots, NavigationalStatus, Position};

/// Through the latitude.
const MINIMUM_BITS: usize = 79;

/// Message 27: Long-range automatic identification system broadcast message.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LongRangeBroadcastMessage {
    /// Type, repeat indicator, MMSI.
    pub header: Header,
    /// Better than 10 m.
    pub position_accuracy: bool,
    /// Receiver autonomous integrity monitoring in use.
    pub raim: bool,
    /// Navigational status as sent, 0 to 15; see [`Self::navigational_status`].
    pub navigational_status_code: u8,
    /// Where, to 0.1 minute.
    pub position: Option<Position>,
    /// Speed over ground in whole knots.
    pub sog: Option<Knots>,
    /// Course over ground in whole degrees.
    pub cog: Option<Degrees>,
    /// The position is older than five seconds.
    pub position_latency: Option<bool>,
}

impl LongRangeBroadcastMessage {
    pub(super) fn read(header: Header, bits: Bits<'_>) -> Result<Self, RejectReason> {
        if bits.len() < MINIMUM_BITS {
            return Err(RejectReason::TooShort);
        }
        Ok(Self {
            header,
            position_accuracy: bits.flag(38).ok_or(RejectReason::TooShort)?,
            raim: bits.flag(39).ok_or(RejectReason::TooShort)?,
            navigational_status_code: bits.byte(40, 4).ok_or(RejectReason::TooShort)?,
            position: place::coarse_position(bits, 44),
            sog: sog(bits),
            cog: cog(bits),
            position_latency: bits.flag(94),
        })
    }

    /// The status that the code stands for; `None` for reserved codes and 15, "undefined".
    pub const fn navigational_status(&self) -> Option<NavigationalStatus> {
        NavigationalStatus::from_code(self.navigational_status_code)
    }
}

/// Six bits of whole knots: 63 is "not available".
fn sog(bits: Bits<'_>) -> Option<Knots> {
    let knots = bits.byte(79, 6).filter(|&knots| knots < 63)?;
    Knots::new(f64::from(knots))
}

/// Nine bits of whole degrees: 511 is "not available", 360 to 510 are not used.
fn cog(bits: Bits<'_>) -> Option<Degrees> {
    let degrees = bits.short(85, 9).filter(|&degrees| degrees < 360)?;
    Degrees::new(f64::from(degrees))
}
