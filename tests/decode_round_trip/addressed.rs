use aivdm::Mmsi;
use aivdm::message::{
    Ack, Acknowledge, AisMessage as Encoded, SafetyRelatedAddressed, SafetyRelatedBroadcast,
    UtcDateInquiry,
};
use picket::decode::ais::AisMessage;
use picket::domain::{Mmsi as Station, Text};
use proptest::prelude::*;

use crate::encoded::{decoded, header, text};

proptest! {
    #[test]
    fn an_acknowledgement_of_one_to_four_messages(
        (thirteen, repeat_indicator, mmsi) in (any::<bool>(), 0_u8..4, 1_u32..1_000_000_000),
        acks in proptest::collection::vec((0_u32..1 << 30, 0_u8..4), 1..=4),
    ) {
        let message_type = if thirteen { 13 } else { 7 };
        let mut places = [None; 4];
        for (place, &(mmsi, sequence_number)) in places.iter_mut().zip(&acks) {
            *place = Some(Ack { mmsi: Mmsi::from_raw(mmsi), sequence_number });
        }
        let AisMessage::Acknowledgement(found) = decoded(&Encoded::Acknowledge(Acknowledge {
            message_type,
            repeat_indicator,
            mmsi: Mmsi::from_raw(mmsi),
            acks: places,
        })) else { panic!("types 7 and 13") };
        prop_assert_eq!(found.header, header(message_type, repeat_indicator, mmsi));
        let found = found.acknowledged.map(|a| a.map(|a| (a.addressee, a.sequence_number)));
        let mut expected = [None; 4];
        for (place, &(mmsi, sequence_number)) in expected.iter_mut().zip(&acks) {
            *place = Station::new(mmsi).map(|mmsi| (mmsi, sequence_number));
        }
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn a_utc_and_date_inquiry(
        (repeat_indicator, mmsi) in (0_u8..4, 1_u32..1_000_000_000),
        addressee in 0_u32..1 << 30,
    ) {
        let AisMessage::UtcAndDateInquiry(found) = decoded(&Encoded::UtcDateInquiry(UtcDateInquiry {
            repeat_indicator,
            mmsi: Mmsi::from_raw(mmsi),
            destination_mmsi: Mmsi::from_raw(addressee),
        })) else { panic!("type 10") };
        prop_assert_eq!(found.header, header(10, repeat_indicator, mmsi));
        prop_assert_eq!(found.addressee, Station::new(addressee));
    }

    #[test]
    fn an_addressed_and_a_broadcast_safety_text(
        (repeat_indicator, mmsi, addressee) in (0_u8..4, 1_u32..1_000_000_000, 0_u32..1 << 30),
        (sequence_number, retransmit) in (0_u8..4, any::<bool>()),
        words in "[A-Z0-9][A-Z0-9 .,:-]{0,100}[A-Z0-9]",
    ) {
        let AisMessage::AddressedSafetyRelatedMessage(found) = decoded(
            &Encoded::SafetyRelatedAddressed(SafetyRelatedAddressed {
                repeat_indicator,
                mmsi: Mmsi::from_raw(mmsi),
                sequence_number,
                destination_mmsi: Mmsi::from_raw(addressee),
                retransmit,
                text: text(&words),
            }),
        ) else { panic!("type 12") };
        prop_assert_eq!(found.header, header(12, repeat_indicator, mmsi));
        prop_assert_eq!(found.addressee, Station::new(addressee));
        prop_assert_eq!((found.sequence_number, found.retransmitted), (sequence_number, retransmit));
        prop_assert_eq!(found.text.as_ref().map(Text::as_str), Some(words.as_str()));
        let AisMessage::SafetyRelatedBroadcastMessage(found) = decoded(
            &Encoded::SafetyRelatedBroadcast(SafetyRelatedBroadcast {
                repeat_indicator,
                mmsi: Mmsi::from_raw(mmsi),
                text: text(&words),
            }),
        ) else { panic!("type 14") };
        prop_assert_eq!(found.header, header(14, repeat_indicator, mmsi));
        prop_assert_eq!(found.text.as_ref().map(Text::as_str), Some(words.as_str()));
    }
}
