//! The past by place and time: all points in a box, the picture as of a time.

use std::collections::BTreeMap;
use std::ops::{ControlFlow, RangeInclusive};
use std::time::Duration;

use super::hours::Hours;
use super::telling::{ByKey, Telling, key_of, tell_open};
use super::tracks::{AsOf, Period, Point, Tracks, as_of, cell_at};
use super::{Reader, StoreError, TrackRow};
use crate::domain::{ContactId, EventTime, FeedName, Position};

/// Asked at every contact of every period whether to stop: the reader has gone, the time is up.
pub type Stop<'a> = &'a dyn Fn() -> bool;

/// How a reading ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// There is no more.
    Whole,
    /// It was stopped, by the caller's [`Stop`] or by his callback.
    Stopped,
}

/// A box of coordinates; one whose western edge is east of its eastern one crosses the antimeridian.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Its least latitude and western edge.
    pub south_west: Position,
    /// Its greatest latitude and eastern edge.
    pub north_east: Position,
}

/// A box of more cells is looked for block by block instead of cell by cell.
const CELLS_MAX: usize = 4_000;

impl Bounds {
    /// Whether a place is in it, its edges included.
    pub fn contains(&self, place: Position) -> bool {
        let Self { south_west, north_east } = self;
        let (west, east) = (south_west.longitude(), north_east.longitude());
        let beside = if west <= east {
            (west..=east).contains(&place.longitude())
        } else {
            place.longitude() >= west || place.longitude() <= east
        };
        beside && (south_west.latitude()..=north_east.latitude()).contains(&place.latitude())
    }

    /// The cells that it touches: for each row one or, across the antimeridian, two runs.
    pub(super) fn cells(&self) -> Vec<RangeInclusive<u16>> {
        let Self { south_west, north_east } = self;
        let first = cell_at(south_west.latitude(), south_west.longitude());
        let last = cell_at(north_east.latitude(), north_east.longitude());
        let (west, east) = (first % 360, last % 360);
        let crosses = south_west.longitude() > north_east.longitude();
        (first / 360..=last / 360)
            .flat_map(|row| {
                let start = row * 360;
                if crosses {
                    vec![start..=start + east, start + west..=start + 359]
                } else {
                    vec![start + west..=start + east]
                }
            })
            .collect()
    }
}

impl Reader {
    /// Hands out the points in a box (everywhere without one) in `from..to`, the open period
    /// included: span of time after span of time (each within one hour of UTC), in each contact
    /// after contact, of each her points by time. So one contact comes once in every span.
    pub fn points_in(
        &self,
        bounds: Option<Bounds>,
        from: EventTime,
        to: EventTime,
        stop: Stop<'_>,
        each: &mut dyn FnMut(ContactId, &[TrackRow]) -> ControlFlow<()>,
    ) -> Result<Ended, StoreError> {
        if from >= to {
            return Ok(Ended::Whole);
        }
        let span = from.as_millis()..to.as_millis();
        let mut rows = Vec::new();
        self.spans_in(bounds, from, to, stop, &mut |contact, points| {
            rows.clear();
            let inside = points.iter().filter(|point| span.contains(&point.time_millis));
            rows.extend(
                inside
                    .filter_map(|point| Some(TrackRow { fix: point.fix()?, late: point.late }))
                    .filter(|row| bounds.is_none_or(|bounds| bounds.contains(row.fix.position))),
            );
            if rows.is_empty() { ControlFlow::Continue(()) } else { each(contact, &rows) }
        })
    }

    /// The last position of every contact at `at`, unless older than `age_max` then, by contact;
    /// of those in a box, where one is given.
    pub fn positions_at(
        &self,
        at: EventTime,
        age_max: Duration,
        bounds: Option<Bounds>,
        stop: Stop<'_>,
    ) -> Result<(BTreeMap<ContactId, TrackRow>, Ended), StoreError> {
        let since = at.minus(age_max);
        let span = since.as_millis()..=at.as_millis();
        // Memory before files: a point that moves in between is found twice, not missed.
        let open = self.open_newest(since, at);
        let AsOf { mut picture, stopped, .. } = as_of(&self.shared.days, since, at, stop)?;
        for (contact, point, feed) in open {
            picture.take(contact, point, feed);
        }
        let rows = picture.last.into_iter().filter_map(|(contact, (point, _feed))| {
            let row = TrackRow { fix: point.fix()?, late: point.late };
            let inside = bounds.is_none_or(|bounds| bounds.contains(row.fix.position));
            (inside && span.contains(&point.time_millis)).then_some((contact, row))
        });
        let ended = if stopped || stop() { Ended::Stopped } else { Ended::Whole };
        Ok((rows.collect(), ended))
    }

    /// The newest points in memory of `since..=at`, one a period and contact.
    fn open_newest(&self, since: EventTime, at: EventTime) -> Vec<(ContactId, Point, FeedName)> {
        let open = self.shared.open();
        let until = at.as_millis();
        let mut found = Vec::new();
        for period in open.periods().range(Period::clamped(since)..=Period::clamped(at)) {
            for (contact, track) in open.tracks(*period).flat_map(Tracks::iter) {
                let points = track.points.iter().filter(|point| point.time_millis <= until);
                if let Some(newest) = points.max_by_key(|point| point.time_millis)
                    && let Some(&feed) = open.feeds().get(usize::from(newest.feed))
                {
                    found.push((contact, *newest, feed));
                }
            }
        }
        found
    }

    /// Span after span (a period, or a merged hour), contact after contact: her points in it, by
    /// time, of those who were in the cells of a box; the box and the time are not looked at point
    /// by point.
    fn spans_in(
        &self,
        bounds: Option<Bounds>,
        from: EventTime,
        to: EventTime,
        stop: Stop<'_>,
        each: &mut dyn FnMut(ContactId, &[Point]) -> ControlFlow<()>,
    ) -> Result<Ended, StoreError> {
        let cells = bounds
            .map(|bounds| bounds.cells())
            .filter(|runs| runs.iter().map(ExactSizeIterator::len).sum::<usize>() <= CELLS_MAX);
        // Memory before blocks: a point that moves in between is found twice, not missed.
        let mut open = self.open_by_key(cells.as_deref(), from, to);
        let open_periods: Vec<Period> = open.keys().copied().collect();
        let mut hours = Hours::new(&self.shared, from, to, open_periods.into_iter());
        while let Some(hour) = hours.next() {
            let mut telling = Telling { cells: cells.as_deref(), stop, each: &mut *each };
            let mut flow = ControlFlow::Continue(());
            hours.read(hour, |units, view, reader| {
                flow = telling.hour(units, view, reader, (from, to), &mut open)?;
                Ok(())
            })?;
            for period in hour.periods() {
                if flow.is_continue() {
                    let open = open.remove(&period).unwrap_or_default();
                    flow = tell_open(open, stop, &mut *each);
                }
            }
            if flow.is_break() {
                return Ok(Ended::Stopped);
            }
        }
        Ok(Ended::Whole)
    }

    fn open_by_key(
        &self,
        cells: Option<&[RangeInclusive<u16>]>,
        from: EventTime,
        to: EventTime,
    ) -> BTreeMap<Period, ByKey> {
        let open = self.shared.open();
        let mut found: BTreeMap<Period, ByKey> = BTreeMap::new();
        for period in open.periods().range(Period::clamped(from)..=Period::clamped(to)) {
            let by_key = found.entry(*period).or_default();
            for (contact, track) in open.tracks(*period).flat_map(Tracks::iter) {
                if cells.is_none_or(|cells| track.is_in(cells)) {
                    let entry = by_key.entry(key_of(contact));
                    entry.or_insert_with(|| (contact, Vec::new())).1.extend(&track.points);
                }
            }
        }
        found
    }
}
