use super::super::{Bits, RejectReason};
use super::{
    Acknowledgement, AddressedBinaryMessage, AddressedSafetyRelatedMessage, AidToNavigationReport,
    AssignmentModeCommand, BaseStationReport, BinaryBroadcastMessage, ChannelManagement,
    DataLinkManagementMessage, DgnssBroadcastBinaryMessage, ExtendedClassBPositionReport,
    GroupAssignmentCommand, Header, Interrogation, LongRangeBroadcastMessage,
    MultipleSlotBinaryMessage, PositionReportClassA, SafetyRelatedBroadcastMessage,
    SarAircraftPositionReport, SingleSlotBinaryMessage, StandardClassBPositionReport,
    StaticAndVoyageData, StaticDataPartA, StaticDataPartB, UtcAndDateInquiry, static_data_report,
};
use crate::domain::{EventTime, Mmsi};

/// A message of ITU-R M.1371-5. The texts of 12 and 14, the corrections of 17 and the binary
/// messages 6, 8, 25 and 26 are boxed, so that the common messages stay small; all others are
/// without heap.
#[derive(Clone, Debug, PartialEq)]
pub enum AisMessage {
    /// Messages 1, 2, 3.
    PositionReportClassA(PositionReportClassA),
    /// Messages 4, 11.
    BaseStationReport(BaseStationReport),
    /// Message 5.
    StaticAndVoyageData(StaticAndVoyageData),
    /// Message 6.
    AddressedBinaryMessage(Box<AddressedBinaryMessage>),
    /// Message 8.
    BinaryBroadcastMessage(Box<BinaryBroadcastMessage>),
    /// Messages 7, 13.
    Acknowledgement(Acknowledgement),
    /// Message 9.
    SarAircraftPositionReport(SarAircraftPositionReport),
    /// Message 10.
    UtcAndDateInquiry(UtcAndDateInquiry),
    /// Message 12.
    AddressedSafetyRelatedMessage(Box<AddressedSafetyRelatedMessage>),
    /// Message 14.
    SafetyRelatedBroadcastMessage(Box<SafetyRelatedBroadcastMessage>),
    /// Message 15.
    Interrogation(Interrogation),
    /// Message 16.
    AssignmentModeCommand(AssignmentModeCommand),
    /// Message 17.
    DgnssBroadcastBinaryMessage(Box<DgnssBroadcastBinaryMessage>),
    /// Message 18.
    StandardClassBPositionReport(StandardClassBPositionReport),
    /// Message 19.
    ExtendedClassBPositionReport(ExtendedClassBPositionReport),
    /// Message 20.
    DataLinkManagementMessage(DataLinkManagementMessage),
    /// Message 21.
    AidToNavigationReport(AidToNavigationReport),
    /// Message 22.
    ChannelManagement(ChannelManagement),
    /// Message 23.
    GroupAssignmentCommand(GroupAssignmentCommand),
    /// Message 24, part A.
    StaticDataPartA(StaticDataPartA),
    /// Message 24, part B.
    StaticDataPartB(StaticDataPartB),
    /// Message 25.
    SingleSlotBinaryMessage(Box<SingleSlotBinaryMessage>),
    /// Message 26.
    MultipleSlotBinaryMessage(Box<MultipleSlotBinaryMessage>),
    /// Message 27.
    LongRangeBroadcastMessage(LongRangeBroadcastMessage),
    /// A part of message 24 that the standard does not have.
    Other {
        /// Message type, 24.
        message_type: u8,
        /// How often it was repeated, 0 to 3.
        repeat_indicator: u8,
        /// The sender's number as sent; see [`Header::mmsi`].
        mmsi_code: u32,
        /// The number of the part, 2 or 3; A is 0, B is 1.
        part_number: u8,
    },
}

impl AisMessage {
    /// Reads a message from its payload. A field that was not sent is `None`; a message that ends
    /// before what its type is for is `TooShort`.
    #[inline]
    pub fn decode(bits: Bits<'_>) -> Result<Self, RejectReason> {
        Self::decode_then(bits, |_header, message| message)
    }

    /// The same, and what `then` makes of the message. It is made in every arm by itself, so that a
    /// message is written once, where it stays, and not copied from where the arms meet.
    #[inline]
    pub(in super::super) fn decode_then<T>(
        bits: Bits<'_>,
        then: impl FnOnce(Header, Self) -> T,
    ) -> Result<T, RejectReason> {
        let header = Header::read(bits)?;
        let then = |message| then(header, message);
        Ok(match header.message_type {
            1..=3 => then(Self::PositionReportClassA(PositionReportClassA::read(header, bits)?)),
            4 | 11 => then(Self::BaseStationReport(BaseStationReport::read(header, bits)?)),
            5 => then(Self::StaticAndVoyageData(StaticAndVoyageData::read(header, bits)?)),
            6 => then(Self::AddressedBinaryMessage(Box::new(AddressedBinaryMessage::read(
                header, bits,
            )?))),
            8 => then(Self::BinaryBroadcastMessage(Box::new(BinaryBroadcastMessage::read(
                header, bits,
            )))),
            7 | 13 => then(Self::Acknowledgement(Acknowledgement::read(header, bits)?)),
            9 => then(Self::SarAircraftPositionReport(SarAircraftPositionReport::read(
                header, bits,
            )?)),
            10 => then(Self::UtcAndDateInquiry(UtcAndDateInquiry::read(header, bits)?)),
            12 => then(Self::AddressedSafetyRelatedMessage(Box::new(
                AddressedSafetyRelatedMessage::read(header, bits)?,
            ))),
            14 => then(Self::SafetyRelatedBroadcastMessage(Box::new(
                SafetyRelatedBroadcastMessage::read(header, bits),
            ))),
            15 => then(Self::Interrogation(Interrogation::read(header, bits)?)),
            16 => then(Self::AssignmentModeCommand(AssignmentModeCommand::read(header, bits)?)),
            17 => then(Self::DgnssBroadcastBinaryMessage(Box::new(
                DgnssBroadcastBinaryMessage::read(header, bits)?,
            ))),
            18 => then(Self::StandardClassBPositionReport(StandardClassBPositionReport::read(
                header, bits,
            )?)),
            19 => then(Self::ExtendedClassBPositionReport(ExtendedClassBPositionReport::read(
                header, bits,
            )?)),
            20 => then(Self::DataLinkManagementMessage(DataLinkManagementMessage::read(
                header, bits,
            )?)),
            21 => then(Self::AidToNavigationReport(AidToNavigationReport::read(header, bits)?)),
            22 => then(Self::ChannelManagement(ChannelManagement::read(header, bits)?)),
            23 => then(Self::GroupAssignmentCommand(GroupAssignmentCommand::read(header, bits)?)),
            24 => match static_data_report::part(bits)? {
                0 => then(Self::StaticDataPartA(StaticDataPartA::read(header, bits)?)),
                1 => then(Self::StaticDataPartB(StaticDataPartB::read(header, bits)?)),
                reserved => then(Self::other(header, reserved)),
            },
            25 => then(Self::SingleSlotBinaryMessage(Box::new(SingleSlotBinaryMessage::read(
                header, bits,
            )?))),
            26 => then(Self::MultipleSlotBinaryMessage(Box::new(MultipleSlotBinaryMessage::read(
                header, bits,
            )?))),
            27 => then(Self::LongRangeBroadcastMessage(LongRangeBroadcastMessage::read(
                header, bits,
            )?)),
            _ => return Err(RejectReason::UnknownType),
        })
    }

    fn other(header: Header, part_number: u8) -> Self {
        let Header { message_type, repeat_indicator, mmsi_code } = header;
        Self::Other { message_type, repeat_indicator, mmsi_code, part_number }
    }

    /// Type, repeat indicator and MMSI.
    pub fn header(&self) -> Header {
        match self {
            Self::PositionReportClassA(m) => m.header,
            Self::BaseStationReport(m) => m.header,
            Self::StaticAndVoyageData(m) => m.header,
            Self::AddressedBinaryMessage(m) => m.header,
            Self::BinaryBroadcastMessage(m) => m.header,
            Self::SarAircraftPositionReport(m) => m.header,
            Self::AddressedSafetyRelatedMessage(m) => m.header,
            Self::SafetyRelatedBroadcastMessage(m) => m.header,
            Self::StandardClassBPositionReport(m) => m.header,
            Self::ExtendedClassBPositionReport(m) => m.header,
            Self::AidToNavigationReport(m) => m.header,
            Self::Acknowledgement(m) => m.header,
            Self::UtcAndDateInquiry(m) => m.header,
            Self::Interrogation(m) => m.header,
            Self::AssignmentModeCommand(m) => m.header,
            Self::DgnssBroadcastBinaryMessage(m) => m.header,
            Self::DataLinkManagementMessage(m) => m.header,
            Self::ChannelManagement(m) => m.header,
            Self::GroupAssignmentCommand(m) => m.header,
            Self::StaticDataPartA(m) => m.header,
            Self::StaticDataPartB(m) => m.header,
            Self::SingleSlotBinaryMessage(m) => m.header,
            Self::MultipleSlotBinaryMessage(m) => m.header,
            Self::LongRangeBroadcastMessage(m) => m.header,
            &Self::Other { message_type, repeat_indicator, mmsi_code, .. } => {
                Header { message_type, repeat_indicator, mmsi_code }
            }
        }
    }

    /// Message type, 1 to 27.
    pub fn message_type(&self) -> u8 {
        self.header().message_type
    }

    /// Who sent it; see [`Header::mmsi`].
    pub fn mmsi(&self) -> Option<Mmsi> {
        self.header().mmsi()
    }

    /// The sender's UTC, of messages 4 and 11 that carry all of it.
    pub fn utc(&self) -> Option<EventTime> {
        match self {
            Self::BaseStationReport(m) => m.utc(),
            _ => None,
        }
    }
}
