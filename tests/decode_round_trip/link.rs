use aivdm::Mmsi;
use aivdm::message::{
    AisMessage as Encoded, Assignment, AssignmentModeCommand, ChannelManagement,
    ChannelManagementTarget, DataLinkManagement, GroupAssignmentCommand, Interrogation,
    MessageRequest, SecondStation, SlotReservation,
};
use picket::decode::ais::{
    AisMessage, ChannelTarget, Rectangle, ReportingInterval, Request, TxRxMode,
};
use picket::domain::{Mmsi as Station, ShipType};
use proptest::prelude::*;

use crate::encoded::{coarse_corner, coarse_place, decoded, header};

type Corner = (i32, i32);

fn rectangle(north_east: Corner, south_west: Corner) -> Option<Rectangle> {
    Some(Rectangle {
        north_east: coarse_place(north_east.0, north_east.1)?,
        south_west: coarse_place(south_west.0, south_west.1)?,
    })
}

fn request((message_type, slot_offset): (u8, u16)) -> Option<Request> {
    (message_type != 0).then_some(Request { message_type, slot_offset: Some(slot_offset) })
}

proptest! {
    #[test]
    fn an_interrogation_for_one_to_three_messages(
        (repeat_indicator, mmsi) in (0_u8..4, 1_u32..1_000_000_000),
        (first, second) in (0_u32..1 << 30, 0_u32..1 << 30),
        requests in [(0_u8..64, 0_u16..1 << 12), (0_u8..64, 0_u16..1 << 12), (0_u8..64, 0_u16..1 << 12)],
        number in 1_usize..=3,
    ) {
        let encoded =
            requests.map(|(message_type, slot_offset)| MessageRequest { message_type, slot_offset });
        let AisMessage::Interrogation(found) = decoded(&Encoded::Interrogation(Interrogation {
            repeat_indicator,
            mmsi: Mmsi::from_raw(mmsi),
            station_1_mmsi: Mmsi::from_raw(first),
            station_1_request_1: encoded[0],
            station_1_request_2: (number > 1).then_some(encoded[1]),
            station_2: (number > 2)
                .then_some(SecondStation { mmsi: Mmsi::from_raw(second), request: encoded[2] }),
        })) else { panic!("type 15") };
        prop_assert_eq!(found.header, header(15, repeat_indicator, mmsi));
        prop_assert_eq!(found.first, Station::new(first));
        let sent = |nth: usize| Some(requests[nth]).filter(|_| nth < number).and_then(request);
        prop_assert_eq!(found.of_first, [sent(0), sent(1)]);
        prop_assert_eq!(found.second, Station::new(second).filter(|_| number > 2));
        prop_assert_eq!(found.of_second, sent(2));
    }

    #[test]
    fn an_assigned_mode_command_for_one_or_two_stations(
        (repeat_indicator, mmsi) in (0_u8..4, 1_u32..1_000_000_000),
        first in (0_u32..1 << 30, 0_u16..1 << 12, prop_oneof![0_u16..8, 0_u16..1 << 10]),
        second in proptest::option::of((0_u32..1 << 30, 0_u16..1 << 12, 0_u16..1 << 10)),
    ) {
        let assignment = |(mmsi, offset, increment)| Assignment {
            destination_mmsi: Mmsi::from_raw(mmsi),
            offset,
            increment,
        };
        let AisMessage::AssignmentModeCommand(found) = decoded(&Encoded::AssignmentModeCommand(
            AssignmentModeCommand {
                repeat_indicator,
                mmsi: Mmsi::from_raw(mmsi),
                first: assignment(first),
                second: second.map(assignment),
            },
        )) else { panic!("type 16") };
        prop_assert_eq!(found.header, header(16, repeat_indicator, mmsi));
        let expected = [Some(first), second].map(|sent| {
            let (mmsi, offset, increment) = sent?;
            Some((Station::new(mmsi)?, offset, increment))
        });
        let assignments =
            found.assignments.map(|a| a.map(|a| (a.addressee, a.offset, a.increment_code)));
        prop_assert_eq!(assignments, expected);
        // ITU-R M.1371-5: code 0 makes a reporting rate of the offset, 1 to 6 are increments.
        if let [Some(assignment), _] = found.assignments {
            let slots = [1125, 375, 225, 125, 75, 45];
            let nth = usize::from(assignment.increment_code);
            let expected = nth.checked_sub(1).and_then(|nth| slots.get(nth)).copied();
            prop_assert_eq!(assignment.increment(), expected);
            let rate = assignment.reports_in_ten_minutes();
            prop_assert_eq!(rate, (nth == 0).then_some(assignment.offset));
        }
    }

    #[test]
    fn one_to_four_reservations(
        (repeat_indicator, mmsi) in (0_u8..4, 1_u32..1_000_000_000),
        sent in proptest::collection::vec((0_u16..1 << 12, 0_u8..16, 0_u8..8, 0_u16..1 << 11), 1..=4),
    ) {
        let mut reservations = [None; 4];
        for (place, &(offset, reserved_slots, timeout, increment)) in reservations.iter_mut().zip(&sent) {
            *place = Some(SlotReservation { offset, reserved_slots, timeout, increment });
        }
        let AisMessage::DataLinkManagementMessage(found) = decoded(&Encoded::DataLinkManagement(
            DataLinkManagement { repeat_indicator, mmsi: Mmsi::from_raw(mmsi), reservations },
        )) else { panic!("type 20") };
        prop_assert_eq!(found.header, header(20, repeat_indicator, mmsi));
        for (nth, reservation) in found.reservations.iter().enumerate() {
            let expected = sent.get(nth).filter(|&&block| block != (0, 0, 0, 0)).copied();
            let found = reservation.map(|r| {
                let or_zero = |code: Option<u8>| code.unwrap_or(0);
                (r.offset.unwrap_or(0), or_zero(r.number_of_slots), or_zero(r.timeout), r.increment)
            });
            prop_assert_eq!(found, expected);
            let none_is_zero = reservation.is_none_or(|r| {
                r.offset != Some(0) && r.number_of_slots != Some(0) && r.timeout != Some(0)
            });
            prop_assert!(none_is_zero);
        }
    }

    #[test]
    fn channel_management_of_an_area_or_of_two_stations(
        (repeat_indicator, mmsi) in (0_u8..4, 1_u32..1_000_000_000),
        (channel_a, channel_b, mode) in (0_u16..1 << 12, 0_u16..1 << 12, 0_u8..16),
        (north_east, south_west) in (coarse_corner(), coarse_corner()),
        stations in proptest::option::of((0_u32..1 << 30, 0_u32..1 << 30)),
        [low_power, narrow_a, narrow_b] in any::<[bool; 3]>(),
        zone in 0_u8..8,
    ) {
        let target = match stations {
            Some((first, second)) => ChannelManagementTarget::Addressed {
                destination_mmsi_1: Mmsi::from_raw(first),
                destination_mmsi_2: Mmsi::from_raw(second),
            },
            None => ChannelManagementTarget::Area {
                ne_longitude_raw: north_east.0,
                ne_latitude_raw: north_east.1,
                sw_longitude_raw: south_west.0,
                sw_latitude_raw: south_west.1,
            },
        };
        let AisMessage::ChannelManagement(found) = decoded(&Encoded::ChannelManagement(
            ChannelManagement {
                repeat_indicator,
                mmsi: Mmsi::from_raw(mmsi),
                channel_a,
                channel_b,
                tx_rx_mode: mode,
                low_power,
                target,
                channel_a_bandwidth: narrow_a,
                channel_b_bandwidth: narrow_b,
                zone_size: zone,
            },
        )) else { panic!("type 22") };
        prop_assert_eq!(found.header, header(22, repeat_indicator, mmsi));
        prop_assert_eq!((found.channel_a, found.channel_b), (channel_a, channel_b));
        prop_assert_eq!((found.tx_rx_mode.code(), found.low_power), (mode, low_power));
        prop_assert_eq!(found.target, Some(match stations {
            Some((first, second)) => {
                ChannelTarget::Stations([Station::new(first), Station::new(second)])
            }
            None => ChannelTarget::Area(rectangle(north_east, south_west)),
        }));
        let narrow = (found.channel_a_narrow, found.channel_b_narrow);
        prop_assert_eq!(narrow, (Some(narrow_a), Some(narrow_b)));
        prop_assert_eq!(found.transitional_zone, Some(zone + 1));
    }

    #[test]
    fn a_group_assignment_command(
        (repeat_indicator, mmsi) in (0_u8..4, 1_u32..1_000_000_000),
        (north_east, south_west) in (coarse_corner(), coarse_corner()),
        (station_type, ship_type) in (0_u8..16, any::<u8>()),
        (mode, interval, quiet) in (0_u8..4, 0_u8..16, 0_u8..16),
    ) {
        let AisMessage::GroupAssignmentCommand(found) = decoded(&Encoded::GroupAssignmentCommand(
            GroupAssignmentCommand {
                repeat_indicator,
                mmsi: Mmsi::from_raw(mmsi),
                ne_longitude_raw: north_east.0,
                ne_latitude_raw: north_east.1,
                sw_longitude_raw: south_west.0,
                sw_latitude_raw: south_west.1,
                station_type,
                ship_type,
                tx_rx_mode: mode,
                report_interval: interval,
                quiet_time: quiet,
            },
        )) else { panic!("type 23") };
        prop_assert_eq!(found.header, header(23, repeat_indicator, mmsi));
        prop_assert_eq!(found.area, rectangle(north_east, south_west));
        prop_assert_eq!(found.station_type.code(), station_type);
        prop_assert_eq!(found.ship_type, ShipType::from_code(ship_type));
        prop_assert_eq!(found.tx_rx_mode.map(TxRxMode::code), Some(mode));
        prop_assert_eq!(found.reporting_interval.map(ReportingInterval::code), Some(interval));
        prop_assert_eq!(found.quiet_time, Some(quiet).filter(|&minutes| minutes != 0));
    }
}
