use super::frame::short_way;
use crate::domain::{Degrees, Metres, Position};

/// Mean radius of the earth in metres (IUGG, R1 = (2a + b) / 3 of WGS 84). Distances on this sphere
/// differ from geodesics of the ellipsoid by at most 0.56 % (worst along meridians at the equator).
pub(super) const MEAN_RADIUS_METRES: f64 = 6_371_008.8;

/// Metres of a degree along a meridian or the equator of WGS 84 at least, rounded down, and at most, rounded up.
pub const METRES_PER_DEGREE: [f64; 2] = [110_500.0, 111_700.0];

/// Great-circle distance between two places, by the haversine formula, which keeps its digits at
/// short range. Within 0.56 % of the geodesic.
pub fn distance(from: Position, to: Position) -> Metres {
    let (from_latitude, to_latitude) = (from.latitude().to_radians(), to.latitude().to_radians());
    let half_north = libm::sin((to_latitude - from_latitude) / 2.0);
    let half_east = libm::sin((to.longitude() - from.longitude()).to_radians() / 2.0);
    let haversine = half_north * half_north
        + libm::cos(from_latitude) * libm::cos(to_latitude) * half_east * half_east;
    // Rounding can carry the haversine of antipodes beyond 1.
    let angle = 2.0 * libm::asin(haversine.clamp(0.0, 1.0).sqrt());
    metres(MEAN_RADIUS_METRES * angle)
}

/// Metres between two places at least and at most, as far as their latitudes and longitudes alone tell: for a
/// first look.
pub fn distance_bounds(from: Position, to: Position) -> [f64; 2] {
    let [shortest, longest] = METRES_PER_DEGREE;
    let north = (to.latitude() - from.latitude()).abs();
    let east = short_way(to.longitude() - from.longitude()).abs();
    [north * shortest, (north + east) * longest]
}

/// Initial bearing of the great circle from one place to another, degrees true; 0 where both are
/// the same place.
pub fn initial_bearing(from: Position, to: Position) -> Degrees {
    let (from_latitude, to_latitude) = (from.latitude().to_radians(), to.latitude().to_radians());
    let (sin_east, cos_east) = libm::sincos((to.longitude() - from.longitude()).to_radians());
    let (sin_from, cos_from) = libm::sincos(from_latitude);
    let (sin_to, cos_to) = libm::sincos(to_latitude);
    let east = sin_east * cos_to;
    let north = cos_from * sin_to - sin_from * cos_to * cos_east;
    direction(east, north)
}

/// The place reached from `from` along the great circle that leaves on `bearing`.
pub fn destination(from: Position, bearing: Degrees, distance: Metres) -> Position {
    let (sin_angle, cos_angle) = libm::sincos(distance.get() / MEAN_RADIUS_METRES);
    let (sin_bearing, cos_bearing) = libm::sincos(bearing.get().to_radians());
    let (sin_from, cos_from) = libm::sincos(from.latitude().to_radians());
    let up = sin_from * cos_angle + cos_from * sin_angle * cos_bearing;
    let along = cos_from * cos_angle - sin_from * sin_angle * cos_bearing;
    let across = sin_angle * sin_bearing;
    // atan2 rather than asin: exact to the last digits near the poles too.
    let latitude = libm::atan2(up, libm::hypot(along, across));
    let east = libm::atan2(across, along);
    Position::wrapped(latitude.to_degrees(), from.longitude() + east.to_degrees())
}

/// The place so much of the way from one place to another that is near it, 0 to 1: by that share of their
/// difference in latitude and in longitude. Some millimetres off the straight way over 60 m, below 89
/// degrees of latitude.
pub fn part_way(from: Position, to: Position, share: f64) -> Position {
    let north = to.latitude() - from.latitude();
    let east = short_way(to.longitude() - from.longitude());
    Position::wrapped(from.latitude() + north * share, from.longitude() + east * share)
}

/// The direction of a vector with these components, degrees true.
pub(super) fn direction(east: f64, north: f64) -> Degrees {
    Degrees::new(libm::atan2(east, north).to_degrees()).unwrap_or(Degrees::NORTH)
}

fn metres(value: f64) -> Metres {
    Metres::new(value).unwrap_or(Metres::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(latitude: f64, longitude: f64) -> Position {
        Position::new(latitude, longitude).expect("a place")
    }

    #[test]
    fn a_degree_of_a_great_circle_is_the_sixtieth_of_the_mean_radius_times_pi_over_three() {
        // 2 pi 6371008.8 / 360 = 111195.080 m
        for (from, to) in [
            (at(0.0, 0.0), at(1.0, 0.0)),
            (at(0.0, 179.5), at(0.0, -179.5)),
            (at(89.5, 0.0), at(89.5, 180.0)),
        ] {
            assert!((distance(from, to).get() - 111_195.080).abs() < 0.01, "{from:?} {to:?}");
        }
    }

    #[test]
    fn bounds_hold_the_geodesic_and_part_of_a_short_way_lies_on_it() {
        use geo::{Distance, Geodesic, point};
        let geodesic = |from: Position, to: Position| {
            let [from, to] = [from, to].map(|it| point!(x: it.longitude(), y: it.latitude()));
            Geodesic.distance(from, to)
        };
        for latitude in [-80.0, -33.9, 0.0, 51.2, 70.0, 88.9] {
            for (north, east) in [(0.0, 40.0), (40.0, 0.0), (-25.0, 30.0), (1e-3, -2e-3)] {
                let from = at(latitude, 179.9999);
                let degree = 111_194.0 * libm::cos(f64::to_radians(latitude));
                let to = Position::wrapped(latitude + north / 111_194.0, 179.9999 + east / degree);
                let metres = geodesic(from, to);
                let [least, most] = distance_bounds(from, to);
                assert!((least..=most).contains(&metres), "{latitude}: {least} {metres} {most}");
                let third = part_way(from, to, 1.0 / 3.0);
                let off = geodesic(from, third) + geodesic(third, to) - metres;
                assert!(off.abs() < 1e-3, "{latitude}: {off}");
                assert!((geodesic(from, third) - metres / 3.0).abs() < 5e-3, "{latitude}");
            }
        }
    }

    #[test]
    fn it_stays_within_the_stated_share_of_the_geodesic() {
        // geographiclib (Karney) through the `geo` crate is the referee.
        use geo::{Distance, Geodesic, point};
        for (from, to) in [
            (at(0.0, 0.0), at(0.5, 0.0)),
            (at(0.0, 0.0), at(0.0, 0.5)),
            (at(45.0, 10.0), at(45.3, 10.6)),
            (at(80.0, -170.0), at(80.2, 170.0)),
            (at(1.2, 103.8), at(12.5, 45.0)),
            (at(-89.0, 10.0), at(89.0, -20.0)),
        ] {
            let geodesic = Geodesic.distance(
                point!(x: from.longitude(), y: from.latitude()),
                point!(x: to.longitude(), y: to.latitude()),
            );
            let share = (distance(from, to).get() / geodesic - 1.0).abs();
            assert!(share < 0.0056 + 1e-4, "{from:?} {to:?}: {share}");
        }
    }

    #[test]
    fn destination_undoes_bearing_and_distance() {
        for (from, to) in [
            (at(1.2, 103.8), at(12.5, 45.0)),
            (at(10.0, 179.9), at(10.1, -179.9)),
            (at(89.9, 0.0), at(89.9, 120.0)),
            (at(-90.0, 0.0), at(-60.0, 45.0)),
        ] {
            let back = destination(from, initial_bearing(from, to), distance(from, to));
            assert!(distance(back, to).get() < 0.001, "{from:?} {to:?} {back:?}");
        }
    }

    #[test]
    fn bearings_at_the_equator_are_those_of_the_compass() {
        let origin = at(0.0, 0.0);
        for (to, bearing) in [
            (at(1.0, 0.0), 0.0),
            (at(0.0, 1.0), 90.0),
            (at(-1.0, 0.0), 180.0),
            (at(0.0, -1.0), 270.0),
        ] {
            assert!((initial_bearing(origin, to).get() - bearing).abs() < 1e-9);
        }
        assert!(initial_bearing(origin, origin).get().abs() < 1e-9);
    }

    #[test]
    fn antipodes_are_half_the_circumference_apart() {
        let half = std::f64::consts::PI * MEAN_RADIUS_METRES;
        assert!((distance(at(30.0, 40.0), at(-30.0, -140.0)).get() - half).abs() < 1.0);
    }
}
