//! Keyframes of periods into which history came from elsewhere, made of their blocks in one walk.

use std::ops::ControlFlow;
use std::time::Duration;

use super::as_of::{AsOf, as_of, worth_keeping};
use super::block::BlockReader;
use super::days::Days;
use super::keyframe::{KEYFRAME_SPAN, Keyframe, PERIODS_KEPT};
use super::period::{Hour, Period};
use super::unit::Unit;
use crate::domain::EventTime;
use crate::store::StoreError;

/// Makes the keyframes that [`drop_keyframes`](super::drop_keyframes) removed for the same periods,
/// of all that the blocks hold now: those of the periods and of the day after, whose pictures show
/// who was silent since. A merged hour has one, as of its end. Ended by a crash it leaves some out,
/// and those pictures are read from blocks.
pub(in crate::store) fn rebuild_keyframes(
    days: &Days,
    first: Period,
    last: Period,
) -> Result<(), StoreError> {
    let (first, last) = (first.hour(), last.plus(PERIODS_KEPT).hour());
    let before = first.first().start().minus(Duration::from_millis(1));
    let since = before.minus(KEYFRAME_SPAN);
    let AsOf { picture, points, .. } = as_of(days, since, before, &|| false)?;
    let mut walk = Walk { days, reader: BlockReader::default(), picture, points };
    for day in days.present().range(first.day()..=last.day()) {
        for hour in day.hours().filter(|hour| (first..=last).contains(hour)) {
            walk.hour(hour)?;
        }
    }
    Ok(())
}

/// Periods in order as stretches, the first and the last of each: between two of them is more than the
/// periods whose keyframes an import changes, so that nothing has to be read of it.
pub(in crate::store) fn stretches(
    periods: impl IntoIterator<Item = Period>,
) -> Vec<(Period, Period)> {
    let mut stretches: Vec<(Period, Period)> = Vec::new();
    for period in periods {
        match stretches.last_mut() {
            Some((_, last)) if period.hour() <= last.plus(PERIODS_KEPT).hour() => *last = period,
            _ => stretches.push((period, period)),
        }
    }
    stretches
}

/// The picture on its way through time.
struct Walk<'a> {
    days: &'a Days,
    reader: BlockReader,
    picture: Keyframe,
    /// Points that came since the last keyframe.
    points: usize,
}

impl Walk<'_> {
    fn hour(&mut self, hour: Hour) -> Result<(), StoreError> {
        let units = self.days.look(hour.day(), |view| Unit::of(view, hour))?.unwrap_or_default();
        let merged = units.iter().any(|unit| unit.hour().is_some());
        // What a merged hour holds of its periods comes after them.
        let together = |a: &Unit, b: &Unit| merged || a.periods() == b.periods();
        for together in units.chunk_by(together) {
            let ends = together.iter().map(|unit| unit.periods().1).max().unwrap_or(hour.last());
            together.iter().try_for_each(|&unit| self.take(unit, ends.end()))?;
            self.keep(ends)?;
        }
        Ok(())
    }

    fn take(&mut self, unit: Unit, end: EventTime) -> Result<(), StoreError> {
        let Self { days, reader, picture, points } = self;
        let looked = days.look(unit.periods().0.day(), |view| {
            unit.blocks(view, |contact, block| {
                let (count, newest) = reader.newest(block, end.as_millis())?;
                *points += count;
                if let Some((point, feed)) = newest {
                    picture.take(contact, point, feed);
                }
                Ok(ControlFlow::Continue(()))
            })
        });
        looked.map(|_looked| ())
    }

    fn keep(&mut self, period: Period) -> Result<(), StoreError> {
        self.picture.forget(period);
        if !worth_keeping(self.points, &self.picture) {
            return Ok(());
        }
        self.points = 0;
        self.days.change(period.day(), &mut |change| self.picture.put(change, period))
    }
}
