//! Compact bytes: variable-length integers, zigzag for signed ones, short texts.
//!
//! Reading never panics: at the end of the bytes, or at a value that cannot be, it says [`Broken`].

use crate::domain::varint;

/// Bytes that do not read as what they should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a value ends early or is out of range")]
pub(super) struct Broken;

/// Appends an unsigned integer, seven bits a byte, the lowest first.
pub(super) fn put(out: &mut Vec<u8>, value: u64) {
    if value < 0x80 {
        let [low, ..] = value.to_le_bytes();
        return out.push(low);
    }
    let Some((bytes, length)) = sevens(value) else { return put_long(out, value) };
    // All eight and back again: a copy of a known length is one instruction.
    let before = out.len();
    out.extend_from_slice(&bytes);
    out.truncate(before + length);
}

/// An integer as [`put`] has it, and how many of the bytes are it; `None` where it takes more than
/// eight.
const fn sevens(value: u64) -> Option<([u8; 8], usize)> {
    if value >> 56 != 0 {
        return None;
    }
    // Every seven bits in a byte of their own, in three steps; all but the last byte say that there
    // is more.
    let halves = (value & 0x0fff_ffff) | (value & 0x00ff_ffff_f000_0000) << 4;
    let quarters = (halves & 0x0000_3fff_0000_3fff) | (halves & 0x0fff_c000_0fff_c000) << 2;
    let sevens = (quarters & 0x007f_007f_007f_007f) | (quarters & 0x3f80_3f80_3f80_3f80) << 1;
    let length = (70 - (value | 1).leading_zeros()) / 7;
    let more = 0x8080_8080_8080_8080 & ((1 << (8 * (length - 1))) - 1);
    Some(((sevens | more).to_le_bytes(), length as usize))
}

/// The same of one that takes more than eight bytes.
#[cold]
fn put_long(out: &mut Vec<u8>, value: u64) {
    varint::put(out, value);
}

/// Appends a signed integer, small ones of either sign in few bytes.
pub(super) fn put_signed(out: &mut Vec<u8>, value: i64) {
    put(out, varint::zigzag(value));
}

/// A row of integers that is put together where it is near at hand, then appended as a whole. There
/// is always room for eight more bytes, so that an integer is written without asking how long it is.
#[derive(Debug)]
pub(super) struct Row {
    bytes: [u8; Self::ROOM],
    used: usize,
}

impl Row {
    /// Bytes that fit in for sure.
    pub(super) const MAX: usize = Self::ROOM - 8;
    const ROOM: usize = 128;

    /// An empty one.
    pub(super) const fn new() -> Self {
        Self { bytes: [0; Self::ROOM], used: 0 }
    }

    /// Appends an unsigned integer, as [`put`] does.
    #[inline]
    pub(super) fn put(&mut self, value: u64) {
        if let Some((bytes, length)) = sevens(value) {
            return self.put_first(bytes, length);
        }
        let mut out = Vec::new();
        put_long(&mut out, value);
        for byte in out {
            self.put_first([byte, 0, 0, 0, 0, 0, 0, 0], 1);
        }
    }

    /// Appends a signed integer, as [`put_signed`] does.
    #[inline]
    pub(super) fn put_signed(&mut self, value: i64) {
        self.put(varint::zigzag(value));
    }

    /// Appends the first few of some bytes.
    #[inline]
    pub(super) fn put_first(&mut self, bytes: [u8; 8], count: usize) {
        self.bytes[self.used..self.used + bytes.len()].copy_from_slice(&bytes);
        self.used += count;
    }

    /// What was put in.
    pub(super) fn as_slice(&self) -> &[u8] {
        &self.bytes[..self.used]
    }
}

/// Appends a text with its length.
pub(super) fn put_text(out: &mut Vec<u8>, text: &str) {
    put(out, u64::try_from(text.len()).unwrap_or(u64::MAX));
    out.extend_from_slice(text.as_bytes());
}

/// Bytes being read from the front.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bytes<'a>(pub(super) &'a [u8]);

impl<'a> Bytes<'a> {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn byte(&mut self) -> Result<u8, Broken> {
        let (&first, rest) = self.0.split_first().ok_or(Broken)?;
        self.0 = rest;
        Ok(first)
    }

    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8], Broken> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(Broken)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Broken> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(Broken)?;
        self.0 = rest;
        Ok(*taken)
    }

    pub(super) fn unsigned(&mut self) -> Result<u64, Broken> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(Broken)
    }

    /// Passes over integers without reading them.
    pub(super) fn skip_integers(&mut self, count: usize) -> Result<(), Broken> {
        if count == 0 {
            return Ok(());
        }
        let mut ends = self.0.iter().enumerate().filter(|(_, byte)| **byte & 0x80 == 0);
        let (last, _byte) = ends.nth(count - 1).ok_or(Broken)?;
        self.take(last + 1).map(|_skipped| ())
    }

    pub(super) fn signed(&mut self) -> Result<i64, Broken> {
        self.unsigned().map(varint::signed)
    }

    pub(super) fn number<T: TryFrom<u64>>(&mut self) -> Result<T, Broken> {
        T::try_from(self.unsigned()?).map_err(|_out_of_range| Broken)
    }

    pub(super) fn text(&mut self) -> Result<&'a str, Broken> {
        let length = self.number()?;
        std::str::from_utf8(self.take(length)?).map_err(|_not_text| Broken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_take_seven_bits_a_byte() {
        // 300 = 0b10_0101100: the example of the protocol buffers' encoding guide.
        let mut out = Vec::new();
        put(&mut out, 300);
        assert_eq!(out, [0xac, 0x02]);
        // Zigzag of the same guide: 0, -1, 1, -2 become 0, 1, 2, 3.
        out.clear();
        for value in [0, -1, 1, -2] {
            put_signed(&mut out, value);
        }
        assert_eq!(out, [0, 1, 2, 3]);
    }

    #[test]
    fn integers_of_every_length_are_written_as_byte_after_byte_says() {
        for bits in 0..64 {
            for value in [1_u64 << bits, (1 << bits) - 1, 0x5555_5555_5555_5555 >> bits] {
                let (mut out, mut expected, mut rest) = (vec![7], vec![7], value);
                put(&mut out, value);
                while rest > 127 {
                    expected.push((rest % 128 + 128).try_into().expect("a byte"));
                    rest /= 128;
                }
                expected.push(rest.try_into().expect("a byte"));
                assert_eq!(out, expected, "{value:#x}");
                let mut row = Row::new();
                row.put_first([7; 8], 1);
                row.put(value);
                assert_eq!(row.as_slice(), expected, "{value:#x}");
                assert_eq!(Bytes(&out[1..]).unsigned(), Ok(value));
            }
        }
    }

    #[test]
    fn extremes_read_back() {
        for value in [i64::MIN, -1, 0, 1, i64::MAX] {
            let mut out = Vec::new();
            put_signed(&mut out, value);
            assert_eq!(Bytes(&out).signed(), Ok(value));
        }
        assert_eq!(Bytes(&[0x80]).unsigned(), Err(Broken));
        assert_eq!(Bytes(&[0xff; 11]).unsigned(), Err(Broken));
        assert_eq!(Bytes(&[5, b'a']).text(), Err(Broken));
    }
}
