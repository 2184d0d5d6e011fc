//! Integers of a few bits each, one behind the other, the lowest bit first.

/// Bytes that so many integers of a width take.
pub(super) const fn bytes_of_bits(count: usize, width: u32) -> usize {
    count.saturating_mul(width as usize).div_ceil(8)
}

/// Appends integers of one width; their upper bits have to be 0.
pub(super) struct BitWriter<'a> {
    out: &'a mut Vec<u8>,
    width: u32,
    waiting: u64,
    /// Bits that wait, fewer than 64.
    filled: u32,
}

impl<'a> BitWriter<'a> {
    /// `width` is at most 64.
    pub(super) fn new(out: &'a mut Vec<u8>, width: u32) -> Self {
        Self { out, width, waiting: 0, filled: 0 }
    }

    pub(super) fn put(&mut self, value: u64) {
        self.waiting |= value << self.filled;
        self.filled += self.width;
        if let Some(over) = self.filled.checked_sub(u64::BITS) {
            self.out.extend_from_slice(&self.waiting.to_le_bytes());
            // What of the value found no room.
            self.waiting = value.checked_shr(self.width - over).unwrap_or(0);
            self.filled = over;
        }
    }

    /// Writes what waits; the last byte is filled with zeros.
    pub(super) fn finish(self) {
        let last = self.waiting.to_le_bytes();
        self.out.extend(last.into_iter().take(self.filled.div_ceil(8) as usize));
    }
}

/// Reads them back; zeros beyond the end.
pub(super) struct BitReader<'a> {
    bytes: &'a [u8],
    width: u32,
    waiting: u128,
    filled: u32,
}

impl<'a> BitReader<'a> {
    /// `width` is at most 64.
    pub(super) const fn new(bytes: &'a [u8], width: u32) -> Self {
        Self { bytes, width, waiting: 0, filled: 0 }
    }

    pub(super) fn next(&mut self) -> u64 {
        if self.filled < self.width {
            let mut word = [0; 8];
            let taken = self.bytes.len().min(word.len());
            let (now, later) = self.bytes.split_at(taken);
            word[..taken].copy_from_slice(now);
            self.bytes = later;
            self.waiting |= u128::from(u64::from_le_bytes(word)) << self.filled;
            self.filled += u64::BITS;
        }
        let mask = u64::MAX.checked_shr(u64::BITS - self.width).unwrap_or(0);
        let value = low(self.waiting) & mask;
        self.waiting >>= self.width;
        self.filled -= self.width;
        value
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half is asked for")]
const fn low(value: u128) -> u64 {
    value as u64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_lowest_bit_comes_first() {
        let mut out = Vec::new();
        let mut bits = BitWriter::new(&mut out, 3);
        for value in [0b101, 0b001, 0b111] {
            bits.put(value);
        }
        bits.finish();
        // From the right: 101, 001, 11|1.
        assert_eq!(out, [0b1100_1101, 0b1]);
    }

    proptest! {
        #[test]
        fn integers_of_any_width_read_back(
            values in prop::collection::vec(any::<u64>(), 0..80),
            width in 0..=64_u32,
        ) {
            let cut = |value: u64| u64::MAX.checked_shr(64 - width).map_or(0, |mask| value & mask);
            let mut out = vec![7];
            let mut bits = BitWriter::new(&mut out, width);
            for &value in &values {
                bits.put(cut(value));
            }
            bits.finish();
            prop_assert_eq!(out.len(), 1 + bytes_of_bits(values.len(), width));
            let mut bits = BitReader::new(&out[1..], width);
            for value in values {
                prop_assert_eq!(bits.next(), cut(value));
            }
        }
    }
}
