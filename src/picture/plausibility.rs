use std::collections::VecDeque;
use std::time::Duration;

use super::TrackPoint;
use crate::domain::{EventTime, Knots, NauticalMiles};
use crate::geodesy::distance;

/// DETECTION position-jump: no vessel is faster; 60 kn.
const SPEED_MAX_KN: f64 = 60.0;
/// A search and rescue aircraft may be, by its message's own range.
const AIRCRAFT_SPEED_MAX_KN: f64 = 1022.0;
/// Nor is a shorter way a jump, nautical miles.
const JUMP_NM_MIN: f64 = 3.0;
/// What rounding of time stamps and a change of antenna may add, nautical miles.
const SLACK_NM: f64 = 0.2;
/// A degree of arc on the sphere of the distances, rounded up.
const MILES_PER_DEGREE_MAX: f64 = 60.05;
/// Reports in a row at the other place before the contact is believed to be there.
const RUN_TO_MOVE: u8 = 2;
/// And for so long none at the former place: one may still be on its way (the default lateness), and
/// two ships on one MMSI are no jump.
const ALONE_TO_MOVE: Duration = Duration::from_secs(30);
/// A place that no report has claimed for so long is no rival any more.
const RIVAL_MEMORY: Duration = Duration::from_mins(10);
/// Reports of two places kept in order of their own times; older ones count, but none comes between
/// them any more. Two ships that report every two seconds fill it in less than the default lateness.
const ORDERED_MAX: usize = 32;
/// Changes between two places within less than this may come of clocks that differ.
const SPREAD_MIN: Duration = Duration::from_secs(15);

/// What a new position is beside those before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    /// She can have sailed there.
    Consistent,
    /// She cannot; one such report proves nothing.
    Doubtful,
    /// She cannot, and says so for the second time in a row.
    Moved(Jump),
}

/// A move that no vessel makes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Jump {
    /// The last place on the former track.
    pub from: TrackPoint,
    /// How far.
    pub distance: NauticalMiles,
    /// Speed it would have taken.
    pub speed: Knots,
    /// How often reports have changed between the two places so far.
    pub alternations: u8,
}

/// The other place that a contact's reports claim.
#[derive(Clone, Debug, Default)]
pub struct Plausibility {
    /// Few contacts have one.
    rival: Option<Box<Rival>>,
}

#[derive(Clone, Debug)]
struct Rival {
    last: TrackPoint,
    run: u8,
    /// Speed that the first report of the run would have taken.
    speed: Knots,
    turns: Turns,
}

/// Which of two places reports claimed one after the other, by their own times whatever order they
/// come in: what is missing yet can only add to the changes.
#[derive(Clone, Debug, Default)]
struct Turns {
    /// Time, and whether it was the place that is believed.
    reports: VecDeque<(EventTime, bool)>,
    /// Changes among those that were let go, the first and the last of them.
    settled: u8,
    span: Option<(EventTime, EventTime)>,
    let_go: Option<EventTime>,
}

impl Plausibility {
    /// Judges a position by the last one believed. `stale` tells that its time stamp is not its own
    /// time: it may be out of place without proving anything.
    pub fn judge(
        &mut self,
        believed: &TrackPoint,
        point: &TrackPoint,
        aircraft: bool,
        stale: bool,
    ) -> Verdict {
        if self.rival.as_ref().is_some_and(|it| point.time.since(it.last.time) > RIVAL_MEMORY) {
            self.rival = None;
        }
        let limit = if aircraft { AIRCRAFT_SPEED_MAX_KN } else { SPEED_MAX_KN };
        let reached = reachable(believed, point, limit);
        if reached && (stale || !self.is_of_rival(believed, point, limit)) {
            if let Some(rival) = &mut self.rival
                && !stale
            {
                rival.turns.note(point.time, true);
                if point.time > rival.last.time {
                    rival.run = 0;
                }
            }
            return Verdict::Consistent;
        }
        if stale {
            return Verdict::Doubtful;
        }
        let mut rival = match self.rival.take() {
            Some(rival) if reachable(&rival.last, point, limit) => rival,
            _ => Box::new(Rival::of(believed, point)),
        };
        rival.turns.note(point.time, false);
        // Whatever comes after a later report says nothing of where she is now.
        if point.time < believed.time || point.time < rival.last.time {
            self.rival = Some(rival);
            return Verdict::Doubtful;
        }
        if rival.run == 0 {
            rival.speed = implied_speed(believed, point);
        }
        rival.last = *point;
        rival.run = rival.run.saturating_add(1);
        if rival.run < RUN_TO_MOVE || point.time.since(believed.time) < ALONE_TO_MOVE {
            self.rival = Some(rival);
            return Verdict::Doubtful;
        }
        let jump = Jump {
            from: *believed,
            distance: distance(believed.position, point.position).nautical_miles(),
            speed: if reached { rival.speed } else { implied_speed(believed, point) },
            alternations: rival.turns.alternations(),
        };
        // From now on the former place is the other one.
        rival.turns.swap();
        (rival.last, rival.run) = (*believed, 0);
        self.rival = Some(rival);
        Verdict::Moved(jump)
    }

    /// Whether a position goes on from the other place rather than from the one believed: whoever reports
    /// every three minutes can have sailed 3 nm and more since the report before the last, but not
    /// since the last.
    fn is_of_rival(&self, believed: &TrackPoint, point: &TrackPoint, limit: f64) -> bool {
        let Some(rival) = self.rival.as_ref().filter(|rival| rival.run > 0) else { return false };
        let stayed = TrackPoint { time: rival.last.time, ..*believed };
        point.time > rival.last.time
            && reachable(&rival.last, point, limit)
            && !reachable(&stayed, point, limit)
            && distance(believed.position, point.position).nautical_miles().get() >= JUMP_NM_MIN
    }

    /// How often reports have changed between two places, and the other place.
    pub fn alternating(&self) -> Option<(u8, TrackPoint)> {
        self.rival.as_ref().map(|rival| (rival.turns.alternations(), rival.last))
    }

    /// Whether a position continues the other place's track.
    pub fn is_rival(&self, point: &TrackPoint) -> bool {
        self.rival.as_ref().is_some_and(|rival| reachable(&rival.last, point, SPEED_MAX_KN))
    }
}

impl Rival {
    /// A place that a report claims for the first time, beside the one believed.
    fn of(believed: &TrackPoint, point: &TrackPoint) -> Self {
        let mut turns = Turns::default();
        turns.note(believed.time, true);
        Self { last: *point, run: 0, speed: implied_speed(believed, point), turns }
    }
}

impl Turns {
    fn note(&mut self, time: EventTime, believed: bool) {
        if self.let_go.is_some_and(|let_go| time <= let_go) {
            return;
        }
        let at = self.reports.partition_point(|(other, _)| *other <= time);
        self.reports.insert(at, (time, believed));
        if self.reports.len() <= ORDERED_MAX {
            return;
        }
        let Some((oldest, was)) = self.reports.pop_front() else { return };
        self.let_go = Some(oldest);
        if let Some(&(next, is)) = self.reports.front()
            && is != was
        {
            self.settled = self.settled.saturating_add(1);
            self.span = Some((self.span.map_or(next, |(first, _)| first), next));
        }
    }

    /// How often reports came back to a place: a jump alone is one change and no alternation. None
    /// too many while the changes lie close together.
    fn alternations(&self) -> u8 {
        let (mut changes, mut span) = (self.settled, self.span);
        let later = self.reports.iter().skip(1);
        for ((_, was), (time, is)) in self.reports.iter().zip(later) {
            if was != is {
                changes = changes.saturating_add(1);
                span = Some((span.map_or(*time, |(first, _)| first), *time));
            }
        }
        let spread = span.is_some_and(|(first, last)| last.since(first) >= SPREAD_MIN);
        let alternations = changes.saturating_sub(1);
        if spread { alternations } else { alternations.min(1) }
    }

    /// The other place is believed from now on.
    fn swap(&mut self) {
        for (_, believed) in &mut self.reports {
            *believed = !*believed;
        }
    }
}

fn reachable(from: &TrackPoint, to: &TrackPoint, speed_max_kn: f64) -> bool {
    let hours = to.time.secs_since(from.time).abs() / 3600.0;
    // Most steps are short: as far as a degree of longitude can be at the most, that is enough.
    let north = (to.position.latitude() - from.position.latitude()).abs();
    let east = (to.position.longitude() - from.position.longitude()).abs();
    if (north + east) * MILES_PER_DEGREE_MAX <= SLACK_NM + speed_max_kn * hours {
        return true;
    }
    let miles = distance(from.position, to.position).nautical_miles().get();
    miles <= SLACK_NM + speed_max_kn * hours
}

fn implied_speed(from: &TrackPoint, to: &TrackPoint) -> Knots {
    let secs = to.time.secs_since(from.time).abs().max(1.0);
    Knots::from_metres_per_second(distance(from.position, to.position).get() / secs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Position;

    fn point(secs: i64, latitude: f64) -> TrackPoint {
        TrackPoint {
            time: EventTime::from_secs(secs),
            position: Position::new(latitude, 0.0).expect("a place"),
            sog: None,
            cog: None,
        }
    }

    #[test]
    fn one_wild_position_is_doubted_and_forgotten() {
        let mut plausibility = Plausibility::default();
        let last = point(0, 0.0);
        assert_eq!(plausibility.judge(&last, &point(10, 1.0), false, false), Verdict::Doubtful);
        assert_eq!(plausibility.judge(&last, &point(20, 0.001), false, false), Verdict::Consistent);
        assert_eq!(plausibility.judge(&last, &point(30, 2.0), false, false), Verdict::Doubtful);
    }

    #[test]
    fn two_in_a_row_at_the_other_place_are_a_jump() {
        let mut plausibility = Plausibility::default();
        let last = point(0, 0.0);
        for secs in [10, 20] {
            let verdict = plausibility.judge(&last, &point(secs, 1.0), false, false);
            assert_eq!(verdict, Verdict::Doubtful, "a report of the former place may be late");
        }
        let Verdict::Moved(jump) = plausibility.judge(&last, &point(30, 1.0), false, false) else {
            panic!("no jump");
        };
        // One degree of latitude is 60 nm.
        assert!((jump.distance.get() - 60.0).abs() < 0.3, "{jump:?}");
        assert_eq!(jump.alternations, 0);
    }

    #[test]
    fn reports_three_minutes_apart_are_a_jump_though_the_second_had_time_to_come() {
        let mut plausibility = Plausibility::default();
        let last = point(0, 0.0);
        // 3.5 nm: 60 kn make 3 in three minutes and 6 in six.
        let there = 3.5 / 60.0;
        assert_eq!(plausibility.judge(&last, &point(180, there), false, false), Verdict::Doubtful);
        let stale = plausibility.clone().judge(&last, &point(360, there), false, true);
        assert_eq!(stale, Verdict::Consistent);
        let Verdict::Moved(jump) = plausibility.judge(&last, &point(360, there), false, false)
        else {
            panic!("no jump");
        };
        // 3.5 nm in three minutes are 70 kn.
        assert!((jump.speed.get() - 70.0).abs() < 0.5, "{jump:?}");
    }

    #[test]
    fn after_one_wild_report_she_sails_on() {
        let mut plausibility = Plausibility::default();
        let last = point(0, 0.0);
        // At 15 kn, 0.75 nm in three minutes.
        assert_eq!(
            plausibility.judge(&last, &point(180, 5.0 / 60.0), false, false),
            Verdict::Doubtful
        );
        let sailed = point(360, 1.5 / 60.0);
        assert_eq!(plausibility.judge(&last, &sailed, false, false), Verdict::Consistent);
    }

    #[test]
    fn a_report_that_was_overtaken_changes_nothing() {
        let mut plausibility = Plausibility::default();
        let last = point(0, 0.0);
        for secs in [10, 20] {
            plausibility.judge(&last, &point(secs, 1.0), false, false);
        }
        let moved = point(30, 1.0);
        assert!(matches!(plausibility.judge(&last, &moved, false, false), Verdict::Moved(_)));
        // Three reports of the former place come late.
        for secs in [2, 4, 6] {
            let late = point(secs, 0.0);
            assert_eq!(plausibility.judge(&moved, &late, false, false), Verdict::Doubtful);
        }
        assert_eq!(plausibility.alternating().map(|(times, _)| times), Some(0));
    }

    #[test]
    fn a_stale_report_proves_nothing() {
        let mut plausibility = Plausibility::default();
        let last = point(0, 0.0);
        for secs in [10, 20, 30] {
            let verdict = plausibility.judge(&last, &point(secs, 1.0), false, true);
            assert_eq!(verdict, Verdict::Doubtful);
        }
    }

    #[test]
    fn two_ships_on_one_identity_alternate() {
        let mut plausibility = Plausibility::default();
        let mut here = point(0, 0.0);
        for turn in 1..=3 {
            assert_eq!(
                plausibility.judge(&here, &point(turn * 20, 1.0), false, false),
                Verdict::Doubtful
            );
            here = point(turn * 20 + 10, 0.0);
            assert_eq!(plausibility.judge(&here, &here, false, false), Verdict::Consistent);
        }
        let (alternations, other) = plausibility.alternating().expect("a rival");
        assert!(alternations >= 3, "{alternations}");
        assert_eq!(other.position, point(0, 1.0).position);
    }

    #[test]
    fn two_ships_on_one_identity_alternate_whatever_order_their_reports_come_in() {
        // Here every ten seconds, there five seconds later: seven reports, six changes, of which the
        // first is a jump.
        let all = [(0, 0.0), (5, 1.0), (10, 0.0), (15, 1.0), (20, 0.0), (25, 1.0), (30, 0.0)];
        for order in
            [[1, 2, 3, 4, 5, 6], [1, 3, 2, 5, 4, 6], [1, 4, 6, 2, 5, 3], [1, 6, 5, 4, 3, 2]]
        {
            let mut plausibility = Plausibility::default();
            let mut here = point(0, 0.0);
            for next in order {
                let (secs, latitude) = all[next];
                let said = point(secs, latitude);
                let verdict = plausibility.judge(&here, &said, false, false);
                if verdict == Verdict::Consistent && secs > here.time.as_secs() {
                    here = said;
                }
            }
            let alternations = plausibility.alternating().map(|(times, _)| times);
            assert_eq!(alternations, Some(5), "{order:?}");
        }
    }
}
