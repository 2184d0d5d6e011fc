use std::time::Duration;

use crate::domain::EventTime;
use crate::store::TrackRow;

/// The span of time that is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) from: EventTime,
    pub(super) to: EventTime,
}

impl Span {
    /// Its length.
    pub(super) fn seconds(&self) -> u64 {
        self.to.since(self.from).as_secs()
    }

    /// How many of its seconds are done where these points come.
    pub(super) fn done(&self, points: &[TrackRow]) -> u64 {
        points.first().map_or(0, |point| point.fix.time.since(self.from).as_secs())
    }

    /// Its hours of UTC.
    pub(super) fn hours(self) -> impl Iterator<Item = Self> {
        let mut from = self.from;
        std::iter::from_fn(move || {
            let hour = EventTime::from_secs(from.as_secs().div_euclid(3600) * 3600);
            let to = hour.plus(Duration::from_hours(1)).min(self.to);
            let span = (from < self.to).then_some(Self { from, to })?;
            from = to;
            Some(span)
        })
    }
}
