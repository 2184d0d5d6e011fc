//! When there is anything in the tracks.

use std::collections::BTreeSet;

use super::Reader;
use super::tracks::{Day, Period};
use crate::domain::EventTime;

impl Reader {
    /// The span of time, to whole periods of ten minutes, outside of which no points are kept;
    /// `None` while there are none.
    pub fn extent(&self) -> Option<(EventTime, EventTime)> {
        let days = self.shared.days.present();
        let mut periods = self.shared.open().periods();
        periods.extend(days.first().map(|day| day.first()));
        periods.extend(days.last().map(|day| day.last()));
        let end = Period::from_number(periods.last()?.number().saturating_add(1));
        let time = |period: &Period| EventTime::from_millis(period.start_millis());
        Some((time(periods.first()?), time(&end)))
    }

    /// The days of `from..to` outside of which no points are kept, each as far as it is in that span,
    /// the earliest first.
    pub fn days(&self, from: EventTime, to: EventTime) -> Vec<(EventTime, EventTime)> {
        if from >= to {
            return Vec::new();
        }
        // Memory before files: points that move in between are in both, not in neither.
        let mut days: BTreeSet<Day> =
            self.shared.open().periods().into_iter().map(Period::day).collect();
        days.extend(self.shared.days.present());
        let asked = Period::clamped(from).day()..=Period::clamped(to).day();
        let cut = days.range(asked).map(|day| (day.first().start().max(from), day.end().min(to)));
        cut.filter(|(from, to)| from < to).collect()
    }
}
