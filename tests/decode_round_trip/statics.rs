use aivdm::message::{
    AisMessage as Encoded, StaticDataReport, StaticDataReportPartA, StaticDataReportPartB,
    StaticVoyageData,
};
use aivdm::{EpfdType, Mmsi};
use picket::decode::ais::AisMessage;
use picket::domain::{ShipType, Text};
use proptest::prelude::*;

use crate::encoded::{decoded, hull, hull_of, text};

proptest! {
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

    #[test]
    fn a_static_data_report_part_a(mmsi in 1_u32..1_000_000_000, name in "[A-Z0-9][A-Z0-9 .-]{0,18}[A-Z0-9]") {
        let part_a = StaticDataReportPartA { mmsi: Mmsi::from_raw(mmsi), name: text(&name) };
        let AisMessage::StaticDataPartA(found) =
            decoded(&Encoded::StaticDataReport(StaticDataReport::A(part_a)))
        else { panic!("type 24, part A") };
        prop_assert_eq!(found.header.mmsi_code, mmsi);
        prop_assert_eq!(found.name.as_ref().map(Text::as_str), Some(name.as_str()));
    }

    #[test]
    fn a_static_data_report_part_b(
        mmsi in prop_oneof![1_u32..980_000_000, 980_000_000_u32..990_000_000],
        ship_type in any::<u8>(),
        call_sign in "[A-Z0-9]{1,7}",
        maker in "[A-Z]{3}",
        sides in (0_u16..512, 0_u16..512, 0_u8..64, 0_u8..64),
    ) {
        let part_b = StaticDataReportPartB {
            mmsi: Mmsi::from_raw(mmsi),
            ship_type,
            // Six bits each: `0` is 48, `1` is 49, so model 12 and serial number 0x0C31 << 6 | 0x31.
            vendor_id: text(&format!("{maker}0011")),
            call_sign: text(&call_sign),
            dimension_to_bow: sides.0,
            dimension_to_stern: sides.1,
            dimension_to_port: sides.2,
            dimension_to_starboard: sides.3,
        };
        let AisMessage::StaticDataPartB(found) =
            decoded(&Encoded::StaticDataReport(StaticDataReport::B(part_b)))
        else { panic!("type 24, part B") };
        prop_assert_eq!(found.ship_type, ShipType::from_code(ship_type));
        prop_assert_eq!(found.call_sign.as_ref().map(Text::as_str), Some(call_sign.as_str()));
        let vendor = found.vendor.expect("a maker");
        prop_assert_eq!(vendor.id.as_ref().map(Text::as_str), Some(maker.as_str()));
        // 110000 110000 110001 110001: four bits of model, twenty of serial number.
        prop_assert_eq!((vendor.model_code, vendor.serial_number), (0b1100, 0b0011_0000_1100_0111_0001));
        if mmsi / 10_000_000 == 98 {
            let (bow, stern, port, starboard) = sides;
            let parent = u32::from(bow) << 21 | u32::from(stern) << 12
                | u32::from(port) << 6 | u32::from(starboard);
            let expected = Some(parent).filter(|parent| (1..=999_999_999).contains(parent));
            prop_assert_eq!(found.mothership.map(picket::domain::Mmsi::get), expected);
            prop_assert_eq!(found.dimensions, None);
        } else {
            prop_assert_eq!(hull_of(found.dimensions), hull(sides));
            prop_assert_eq!(found.mothership, None);
        }
    }
}
