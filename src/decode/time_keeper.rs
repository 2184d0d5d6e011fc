//! The time of every sentence of a feed, in the order of the feed: what has a stamp may move the
//! feed's clock, what has none takes it, and what cannot be told yet waits.

use std::collections::VecDeque;
use std::time::Duration;

use super::timestamp::{Rank, Stamp};
use super::{Counts, TimeSource};
use crate::domain::EventTime;

/// A stamp that far ahead of its feed has to be borne out by those that follow.
const JUMP: Duration = Duration::from_mins(10);
/// How many later stamps bear out a jump.
const WITNESSES: usize = 2;
/// A live stamp further ahead than this of its arrival is wrong.
const AHEAD_OF_ARRIVAL_MAX: Duration = Duration::from_mins(1);
/// Most sentences that wait, in replay.
pub(super) const WAITING_MAX: usize = 4096;
/// A live feed that gave no time in that many sentences is timed by arrival.
const WAITING_LIVE_MAX: usize = 100;
/// After so many sentences without a stamp of the feed's rank, a lower one counts again.
const RANK_HELD_FOR: u32 = 4096;

/// The clock of one feed. `W` is what waits for its time.
#[derive(Debug)]
pub(super) struct TimeKeeper<W> {
    source: TimeSource,
    clock: Option<Stamp>,
    /// Sentences since a stamp of the clock's rank.
    since_rank: u32,
    /// The wait for a first time is over: sentences without one take their arrival.
    gave_up: bool,
    waiting: VecDeque<Waiting<W>>,
}

/// When a sentence says it was heard, and when it came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Timing {
    pub(super) stamp: Option<Stamp>,
    /// `None` in replay.
    pub(super) arrival: Option<EventTime>,
}

/// A sentence's time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Timed {
    pub(super) time: EventTime,
    /// Its own, not the feed's.
    pub(super) own: bool,
    /// The stamp that was refused as a jump.
    pub(super) refused: Option<EventTime>,
}

impl Timed {
    fn by_own(time: EventTime) -> Self {
        Self { time, own: true, refused: None }
    }

    fn by_feed(time: EventTime) -> Self {
        Self { time, own: false, refused: None }
    }
}

#[derive(Debug)]
struct Waiting<W> {
    what: W,
    timing: Timing,
}

impl<W> TimeKeeper<W> {
    pub(super) fn new(source: TimeSource) -> Self {
        Self { source, clock: None, since_rank: 0, gave_up: false, waiting: VecDeque::new() }
    }

    /// The time of the next sentence of the feed; `None`: it has to [`wait`](Self::wait).
    #[inline]
    pub(super) fn admit(&mut self, timing: Timing, counts: &mut Counts) -> Option<Timed> {
        if !self.waiting.is_empty() {
            return None;
        }
        self.judge(timing, false, counts)
    }

    /// Takes in a sentence that has to wait.
    pub(super) fn wait(&mut self, what: W, timing: Timing) {
        self.waiting.push_back(Waiting { what, timing });
    }

    /// The next sentence that need not wait any longer; with `force` it waits no longer anyway.
    pub(super) fn next(&mut self, force: bool, counts: &mut Counts) -> Option<(W, Timed)> {
        let timing = self.waiting.front()?.timing;
        let bound = if timing.arrival.is_some() { WAITING_LIVE_MAX } else { WAITING_MAX };
        let force = force || self.waiting.len() >= bound;
        if self.clock.is_none() && !self.gave_up {
            self.start(force, counts);
        }
        let timed = self.judge(timing, force, counts)?;
        self.waiting.pop_front().map(|waiting| (waiting.what, timed))
    }

    /// Whether anything waits.
    pub(super) fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// The feed's time.
    pub(super) fn clock(&self) -> Option<EventTime> {
        self.clock.map(|clock| clock.time)
    }

    /// Whether a stamp of that rank could count.
    #[inline]
    pub(super) fn heeds(&self, rank: Rank) -> bool {
        self.clock.is_none_or(|clock| rank >= clock.rank || self.since_rank >= RANK_HELD_FOR)
    }

    /// Sentences before the first time take it.
    fn start(&mut self, force: bool, counts: &mut Counts) {
        let first = self.waiting.iter().map(|waiting| waiting.timing).find(|t| t.stamp.is_some());
        if let Some(timing) = first
            && let Some(stamp) = timing.stamp
        {
            let capped = cap(stamp, timing.arrival);
            counts.ahead_of_clock += u64::from(capped != stamp && timing == self.front_timing());
            self.clock = Some(capped);
        } else {
            self.gave_up = force;
        }
    }

    fn front_timing(&self) -> Timing {
        self.waiting.front().map_or_else(Timing::default, |waiting| waiting.timing)
    }

    #[inline]
    fn judge(&mut self, timing: Timing, force: bool, counts: &mut Counts) -> Option<Timed> {
        if let (TimeSource::Arrival, Some(arrival)) = (self.source, timing.arrival) {
            return Some(Timed::by_own(arrival));
        }
        let Some(stamp) = timing.stamp.filter(|stamp| self.heeds(stamp.rank)) else {
            let time = self.without_stamp(timing.arrival)?;
            self.since_rank = self.since_rank.saturating_add(1);
            return Some(Timed::by_feed(time));
        };
        let capped = cap(stamp, timing.arrival);
        if let Some(clock) = self.clock
            && capped.time > clock.time.plus(JUMP)
            && !borne_out_by_arrival(capped, timing.arrival)
            && !self.stands(clock, capped, force)?
        {
            counts.time_jumps_refused += 1;
            self.since_rank = self.since_rank.saturating_add(1);
            return Some(Timed { refused: Some(stamp.time), ..Timed::by_feed(clock.time) });
        }
        counts.ahead_of_clock += u64::from(capped != stamp);
        Some(Timed::by_own(self.advance(capped)))
    }

    #[inline]
    fn without_stamp(&self, arrival: Option<EventTime>) -> Option<EventTime> {
        match self.clock {
            Some(clock) => Some(clock.time),
            // A recording without any time has none to give: it plays at the epoch.
            None if self.gave_up => Some(arrival.unwrap_or(EventTime::from_millis(0))),
            None => None,
        }
    }

    /// Whether a jump stands; `None` while later stamps have to tell.
    fn stands(&self, clock: Stamp, jump: Stamp, force: bool) -> Option<bool> {
        // The jump itself is the front of what waits, or waits next.
        let mut witnesses = 0;
        let later = self.waiting.iter().skip(1).filter_map(|waiting| waiting.timing.stamp);
        for witness in later.filter(|stamp| self.heeds(stamp.rank)).take(WITNESSES) {
            let falls_back =
                witness.time <= clock.time.plus(JUMP) || witness.time.plus(JUMP) < jump.time;
            if falls_back {
                return Some(false);
            }
            witnesses += 1;
        }
        (force || witnesses == WITNESSES).then_some(true)
    }

    /// Moves the clock by a stamp that stands; the time of its sentence.
    fn advance(&mut self, stamp: Stamp) -> EventTime {
        self.since_rank = 0;
        let Some(clock) = self.clock else {
            self.clock = Some(stamp);
            return stamp.time;
        };
        // A better form of time corrects what a lesser one said.
        let time = if stamp.rank > clock.rank { stamp.time } else { stamp.time.max(clock.time) };
        self.clock = Some(Stamp { time, rank: stamp.rank });
        // Another station's slow clock does not make its report late.
        if stamp.rank == Rank::BaseStation { time } else { stamp.time }
    }
}

/// A live stamp far ahead of its arrival becomes its arrival.
fn cap(stamp: Stamp, arrival: Option<EventTime>) -> Stamp {
    match arrival {
        Some(arrival) if stamp.time > arrival.plus(AHEAD_OF_ARRIVAL_MAX) => {
            Stamp { time: arrival, ..stamp }
        }
        _ => stamp,
    }
}

/// A live stamp next to its arrival needs no other witness.
fn borne_out_by_arrival(stamp: Stamp, arrival: Option<EventTime>) -> bool {
    arrival.is_some_and(|arrival| stamp.time.plus(AHEAD_OF_ARRIVAL_MAX) >= arrival)
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: i64 = 1_700_000_000;

    /// Seconds after T of the stamp, and of the arrival.
    type Input = (Option<(Rank, i64)>, Option<i64>);

    /// Seconds after T of each sentence in the order given out.
    fn times(input: &[Input], counts: &mut Counts) -> Vec<i64> {
        let mut keeper = TimeKeeper::new(TimeSource::Stamps);
        let mut out: Vec<(usize, i64)> = Vec::new();
        let secs =
            |timed: Timed| timed.time.as_secs() - if timed.time.as_secs() == 0 { 0 } else { T };
        for (nth, &(stamp, arrival)) in input.iter().enumerate() {
            let at = |secs: i64| EventTime::from_secs(T + secs);
            let stamp = stamp.map(|(rank, secs)| Stamp { time: at(secs), rank });
            let timing = Timing { stamp, arrival: arrival.map(at) };
            if let Some(timed) = keeper.admit(timing, counts) {
                out.push((nth, secs(timed)));
            } else {
                keeper.wait(nth, timing);
                while let Some((nth, timed)) = keeper.next(false, counts) {
                    out.push((nth, secs(timed)));
                }
            }
        }
        while let Some((nth, timed)) = keeper.next(true, counts) {
            out.push((nth, secs(timed)));
        }
        assert!(out.iter().enumerate().all(|(at, (nth, _))| at == *nth), "out of order: {out:?}");
        out.into_iter().map(|(_, secs)| secs).collect()
    }

    fn replay(stamps: &[Option<i64>]) -> (Vec<i64>, u64) {
        let mut counts = Counts::default();
        let input: Vec<_> =
            stamps.iter().map(|stamp| (stamp.map(|secs| (Rank::Receiver, secs)), None)).collect();
        (times(&input, &mut counts), counts.time_jumps_refused)
    }

    #[test]
    fn a_sentence_without_time_takes_the_feeds_last_and_early_ones_the_first() {
        let stamps = [None, None, Some(5), None, Some(7), None, Some(6), None];
        assert_eq!(replay(&stamps).0, [5, 5, 5, 5, 7, 7, 6, 7]);
    }

    #[test]
    fn a_recording_without_any_time_plays_at_the_epoch() {
        assert_eq!(replay(&[None; 3]).0, [0; 3]);
        assert_eq!(replay(&vec![None; WAITING_MAX + 10]).0, vec![0; WAITING_MAX + 10]);
    }

    #[test]
    fn a_jump_that_two_later_stamps_bear_out_stands() {
        let stamps = [Some(0), Some(700), None, Some(701), None, Some(702), None];
        assert_eq!(replay(&stamps), (vec![0, 700, 700, 701, 701, 702, 702], 0));
    }

    #[test]
    fn a_jump_from_which_the_next_two_fall_back_is_refused_and_takes_the_feeds_time() {
        for stamps in [
            [Some(0), Some(9000), None, Some(1), Some(2), None],
            [Some(0), Some(9000), None, Some(9001), Some(2), None],
        ] {
            let (times, refused) = replay(&stamps);
            assert_eq!(times.last(), Some(&2), "{times:?}");
            assert_eq!(times[1], 0);
            assert!(refused >= 1);
        }
    }

    #[test]
    fn a_jump_at_the_end_stands_unless_something_fell_back() {
        assert_eq!(replay(&[Some(0), Some(700)]), (vec![0, 700], 0));
        assert_eq!(replay(&[Some(0), Some(700), Some(1)]), (vec![0, 0, 1], 1));
    }

    #[test]
    fn what_waits_for_witnesses_is_bounded() {
        let mut stamps = vec![Some(0), Some(700)];
        stamps.extend(vec![None; 2 * WAITING_MAX]);
        let (times, refused) = replay(&stamps);
        assert_eq!((times[WAITING_MAX], refused), (700, 0));
    }

    #[test]
    fn a_lower_form_of_time_does_not_move_a_feed_that_gives_a_higher() {
        let mut counts = Counts::default();
        let input = [
            (Some((Rank::BaseStation, 300)), None),
            (Some((Rank::Logger, 100)), None),
            (Some((Rank::BaseStation, 400)), None),
            (None, None),
            (Some((Rank::OwnShip, 90)), None),
            (Some((Rank::Logger, 101)), None),
        ];
        assert_eq!(times(&input, &mut counts), [300, 100, 100, 100, 100, 101]);
    }

    #[test]
    fn a_base_station_with_a_slow_clock_makes_nothing_late() {
        let mut counts = Counts::default();
        let input = [(Some((Rank::BaseStation, 300)), None), (Some((Rank::BaseStation, 10)), None)];
        assert_eq!(times(&input, &mut counts), [300, 300]);
    }

    #[test]
    fn a_live_stamp_ahead_of_its_arrival_becomes_its_arrival() {
        let mut counts = Counts::default();
        let input = [
            (Some((Rank::Receiver, 0)), Some(0)),
            (Some((Rank::Receiver, 61)), Some(1)),
            (Some((Rank::Receiver, 61)), Some(2)),
            (None, Some(3)),
        ];
        assert_eq!(times(&input, &mut counts), [0, 61, 61, 61]);
        assert_eq!(counts.ahead_of_clock, 0);
        let input = [(Some((Rank::Receiver, 62)), Some(1)), (None, Some(3))];
        assert_eq!(times(&input, &mut counts), [1, 1]);
        assert_eq!(counts.ahead_of_clock, 1);
    }

    #[test]
    fn a_live_feed_that_resumes_needs_no_witness() {
        let mut keeper = TimeKeeper::<()>::new(TimeSource::Stamps);
        let mut counts = Counts::default();
        let at = EventTime::from_secs;
        let mut admit = |stamp, arrival| {
            let stamp = Some(Stamp { time: at(stamp), rank: Rank::Receiver });
            keeper.admit(Timing { stamp, arrival: Some(at(arrival)) }, &mut counts)
        };
        assert_eq!(admit(T, T).map(|timed| timed.time), Some(at(T)));
        assert_eq!(admit(T + 3600, T + 3601).map(|timed| timed.time), Some(at(T + 3600)));
    }

    #[test]
    fn a_live_feed_without_time_in_a_hundred_sentences_is_timed_by_arrival() {
        let mut counts = Counts::default();
        let input: Vec<_> = (0..150).map(|secs| (None, Some(secs))).collect();
        assert_eq!(times(&input, &mut counts), (0..150).collect::<Vec<_>>());
        // Its first own time then holds.
        let mut input = input;
        input.extend([(Some((Rank::Receiver, 140)), Some(150)), (None, Some(151))]);
        assert_eq!(times(&input, &mut counts)[150..], [140, 140]);
    }

    #[test]
    fn a_feed_timed_by_arrival_has_no_other_time() {
        let mut keeper = TimeKeeper::<()>::new(TimeSource::Arrival);
        let mut counts = Counts::default();
        let stamp = Some(Stamp { time: EventTime::from_secs(T), rank: Rank::TagBlock });
        let arrival = Some(EventTime::from_secs(T + 5000));
        let timed = keeper.admit(Timing { stamp, arrival }, &mut counts);
        assert_eq!(timed.map(|timed| Some(timed.time)), Some(arrival));
    }
}
