use std::collections::VecDeque;

use super::super::armour::{hash, six_bits};
use super::super::sentence::AisFields;
use super::Origin;
use super::slot::{COME_ROUND, EXPIRY_PARTS_MINGLED, Slot, same_channel};

/// Parts over which losses are counted, and for which a sign that receivers mingle holds.
const WINDOW: u64 = 1000;
/// Wholes that are remembered, by hash; one gives way to the next with the same place.
const KNOWN: u16 = 16_384;
/// Parts owed at a time.
const OWED_MAX: usize = 64;
/// Last parts that are remembered, to tell a copy from an orphan.
const LAST_PARTS: usize = 32;
/// Bits of a message 5 (ITU-R M.1371-5, table 50: 424), with what fill bits may add or take.
const STATIC_BITS: std::ops::RangeInclusive<usize> = 420..=430;
/// Where its destination begins, how many characters it has, and where it ends.
const DESTINATION: (usize, usize) = (302, 20);
const DESTINATION_END: usize = 422;
/// `@` in the 6-bit code of AIS: the end of a text. A space is the same as in ASCII.
const AT_SIGN: u8 = 0;

/// When what was put together is to be believed.
///
/// One receiver writes the parts of a message directly after each other, and then nothing can go
/// wrong: the next message has the next sequence number. Where several mingle under one name, two
/// lost parts can leave the first half of one ship beside the second half of another, and nothing in
/// them would tell. Then a whole is believed only if the same was put together before (a ship
/// repeats a message 5 every six minutes, and several receivers hear it), or if its last part says
/// nothing: the blank end of a text.
#[derive(Debug, Default)]
pub(super) struct Doubt {
    /// Parts so far.
    parts: u64,
    /// The part that last showed that receivers mingle.
    mingled: Option<u64>,
    /// Parts lost in this window and the one before.
    lost: [u64; 2],
    /// Parts that may still come though their message is no longer open; the oldest gives way.
    owed: VecDeque<Owed>,
    known: Vec<Known>,
    last_parts: [u64; LAST_PARTS],
}

/// A part that may still come.
#[derive(Clone, Copy, Debug)]
struct Owed {
    origin: Origin,
    sequence: Option<u16>,
    channel: Option<u8>,
    since: u64,
}

/// A whole that was put together, and how often.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    hash: u64,
    times: u8,
}

/// How much there is to be said against a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Degree {
    None,
    /// Parts of others stand between its own, and some part got lost.
    Light,
    /// Receivers mingle and many parts get lost.
    Mingled,
    /// It is as likely as not of two ships.
    Heavy,
}

impl Doubt {
    /// A part has come.
    pub(super) fn part(&mut self) {
        self.parts = self.parts.saturating_add(1);
        if self.parts.is_multiple_of(WINDOW) {
            let [this, _before] = self.lost;
            self.lost = [0, this];
        }
        let age = u64::from(EXPIRY_PARTS_MINGLED);
        while self.owed.front().is_some_and(|owed| self.parts.saturating_sub(owed.since) > age) {
            self.owed.pop_front();
            self.lost();
        }
    }

    /// A message was given up of which a part may still come.
    pub(super) fn owes(&mut self, slot: &Slot) {
        if self.owed.len() >= OWED_MAX {
            self.owed.pop_front();
        }
        let Slot { origin, sequence, channel, .. } = *slot;
        self.owed.push_back(Owed { origin, sequence, channel, since: self.parts });
    }

    fn owed(&self, origin: Origin, fields: AisFields<'_>) -> Option<usize> {
        let plain = |origin: Origin| Origin { group: None, ..origin };
        self.owed.iter().position(|owed| {
            plain(owed.origin) == plain(origin)
                && owed.sequence == fields.sequence
                && same_channel(owed.channel, fields.channel)
        })
    }

    /// A part never came.
    pub(super) fn lost(&mut self) {
        let [this, _before] = &mut self.lost;
        *this = this.saturating_add(1);
    }

    /// A part without its first part; no loss if it is owed, or a copy of one that had it.
    pub(super) fn orphan(&mut self, origin: Origin, fields: AisFields<'_>) {
        if let Some(owed) = self.owed(origin, fields) {
            self.owed.remove(owed);
        } else if !self.last_parts.contains(&hash(fields.payload, 1)) {
            self.lost();
        }
    }

    /// A part fits a message. What has come in between says whether receivers mingle.
    pub(super) fn joined(&mut self, slot: &Slot) {
        if (1..COME_ROUND).contains(&slot.between()) {
            self.mingled = Some(self.parts);
        }
    }

    /// Whether a first part that has the number of another still open makes its message doubtful:
    /// it does unless the numbers of the one receiver have come round since.
    pub(super) fn contests(&self, open: &Slot) -> bool {
        open.between() < COME_ROUND || self.is_mingled()
    }

    /// Whether a part with such a number may still come from a message given up.
    pub(super) fn is_owed(&self, origin: Origin, fields: AisFields<'_>) -> bool {
        self.is_mingled() && self.owed(origin, fields).is_some()
    }

    /// Whether a message that has all its parts is to be believed, and but for how many bits at its
    /// end.
    pub(super) fn believes(&mut self, slot: &Slot, last: AisFields<'_>) -> Option<u8> {
        self.remember_last(last.payload);
        let degree = self.degree(slot, last);
        let known = self.is_known(slot, degree);
        if known || degree == Degree::None {
            return Some(0);
        }
        if !ends_blank(&slot.armour, slot.first_len) {
            return None;
        }
        match degree {
            Degree::None | Degree::Light => Some(0),
            Degree::Mingled | Degree::Heavy => {
                let behind = bits(slot, last).checked_sub(DESTINATION_END)?;
                u8::try_from(behind).ok()
            }
        }
    }

    fn degree(&self, slot: &Slot, last: AisFields<'_>) -> Degree {
        let losses = self.lost.iter().sum::<u64>();
        // Halves that are cut at other places do not add up.
        let odd_length =
            slot.armour.first() == Some(&b'5') && !STATIC_BITS.contains(&bits(slot, last));
        if slot.contested || slot.most_between >= COME_ROUND || odd_length && losses > 0 {
            Degree::Heavy
        } else if losses > 0 && (self.is_mingled() || slot.sequence.is_none()) {
            Degree::Mingled
        } else if slot.most_between > 0 && losses > 0 {
            Degree::Light
        } else {
            Degree::None
        }
    }

    /// Whether parts of several receivers stand between each other.
    pub(super) fn is_mingled(&self) -> bool {
        self.mingled.is_some_and(|at| self.parts.saturating_sub(at) <= WINDOW)
    }

    fn remember_last(&mut self, payload: &[u8]) {
        let place = usize::try_from(self.parts).unwrap_or(0) % LAST_PARTS;
        if let Some(slot) = self.last_parts.get_mut(place) {
            *slot = hash(payload, 1);
        }
    }

    /// Whether the same was put together often enough before; from here on once more, if it is likely
    /// to be right. Many ships have the same blank end: it takes one time more to bear one out.
    fn is_known(&mut self, slot: &Slot, degree: Degree) -> bool {
        if self.known.is_empty() {
            if self.mingled.is_none() {
                // A feed of one receiver needs no such memory.
                return false;
            }
            self.known = vec![Known::default(); usize::from(KNOWN)];
        }
        let hash = hash(&slot.armour, 0);
        let place = usize::try_from(hash % u64::from(KNOWN)).unwrap_or(0);
        let Some(known) = self.known.get_mut(place) else { return false };
        if known.hash != hash {
            if degree != Degree::Heavy {
                *known = Known { hash, times: 1 };
            }
            return false;
        }
        let is_borne_out = known.times > u8::from(is_blank(&slot.armour, slot.first_len));
        if degree != Degree::Heavy {
            known.times = known.times.saturating_add(1);
        }
        is_borne_out
    }
}

/// Bits of a whole.
fn bits(slot: &Slot, last: AisFields<'_>) -> usize {
    (slot.armour.len() * 6).saturating_sub(usize::from(last.fill))
}

/// Whether the destination of a message 5 had ended in its first part, and what follows is blank: then
/// all up to the end of the destination is the same whoever sent the rest.
pub(super) fn ends_blank(armour: &[u8], first_len: usize) -> bool {
    let Some(whole_letters) = letters_in(armour, first_len) else { return false };
    // One space may stand between two words, two hardly.
    is_filled(armour, whole_letters.saturating_sub(1), AT_SIGN)
        || whole_letters > 1 && is_filled(armour, whole_letters - 2, b' ')
}

/// Whether the last part of a message 5 says nothing.
fn is_blank(armour: &[u8], first_len: usize) -> bool {
    letters_in(armour, first_len).is_some_and(|whole_letters| {
        let behind = whole_letters + 1;
        is_filled(armour, behind, AT_SIGN) || is_filled(armour, behind, b' ')
    })
}

/// Characters of the destination of a message 5 that are whole in its first part; `None` if none is,
/// or all are.
fn letters_in(armour: &[u8], first_len: usize) -> Option<usize> {
    let (start, length) = DESTINATION;
    let letters = (first_len * 6).checked_sub(start)? / 6;
    (armour.first() == Some(&b'5') && (1..length).contains(&letters)).then_some(letters)
}

/// Whether a destination is nothing but `pad` from a character on.
fn is_filled(armour: &[u8], from: usize, pad: u8) -> bool {
    let (start, length) = DESTINATION;
    // It begins two bits into a character of the armour.
    (from..length).all(|nth| {
        let at = (start + nth * 6) / 6;
        let pair = armour.get(at).zip(armour.get(at + 1));
        pair.is_some_and(|(one, next)| (six_bits(*one) << 2 | six_bits(*next) >> 4) & 0x3F == pad)
    })
}
