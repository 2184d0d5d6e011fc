use super::super::{Bits, RejectReason};
use super::Header;

/// One reservation; two spare bits follow where it is the only one.
const MINIMUM_BITS: usize = 70;
/// Bits of a reservation.
const RESERVATION_BITS: usize = 30;

/// Message 20: Data link management message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataLinkManagementMessage {
    /// Type, repeat indicator, MMSI.
    pub header: Header,
    /// Slots kept for base stations, in the order sent; `None` where nothing is reserved and beyond
    /// the end of the message.
    pub reservations: [Option<Reservation>; 4],
}

/// Slots that mobile stations leave alone. Offset, number and timeout are `None` where sent as 0,
/// "not available".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reservation {
    /// The first reserved slot, counted from the one of this message.
    pub offset: Option<u16>,
    /// How many slots on end, 1 to 15.
    pub number_of_slots: Option<u8>,
    /// For how many minutes, 1 to 7.
    pub timeout: Option<u8>,
    /// Slots to the next reserved block; 0 is one block in the frame.
    pub increment: u16,
}

impl DataLinkManagementMessage {
    pub(super) fn read(header: Header, bits: Bits<'_>) -> Result<Self, RejectReason> {
        if bits.len() < MINIMUM_BITS {
            return Err(RejectReason::TooShort);
        }
        let starts: [usize; 4] = std::array::from_fn(|block| 40 + RESERVATION_BITS * block);
        Ok(Self { header, reservations: starts.map(|start| Reservation::read(bits, start)) })
    }
}

impl Reservation {
    fn read(bits: Bits<'_>, start: usize) -> Option<Self> {
        // A reservation of 30 zeros is none.
        let all = bits.unsigned(start, RESERVATION_BITS).filter(|&all| all != 0);
        all?;
        Some(Self {
            offset: bits.short(start, 12).filter(|&offset| offset != 0),
            number_of_slots: bits.byte(start + 12, 4).filter(|&number| number != 0),
            timeout: bits.byte(start + 16, 3).filter(|&minutes| minutes != 0),
            increment: bits.short(start + 19, 11)?,
        })
    }
}
