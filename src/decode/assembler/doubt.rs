use super::super::armour::{hash, six_bits};
use super::super::sentence::AisFields;
use super::slot::{COME_ROUND, Slot};

/// Parts for which a sign that receivers mingle, or that parts get lost, holds.
const SIGN_HOLDS: u64 = 1000;
/// Wholes that are remembered, by hash; one gives way to the next with the same place.
const KNOWN: u16 = 2048;
/// Last parts that are remembered, to tell a copy from an orphan.
const LAST_PARTS: usize = 32;
/// Bits of a message 5 (ITU-R M.1371-5, table 50: 424), with what fill bits may add or take.
const STATIC_BITS: std::ops::RangeInclusive<usize> = 420..=430;
/// Where its destination begins, and how many characters it has.
const DESTINATION: (usize, usize) = (302, 20);
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
    /// The part that last showed that parts get lost.
    lost: Option<u64>,
    known: Vec<u64>,
    last_parts: [u64; LAST_PARTS],
}

impl Doubt {
    /// A part has come.
    pub(super) fn part(&mut self) {
        self.parts = self.parts.saturating_add(1);
    }

    /// A message was given up.
    pub(super) fn lost(&mut self) {
        self.lost = Some(self.parts);
    }

    /// A part without its first part; no loss if it is a copy of one that had it.
    pub(super) fn orphan(&mut self, payload: &[u8]) {
        if !self.last_parts.contains(&hash(payload, 1)) {
            self.lost();
        }
    }

    /// A part fits a message. What has come in between says whether receivers mingle.
    pub(super) fn joined(&mut self, slot: &Slot) {
        if !slot.follows_directly() && slot.since <= COME_ROUND {
            self.mingled = Some(self.parts);
        }
    }

    /// Whether a message that has all its parts is to be believed.
    pub(super) fn is_borne_out(&mut self, slot: &Slot, last: AisFields<'_>) -> bool {
        self.remember_last(last.payload);
        let known = self.is_known(&slot.armour);
        let gets_lost = self.holds(self.lost);
        let in_doubt = slot.contested
            || !has_its_length(slot, last)
            || gets_lost
                && (self.holds(self.mingled) || slot.sequence.is_none() || !slot.joined_directly);
        !in_doubt || known || ends_blank(&slot.armour, slot.first_len)
    }

    fn holds(&self, sign: Option<u64>) -> bool {
        sign.is_some_and(|at| self.parts.saturating_sub(at) <= SIGN_HOLDS)
    }

    fn remember_last(&mut self, payload: &[u8]) {
        let place = usize::try_from(self.parts).unwrap_or(0) % LAST_PARTS;
        if let Some(slot) = self.last_parts.get_mut(place) {
            *slot = hash(payload, 1);
        }
    }

    /// Whether the same was put together before; from here on it was.
    fn is_known(&mut self, armour: &[u8]) -> bool {
        if self.known.is_empty() {
            self.known = vec![0; usize::from(KNOWN)];
        }
        let hash = hash(armour, 0);
        let place = usize::try_from(hash % u64::from(KNOWN)).unwrap_or(0);
        self.known.get_mut(place).is_some_and(|slot| std::mem::replace(slot, hash) == hash)
    }
}

/// Whether a message 5 has the length of one: halves cut at other places do not add up.
fn has_its_length(slot: &Slot, last: AisFields<'_>) -> bool {
    let bits = (slot.armour.len() * 6).saturating_sub(usize::from(last.fill));
    slot.armour.first() != Some(&b'5') || STATIC_BITS.contains(&bits)
}

/// Whether the destination of a message 5 had ended in its first part, and what follows is blank: then
/// it is the same whoever sent the rest.
pub(super) fn ends_blank(armour: &[u8], first_len: usize) -> bool {
    let (start, length) = DESTINATION;
    let Some(complete) = (first_len * 6).checked_sub(start).map(|bits| bits / 6) else {
        return false;
    };
    if armour.first() != Some(&b'5') || complete == 0 || complete >= length {
        return false;
    }
    // The destination begins two bits into a character of the armour.
    let letter = |nth: usize| {
        let at = (start + nth * 6) / 6;
        let pair = armour.get(at).zip(armour.get(at + 1))?;
        Some((six_bits(*pair.0) << 2 | six_bits(*pair.1) >> 4) & 0x3F)
    };
    // One space may stand between two words, two hardly.
    let blank_from = |nth: usize, pad: u8| (nth..length).all(|nth| letter(nth) == Some(pad));
    blank_from(complete - 1, AT_SIGN) || complete > 1 && blank_from(complete - 2, b' ')
}
