use std::collections::BTreeMap;

use super::{FeedSettings, Message, RejectReason};
use crate::domain::{EventTime, Text};

/// Turns the bytes of one feed into messages, in any cut. Pure: arrival times come in as arguments.
#[derive(Debug)]
pub struct Decoder {
    settings: FeedSettings,
}

/// What the decoder says of one sentence or CSV row.
#[derive(Debug)]
pub enum Decoded<'a> {
    /// A message.
    Accepted {
        /// What it says.
        message: Message,
        /// Its sentence, or for one of several parts the last; or the CSV row.
        raw: &'a [u8],
        /// The receiving station, where named.
        station: Option<Text<15>>,
        /// Its time.
        time: EventTime,
        /// Equal for copies of one transmission.
        payload_hash: u64,
    },
    /// Not a message.
    Rejected {
        /// What was received.
        raw: &'a [u8],
        /// Why.
        reason: RejectReason,
    },
}

/// What a decoder has seen; the equations of the contract hold at any time:
/// lines = blank + `without_sentence` + `with_sentence`;
/// sentences = rejected + parts + ignored + messages;
/// parts = assembled + expired + pending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Lines seen.
    pub lines: u64,
    /// Lines of nothing but white space.
    pub blank: u64,
    /// Lines with text but no sentence (comments, logger headers).
    pub without_sentence: u64,
    /// Lines with at least one sentence or CSV row.
    pub with_sentence: u64,
    /// Sentences and CSV rows seen, several on one line counted each.
    pub sentences: u64,
    /// Sentences rejected, by reason.
    pub rejected: BTreeMap<RejectReason, u64>,
    /// Sentences that are a part of a message but not its last one; the last one counts as what
    /// the whole became: a message, ignored or rejected.
    pub parts: u64,
    /// Sentences knowingly not used, by AIS message type (`ais-16`) or formatter (`GSV`).
    pub ignored: BTreeMap<Text<8>, u64>,
    /// Messages given out.
    pub messages: u64,
    /// Parts whose message became whole.
    pub parts_assembled: u64,
    /// Parts whose message never became whole.
    pub parts_expired: u64,
    /// Parts that still wait.
    pub parts_pending: u64,
    /// Time stamps ahead of their feed that did not stand.
    pub time_jumps_refused: u64,
    /// Live lines ahead of the clock that took their time of arrival.
    pub ahead_of_clock: u64,
}

impl Decoder {
    /// A decoder that has seen nothing.
    pub fn new(settings: FeedSettings) -> Self {
        Self { settings }
    }

    /// Takes in bytes as they came, with their time of arrival where the feed is live.
    pub fn push(
        &mut self,
        chunk: &[u8],
        arrival: Option<EventTime>,
        out: &mut impl FnMut(Decoded<'_>),
    ) {
        let _seen = (&self.settings, chunk, arrival);
        out(Decoded::Rejected { raw: chunk, reason: RejectReason::ChecksumMismatch });
    }

    /// The feed ended, or (live) lines have waited for a first time for two seconds: a last line
    /// without an end and every line that waits is given out now.
    pub fn flush(&mut self, arrival: Option<EventTime>, out: &mut impl FnMut(Decoded<'_>)) {
        self.push(b"", arrival, out);
    }

    /// What was seen so far.
    pub fn counts(&self) -> &Counts {
        todo!()
    }
}
