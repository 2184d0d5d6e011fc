use picket::decode::BitBuffer;
use picket::decode::ais::AisMessage;
use proptest::prelude::*;

use crate::encoded::{coarse_corner, coarse_place, header};

/// Fields of a width each, most significant bit first, and how many bits they are.
fn packed(fields: &[(u32, u32)]) -> (Vec<u8>, usize) {
    let bit = |&(value, width): &(u32, u32)| (0..width).rev().map(move |bit| value >> bit & 1);
    let ones: Vec<u32> = fields.iter().flat_map(bit).collect();
    let byte = |bits: &[u32]| {
        bits.iter().enumerate().fold(0, |byte, (nth, &bit)| byte | u8::from(bit == 1) << (7 - nth))
    };
    (ones.chunks(8).map(byte).collect(), ones.len())
}

proptest! {
    #[test]
    fn differential_corrections(
        (repeat_indicator, mmsi) in (0_u8..4, 1_u32..1_000_000_000),
        (longitude, latitude) in coarse_corner(),
        (message_type, station_id, z_count) in (0_u32..64, 0_u32..1024, 0_u32..1 << 13),
        (sequence_number, health, announced) in (0_u32..8, 0_u32..8, 0_u32..30),
        words in proptest::collection::vec(0_u32..1 << 24, 0..30),
        cut in 0_usize..24,
    ) {
        let mut fields = vec![
            (17, 6), (u32::from(repeat_indicator), 2), (mmsi, 30), (0, 2),
            (longitude.cast_unsigned(), 18), (latitude.cast_unsigned(), 17), (0, 5),
            (message_type, 6), (station_id, 10), (z_count, 13), (sequence_number, 3),
            (announced, 5), (health, 3),
        ];
        fields.extend(words.iter().map(|&word| (word, 24)));
        let (bytes, len) = packed(&fields);
        let len = if words.is_empty() { len } else { len - cut };
        let Ok(AisMessage::DgnssBroadcastBinaryMessage(found)) =
            AisMessage::decode(BitBuffer::from_bytes(&bytes, len).bits())
        else { panic!("type 17") };
        prop_assert_eq!(found.header, header(17, repeat_indicator, mmsi));
        prop_assert_eq!(found.position, coarse_place(longitude, latitude));
        let corrections = found.corrections.expect("a header");
        prop_assert_eq!(u32::from(corrections.message_type), message_type);
        prop_assert_eq!(u32::from(corrections.station_id), station_id);
        prop_assert_eq!(u32::from(corrections.z_count), z_count);
        prop_assert_eq!(u32::from(corrections.sequence_number), sequence_number);
        prop_assert_eq!(u32::from(corrections.number_of_words), announced);
        prop_assert_eq!(u32::from(corrections.health), health);
        prop_assert_eq!(found.data_bits, len - 80);
        let whole = (len - 120) / 24;
        let expected = words.iter().take(whole.min(announced as usize));
        let expected: Vec<u8> = expected.flat_map(|word| word.to_be_bytes()[1..].to_vec()).collect();
        prop_assert_eq!(found.words(), expected);
    }
}
