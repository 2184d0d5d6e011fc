use aivdm::message::{AisMessage as Encoded, PositionReportClassB, PositionReportClassBExtended};
use aivdm::{Cog, EpfdType, Heading, Latitude, Longitude, Mmsi, Sog, Timestamp};
use picket::decode::ais::{Access, AisMessage, CommunicationState, Epfd, TimeStamp};
use picket::domain::{ShipType, Text};
use proptest::prelude::*;

use crate::encoded::{course, decoded, header, heading, hull, hull_of, motion, place, speed, text};

proptest! {
    #[test]
    fn a_class_b_position_report(
        (longitude, latitude, sog, cog, true_heading, second) in motion(),
        mmsi in 1_u32..1_000_000_000,
        flags in any::<[bool; 6]>(),
        raim in any::<bool>(),
    ) {
        let [cs_unit, display_flag, dsc_flag, band_flag, message22_flag, assigned] = flags;
        let AisMessage::StandardClassBPositionReport(found) = decoded(
            &Encoded::PositionReportClassB(PositionReportClassB {
                repeat_indicator: 0,
                mmsi: Mmsi::from_raw(mmsi),
                reserved: 0,
                sog: Sog::from_raw(sog),
                position_accuracy: !raim,
                longitude: Longitude::from_raw(longitude),
                latitude: Latitude::from_raw(latitude),
                cog: Cog::from_raw(cog),
                heading: Heading::from_raw(true_heading),
                timestamp: Timestamp::from_raw(second),
                regional_reserved: 0,
                cs_unit,
                display_flag,
                dsc_flag,
                band_flag,
                message22_flag,
                assigned,
                raim,
                radio_status: 917_510,
            }),
        ) else { panic!("type 18") };
        prop_assert_eq!(found.sog, speed(sog));
        prop_assert_eq!(found.position, place(longitude, latitude));
        prop_assert_eq!(found.cog, course(cog));
        prop_assert_eq!(found.true_heading, heading(true_heading));
        prop_assert_eq!((found.position_accuracy, found.raim), (!raim, Some(raim)));
        let sent = found.flags.map(|f| {
            [f.carrier_sense, f.display, f.dsc, f.whole_band, f.message_22, f.assigned]
        });
        prop_assert_eq!(sent, Some(flags));
    }

    #[test]
    fn the_communication_state_of_a_class_b_unit_depends_on_the_unit_and_the_selector(
        carrier_sense in any::<bool>(),
        state in 0_u32..1 << 20,
    ) {
        let AisMessage::StandardClassBPositionReport(found) = decoded(
            &Encoded::PositionReportClassB(PositionReportClassB {
                repeat_indicator: 0,
                mmsi: Mmsi::from_raw(338_000_001),
                reserved: 0,
                sog: Sog::from_raw(0),
                position_accuracy: false,
                longitude: Longitude::from_raw(0),
                latitude: Latitude::from_raw(0),
                cog: Cog::from_raw(0),
                heading: Heading::from_raw(0),
                timestamp: Timestamp::from_raw(0),
                regional_reserved: 0,
                cs_unit: carrier_sense,
                display_flag: false,
                dsc_flag: false,
                band_flag: false,
                message22_flag: false,
                assigned: false,
                raim: false,
                radio_status: state,
            }),
        ) else { panic!("type 18") };
        let access = match (carrier_sense, state >> 19) {
            (true, _) => Access::CarrierSense,
            (false, 0) => Access::Sotdma,
            (false, _) => Access::Itdma,
        };
        prop_assert_eq!(found.communication_state.map(CommunicationState::access), Some(access));
        prop_assert_eq!(found.communication_state.map(CommunicationState::code), Some(state));
    }

    #[test]
    fn an_extended_class_b_position_report(
        (longitude, latitude, sog, cog, true_heading, second) in motion(),
        (repeat_indicator, mmsi) in (0_u8..4, 1_u32..1_000_000_000),
        name in "[A-Z0-9][A-Z0-9 .-]{0,18}[A-Z0-9]",
        (ship_type, epfd) in (any::<u8>(), 0_u8..16),
        sides in (0_u16..512, 0_u16..512, 0_u8..64, 0_u8..64),
        [position_accuracy, raim, dte_not_ready, assigned] in any::<[bool; 4]>(),
    ) {
        let AisMessage::ExtendedClassBPositionReport(found) = decoded(
            &Encoded::PositionReportClassBExtended(PositionReportClassBExtended {
                repeat_indicator,
                mmsi: Mmsi::from_raw(mmsi),
                reserved: 255,
                sog: Sog::from_raw(sog),
                position_accuracy,
                longitude: Longitude::from_raw(longitude),
                latitude: Latitude::from_raw(latitude),
                cog: Cog::from_raw(cog),
                heading: Heading::from_raw(true_heading),
                timestamp: Timestamp::from_raw(second),
                regional_reserved: 15,
                name: text(&name),
                ship_type,
                dimension_to_bow: sides.0,
                dimension_to_stern: sides.1,
                dimension_to_port: sides.2,
                dimension_to_starboard: sides.3,
                epfd_type: EpfdType::from_raw(epfd),
                raim,
                dte_not_ready,
                assigned,
            }),
        ) else { panic!("type 19") };
        prop_assert_eq!(found.header, header(19, repeat_indicator, mmsi));
        prop_assert_eq!((found.sog, found.cog), (speed(sog), course(cog)));
        prop_assert_eq!(found.true_heading, heading(true_heading));
        prop_assert_eq!(found.position, place(longitude, latitude));
        let code = found.timestamp.map(TimeStamp::code);
        prop_assert_eq!(code, Some(second).filter(|&second| second != 60));
        prop_assert_eq!(found.name.as_ref().map(Text::as_str), Some(name.as_str()));
        prop_assert_eq!(found.ship_type, ShipType::from_code(ship_type));
        prop_assert_eq!(hull_of(found.dimensions), hull(sides));
        let sent = EpfdType::from_raw(epfd).to_raw();
        prop_assert_eq!(found.epfd.map(Epfd::code), Some(sent).filter(|&code| code != 0));
        prop_assert_eq!(found.position_accuracy, position_accuracy);
        prop_assert_eq!(found.raim, Some(raim));
        prop_assert_eq!(found.dte_ready, Some(!dte_not_ready));
        prop_assert_eq!(found.assigned, Some(assigned));
    }
}
