//! Any bits under any identifier. Fields are compared with published decodings in
//! `tests/decode_application.rs`.

use proptest::prelude::*;

use super::super::{AisMessage, ApplicationData};
use super::{Outline, Payload, SensorReading, SubArea};
use crate::decode::BitBuffer;

/// Identifiers whose payloads are read, and two whose are not.
const IDENTIFIERS: [(u16, u8); 18] = [
    (1, 0),
    (1, 11),
    (1, 16),
    (1, 17),
    (1, 22),
    (1, 23),
    (1, 26),
    (1, 29),
    (1, 30),
    (1, 31),
    (1, 40),
    (200, 10),
    (200, 55),
    (235, 10),
    (250, 10),
    (367, 33),
    (366, 56),
    (1023, 63),
];

/// Message 8 from 2655651 with an identifier and `len` bits of data.
fn broadcast((dac, fi): (u16, u8), data: &[u8], len: usize) -> ApplicationData {
    let head = 8_u64 << 50 | 2_655_651 << 18 | u64::from(dac) << 6 | u64::from(fi);
    let mut bytes = head.to_be_bytes()[1..].to_vec();
    bytes.extend_from_slice(data);
    match AisMessage::decode(BitBuffer::from_bytes(&bytes, 56 + len).bits()) {
        Ok(AisMessage::BinaryBroadcastMessage(message)) => message.application,
        other => panic!("{other:?}"),
    }
}

proptest! {
    #[test]
    fn any_bits_of_any_length_return_and_what_is_read_was_sent(
        identifier in proptest::sample::select(IDENTIFIERS.to_vec()),
        data in proptest::collection::vec(any::<u8>(), 0..140),
        cut in 0_usize..9,
    ) {
        let len = (data.len() * 8).saturating_sub(cut);
        let application = broadcast(identifier, &data, len);
        prop_assert_eq!(application.id().map(|id| (id.dac, id.fi)), Some(identifier));
        prop_assert_eq!(application.len(), len);
        match application.payload() {
            Some(Payload::AreaNotice(notice)) => {
                prop_assert!(notice.sub_areas.len() <= len.div_ceil(87));
                for sub_area in notice.sub_areas {
                    let SubArea::Shape(shape) = sub_area else { continue };
                    if let Some(Outline::Ring(ring)) = shape.outline() {
                        prop_assert!(ring.len() > 3 && ring.first() == ring.last());
                    }
                }
            }
            Some(Payload::Environmental(reports)) => {
                prop_assert!(reports.len() <= len.div_ceil(112));
            }
            Some(Payload::SyntheticTargets(targets)) => {
                prop_assert!(targets.len() <= len / 120);
            }
            _ => {}
        }
    }

    #[test]
    fn any_bits_as_messages_25_and_26_return(
        mut bytes in proptest::collection::vec(any::<u8>(), 5..140),
        is_26 in any::<bool>(),
        cut in 0_usize..9,
    ) {
        bytes[0] = (if is_26 { 26 } else { 25 }) << 2;
        // An MMSI of nine digits.
        bytes[1] &= 0x0f;
        let len = (bytes.len() * 8).saturating_sub(cut);
        match AisMessage::decode(BitBuffer::from_bytes(&bytes, len).bits()) {
            Ok(AisMessage::SingleSlotBinaryMessage(m)) => {
                prop_assert!(m.application.len() <= len - 40);
                m.application.payload();
            }
            Ok(AisMessage::MultipleSlotBinaryMessage(m)) => {
                prop_assert!(m.application.len() <= len - 40);
                m.application.payload();
            }
            _ => {}
        }
    }
}

#[test]
fn a_report_that_was_cut_does_not_read_on_into_nothing() {
    // Type 2 (wind) of day 5, 06:07 at site 9, average 10 knots, and there it ends.
    let bits = 2_u64 << 60 | 5 << 55 | 6 << 50 | 7 << 44 | 9 << 37 | 10 << 30;
    let application = broadcast((1, 26), &bits.to_be_bytes(), 34);
    let Some(Payload::Environmental(reports)) = application.payload() else { panic!("reports") };
    let [report] = reports.as_slice() else { panic!("{reports:?}") };
    let SensorReading::Wind(wind) = &report.reading else { panic!("{report:?}") };
    assert_eq!(wind.average_speed.and_then(super::Measure::value), Some(10.0));
    assert_eq!((wind.gust, wind.direction, wind.forecast_minutes), (None, None, None));
}
