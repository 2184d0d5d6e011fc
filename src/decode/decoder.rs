use super::csv::UnreadHeader;
use super::line::{Line, Lines};
use super::reader::Reader;
use super::{Counts, FeedSettings, Message, RejectReason};
use crate::domain::{EventTime, Text};

/// Turns the bytes of one feed into messages, in any cut. Pure: arrival times come in as arguments.
#[derive(Debug)]
pub struct Decoder {
    lines: Lines,
    reader: Reader,
}

/// What the decoder says of one sentence or CSV row.
#[derive(Debug)]
pub enum Decoded<'a> {
    /// A message.
    Accepted {
        /// What it says.
        message: &'a Message,
        /// Its sentence, or for one of several parts the last; or the CSV row.
        raw: &'a [u8],
        /// Of several parts those before the last, each ended by `\n`, where they are
        /// [kept](Decoder::keep_parts); else empty.
        parts: &'a [u8],
        /// What stands between the backslashes of its TAG block; of several parts, of the last.
        tag_block: &'a [u8],
        /// What a receiver wrote after it, from its comma.
        trailer: &'a [u8],
        /// The receiving station, where named.
        station: Option<Text<15>>,
        /// Its time. In a recording that gives no time at all, 1970-01-01T00:00:00Z.
        time: EventTime,
        /// What the feed gave as its time where that was refused: so far ahead of the feed, and not
        /// borne out by what follows, that it must not move the picture's time.
        refused_time: Option<EventTime>,
        /// Equal for copies of one transmission, on every machine: of AIS a hash of the payload's
        /// bits and of VDM or VDO; of a CSV row of its bytes; of a `$` sentence also of feed and
        /// time, for it is never a copy.
        payload_hash: u64,
    },
    /// Not a message.
    Rejected {
        /// What was received; of a line that was too long its first 4,096 bytes.
        raw: &'a [u8],
        /// Why.
        reason: RejectReason,
    },
}

impl Decoder {
    /// A decoder that has seen nothing.
    pub fn new(settings: FeedSettings) -> Self {
        Self { lines: Lines::default(), reader: Reader::new(settings) }
    }

    /// Takes in bytes as they came, with their time of arrival where the feed is live.
    pub fn push(
        &mut self,
        chunk: &[u8],
        arrival: Option<EventTime>,
        out: &mut impl FnMut(Decoded<'_>),
    ) {
        let Self { lines, reader } = self;
        let mut rest = lines.whole_end(chunk);
        while !rest.is_empty() {
            // Most lines are one plain sentence: then nobody need look for their end.
            let plain = lines.is_at_start().then(|| reader.plain_sentence(rest, arrival, out));
            rest = match plain.flatten() {
                Some(end) => lines.taken(end),
                None => lines.take(rest, &mut |line: Line<'_>| reader.line(line, arrival, out)),
            };
            rest = lines.whole_end(rest);
        }
    }

    /// The feed ended, or (live) lines have waited for two seconds: a last line without an end and
    /// every line that waits is given out now.
    pub fn flush(&mut self, arrival: Option<EventTime>, out: &mut impl FnMut(Decoded<'_>)) {
        let Self { lines, reader } = self;
        lines.finish(&mut |line: Line<'_>| reader.line(line, arrival, out));
        reader.finish(arrival, out);
        reader.release(true, out);
    }

    /// Whether messages of several parts that begin from now on give out all their parts, for those
    /// who send them on. It costs an allocation a message.
    pub const fn keep_parts(&mut self, keep: bool) {
        self.reader.keep_parts(keep);
    }

    /// Whether lines wait for a time: then a live feed's owner calls [`flush`](Self::flush) after
    /// two seconds.
    pub fn is_waiting(&self) -> bool {
        self.reader.is_waiting()
    }

    /// What the header of a table lacks whose rows therefore say nothing.
    pub fn unread_header(&self) -> Option<&UnreadHeader> {
        self.reader.unread_header()
    }

    /// What was seen so far.
    pub fn counts(&self) -> &Counts {
        self.reader.counts()
    }
}

#[cfg(test)]
mod tests;
