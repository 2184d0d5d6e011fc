//! 6-bit armour of `VDM` and `VDO` payloads (IEC 61162-1) to bits, and the hash by which copies of
//! one transmission are known.

use super::RejectReason;

/// Most characters of a whole payload. ITU-R M.1371 fills at most five slots, 1,064 bits or 178
/// characters; sentences that carry more are not AIS.
pub(super) const PAYLOAD_MAX: usize = 1024;

/// Six bits for every armour character; the top bit marks a character that is none.
const SIX_BITS: [u8; 256] = table();

/// A payload in bits, most significant first, in a buffer that is used again.
#[derive(Debug)]
pub(super) struct Unpacked {
    bytes: Box<[u8; PAYLOAD_MAX / 4 * 3]>,
    used: usize,
    bits: usize,
}

impl Unpacked {
    pub(super) fn new() -> Self {
        Self { bytes: Box::new([0; PAYLOAD_MAX / 4 * 3]), used: 0, bits: 0 }
    }

    /// Takes in the characters of a whole payload whose last `fill` bits were not sent.
    pub(super) fn fill_from(&mut self, armour: &[u8], fill: u8) -> Result<(), RejectReason> {
        if armour.len() > PAYLOAD_MAX {
            return Err(RejectReason::TooLong);
        }
        let (quads, tail) = armour.as_chunks::<4>();
        let (slots, _) = self.bytes.as_chunks_mut::<3>();
        let mut seen = 0;
        for (slot, quad) in slots.iter_mut().zip(quads) {
            seen |= pack(*quad, slot);
        }
        if let Some(slot) = slots.get_mut(quads.len()) {
            // '0' is six zero bits.
            let mut last = [b'0'; 4];
            for (place, &character) in last.iter_mut().zip(tail) {
                *place = character;
            }
            seen |= pack(last, slot);
        }
        if seen & 0x80 != 0 {
            return Err(RejectReason::BadArmour);
        }
        self.bits = (armour.len() * 6).saturating_sub(usize::from(fill));
        self.used = self.bits.div_ceil(8);
        self.clear_fill();
        Ok(())
    }

    /// The bytes, the last one filled up with zeros.
    pub(super) fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.used).unwrap_or(&[])
    }

    /// How many bits were sent.
    pub(super) const fn bits(&self) -> usize {
        self.bits
    }

    /// Equal for copies of one transmission, on every machine and in every release: the words of
    /// the payload (8 bytes, little endian, the last filled up with zeros) are folded by
    /// `h = rotl((h ^ word) * K, 29)` with K the 64-bit golden ratio, from the number of bits and,
    /// in the top bit, whether it is of the receiver's own vessel; then mixed once more.
    pub(super) fn hash(&self, own_ship: bool) -> u64 {
        let bits = u64::try_from(self.bits).unwrap_or(u64::MAX);
        hash(self.bytes(), bits ^ (u64::from(own_ship) << 63))
    }

    /// Bits that were not sent may hold anything: copies must not differ by them.
    fn clear_fill(&mut self) {
        let kept = self.bits % 8;
        if let Some(last) = self.used.checked_sub(1).and_then(|last| self.bytes.get_mut(last))
            && kept != 0
        {
            *last &= 0xFF << (8 - kept);
        }
    }
}

/// The hash of [`Unpacked::hash`] over any bytes.
pub(super) fn hash(bytes: &[u8], seed: u64) -> u64 {
    const GOLDEN_RATIO: u64 = 0x9E37_79B9_7F4A_7C15;
    let fold = |sum: u64, word: u64| (sum ^ word).wrapping_mul(GOLDEN_RATIO).rotate_left(29);
    let (words, tail) = bytes.as_chunks::<8>();
    let sum = words.iter().fold(seed, |sum, word| fold(sum, u64::from_le_bytes(*word)));
    let mut last = [0; 8];
    for (place, &byte) in last.iter_mut().zip(tail) {
        *place = byte;
    }
    let sum = fold(sum, u64::from_le_bytes(last));
    fold(sum, sum >> 32)
}

fn pack(quad: [u8; 4], slot: &mut [u8; 3]) -> u8 {
    let [a, b, c, d] = quad.map(six_bits);
    *slot = [(a << 2) | (b >> 4), (b << 4) | (c >> 2), (c << 6) | d];
    a | b | c | d
}

/// The six bits of an armour character; the top bit is set if it is none.
pub(super) fn six_bits(character: u8) -> u8 {
    SIX_BITS.get(usize::from(character)).copied().unwrap_or(0x80)
}

#[expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "evaluated by the compiler, which refuses a wrong index"
)]
const fn table() -> [u8; 256] {
    let mut table = [0x80; 256];
    let mut value = 0;
    while value < 64 {
        let character = if value < 40 { value + 48 } else { value + 56 };
        table[character] = value as u8;
        value += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unpacked(armour: &[u8], fill: u8) -> Result<(Vec<u8>, usize), RejectReason> {
        let mut unpacked = Unpacked::new();
        // What an earlier payload left behind must not show.
        unpacked.fill_from(&[b'w'; 100], 0)?;
        unpacked.fill_from(armour, fill)?;
        Ok((unpacked.bytes().to_vec(), unpacked.bits()))
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
            let mut unpacked = Unpacked::new();
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
