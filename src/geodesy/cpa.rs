use super::Vector;

/// How two moving points pass each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Approach {
    /// Distance now, metres.
    pub range: f64,
    /// Closest point of approach, metres; the range itself once it is behind.
    pub cpa: f64,
    /// Seconds until then, negative once behind; `None` below 0.25 m/s of relative speed.
    pub tcpa: Option<f64>,
    /// Rate at which the range shrinks now, metres per second; negative when opening.
    pub closing: f64,
    /// Rate at which the bearing from the first to the second turns, degrees per minute.
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
    todo!("{first:?} {first_velocity:?} {second:?} {second_velocity:?}")
}
