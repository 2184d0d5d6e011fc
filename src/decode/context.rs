//! What stands around a sentence: who heard it, and when.

use super::RejectReason;
use super::sentence::{Address, AisFields, address, body, last_field, stated_checksum};
use super::tag_block::{Groups, TagBlock};
use super::timestamp::{Rank, Stamp, base_station, epoch, logger_prefix, own_ship, pghp, trailer};
use crate::domain::{EventTime, Text};

/// Where and when a sentence was heard, as far as the feed says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Heard {
    pub(super) station: Option<Text<15>>,
    pub(super) stamp: Option<Stamp>,
    /// Id of its TAG group.
    pub(super) group: Option<u32>,
}

/// What earlier lines and what stands before on the line say of the next sentence.
#[derive(Debug, Default)]
pub(super) struct Context {
    groups: Groups,
    tag_block: Option<Result<TagBlock, RejectReason>>,
    /// A `$PGHP` and the checksum of the sentence it speaks of.
    pghp: Option<(EventTime, Option<u8>)>,
}

impl Context {
    /// A TAG block says nothing beyond its line.
    pub(super) fn begin_line(&mut self) {
        if let Some(Ok(block)) = self.tag_block.take() {
            // It may open a group all the same.
            self.groups.complete(block);
        }
    }

    pub(super) fn tag_block(&mut self, content: &[u8]) {
        let read = TagBlock::read(content);
        self.tag_block = Some(match (self.tag_block, read) {
            (None, read) => read,
            (Some(Ok(earlier)), Ok(read)) => Ok(earlier.and(read)),
            (Some(Err(reason)), _) | (_, Err(reason)) => Err(reason),
        });
    }

    /// Who heard the sentence, and the best of the times that it comes with; `heeds` says whether a
    /// form of time can count. A sentence behind a broken TAG block is refused: its origin and time
    /// would be invented.
    pub(super) fn heard(
        &mut self,
        prefix: &[u8],
        raw: &[u8],
        verdict: Result<(), RejectReason>,
        after: &[u8],
        utc_offset_secs: i32,
        heeds: impl Fn(Rank) -> bool,
    ) -> Result<Heard, RejectReason> {
        let tag_block = self.tag_block.take().transpose()?.map(|block| self.groups.complete(block));
        if verdict.is_err() {
            self.pghp = self.pghp.filter(|_| !raw.starts_with(b"!"));
            return Ok(Heard::default());
        }
        let announced = self.announced(raw);
        let TagBlock { station, time, group } = tag_block.unwrap_or_default();
        let (trailer_station, trailer_time) =
            if after.is_empty() { (None, last_field_time(raw)) } else { trailer(after) };
        let stamp = |time: EventTime, rank| Stamp { time, rank };
        let from_around = time
            .map(|time| stamp(time, Rank::TagBlock))
            .or_else(|| announced.map(|time| stamp(time, Rank::Receiver)))
            .or_else(|| trailer_time.map(|time| stamp(time, Rank::Receiver)));
        let from_prefix = || {
            let time =
                if prefix.is_empty() { None } else { logger_prefix(prefix, utc_offset_secs) };
            time.map(|time| stamp(time, Rank::Logger))
        };
        Ok(Heard {
            station: station.or(trailer_station),
            stamp: from_around.or_else(from_prefix).or_else(|| from_within(raw, heeds)),
            group: group.map(|group| group.id),
        })
    }

    /// What a `$PGHP` says of this sentence: of the next `!` sentence, and only of the one it names.
    fn announced(&mut self, raw: &[u8]) -> Option<EventTime> {
        if raw.starts_with(b"$PGHP,") {
            self.pghp = pghp(body(raw));
            return self.pghp.map(|(time, _)| time);
        }
        if !raw.starts_with(b"!") {
            return None;
        }
        let (time, named) = self.pghp.take()?;
        (named.is_none() || named == stated_checksum(raw)).then_some(time)
    }
}

/// Some receivers write the time as one more field before the checksum.
fn last_field_time(raw: &[u8]) -> Option<EventTime> {
    // The last field of nearly every AIS sentence is one digit: `,0*hh`.
    match raw.last_chunk::<5>() {
        Some([b',', ..]) | None => None,
        Some(_) if raw.starts_with(b"!") => epoch(last_field(body(raw))),
        Some(_) => None,
    }
}

/// The time that a sentence itself states.
fn from_within(raw: &[u8], heeds: impl Fn(Rank) -> bool) -> Option<Stamp> {
    // Most feeds have better times: then there is nothing to look for.
    if !heeds(Rank::OwnShip) {
        return None;
    }
    let (address, fields) = address(body(raw))?;
    let (time, rank) = match address {
        Address::Formatter(formatter @ (b"ZDA" | b"RMC")) => {
            (own_ship(formatter, fields)?, Rank::OwnShip)
        }
        Address::Ais { .. } if heeds(Rank::BaseStation) => {
            let fields = AisFields::read(fields).ok()?;
            (base_station(fields.payload).filter(|_| fields.total == 1)?, Rank::BaseStation)
        }
        _ => return None,
    };
    Some(Stamp { time, rank })
}
