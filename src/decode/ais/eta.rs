use super::super::Bits;

/// Estimated time of arrival in UTC, without a year; each part by itself may be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Eta {
    /// 1 to 12.
    pub month: Option<u8>,
    /// 1 to 31.
    pub day: Option<u8>,
    /// 0 to 23.
    pub hour: Option<u8>,
    /// 0 to 59.
    pub minute: Option<u8>,
}

impl Eta {
    /// Twenty bits. Month 0, day 0, hour 24 and minute 60 are "not available", what is above is not
    /// used; `None` where no part is left. A ship without an ETA often sends zeros throughout, so
    /// hour and minute without a date are no time of arrival either.
    #[inline]
    pub(super) fn read(bits: Bits<'_>, start: usize) -> Option<Self> {
        let month = bits.byte(start, 4)?;
        let day = bits.byte(start + 4, 5)?;
        let hour = bits.byte(start + 9, 5)?;
        let minute = bits.byte(start + 14, 6)?;
        let eta = Self {
            month: (1..=12).contains(&month).then_some(month),
            day: (1..=31).contains(&day).then_some(day),
            hour: (hour < 24).then_some(hour),
            minute: (minute < 60).then_some(minute),
        };
        (eta.month.is_some() || eta.day.is_some()).then_some(eta)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::BitBuffer;

    #[test]
    fn parts_that_were_left_out_are_none_and_all_zeros_are_no_eta() {
        let full = Eta { month: Some(5), day: Some(15), hour: Some(14), minute: Some(0) };
        for ((month, day, hour, minute), expected) in [
            ((5, 15, 14, 0), Some(full)),
            ((5, 15, 24, 60), Some(Eta { hour: None, minute: None, ..full })),
            ((0, 0, 24, 60), None),
            ((0, 0, 0, 0), None),
            ((13, 0, 25, 61), None),
        ] {
            let field: u32 = (month << 16 | day << 11 | hour << 6 | minute) << 12;
            assert_eq!(
                Eta::read(BitBuffer::from_bytes(&field.to_be_bytes(), 20).bits(), 0),
                expected
            );
        }
    }
}
