use super::contact::{Contact, Leg, Motion, Pass, PassBy, Start};
use super::steering::{circling, intercept, relative_secs, swinging, tangent, toward, towed};
use crate::domain::{Degrees, Knots, Metres, Position};
use crate::geodesy::{LocalFrame, Vector};

/// Where a contact is, how it moves, and how far it is with its legs.
#[derive(Clone, Copy, Debug)]
pub(super) struct State {
    pub(super) position: Position,
    /// Metres per second.
    pub(super) velocity: Vector,
    /// Direction of its last way.
    pub(super) course: Degrees,
    /// Where its bow points.
    pub(super) heading: Degrees,
    leg: usize,
    leg_secs: f64,
    /// What the present leg was begun with.
    begun: Option<Begun>,
    /// Its legs are through.
    pub(super) is_through: bool,
}

/// What a leg keeps from its beginning.
#[derive(Clone, Copy, Debug)]
struct Begun {
    velocity: Vector,
    /// Until it ends of itself, from its beginning.
    secs: f64,
}

/// A rest of a leg shorter than this, seconds, is none.
const INSTANT: f64 = 1e-6;

impl State {
    /// At its start, about to begin; `earlier` are those listed before it. What starts off one that
    /// has not begun yet stands off that one's start.
    pub(super) fn new(contact: &Contact, earlier: &[Self]) -> Self {
        let position = match contact.start {
            Start::At(place) => place,
            Start::Off { target, bearing, range } => {
                let target = earlier.get(target);
                target.map_or(Position::wrapped(0.0, 0.0), |target| {
                    let off = target.station(bearing, range);
                    LocalFrame::at(target.position).unproject(off)
                })
            }
        };
        let course = first_course(contact, position);
        let moves = contact.begin_millis == 0;
        Self {
            position,
            velocity: if moves { first_velocity(contact, course) } else { Vector::default() },
            course,
            heading: contact.legs.first().and_then(|leg| leg.heading).unwrap_or(course),
            leg: 0,
            leg_secs: 0.0,
            begun: None,
            is_through: false,
        }
    }

    /// Its part begins, the others having gone on for `gone` seconds since they were looked at.
    pub(super) fn begin(&mut self, contact: &Contact, gone: f64, others: &[Self]) {
        let Start::Off { target, bearing, range } = contact.start else { return };
        if let Some(target) = others.get(target) {
            let off = target.velocity * gone + target.station(bearing, range);
            self.position = LocalFrame::at(target.position).unproject(off);
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
        let begun = self.begun.unwrap_or_else(|| self.plan(leg, gone, others));
        self.begun = Some(begun);
        let (velocity, own_end_secs) = self.steer(leg, begun, gone, others);
        self.turn_to(velocity, leg);
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
        if matches!(leg.motion, Motion::To { .. } | Motion::Hold | Motion::Swing { .. }) {
            self.velocity = Vector::default();
        }
        if let Motion::Ease { speed, .. } = leg.motion {
            self.velocity = Vector::velocity(speed, self.course);
        }
        (self.leg, self.leg_secs, self.begun) = (self.leg + 1, 0.0, None);
        if self.leg >= contact.legs.len() {
            if contact.repeat {
                self.leg = 0;
            } else {
                self.is_through = true;
            }
        }
    }

    fn turn_to(&mut self, velocity: Vector, leg: &Leg) {
        self.velocity = velocity;
        self.course = velocity.course().unwrap_or(self.course);
        self.heading = match leg.motion {
            Motion::Swing { radius, period_secs, bearing } => {
                swinging(radius, period_secs, bearing, self.leg_secs).1
            }
            _ => leg.heading.unwrap_or(self.course),
        };
    }

    fn drift(&mut self, secs: f64) {
        if self.velocity != Vector::default() {
            self.position = LocalFrame::at(self.position).unproject(self.velocity * secs);
        }
    }

    /// What a leg keeps from its beginning on.
    fn plan(&self, leg: &Leg, gone: f64, others: &[Self]) -> Begun {
        let keeps = |velocity, secs| Begun { velocity, secs };
        match leg.motion {
            Motion::Pass(pass) => self.plan_pass(&pass, gone, others),
            Motion::Circle { speed, .. } => {
                keeps(Vector::velocity(speed, self.course), f64::INFINITY)
            }
            Motion::Ease { in_secs, .. } => keeps(self.velocity, in_secs),
            _ => keeps(Vector::default(), f64::INFINITY),
        }
    }

    /// A constant velocity that passes the target as asked for; none where that cannot be.
    fn plan_pass(&self, pass: &Pass, gone: f64, others: &[Self]) -> Begun {
        let nowhere = Begun { velocity: Vector::default(), secs: 0.0 };
        let Some(target) = others.get(pass.target) else { return nowhere };
        let way = self.way_to(target, gone, Vector::default());
        let relative = tangent(way, pass.cpa.get(), pass.to_port);
        let secs = match pass.by {
            PassBy::Time { in_secs } => Some(in_secs),
            PassBy::Speed(speed) => {
                relative_secs(relative, target.velocity, speed.metres_per_second())
            }
        };
        secs.map_or(nowhere, |secs| Begun {
            velocity: target.velocity + relative * (1.0 / secs),
            secs,
        })
    }

    /// The velocity on a leg, and the seconds until it ends of itself; the others have gone on for
    /// `gone` seconds since they were looked at.
    fn steer(&self, leg: &Leg, begun: Begun, gone: f64, others: &[Self]) -> (Vector, f64) {
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
            Motion::Pass(_) => {
                let own = begun.secs - self.leg_secs;
                (begun.velocity, if leg.for_secs.is_some() { f64::INFINITY } else { own })
            }
            Motion::Circle { radius, clockwise, .. } => {
                (circling(begun.velocity, radius, clockwise, self.leg_secs), f64::INFINITY)
            }
            Motion::Swing { radius, period_secs, bearing } => {
                (swinging(radius, period_secs, bearing, self.leg_secs).0, f64::INFINITY)
            }
            Motion::Ease { speed, .. } => (self.eased(speed, begun), begun.secs - self.leg_secs),
            Motion::Towed { tug, line } => {
                let Some(tug) = others.get(tug) else { return (Vector::default(), 0.0) };
                (towed(self.way_to(tug, gone, Vector::default()), line.get()), f64::INFINITY)
            }
        }
    }

    /// The speed at the middle of the next second, on the course kept so far.
    fn eased(&self, speed: Knots, begun: Begun) -> Vector {
        let share = ((self.leg_secs + 0.5) / begun.secs).clamp(0.0, 1.0);
        let before = begun.velocity.norm();
        let norm = before + (speed.metres_per_second() - before) * share;
        Vector::velocity(Knots::from_metres_per_second(norm), self.course)
    }

    fn way_to(&self, target: &Self, gone: f64, offset: Vector) -> Vector {
        let frame = LocalFrame::at(self.position);
        frame.project(target.position) + target.velocity * gone + offset
    }

    /// A place off this contact, by bearing from its bow.
    fn station(&self, bearing: Degrees, range: Metres) -> Vector {
        let direction = (self.heading.get() + bearing.get()).to_radians();
        Vector { x: libm::sin(direction), y: libm::cos(direction) } * range.get()
    }
}

/// The direction in which a contact goes first; north where its first leg does not say.
fn first_course(contact: &Contact, position: Position) -> Degrees {
    let course = contact.legs.first().and_then(|leg| match leg.motion {
        Motion::Course { course, .. } => Some(course),
        Motion::To { place, .. } => LocalFrame::at(position).project(place).course(),
        _ => None,
    });
    course.unwrap_or(Degrees::NORTH)
}

/// The velocity with which a contact begins, so that others can aim at it from the first second.
fn first_velocity(contact: &Contact, course: Degrees) -> Vector {
    match contact.legs.first().map(|leg| leg.motion) {
        Some(Motion::Course { course, speed }) => Vector::velocity(speed, course),
        Some(Motion::To { speed, .. } | Motion::Circle { speed, .. }) => {
            Vector::velocity(speed, course)
        }
        _ => Vector::default(),
    }
}
