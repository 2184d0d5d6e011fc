use aivdm::message::{
    AidToNavigationReport, AisMessage as Encoded, BaseStationReport, LongRangeBroadcast,
    SarAircraftPositionReport,
};
use aivdm::{Cog, EpfdType, Latitude, Longitude, Mmsi, NavigationStatus, Timestamp};
use picket::decode::ais::{AidType, AisMessage, CommunicationState, Epfd, Sog, TimeStamp};
use picket::domain::{Degrees, Knots, Text};
use proptest::prelude::*;

use crate::encoded::{
    coarse_corner, coarse_place, course, decoded, header, hull, hull_of, motion, place, text,
};

proptest! {
    #[test]
    fn a_base_station_report_and_a_utc_and_date_response(
        (longitude, latitude, ..) in motion(),
        (eleven, repeat_indicator, mmsi) in (any::<bool>(), 0_u8..4, 1_u32..1_000_000_000),
        (year, month, day) in (0_u16..1 << 14, 0_u8..16, 0_u8..32),
        (hour, minute, second) in (0_u8..32, 0_u8..64, 0_u8..64),
        (epfd, radio) in (0_u8..16, 0_u32..1 << 19),
        [position_accuracy, raim] in any::<[bool; 2]>(),
    ) {
        let message_type = if eleven { 11 } else { 4 };
        let AisMessage::BaseStationReport(found) = decoded(&Encoded::BaseStationReport(
            BaseStationReport {
                message_type,
                repeat_indicator,
                mmsi: Mmsi::from_raw(mmsi),
                utc_year: year,
                utc_month: month,
                utc_day: day,
                utc_hour: hour,
                utc_minute: minute,
                utc_second: second,
                position_accuracy,
                longitude: Longitude::from_raw(longitude),
                latitude: Latitude::from_raw(latitude),
                epfd_type: EpfdType::from_raw(epfd),
                raim,
                radio_status: radio,
            },
        )) else { panic!("types 4 and 11") };
        prop_assert_eq!(found.header, header(message_type, repeat_indicator, mmsi));
        prop_assert_eq!(found.year, Some(year).filter(|year| (1..=9999).contains(year)));
        prop_assert_eq!(found.month, Some(month).filter(|month| (1..=12).contains(month)));
        prop_assert_eq!(found.day, Some(day).filter(|day| (1..=31).contains(day)));
        prop_assert_eq!(found.hour, Some(hour).filter(|&hour| hour < 24));
        prop_assert_eq!(found.minute, Some(minute).filter(|&minute| minute < 60));
        prop_assert_eq!(found.second, Some(second).filter(|&second| second < 60));
        prop_assert_eq!(found.position, place(longitude, latitude));
        let sent = EpfdType::from_raw(epfd).to_raw();
        prop_assert_eq!(found.epfd.map(Epfd::code), Some(sent).filter(|&code| code != 0));
        prop_assert_eq!((found.position_accuracy, found.raim), (position_accuracy, Some(raim)));
        prop_assert_eq!(found.communication_state.map(CommunicationState::code), Some(radio));
    }

    #[test]
    fn a_search_and_rescue_aircraft(
        (longitude, latitude, sog, cog, _, second) in motion(),
        (repeat_indicator, mmsi) in (0_u8..4, 1_u32..1_000_000_000),
        (altitude, radio) in (prop_oneof![0_u16..4096, Just(4095)], 0_u32..1 << 20),
        [position_accuracy, barometric, dte_not_ready, assigned, raim] in any::<[bool; 5]>(),
    ) {
        let AisMessage::SarAircraftPositionReport(found) = decoded(
            &Encoded::SarAircraftPositionReport(SarAircraftPositionReport {
                repeat_indicator,
                mmsi: Mmsi::from_raw(mmsi),
                altitude_meters: altitude,
                sog_knots: sog,
                position_accuracy,
                longitude: Longitude::from_raw(longitude),
                latitude: Latitude::from_raw(latitude),
                cog: Cog::from_raw(cog),
                timestamp: Timestamp::from_raw(second),
                barometric_altitude: barometric,
                regional_reserved: 127,
                dte_not_ready,
                spare: 7,
                assigned,
                raim,
                radio_status: radio,
            }),
        ) else { panic!("type 9") };
        prop_assert_eq!(found.header, header(9, repeat_indicator, mmsi));
        prop_assert_eq!(found.altitude, Some(altitude).filter(|&metres| metres != 4095));
        let knots = Knots::new(f64::from(sog)).map(Sog::Knots);
        prop_assert_eq!(found.sog, match sog {
            1023 => None,
            1022 => Some(Sog::OrMore { code: 1022 }),
            _ => knots,
        });
        prop_assert_eq!(found.position, place(longitude, latitude));
        prop_assert_eq!(found.cog, course(cog));
        let code = found.timestamp.map(TimeStamp::code);
        prop_assert_eq!(code, Some(second).filter(|&second| second != 60));
        prop_assert_eq!(found.position_accuracy, position_accuracy);
        prop_assert_eq!(found.barometric_altitude, Some(barometric));
        prop_assert_eq!(found.dte_ready, Some(!dte_not_ready));
        prop_assert_eq!((found.assigned, found.raim), (Some(assigned), Some(raim)));
        prop_assert_eq!(found.communication_state.map(CommunicationState::code), Some(radio));
    }

    #[test]
    fn an_aid_to_navigation(
        (longitude, latitude, .., second) in motion(),
        (repeat_indicator, mmsi) in (0_u8..4, 1_u32..1_000_000_000),
        (aid_type, epfd, status) in (0_u8..32, 0_u8..16, any::<u8>()),
        name in "[A-Z0-9][A-Z0-9 .-]{0,32}[A-Z0-9]",
        sides in (0_u16..512, 0_u16..512, 0_u8..64, 0_u8..64),
        [position_accuracy, off_position, raim, virtual_aid, assigned] in any::<[bool; 5]>(),
    ) {
        let AisMessage::AidToNavigationReport(found) = decoded(&Encoded::AidToNavigationReport(
            AidToNavigationReport {
                repeat_indicator,
                mmsi: Mmsi::from_raw(mmsi),
                aid_type,
                name: text(&name),
                position_accuracy,
                longitude: Longitude::from_raw(longitude),
                latitude: Latitude::from_raw(latitude),
                dimension_to_bow: sides.0,
                dimension_to_stern: sides.1,
                dimension_to_port: sides.2,
                dimension_to_starboard: sides.3,
                epfd_type: EpfdType::from_raw(epfd),
                timestamp: Timestamp::from_raw(second),
                off_position,
                regional_reserved: status,
                raim,
                virtual_aid,
                assigned,
            },
        )) else { panic!("type 21") };
        prop_assert_eq!(found.header, header(21, repeat_indicator, mmsi));
        prop_assert_eq!(found.aid_type.map(AidType::code), Some(aid_type).filter(|&aid| aid != 0));
        prop_assert_eq!(found.name.as_ref().map(Text::as_str), Some(name.as_str()));
        prop_assert_eq!(found.position, place(longitude, latitude));
        prop_assert_eq!(hull_of(found.dimensions), hull(sides));
        let sent = EpfdType::from_raw(epfd).to_raw();
        prop_assert_eq!(found.epfd.map(Epfd::code), Some(sent).filter(|&code| code != 0));
        let code = found.timestamp.map(TimeStamp::code);
        prop_assert_eq!(code, Some(second).filter(|&second| second != 60));
        prop_assert_eq!(found.position_accuracy, position_accuracy);
        prop_assert_eq!((found.off_position, found.aid_status), (Some(off_position), Some(status)));
        prop_assert_eq!((found.raim, found.virtual_aid), (Some(raim), Some(virtual_aid)));
        prop_assert_eq!(found.assigned, Some(assigned));
    }

    #[test]
    fn a_long_range_broadcast(
        (longitude, latitude) in coarse_corner(),
        (repeat_indicator, mmsi) in (0_u8..4, 1_u32..1_000_000_000),
        (status, sog, cog) in (0_u8..16, 0_u8..64, 0_u16..512),
        [position_accuracy, raim, latency] in any::<[bool; 3]>(),
    ) {
        let AisMessage::LongRangeBroadcastMessage(found) = decoded(&Encoded::LongRangeBroadcast(
            LongRangeBroadcast {
                repeat_indicator,
                mmsi: Mmsi::from_raw(mmsi),
                position_accuracy,
                raim,
                navigation_status: NavigationStatus::from_raw(status),
                longitude_raw: longitude,
                latitude_raw: latitude,
                sog_knots: sog,
                cog_degrees: cog,
                position_latency_high: latency,
            },
        )) else { panic!("type 27") };
        prop_assert_eq!(found.header, header(27, repeat_indicator, mmsi));
        prop_assert_eq!(found.position, coarse_place(longitude, latitude));
        prop_assert_eq!(found.navigational_status_code, status);
        prop_assert_eq!(found.sog, Knots::new(f64::from(sog)).filter(|_| sog < 63));
        prop_assert_eq!(found.cog, Degrees::new(f64::from(cog)).filter(|_| cog < 360));
        prop_assert_eq!((found.position_accuracy, found.raim), (position_accuracy, raim));
        prop_assert_eq!(found.position_latency, Some(latency));
    }
}
