//! When there is anything in the tracks.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::tracks::{BlockReader, Day, Period, Tracks, last_units};
use super::{Reader, StoreError};
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

    /// When the newest point of all was; `None` while there are none.
    pub fn newest(&self) -> Result<Option<EventTime>, StoreError> {
        let mut newest = self.newest_open();
        for day in self.shared.days.present().into_iter().rev() {
            if newest.is_some_and(|newest| day.end().as_millis() <= newest) {
                break;
            }
            let of_day = self.shared.days.look(day, |view| {
                let mut reader = BlockReader::default();
                let mut newest = None;
                for unit in last_units(view)? {
                    unit.blocks(view, |_contact, block| {
                        let (_count, last) = reader.newest(block, i64::MAX)?;
                        newest = newest.max(last.map(|(point, _feed)| point.time_millis));
                        Ok(ControlFlow::Continue(()))
                    })?;
                }
                Ok(newest)
            })?;
            if let Some(of_day) = of_day.flatten() {
                newest = newest.max(Some(of_day));
                break;
            }
        }
        Ok(newest.map(EventTime::from_millis))
    }

    fn newest_open(&self) -> Option<i64> {
        let open = self.shared.open();
        let last = *open.periods().last()?;
        let tracks = open.tracks(last).flat_map(Tracks::iter);
        tracks.flat_map(|(_contact, track)| &track.points).map(|point| point.time_millis).max()
    }
}
