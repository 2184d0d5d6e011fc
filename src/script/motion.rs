use super::contact::{Contact, Leg, Motion};
use crate::domain::{Degrees, Metres, Position};
use crate::geodesy::{LocalFrame, Vector};

/// Where a contact is, how it moves, and how far it is with its legs.
#[derive(Clone, Copy, Debug)]
pub(super) struct State {
    pub(super) position: Position,
    /// Metres per second.
    pub(super) velocity: Vector,
    /// Direction of its last way.
    pub(super) course: Degrees,
    leg: usize,
    leg_secs: f64,
    /// Its legs are through.
    pub(super) is_through: bool,
}

/// Seconds in which a contact that has nearly caught up closes the rest.
const CATCH_UP_SECS: f64 = 10.0;
/// A rest of a leg shorter than this, seconds, is none.
const INSTANT: f64 = 1e-6;

impl State {
    /// At its start, about to begin.
    pub(super) fn new(contact: &Contact) -> Self {
        Self {
            position: contact.start,
            velocity: Vector::default(),
            course: Degrees::NORTH,
            leg: 0,
            leg_secs: 0.0,
            is_through: false,
        }
    }

    /// Its leg now, if its legs are not through.
    pub(super) fn leg<'a>(&self, contact: &'a Contact) -> Option<&'a Leg> {
        if self.is_through { None } else { contact.legs.get(self.leg) }
    }

    /// The state after some seconds, at most one, while the others go on as they do now.
    pub(super) fn after(mut self, contact: &Contact, secs: f64, others: &[Self]) -> Self {
        let mut rest = secs;
        // Legs of no length would go round for ever.
        for _ in 0..=contact.legs.len() {
            rest = self.follow_leg(contact, rest, secs - rest, others);
            if rest < INSTANT || self.is_through {
                break;
            }
        }
        if rest >= INSTANT {
            self.drift(rest);
        }
        self
    }

    /// Follows the leg for at most `rest` seconds, goes on to the next if it ends; what is left.
    fn follow_leg(&mut self, contact: &Contact, rest: f64, gone: f64, others: &[Self]) -> f64 {
        let Some(leg) = self.leg(contact) else { return rest };
        let (velocity, own_end_secs) = self.steer(leg, gone, others);
        self.turn_to(velocity);
        let leg_rest = leg.for_secs.map_or(f64::INFINITY, |limit| limit - self.leg_secs);
        let step = rest.min(leg_rest).min(own_end_secs).max(0.0);
        self.drift(step);
        self.leg_secs += step;
        if leg_rest.min(own_end_secs) - step < INSTANT {
            self.end_leg(contact, leg);
        }
        rest - step
    }

    fn end_leg(&mut self, contact: &Contact, leg: &Leg) {
        if matches!(leg.motion, Motion::To { .. } | Motion::Hold) {
            self.velocity = Vector::default();
        }
        (self.leg, self.leg_secs) = (self.leg + 1, 0.0);
        if self.leg >= contact.legs.len() {
            if contact.repeat {
                self.leg = 0;
            } else {
                self.is_through = true;
            }
        }
    }

    fn turn_to(&mut self, velocity: Vector) {
        self.velocity = velocity;
        self.course = velocity.course().unwrap_or(self.course);
    }

    fn drift(&mut self, secs: f64) {
        if self.velocity != Vector::default() {
            self.position = LocalFrame::at(self.position).unproject(self.velocity * secs);
        }
    }

    /// The velocity on a leg, and the seconds until it ends of itself; the others have gone on for
    /// `gone` seconds since they were looked at.
    fn steer(&self, leg: &Leg, gone: f64, others: &[Self]) -> (Vector, f64) {
        match leg.motion {
            Motion::Hold => (Vector::default(), f64::INFINITY),
            Motion::Course { course, speed } => (Vector::velocity(speed, course), f64::INFINITY),
            Motion::To { place, speed } => {
                let way = LocalFrame::at(self.position).project(place);
                toward(way, speed.metres_per_second())
            }
            Motion::Pursue { target, speed, until } => {
                let Some(target) = others.get(target) else { return (Vector::default(), 0.0) };
                let way = self.way_to(target, gone, Vector::default());
                if until.is_some_and(|until| way.norm() <= until.get()) {
                    return (self.velocity, 0.0);
                }
                let velocity = intercept(way, target.velocity, speed.metres_per_second());
                (velocity, f64::INFINITY)
            }
            Motion::KeepWith { target, bearing, range, speed } => {
                let Some(target) = others.get(target) else { return (Vector::default(), 0.0) };
                let way = self.way_to(target, gone, target.station(bearing, range));
                (intercept(way, target.velocity, speed.metres_per_second()), f64::INFINITY)
            }
        }
    }

    fn way_to(&self, target: &Self, gone: f64, offset: Vector) -> Vector {
        let frame = LocalFrame::at(self.position);
        frame.project(target.position) + target.velocity * gone + offset
    }

    /// A place off this contact, by bearing from its bow.
    fn station(&self, bearing: Degrees, range: Metres) -> Vector {
        let direction = (self.course.get() + bearing.get()).to_radians();
        Vector { x: libm::sin(direction), y: libm::cos(direction) } * range.get()
    }
}

/// Straight along `way` at a speed, and the seconds it takes.
fn toward(way: Vector, speed: f64) -> (Vector, f64) {
    let distance = way.norm();
    if distance <= 0.0 || speed <= 0.0 {
        return (Vector::default(), if speed <= 0.0 { f64::INFINITY } else { 0.0 });
    }
    (way * (speed / distance), distance / speed)
}

/// The velocity at which a pursuer of some speed meets a target `way` ahead that keeps its own; if
/// it cannot, straight at it. Close by it slows down to arrive and then stays with the target.
fn intercept(way: Vector, target: Vector, speed: f64) -> Vector {
    let matched = target + way * (1.0 / CATCH_UP_SECS);
    if matched.norm() <= speed {
        return matched;
    }
    let ahead = meeting_secs(way, target, speed).unwrap_or(0.0);
    toward(way + target * ahead, speed).0
}

/// The first time at which |way + target t| = speed t.
fn meeting_secs(way: Vector, target: Vector, speed: f64) -> Option<f64> {
    let a = target.dot(target) - speed * speed;
    let half_b = way.dot(target);
    let c = way.dot(way);
    if a.abs() < 1e-9 {
        return (half_b < 0.0).then(|| -c / (2.0 * half_b));
    }
    let root = (half_b * half_b - a * c).max(0.0).sqrt();
    if half_b * half_b < a * c {
        return None;
    }
    let (one, other) = ((-half_b - root) / a, (-half_b + root) / a);
    [one.min(other), one.max(other)].into_iter().find(|&secs| secs > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pursuer_meets_its_target_where_the_triangle_closes() {
        // 300 m north, the target going east at 3 m/s, the pursuer 5 m/s: 3-4-5, so 75 s, and the
        // pursuer makes 3 m/s east and 4 m/s north.
        let (way, target) = (Vector { x: 0.0, y: 300.0 }, Vector { x: 3.0, y: 0.0 });
        let secs = meeting_secs(way, target, 5.0).expect("they meet");
        assert!((secs - 75.0).abs() < 1e-9);
        let velocity = intercept(way, target, 5.0);
        assert!((velocity.x - 3.0).abs() < 1e-9 && (velocity.y - 4.0).abs() < 1e-9);
    }

    #[test]
    fn a_slow_pursuer_goes_straight_at_its_target() {
        let (way, target) = (Vector { x: 0.0, y: 3000.0 }, Vector { x: 0.0, y: 10.0 });
        assert_eq!(meeting_secs(way, target, 5.0), None);
        assert_eq!(intercept(way, target, 5.0), Vector { x: 0.0, y: 5.0 });
    }
}
