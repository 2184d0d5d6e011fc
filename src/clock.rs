//! The only reader of time.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::domain::EventTime;

/// UTC by the system clock.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
pub fn utc_now() -> EventTime {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    EventTime::from_millis(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
}

/// The monotonic clock, for spans.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
pub fn monotonic_now() -> Instant {
    Instant::now()
}
