use std::time::Duration;

use super::TrackPoint;
use super::corner::Packed;
use super::fix_ring::FixRing;
use crate::domain::{EventTime, Knots, PackedFix, Position};

/// Times are kept from a base on; this leaves room on both sides of the first.
const BASE_BEFORE: Duration = Duration::from_hours(24 * 20);

/// At most `N` fixes in order of time.
#[derive(Clone, Debug)]
pub(super) struct PackedTrack<const N: usize> {
    base: EventTime,
    points: FixRing,
}

/// Which fixes are let go before the bound asks for it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Thinning {
    /// The newest so many are kept as they came.
    pub(super) unthinned: usize,
    /// Older ones are no closer than this.
    pub(super) spacing: Duration,
}

impl<const N: usize> Default for PackedTrack<N> {
    fn default() -> Self {
        Self { base: EventTime::MIN, points: FixRing::default() }
    }
}

impl<const N: usize> PackedTrack<N> {
    /// Takes a fix in at its place in time; one of a time already there is dropped, at the bound
    /// the oldest is.
    pub(super) fn insert(&mut self, point: &TrackPoint, thinning: Option<Thinning>) {
        let Some(offset) = self.offset(point.time) else { return };
        let place = self.place(offset);
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
        let fix = PackedFix::of(point.position, point.sog, point.cog);
        self.points.insert(place, Packed { offset, fix });
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
        let known = self.points.iter().rev().position(|known| number(self.time(known)) <= here);
        let known = known.map(|newer| self.points.len() - 1 - newer);
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

    /// Touches the fixes, so that they are at hand.
    pub(super) fn touch(&self) {
        self.points.touch();
    }

    /// Forgets what is older than a time, but for the newest so many.
    pub(super) fn forget_before(&mut self, time: EventTime, kept: usize) {
        while self.points.len() > kept
            && self.points.get(0).is_some_and(|point| self.time(point) < time)
        {
            self.points.pop_front();
        }
    }

    /// The last fix at or before a time, and the first at or after it.
    pub(super) fn around(&self, time: EventTime) -> [Option<TrackPoint>; 2] {
        let millis = time.as_millis().saturating_sub(self.base.as_millis());
        // Before the base is before all, and what is beyond its reach after all.
        let offset = u32::try_from(millis.max(0)).ok();
        let earlier = offset.map_or(self.points.len(), |offset| self.place(offset));
        let is_there = self.points.get(earlier).is_some_and(|it| i64::from(it.offset) == millis);
        let before = if is_there { Some(earlier) } else { earlier.checked_sub(1) };
        [before, Some(earlier)].map(|at| Some(self.unpack(self.points.get(at?)?)))
    }

    /// The highest speed over ground of all fixes, 0 where none says one: without unpacking them.
    pub(super) fn fastest_kn(&self) -> f64 {
        PackedFix::knots(self.points.fastest()).map_or(0.0, Knots::get)
    }

    /// The south-west and the north-east corner of where the fixes lie.
    pub(super) fn span(&self) -> Option<[Position; 2]> {
        self.points.span().map(|corners| corners.map(PackedFix::place_of))
    }

    /// The fixes, oldest first.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = TrackPoint> + Clone {
        self.points.iter().map(|packed| self.unpack(packed))
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

    /// How many fixes are before a time.
    fn place(&self, offset: u32) -> usize {
        let is_before = |place: usize| self.points.get(place).is_some_and(|it| it.offset < offset);
        let (mut least, mut most) = (0, self.points.len());
        // Nearly every fix is the newest.
        if most.checked_sub(1).is_some_and(is_before) {
            return most;
        }
        while least < most {
            let middle = usize::midpoint(least, most);
            if is_before(middle) {
                least = middle + 1;
            } else {
                most = middle;
            }
        }
        least
    }

    fn unpack(&self, packed: Packed) -> TrackPoint {
        let fix = packed.fix;
        let (position, sog, cog) = (fix.position(), fix.sog(), fix.cog());
        TrackPoint { time: self.time(packed), position, sog, cog }
    }

    fn time(&self, point: Packed) -> EventTime {
        self.base.plus(Duration::from_millis(u64::from(point.offset)))
    }

    /// A time from the base on; the base moves if it has to. `None`: too long ago.
    fn offset(&mut self, time: EventTime) -> Option<u32> {
        if self.points.len() == 0 {
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
        let points = std::mem::take(&mut self.points);
        let kept = points.iter().filter_map(|point| {
            let offset = point.offset.checked_sub(moved)?;
            Some(Packed { offset, ..point })
        });
        for point in kept {
            self.points.insert(self.points.len(), point);
        }
        self.base = base;
        u32::try_from(since(base)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::option;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::Degrees;

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

    /// What a packed track is to hold, fix by fix.
    #[derive(Default)]
    struct Plain {
        base: i64,
        points: Vec<TrackPoint>,
    }

    const MOST: usize = 12;
    const THINNING: Thinning = Thinning { unthinned: 3, spacing: Duration::from_secs(10) };

    impl Plain {
        fn insert(&mut self, point: &TrackPoint, thinning: Option<Thinning>) {
            let (time, reach) = (point.time.as_millis(), i64::from(u32::MAX));
            let before = time - 20 * 86_400_000;
            if self.points.is_empty() {
                self.base = before;
            }
            if time < self.base {
                return;
            }
            if time - self.base > reach {
                self.points.retain(|known| known.time.as_millis() >= before);
                self.base = before;
            }
            let mut place = self.points.partition_point(|known| known.time < point.time);
            if self.points.get(place).is_some_and(|known| known.time == point.time) {
                return;
            }
            let at_end = place == self.points.len();
            if at_end {
                self.thin(thinning, 1);
            }
            place = place.min(self.points.len());
            if self.points.len() == MOST {
                if place == 0 {
                    return;
                }
                self.points.remove(0);
                place -= 1;
            }
            let fix = PackedFix::of(point.position, point.sog, point.cog);
            let (position, sog, cog) = (fix.position(), fix.sog(), fix.cog());
            self.points.insert(place, TrackPoint { time: point.time, position, sog, cog });
            if !at_end {
                self.thin(thinning, 0);
            }
        }

        fn thin(&mut self, thinning: Option<Thinning>, coming: usize) {
            let Some(thinning) = thinning else { return };
            let Some(aged) = (self.points.len() + coming).checked_sub(thinning.unthinned + 1)
            else {
                return;
            };
            if aged > 0
                && let (Some(before), Some(point)) =
                    (self.points.get(aged - 1), self.points.get(aged))
                && point.time.since(before.time) < thinning.spacing
            {
                self.points.remove(aged);
            }
        }

        fn insert_earliest(&mut self, point: &TrackPoint, span: i64) -> bool {
            let number = |point: &TrackPoint| point.time.as_millis().div_euclid(span);
            let known = self.points.iter().rposition(|known| number(known) <= number(point));
            if let Some(known) = known.filter(|at| number(&self.points[*at]) == number(point)) {
                if self.points[known].time <= point.time {
                    return false;
                }
                self.points.remove(known);
            }
            self.insert(point, None);
            true
        }

        fn around(&self, time: EventTime) -> [Option<TrackPoint>; 2] {
            let before = self.points.iter().rfind(|point| point.time <= time);
            [before, self.points.iter().find(|point| point.time >= time)]
                .map(Option::<&TrackPoint>::copied)
        }
    }

    /// Where a ship is after the one before, mostly: seconds, hours, weeks; metres, miles, continents.
    fn steps() -> impl Strategy<Value = (i64, [f64; 2], Option<f64>, Option<f64>, u8)> {
        let millis = prop_oneof![
            12 => 0..30_000_i64,
            3 => -60_000..0_i64,
            1 => -9_000_000..9_000_000_i64,
            1 => -3_000_000_000..5_000_000_000_i64,
        ];
        let degrees = prop_oneof![
            12 => [-0.001..0.001, -0.001..0.001],
            2 => [-0.5..0.5, -0.5..0.5],
            1 => [-200.0..200.0, -400.0..400.0],
        ];
        let sog = prop_oneof![8 => 0.0..40.0, 1 => 150.0..170.0, 1 => 0.0..1_000.0];
        (millis, degrees, option::of(sog), option::of(0.0..360.0), 0..8_u8)
    }

    proptest! {
        #[test]
        fn a_packed_track_is_one_of_plain_fixes_in_less_room(
            steps in vec(steps(), 1..150),
            begin in [-89.0..89.0, -179.9..179.9],
            // Every so many one is finer than AIS sends.
            finer in prop_oneof![Just(1_usize), Just(30), Just(1_000)],
        ) {
            let (mut packed, mut plain) = (PackedTrack::<MOST>::default(), Plain::default());
            let (mut millis, [mut north, mut east]) = (1_700_000_000_000_i64, begin);
            for (step, (later, [northward, eastward], sog, cog, verb)) in (1..).zip(steps) {
                millis += later;
                (north, east) = (north + northward, east + eastward);
                let position = Position::wrapped(north, east);
                (north, east) = (position.latitude(), position.longitude());
                let time = EventTime::from_millis(millis);
                let units = |value: f64, of_one: f64| {
                    if step % finer == 0 { value } else { (value * of_one).round() / of_one }
                };
                let places = [north, east].map(|degrees| units(degrees, 600_000.0));
                let position = Position::new(places[0], places[1]).unwrap_or(position);
                let [sog, cog] = [sog, cog].map(|it| it.map(|value| units(value, 10.0)));
                let (sog, cog) = (sog.and_then(Knots::new), cog.and_then(Degrees::new));
                let point = TrackPoint { time, position, sog, cog };
                match verb {
                    0 => {
                        packed.forget_before(time.minus(Duration::from_secs(90)), 3);
                        let old = |it: &TrackPoint| time.since(it.time) > Duration::from_secs(90);
                        while plain.points.len() > 3 && plain.points.first().is_some_and(old) {
                            plain.points.remove(0);
                        }
                    }
                    1 | 2 => {
                        let span = Duration::from_secs(40);
                        let took = packed.insert_earliest(&point, span);
                        prop_assert_eq!(took, plain.insert_earliest(&point, 40_000));
                    }
                    3 => {
                        packed.insert(&point, None);
                        plain.insert(&point, None);
                    }
                    _ => {
                        packed.insert(&point, Some(THINNING));
                        plain.insert(&point, Some(THINNING));
                    }
                }
                prop_assert_eq!(packed.iter().collect::<Vec<_>>(), plain.points.clone());
                let mut backward: Vec<_> = packed.iter().rev().collect();
                backward.reverse();
                prop_assert_eq!(&backward, &plain.points);
                for time in [-20_000, -1, 0, 1].map(|by| EventTime::from_millis(millis + by)) {
                    prop_assert_eq!(packed.around(time), plain.around(time));
                }
                let speeds = plain.points.iter().filter_map(|point| point.sog).map(Knots::get);
                let fastest = packed.fastest_kn();
                prop_assert!((fastest - speeds.fold(0.0, f64::max)).abs() < 1e-9, "{}", fastest);
            }
        }
    }

    #[test]
    fn a_fix_takes_ten_bytes_as_ais_sends_it_twelve_on_her_way_and_sixteen_here_and_there() {
        let bytes = |track: &PackedTrack<32>| track.points.bytes() / 32;
        // At 60 degrees north for six hours, a fix every 85 s.
        let reckon = |step: i32, kn: f64| f64::from(step) * 85.0 * kn / 3_600.0 / 60.0 / 0.5;
        let sail = |kn: f64, north: f64, expected: usize| {
            let mut track = PackedTrack::<32>::default();
            for step in 0..250_i32 {
                let east = (reckon(step, kn) * 600_000.0).round() / 600_000.0;
                track.insert(&point(i64::from(step) * 85_000, north, east, kn), None);
                let kept = track.points.len().next_multiple_of(4).min(32);
                assert_eq!(track.points.bytes(), expected * kept, "at {step}");
            }
            track
        };
        sail(14.0, 60.0, 10);
        sail(14.0, 60.000_001, 12);
        let mut track = sail(24.0, 60.000_001, 12);
        track.insert(&point(250 * 85_000, -60.0, 1.0, 24.0), None);
        assert_eq!(bytes(&track), 16);
        for step in 251..400 {
            track.insert(&point(step * 85_000, -60.0, 1.0, 24.0), None);
        }
        assert_eq!(bytes(&track), 10);
        assert_eq!(size_of::<PackedTrack<32>>(), 32);
    }
}
