//! Parts of a message to the whole, in strict order. Rather than mix two ships, parts are given up.
//!
//! Nothing in a later part says whose it is: sequence number and channel are all there is, and ten
//! numbers come round. So a part belongs to the one message begun that it fits, while few other
//! parts have come in between; and where receivers mingle and parts get lost, what was put together
//! has to be [borne out](doubt::Doubt).

mod doubt;
mod slot;

use self::doubt::Doubt;
use self::slot::{Slot, same_channel};
use super::armour::PAYLOAD_MAX;
use super::sentence::AisFields;
use super::{Counts, RejectReason};
use crate::domain::{EventTime, Text};

/// Messages begun at a time; the oldest gives way.
const SLOTS_MAX: usize = 256;

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
    doubt: Doubt,
    /// Buffers to be used again.
    spare: Vec<Vec<u8>>,
    whole: Vec<u8>,
    keeps_text: bool,
    text: Vec<u8>,
}

/// A message whose last part has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Whole<'a> {
    /// The armour of all parts.
    pub(super) armour: &'a [u8],
    /// Bits at its end, before the fill bits, that may be another ship's.
    pub(super) cut: u8,
    /// Its time: of its last part, or of its first if only that had a time of its own.
    pub(super) time: EventTime,
    /// The station of its first part, or where that names none of its last.
    pub(super) station: Option<Text<15>>,
    /// The channel of its first part, or where that is blank of its last.
    pub(super) channel: Option<u8>,
    /// Its parts but the last as received, each ended by `\n`, where [texts are
    /// kept](Assembler::keep_texts).
    pub(super) parts: &'a [u8],
}

impl Assembler {
    /// Whether messages that begin from now on keep their parts as received.
    pub(super) const fn keep_texts(&mut self, keep: bool) {
        self.keeps_text = keep;
    }

    /// Takes in a part; the whole if it was the last one.
    pub(super) fn take(
        &mut self,
        origin: Origin,
        fields: AisFields<'_>,
        raw: &[u8],
        at: PartTime,
        counts: &mut Counts,
    ) -> Result<Option<Whole<'_>>, RejectReason> {
        self.doubt.part();
        for slot in self.slots.iter_mut().filter(|slot| slot.is_of(origin)) {
            slot.since += 1;
        }
        self.expire(at, counts);
        if fields.number == 1 {
            self.begin(origin, fields, at, counts)?;
            self.keep(self.slots.len().saturating_sub(1), raw);
            return Ok(None);
        }
        let Some(index) = self.slot_of(origin, fields, at) else {
            self.doubt.orphan(origin, fields);
            return Err(RejectReason::OrphanPart);
        };
        let slot = self.slots.get_mut(index).ok_or(RejectReason::OrphanPart)?;
        let fits = slot.armour.len() + fields.payload.len() <= PAYLOAD_MAX;
        if fields.number != slot.next || !fits {
            // Two receivers may send each part twice; anything else breaks the order.
            let again = fields.number + 1 == slot.next && slot.armour.ends_with(fields.payload);
            if !again {
                self.doubt.lost();
                self.give_up(index, counts);
            }
            return Err(if fits { RejectReason::OrphanPart } else { RejectReason::TooLong });
        }
        self.doubt.joined(slot);
        slot.take(fields.payload, at);
        if fields.number < fields.total {
            slot.next += 1;
            counts.parts += 1;
            counts.parts_pending += 1;
            self.keep(index, raw);
            return Ok(None);
        }
        let Some(cut) = self.doubt.believes(slot, fields) else {
            self.give_up(index, counts);
            return Err(RejectReason::AmbiguousParts);
        };
        let whole = self.complete(index, origin, fields, at, counts);
        Ok(Some(Whole { cut, ..whole }))
    }

    /// Gives up whatever took too long.
    fn expire(&mut self, at: PartTime, counts: &mut Counts) {
        let mingled = self.doubt.is_mingled();
        while let Some(index) = self.slots.iter().position(|slot| slot.is_over(at, mingled)) {
            self.doubt.lost();
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
        let mut contested = self.doubt.is_owed(origin, fields);
        while let Some(index) = self.slots.iter().position(again) {
            let slot = self.slots.get_mut(index).ok_or(RejectReason::OrphanPart)?;
            if slot.next == 2 && slot.armour == fields.payload && slot.total == fields.total {
                slot.since = 0;
                return Err(RejectReason::OrphanPart);
            }
            // A part that comes could be of either, unless the number has come round since.
            if self.doubt.contests(slot) {
                contested = true;
                self.doubt.owes(slot);
            }
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
        self.slots.push(Slot::begun(origin, fields, at, armour, contested));
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
        origin: Origin,
        fields: AisFields<'_>,
        at: PartTime,
        counts: &mut Counts,
    ) -> Whole<'_> {
        let slot = self.slots.remove(index);
        let parts = slot.parts_held();
        counts.parts_pending = counts.parts_pending.saturating_sub(parts);
        counts.parts_assembled += parts;
        let time = if slot.first.own && !at.own { slot.first.time } else { at.time };
        let station = slot.origin.station.or(origin.station);
        self.spare.push(std::mem::replace(&mut self.whole, slot.armour));
        self.text = slot.text;
        let channel = slot.channel.or(fields.channel);
        Whole { armour: &self.whole, cut: 0, time, station, channel, parts: &self.text }
    }

    fn keep(&mut self, index: usize, raw: &[u8]) {
        if self.keeps_text
            && let Some(slot) = self.slots.get_mut(index)
        {
            slot.keep(raw);
        }
    }

    fn give_up(&mut self, index: usize, counts: &mut Counts) {
        let slot = self.slots.remove(index);
        let parts = slot.parts_held();
        counts.parts_pending = counts.parts_pending.saturating_sub(parts);
        counts.parts_expired += parts;
        self.spare.push(slot.armour);
    }
}

#[cfg(test)]
mod tests;
