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
