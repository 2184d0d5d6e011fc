use std::io::Write;

use crate::config::MessageType;
use crate::decode::{Decoded, Message, checksum};
use crate::domain::{EventTime, FeedName, Mmsi, Position};

/// Numbers of TAG groups come round after this many.
const GROUPS: u16 = 9_999;
/// Longest source in a TAG block (NMEA 0183 version 4.10).
const SOURCE_MAX: usize = 15;

/// Messages that a feed accepted together, as relays send them: each line with a TAG block of source
/// and time, those of one message as a group.
#[derive(Debug, Default)]
pub struct RelayBatch {
    text: Vec<u8>,
    messages: Vec<Entry>,
    group: u16,
}

/// What a relay looks at to know whether a message goes out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    end: usize,
    pub(super) kind: MessageType,
    pub(super) payload_hash: u64,
    pub(super) time: EventTime,
    /// Whose it is, where it is AIS.
    pub(super) mmsi: Option<Mmsi>,
    /// Where that is, where the message says so.
    pub(super) position: Option<Position>,
}

impl RelayBatch {
    /// Takes in what a decoder that [keeps parts](crate::decode::Decoder::keep_parts) said, if it is
    /// a message of sentences; `position` is that of its sender.
    pub fn add(&mut self, feed: FeedName, decoded: &Decoded<'_>, position: Option<Position>) {
        let Decoded::Accepted { message, raw, parts, station, time, payload_hash, .. } = decoded
        else {
            return;
        };
        let Some(kind) = kind_of(message, raw) else { return };
        let source = station.map_or_else(|| feed.as_str().to_owned(), |s| s.as_str().to_owned());
        let lines = parts.split(|&byte| byte == b'\n').filter(|line| !line.is_empty());
        let total = lines.clone().count() + 1;
        if total > 1 {
            self.group = self.group % GROUPS + 1;
        }
        for (number, line) in (1..).zip(lines.chain([*raw])) {
            let group = (total > 1).then_some((number, total, self.group));
            write_line(&mut self.text, line, &source, *time, group);
        }
        let mmsi = match message {
            Message::Ais { message, .. } => message.mmsi(),
            _ => None,
        };
        let (payload_hash, time) = (*payload_hash, *time);
        let end = self.text.len();
        self.messages.push(Entry { end, kind, payload_hash, time, mmsi, position });
    }

    /// Whether nothing is in it.
    pub const fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// Makes room for the next.
    pub fn clear(&mut self) {
        self.text.clear();
        self.messages.clear();
    }

    /// The messages with their lines, each line with its end.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Entry, &[u8])> {
        let starts = [0].into_iter().chain(self.messages.iter().map(|entry| entry.end));
        let text = |start, entry: &Entry| self.text.get(start..entry.end).unwrap_or_default();
        self.messages.iter().zip(starts).map(move |(entry, start)| (entry, text(start, entry)))
    }
}

/// What a filter calls the message; `None` for the row of a table, which is no sentence.
fn kind_of(message: &Message, raw: &[u8]) -> Option<MessageType> {
    match message {
        Message::Ais { message, .. } => Some(MessageType::Ais(message.message_type())),
        Message::Radar(_) | Message::Instrument(_) => {
            let formatter = raw.get(3..)?.first_chunk::<3>()?;
            Some(MessageType::Formatter(*formatter))
        }
        Message::Row(_) => None,
    }
}

/// `\g:1-2-17,s:SOURCE,c:TIME*hh\SENTENCE`. The time is in seconds, or where it has a fraction in
/// milliseconds.
fn write_line(
    out: &mut Vec<u8>,
    sentence: &[u8],
    source: &str,
    time: EventTime,
    group: Option<(usize, usize, u16)>,
) {
    out.push(b'\\');
    let start = out.len();
    let mut tag = || {
        if let Some((number, total, group)) = group {
            write!(out, "g:{number}-{total}-{group},")?;
        }
        out.extend_from_slice(b"s:");
        out.extend(source.bytes().take(SOURCE_MAX).map(plain));
        let (millis, secs) = (time.as_millis(), time.as_secs());
        if millis > 0 {
            let stamp = if millis == secs * 1_000 { secs } else { millis };
            write!(out, ",c:{stamp}")?;
        }
        let sum = checksum(out.get(start..).unwrap_or_default());
        write!(out, "*{sum:02X}\\")
    };
    tag().expect("a Vec takes everything");
    out.extend_from_slice(sentence);
    out.extend_from_slice(b"\r\n");
}

/// What may stand in a TAG block.
const fn plain(byte: u8) -> u8 {
    if byte.is_ascii_graphic() && !matches!(byte, b',' | b'*' | b'\\' | b'!' | b'$' | b'~' | b'^') {
        byte
    } else {
        b'_'
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Decoder, FeedSettings};

    /// From the Norwegian open feed: a message of one part, one of two, and two sentences of `$` of
    /// a receiver.
    const INPUT: &str = "\\s:2573238,c:1733782034*0A\\!BSVDM,1,1,,A,13o4g`00000I2ENRH4g83S0L088C,0*3F\r\n\
        !BSVDM,2,1,1,A,53ufeF826Lb9<mET001<CK;:1H4pMD58@000000N1p733t0Ht;ARDj2CQp2C,0*4A\r\n\
        !BSVDM,2,2,1,A,`4jhAiDP@jh,2*24\r\n\
        $GPHDT,274.07,T*03\r\n";

    #[test]
    fn sentences_go_out_byte_for_byte_behind_source_and_time() {
        let feed = "north".parse().expect("a name");
        let mut decoder = Decoder::new(FeedSettings::named(feed));
        decoder.keep_parts(true);
        let mut batch = RelayBatch::default();
        let mut out = |decoded: Decoded<'_>| batch.add(feed, &decoded, None);
        decoder.push(INPUT.as_bytes(), None, &mut out);
        decoder.flush(None, &mut out);
        let lines: Vec<_> = batch
            .iter()
            .map(|(entry, text)| (entry.kind, String::from_utf8_lossy(text).into_owned()))
            .collect();
        // The checksums of the TAG blocks by a calculator.
        let expected = [
            (
                MessageType::Ais(1),
                "\\s:2573238,c:1733782034*0A\\!BSVDM,1,1,,A,13o4g`00000I2ENRH4g83S0L088C,0*3F\r\n",
            ),
            (
                MessageType::Ais(5),
                "\\g:1-2-1,s:north,c:1733782034*1C\\!BSVDM,2,1,1,A,53ufeF826Lb9<mET001<CK;:1H4pMD58@000000N1p733t0Ht;ARDj2CQp2C,0*4A\r\n\
                 \\g:2-2-1,s:north,c:1733782034*1F\\!BSVDM,2,2,1,A,`4jhAiDP@jh,2*24\r\n",
            ),
            (MessageType::Formatter(*b"HDT"), "\\s:north,c:1733782034*5F\\$GPHDT,274.07,T*03\r\n"),
        ];
        let expected = expected.map(|(kind, text)| (kind, text.to_owned()));
        assert_eq!(lines, expected);
        batch.clear();
        assert!(batch.is_empty());
    }

    #[test]
    fn a_time_with_a_fraction_is_in_milliseconds_and_a_source_breaks_no_block() {
        let mut out = Vec::new();
        write_line(
            &mut out,
            b"$X",
            "a,b*c\\d and more than that",
            EventTime::from_millis(1_733_782_034_250),
            None,
        );
        assert_eq!(String::from_utf8_lossy(&out), "\\s:a_b_c_d_and_mor,c:1733782034250*47\\$X\r\n");
    }
}
