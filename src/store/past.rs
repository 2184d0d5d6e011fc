//! The past by place and time: all points in a box, the picture as of a time.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{ControlFlow, RangeInclusive};
use std::time::Duration;

use super::error::Fault;
use super::hours::Hours;
use super::kv::{Field, View};
use super::tracks::{BlockReader, Hour, KEYFRAME_SPAN, Period, Point, Tracks, Unit, cell_at};
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
        self.spans_in(bounds, from, to, None, stop, &mut |contact, points| {
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
        let (mut last, known) = self.keyframe_before(at, age_max)?;
        last.retain(|_contact, point| span.contains(&point.time_millis));
        let (from, to) = (at.minus(age_max), at.plus(Duration::from_millis(1)));
        let ended = self.spans_in(None, from, to, known, stop, &mut |contact, points| {
            let newest = points.iter().rfind(|point| span.contains(&point.time_millis));
            if let Some(newest) = newest {
                let kept = last.entry(contact).or_insert(*newest);
                if kept.time_millis < newest.time_millis {
                    *kept = *newest;
                }
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

    /// The last positions as of the end of the hour before a time, and that hour, where its keyframe
    /// was written and reaches back as far as is asked.
    fn keyframe_before(
        &self,
        at: EventTime,
        age_max: Duration,
    ) -> Result<(BTreeMap<ContactId, Point>, Option<Hour>), StoreError> {
        let before = Period::clamped(at).hour().minus(1);
        if age_max > KEYFRAME_SPAN || before.end() > at {
            return Ok((BTreeMap::new(), None));
        }
        let keyframe = self.shared.days.keyframe(before)?;
        let known = keyframe.as_ref().map(|_keyframe| before);
        let last = keyframe.unwrap_or_default().last.into_iter();
        Ok((last.map(|(contact, (point, _feed))| (contact, point)).collect(), known))
    }

    /// Span after span (a period, or a merged hour), contact after contact: her points in it, by
    /// time, of those who were in the cells of a box; the box and the time are not looked at point
    /// by point. Of the merged hours up to `known` nothing is told.
    fn spans_in(
        &self,
        bounds: Option<Bounds>,
        from: EventTime,
        to: EventTime,
        known: Option<Hour>,
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
                flow = telling.hour(units, view, reader, (from, to), known, &mut open)?;
                Ok(())
            })?;
            for period in hour.periods() {
                if flow.is_continue() {
                    let open = open.remove(&period).unwrap_or_default();
                    flow = Merging::new(open, stop, &mut *each).rest();
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

/// Tells the hours of a reading.
struct Telling<'a> {
    cells: Option<&'a [RangeInclusive<u16>]>,
    stop: Stop<'a>,
    each: &'a mut dyn FnMut(ContactId, &[Point]) -> ControlFlow<()>,
}

impl Telling<'_> {
    /// Tells what a file holds of an hour, and with it what of the same is in memory.
    fn hour(
        &mut self,
        units: &[Unit],
        view: &dyn View,
        reader: &mut BlockReader,
        (from, to): (EventTime, EventTime),
        known: Option<Hour>,
        open: &mut BTreeMap<Period, ByKey>,
    ) -> Result<ControlFlow<()>, Fault> {
        let merged = units.iter().rev().find(|unit| matches!(unit, Unit::Hour(_)));
        if let Some(&Unit::Hour(hour)) = merged
            && known.is_none_or(|known| known < hour)
        {
            // What came after the merging is little, and is told together with the hour.
            let mut beside = ByKey::new();
            for period in hour.periods() {
                add(&mut beside, open.remove(&period).unwrap_or_default());
                gather(view, reader, Unit::Period(period), &mut beside)?;
            }
            let mut merging = Merging::new(beside, self.stop, &mut *self.each);
            let flow = merging.blocks(view, reader, Unit::Hour(hour), self.cells)?;
            return Ok(if flow.is_break() { flow } else { merging.rest() });
        }
        for &unit in units.iter().filter(|unit| unit.touches(from, to)) {
            let Unit::Period(period) = unit else { continue };
            let open = open.remove(&period).unwrap_or_default();
            let mut merging = Merging::new(open, self.stop, &mut *self.each);
            let flow = merging.blocks(view, reader, unit, self.cells)?;
            if flow.is_break() || merging.rest().is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }
}

fn add(to: &mut ByKey, these: ByKey) {
    for (key, (contact, points)) in these {
        to.entry(key).or_insert_with(|| (contact, Vec::new())).1.extend(points);
    }
}

/// Adds the points of blocks to those of the same contacts in memory.
fn gather(
    view: &dyn View,
    reader: &mut BlockReader,
    unit: Unit,
    to: &mut ByKey,
) -> Result<(), Fault> {
    unit.blocks(view, |contact, block| {
        let entry = to.entry(key_of(contact)).or_insert_with(|| (contact, Vec::new()));
        reader.read(block, &mut entry.1)?;
        Ok(ControlFlow::Continue(()))
    })
}

/// One span's points from blocks and memory, contact after contact in the order of the blocks.
struct Merging<'a> {
    open: ByKey,
    /// Whose blocks are being gathered.
    contact: Option<ContactId>,
    points: Vec<Point>,
    stop: Stop<'a>,
    each: &'a mut dyn FnMut(ContactId, &[Point]) -> ControlFlow<()>,
}

impl<'a> Merging<'a> {
    fn new(
        open: ByKey,
        stop: Stop<'a>,
        each: &'a mut dyn FnMut(ContactId, &[Point]) -> ControlFlow<()>,
    ) -> Self {
        Self { open, contact: None, points: Vec::new(), stop, each }
    }

    fn blocks(
        &mut self,
        view: &dyn View,
        reader: &mut BlockReader,
        unit: Unit,
        cells: Option<&[RangeInclusive<u16>]>,
    ) -> Result<ControlFlow<()>, Fault> {
        let Some(cells) = cells else {
            let mut flow = ControlFlow::Continue(());
            unit.blocks(view, |contact, block| {
                if flow.is_continue() {
                    flow = self.take(contact, block, reader)?;
                }
                Ok(flow)
            })?;
            return Ok(flow);
        };
        let mut contacts = BTreeSet::new();
        for run in cells {
            unit.contacts_in(view, run, &mut contacts)?;
        }
        let mut by_key: Vec<_> = contacts.into_iter().map(|one| (key_of(one), one)).collect();
        by_key.sort_unstable();
        for (_key, contact) in by_key {
            let mut flow = ControlFlow::Continue(());
            unit.blocks_of(view, contact, |block| {
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
