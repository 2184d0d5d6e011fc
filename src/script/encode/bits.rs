/// Bits of a payload in the making, most significant first.
#[derive(Clone, Debug, Default)]
pub(in crate::script) struct BitWriter {
    bits: Vec<bool>,
}

impl BitWriter {
    /// Appends the lowest `width` bits of a number.
    pub(super) fn unsigned(&mut self, value: u64, width: u32) -> &mut Self {
        self.bits.extend((0..width).rev().map(|bit| value.checked_shr(bit).unwrap_or(0) & 1 == 1));
        self
    }

    /// Appends a number in two's complement.
    pub(super) fn signed(&mut self, value: i64, width: u32) -> &mut Self {
        self.unsigned(value.cast_unsigned(), width)
    }

    /// Appends a text in the 6-bit set of M.1371, table 47, filled up with '@' to `length`
    /// characters; lower case is raised, anything else outside the set becomes '?'.
    pub(super) fn text(&mut self, text: &str, length: usize) -> &mut Self {
        let filled = text.bytes().chain(std::iter::repeat(b'@')).take(length);
        for byte in filled {
            let six = match byte.to_ascii_uppercase() {
                upper @ b'@'..=b'_' => upper - 64,
                lower @ b' '..=b'?' => lower,
                _ => b'?',
            };
            self.unsigned(u64::from(six), 6);
        }
        self
    }

    /// Six bits a character in the armour of IEC 61162-1, and how many bits were filled up.
    pub(super) fn armoured(&self) -> (String, usize) {
        let characters = self.bits.chunks(6).map(|six| {
            let bit = |n: usize| u8::from(six.get(n).copied().unwrap_or(false));
            let value = (0..6).fold(0, |value, n| value << 1 | bit(n));
            char::from(if value < 40 { value + 48 } else { value + 56 })
        });
        (characters.collect(), (6 - self.bits.len() % 6) % 6)
    }
}
