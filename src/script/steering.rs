//! Velocities in a plane, metres per second: how to get somewhere, meet, pass, circle, swing, tow.

use crate::domain::{Degrees, Metres};
use crate::geodesy::Vector;

/// Seconds in which a contact that has nearly caught up closes the rest.
const CATCH_UP_SECS: f64 = 10.0;
/// A ship at anchor swings so far to either side, degrees.
const SWING_DEGREES: f64 = 60.0;

/// Straight along `way` at a speed, and the seconds it takes.
pub(super) fn toward(way: Vector, speed: f64) -> (Vector, f64) {
    let distance = way.norm();
    if distance <= 0.0 || speed <= 0.0 {
        return (Vector::default(), if speed <= 0.0 { f64::INFINITY } else { 0.0 });
    }
    (way * (speed / distance), distance / speed)
}

/// The velocity at which a pursuer of some speed meets a target `way` ahead that keeps its own; if
/// it cannot, straight at it. Close by it slows down to arrive and then stays with the target.
pub(super) fn intercept(way: Vector, target: Vector, speed: f64) -> Vector {
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

/// The way relative to a target, from where it is to the point at which it passes `cpa` metres off:
/// the tangent to that circle. `way` leads to the target.
pub(super) fn tangent(way: Vector, cpa: f64, to_port: bool) -> Vector {
    let distance = way.norm();
    if distance <= cpa || distance <= 0.0 {
        return Vector::default();
    }
    // Target, tangent point and start are a right-angled triangle.
    let along = (distance * distance - cpa * cpa) / distance;
    let across = cpa * along.max(0.0).sqrt() / distance.sqrt();
    let ahead = way * (1.0 / distance);
    let starboard = Vector { x: ahead.y, y: -ahead.x };
    ahead * along + starboard * if to_port { across } else { -across }
}

/// The time in which a relative way is made at some speed over the ground while the target keeps
/// its own velocity: the first at which |target + way / t| = speed.
pub(super) fn relative_secs(way: Vector, target: Vector, speed: f64) -> Option<f64> {
    let (a, half_b) = (way.dot(way), way.dot(target));
    let c = target.dot(target) - speed * speed;
    let inside = half_b * half_b - a * c;
    if a <= 0.0 || inside < 0.0 {
        return None;
    }
    let per_second = (-half_b + inside.sqrt()) / a;
    (per_second > 0.0).then(|| 1.0 / per_second)
}

/// Round a circle that was begun with a velocity, `secs` ago.
pub(super) fn circling(begun: Vector, radius: Metres, clockwise: bool, secs: f64) -> Vector {
    let turned = begun.norm() / radius.get() * secs;
    let (sin, cos) = libm::sincos(if clockwise { turned } else { -turned });
    Vector { x: begun.x * cos + begun.y * sin, y: begun.y * cos - begun.x * sin }
}

/// A ship `secs` after she began to swing about her anchor, which bears the other way than she lies
/// off it: her velocity, and her heading to it.
pub(super) fn swinging(
    radius: Metres,
    period_secs: f64,
    bearing: Degrees,
    secs: f64,
) -> (Vector, Degrees) {
    let turns = std::f64::consts::TAU / period_secs;
    let (sin, cos) = libm::sincos(turns * secs);
    let lies = bearing.get() + SWING_DEGREES * sin;
    let speed = radius.get() * SWING_DEGREES.to_radians() * turns * cos;
    let (east, north) = libm::sincos(lies.to_radians());
    let velocity = Vector { x: north, y: -east } * speed;
    (velocity, Degrees::new(lies + 180.0).unwrap_or(bearing))
}

/// A tow behind `way` of line and distance to the tug: it is drawn straight at her as soon as the
/// line is tight.
pub(super) fn towed(way: Vector, line: f64) -> Vector {
    let distance = way.norm();
    if distance <= line { Vector::default() } else { way * ((distance - line) / distance) }
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

    #[test]
    fn the_way_to_the_closest_point_is_a_tangent() {
        // 500 m north of the passer and 300 m off: 3-4-5, 400 m of way; the point lies 240 m to
        // starboard where the target is left to port, and 320 m ahead.
        let way = tangent(Vector { x: 0.0, y: 500.0 }, 300.0, true);
        assert!((way.x - 240.0).abs() < 1e-9 && (way.y - 320.0).abs() < 1e-9, "{way:?}");
        let other = tangent(Vector { x: 0.0, y: 500.0 }, 300.0, false);
        assert!((other.x + 240.0).abs() < 1e-9 && (other.y - 320.0).abs() < 1e-9, "{other:?}");
    }

    #[test]
    fn a_relative_way_takes_the_time_of_the_difference_of_speeds() {
        // 600 m behind a target that makes 5 m/s, at 8 m/s: 3 m/s closer, 200 s.
        let (way, target) = (Vector { x: 0.0, y: 600.0 }, Vector { x: 0.0, y: 5.0 });
        let secs = relative_secs(way, target, 8.0).expect("it overtakes");
        assert!((secs - 200.0).abs() < 1e-9);
        assert_eq!(relative_secs(way, target, 4.0), None);
    }

    #[test]
    fn a_quarter_of_a_circle_turns_a_quarter() {
        // Radius 100 m at 5 m/s: a quarter of 628.3 m takes 31.416 s.
        let begun = Vector { x: 0.0, y: 5.0 };
        let radius = Metres::new(100.0).expect("a radius");
        let turned = circling(begun, radius, true, 31.415_926_535);
        assert!((turned.x - 5.0).abs() < 1e-6 && turned.y.abs() < 1e-6, "{turned:?}");
    }

    #[test]
    fn a_ship_at_anchor_swings_across_her_cable_with_the_bow_to_it() {
        let radius = Metres::new(100.0).expect("a radius");
        let south = Degrees::new(180.0).expect("a direction");
        // 60 degrees are 1.0472 rad: at the middle 100 * 1.0472 * 2 pi / 600 = 1.0966 m/s, to the
        // west where bearings grow from south.
        let (velocity, heading) = swinging(radius, 600.0, south, 0.0);
        assert!((velocity.x + 1.0966).abs() < 1e-3 && velocity.y.abs() < 1e-9, "{velocity:?}");
        assert!(heading.angle_to(Degrees::NORTH) < 1e-9);
    }

    #[test]
    fn a_slack_line_draws_nothing() {
        let way = Vector { x: 30.0, y: 40.0 };
        assert_eq!(towed(way, 50.0), Vector::default());
        assert_eq!(towed(way, 40.0), Vector { x: 6.0, y: 8.0 });
    }
}
