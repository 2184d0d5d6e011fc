use std::time::Duration;

use super::super::sentence::AisFields;
use super::{Origin, PartTime};

/// A message is given up that long after its first part, in time of the feed.
const EXPIRY: Duration = Duration::from_secs(10);
/// ... and after so many sentences of a feed that names no stations, ...
pub(super) const EXPIRY_SENTENCES: u64 = 64;
/// ... or of a feed that names them, ...
const EXPIRY_SENTENCES_OF_STATION: u64 = 4096;
/// ... or after so many parts of other messages of the same origin. In the recordings parts follow
/// each other directly.
const EXPIRY_PARTS: u32 = 16;
/// Where receivers mingle, so many: while a message is open, another with its number is doubted.
pub(super) const EXPIRY_PARTS_MINGLED: u32 = 64;
/// With that many parts of other messages in between, a receiver's ten sequence numbers may have
/// come round: nine messages have eighteen parts, of which some may be lost.
pub(super) const COME_ROUND: u32 = 7;

/// A message begun.
#[derive(Debug)]
pub(super) struct Slot {
    pub(super) origin: Origin,
    pub(super) total: u8,
    pub(super) sequence: Option<u16>,
    pub(super) channel: Option<u8>,
    /// The part that comes next.
    pub(super) next: u8,
    pub(super) first: PartTime,
    /// The number of its latest part among the feed's sentences.
    latest: u64,
    /// Parts of its origin since its latest one, that which has just come included.
    pub(super) since: u32,
    /// The most parts of other messages that came between two of its own.
    pub(super) most_between: u32,
    /// Another message with its sequence number was begun shortly before.
    pub(super) contested: bool,
    pub(super) armour: Vec<u8>,
    /// Characters of its first part.
    pub(super) first_len: usize,
    /// Its parts as received, each ended by `\n`; empty where nobody wants them.
    pub(super) text: Vec<u8>,
}

impl Slot {
    pub(super) fn begun(
        origin: Origin,
        fields: AisFields<'_>,
        at: PartTime,
        armour: Vec<u8>,
        contested: bool,
    ) -> Self {
        let AisFields { total, sequence, channel, .. } = fields;
        let first_len = armour.len();
        Self {
            origin,
            total,
            sequence,
            channel,
            next: 2,
            first: at,
            latest: at.nth,
            since: 0,
            most_between: 0,
            contested,
            armour,
            first_len,
            text: Vec::new(),
        }
    }

    pub(super) fn take(&mut self, payload: &[u8], at: PartTime) {
        self.armour.extend_from_slice(payload);
        self.latest = at.nth;
        self.most_between = self.most_between.max(self.between());
        self.since = 0;
    }

    pub(super) fn keep(&mut self, raw: &[u8]) {
        self.text.extend_from_slice(raw);
        self.text.push(b'\n');
    }

    pub(super) fn parts_held(&self) -> u64 {
        u64::from(self.next) - 1
    }

    /// Parts of other messages between its latest one and that which has just come.
    pub(super) fn between(&self) -> u32 {
        self.since.saturating_sub(1)
    }

    /// Whether a part of that origin can belong here. Groups tell messages apart where both parts
    /// have one.
    pub(super) fn is_of(&self, origin: Origin) -> bool {
        let other_group =
            self.origin.group.zip(origin.group).is_some_and(|(one, other)| one != other);
        !other_group && Origin { group: None, ..self.origin } == Origin { group: None, ..origin }
    }

    /// A receiver may name its station on one part only: then the parts have to be neighbours.
    pub(super) fn is_followed_by(&self, origin: Origin, at: PartTime) -> bool {
        let unnamed = self.origin.station.is_none() || origin.station.is_none();
        let station = self.origin.station;
        unnamed
            && at.nth == self.latest.saturating_add(1)
            && self.is_of(Origin { station, ..origin })
    }

    pub(super) fn is_near(&self, at: PartTime) -> bool {
        at.time.since(self.first.time).max(self.first.time.since(at.time)) <= EXPIRY
    }

    pub(super) fn is_over(&self, at: PartTime, mingled: bool) -> bool {
        let sentences = match self.origin.station {
            Some(_) => EXPIRY_SENTENCES_OF_STATION,
            None => EXPIRY_SENTENCES,
        };
        at.clock.since(self.first.clock) > EXPIRY
            || at.nth.saturating_sub(self.first.nth) > sentences
            || self.since > if mingled { EXPIRY_PARTS_MINGLED } else { EXPIRY_PARTS }
    }
}

/// A channel may be blank on one part, or be written `1` and `2` for `A` and `B`.
pub(super) fn same_channel(one: Option<u8>, other: Option<u8>) -> bool {
    let letter = |channel: u8| match channel {
        b'1' => b'A',
        b'2' => b'B',
        other => other,
    };
    match (one, other) {
        (Some(one), Some(other)) => letter(one) == letter(other),
        _ => true,
    }
}
