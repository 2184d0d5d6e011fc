use super::super::Bits;

/// Type of electronic position fixing device, 1 to 15.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Epfd(u8);

impl Epfd {
    /// Four bits; `None` for 0, "undefined".
    #[inline]
    pub(super) fn read(bits: Bits<'_>, start: usize) -> Option<Self> {
        bits.byte(start, 4).and_then(Self::from_code)
    }

    /// `None` for 0, "undefined", and above 15.
    #[inline]
    pub(in super::super) const fn from_code(code: u8) -> Option<Self> {
        if matches!(code, 1..=15) { Some(Self(code)) } else { None }
    }

    /// The code as sent.
    pub const fn code(self) -> u8 {
        self.0
    }

    /// The words of ITU-R M.1371-5; `None` for the codes 9 to 14, which are not used.
    pub const fn as_str(self) -> Option<&'static str> {
        Some(match self.0 {
            1 => "GPS",
            2 => "GLONASS",
            3 => "combined GPS/GLONASS",
            4 => "Loran-C",
            5 => "Chayka",
            6 => "integrated navigation system",
            7 => "surveyed",
            8 => "Galileo",
            15 => "internal GNSS",
            _ => return None,
        })
    }
}
