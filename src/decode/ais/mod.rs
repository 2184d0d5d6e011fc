//! AIS messages: one file per message of ITU-R M.1371-5, titled as there, and beside them the
//! fields that several messages share.

mod message;

mod position_report;
mod base_station_report;
mod static_and_voyage_data;
mod addressed_binary_message;
mod binary_broadcast_message;
mod acknowledgement;
mod sar_aircraft_position_report;
mod utc_and_date_inquiry;
mod addressed_safety_related_message;
mod safety_related_broadcast_message;
mod interrogation;
mod assignment_mode_command;
mod dgnss_broadcast_binary_message;
mod standard_class_b_position_report;
mod extended_class_b_position_report;
mod data_link_management_message;
mod aid_to_navigation_report;
mod channel_management;
mod group_assignment_command;
mod static_data_report;
mod single_slot_binary_message;
mod multiple_slot_binary_message;
mod long_range_broadcast_message;

pub mod application;

mod header;
mod communication_state;
mod epfd;
mod eta;
mod hull;
mod motion;
mod place;
mod rate_of_turn;
mod rectangle;
mod special_manoeuvre;
mod time_stamp;
mod tx_rx_mode;

#[cfg(test)]
mod vectors;

pub use acknowledgement::{Acknowledged, Acknowledgement};
pub use addressed_binary_message::AddressedBinaryMessage;
pub use addressed_safety_related_message::AddressedSafetyRelatedMessage;
pub use aid_to_navigation_report::{AidToNavigationReport, AidType};
pub use application::{ApplicationData, ApplicationId};
pub use assignment_mode_command::{Assignment, AssignmentModeCommand};
pub use base_station_report::BaseStationReport;
pub use binary_broadcast_message::BinaryBroadcastMessage;
pub use channel_management::{ChannelManagement, ChannelTarget};
pub use communication_state::{
    Access, CommunicationState, Itdma, Sotdma, SubMessage, SyncState, Tdma,
};
pub use data_link_management_message::{DataLinkManagementMessage, Reservation};
pub use dgnss_broadcast_binary_message::{DgnssBroadcastBinaryMessage, DgnssCorrections};
pub use epfd::Epfd;
pub use eta::Eta;
pub use extended_class_b_position_report::ExtendedClassBPositionReport;
pub use group_assignment_command::{GroupAssignmentCommand, ReportingInterval, StationType};
pub use header::Header;
pub use interrogation::{Interrogation, Request};
pub use long_range_broadcast_message::LongRangeBroadcastMessage;
pub use message::AisMessage;
pub use motion::Sog;
pub use multiple_slot_binary_message::MultipleSlotBinaryMessage;
pub use position_report::PositionReportClassA;
pub use rate_of_turn::RateOfTurn;
pub use rectangle::Rectangle;
pub use safety_related_broadcast_message::SafetyRelatedBroadcastMessage;
pub use sar_aircraft_position_report::SarAircraftPositionReport;
pub use single_slot_binary_message::SingleSlotBinaryMessage;
pub use special_manoeuvre::SpecialManoeuvre;
pub use standard_class_b_position_report::{ClassBFlags, StandardClassBPositionReport};
pub use static_and_voyage_data::StaticAndVoyageData;
pub use static_data_report::{StaticDataPartA, StaticDataPartB, Vendor};
pub use time_stamp::TimeStamp;
pub use tx_rx_mode::TxRxMode;
pub use utc_and_date_inquiry::UtcAndDateInquiry;
