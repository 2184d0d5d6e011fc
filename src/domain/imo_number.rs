use std::fmt;
use std::num::NonZeroU32;

/// An IMO ship identification number: seven digits whose last is a check digit
/// (IMO resolution A.1117(30)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImoNumber(NonZeroU32);

impl ImoNumber {
    /// `None` unless it has seven digits and the check digit is right.
    pub const fn new(value: u32) -> Option<Self> {
        if value < 1_000_000 || value > 9_999_999 {
            return None;
        }
        let mut sum = 0;
        let mut rest = value / 10;
        let mut weight = 2;
        while weight <= 7 {
            sum += rest % 10 * weight;
            rest /= 10;
            weight += 1;
        }
        if sum % 10 != value % 10 {
            return None;
        }
        match NonZeroU32::new(value) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }

    /// Of a number that [`ImoNumber::get`] gave.
    pub(super) fn of_kept(number: u32) -> Self {
        Self(NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN))
    }

    /// The number itself, without the letters "IMO".
    pub const fn get(self) -> u32 {
        self.0.get()
    }
}

impl fmt::Display for ImoNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::ImoNumber;

    #[test]
    fn the_check_digit_of_the_resolution_holds() {
        // 9074729: the example of the IMO numbering scheme (9x7+0x6+7x5+4x4+7x3+2x2 = 139).
        assert_eq!(ImoNumber::new(9_074_729).map(ImoNumber::get), Some(9_074_729));
        assert_eq!(ImoNumber::new(9_074_720), None);
        assert_eq!(ImoNumber::new(0), None);
    }
}
