use super::super::Bits;

/// Slots that the codes 5 to 7 of the number of slots add to the increment.
const FAR_OFFSET: u16 = 8192;

/// Communication state: how a station means to go on using slots. It is kept as sent and read on
/// demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommunicationState {
    code: u32,
    access: Access,
}

/// By which scheme a station takes its slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Self-organised.
    Sotdma,
    /// Incremental.
    Itdma,
    /// Carrier sense: the state is a constant that says nothing.
    CarrierSense,
}

/// What a station synchronises by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyncState {
    /// 0: UTC direct.
    UtcDirect,
    /// 1: UTC indirect.
    UtcIndirect,
    /// 2: a base station.
    BaseDirect,
    /// 3: another station, by the number of received stations.
    NumberOfReceivedStations,
}

/// A self-organised state (ITU-R M.1371-5, annex 2, table 18).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sotdma {
    /// What the station synchronises by.
    pub sync_state: SyncState,
    /// Frames until a new slot is taken, 0 to 7; 0: this was the last transmission in this slot.
    pub slot_timeout: u8,
    /// What the other 14 bits say.
    pub sub_message: SubMessage,
}

/// What the slot timeout makes of the 14 bits after it (ITU-R M.1371-5, annex 2, table 19).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubMessage {
    /// Timeout 3, 5, 7: how many other stations it hears, 0 to 16,383.
    ReceivedStations(u16),
    /// Timeout 2, 4, 6: the slot of this transmission, 0 to 2,249.
    SlotNumber(u16),
    /// Timeout 1: UTC hour and minute; `None` where out of range.
    Utc {
        /// 0 to 23.
        hour: Option<u8>,
        /// 0 to 59.
        minute: Option<u8>,
    },
    /// Timeout 0: slots to the one of the next frame; 0: the station stops sending.
    SlotOffset(u16),
}

/// An incremental state (ITU-R M.1371-5, annex 2, table 20).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Itdma {
    /// What the station synchronises by.
    pub sync_state: SyncState,
    /// Slots to the next one, 0 to 8,191 as sent; 0: no further one. See [`Self::offset`].
    pub slot_increment: u16,
    /// Code of the number of slots, 0 to 7; see [`Self::number_of_slots`].
    pub number_of_slots_code: u8,
    /// The slot stays allocated for one more frame.
    pub keep: bool,
}

/// A communication state taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tdma {
    /// Self-organised.
    Sotdma(Sotdma),
    /// Incremental.
    Itdma(Itdma),
}

impl CommunicationState {
    /// Nineteen bits whose scheme the message type gives.
    #[inline]
    pub(super) fn read(bits: Bits<'_>, start: usize, access: Access) -> Option<Self> {
        bits.unsigned(start, 19).map(|code| Self { code, access })
    }

    /// Nineteen bits after the selector that gives the scheme; a unit that senses the carrier has
    /// none.
    #[inline]
    pub(super) fn read_selected(bits: Bits<'_>, start: usize, carrier_sense: bool) -> Option<Self> {
        let code = bits.unsigned(start, 20)?;
        let access = match (carrier_sense, code >> 19) {
            (true, _) => Access::CarrierSense,
            (false, 0) => Access::Sotdma,
            (false, _) => Access::Itdma,
        };
        Some(Self { code, access })
    }

    /// As sent: 19 bits, or 20 with the selector before them (messages 9, 18 and 26).
    pub const fn code(self) -> u32 {
        self.code
    }

    /// The scheme.
    pub const fn access(self) -> Access {
        self.access
    }

    /// What it says; `None` of a unit that senses the carrier.
    pub fn decode(self) -> Option<Tdma> {
        let sync_state = match self.field(17, 2) {
            0 => SyncState::UtcDirect,
            1 => SyncState::UtcIndirect,
            2 => SyncState::BaseDirect,
            _ => SyncState::NumberOfReceivedStations,
        };
        match self.access {
            Access::CarrierSense => None,
            Access::Sotdma => Some(Tdma::Sotdma(Sotdma {
                sync_state,
                slot_timeout: narrow(self.field(14, 3)),
                sub_message: self.sub_message(),
            })),
            Access::Itdma => Some(Tdma::Itdma(Itdma {
                sync_state,
                slot_increment: self.field(4, 13),
                number_of_slots_code: narrow(self.field(1, 3)),
                keep: self.field(0, 1) == 1,
            })),
        }
    }

    fn sub_message(self) -> SubMessage {
        let sub_message = self.field(0, 14);
        match self.field(14, 3) {
            0 => SubMessage::SlotOffset(sub_message),
            1 => SubMessage::Utc {
                hour: Some(narrow(self.field(9, 5))).filter(|&hour| hour < 24),
                minute: Some(narrow(self.field(2, 7))).filter(|&minute| minute < 60),
            },
            2 | 4 | 6 => SubMessage::SlotNumber(sub_message),
            _ => SubMessage::ReceivedStations(sub_message),
        }
    }

    /// `width` bits (at most 16), the last of them `shift` from the end.
    fn field(self, shift: u32, width: u32) -> u16 {
        u16::try_from(self.code >> shift & ((1 << width) - 1)).unwrap_or(0)
    }
}

impl Itdma {
    /// Slots to the next one, 1 to 16,383; `None` where there is no further one.
    pub const fn offset(self) -> Option<u16> {
        match (self.slot_increment, self.number_of_slots_code) {
            (0, 0..=4) => None,
            (increment, 0..=4) => Some(increment),
            (increment, _) => Some(increment + FAR_OFFSET),
        }
    }

    /// How many slots on end, 1 to 5.
    pub const fn number_of_slots(self) -> u8 {
        match self.number_of_slots_code {
            code @ 0..=4 => code + 1,
            code => code - 4,
        }
    }
}

impl SyncState {
    /// The code as sent.
    pub const fn code(self) -> u8 {
        match self {
            Self::UtcDirect => 0,
            Self::UtcIndirect => 1,
            Self::BaseDirect => 2,
            Self::NumberOfReceivedStations => 3,
        }
    }

    /// The words of the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UtcDirect => "UTC direct",
            Self::UtcIndirect => "UTC indirect",
            Self::BaseDirect => "base direct",
            Self::NumberOfReceivedStations => "number of received stations",
        }
    }
}

impl Access {
    /// The name of the scheme.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sotdma => "SOTDMA",
            Self::Itdma => "ITDMA",
            Self::CarrierSense => "CSTDMA",
        }
    }
}

/// A field of at most eight bits.
fn narrow(field: u16) -> u8 {
    u8::try_from(field).unwrap_or(u8::MAX)
}
