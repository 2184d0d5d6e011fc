//! The last positions as of a time, from the files: a keyframe and the blocks after it.

use std::ops::ControlFlow;
use std::time::Duration;

use super::block::BlockReader;
use super::day_file::CELLS;
use super::days::Days;
use super::keyframe::{KEYFRAME_SPAN, Keyframe, PERIODS_KEPT, remove_keyframes};
use super::period::{Hour, Period};
use super::point::Point;
use super::unit::{Unit, is_merged, prefix};
use crate::domain::{ContactId, EventTime, FeedName};
use crate::store::StoreError;
use crate::store::error::Fault;
use crate::store::kv::{Order, View};

/// A keyframe is written when at least so many points for each contact in it, or rather one for so
/// many contacts, came since the one before: so keyframes take no more room than the points.
const CONTACTS_A_POINT: usize = 2;

/// Keyframes that what came late is told at most; those after them are removed.
const TOLD_MAX: usize = 8;

/// What was read.
pub(in crate::store) struct AsOf {
    /// The last of `since..=at` of everybody, and perhaps older ones.
    pub(in crate::store) picture: Keyframe,
    /// Points that the blocks hold which were read beside the keyframe.
    pub(super) points: usize,
    /// Whether `stop` ended it before all was read.
    pub(in crate::store) stopped: bool,
}

/// Reads the last positions of `since..=at`; `stop` is asked at every block.
pub(in crate::store) fn as_of(
    days: &Days,
    since: EventTime,
    at: EventTime,
    stop: &dyn Fn() -> bool,
) -> Result<AsOf, StoreError> {
    let (mut first, last) = (Period::clamped(since), Period::clamped(at));
    let mut read = AsOf { picture: Keyframe::default(), points: 0, stopped: false };
    // Who has been silent for longer is in no keyframe.
    if at <= since.plus(KEYFRAME_SPAN)
        && let Some((period, keyframe)) = Keyframe::newest(days, &(first..=last.before()))?
    {
        (read.picture, first) = (keyframe, period.after());
    }
    let mut reader = BlockReader::default();
    let present = days.present();
    for day in present.range(first.day()..=last.day()) {
        let hours = day.hours().filter(|hour| (first.hour()..=last.hour()).contains(hour));
        for hour in hours {
            if !read.stopped {
                read.hour(days, hour, (first, last), at, stop, &mut reader)?;
            }
        }
    }
    Ok(read)
}

impl AsOf {
    fn hour(
        &mut self,
        days: &Days,
        hour: Hour,
        (first, last): (Period, Period),
        at: EventTime,
        stop: &dyn Fn() -> bool,
        reader: &mut BlockReader,
    ) -> Result<(), StoreError> {
        let looked = days.look(hour.day(), |view| {
            let touched = |unit: &Unit| {
                let (begins, ends) = unit.periods();
                first <= ends && begins <= last
            };
            for unit in Unit::of(view, hour)?.into_iter().filter(touched) {
                unit.blocks(view, |contact, block| {
                    if stop() {
                        self.stopped = true;
                        return Ok(ControlFlow::Break(()));
                    }
                    let (count, newest) = reader.newest(block, at.as_millis())?;
                    self.points += count;
                    if let Some((point, feed)) = newest {
                        self.picture.take(contact, point, feed);
                    }
                    Ok(ControlFlow::Continue(()))
                })?;
            }
            Ok(())
        });
        looked.map(|_looked| ())
    }
}

/// What was written of a period in one go.
pub(in crate::store) struct Written<'a> {
    pub(in crate::store) period: Period,
    /// Numbers its blocks.
    pub(in crate::store) number: u64,
    pub(in crate::store) points: usize,
    /// The last position of each contact.
    pub(in crate::store) newest: &'a [(ContactId, Point, FeedName)],
}

/// Brings keyframes up to date when the blocks of a period were written: writes the period's own, or,
/// where there are some of it or of later ones, tells them. Done again after a crash it changes
/// nothing.
pub(in crate::store) fn keep_keyframes(
    days: &Days,
    written: &Written<'_>,
) -> Result<(), StoreError> {
    let period = written.period;
    let until = period.plus(PERIODS_KEPT);
    if let Some(found) = Keyframe::earliest(days, &(period..=until))? {
        return tell_keyframes(days, found, until, written.newest);
    }
    let (mut picture, points) = if let Some(picture) = picture_after(days, written)? {
        (picture, written.points)
    } else {
        let end = period.end().minus(Duration::from_millis(1));
        let read = as_of(days, end.minus(KEYFRAME_SPAN), end, &|| false)?;
        (read.picture, read.points)
    };
    picture.forget(period);
    if !worth_keeping(points, &picture) {
        return Ok(());
    }
    days.change(period.day(), &mut |change| picture.put(change, period))
}

/// The picture after what was written, without reading it: where the period before has a keyframe, and
/// there is nothing else of this one.
fn picture_after(days: &Days, written: &Written<'_>) -> Result<Option<Keyframe>, StoreError> {
    let before = written.period.before();
    if days.look(written.period.day(), |view| is_all(view, written))? != Some(true) {
        return Ok(None);
    }
    let picture = days.look(before.day(), |view| Keyframe::read(view, before))?.flatten();
    Ok(picture.map(|mut picture| {
        for &(contact, point, feed) in written.newest {
            picture.take(contact, point, feed);
        }
        picture
    }))
}

/// Whether a file has nothing of a period but what was written.
fn is_all(view: &dyn View, written: &Written<'_>) -> Result<bool, Fault> {
    if is_merged(view, written.period.hour())? {
        return Ok(false);
    }
    let mut all = true;
    let span = prefix(written.period.number());
    CELLS.scan(view, &span, Order::Forwards, |(_period, _cell, number), _contacts| {
        all &= number == written.number;
        Ok(if all { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
    })?;
    Ok(all)
}

/// Whether a keyframe takes little room beside the points that came since the one before.
pub(super) fn worth_keeping(points: usize, picture: &Keyframe) -> bool {
    points > 0 && points * CONTACTS_A_POINT >= picture.last.len()
}

/// Tells keyframes of what came late, from the `found` one on, until one knew better.
fn tell_keyframes(
    days: &Days,
    found: (Period, Keyframe),
    until: Period,
    late: &[(ContactId, Point, FeedName)],
) -> Result<(), StoreError> {
    let (mut told, mut next) = (0, Some(found));
    while let Some((period, mut keyframe)) = next {
        if told == TOLD_MAX {
            return remove_keyframes(days, &(period..=until));
        }
        let oldest = period.end().minus(KEYFRAME_SPAN).as_millis();
        let mut any = false;
        for &(contact, point, feed) in late.iter().filter(|late| late.1.time_millis >= oldest) {
            any |= keyframe.take(contact, point, feed);
        }
        if !any {
            return Ok(());
        }
        days.change(period.day(), &mut |change| keyframe.put(change, period))?;
        told += 1;
        next = Keyframe::earliest(days, &(period.after()..=until))?;
    }
    Ok(())
}

/// Removes what keyframes say of periods into which history comes from elsewhere, until
/// [`rebuild_keyframes`](super::rebuild_keyframes): the picture of those times is read from the
/// blocks alone.
pub(in crate::store) fn drop_keyframes(
    days: &Days,
    first: Period,
    last: Period,
) -> Result<(), StoreError> {
    remove_keyframes(days, &(first..=last.plus(PERIODS_KEPT)))
}
