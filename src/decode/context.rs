//! What stands around a sentence: who heard it, and when.

use super::RejectReason;
use super::quoted;
use super::sentence::{Reading, body, last_field, stated_checksum};
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

impl Heard {
    /// What stands in a plain sentence that has nothing beside it, or no more than a time.
    #[inline]
    pub(super) fn alone(
        reading: Reading<'_>,
        beside: Option<Stamp>,
        heeds: impl Fn(Rank) -> bool,
    ) -> Self {
        Self { station: None, stamp: beside.or_else(|| from_within(reading, heeds)), group: None }
    }

    /// What stands beside a sentence and in it, where nothing else was said.
    #[inline]
    pub(super) fn beside(
        raw: &[u8],
        reading: Reading<'_>,
        around: Around<'_>,
        heeds: impl Fn(Rank) -> bool,
    ) -> Self {
        let (offset, prefix) = (around.utc_offset_secs, around.prefix);
        let (quoted, (station, time)) = match around.trailer {
            [] => (&[][..], (None, last_field_time(raw))),
            text @ [b'"', ..] => (text, (None, None)),
            text => (&[][..], trailer(text)),
        };
        let from_logger = || {
            let time = logger_prefix(prefix, offset);
            stamp(time.or_else(|| quoted::around(prefix, quoted, offset)), Rank::Logger)
        };
        let time = stamp(time, Rank::Receiver).or_else(from_logger);
        Self { station, stamp: time.or_else(|| from_within(reading, heeds)), group: None }
    }
}

fn stamp(time: Option<EventTime>, rank: Rank) -> Option<Stamp> {
    time.map(|time| Stamp { time, rank })
}

/// What stands around a sentence on its line.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Around<'a> {
    /// Before it.
    pub(super) prefix: &'a [u8],
    /// After it, from its comma.
    pub(super) trailer: &'a [u8],
    /// What to add to UTC to get the logger's time.
    pub(super) utc_offset_secs: i32,
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
    /// Whether nothing was said of the sentence that comes next.
    pub(super) const fn is_silent(&self) -> bool {
        self.tag_block.is_none() && self.pghp.is_none()
    }

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

    /// Who heard a sentence, and the best of the times that it comes with; `heeds` says whether a
    /// form of time can count. A sentence behind a broken TAG block is refused: its origin and time
    /// would be invented.
    pub(super) fn heard(
        &mut self,
        raw: &[u8],
        reading: Result<Reading<'_>, RejectReason>,
        around: Around<'_>,
        heeds: impl Fn(Rank) -> bool,
    ) -> Result<Heard, RejectReason> {
        let TagBlock { station, time, group } = match self.tag_block.take() {
            None => TagBlock::default(),
            Some(block) => self.groups.complete(block?),
        };
        let Ok(reading) = reading else {
            self.pghp = self.pghp.filter(|_| !raw.starts_with(b"!"));
            return Ok(Heard::default());
        };
        let announced = stamp(self.announced(raw, reading), Rank::Receiver);
        let own = Heard::beside(raw, reading, around, heeds);
        Ok(Heard {
            station: station.or(own.station),
            stamp: stamp(time, Rank::TagBlock).or(announced).or(own.stamp),
            group: group.map(|group| group.id),
        })
    }

    /// What a `$PGHP` says of this sentence: of the next `!` sentence, and only of the one it names.
    fn announced(&mut self, raw: &[u8], reading: Reading<'_>) -> Option<EventTime> {
        if reading == Reading::Proprietary(b"PGHP") {
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
fn from_within(reading: Reading<'_>, heeds: impl Fn(Rank) -> bool) -> Option<Stamp> {
    // Most feeds have better times: then there is nothing to look for.
    let (time, rank) = match reading {
        Reading::Formatter { formatter, fields } if heeds(Rank::OwnShip) => {
            (own_ship(formatter, fields)?, Rank::OwnShip)
        }
        Reading::Ais { fields, .. } if fields.total == 1 && heeds(Rank::BaseStation) => {
            (base_station(fields.payload)?, Rank::BaseStation)
        }
        _ => return None,
    };
    Some(Stamp { time, rank })
}
