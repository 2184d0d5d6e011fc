use super::cursor::Cursor;

/// A point in time in UTC without a year; each part by itself may be left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// 1 to 12; many payloads have none.
    pub month: Option<u8>,
    /// 1 to 31.
    pub day: Option<u8>,
    /// 0 to 23.
    pub hour: Option<u8>,
    /// 0 to 59.
    pub minute: Option<u8>,
}

impl Moment {
    /// Month (4 bits), then day, hour and minute. Month 0 is "not available".
    pub(super) fn read_with_month(from: &mut Cursor<'_>) -> Self {
        let month = from.byte(4).filter(|month| (1..=12).contains(month));
        Self { month, ..Self::read(from) }
    }

    /// Day (5 bits), hour (5), minute (6). Day 0, hour 24 and minute 60 are "not available", what
    /// is above is not used.
    pub(super) fn read(from: &mut Cursor<'_>) -> Self {
        let day = from.byte(5).filter(|day| (1..=31).contains(day));
        Self { day, ..Self::read_without_day(from) }
    }

    /// Hour (5 bits) and minute (6).
    pub(super) fn read_without_day(from: &mut Cursor<'_>) -> Self {
        Self {
            month: None,
            day: None,
            hour: from.byte(5).filter(|&hour| hour < 24),
            minute: from.byte(6).filter(|&minute| minute < 60),
        }
    }

    /// Whether no part was given.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
