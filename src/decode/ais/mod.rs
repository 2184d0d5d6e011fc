//! AIS messages: one file per message of ITU-R M.1371-5, titled as there, and beside them the
//! fields that several messages share.

mod message;

mod position_report;
mod base_station_report;
mod static_and_voyage_data;
mod addressed_binary_message;
mod binary_broadcast_message;
mod sar_aircraft_position_report;
mod addressed_safety_related_message;
mod safety_related_broadcast_message;
mod standard_class_b_position_report;
mod extended_class_b_position_report;
mod aid_to_navigation_report;
mod static_data_report;
mod single_slot_binary_message;
mod multiple_slot_binary_message;
mod long_range_broadcast_message;

pub mod application;

mod header;
mod epfd;
mod eta;
mod hull;
mod motion;
mod place;
mod rate_of_turn;
mod time_stamp;

#[cfg(test)]
mod vectors;

pub use addressed_binary_message::AddressedBinaryMessage;
pub use addressed_safety_related_message::AddressedSafetyRelatedMessage;
pub use aid_to_navigation_report::{AidToNavigationReport, AidType};
pub use application::{ApplicationData, ApplicationId};
pub use base_station_report::BaseStationReport;
pub use binary_broadcast_message::BinaryBroadcastMessage;
pub use epfd::Epfd;
pub use eta::Eta;
pub use extended_class_b_position_report::ExtendedClassBPositionReport;
pub use header::Header;
pub use long_range_broadcast_message::LongRangeBroadcastMessage;
pub use message::AisMessage;
pub use motion::Sog;
pub use multiple_slot_binary_message::MultipleSlotBinaryMessage;
pub use position_report::PositionReportClassA;
pub use rate_of_turn::RateOfTurn;
pub use safety_related_broadcast_message::SafetyRelatedBroadcastMessage;
pub use sar_aircraft_position_report::SarAircraftPositionReport;
pub use single_slot_binary_message::SingleSlotBinaryMessage;
pub use standard_class_b_position_report::{ClassBFlags, StandardClassBPositionReport};
pub use static_and_voyage_data::StaticAndVoyageData;
pub use static_data_report::{StaticDataPartA, StaticDataPartB, Vendor};
pub use time_stamp::TimeStamp;
