//! 6-bit armour of `VDM` and `VDO` payloads (IEC 61162-1) to bits, and the hash by which copies of
//! one transmission are known.

use super::plain::COMMON_LENGTH;
use super::{BitBuffer, RejectReason};

/// Most characters of a whole payload. ITU-R M.1371 fills at most five slots, 1,064 bits or 178
/// characters; sentences that carry more are not AIS.
pub(super) const PAYLOAD_MAX: usize = 1024;

/// `1` in every byte of a word, and the top bit of every byte.
pub(super) const ONES: u64 = 0x0101_0101_0101_0101;
pub(super) const TOPS: u64 = 0x80 * ONES;
/// Eight `0`, which are 48 zero bits.
const ZEROS: u64 = 0x30 * ONES;

impl BitBuffer {
    /// Takes in the characters of a whole payload whose last `fill` bits were not sent.
    pub(super) fn fill_from(&mut self, armour: &[u8], fill: u8) -> Result<(), RejectReason> {
        if armour.len() > PAYLOAD_MAX {
            return Err(RejectReason::TooLong);
        }
        self.fill_summing(armour, fill).map(|_sum| ()).ok_or(RejectReason::BadArmour)
    }

    /// The same of at most [`PAYLOAD_MAX`] characters, with the exclusive or of all of them; `None`
    /// if one is no armour.
    #[inline]
    pub(super) fn fill_summing(&mut self, armour: &[u8], fill: u8) -> Option<u8> {
        let mut seen = Seen::default();
        if let Ok(common) = <&[u8; COMMON_LENGTH]>::try_from(armour) {
            self.fill_common(common, &mut seen);
            self.end_at((6 * COMMON_LENGTH).saturating_sub(usize::from(fill)));
            return seen.sum_of_armour();
        }
        let (groups, rest) = armour.as_chunks::<32>();
        let (slots, _) = self.words_mut().as_chunks_mut::<3>();
        let mut slots = slots.iter_mut();
        for (group, slot) in groups.iter().zip(&mut slots) {
            let (eights, _) = group.as_chunks::<8>();
            let &[a, b, c, d] = eights.first_chunk()?;
            let mut six_bits = |eight| seen.six_bits_of(u64::from_be_bytes(eight));
            *slot = joined([six_bits(a), six_bits(b), six_bits(c), six_bits(d)]);
        }
        if let Some(slot) = slots.next().filter(|_| !rest.is_empty()) {
            let (eights, tail) = rest.as_chunks::<8>();
            let mut pieces = [0; 4];
            for (piece, eight) in pieces.iter_mut().zip(eights) {
                *piece = seen.six_bits_of(u64::from_be_bytes(*eight));
            }
            if let Some(piece) = pieces.get_mut(eights.len()).filter(|_| !tail.is_empty()) {
                let zeros = ZEROS >> (8 * tail.len());
                *piece = seen.six_bits_of(tail_word(armour, tail) | zeros);
                seen.sum ^= zeros;
            }
            *slot = joined(pieces);
        }
        self.end_at((armour.len() * 6).saturating_sub(usize::from(fill)));
        seen.sum_of_armour()
    }

    /// The characters of a message of one slot, without a loop.
    #[inline]
    fn fill_common(&mut self, armour: &[u8; COMMON_LENGTH], seen: &mut Seen) {
        let (eights, _) = armour.as_chunks::<8>();
        let (&[a, b, c], Some(last)) = (eights, armour.last_chunk::<4>()) else { return };
        let zeros = ZEROS >> 32;
        let last = u64::from(u32::from_be_bytes(*last)) << 32 | zeros;
        let mut six_bits = |eight| seen.six_bits_of(u64::from_be_bytes(eight));
        let sixes = [six_bits(a), six_bits(b), six_bits(c), seen.six_bits_of(last)];
        seen.sum ^= zeros;
        if let Some(slot) = self.words_mut().first_chunk_mut::<3>() {
            *slot = joined(sixes);
        }
    }

    /// Equal for copies of one transmission, on every machine and in every release: the words of
    /// the payload (8 bytes, little endian, the last filled up with zeros) are folded by
    /// `h = rotl((h ^ word) * K, 29)` with K the 64-bit golden ratio, from the number of bits and,
    /// in the top bit, whether it is of the receiver's own vessel; then mixed once more.
    #[inline]
    pub(super) fn hash(&self, own_ship: bool) -> u64 {
        let len = self.bits().len();
        let seed = u64::try_from(len).unwrap_or(u64::MAX) ^ (u64::from(own_ship) << 63);
        let words = self.words().iter().take(len.div_ceil(8) / 8 + 1);
        mix(words.fold(seed, |sum, word| fold(sum, word.swap_bytes())))
    }
}

/// What was seen of the characters so far.
#[derive(Default)]
struct Seen {
    /// Their exclusive or, eight side by side.
    sum: u64,
    /// Not zero if one was no armour.
    wrong: u64,
}

impl Seen {
    /// Eight characters, the first in the highest byte, to 48 bits.
    #[inline]
    fn six_bits_of(&mut self, characters: u64) -> u64 {
        let (sixes, wrong) = six_bits_of_eight(characters);
        self.sum ^= characters;
        self.wrong |= wrong;
        let twelves = (sixes >> 2 & 0x0FC0_0FC0_0FC0_0FC0) | (sixes & 0x003F_003F_003F_003F);
        let twenty_fours =
            (twelves >> 4 & 0x00FF_F000_00FF_F000) | (twelves & 0x0000_0FFF_0000_0FFF);
        (twenty_fours >> 8 & 0xFFFF_FF00_0000) | (twenty_fours & 0x00FF_FFFF)
    }

    /// The exclusive or of all characters; `None` if one was no armour.
    #[inline]
    fn sum_of_armour(&self) -> Option<u8> {
        let sum = self.sum ^ (self.sum >> 32);
        let sum = sum ^ (sum >> 16);
        let [.., high, low] = sum.to_be_bytes();
        (self.wrong == 0).then_some(high ^ low)
    }
}

/// Four times 48 bits to three words.
#[inline]
fn joined([a, b, c, d]: [u64; 4]) -> [u64; 3] {
    [a << 16 | b >> 32, b << 32 | c >> 16, c << 48 | d]
}

/// The hash of [`BitBuffer::hash`] over any bytes.
pub(super) fn hash(bytes: &[u8], seed: u64) -> u64 {
    let (words, tail) = bytes.as_chunks::<8>();
    let sum = words.iter().fold(seed, |sum, word| fold(sum, u64::from_le_bytes(*word)));
    let mut last = [0; 8];
    for (place, &byte) in last.iter_mut().zip(tail) {
        *place = byte;
    }
    mix(fold(sum, u64::from_le_bytes(last)))
}

fn fold(sum: u64, word: u64) -> u64 {
    const GOLDEN_RATIO: u64 = 0x9E37_79B9_7F4A_7C15;
    (sum ^ word).wrapping_mul(GOLDEN_RATIO).rotate_left(29)
}

fn mix(sum: u64) -> u64 {
    fold(sum, sum >> 32)
}

/// The `tail` that `bytes` end in, at most seven, in the upper bytes of a word.
#[inline]
fn tail_word(bytes: &[u8], tail: &[u8]) -> u64 {
    let unused = u32::try_from(8 * (8 - tail.len())).unwrap_or(64);
    let word = match bytes.last_chunk() {
        Some(last) => u64::from_be_bytes(*last),
        None => tail.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)),
    };
    word.checked_shl(unused).unwrap_or(0)
}

/// The six bits of each of eight armour characters; the second word is not zero if one is none.
/// Armour is `0` to `W` and a backquote to `w`: 48 to 87 and 96 to 119.
#[inline]
fn six_bits_of_eight(characters: u64) -> (u64, u64) {
    // With its top bit set no byte borrows from the next, and keeps that bit if it was as large.
    let raised = characters | TOPS;
    let from = |first: u64| raised - first * ONES;
    let (from_48, from_96) = (from(48), from(96));
    let valid = (from_48 & !from(88)) | (from_96 & !from(120));
    let sixes = (from_48 & !TOPS) - ((from_96 & TOPS) >> 4);
    (sixes, (valid & !characters & TOPS) ^ TOPS)
}

/// The six bits of an armour character; the top bit is set if it is none.
pub(super) fn six_bits(character: u8) -> u8 {
    match character {
        b'0'..=b'W' => character - 48,
        b'`'..=b'w' => character - 56,
        _ => 0x80,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unpacked(armour: &[u8], fill: u8) -> Result<(Vec<u8>, usize), RejectReason> {
        let mut unpacked = BitBuffer::new();
        // What an earlier payload left behind must not show.
        unpacked.fill_from(&[b'w'; 100], 0)?;
        unpacked.fill_from(armour, fill)?;
        let len = unpacked.bits().len();
        let bytes = unpacked.words().iter().flat_map(|word| word.to_be_bytes());
        Ok((bytes.take(len.div_ceil(8)).collect(), len))
    }

    #[test]
    fn four_characters_are_three_bytes() {
        // IEC 61162-1, table of 6-bit codes: '1' = 000001, 'W' = 100111, '`' = 101000, 'w' = 111111.
        assert_eq!(unpacked(b"1W`w", 0), Ok((vec![0b0000_0110, 0b0111_1010, 0b0011_1111], 24)));
        assert_eq!(unpacked(b"w", 0), Ok((vec![0b1111_1100], 6)));
        assert_eq!(unpacked(b"ww", 4), Ok((vec![0b1111_1111], 8)));
        assert_eq!(unpacked(b"ww", 5), Ok((vec![0b1111_1110], 7)));
        assert_eq!(unpacked(b"", 2), Ok((vec![], 0)));
    }

    #[test]
    fn characters_outside_the_code_are_refused() {
        for armour in [&b"X"[..], b"1W`_", b"x", b"11111!", b"\xff1111", b"1 "] {
            assert_eq!(unpacked(armour, 0), Err(RejectReason::BadArmour), "{armour:?}");
        }
        assert_eq!(unpacked(&[b'1'; PAYLOAD_MAX + 1], 0), Err(RejectReason::TooLong));
        assert_eq!(unpacked(&[b'1'; PAYLOAD_MAX], 0).map(|(_, bits)| bits), Ok(PAYLOAD_MAX * 6));
    }

    #[test]
    fn the_hash_knows_copies_and_tells_all_else_apart() {
        let of = |armour: &[u8], fill, own_ship| {
            let mut unpacked = BitBuffer::new();
            unpacked.fill_from(armour, fill).expect("armour");
            unpacked.hash(own_ship)
        };
        let hash = of(b"13o4g`00000I2ENRH4g83S0L088C", 0, false);
        assert_eq!(hash, of(b"13o4g`00000I2ENRH4g83S0L088C", 0, false));
        assert_ne!(hash, of(b"13o4g`00000I2ENRH4g83S0L088C", 0, true));
        assert_ne!(hash, of(b"13o4g`00000I2ENRH4g83S0L088D", 0, false));
        assert_ne!(hash, of(b"13o4g`00000I2ENRH4g83S0L088C", 2, false));
        // Only the bits that were sent count: '3' = 000011 and '0' = 000000 less two bits.
        assert_eq!(of(b"113", 2, false), of(b"110", 2, false));
    }
}
