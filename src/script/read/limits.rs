use super::section::{Mistakes, Section};
use crate::domain::{Degrees, Metres, NauticalMiles};

/// Most contacts or messages of a script, and legs of a contact.
pub(super) const MAX_ITEMS: usize = 10_000;
/// Longest script: a week.
pub(super) const MAX_SECS: f64 = 604_800.0;

/// Whole milliseconds of seconds that have been checked against [`MAX_SECS`].
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "the only way to a whole number; at most a week"
)]
pub(super) fn millis(secs: f64) -> i64 {
    libm::round(secs * 1000.0) as i64
}

/// `bearing_deg` and `range_nm`: a place off another.
pub(super) fn bearing_and_range(
    section: &mut Section<'_, '_>,
    mistakes: &mut Mistakes<'_>,
) -> Option<(Degrees, Metres)> {
    let bearing = section.required_number("bearing_deg", (0.0, 360.0), mistakes);
    let range = section.required_number("range_nm", (0.0, 100.0), mistakes);
    Some((bearing.and_then(Degrees::new)?, range.and_then(metres)?))
}

pub(super) fn metres(nautical_miles: f64) -> Option<Metres> {
    NauticalMiles::new(nautical_miles).map(NauticalMiles::metres)
}
