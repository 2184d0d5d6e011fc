use std::collections::VecDeque;
use std::time::Duration;

use super::TrackPoint;
use crate::domain::{EventTime, PackedFix};

/// Times are kept from a base on; this leaves room on both sides of the first.
const BASE_BEFORE: Duration = Duration::from_hours(24 * 20);

/// Room is made for so many more fixes at a time: doubling would leave a third of it empty.
const GROWTH: usize = 4;

/// At most `N` fixes in order of time, 16 bytes each.
#[derive(Clone, Debug)]
pub(super) struct PackedTrack<const N: usize> {
    base: EventTime,
    points: VecDeque<Packed>,
}

/// Which fixes are let go before the bound asks for it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Thinning {
    /// The newest so many are kept as they came.
    pub(super) unthinned: usize,
    /// Older ones are no closer than this.
    pub(super) spacing: Duration,
}

/// A fix in 16 bytes.
#[derive(Clone, Copy, Debug)]
struct Packed {
    /// Milliseconds from the base.
    offset: u32,
    fix: PackedFix,
}

impl<const N: usize> Default for PackedTrack<N> {
    fn default() -> Self {
        Self { base: EventTime::MIN, points: VecDeque::new() }
    }
}

impl<const N: usize> PackedTrack<N> {
    /// Takes a fix in at its place in time; one of a time already there is dropped, at the bound
    /// the oldest is.
    pub(super) fn insert(&mut self, point: &TrackPoint, thinning: Option<Thinning>) {
        let Some(offset) = self.offset(point.time) else { return };
        let place = self.points.partition_point(|known| known.offset < offset);
        if self.points.get(place).is_some_and(|known| known.offset == offset) {
            return;
        }
        let at_end = place == self.points.len();
        if let Some(thinning) = thinning.filter(|_| at_end) {
            self.thin(thinning, 1);
        }
        let mut place = place.min(self.points.len());
        if self.points.len() >= N {
            if place == 0 {
                return;
            }
            self.points.pop_front();
            place -= 1;
        }
        if self.points.len() == self.points.capacity() {
            self.points.reserve_exact(GROWTH);
        }
        self.points.insert(place, Packed::of(offset, point));
        if let Some(thinning) = thinning.filter(|_| !at_end) {
            self.thin(thinning, 0);
        }
    }

    /// Takes a fix in if it is the earliest of its span of time, whatever the order in which fixes
    /// come: what is kept follows from the fixes alone. Returns whether it was.
    pub(super) fn insert_earliest(&mut self, point: &TrackPoint, span: Duration) -> bool {
        let span = i64::try_from(span.as_millis()).unwrap_or(i64::MAX).max(1);
        let number = |time: EventTime| time.as_millis().div_euclid(span);
        let here = number(point.time);
        let known = self.points.iter().rposition(|known| number(self.time(known)) <= here);
        if let Some(known) = known
            && let Some(time) = self.points.get(known).map(|known| self.time(known))
            && number(time) == here
        {
            if time <= point.time {
                return false;
            }
            self.points.remove(known);
        }
        self.insert(point, None);
        true
    }

    /// Forgets what is older than a time, but for the newest so many.
    pub(super) fn forget_before(&mut self, time: EventTime, kept: usize) {
        while self.points.len() > kept
            && self.points.front().is_some_and(|point| self.time(point) < time)
        {
            self.points.pop_front();
        }
    }

    /// The last fix at or before a time, and the first at or after it.
    pub(super) fn around(&self, time: EventTime) -> [Option<TrackPoint>; 2] {
        let millis = time.as_millis().saturating_sub(self.base.as_millis());
        let earlier = self.points.partition_point(|point| i64::from(point.offset) < millis);
        let is_there = self.points.get(earlier).is_some_and(|it| i64::from(it.offset) == millis);
        let before = if is_there { Some(earlier) } else { earlier.checked_sub(1) };
        [before, Some(earlier)].map(|at| {
            let packed = self.points.get(at?)?;
            Some(packed.unpack(self.time(packed)))
        })
    }

    /// The highest speed over ground of all fixes, 0 where none says one: without unpacking them.
    pub(super) fn fastest_kn(&self) -> f64 {
        PackedFix::fastest_kn(self.points.iter().map(|packed| packed.fix))
    }

    /// The fixes, oldest first.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = TrackPoint> + Clone {
        self.points.iter().map(|packed| packed.unpack(self.time(packed)))
    }

    /// Drops the fix that becomes old with `coming` more, if it is too close to the one before it.
    fn thin(&mut self, thinning: Thinning, coming: usize) {
        let Some(aged) = (self.points.len() + coming).checked_sub(thinning.unthinned + 1) else {
            return;
        };
        let times = [aged.checked_sub(1), Some(aged)]
            .map(|at| at.and_then(|at| self.points.get(at)).map(|point| self.time(point)));
        if let [Some(before), Some(time)] = times
            && time.since(before) < thinning.spacing
        {
            self.points.remove(aged);
        }
    }

    fn time(&self, point: &Packed) -> EventTime {
        self.base.plus(Duration::from_millis(u64::from(point.offset)))
    }

    /// A time from the base on; the base moves if it has to. `None`: too long ago.
    fn offset(&mut self, time: EventTime) -> Option<u32> {
        if self.points.is_empty() {
            self.base = time.minus(BASE_BEFORE);
        }
        let since = |base: EventTime| {
            let millis = time.as_millis().saturating_sub(base.as_millis());
            (millis >= 0).then_some(millis)
        };
        if let Ok(offset) = u32::try_from(since(self.base)?) {
            return Some(offset);
        }
        let base = time.minus(BASE_BEFORE);
        let moved = base.as_millis().saturating_sub(self.base.as_millis());
        let moved = u32::try_from(moved).unwrap_or(u32::MAX);
        self.points.retain(|point| point.offset >= moved);
        for point in &mut self.points {
            point.offset -= moved;
        }
        self.base = base;
        u32::try_from(since(base)?).ok()
    }
}

impl Packed {
    fn of(offset: u32, point: &TrackPoint) -> Self {
        Self { offset, fix: PackedFix::of(point.position, point.sog, point.cog) }
    }

    fn unpack(self, time: EventTime) -> TrackPoint {
        let Self { fix, .. } = self;
        TrackPoint { time, position: fix.position(), sog: fix.sog(), cog: fix.cog() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Degrees, Knots, Position};

    fn point(millis: i64, latitude: f64, longitude: f64, sog: f64) -> TrackPoint {
        TrackPoint {
            time: EventTime::from_millis(millis),
            position: Position::new(latitude, longitude).expect("a place"),
            sog: Knots::new(sog),
            cog: Degrees::new(359.9),
        }
    }

    #[test]
    fn what_ais_sends_comes_back_to_the_last_bit() {
        let mut track = PackedTrack::<8>::default();
        // 1/10,000 minute is 1/600,000 degree; six decimals are a CSV's.
        let sent = [
            point(1_489_049_110_123, 8_314_567.0 / 600_000.0, -107_999_999.0 / 600_000.0, 102.2),
            point(1_489_049_120_000, -89.123_457, 179.999_999, 0.1),
        ];
        for point in &sent {
            track.insert(point, None);
        }
        assert_eq!(track.iter().collect::<Vec<_>>(), sent);
    }

    #[test]
    fn a_track_over_years_keeps_what_its_base_reaches() {
        let mut track = PackedTrack::<8>::default();
        let day = 86_400_000;
        for days in [0, 10, 45, 400, 401] {
            track.insert(&point(days * day, 1.0, 1.0, 1.0), None);
        }
        let days: Vec<_> = track.iter().map(|point| point.time.as_millis() / day).collect();
        assert_eq!(days, [400, 401]);
        track.insert(&point(399 * day, 1.0, 1.0, 1.0), None);
        track.insert(&point(0, 1.0, 1.0, 1.0), None);
        let days: Vec<_> = track.iter().map(|point| point.time.as_millis() / day).collect();
        assert_eq!(days, [399, 400, 401]);
    }
}
