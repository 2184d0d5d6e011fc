//! What the `aivdm` crate encodes, Picket decodes to the same values: every message field by field,
//! over random values with the codes for "not available" among them.
#![cfg(test)]

use aivdm::message::{
    AisMessage as Encoded, PositionReportClassA, PositionReportClassB, StaticVoyageData,
};
use aivdm::string::FixedStr;
use aivdm::{
    Cog, EpfdType, Heading, Latitude, Longitude, ManeuverIndicator, Mmsi, NavigationStatus,
    RateOfTurn, Sog, Timestamp,
};
use picket::decode::Bits;
use picket::decode::ais::{AisMessage, Sog as DecodedSog, TimeStamp};
use picket::domain::{Degrees, Knots, Position, Text};
use proptest::prelude::*;

/// A message as the bits that a receiver hands over.
fn decoded(message: &Encoded) -> AisMessage {
    let mut buffer = [0; 128];
    let (armoured, fill) = aivdm::encode_payload(message, &mut buffer).expect("it fits");
    let sixes = armoured.iter().map(|b| b - 48).map(|c| if c > 40 { c - 8 } else { c });
    let ones: Vec<u8> = sixes.flat_map(|six| (0..6).rev().map(move |b| six >> b & 1)).collect();
    let bytes = ones.chunks(8).map(|c| c.iter().enumerate().fold(0, |a, (i, b)| a | b << (7 - i)));
    let bytes: Vec<u8> = bytes.collect();
    AisMessage::decode(Bits::new(&bytes, ones.len() - usize::from(fill))).expect("a message")
}

fn place(longitude: i32, latitude: i32) -> Option<Position> {
    Position::new(f64::from(latitude) / 600_000.0, f64::from(longitude) / 600_000.0)
}

fn speed(tenths: u16) -> Option<DecodedSog> {
    match tenths {
        1023 => None,
        1022 => Some(DecodedSog::OrMore { code: 1022 }),
        _ => Knots::new(f64::from(tenths) / 10.0).map(DecodedSog::Knots),
    }
}

fn course(tenths: u16) -> Option<Degrees> {
    Degrees::new(f64::from(tenths) / 10.0).filter(|_| tenths < 3600)
}

fn heading(degrees: u16) -> Option<Degrees> {
    Degrees::new(f64::from(degrees)).filter(|_| degrees < 360)
}

fn text<const N: usize>(letters: &str) -> FixedStr<N> {
    let mut buffer = [b'@'; N];
    for (slot, letter) in buffer.iter_mut().zip(letters.bytes()) {
        *slot = letter;
    }
    FixedStr::from_raw(buffer, letters.len())
}

prop_compose! {
    /// Longitude, latitude, SOG, COG, heading and second as codes.
    fn motion()(
        longitude in prop_oneof![-108_000_000..=108_000_000_i32, Just(108_600_000)],
        latitude in prop_oneof![-54_000_000..=54_000_000_i32, Just(54_600_000)],
        sog in 0_u16..1024,
        cog in 0_u16..4096,
        heading in 0_u16..512,
        second in 0_u8..64,
    ) -> (i32, i32, u16, u16, u16, u8) {
        (longitude, latitude, sog, cog, heading, second)
    }
}

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
        prop_assert_eq!(found.header.mmsi.get(), mmsi);
        prop_assert_eq!(found.navigational_status_code, status);
        prop_assert_eq!(found.rot.map(picket::decode::ais::RateOfTurn::code), Some(rot).filter(|&rot| rot != -128));
        prop_assert_eq!(found.sog, speed(sog));
        prop_assert_eq!(found.position, place(longitude, latitude));
        prop_assert_eq!(found.cog, course(cog));
        prop_assert_eq!(found.true_heading, heading(true_heading));
        let code = found.timestamp.map(TimeStamp::code);
        prop_assert_eq!(code, Some(second).filter(|&second| second != 60));
        prop_assert_eq!((found.position_accuracy, found.raim), (raim, Some(raim)));
        prop_assert_eq!(found.special_manoeuvre, Some(true));
        prop_assert_eq!(found.communication_state, Some(radio));
    }

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
    fn static_and_voyage_data(
        mmsi in 1_u32..1_000_000_000,
        imo in 0_u32..1 << 30,
        name in "[A-Z0-9][A-Z0-9 .-]{0,18}[A-Z0-9]",
        call_sign in "[A-Z0-9]{1,7}",
        (bow, stern, port, starboard) in (0_u16..512, 0_u16..512, 0_u8..64, 0_u8..64),
        draught in any::<u8>(),
    ) {
        let AisMessage::StaticAndVoyageData(found) = decoded(&Encoded::StaticVoyageData(
            StaticVoyageData {
                repeat_indicator: 0,
                mmsi: Mmsi::from_raw(mmsi),
                ais_version: 2,
                imo_number: imo,
                call_sign: text(&call_sign),
                name: text(&name),
                ship_type: 79,
                dimension_to_bow: bow,
                dimension_to_stern: stern,
                dimension_to_port: port,
                dimension_to_starboard: starboard,
                epfd_type: EpfdType::from_raw(1),
                eta_month: 5,
                eta_day: 15,
                eta_hour: 14,
                eta_minute: 7,
                draught_decimeters: draught,
                destination: text(&name),
                dte_not_ready: true,
            },
        )) else { panic!("type 5") };
        prop_assert_eq!(found.imo_number, Some(imo).filter(|&imo| imo != 0));
        prop_assert_eq!(found.name.as_ref().map(Text::as_str), Some(name.as_str()));
        prop_assert_eq!(found.destination.as_ref().map(Text::as_str), Some(name.as_str()));
        prop_assert_eq!(found.call_sign.as_ref().map(Text::as_str), Some(call_sign.as_str()));
        let hull = found.dimensions.map(|d| (d.to_bow, d.to_stern, d.to_port, d.to_starboard));
        let sent = (bow, stern, u16::from(port), u16::from(starboard));
        prop_assert_eq!(hull, Some(sent).filter(|&sent| sent != (0, 0, 0, 0)));
        let eta = found.eta.map(|eta| (eta.month, eta.day, eta.hour, eta.minute));
        prop_assert_eq!(eta, Some((Some(5), Some(15), Some(14), Some(7))));
        let metres = found.draught.map(picket::domain::Metres::get);
        prop_assert_eq!(metres, Some(f64::from(draught) / 10.0).filter(|_| draught != 0));
        prop_assert_eq!((found.ais_version, found.dte_ready), (2, Some(false)));
    }
}
