use super::super::{Bits, RejectReason};
use super::{Header, place};
use crate::domain::Position;

/// Through the latitude of the reference station.
const MINIMUM_BITS: usize = 75;
/// Where the differential data begin, after five spare bits.
const DATA_START: usize = 80;
/// Bytes of the header of the differential data.
const DATA_HEADER_BYTES: usize = 5;
/// Bytes of a word of differential data.
const WORD_BYTES: usize = 3;

/// Message 17: GNSS broadcast binary message.
#[derive(Clone, Debug, PartialEq)]
pub struct DgnssBroadcastBinaryMessage {
    /// Type, repeat indicator, MMSI.
    pub header: Header,
    /// Where the reference station is, to 0.1 minute.
    pub position: Option<Position>,
    /// What the header of the differential data says; `None` where it was not sent.
    pub corrections: Option<DgnssCorrections>,
    /// The differential data with their header, the last byte filled up with zeros.
    pub data: Box<[u8]>,
    /// How many bits of `data` were sent.
    pub data_bits: usize,
}

/// Header of a message of ITU-R M.823, which goes without preamble and parity here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DgnssCorrections {
    /// Message type of M.823, 0 to 63.
    pub message_type: u8,
    /// The reference station, 0 to 1023.
    pub station_id: u16,
    /// Time of the corrections in steps of 0.6 s into the hour, 0 to 5999.
    pub z_count: u16,
    /// Sequence number, 0 to 7.
    pub sequence_number: u8,
    /// How many words are announced, 0 to 29; 0 where the service has nothing to give.
    pub number_of_words: u8,
    /// Health of the reference station, 0 to 7.
    pub health: u8,
}

impl DgnssBroadcastBinaryMessage {
    pub(super) fn read(header: Header, bits: Bits<'_>) -> Result<Self, RejectReason> {
        if bits.len() < MINIMUM_BITS {
            return Err(RejectReason::TooShort);
        }
        let data_bits = bits.len().saturating_sub(DATA_START);
        let byte = |start: usize| {
            let sent = bits.len().saturating_sub(start).min(8);
            bits.byte(start, sent).map(|byte| byte << (8 - sent))
        };
        Ok(Self {
            header,
            position: place::coarse_position(bits, 40),
            corrections: DgnssCorrections::read(bits),
            data: (0..data_bits.div_ceil(8)).map_while(|at| byte(DATA_START + at * 8)).collect(),
            data_bits,
        })
    }

    /// The words of differential data that were announced and sent whole, three bytes each.
    pub fn words(&self) -> &[u8] {
        let announced = self.corrections.map_or(0, |header| usize::from(header.number_of_words));
        let sent = (self.data_bits / 8).saturating_sub(DATA_HEADER_BYTES) / WORD_BYTES;
        let words = self.data.get(DATA_HEADER_BYTES..).unwrap_or(&[]);
        words.get(..announced.min(sent) * WORD_BYTES).unwrap_or(&[])
    }
}

impl DgnssCorrections {
    /// Forty bits.
    fn read(bits: Bits<'_>) -> Option<Self> {
        Some(Self {
            message_type: bits.byte(DATA_START, 6)?,
            station_id: bits.short(DATA_START + 6, 10)?,
            z_count: bits.short(DATA_START + 16, 13)?,
            sequence_number: bits.byte(DATA_START + 29, 3)?,
            number_of_words: bits.byte(DATA_START + 32, 5)?,
            health: bits.byte(DATA_START + 37, 3)?,
        })
    }
}
