use super::super::Bits;

/// Special manoeuvre of an inland vessel (the blue sign), 1 to 3 as sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpecialManoeuvre(u8);

impl SpecialManoeuvre {
    /// Two bits; `None` for 0, "not available".
    #[inline]
    pub(super) fn read(bits: Bits<'_>, start: usize) -> Option<Self> {
        bits.byte(start, 2).filter(|&code| code != 0).map(Self)
    }

    /// The code as sent.
    pub const fn code(self) -> u8 {
        self.0
    }

    /// Whether she is engaged in one; `None` for 3, which is not used.
    pub const fn engaged(self) -> Option<bool> {
        match self.0 {
            1 => Some(false),
            2 => Some(true),
            _ => None,
        }
    }
}
