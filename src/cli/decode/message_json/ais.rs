mod addressed;
mod area_notice;
mod binary;
mod dgnss;
mod environmental;
mod link;
mod meteorological;
mod payload;
mod payload_fields;
mod positions;
mod statics;

use crate::cli::decode::json::Object;
use crate::decode::ais::AisMessage;
use crate::domain::Text;

pub(super) fn write(object: &mut Object<'_>, message: &AisMessage) {
    let header = message.header();
    object.integer("message_type", i64::from(header.message_type));
    object.integer("repeat_indicator", i64::from(header.repeat_indicator));
    object.integer("mmsi", i64::from(header.mmsi_code));
    match message {
        AisMessage::PositionReportClassA(m) => positions::class_a(object, m),
        AisMessage::BaseStationReport(m) => positions::base_station(object, m),
        AisMessage::StaticAndVoyageData(m) => statics::static_and_voyage(object, m),
        AisMessage::AddressedBinaryMessage(m) => binary::addressed(object, m),
        AisMessage::BinaryBroadcastMessage(m) => binary::application(object, &m.application),
        AisMessage::SarAircraftPositionReport(m) => positions::sar_aircraft(object, m),
        AisMessage::AddressedSafetyRelatedMessage(m) => addressed::safety_text(object, m),
        AisMessage::SafetyRelatedBroadcastMessage(m) => {
            object.text("text", m.text.as_ref().map(Text::as_str));
        }
        AisMessage::StandardClassBPositionReport(m) => positions::class_b(object, m),
        AisMessage::ExtendedClassBPositionReport(m) => positions::extended_class_b(object, m),
        AisMessage::AidToNavigationReport(m) => statics::aid_to_navigation(object, m),
        AisMessage::StaticDataPartA(m) => {
            object.integer("part_number", 0);
            object.text("name", m.name.as_ref().map(Text::as_str));
        }
        AisMessage::StaticDataPartB(m) => statics::static_data_part_b(object, m),
        AisMessage::SingleSlotBinaryMessage(m) => binary::single_slot(object, m),
        AisMessage::MultipleSlotBinaryMessage(m) => binary::multiple_slot(object, m),
        AisMessage::LongRangeBroadcastMessage(m) => positions::long_range(object, m),
        AisMessage::Acknowledgement(m) => addressed::acknowledgement(object, m),
        AisMessage::UtcAndDateInquiry(m) => addressed::utc_and_date_inquiry(object, m),
        AisMessage::Interrogation(m) => link::interrogation(object, m),
        AisMessage::AssignmentModeCommand(m) => link::assignment_mode(object, m),
        AisMessage::DgnssBroadcastBinaryMessage(m) => dgnss::write(object, m),
        AisMessage::DataLinkManagementMessage(m) => link::data_link_management(object, m),
        AisMessage::ChannelManagement(m) => link::channel_management(object, m),
        AisMessage::GroupAssignmentCommand(m) => link::group_assignment(object, m),
        AisMessage::Other { part_number, .. } => {
            object.integer("part_number", i64::from(*part_number));
        }
    }
}
