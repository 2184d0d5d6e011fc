//! The bodies of the fuzz targets in `fuzz/`: each takes any bytes and says whether what has to hold
//! does. A panic is a finding too. The seeds of `fuzz/seeds` run through them in the tests.

use super::ais::AisMessage;
use super::assembler::{Assembler, Origin, PartTime};
use super::csv::Columns;
use super::segment::Segments;
use super::sentence::{AisFields, checksum};
use super::tag_block::TagBlock;
use super::{BitBuffer, Counts, Decoder, FeedSettings};
use crate::domain::{EventTime, FeedName, Text};

/// A target: its name, which is that of its folder of seeds, and its body.
pub type Target = (&'static str, fn(&[u8]) -> bool);

/// All targets.
pub const TARGETS: [Target; 6] = [
    ("line", line),
    ("tag_block", tag_block),
    ("assembler", assembler),
    ("ais", ais),
    ("csv", csv),
    ("instruments", instruments),
];

/// Bytes of a feed say the same in one piece and in pieces, and all of it is counted.
pub fn line(bytes: &[u8]) -> bool {
    let step = bytes.first().map_or(1, |&first| usize::from(first).max(1));
    let whole = decode(bytes, bytes.len().max(1));
    adds_up(&whole.0) && whole == decode(bytes, step)
}

/// What stands between two backslashes, and a whole line of it.
pub fn tag_block(bytes: &[u8]) -> bool {
    let said = TagBlock::read(bytes).is_ok();
    let line = [b"\\", bytes, b"\\$AA,*2C"].concat();
    // Where the checksum holds there is a `*`, and nothing else may be read into it.
    let mut segments = Segments::of(&line);
    let mut bits = BitBuffer::new();
    let count = std::iter::from_fn(|| segments.next(&mut bits)).count();
    count <= line.len() && (!said || bytes.contains(&b'*'))
}

/// Parts in any order: each byte is a part, of one of two stations, four sequence numbers, two or
/// three parts; what is held back is bounded and counted.
pub fn assembler(bytes: &[u8]) -> bool {
    let mut assembler = Assembler::default();
    let mut counts = Counts::default();
    for (nth, &byte) in (0_u64..).zip(bytes) {
        let station = Text::from_ascii_lossy(if byte & 1 == 0 { b"n" } else { b"s" });
        let origin = Origin {
            station: Some(station).filter(|_| byte & 2 == 0),
            talker: *b"AI",
            own_ship: false,
            group: None,
        };
        let total = 2 + (byte >> 2 & 1);
        let number = 1 + (byte >> 3 & 3).min(total - 1);
        let sequence = Some(u16::from(byte >> 5 & 3));
        let channel = Some(if byte & 0x80 == 0 { b'A' } else { b'B' });
        let payload = [b'5'; 80];
        let payload = payload.get(..usize::from(number) * 20).unwrap_or(&[]);
        let fields =
            AisFields { total, number, sequence, channel, payload, fill: 2, in_bits: false };
        let time = EventTime::from_millis(i64::from(byte) * 100);
        let at = PartTime { time, own: true, clock: time, nth };
        let taken = assembler.take(origin, fields, b"", at, &mut counts);
        let long = taken.is_ok_and(|whole| whole.is_some_and(|whole| whole.armour.len() > 240));
        if long || counts.parts_pending > 512 || !parts_add_up(&counts) {
            return false;
        }
    }
    true
}

/// The payload of one message of any type: its first byte is taken for the type.
pub fn ais(bytes: &[u8]) -> bool {
    let Some((&first, rest)) = bytes.split_first() else { return true };
    let mut payload = vec![(first % 28) << 2];
    payload.extend_from_slice(rest);
    // Every length is one that a payload may be cut to.
    (0..=payload.len() * 8).all(|bits| {
        AisMessage::decode(BitBuffer::from_bytes(&payload, bits).bits())
            .map_or(true, |message| message.header().message_type == first % 28)
    })
}

/// A table: the first line is its header.
pub fn csv(bytes: &[u8]) -> bool {
    let row = bytes.split(|&byte| byte == b'\n').next_back().unwrap_or(&[]);
    let columns = Columns::from_header(b"time,mmsi,lat,lon,a,b,c,d,sog,name");
    let read = columns.is_none_or(|columns| {
        columns.row(row, 0).map_or(true, |row| (1..1_000_000_000).contains(&row.mmsi.get()))
    });
    let table = [b"time,mmsi,lat,lon,name\n", bytes].concat();
    read && line(bytes) && line(&table)
}

/// The body of a `$` sentence, between `$` and `*`: radar targets and instruments.
pub fn instruments(bytes: &[u8]) -> bool {
    let body: Vec<u8> = bytes.iter().copied().filter(|byte| !b"\r\n*$!\\".contains(byte)).collect();
    let sum = checksum(&body);
    let sentence = [b"$", &body[..], format!("*{sum:02X}\r\n").as_bytes()].concat();
    line(&sentence)
}

/// The counts, and a running sum of what was said.
fn decode(bytes: &[u8], step: usize) -> (Counts, u64) {
    let mut decoder = Decoder::new(FeedSettings::named(FeedName::from_stem("fuzz")));
    let mut said = 0_u64;
    let mut out = |decoded: super::Decoded<'_>| {
        said = said.rotate_left(5)
            ^ match decoded {
                super::Decoded::Accepted { time, payload_hash, raw, .. } => {
                    payload_hash ^ time.as_millis().cast_unsigned() ^ length(raw)
                }
                super::Decoded::Rejected { raw, reason } => {
                    length(raw) ^ length(reason.as_str().as_bytes())
                }
            };
    };
    for piece in bytes.chunks(step) {
        decoder.push(piece, None, &mut out);
    }
    decoder.flush(None, &mut out);
    (decoder.counts().clone(), said)
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

/// The equations of [`Counts`].
fn adds_up(counts: &Counts) -> bool {
    let rejected: u64 = counts.rejected.values().sum();
    let ignored: u64 = counts.ignored.values().sum();
    let lines = counts.blank + counts.without_sentence + counts.with_sentence;
    let sentences = rejected + counts.parts + ignored + counts.messages;
    lines == counts.lines && sentences == counts.sentences && parts_add_up(counts)
}

fn parts_add_up(counts: &Counts) -> bool {
    counts.parts == counts.parts_assembled + counts.parts_expired + counts.parts_pending
}
