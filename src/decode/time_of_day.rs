use std::fmt;

/// UTC of a day that the sentence does not name (`hhmmss.ss`), to the millisecond. Prints as
/// `12:35:19.250`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeOfDay {
    millis: u32,
}

impl TimeOfDay {
    /// Reads `hhmmss` with any number of decimals; `None` for what no clock shows.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() != 6 || !is_number(whole) || !is_number(decimals) {
            return None;
        }
        let two = |from: usize| whole.get(from..from + 2)?.parse::<u32>().ok();
        let (hours, minutes, seconds) = (two(0)?, two(2)?, two(4)?);
        // 60 is a leap second, which clocks show.
        if hours > 23 || minutes > 59 || seconds > 60 {
            return None;
        }
        let fraction = decimals.bytes().chain(*b"000").take(3);
        let fraction = fraction.fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
        Some(Self { millis: ((hours * 60 + minutes) * 60 + seconds) * 1000 + fraction })
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A leap second belongs to the minute that it ends.
        let leap = u32::from(self.millis >= 86_400_000);
        let seconds = self.millis / 1000 - leap;
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        write!(f, "{hours:02}:{minutes:02}:{:02}.{:03}", seconds % 60 + leap, self.millis % 1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_prints_as_a_clock_shows_it() {
        for (text, expected) in [
            ("123519", Some("12:35:19.000")),
            ("154125.82", Some("15:41:25.820")),
            ("000000.0005", Some("00:00:00.000")),
            ("235960.5", Some("23:59:60.500")),
            ("240000", None),
            ("126000", None),
            ("12351", None),
            ("+23519", None),
            ("123519.2x", None),
            ("", None),
        ] {
            let found = TimeOfDay::read(text).map(|time| time.to_string());
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }
}
