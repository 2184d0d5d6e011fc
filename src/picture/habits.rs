use std::collections::HashMap;
use std::time::Duration;

use foldhash::fast::FixedState;

use super::{Cell, Contact, TrackPoint};
use crate::domain::{ContactId, EventTime, KNOT, NauticalMiles, Position};
use crate::geodesy::{LocalFrame, Vector, distance};

/// Places remembered at most of each kind; at the bound the half where nothing has happened for
/// longest is forgotten, and that is counted.
const PLACES_MAX: usize = 100_000;
/// What happens this near to a known place happens there, nautical miles.
const SAME_PLACE_NM: f64 = 0.1;
/// What happened only now is no habit: it may be the very thing that is judged.
const HABIT_AFTER: Duration = Duration::from_mins(30);
/// Way is made at 3 kn, and lost below 1 kn; metres per second.
const MAKES_WAY: f64 = 3.0 * KNOT;
const STOPPED: f64 = KNOT;
/// Whoever made way in one of her last so many fixes, 90 s apart, stops; who lies still for longer
/// has stopped already.
const STOP_LEGS: usize = 8;
/// Whoever makes half of the way that she made over one of these legs, which was 7 kn or more, slows down.
const SLOW_LEGS: usize = 8;
const SLOWS_FROM: f64 = 7.0 * KNOT;
/// Degrees between two legs that make a turn: one after the other, or with others between them, for big
/// ships take minutes to turn; but no more legs than this, nor more time.
const TURN_DEGREES: f64 = 45.0;
const TURN_LEGS: usize = 5;
const TURN_SPAN: Duration = Duration::from_mins(9);
/// Only ships of this length teach, metres: an attacker alongside must not silence a rule.
const TEACHER_LENGTH: u16 = 50;

/// Where ships were seen to stop, to slow down and to turn: locks, berths, pilot grounds, the bends of a lane.
/// Learnt from what is heard, forgotten over a restart.
#[derive(Debug, Default)]
pub struct Habits {
    stops: Places,
    slows: Places,
    turns: Places,
}

/// Places where something happened, by cell.
#[derive(Debug, Default)]
struct Places {
    cells: HashMap<Cell, Vec<Seen>, FixedState>,
    count: usize,
    forgotten: u64,
}

/// Who did it first at a place and when, and whether it was done again since.
#[derive(Clone, Copy, Debug)]
struct Seen {
    place: Position,
    by: ContactId,
    first: EventTime,
    last: EventTime,
    again: bool,
}

impl Habits {
    /// Learns from the last legs of a ship, when a point has been added to them.
    pub(super) fn learn(&mut self, contact: &Contact) {
        let teaches = contact.length().is_some_and(|length| length >= TEACHER_LENGTH);
        if contact.exercise || !teaches {
            return;
        }
        let mut points = contact.track.coarse().rev();
        let (Some(newest), Some(before)) = (points.next(), points.next()) else { return };
        let frame = LocalFrame::at(newest.position);
        let Some(last) = velocity(&frame, &before, &newest) else { return };
        if last.norm() < STOPPED {
            if made_way_lately(contact, &frame) {
                self.stops.note(newest.position, contact.id, newest.time);
            }
            return;
        }
        if has_slowed(contact, &frame, last.norm()) {
            self.slows.note(newest.position, contact.id, newest.time);
        }
        if let Some(place) = turn_of(contact, &frame) {
            self.turns.note(place, contact.id, newest.time);
        }
    }

    /// Whether another ship stopped within so many nautical miles some time ago, or she herself; if it
    /// has to be done `often`, one stop of another one is no habit.
    pub fn is_stopping_place(
        &self,
        place: Position,
        within_nm: f64,
        (contact, often): (ContactId, bool),
        now: EventTime,
    ) -> bool {
        self.stops.knows(place, within_nm, |seen| {
            now.since(seen.first) >= HABIT_AFTER && (seen.again || seen.by == contact || !often)
        })
    }

    /// Whether another ship lost half of her way within so many nautical miles some time ago, or she herself
    /// and anybody again since.
    pub fn is_slowing_place(
        &self,
        place: Position,
        within_nm: f64,
        contact: ContactId,
        now: EventTime,
    ) -> bool {
        self.slows.knows(place, within_nm, |seen| {
            now.since(seen.first) >= HABIT_AFTER && (seen.again || seen.by != contact)
        })
    }

    /// Whether another ship turned within so many nautical miles, or she herself on another day.
    pub fn is_turning_place(
        &self,
        place: Position,
        within_nm: f64,
        contact: ContactId,
        now: EventTime,
    ) -> bool {
        self.turns.knows(place, within_nm, |seen| {
            seen.again || seen.by != contact || now.since(seen.first) >= HABIT_AFTER
        })
    }

    /// Places forgotten at the bound.
    pub const fn evictions(&self) -> u64 {
        self.stops.forgotten + self.slows.forgotten + self.turns.forgotten
    }
}

impl Places {
    fn note(&mut self, place: Position, by: ContactId, time: EventTime) {
        let here = Cell::of(place);
        let same = NauticalMiles::new(SAME_PLACE_NM).map(NauticalMiles::metres);
        let seen = self.cells.entry(here).or_default();
        let known = seen.iter_mut().find(|seen| Some(distance(place, seen.place)) <= same);
        if let Some(known) = known {
            known.again |= known.by != by || time.since(known.first) >= HABIT_AFTER;
            known.last = known.last.max(time);
            return;
        }
        seen.push(Seen { place, by, first: time, last: time, again: false });
        self.count += 1;
        if self.count > PLACES_MAX {
            self.forget_half();
        }
    }

    /// Forgets the half where nothing has happened for longest.
    fn forget_half(&mut self) {
        let mut times: Vec<EventTime> = self.cells.values().flatten().map(|it| it.last).collect();
        let half = times.len() / 2;
        let (_, middle, _) = times.select_nth_unstable(half);
        let middle = *middle;
        self.cells.retain(|_, seen| {
            seen.retain(|it| it.last > middle);
            !seen.is_empty()
        });
        let kept = self.cells.values().map(Vec::len).sum();
        self.forgotten += u64::try_from(self.count.saturating_sub(kept)).unwrap_or(u64::MAX);
        self.count = kept;
    }

    /// Whether what was done within so many nautical miles of a place is a habit.
    fn knows(&self, place: Position, within_nm: f64, is_habit: impl Fn(&Seen) -> bool) -> bool {
        let Some(radius) = NauticalMiles::new(within_nm).map(NauticalMiles::metres) else {
            return false;
        };
        cells_about(place, radius.get())
            .iter()
            .filter_map(|cell| self.cells.get(cell))
            .flatten()
            .any(|seen| is_habit(seen) && distance(place, seen.place) <= radius)
    }
}

/// Whether she made way over one of her last legs.
fn made_way_lately(contact: &Contact, frame: &LocalFrame) -> bool {
    let mut points = contact.track.coarse().rev().take(STOP_LEGS);
    let Some(mut to) = points.next() else { return false };
    points.any(|from| {
        let leg = velocity(frame, &from, &to);
        to = from;
        leg.is_some_and(|leg| leg.norm() >= MAKES_WAY)
    })
}

/// Whether she makes no more than half of the way that she made over one of her last legs.
fn has_slowed(contact: &Contact, frame: &LocalFrame, speed: f64) -> bool {
    let points = contact.track.coarse().rev().skip(1).take(SLOW_LEGS);
    let legs = points.clone().zip(points.skip(1));
    legs.filter_map(|(to, from)| velocity(frame, &from, &to))
        .any(|leg| leg.norm() >= SLOWS_FROM.max(2.0 * speed))
}

/// Where she turned, if her last leg ends a turn: where two legs of it differ most.
fn turn_of(contact: &Contact, frame: &LocalFrame) -> Option<Position> {
    let mut points = contact.track.coarse().rev();
    let newest = points.next()?;
    let way_made = |from: &TrackPoint, to: &TrackPoint| {
        velocity(frame, from, to).filter(|leg| leg.norm() >= MAKES_WAY)?.course()
    };
    let mut between = points.next()?;
    let end = way_made(&between, &newest)?;
    let (mut later, mut sharpest, mut place) = (end, 0.0, between.position);
    for (legs, from) in (2..=TURN_LEGS).zip(points) {
        if legs > 2 && newest.time.since(from.time) > TURN_SPAN {
            return None;
        }
        let earlier = way_made(&from, &between)?;
        let step = earlier.angle_to(later);
        if step > sharpest {
            (sharpest, place) = (step, between.position);
        }
        if earlier.angle_to(end) >= TURN_DEGREES {
            return Some(place);
        }
        (later, between) = (earlier, from);
    }
    None
}

/// The cells that a circle smaller than a cell touches: those of its middle and of the corners
/// about it.
fn cells_about(place: Position, metres: f64) -> Vec<Cell> {
    let frame = LocalFrame::at(place);
    let corners = [(0.0, 0.0), (-1.0, -1.0), (-1.0, 1.0), (1.0, -1.0), (1.0, 1.0)];
    let mut cells: Vec<Cell> = corners
        .into_iter()
        .map(|(x, y)| Cell::of(frame.unproject(Vector { x: x * metres, y: y * metres })))
        .collect();
    cells.dedup();
    cells
}

/// Metres per second from one point to another, in a plane that touches the earth near both.
fn velocity(frame: &LocalFrame, from: &TrackPoint, to: &TrackPoint) -> Option<Vector> {
    let secs = to.time.secs_since(from.time);
    let way = || frame.project(to.position) - frame.project(from.position);
    (secs > 0.0).then(|| way() * (1.0 / secs))
}
