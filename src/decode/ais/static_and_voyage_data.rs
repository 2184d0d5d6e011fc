use super::super::{Bits, RejectReason};
use super::{Epfd, Eta, Header, hull};
use crate::domain::{Dimensions, ImoNumber, Metres, ShipType, Text};

/// Through the name. The standard's 424 bits come as 420, 422 and 426 too.
const MINIMUM_BITS: usize = 232;

/// Message 5: Ship static and voyage related data.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StaticAndVoyageData {
    /// Type, repeat indicator, MMSI.
    pub header: Header,
    /// Edition of ITU-R M.1371 that the station follows: 0 is -1, 1 is -3, 2 is -5.
    pub ais_version: u8,
    /// IMO number as sent, whatever its check digit; see [`Self::imo`].
    pub imo_number: Option<u32>,
    /// Call sign.
    pub call_sign: Option<Text<7>>,
    /// Name.
    pub name: Option<Text<20>>,
    /// Type of ship and cargo.
    pub ship_type: Option<ShipType>,
    /// Distances from the antenna to the hull.
    pub dimensions: Option<Dimensions>,
    /// What the position comes from.
    pub epfd: Option<Epfd>,
    /// Estimated time of arrival.
    pub eta: Option<Eta>,
    /// Present static draught.
    pub draught: Option<Metres>,
    /// Destination.
    pub destination: Option<Text<20>>,
    /// Data terminal ready; sent as 0.
    pub dte_ready: Option<bool>,
}

impl StaticAndVoyageData {
    #[inline]
    pub(super) fn read(header: Header, bits: Bits<'_>) -> Result<Self, RejectReason> {
        if bits.len() < MINIMUM_BITS {
            return Err(RejectReason::TooShort);
        }
        Ok(Self {
            header,
            ais_version: bits.byte(38, 2).ok_or(RejectReason::TooShort)?,
            imo_number: bits.unsigned(40, 30).filter(|&number| number != 0),
            call_sign: bits.text(70, 7),
            name: bits.text(112, 20),
            ship_type: bits.byte(232, 8).and_then(ShipType::from_code),
            dimensions: hull::dimensions(bits, 240),
            epfd: Epfd::read(bits, 270),
            eta: Eta::read(bits, 274),
            draught: hull::draught(bits, 294),
            destination: bits.text(302, 20),
            dte_ready: bits.flag(422).map(|not_ready| !not_ready),
        })
    }

    /// The IMO number, where its check digit is right.
    pub fn imo(&self) -> Option<ImoNumber> {
        self.imo_number.and_then(ImoNumber::new)
    }
}
