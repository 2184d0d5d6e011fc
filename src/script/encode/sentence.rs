use super::bits::BitWriter;
use crate::domain::{EventTime, Text};

/// Armoured characters of one sentence, so that it stays within the 82 of IEC 61162-1.
const PAYLOAD_MAX: usize = 60;

/// Numbers the messages of several parts and spreads transmissions over both channels.
#[derive(Clone, Debug, Default)]
pub(in crate::script) struct Transmitter {
    sequence: u8,
    is_channel_b: bool,
}

impl Transmitter {
    /// The sentences of one transmission, each from `!` to its checksum.
    pub(in crate::script) fn sentences(&mut self, bits: &BitWriter) -> Vec<String> {
        let channel = if self.is_channel_b { 'B' } else { 'A' };
        self.is_channel_b = !self.is_channel_b;
        let (payload, fill) = bits.armoured();
        let parts: Vec<&[u8]> = payload.as_bytes().chunks(PAYLOAD_MAX).collect();
        let total = parts.len();
        let sequence = if total > 1 {
            self.sequence = (self.sequence + 1) % 10;
            self.sequence.to_string()
        } else {
            String::new()
        };
        let one = |(n, part): (usize, &&[u8])| {
            let part = String::from_utf8_lossy(part);
            let fill = if n + 1 == total { fill } else { 0 };
            checked('!', &format!("AIVDM,{total},{},{sequence},{channel},{part},{fill}", n + 1))
        };
        parts.iter().enumerate().map(one).collect()
    }
}

/// A sentence with its start and checksum.
pub(super) fn checked(start: char, body: &str) -> String {
    format!("{start}{body}*{:02X}", checksum(body))
}

/// A sentence with the TAG block of its station and time before it: seconds, or milliseconds where
/// the time needs them.
pub(in crate::script) fn tagged(station: &Text<15>, time: EventTime, sentence: &str) -> String {
    let millis = time.as_millis();
    let stamp = if millis % 1000 == 0 { time.as_secs() } else { millis };
    let tag = format!("s:{station},c:{stamp}");
    format!("\\{tag}*{:02X}\\{sentence}", checksum(&tag))
}

fn checksum(body: &str) -> u8 {
    body.bytes().fold(0, |sum, byte| sum ^ byte)
}
