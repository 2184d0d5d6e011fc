use super::super::Bits;

/// Factor of the code: code = 4.733 x square root of degrees per minute (ITU-R M.1371-5, table 45).
const CODE_PER_ROOT: f64 = 4.733;

/// Rate of turn as sent: -127 to 127, positive to starboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateOfTurn(i8);

impl RateOfTurn {
    /// `None` for -128, "not available".
    #[inline]
    pub(super) fn read(bits: Bits<'_>, start: usize) -> Option<Self> {
        let code = i8::try_from(bits.signed(start, 8)?).ok()?;
        Self::from_code(code)
    }

    /// The same of a code.
    #[inline]
    pub(in super::super) const fn from_code(code: i8) -> Option<Self> {
        if code == i8::MIN { None } else { Some(Self(code)) }
    }

    /// The code as sent. +-127: more than 5 degrees in 30 s, without a turn indicator.
    pub const fn code(self) -> i8 {
        self.0
    }

    /// Degrees per minute, positive to starboard, up to 708; `None` where only the direction is
    /// known (+-127).
    pub fn degrees_per_minute(self) -> Option<f64> {
        if self.0.unsigned_abs() == 127 {
            return None;
        }
        let root = f64::from(self.0) / CODE_PER_ROOT;
        Some(root * root.abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::BitBuffer;

    #[test]
    fn the_code_is_the_root_of_the_turn_and_its_ends_are_no_number() {
        // (126 / 4.733)^2 = 708.7, the "708 deg/min or higher" of the table; (10 / 4.733)^2 = 4.464.
        for (byte, code, turn) in [
            (0, Some(0), Some(0.0)),
            (10, Some(10), Some(4.464)),
            (0xf6, Some(-10), Some(-4.464)),
            (126, Some(126), Some(708.7)),
            (127, Some(127), None),
            (0x81, Some(-127), None),
            (0x80, None, None),
        ] {
            let rot = RateOfTurn::read(BitBuffer::from_bytes(&[byte], 8).bits(), 0);
            assert_eq!(rot.map(RateOfTurn::code), code);
            let found = rot.and_then(RateOfTurn::degrees_per_minute);
            let close = found.zip(turn).map(|(a, b): (f64, f64)| (a - b).abs() < 0.05);
            assert_eq!(close, turn.map(|_| true), "{byte}");
            assert_eq!(found.is_some(), turn.is_some(), "{byte}");
        }
    }
}
