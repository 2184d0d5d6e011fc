use aivdm::message::{AisMessage as Encoded, PositionReportClassA};
use aivdm::{
    Cog, Heading, Latitude, Longitude, ManeuverIndicator, Mmsi, NavigationStatus, RateOfTurn, Sog,
    Timestamp,
};
use picket::decode::ais::{AisMessage, CommunicationState, SpecialManoeuvre, TimeStamp};
use proptest::prelude::*;

use crate::encoded::{course, decoded, heading, motion, place, speed};

proptest! {
    #[test]
    fn a_class_a_position_report(
        (longitude, latitude, sog, cog, true_heading, second) in motion(),
        (message_type, repeat_indicator, mmsi) in (1_u8..=3, 0_u8..4, 1_u32..1_000_000_000),
        (status, rot, raim, radio) in (0_u8..16, any::<i8>(), any::<bool>(), 0_u32..1 << 19),
    ) {
        let AisMessage::PositionReportClassA(found) = decoded(&Encoded::PositionReportClassA(
            PositionReportClassA {
                message_type,
                repeat_indicator,
                mmsi: Mmsi::from_raw(mmsi),
                navigation_status: NavigationStatus::from_raw(status),
                rate_of_turn: RateOfTurn::from_raw(rot),
                sog: Sog::from_raw(sog),
                position_accuracy: raim,
                longitude: Longitude::from_raw(longitude),
                latitude: Latitude::from_raw(latitude),
                cog: Cog::from_raw(cog),
                heading: Heading::from_raw(true_heading),
                timestamp: Timestamp::from_raw(second),
                maneuver_indicator: ManeuverIndicator::from_raw(2),
                raim,
                radio_status: radio,
            },
        )) else { panic!("types 1 to 3") };
        prop_assert_eq!(found.header.message_type, message_type);
        prop_assert_eq!(found.header.repeat_indicator, repeat_indicator);
        prop_assert_eq!(found.header.mmsi_code, mmsi);
        prop_assert_eq!(found.navigational_status_code, status);
        prop_assert_eq!(found.rot.map(picket::decode::ais::RateOfTurn::code), Some(rot).filter(|&rot| rot != -128));
        prop_assert_eq!(found.sog, speed(sog));
        prop_assert_eq!(found.position, place(longitude, latitude));
        prop_assert_eq!(found.cog, course(cog));
        prop_assert_eq!(found.true_heading, heading(true_heading));
        let code = found.timestamp.map(TimeStamp::code);
        prop_assert_eq!(code, Some(second).filter(|&second| second != 60));
        prop_assert_eq!((found.position_accuracy, found.raim), (raim, Some(raim)));
        prop_assert_eq!(found.special_manoeuvre.and_then(SpecialManoeuvre::engaged), Some(true));
        prop_assert_eq!(found.communication_state.map(CommunicationState::code), Some(radio));
    }

    #[test]
    fn a_rate_of_turn_and_a_manoeuvre(rot in any::<i8>(), manoeuvre in 0_u8..3, message_type in 1_u8..=3) {
        let AisMessage::PositionReportClassA(found) = decoded(&Encoded::PositionReportClassA(
            PositionReportClassA {
                message_type,
                repeat_indicator: 0,
                mmsi: Mmsi::from_raw(219_000_001),
                navigation_status: NavigationStatus::from_raw(15),
                rate_of_turn: RateOfTurn::from_raw(rot),
                sog: Sog::from_raw(1023),
                position_accuracy: false,
                longitude: Longitude::from_raw(108_600_000),
                latitude: Latitude::from_raw(54_600_000),
                cog: Cog::from_raw(3600),
                heading: Heading::from_raw(511),
                timestamp: Timestamp::from_raw(60),
                maneuver_indicator: ManeuverIndicator::from_raw(manoeuvre),
                raim: false,
                radio_status: 0,
            },
        )) else { panic!("types 1 to 3") };
        // ITU-R M.1371-5: code = 4.733 x root of the turn; +-127 say the direction only.
        let turn = (f64::from(rot) / 4.733).powi(2).copysign(f64::from(rot));
        let expected = Some(turn).filter(|_| rot.unsigned_abs() < 127);
        let found_turn = found.rot.and_then(picket::decode::ais::RateOfTurn::degrees_per_minute);
        prop_assert_eq!(found_turn.is_some(), expected.is_some());
        let close = found_turn.zip(expected).is_none_or(|(a, b): (f64, f64)| (a - b).abs() < 1e-9);
        prop_assert!(close);
        let code = found.special_manoeuvre.map(SpecialManoeuvre::code);
        prop_assert_eq!(code, Some(manoeuvre).filter(|&code| code != 0));
        prop_assert_eq!((found.sog, found.position), (None, None));
        prop_assert_eq!((found.cog, found.true_heading), (None, None));
        prop_assert_eq!((found.timestamp, found.navigational_status()), (None, None));
    }
}
