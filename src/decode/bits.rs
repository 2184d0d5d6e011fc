use super::armour::{ONES, PAYLOAD_MAX, TOPS};
use crate::domain::Text;

/// Characters of a text field read at a time: so many six-bit characters fit one word.
const CHARACTERS_PER_READ: usize = 8;
/// Words of the longest payload, of one that it may end in, and of zeros to read ahead into.
const WORDS: usize = PAYLOAD_MAX * 6 / 64 + 2;
/// Eight spaces.
const BLANKS: u64 = 0x20 * ONES;

/// The bits of one AIS payload, most significant first, with the fields of ITU-R M.1371 read out of
/// them. A field that lies beyond the end was not sent and is `None`.
#[derive(Clone, Copy, Debug)]
pub struct Bits<'a> {
    /// Zeros from `len` on. The size is part of the type, so that a field at a fixed place is read
    /// without a check of bounds.
    words: &'a [u64; WORDS],
    len: usize,
}

/// Where the bits of a payload stand, at most 6,144 of them. They are kept in whole words: what is
/// written by words can be read again at once, which other pieces of it cannot.
#[derive(Clone, Debug)]
pub struct BitBuffer {
    /// The first bit is the highest of the first word.
    words: Box<[u64; WORDS]>,
    len: usize,
}

impl BitBuffer {
    /// No bits.
    pub fn new() -> Self {
        Self { words: Box::new([0; WORDS]), len: 0 }
    }

    /// The first `len` bits of `bytes`; fewer if there are not so many, or more than find place.
    pub fn from_bytes(bytes: &[u8], len: usize) -> Self {
        let mut buffer = Self::new();
        let (whole, tail) = bytes.as_chunks::<8>();
        let mut last = [0; 8];
        for (slot, &byte) in last.iter_mut().zip(tail) {
            *slot = byte;
        }
        for (word, eight) in buffer.words.iter_mut().zip(whole.iter().chain([&last])) {
            *word = u64::from_be_bytes(*eight);
        }
        buffer.end_at(len.min(bytes.len().saturating_mul(8)).min(PAYLOAD_MAX * 6));
        buffer
    }

    /// The bits.
    #[inline]
    pub fn bits(&self) -> Bits<'_> {
        Bits { words: &self.words, len: self.len }
    }

    /// The words that hold the bits, and those behind them.
    #[inline]
    pub(super) fn words(&self) -> &[u64] {
        self.words.as_slice()
    }

    /// The words, to be written from the first one on; then say by [`end_at`](Self::end_at) how many
    /// bits count.
    #[inline]
    pub(super) fn words_mut(&mut self) -> &mut [u64] {
        self.words.as_mut_slice()
    }

    /// So many bits count. Those behind, of a word that is read, become zeros: they may hold anything,
    /// and copies must not differ by them.
    #[inline]
    pub(super) fn end_at(&mut self, len: usize) {
        self.len = len;
        let (word, kept) = (len / 64, len % 64);
        if let Some([last, ahead, ..]) = self.words.get_mut(word..) {
            *last &= !(u64::MAX >> kept);
            *ahead = 0;
        }
    }
}

impl Default for BitBuffer {
    fn default() -> Self {
        Self::new()
    }
}

impl Bits<'_> {
    /// How many bits were sent.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// The first `len` bits of these.
    #[must_use]
    pub fn up_to(&self, len: usize) -> Self {
        Self { len: self.len.min(len), ..*self }
    }

    /// The first `len` bits, if so many were sent: of a length that is known beforehand no field need
    /// be checked.
    #[inline]
    pub(super) fn all(&self, len: usize) -> Option<Self> {
        (self.len >= len).then_some(Self { len, ..*self })
    }

    /// Whether nothing was sent.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// An unsigned field of 1 to 32 bits.
    #[inline]
    pub fn unsigned(&self, start: usize, width: usize) -> Option<u32> {
        if !(1..=32).contains(&width) || start.checked_add(width)? > self.len {
            return None;
        }
        u32::try_from(self.window(start)? >> (64 - width)).ok()
    }

    /// The 64 bits from `start` on.
    #[inline]
    fn window(&self, start: usize) -> Option<u64> {
        let (word, shift) = (start / 64, start % 64);
        let (first, next) = (self.words.get(word)?, self.words.get(word + 1)?);
        Some(first << shift | next >> 1 >> (63 - shift))
    }

    /// An unsigned field of at most 16 bits.
    #[inline]
    pub fn short(&self, start: usize, width: usize) -> Option<u16> {
        self.unsigned(start, width).and_then(|field| u16::try_from(field).ok())
    }

    /// An unsigned field of at most 8 bits.
    #[inline]
    pub fn byte(&self, start: usize, width: usize) -> Option<u8> {
        self.unsigned(start, width).and_then(|field| u8::try_from(field).ok())
    }

    /// A two's complement field of 1 to 32 bits.
    #[inline]
    pub fn signed(&self, start: usize, width: usize) -> Option<i32> {
        let field = self.unsigned(start, width)?;
        let unused = u32::try_from(32 - width).ok()?;
        Some((field << unused).cast_signed() >> unused)
    }

    /// A flag of one bit.
    #[inline]
    pub fn flag(&self, start: usize) -> Option<bool> {
        self.unsigned(start, 1).map(|bit| bit == 1)
    }

    /// A text field of fixed size, of which all characters were sent, or all but the last (real
    /// transponders leave out its last bits), or all up to the `@` that ends it. `None` where it is
    /// blank or cut shorter: the beginning of a name is another name.
    #[inline]
    pub fn text<const N: usize>(&self, start: usize, characters: usize) -> Option<Text<N>> {
        self.text_and_end(start, characters).map(|(text, _ended)| text)
    }

    /// As [`text`](Self::text), and whether an `@` ended it.
    #[inline]
    pub(super) fn text_and_end<const N: usize>(
        &self,
        start: usize,
        characters: usize,
    ) -> Option<(Text<N>, bool)> {
        let sent = self.characters_from(start).min(characters);
        let (text, ended) = self.read_text(start, sent);
        let is_whole = ended || sent.saturating_add(1) >= characters;
        (is_whole && !text.is_empty()).then_some((text, ended))
    }

    /// A text that fills the rest of the message, cut after `N` characters. `None` where it is
    /// blank.
    pub fn text_to_end<const N: usize>(&self, start: usize) -> Option<Text<N>> {
        let (text, _ended) = self.read_text(start, self.characters_from(start));
        Some(text).filter(|t: &Text<N>| !t.is_empty())
    }

    /// Whole six-bit characters sent from `start` on.
    fn characters_from(&self, start: usize) -> usize {
        self.len.saturating_sub(start) / 6
    }

    /// Up to `N` characters without trailing blanks, and whether an `@` ended them.
    #[inline]
    fn read_text<const N: usize>(&self, start: usize, characters: usize) -> (Text<N>, bool) {
        let mut buffer = [b' '; N];
        let (mut kept, mut ended) = (0, false);
        for (group, slots) in buffer.chunks_mut(CHARACTERS_PER_READ).enumerate() {
            let before = group * CHARACTERS_PER_READ;
            let here = slots.len().min(characters.saturating_sub(before));
            let Some(window) = self.window(start + before * 6).filter(|_| here > 0) else { break };
            let eight = EightCharacters::of(window);
            let until_end = eight.before_end();
            ended = until_end < here;
            let ascii = eight.ascii_up_to(here.min(until_end));
            match slots.first_chunk_mut::<CHARACTERS_PER_READ>() {
                Some(whole) => *whole = ascii.to_be_bytes(),
                None => slots.iter_mut().zip(ascii.to_be_bytes()).for_each(|(slot, c)| *slot = c),
            }
            if let Some(last) = last_not_blank(ascii) {
                kept = before + last + 1;
            }
            if ended {
                break;
            }
        }
        (Text::from_padded(buffer, kept), ended)
    }
}

/// Eight six-bit characters (ITU-R M.1371-5, table 47), each in the low bits of a byte, the first in
/// the highest one.
#[derive(Clone, Copy)]
struct EightCharacters(u64);

impl EightCharacters {
    /// From the upper 48 bits of a word.
    fn of(window: u64) -> Self {
        let packed = window >> 16;
        let halves = (packed & 0xFFFF_FF00_0000) << 8 | (packed & 0x00FF_FFFF);
        let quarters = (halves & 0x00FF_F000_00FF_F000) << 4 | (halves & 0x0000_0FFF_0000_0FFF);
        let each = (quarters & 0x0FC0_0FC0_0FC0_0FC0) << 2 | (quarters & 0x003F_003F_003F_003F);
        Self(each)
    }

    /// The first `count` as ASCII, blanks behind: 0 to 31 stand for `@` to `_`, 32 to 63 for
    /// themselves.
    fn ascii_up_to(self, count: usize) -> u64 {
        let ascii = self.0 | (!self.0 & BLANKS) << 1;
        let behind = u32::try_from(8 * count).ok().and_then(|bits| u64::MAX.checked_shr(bits));
        let behind = behind.unwrap_or(0);
        ascii & !behind | BLANKS & behind
    }

    /// How many come before the first `@`.
    fn before_end(self) -> usize {
        leading_bytes(!not_zero(self.0) & TOPS)
    }
}

/// The last of eight characters, the first in the highest byte, that is no blank.
fn last_not_blank(ascii: u64) -> Option<usize> {
    let not_blank = ascii ^ BLANKS;
    let after = usize::try_from(not_blank.trailing_zeros() / 8).ok()?;
    (not_blank != 0).then(|| CHARACTERS_PER_READ - 1 - after)
}

/// Sets the top bit of every byte that is not zero; none may have it set before.
fn not_zero(bytes: u64) -> u64 {
    bytes + 0x7F * ONES
}

/// How many bytes come before the first whose top bit is set.
fn leading_bytes(tops: u64) -> usize {
    usize::try_from(tops.leading_zeros() / 8).unwrap_or(CHARACTERS_PER_READ)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BYTES: [u8; 10] = [0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0, 0x5a, 0xa5];

    #[test]
    fn a_field_may_straddle_bytes_and_the_end_of_the_last_whole_window() {
        let buffer = BitBuffer::from_bytes(&BYTES, 80);
        let bits = buffer.bits();
        for (start, width, expected) in [
            (0, 4, Some(0x1)),
            (4, 8, Some(0x23)),
            (4, 32, Some(0x2345_6789)),
            (7, 1, Some(0)),
            (48, 32, Some(0xdef0_5aa5)),
            (76, 4, Some(0x5)),
            (77, 4, None),
            (0, 33, None),
            (0, 0, None),
            (usize::MAX, 2, None),
        ] {
            assert_eq!(bits.unsigned(start, width), expected, "{width} bits from {start}");
        }
    }

    #[test]
    fn a_field_beyond_the_bits_sent_is_none_though_the_bytes_hold_it() {
        let buffer = BitBuffer::from_bytes(&BYTES, 6);
        let bits = buffer.bits();
        assert_eq!(bits.unsigned(0, 6), Some(0x04));
        assert_eq!(bits.unsigned(0, 8), None);
        assert_eq!(BitBuffer::from_bytes(&BYTES, 1000).bits().len(), 80);
    }

    #[test]
    fn signed_fields_are_two_s_complement() {
        let buffer = BitBuffer::from_bytes(&[0b1111_1110, 0b0111_1111], 16);
        let bits = buffer.bits();
        assert_eq!(bits.signed(0, 8), Some(-2));
        assert_eq!(bits.signed(8, 8), Some(127));
        assert_eq!(bits.signed(0, 1), Some(-1));
        assert_eq!(bits.signed(7, 2), Some(0));
    }

    /// Six-bit characters, packed by hand: `A` = 1, `B` = 2, `@` = 0, space = 32.
    fn packed(sixes: &[u8]) -> (Vec<u8>, usize) {
        let ones: Vec<u8> =
            sixes.iter().flat_map(|s| (0..6).rev().map(move |b| s >> b & 1)).collect();
        let bytes =
            ones.chunks(8).map(|c| c.iter().enumerate().fold(0, |a, (i, b)| a | b << (7 - i)));
        (bytes.collect(), ones.len())
    }

    #[test]
    fn text_ends_at_the_first_at_sign_and_loses_trailing_blanks() {
        for (sixes, expected) in [
            (&[1, 2, 32, 3, 32, 32, 32][..], Some("AB C")),
            (&[1, 2, 32, 0, 5, 5, 5], Some("AB")),
            (&[48, 49, 1, 2, 3, 4, 57], Some("01ABCD9")),
            (&[0, 1, 1, 1, 1, 1, 1], None),
            (&[32, 32, 32, 32, 32, 32, 32], None),
        ] {
            let (bytes, len) = packed(sixes);
            let text = BitBuffer::from_bytes(&bytes, len).bits().text::<7>(0, 7);
            assert_eq!(text.as_ref().map(Text::as_str), expected);
        }
    }

    #[test]
    fn a_text_cut_by_more_than_its_last_character_is_none() {
        let (bytes, len) = packed(&[1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(
            BitBuffer::from_bytes(&bytes, len - 1).bits().text::<7>(0, 7).map(|t| t.to_string()),
            Some("ABCDEF".to_owned())
        );
        assert_eq!(BitBuffer::from_bytes(&bytes, len - 7).bits().text::<7>(0, 7), None);
        assert_eq!(
            BitBuffer::from_bytes(&bytes, len - 7)
                .bits()
                .text_to_end::<7>(0)
                .map(|t| t.to_string()),
            Some("ABCDE".to_owned())
        );
        let (bytes, len) = packed(&[1, 0, 0]);
        assert_eq!(
            BitBuffer::from_bytes(&bytes, len).bits().text::<7>(0, 7).map(|t| t.to_string()),
            Some("A".to_owned())
        );
    }

    proptest! {
        #[test]
        fn any_field_equals_its_bits_read_one_by_one(
            bytes in proptest::collection::vec(any::<u8>(), 0..24),
            len in 0_usize..220,
            start in 0_usize..220,
            width in 1_usize..=32,
        ) {
            let buffer = BitBuffer::from_bytes(&bytes, len);
            let bits = buffer.bits();
            let expected = (start + width <= len.min(bytes.len() * 8)).then(|| {
                (start..start + width).fold(0, |v, i| v << 1 | u32::from(bytes[i / 8] >> (7 - i % 8) & 1))
            });
            prop_assert_eq!(bits.unsigned(start, width), expected);
            bits.text::<34>(start, 34);
            bits.text_to_end::<161>(start);
        }
    }
}
