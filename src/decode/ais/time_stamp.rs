use super::super::Bits;

/// When within the minute a position was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeStamp {
    /// The UTC second, 0 to 59.
    Second(u8),
    /// 61: the position was put in by hand.
    ManualInput,
    /// 62: dead reckoning.
    Estimated,
    /// 63: the positioning system does not work.
    Inoperative,
}

impl TimeStamp {
    /// Six bits; `None` for 60, "not available".
    #[inline]
    pub(super) fn read(bits: Bits<'_>, start: usize) -> Option<Self> {
        match bits.byte(start, 6)? {
            second @ 0..=59 => Some(Self::Second(second)),
            61 => Some(Self::ManualInput),
            62 => Some(Self::Estimated),
            63 => Some(Self::Inoperative),
            _not_available => None,
        }
    }

    /// The UTC second, where it is one.
    pub const fn second(self) -> Option<u8> {
        match self {
            Self::Second(second) => Some(second),
            Self::ManualInput | Self::Estimated | Self::Inoperative => None,
        }
    }

    /// The code as sent.
    pub const fn code(self) -> u8 {
        match self {
            Self::Second(second) => second,
            Self::ManualInput => 61,
            Self::Estimated => 62,
            Self::Inoperative => 63,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::BitBuffer;

    #[test]
    fn codes_from_sixty_on_are_no_seconds() {
        for (code, expected) in [
            (0, Some(TimeStamp::Second(0))),
            (59, Some(TimeStamp::Second(59))),
            (60, None),
            (61, Some(TimeStamp::ManualInput)),
            (62, Some(TimeStamp::Estimated)),
            (63, Some(TimeStamp::Inoperative)),
        ] {
            let found = TimeStamp::read(BitBuffer::from_bytes(&[code << 2], 6).bits(), 0);
            assert_eq!(found, expected);
            assert!(found.is_none_or(|stamp| stamp.code() == code));
        }
    }
}
