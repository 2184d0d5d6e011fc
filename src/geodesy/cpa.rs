use super::Vector;

/// Below this relative speed, metres per second, two points neither approach nor part.
const STILL: f64 = 0.25;

/// How two moving points pass each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Approach {
    /// Distance now, metres.
    pub range: f64,
    /// Closest point of approach, metres; the range itself once it is behind.
    pub cpa: f64,
    /// Seconds until then, negative once behind; `None` below 0.25 m/s of relative speed.
    pub tcpa: Option<f64>,
    /// Rate at which the range shrinks now, metres per second; negative when opening, 0 at no range.
    pub closing: f64,
    /// Rate at which the bearing from the first to the second turns, degrees per minute, clockwise
    /// positive; 0 at no range.
    pub bearing_rate: f64,
}

/// How the second of two points passes the first, both in one [`super::LocalFrame`]: places in
/// metres, velocities in metres per second, both constant from now on.
pub fn closest_approach(
    first: Vector,
    first_velocity: Vector,
    second: Vector,
    second_velocity: Vector,
) -> Approach {
    let apart = second - first;
    let relative = second_velocity - first_velocity;
    let range = apart.norm();
    let speed = relative.norm();
    let tcpa = (speed >= STILL).then(|| -apart.dot(relative) / (speed * speed));
    let cpa = match tcpa {
        Some(ahead) if ahead > 0.0 => (apart + relative * ahead).norm(),
        _ => range,
    };
    let (closing, bearing_rate) = if range > 0.0 {
        let turn = (relative.x * apart.y - relative.y * apart.x) / (range * range);
        (-apart.dot(relative) / range, turn.to_degrees() * 60.0)
    } else {
        (0.0, 0.0)
    };
    Approach { range, cpa, tcpa, closing, bearing_rate }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn approach(place: (f64, f64), velocity: (f64, f64)) -> Approach {
        let still = Vector::default();
        let vector = |(x, y)| Vector { x, y };
        closest_approach(still, still, vector(place), vector(velocity))
    }

    #[test]
    fn hand_worked_passings() {
        // (place, velocity) -> (range, cpa, tcpa, closing, bearing rate).
        for (place, velocity, range, cpa, tcpa, closing, bearing_rate) in [
            // Head on from the north at 10 m/s: 1000 m in 100 s, steady bearing.
            ((0.0, 1000.0), (0.0, -10.0), 1000.0, 0.0, Some(100.0), 10.0, 0.0),
            // Crossing 300 m ahead from the east: 3-4-5 triangle; the bearing turns by
            // (-10 * 300) / 500^2 rad/s = -0.012 rad/s = -41.2530 deg/min.
            ((400.0, 300.0), (-10.0, 0.0), 500.0, 300.0, Some(40.0), 8.0, -41.252_961_249_419_27),
            // The same, leaving: TCPA behind, CPA is the range.
            ((400.0, 300.0), (10.0, 0.0), 500.0, 500.0, Some(-40.0), -8.0, 41.252_961_249_419_27),
            // Too slow to say.
            ((400.0, 300.0), (-0.2, 0.0), 500.0, 500.0, None, 0.16, -0.825_059_224_988_385_5),
        ] {
            let found = approach(place, velocity);
            let close = |a: f64, b: f64| (a - b).abs() < 1e-9;
            assert!(close(found.range, range), "{found:?}");
            assert!(close(found.cpa, cpa), "{found:?}");
            assert_eq!(found.tcpa.map(|t| (t * 1e9).round()), tcpa.map(|t: f64| (t * 1e9).round()));
            assert!(close(found.closing, closing), "{found:?}");
            assert!(close(found.bearing_rate, bearing_rate), "{found:?}");
        }
    }

    #[test]
    fn two_points_in_one_place_have_no_bearing_and_no_closing() {
        let found = approach((0.0, 0.0), (5.0, 0.0));
        assert_eq!(
            found,
            Approach { range: 0.0, cpa: 0.0, tcpa: Some(0.0), closing: 0.0, bearing_rate: 0.0 }
        );
    }

    #[test]
    fn only_relative_motion_counts() {
        let (place, drift) = (Vector { x: 70.0, y: -20.0 }, Vector { x: 3.0, y: 4.0 });
        let (apart, velocity) = (Vector { x: 400.0, y: 300.0 }, Vector { x: -10.0, y: 0.0 });
        let found = closest_approach(place, drift, place + apart, drift + velocity);
        assert!((found.cpa - 300.0).abs() < 1e-9);
        assert_eq!(found.tcpa, Some(40.0));
    }
}
