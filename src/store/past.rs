//! The past by place and time: all points in a box, the picture as of a time.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{ControlFlow, RangeInclusive};
use std::time::Duration;

use super::error::Fault;
use super::kv::{Field, View};
use super::periods::Periods;
use super::tracks::{BlockReader, Period, Point, cell_at, read_blocks, read_cells, read_period};
use super::{Reader, StoreError, TrackRow};
use crate::domain::{ContactId, EventTime, Position};

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

/// Points of contacts, by the bytes of their key: the order of the blocks.
type ByKey = BTreeMap<Vec<u8>, (ContactId, Vec<Point>)>;

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
        self.periods_in(bounds, from, to, stop, &mut |contact, points| {
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
        let span = at.minus(age_max).as_millis()..=at.as_millis();
        let mut last = BTreeMap::<ContactId, Point>::new();
        let (from, to) = (at.minus(age_max), at.plus(Duration::from_millis(1)));
        let ended = self.periods_in(None, from, to, stop, &mut |contact, points| {
            let newest = points.iter().rfind(|point| span.contains(&point.time_millis));
            if let Some(newest) = newest {
                last.insert(contact, *newest);
            }
            ControlFlow::Continue(())
        })?;
        let rows = last.into_iter().filter_map(|(contact, point)| {
            let row = TrackRow { fix: point.fix()?, late: point.late };
            let inside = bounds.is_none_or(|bounds| bounds.contains(row.fix.position));
            inside.then_some((contact, row))
        });
        Ok((rows.collect(), ended))
    }

    /// Period after period, contact after contact: her points in the period, by time, of those who
    /// were in the cells of a box; the box and the span are not looked at point by point.
    fn periods_in(
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
        let mut periods = Periods::new(&self.shared, from, to, open.keys().copied());
        while let Some(period) = periods.next() {
            let mut merging = Merging {
                open: open.remove(&period).unwrap_or_default(),
                contact: None,
                points: Vec::new(),
                stop,
                each: &mut *each,
            };
            let mut flow = ControlFlow::Continue(());
            periods.read(period, |view, reader| {
                flow = merging.blocks(view, reader, period, cells.as_deref())?;
                Ok(())
            })?;
            if flow.is_break() || merging.rest().is_break() {
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
            for (contact, points) in open.tracks(*period).flatten() {
                let inside = |point: &Point| {
                    cells.is_none_or(|cells| cells.iter().any(|run| run.contains(&point.cell())))
                };
                if points.iter().any(inside) {
                    let entry = by_key.entry(key_of(*contact));
                    entry.or_insert_with(|| (*contact, Vec::new())).1.extend(points);
                }
            }
        }
        found
    }
}

/// One period's points from blocks and memory, contact after contact in the order of the blocks.
struct Merging<'a> {
    open: ByKey,
    /// Whose blocks are being gathered.
    contact: Option<ContactId>,
    points: Vec<Point>,
    stop: Stop<'a>,
    each: &'a mut dyn FnMut(ContactId, &[Point]) -> ControlFlow<()>,
}

impl Merging<'_> {
    fn blocks(
        &mut self,
        view: &dyn View,
        reader: &mut BlockReader,
        period: Period,
        cells: Option<&[RangeInclusive<u16>]>,
    ) -> Result<ControlFlow<()>, Fault> {
        let Some(cells) = cells else {
            let mut flow = ControlFlow::Continue(());
            read_period(view, period, |contact, block| {
                if flow.is_continue() {
                    flow = self.take(contact, block, reader)?;
                }
                Ok(flow)
            })?;
            return Ok(flow);
        };
        let mut contacts = BTreeSet::new();
        for run in cells {
            read_cells(view, period, run.clone(), &mut contacts)?;
        }
        let mut by_key: Vec<_> = contacts.into_iter().map(|one| (key_of(one), one)).collect();
        by_key.sort_unstable();
        for (_key, contact) in by_key {
            let mut flow = ControlFlow::Continue(());
            read_blocks(view, period, contact, |block| {
                if flow.is_continue() {
                    flow = self.take(contact, block, reader)?;
                }
                Ok(())
            })?;
            if flow.is_break() {
                return Ok(flow);
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn take(
        &mut self,
        contact: ContactId,
        block: &[u8],
        reader: &mut BlockReader,
    ) -> Result<ControlFlow<()>, Fault> {
        if self.contact != Some(contact) {
            if (self.stop)() || self.flush().is_break() {
                return Ok(ControlFlow::Break(()));
            }
            let key = key_of(contact);
            while let Some(entry) = self.open.first_entry().filter(|one| *one.key() < key) {
                let (contact, mut points) = entry.remove();
                if tell(self.each, contact, &mut points).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            self.points.extend(self.open.remove(&key).into_iter().flat_map(|(_, points)| points));
            self.contact = Some(contact);
        }
        reader.read(block, &mut self.points)?;
        Ok(ControlFlow::Continue(()))
    }

    fn flush(&mut self) -> ControlFlow<()> {
        let Some(contact) = self.contact.take() else { return ControlFlow::Continue(()) };
        let flow = tell(self.each, contact, &mut self.points);
        self.points.clear();
        flow
    }

    /// The last of the blocks, and who is in memory alone.
    fn rest(&mut self) -> ControlFlow<()> {
        self.flush()?;
        for (_key, (contact, mut points)) in std::mem::take(&mut self.open) {
            if (self.stop)() {
                return ControlFlow::Break(());
            }
            tell(self.each, contact, &mut points)?;
        }
        ControlFlow::Continue(())
    }
}

fn tell(
    each: &mut dyn FnMut(ContactId, &[Point]) -> ControlFlow<()>,
    contact: ContactId,
    points: &mut Vec<Point>,
) -> ControlFlow<()> {
    points.sort_unstable();
    points.dedup_by(|later, earlier| later.says_as(earlier));
    each(contact, points)
}

fn key_of(contact: ContactId) -> Vec<u8> {
    let mut key = Vec::new();
    ContactId::put(&contact, &mut key);
    key
}
