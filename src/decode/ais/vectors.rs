//! Single-line messages with hand-checked fields: each shows what a type's own file is for.

use super::super::{BitBuffer, RejectReason};
use super::{
    AisMessage, CommunicationState, Sog, Sotdma, StaticDataPartB, SubMessage, SyncState, Tdma,
    TimeStamp,
};
use crate::domain::{Degrees, Dimensions, Knots, Mmsi, NavigationalStatus, Position, Text};

/// The bits of an armoured payload (ITU-R M.1371 / NMEA 0183: six bits a character).
fn unarmoured(payload: &str, fill: usize) -> (Vec<u8>, usize) {
    let sixes = payload.bytes().map(|b| b - 48).map(|c| if c > 40 { c - 8 } else { c });
    let ones: Vec<u8> = sixes.flat_map(|six| (0..6).rev().map(move |b| six >> b & 1)).collect();
    let bytes = ones.chunks(8).map(|c| c.iter().enumerate().fold(0, |a, (i, b)| a | b << (7 - i)));
    (bytes.collect(), ones.len() - fill)
}

fn decoded(payload: &str, fill: usize) -> Result<AisMessage, RejectReason> {
    let (bytes, len) = unarmoured(payload, fill);
    AisMessage::decode(BitBuffer::from_bytes(&bytes, len).bits())
}

fn cut(payload: &str, len: usize) -> Result<AisMessage, RejectReason> {
    let (bytes, _len) = unarmoured(payload, 0);
    AisMessage::decode(BitBuffer::from_bytes(&bytes, len).bits())
}

/// gpsd sample.aivdm, first message: fields as noaadata gave them.
const TYPE_1: &str = "15RTgt0PAso;90TKcjM8h6g208CQ";

#[test]
fn a_class_a_position_report_gives_every_field() {
    let Ok(AisMessage::PositionReportClassA(report)) = decoded(TYPE_1, 0) else { panic!("type 1") };
    assert_eq!(report.header.mmsi_code, 371_798_000);
    assert_eq!(report.navigational_status(), Some(NavigationalStatus::UnderWayUsingEngine));
    assert_eq!(report.rot.map(|rot| (rot.code(), rot.degrees_per_minute())), Some((-127, None)));
    assert_eq!(report.sog, Knots::new(12.3).map(Sog::Knots));
    assert!(report.position_accuracy);
    assert_eq!(report.position, Position::new(48.381_633_333_333_33, -123.395_383_333_333_33));
    assert_eq!(report.cog, Degrees::new(224.0));
    assert_eq!(report.true_heading, Degrees::new(215.0));
    assert_eq!(report.timestamp.and_then(TimeStamp::second), Some(33));
    assert_eq!(report.raim, Some(false));
    // Synchronisation state 0 (2 bits), slot time-out 2 (3 bits), slot 1249 (14 bits).
    let state = report.communication_state.expect("a state");
    assert_eq!(state.code(), 2 * 16_384 + 1249);
    let expected = Tdma::Sotdma(Sotdma {
        sync_state: SyncState::UtcDirect,
        slot_timeout: 2,
        sub_message: SubMessage::SlotNumber(1249),
    });
    assert_eq!(state.decode(), Some(expected));
}

#[test]
fn a_multiple_slot_message_ends_with_its_communication_state() {
    // Worked by hand after ITU-R M.1371-5, table 81: type and repeat, source, to all and without an
    // identifier, two bytes of data, spare, selector 0 (SOTDMA), the state of the example above.
    let fields = [
        "01101000",
        "010110001010010010111111110000",
        "00",
        "1010101011001100",
        "0000",
        "0",
        "0001000010011100001",
    ];
    let ones: Vec<u8> = fields.concat().bytes().map(|one| one - b'0').collect();
    let bytes = ones.chunks(8).map(|c| c.iter().enumerate().fold(0, |a, (i, b)| a | b << (7 - i)));
    let bytes: Vec<u8> = bytes.collect();
    let Ok(AisMessage::MultipleSlotBinaryMessage(message)) =
        AisMessage::decode(BitBuffer::from_bytes(&bytes, ones.len()).bits())
    else {
        panic!("type 26")
    };
    assert_eq!(message.header.mmsi_code, 371_798_000);
    assert_eq!(message.application.bytes(), [0b1010_1010, 0b1100_1100]);
    let expected = Tdma::Sotdma(Sotdma {
        sync_state: SyncState::UtcDirect,
        slot_timeout: 2,
        sub_message: SubMessage::SlotNumber(1249),
    });
    assert_eq!(message.communication_state.and_then(CommunicationState::decode), Some(expected));
}

#[test]
fn what_was_cut_off_is_none_and_a_position_cut_into_is_too_short() {
    let Ok(AisMessage::PositionReportClassA(report)) = cut(TYPE_1, 127) else { panic!("type 1") };
    assert!(report.position.is_some());
    assert_eq!((report.cog, report.true_heading, report.raim), (None, None, None));
    assert_eq!(cut(TYPE_1, 115), Err(RejectReason::TooShort));
    assert_eq!(cut(TYPE_1, 37), Err(RejectReason::TooShort));
}

#[test]
fn false_types_are_rejected_by_name() {
    assert_eq!(decoded("05RTgt0PAso;90TKcjM8h6g208CQ", 0), Err(RejectReason::UnknownType));
    assert_eq!(decoded("L5RTgt0PAso;90TKcjM8h6g208CQ", 0), Err(RejectReason::UnknownType));
    assert_eq!(decoded("", 0), Err(RejectReason::TooShort));
}

#[test]
fn a_number_that_names_nobody_is_kept_as_sent() {
    // libais typeexamples: type 17 from 1065113482, ten digits.
    for (payload, code) in
        [("1000000PAso;90TKcjM8h6g208CQ", 0), ("AwoiGRg:tOw>>9n5f9u>rOvwkraEe6ON", 1_065_113_482)]
    {
        let message = decoded(payload, 0).expect("a message");
        assert_eq!((message.header().mmsi_code, message.mmsi()), (code, None));
    }
}

#[test]
fn a_part_that_the_standard_does_not_have_still_says_who_was_heard() {
    // The header of TYPE_1 with type 24 (`H`) and, in bits 38 and 39, part 3 (001100, `<`).
    let Ok(AisMessage::Other { message_type, mmsi_code, part_number, .. }) =
        decoded("H5RTgt<00000", 0)
    else {
        panic!("a part of message 24 that is none")
    };
    assert_eq!((message_type, part_number), (24, 3));
    assert_eq!(Ok(mmsi_code), decoded(TYPE_1, 0).map(|message| message.header().mmsi_code));
}

#[test]
fn part_b_of_an_auxiliary_craft_names_its_parent_and_of_others_its_hull() {
    // Type 24 (6), repeat 0 (2), MMSI (30), part 1 (2), type 37 (8), vendor (42), call sign (42),
    // then 30 bits and 6 to the end, written out bit by bit.
    let message = |mmsi: u32, last_thirty: u32| {
        let fields =
            [(24, 6), (0, 2), (mmsi, 30), (1, 2), (37, 8), (0, 21), (0, 21), (0, 21), (0, 21)];
        let fields = fields.into_iter().chain([(last_thirty, 30), (1, 4), (0, 2)]);
        let ones: Vec<u32> = fields
            .flat_map(|(value, width)| (0..width).rev().map(move |b| value >> b & 1))
            .collect();
        let bytes: Vec<u8> = ones
            .chunks(8)
            .map(|c| c.iter().enumerate().fold(0, |a, (i, &b)| a | u8::from(b == 1) << (7 - i)))
            .collect();
        match AisMessage::decode(BitBuffer::from_bytes(&bytes, ones.len()).bits()) {
            Ok(AisMessage::StaticDataPartB(part)) => part,
            other => panic!("{other:?}"),
        }
    };
    let StaticDataPartB { mothership, dimensions, vendor, call_sign, .. } =
        message(982_350_001, 235_000_001);
    assert_eq!((mothership, dimensions), (Mmsi::new(235_000_001), None));
    assert_eq!((vendor, call_sign), (None, None));
    let hull = message(235_000_001, 5 << 21 | 15 << 12 | 2 << 6 | 3);
    let expected = Dimensions { to_bow: 5, to_stern: 15, to_port: 2, to_starboard: 3 };
    assert_eq!((hull.mothership, hull.dimensions), (None, Some(expected)));
}

#[test]
fn safety_texts_are_read_to_their_end() {
    // gpsd sample.aivdm, type 14 from 351809000; libais typeexamples, type 14 of 80 bits.
    for (payload, fill, text) in
        [(">5?Per18=HB1U:1@E=B0m<L", 2, "RCVD YR TEST MSG"), (">IgoUswo3Q6?Ah", 4, "=08Q#4")]
    {
        let Ok(AisMessage::SafetyRelatedBroadcastMessage(message)) = decoded(payload, fill) else {
            panic!("type 14")
        };
        assert_eq!(message.text.as_ref().map(Text::as_str), Some(text));
    }
}

#[test]
fn the_name_of_an_aid_goes_on_after_a_blank_at_its_twentieth_character() {
    // Guadeloupe 2017, 992271115 and 992271116; names as gpsdecode 3.22 reads them.
    for (payload, expected) in [
        ("E>jCK2kS2bh87abG@0b7W@9dW:@@524O>VF?P1088;v0343lU0", "FEU POST. ATON SYNT PORT"),
        ("E>jCK30S2bh0W:G@0b7W@9dW:@8@53:l>VCD01088;v013lU00", "FEU ANT. ATON SYNT PORT"),
    ] {
        let Ok(AisMessage::AidToNavigationReport(report)) = decoded(payload, 4) else {
            panic!("type 21")
        };
        assert_eq!(report.name.as_ref().map(Text::as_str), Some(expected));
    }
}

#[test]
fn the_common_messages_stay_small() {
    assert!(size_of::<AisMessage>() <= 128, "{}", size_of::<AisMessage>());
}
