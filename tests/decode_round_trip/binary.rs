//! Messages 6, 8, 25 and 26 with data of every length that the standard allows (ITU-R M.1371-5,
//! annex 8). Data have no constructor in `aivdm`: it reads them out of an otherwise empty message of
//! the type, and writes them behind fields of this test.

use aivdm::Mmsi;
use aivdm::message::{
    AisMessage as Encoded, BinaryAddressedMessage, BinaryBroadcastMessage, MultiSlotBinaryMessage,
    SingleSlotBinaryMessage,
};
use fastrand::Rng;
use picket::decode::ais::{Access, AisMessage, ApplicationData, ApplicationId, CommunicationState};
use picket::domain::Mmsi as Station;

use crate::encoded::{decoded, header};

/// What every message here has, drawn anew.
struct Drawn {
    repeat_indicator: u8,
    mmsi: u32,
    addressee: u32,
    dac: u16,
    fi: u8,
    data: Vec<bool>,
}

impl Drawn {
    fn new(rng: &mut Rng, bits: usize) -> Self {
        Self {
            repeat_indicator: rng.u8(..4),
            mmsi: rng.u32(1..1_000_000_000),
            addressee: rng.u32(..1 << 30),
            dac: rng.u16(..1024),
            fi: rng.u8(..64),
            data: (0..bits).map(|_| rng.bool()).collect(),
        }
    }

    fn id(&self) -> ApplicationId {
        ApplicationId { dac: self.dac, fi: self.fi }
    }

    /// Of which only 1 to 999,999,999 is an MMSI.
    fn station(&self) -> Option<Station> {
        Station::new(self.addressee)
    }

    fn assert_is(&self, found: &ApplicationData, id: Option<ApplicationId>) {
        assert_eq!((found.id(), found.len()), (id, self.data.len()));
        assert_eq!(found.bytes(), bytes(&self.data), "{} bits", self.data.len());
    }
}

#[test]
fn an_addressed_binary_message_with_data_of_every_length() {
    let mut rng = Rng::with_seed(6);
    for bits in 0..=920 {
        let drawn = Drawn::new(&mut rng, bits);
        let (sequence_number, retransmitted) = (rng.u8(..4), rng.bool());
        let Encoded::BinaryAddressedMessage(empty) = carrying(6, 88, &drawn.data, 0) else {
            panic!("type 6")
        };
        let AisMessage::AddressedBinaryMessage(found) =
            decoded(&Encoded::BinaryAddressedMessage(BinaryAddressedMessage {
                repeat_indicator: drawn.repeat_indicator,
                mmsi: Mmsi::from_raw(drawn.mmsi),
                sequence_number,
                destination_mmsi: Mmsi::from_raw(drawn.addressee),
                // `aivdm` writes 0 for a retransmission; the standard has 1, as in message 12.
                retransmit: !retransmitted,
                dac: drawn.dac,
                fi: drawn.fi,
                ..empty
            }))
        else {
            panic!("type 6")
        };
        assert_eq!(found.header, header(6, drawn.repeat_indicator, drawn.mmsi));
        assert_eq!(found.sequence_number, sequence_number);
        assert_eq!(found.addressee, drawn.station());
        assert_eq!(found.retransmitted, retransmitted);
        drawn.assert_is(&found.application, Some(drawn.id()));
    }
}

#[test]
fn a_binary_broadcast_message_with_data_of_every_length() {
    let mut rng = Rng::with_seed(8);
    for bits in 0..=952 {
        let drawn = Drawn::new(&mut rng, bits);
        let Encoded::BinaryBroadcastMessage(empty) = carrying(8, 56, &drawn.data, 0) else {
            panic!("type 8")
        };
        let AisMessage::BinaryBroadcastMessage(found) =
            decoded(&Encoded::BinaryBroadcastMessage(BinaryBroadcastMessage {
                repeat_indicator: drawn.repeat_indicator,
                mmsi: Mmsi::from_raw(drawn.mmsi),
                dac: drawn.dac,
                fi: drawn.fi,
                ..empty
            }))
        else {
            panic!("type 8")
        };
        assert_eq!(found.header, header(8, drawn.repeat_indicator, drawn.mmsi));
        drawn.assert_is(&found.application, Some(drawn.id()));
    }
}

#[test]
fn a_single_slot_binary_message_of_each_form_with_data_of_every_length() {
    let mut rng = Rng::with_seed(25);
    for (addressed, structured) in FORMS {
        for bits in 0..=(168 - 40 - before_data(addressed, structured)) {
            let drawn = Drawn::new(&mut rng, bits);
            let (app_id, rest) = aligned(&drawn, addressed, structured);
            let Encoded::SingleSlotBinaryMessage(empty) = carrying(25, 40, &rest, 0) else {
                panic!("type 25")
            };
            let AisMessage::SingleSlotBinaryMessage(found) =
                decoded(&Encoded::SingleSlotBinaryMessage(SingleSlotBinaryMessage {
                    repeat_indicator: drawn.repeat_indicator,
                    mmsi: Mmsi::from_raw(drawn.mmsi),
                    destination_mmsi: addressed.then(|| Mmsi::from_raw(drawn.addressee)),
                    app_id,
                    ..empty
                }))
            else {
                panic!("type 25")
            };
            assert_eq!(found.header, header(25, drawn.repeat_indicator, drawn.mmsi));
            assert_eq!((found.addressed, found.structured), (addressed, structured));
            assert_eq!(found.addressee, drawn.station().filter(|_| addressed));
            drawn.assert_is(&found.application, structured.then(|| drawn.id()));
        }
    }
}

#[test]
fn a_multiple_slot_binary_message_of_each_form_with_data_of_every_length() {
    let mut rng = Rng::with_seed(26);
    for (addressed, structured) in FORMS {
        // 24 bits of trailer: four spare ones, the selector, the communication state.
        for bits in 0..=(1064 - 40 - 24 - before_data(addressed, structured)) {
            let drawn = Drawn::new(&mut rng, bits);
            let (app_id, mut rest) = aligned(&drawn, addressed, structured);
            // `aivdm` leaves out the four spare bits.
            rest.extend([false; 4]);
            let (itdma, state) = (rng.bool(), rng.u32(..1 << 19));
            let Encoded::MultiSlotBinaryMessage(empty) = carrying(26, 40, &rest, 20) else {
                panic!("type 26")
            };
            let AisMessage::MultipleSlotBinaryMessage(found) =
                decoded(&Encoded::MultiSlotBinaryMessage(MultiSlotBinaryMessage {
                    repeat_indicator: drawn.repeat_indicator,
                    mmsi: Mmsi::from_raw(drawn.mmsi),
                    destination_mmsi: addressed.then(|| Mmsi::from_raw(drawn.addressee)),
                    app_id,
                    communication_state_itdma: itdma,
                    radio_status: state,
                    ..empty
                }))
            else {
                panic!("type 26")
            };
            assert_eq!(found.header, header(26, drawn.repeat_indicator, drawn.mmsi));
            assert_eq!((found.addressed, found.structured), (addressed, structured));
            assert_eq!(found.addressee, drawn.station().filter(|_| addressed));
            drawn.assert_is(&found.application, structured.then(|| drawn.id()));
            let sent =
                found.communication_state.map(|s: CommunicationState| (s.access(), s.code()));
            let access = if itdma { Access::Itdma } else { Access::Sotdma };
            assert_eq!(sent, Some((access, u32::from(itdma) << 19 | state)));
        }
    }
}

/// Whether to one station, and whether with an application identifier.
const FORMS: [(bool, bool); 4] = [(false, false), (false, true), (true, false), (true, true)];

/// Bits of the addressee with its two spare ones, and of the identifier.
fn before_data(addressed: bool, structured: bool) -> usize {
    32 * usize::from(addressed) + 16 * usize::from(structured)
}

/// What `aivdm` has to write as identifier and as data. It leaves out the two spare bits after an
/// addressee (table 80), so they go before the identifier, and everything moves by two.
fn aligned(drawn: &Drawn, addressed: bool, structured: bool) -> (Option<(u16, u8)>, Vec<bool>) {
    let mut sent = vec![false; if addressed { 2 } else { 0 }];
    if structured {
        let id = drawn.dac << 6 | u16::from(drawn.fi);
        sent.extend((0..16).rev().map(|bit| id >> bit & 1 == 1));
    }
    sent.extend(&drawn.data);
    if !structured {
        return (None, sent);
    }
    let rest = sent.split_off(16);
    let [high, low] = [&sent[..10], &sent[10..]]
        .map(|bits| bits.iter().fold(0_u16, |code, &bit| code << 1 | u16::from(bit)));
    (Some((high, u8::try_from(low).expect("six bits"))), rest)
}

/// A message of a type whose fields are zero, but for the data that stand behind `before` bits; and
/// `after` zeros.
fn carrying(message_type: u8, before: usize, data: &[bool], after: usize) -> Encoded {
    let mut ones: Vec<bool> = (0..6).rev().map(|bit| message_type >> bit & 1 == 1).collect();
    ones.resize(before, false);
    ones.extend(data);
    ones.resize(ones.len() + after, false);
    let fill = ones.len().next_multiple_of(6) - ones.len();
    let letter = |six: &[bool]| {
        let code = (0..6).fold(0, |code, at| code << 1 | u8::from(six.get(at) == Some(&true)));
        if code < 40 { code + 48 } else { code + 56 }
    };
    let armour: Vec<u8> = ones.chunks(6).map(letter).collect();
    let fill = u8::try_from(fill).expect("below six");
    aivdm::decode_payload(&armour, fill).expect("a message")
}

/// Bits as bytes, the last filled up with zeros.
fn bytes(bits: &[bool]) -> Vec<u8> {
    let byte = |bits: &[bool]| {
        bits.iter().enumerate().fold(0, |byte, (at, &bit)| byte | u8::from(bit) << (7 - at))
    };
    bits.chunks(8).map(byte).collect()
}
