use aivdm::message::AisMessage as Encoded;
use aivdm::string::FixedStr;
use picket::decode::BitBuffer;
use picket::decode::ais::{AisMessage, Header, Sog as DecodedSog};
use picket::domain::{Degrees, Knots, Position};
use proptest::prelude::*;

/// A message as the bits that a receiver hands over.
pub(crate) fn decoded(message: &Encoded) -> AisMessage {
    let mut buffer = [0; 180];
    let (armoured, fill) = aivdm::encode_payload(message, &mut buffer).expect("it fits");
    let sixes = armoured.iter().map(|b| b - 48).map(|c| if c > 40 { c - 8 } else { c });
    let ones: Vec<u8> = sixes.flat_map(|six| (0..6).rev().map(move |b| six >> b & 1)).collect();
    let bytes = ones.chunks(8).map(|c| c.iter().enumerate().fold(0, |a, (i, b)| a | b << (7 - i)));
    let bytes: Vec<u8> = bytes.collect();
    AisMessage::decode(BitBuffer::from_bytes(&bytes, ones.len() - usize::from(fill)).bits())
        .expect("a message")
}

pub(crate) fn place(longitude: i32, latitude: i32) -> Option<Position> {
    Position::new(f64::from(latitude) / 600_000.0, f64::from(longitude) / 600_000.0)
}

pub(crate) fn speed(tenths: u16) -> Option<DecodedSog> {
    match tenths {
        1023 => None,
        1022 => Some(DecodedSog::OrMore { code: 1022 }),
        _ => Knots::new(f64::from(tenths) / 10.0).map(DecodedSog::Knots),
    }
}

pub(crate) fn course(tenths: u16) -> Option<Degrees> {
    Degrees::new(f64::from(tenths) / 10.0).filter(|_| tenths < 3600)
}

pub(crate) fn heading(degrees: u16) -> Option<Degrees> {
    Degrees::new(f64::from(degrees)).filter(|_| degrees < 360)
}

pub(crate) fn text<const N: usize>(letters: &str) -> FixedStr<N> {
    let mut buffer = [b'@'; N];
    for (slot, letter) in buffer.iter_mut().zip(letters.bytes()) {
        *slot = letter;
    }
    FixedStr::from_raw(buffer, letters.len())
}

/// Whether type, repeat indicator and MMSI are those.
pub(crate) fn header(message_type: u8, repeat_indicator: u8, mmsi: u32) -> Header {
    Header { message_type, repeat_indicator, mmsi_code: mmsi }
}

/// Tenths of a minute as a position.
pub(crate) fn coarse_place(longitude: i32, latitude: i32) -> Option<Position> {
    Position::new(f64::from(latitude) / 600.0, f64::from(longitude) / 600.0)
}

pub(crate) fn hull(sides: (u16, u16, u8, u8)) -> Option<(u16, u16, u16, u16)> {
    let (bow, stern, port, starboard) = sides;
    Some((bow, stern, u16::from(port), u16::from(starboard))).filter(|&hull| hull != (0, 0, 0, 0))
}

pub(crate) fn hull_of(hull: Option<picket::domain::Dimensions>) -> Option<(u16, u16, u16, u16)> {
    hull.map(|d| (d.to_bow, d.to_stern, d.to_port, d.to_starboard))
}

prop_compose! {
    /// Longitude, latitude, SOG, COG, heading and second as codes.
    pub(crate) fn motion()(
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

prop_compose! {
    /// Longitude and latitude in tenths of a minute, 181 and 91 degrees among them.
    pub(crate) fn coarse_corner()(
        longitude in prop_oneof![-108_000..=108_000_i32, Just(108_600)],
        latitude in prop_oneof![-54_000..=54_000_i32, Just(54_600)],
    ) -> (i32, i32) {
        (longitude, latitude)
    }
}
