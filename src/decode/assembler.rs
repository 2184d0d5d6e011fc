//! Parts of a message to the whole, in strict order. Rather than mix two ships, parts are given up.

use std::time::Duration;

use super::armour::PAYLOAD_MAX;
use super::sentence::AisFields;
use super::{Counts, RejectReason};
use crate::domain::{EventTime, Text};

/// Messages begun at a time; the oldest gives way.
const SLOTS_MAX: usize = 256;
/// A message is given up that long after its first part, in time of the feed.
const EXPIRY: Duration = Duration::from_secs(10);
/// ... and after so many sentences of a feed that names no stations, whose sequence numbers come
/// round soonest. In the recordings parts follow each other directly.
const EXPIRY_SENTENCES: u64 = 64;
/// ... or of a feed that names them.
const EXPIRY_SENTENCES_OF_STATION: u64 = 4096;

/// Where a part was heard and by whom it was sent on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    pub(super) station: Option<Text<15>>,
    pub(super) talker: [u8; 2],
    pub(super) own_ship: bool,
    /// The TAG group, where there is one.
    pub(super) group: Option<u32>,
}

/// When a part came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PartTime {
    /// Its time.
    pub(super) time: EventTime,
    /// Whether the sentence itself gave it.
    pub(super) own: bool,
    /// The feed's time.
    pub(super) clock: EventTime,
    /// Its number among the feed's sentences.
    pub(super) nth: u64,
}

/// Messages begun.
#[derive(Debug, Default)]
pub(super) struct Assembler {
    slots: Vec<Slot>,
    /// Buffers to be used again.
    spare: Vec<Vec<u8>>,
    whole: Vec<u8>,
}

#[derive(Debug)]
struct Slot {
    origin: Origin,
    total: u8,
    sequence: Option<u16>,
    channel: Option<u8>,
    /// The part that comes next.
    next: u8,
    first: PartTime,
    /// The number of its latest part among the feed's sentences.
    latest: u64,
    armour: Vec<u8>,
}

/// A message whose last part has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Whole<'a> {
    /// The armour of all parts.
    pub(super) armour: &'a [u8],
    /// Its time: of its last part, or of its first if only that had a time of its own.
    pub(super) time: EventTime,
    /// The channel of its first part, or where that is blank of its last.
    pub(super) channel: Option<u8>,
}

impl Assembler {
    /// Takes in a part; the whole if it was the last one.
    pub(super) fn take(
        &mut self,
        origin: Origin,
        fields: AisFields<'_>,
        at: PartTime,
        counts: &mut Counts,
    ) -> Result<Option<Whole<'_>>, RejectReason> {
        self.expire(at, counts);
        if fields.number == 1 {
            self.begin(origin, fields, at, counts)?;
            return Ok(None);
        }
        let index = self.slot_of(origin, fields, at).ok_or(RejectReason::OrphanPart)?;
        let slot = self.slots.get_mut(index).ok_or(RejectReason::OrphanPart)?;
        let fits = slot.armour.len() + fields.payload.len() <= PAYLOAD_MAX;
        if fields.number != slot.next || !fits {
            // Two receivers may send each part twice; anything else breaks the order.
            let again = fields.number + 1 == slot.next && slot.armour.ends_with(fields.payload);
            if !again {
                self.give_up(index, counts);
            }
            return Err(if fits { RejectReason::OrphanPart } else { RejectReason::TooLong });
        }
        slot.armour.extend_from_slice(fields.payload);
        slot.latest = at.nth;
        if fields.number < fields.total {
            slot.next += 1;
            counts.parts += 1;
            counts.parts_pending += 1;
            return Ok(None);
        }
        Ok(Some(self.complete(index, fields, at, counts)))
    }

    /// Gives up whatever took too long.
    fn expire(&mut self, at: PartTime, counts: &mut Counts) {
        while let Some(index) = self.slots.iter().position(|slot| slot.is_over(at)) {
            self.give_up(index, counts);
        }
    }

    fn begin(
        &mut self,
        origin: Origin,
        fields: AisFields<'_>,
        at: PartTime,
        counts: &mut Counts,
    ) -> Result<(), RejectReason> {
        let again = |slot: &Slot| {
            slot.is_of(origin)
                && slot.sequence == fields.sequence
                && same_channel(slot.channel, fields.channel)
        };
        while let Some(index) = self.slots.iter().position(again) {
            self.give_up(index, counts);
        }
        if fields.payload.len() > PAYLOAD_MAX {
            return Err(RejectReason::TooLong);
        }
        if self.slots.len() >= SLOTS_MAX {
            // Slots are kept in the order in which they began.
            self.give_up(0, counts);
        }
        let mut armour = self.spare.pop().unwrap_or_default();
        armour.clear();
        armour.extend_from_slice(fields.payload);
        let AisFields { total, sequence, channel, .. } = fields;
        let latest = at.nth;
        self.slots.push(Slot {
            origin,
            total,
            sequence,
            channel,
            next: 2,
            first: at,
            latest,
            armour,
        });
        counts.parts += 1;
        counts.parts_pending += 1;
        Ok(())
    }

    /// The one message that a later part can belong to; none if there are two.
    fn slot_of(&self, origin: Origin, fields: AisFields<'_>, at: PartTime) -> Option<usize> {
        let fits = |slot: &Slot| {
            (slot.is_of(origin) || slot.is_followed_by(origin, at))
                && slot.total == fields.total
                && slot.sequence == fields.sequence
                && same_channel(slot.channel, fields.channel)
                && slot.is_near(at)
        };
        let mut fitting = self.slots.iter().enumerate().filter(|(_, slot)| fits(slot));
        let (index, _) = fitting.next()?;
        fitting.next().is_none().then_some(index)
    }

    fn complete(
        &mut self,
        index: usize,
        fields: AisFields<'_>,
        at: PartTime,
        counts: &mut Counts,
    ) -> Whole<'_> {
        let slot = self.slots.remove(index);
        let parts = u64::from(slot.next) - 1;
        counts.parts_pending = counts.parts_pending.saturating_sub(parts);
        counts.parts_assembled += parts;
        let time = if slot.first.own && !at.own { slot.first.time } else { at.time };
        self.spare.push(std::mem::replace(&mut self.whole, slot.armour));
        Whole { armour: &self.whole, time, channel: slot.channel.or(fields.channel) }
    }

    fn give_up(&mut self, index: usize, counts: &mut Counts) {
        let slot = self.slots.remove(index);
        let parts = u64::from(slot.next) - 1;
        counts.parts_pending = counts.parts_pending.saturating_sub(parts);
        counts.parts_expired += parts;
        self.spare.push(slot.armour);
    }
}

impl Slot {
    /// Whether a part of that origin can belong here. Groups tell messages apart where both parts
    /// have one.
    fn is_of(&self, origin: Origin) -> bool {
        let other_group =
            self.origin.group.zip(origin.group).is_some_and(|(one, other)| one != other);
        !other_group && Origin { group: None, ..self.origin } == Origin { group: None, ..origin }
    }

    /// A receiver may name its station on one part only: then the parts have to be neighbours.
    fn is_followed_by(&self, origin: Origin, at: PartTime) -> bool {
        let unnamed = self.origin.station.is_none() || origin.station.is_none();
        let station = self.origin.station;
        unnamed
            && at.nth == self.latest.saturating_add(1)
            && self.is_of(Origin { station, ..origin })
    }

    fn is_near(&self, at: PartTime) -> bool {
        at.time.since(self.first.time).max(self.first.time.since(at.time)) <= EXPIRY
    }

    fn is_over(&self, at: PartTime) -> bool {
        let sentences = match self.origin.station {
            Some(_) => EXPIRY_SENTENCES_OF_STATION,
            None => EXPIRY_SENTENCES,
        };
        at.clock.since(self.first.clock) > EXPIRY
            || at.nth.saturating_sub(self.first.nth) > sentences
    }
}

/// A channel may be blank on one part, or be written `1` and `2` for `A` and `B`.
fn same_channel(one: Option<u8>, other: Option<u8>) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    struct Bench {
        assembler: Assembler,
        counts: Counts,
        nth: u64,
    }

    impl Bench {
        fn new() -> Self {
            Self { assembler: Assembler::default(), counts: Counts::default(), nth: 0 }
        }

        /// `fields` of a part of `station` at a second; the armour of the whole, `-` for a part that
        /// waits, or the reason of its rejection.
        fn part(&mut self, station: &str, fields: &str, secs: i64) -> String {
            self.nth += 1;
            let station = Some(Text::from_ascii_lossy(station.as_bytes()));
            let origin = Origin {
                station: station.filter(|s| !s.is_empty()),
                talker: *b"AI",
                own_ship: false,
                group: None,
            };
            let fields = AisFields::read(fields.as_bytes()).expect("fields");
            let time = EventTime::from_secs(secs);
            let at = PartTime { time, own: true, clock: time, nth: self.nth };
            let result = match self.assembler.take(origin, fields, at, &mut self.counts) {
                Ok(Some(whole)) => String::from_utf8_lossy(whole.armour).into_owned(),
                Ok(None) => "-".to_owned(),
                Err(reason) => reason.as_str().to_owned(),
            };
            let Counts { parts, parts_assembled, parts_expired, parts_pending, .. } = self.counts;
            assert_eq!(parts, parts_assembled + parts_expired + parts_pending);
            let held: u64 = self.assembler.slots.iter().map(|slot| u64::from(slot.next) - 1).sum();
            assert_eq!(parts_pending, held);
            result
        }
    }

    fn check(steps: &[(&str, &str, i64, &str)]) {
        let mut bench = Bench::new();
        for &(station, fields, secs, expected) in steps {
            assert_eq!(bench.part(station, fields, secs), expected, "{fields} at {secs}");
        }
    }

    #[test]
    fn parts_in_order_become_the_whole() {
        check(&[
            ("", "3,1,5,A,aa,0", 0, "-"),
            ("", "3,2,5,A,bb,0", 0, "-"),
            ("", "3,3,5,A,cc,2", 0, "aabbcc"),
            ("", "3,3,5,A,cc,2", 0, "orphan-part"),
        ]);
    }

    #[test]
    fn messages_of_other_stations_channels_and_sequences_mingle() {
        check(&[
            ("n", "2,1,5,A,aa,0", 0, "-"),
            ("s", "2,1,5,A,bb,0", 0, "-"),
            ("n", "2,1,6,A,cc,0", 0, "-"),
            ("n", "2,1,5,B,dd,0", 0, "-"),
            ("n", "2,2,5,B,DD,0", 0, "ddDD"),
            ("n", "2,2,6,A,CC,0", 0, "ccCC"),
            ("s", "2,2,5,A,BB,0", 0, "bbBB"),
            ("n", "2,2,5,A,AA,0", 0, "aaAA"),
        ]);
    }

    #[test]
    fn a_channel_may_be_blank_or_a_digit_and_a_sequence_blank() {
        check(&[
            ("", "2,1,5,A,aa,0", 0, "-"),
            ("", "2,2,5,,bb,0", 0, "aabb"),
            ("", "2,1,5,A,aa,0", 0, "-"),
            ("", "2,2,5,1,bb,0", 0, "aabb"),
            ("", "2,1,,B,aa,0", 0, "-"),
            ("", "2,2,,B,bb,0", 0, "aabb"),
            ("", "2,1,5,A,aa,0", 0, "-"),
            ("", "2,1,5,B,bb,0", 0, "-"),
            // It could belong to either ship.
            ("", "2,2,5,,cc,0", 0, "orphan-part"),
        ]);
    }

    #[test]
    fn a_station_named_on_one_part_only_is_believed_of_neighbours() {
        // gpsd, test/sample.aivdm has such a message of type 8.
        check(&[("", "2,1,6,A,aa,0", 0, "-"), ("n", "2,2,6,A,bb,0", 0, "aabb")]);
        check(&[
            ("", "2,1,6,A,aa,0", 0, "-"),
            ("", "2,1,7,A,cc,0", 0, "-"),
            ("n", "2,2,6,A,bb,0", 0, "orphan-part"),
        ]);
    }

    #[test]
    fn a_first_part_begins_anew_and_a_gap_ends_it() {
        check(&[
            ("", "2,1,5,A,aa,0", 0, "-"),
            ("", "2,1,5,A,cc,0", 0, "-"),
            ("", "2,2,5,A,dd,0", 0, "ccdd"),
            ("", "3,1,5,A,aa,0", 0, "-"),
            ("", "3,3,5,A,cc,0", 0, "orphan-part"),
            ("", "3,2,5,A,bb,0", 0, "orphan-part"),
        ]);
    }

    #[test]
    fn a_part_heard_twice_breaks_nothing() {
        check(&[
            ("", "3,1,5,A,aa,0", 0, "-"),
            ("", "3,2,5,A,bb,0", 0, "-"),
            ("", "3,2,5,A,bb,0", 0, "orphan-part"),
            ("", "3,3,5,A,cc,0", 0, "aabbcc"),
        ]);
    }

    #[test]
    fn a_part_that_comes_late_is_an_orphan() {
        check(&[("", "2,1,5,A,aa,0", 0, "-"), ("", "2,2,5,A,bb,0", 11, "orphan-part")]);
        check(&[("", "2,1,5,A,aa,0", 100, "-"), ("", "2,2,5,A,bb,0", 10, "orphan-part")]);
        let mut bench = Bench::new();
        bench.part("", "2,1,5,A,aa,0", 0);
        bench.nth += EXPIRY_SENTENCES;
        assert_eq!(bench.part("", "2,2,5,A,bb,0", 0), "orphan-part");
        assert_eq!(bench.counts.parts_expired, 1);
    }

    #[test]
    fn one_lost_sentence_never_mixes_two_ships() {
        // Twenty messages of two or three parts, sequence numbers 0 to 9 coming round.
        let feed: Vec<(usize, String)> = (0..20)
            .flat_map(|ship| {
                let total = 2 + ship % 2;
                (1..=total).map(move |part| {
                    (ship, format!("{total},{part},{},A,{ship:02}{part},0", ship % 10))
                })
            })
            .collect();
        for lost in 0..feed.len() {
            let mut bench = Bench::new();
            for (ship, fields) in feed.iter().enumerate().filter(|(at, _)| *at != lost).map(|f| f.1)
            {
                let result = bench.part("", fields, 0);
                if result.len() > 1 && !result.contains('-') {
                    let parts = (1..=2 + ship % 2).map(|part| format!("{ship:02}{part}"));
                    let expected = parts.collect::<Vec<_>>().concat();
                    assert_eq!(result, expected, "after losing {:?}", feed[lost]);
                }
            }
            // Ten messages of two parts and ten of three: 30 parts before the last ones.
            assert!(bench.counts.parts_assembled >= 30 - 2);
        }
    }

    #[test]
    fn messages_begun_are_bounded_and_the_oldest_gives_way() {
        let mut bench = Bench::new();
        for station in 0..1000 {
            bench.part(&station.to_string(), "2,1,5,A,aa,0", 0);
        }
        assert_eq!(bench.assembler.slots.len(), SLOTS_MAX);
        assert_eq!(bench.counts.parts_expired, 1000 - 256);
        assert_eq!(bench.part("999", "2,2,5,A,bb,0", 0), "aabb");
        assert_eq!(bench.part("743", "2,2,5,A,bb,0", 0), "orphan-part");
    }
}
