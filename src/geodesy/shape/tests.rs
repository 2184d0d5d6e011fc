//! Shapes as a whole: against the `geo` crate where the plane is all that matters, against hand-made
//! places where the earth is round.

use geo::{ChamberlainDuquetteArea, Contains, Distance, Geodesic, coord, point};
use proptest::prelude::*;

use super::bands::to_f64;
use super::disc::Direction;
use super::{Crossing, Shape, ShapeError, Viewpoint};
use crate::domain::{Degrees, Metres, NauticalMiles, Position};
use crate::geodesy::destination;

/// `[lon, lat]`, as in GeoJSON.
fn at(longitude: f64, latitude: f64) -> Position {
    Position::new(latitude, longitude).expect("a place")
}

fn ring(corners: &[(f64, f64)]) -> Vec<Position> {
    let closed = corners.iter().chain(corners.first());
    closed.map(|&(longitude, latitude)| at(longitude, latitude)).collect()
}

fn polygon(corners: &[(f64, f64)]) -> Shape {
    Shape::polygons(&[vec![ring(corners)]]).expect("a shape")
}

fn nautical_miles(value: f64) -> NauticalMiles {
    NauticalMiles::new(value).expect("a distance")
}

/// A star of many corners round a centre: never crosses itself, often concave.
fn star(centre: (f64, f64), radii: &[f64]) -> Vec<(f64, f64)> {
    let step = std::f64::consts::TAU / to_f64(radii.len());
    let corner = |(n, radius): (usize, &f64)| {
        let (sine, cosine) = libm::sincos(to_f64(n) * step);
        (centre.0 + radius * cosine, centre.1 + radius * sine)
    };
    radii.iter().enumerate().map(corner).collect()
}

proptest! {
    #[test]
    fn inside_is_what_the_geo_crate_says(
        radii in prop::collection::vec(1.0..20.0_f64, 3..60),
        hole in prop::collection::vec(0.1..0.6_f64, 3..12),
        places in prop::collection::vec((-25.0..25.0_f64, -25.0..25.0_f64), 40),
    ) {
        let (outer, inner) = (star((3.0, 2.0), &radii), star((3.0, 2.0), &hole));
        let line = |corners: &[(f64, f64)]| {
            corners.iter().map(|&(x, y)| coord! { x: x, y: y }).collect::<geo::LineString>()
        };
        let oracle = geo::Polygon::new(line(&outer), vec![line(&inner)]);
        // The same shape drawn across the antimeridian has to say the same.
        let shifted = |corners: &[(f64, f64)]| -> Vec<Position> {
            ring(corners).iter().map(|p| Position::wrapped(p.latitude(), p.longitude() + 178.0)).collect()
        };
        let here = Shape::polygons(&[vec![ring(&outer), ring(&inner)]]);
        let across = Shape::polygons(&[vec![shifted(&outer), shifted(&inner)]]);
        let (here, across) = (here.expect("a shape"), across.expect("a shape"));
        for (x, y) in places {
            let expected = oracle.contains(&point!(x: x, y: y));
            prop_assert_eq!(here.contains(at(x, y)), expected);
            prop_assert_eq!(across.contains(Position::wrapped(y, x + 178.0)), expected);
        }
    }

    #[test]
    fn crossings_alternate_and_agree_with_inside(
        radii in prop::collection::vec(1.0..20.0_f64, 3..40),
        west in -180.0..180.0_f64,
        ways in prop::collection::vec(((-25.0..25.0_f64, -25.0..25.0_f64), (-25.0..25.0_f64, -25.0..25.0_f64)), 20),
    ) {
        let corners: Vec<Position> = ring(&star((0.0, 0.0), &radii))
            .iter()
            .map(|p| Position::wrapped(p.latitude(), p.longitude() + west))
            .collect();
        let shape = Shape::polygons(&[vec![corners]]).expect("a shape");
        for (from, to) in ways {
            let (from, to) =
                (Position::wrapped(from.1, from.0 + west), Position::wrapped(to.1, to.0 + west));
            let crossings = shape.crossings(from, to);
            let mut inside = shape.contains(from);
            let mut before = 0.0;
            for Crossing { share, inward } in crossings {
                prop_assert_eq!(inward, !inside);
                prop_assert!((before..=1.0).contains(&share));
                (inside, before) = (inward, share);
            }
            prop_assert_eq!(inside, shape.contains(to));
        }
    }

    #[test]
    fn the_nearest_boundary_is_as_far_as_a_walk_along_it_says(
        radii in prop::collection::vec(0.2..1.0_f64, 3..20),
        centre in (-180.0..180.0_f64, -70.0..70.0_f64),
        place in (-1.5..1.5_f64, -1.5..1.5_f64),
    ) {
        let corners: Vec<Position> = ring(&star((0.0, centre.1), &radii))
            .iter()
            .map(|p| Position::wrapped(p.latitude(), p.longitude() + centre.0))
            .collect();
        let place = Position::wrapped(centre.1 + place.1, centre.0 + place.0);
        let shape = Shape::polygons(&[vec![corners.clone()]]).expect("a shape");
        let found = shape.distance_to_boundary(place).expect("a boundary").get();
        let mut walked = f64::INFINITY;
        for (from, to) in corners.iter().zip(corners.iter().skip(1)) {
            for n in 0..=400 {
                let share = f64::from(n) / 400.0;
                let mut east = to.longitude() - from.longitude();
                east -= (east / 360.0).round() * 360.0;
                let north = to.latitude() - from.latitude();
                let (x, y) = (from.longitude() + east * share, from.latitude() + north * share);
                let metres = Geodesic.distance(
                    point!(x: place.longitude(), y: place.latitude()),
                    point!(x: x, y: y),
                );
                walked = walked.min(metres);
            }
        }
        // Steps of the walk are up to 500 m; half a step off costs little at a distance.
        prop_assert!(found <= walked * 1.002 + 0.1, "{} {}", found, walked);
        prop_assert!(found >= (walked * walked - 62_500.0).max(0.0).sqrt() * 0.998 - 0.1, "{} {}", found, walked);
    }
}

#[test]
fn a_ring_round_a_pole_holds_it_in_both_directions() {
    let corners = [(-90.0, 60.0), (0.0, 70.0), (90.0, 60.0), (180.0, 70.0)];
    let backwards: Vec<_> = corners.iter().rev().copied().collect();
    for corners in [&corners[..], &backwards[..]] {
        let shape = polygon(corners);
        for (place, inside) in [
            (at(0.0, 90.0), true),
            (at(123.0, 89.0), true),
            (at(0.0, 69.9), false),
            (at(0.0, 70.1), true),
            (at(-90.0, 59.0), false),
            (at(-90.0, 61.0), true),
            (at(180.0, 71.0), true),
            (at(-180.0, 69.0), false),
            (at(45.0, 64.9), false),
            (at(45.0, 65.1), true),
            (at(0.0, -80.0), false),
        ] {
            assert_eq!(shape.contains(place), inside, "{place:?}");
        }
    }
    let south = polygon(&[(0.0, -60.0), (120.0, -60.0), (-120.0, -60.0)]);
    assert!(south.contains(at(10.0, -90.0)) && south.contains(at(180.0, -61.0)));
    assert!(!south.contains(at(10.0, -59.0)) && !south.contains(at(10.0, 90.0)));
    // The cap south of 60 degrees: 2 pi R^2 (1 - sin 60) = 3.416e13 m2.
    assert!((south.area_square_metres() / 3.4168e13 - 1.0).abs() < 1e-3);
}

#[test]
fn a_hole_round_the_pole_leaves_a_belt() {
    let belt = Shape::polygons(&[vec![
        ring(&[(0.0, 60.0), (120.0, 60.0), (-120.0, 60.0)]),
        ring(&[(60.0, 80.0), (180.0, 80.0), (-60.0, 80.0)]),
    ]])
    .expect("a shape");
    for (latitude, inside) in [(50.0, false), (70.0, true), (85.0, false), (90.0, false)] {
        assert_eq!(belt.contains(at(17.0, latitude)), inside, "{latitude}");
    }
}

#[test]
fn a_box_of_all_longitudes_is_all_round_and_its_seam_no_boundary_to_cross() {
    let tropics = polygon(&[(-180.0, -23.0), (180.0, -23.0), (180.0, 23.0), (-180.0, 23.0)]);
    for longitude in [-180.0, -179.9, 0.0, 179.9, 180.0] {
        assert!(tropics.contains(at(longitude, 0.0)) && !tropics.contains(at(longitude, 24.0)));
    }
    assert_eq!(tropics.crossings(at(179.5, 0.0), at(-179.5, 1.0)), []);
    let world = polygon(&[(-180.0, -90.0), (180.0, -90.0), (180.0, 90.0), (-180.0, 90.0)]);
    assert!(world.contains(at(0.0, 90.0)) && world.contains(at(0.0, -90.0)));
}

#[test]
fn a_polygon_cut_at_the_antimeridian_as_rfc_7946_asks_is_whole() {
    let cut = Shape::polygons(&[
        vec![ring(&[(177.0, -18.0), (180.0, -18.0), (180.0, -16.0), (177.0, -16.0)])],
        vec![ring(&[(-180.0, -18.0), (-178.0, -18.0), (-178.0, -16.0), (-180.0, -16.0)])],
    ])
    .expect("a shape");
    let uncut = polygon(&[(177.0, -18.0), (-178.0, -18.0), (-178.0, -16.0), (177.0, -16.0)]);
    for shape in [&cut, &uncut] {
        for longitude in [177.5, 180.0, -180.0, -178.5] {
            assert!(shape.contains(at(longitude, -17.0)), "{longitude}");
        }
        assert!(!shape.contains(at(0.0, -17.0)));
        assert_eq!(shape.crossings(at(179.9, -17.0), at(-179.9, -17.0)), []);
        let across = shape.crossings(at(176.0, -17.0), at(-177.0, -17.0));
        let rounded: Vec<_> =
            across.iter().map(|c| ((c.share * 7.0 * 1e6).round() / 1e6, c.inward)).collect();
        assert_eq!(rounded, [(1.0, true), (6.0, false)]);
    }
    assert_eq!(cut.boxes().len(), 2);
    assert_eq!(
        uncut.boxes(),
        [(at(177.0, -18.0), at(180.0, -16.0)), (at(-180.0, -18.0), at(-178.0, -16.0))]
    );
}

#[test]
fn a_way_through_a_corner_counts_once() {
    let square = polygon(&[(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)]);
    // Diagonally in through one corner and out through the other.
    let through = square.crossings(at(-1.0, -1.0), at(3.0, 3.0));
    assert_eq!(
        through,
        [Crossing { share: 0.25, inward: true }, Crossing { share: 0.75, inward: false }]
    );
    // Past a corner that it only touches, and along an edge from outside to outside.
    assert_eq!(square.crossings(at(-1.0, 1.0), at(1.0, -1.0)), []);
    assert_eq!(square.crossings(at(-1.0, 2.0), at(3.0, 2.0)).len() % 2, 0);
    assert_eq!(square.crossings(at(0.5, 0.5), at(1.5, 1.5)), []);
}

#[test]
fn areas_are_those_of_the_geo_crate_on_the_sphere() {
    // Chamberlain-Duquette takes 6378137 m for the radius; the ratio of the squares is 1.002237.
    let radii: Vec<f64> = (0..48).map(|n| 0.1 + f64::from(n % 7) / 50.0).collect();
    for centre in [(10.0, 5.0), (100.0, -55.0)] {
        let corners = star(centre, &radii);
        let line = corners.iter().map(|&(x, y)| coord! { x: x, y: y }).collect::<geo::LineString>();
        let oracle = geo::Polygon::new(line, vec![]).chamberlain_duquette_unsigned_area();
        let area = polygon(&corners).area_square_metres();
        assert!((oracle / area / 1.002_237 - 1.0).abs() < 1e-3, "{area} {oracle}");
    }
    // A hole is taken off.
    let holed = Shape::polygons(&[vec![
        ring(&[(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)]),
        ring(&[(0.0, 0.0), (1.0, 0.0), (1.0, 2.0), (0.0, 2.0)]),
    ]])
    .expect("a shape");
    let half = polygon(&[(0.0, 0.0), (1.0, 0.0), (1.0, 2.0), (0.0, 2.0)]);
    assert!((holed.area_square_metres() / half.area_square_metres() - 1.0).abs() < 1e-9);
}

#[test]
fn what_makes_no_shape_says_why() {
    let open = vec![at(0.0, 0.0), at(1.0, 0.0), at(1.0, 1.0), at(0.0, 1.0)];
    let bow = ring(&[(0.0, 0.0), (2.0, 2.0), (2.0, 0.0), (0.0, 2.0)]);
    let flat = ring(&[(0.0, 0.0), (1.0, 0.0)]);
    let good = ring(&[(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)]);
    for (polygons, error) in [
        (vec![], ShapeError::TooFewCorners { ring: 0, corners: 0 }),
        (vec![vec![]], ShapeError::TooFewCorners { ring: 0, corners: 0 }),
        (vec![vec![good.clone(), flat]], ShapeError::TooFewCorners { ring: 1, corners: 2 }),
        (vec![vec![open]], ShapeError::NotClosed { ring: 0 }),
        (vec![vec![good.clone(), bow]], ShapeError::SelfIntersection { ring: 1 }),
    ] {
        assert_eq!(Shape::polygons(&polygons).expect_err("no shape"), error);
    }
    for radius in [0.0, -1.0, 601.0] {
        let error = Shape::corridor(&[at(0.0, 0.0)], nautical_miles(radius)).expect_err("no shape");
        assert_eq!(error, ShapeError::Radius(radius));
    }
    assert_eq!(Shape::corridor(&[], nautical_miles(1.0)).err(), Some(ShapeError::EmptyLine));
}

#[test]
fn a_circle_holds_what_the_geodesic_says_is_within_its_radius() {
    for (centre, miles) in [
        (at(103.8, 1.2), 1.0),
        (at(179.9, 60.0), 30.0),
        (at(20.0, -88.0), 300.0),
        (at(50.0, 13.0), 600.0),
    ] {
        let circle = Shape::corridor(&[centre], nautical_miles(miles)).expect("a shape");
        for bearing in [0.0, 77.0, 180.0, 300.0] {
            for (share, inside) in [(0.01, true), (0.997, true), (1.003, false), (1.5, false)] {
                use geo::Destination;
                let metres = miles * 1852.0 * share;
                let from = point!(x: centre.longitude(), y: centre.latitude());
                let to = Geodesic.destination(from, bearing, metres);
                let place = Position::wrapped(to.y(), to.x());
                assert_eq!(circle.contains(place), inside, "{centre:?} {bearing} {share}");
                let distance = circle.distance_to_boundary(place).expect("a boundary").get();
                assert!(
                    (distance - (metres - miles * 1852.0).abs()).abs() < miles * 1852.0 * 0.003
                );
                let covered = circle.boxes().iter().any(|(south_west, north_east)| {
                    (south_west.latitude()..=north_east.latitude()).contains(&place.latitude())
                        && (south_west.longitude()..=north_east.longitude())
                            .contains(&place.longitude())
                });
                assert!(covered || !inside, "{centre:?} {bearing} {share}");
            }
        }
    }
}

#[test]
fn a_way_through_a_corridor_enters_and_leaves_it() {
    // A lane along the equator across the antimeridian, 6 nm to each side; a way straight north
    // from 12 nm south to 12 nm north meets it after a quarter and three quarters.
    let lane = Shape::corridor(&[at(179.0, 0.0), at(-179.0, 0.0)], nautical_miles(6.0));
    let lane = lane.expect("a shape");
    let degrees = 12.0 * 1852.0 / 110_574.4;
    let crossings = lane.crossings(at(180.0, -degrees), at(180.0, degrees));
    let rounded: Vec<_> = crossings.iter().map(|c| ((c.share * 1e3).round(), c.inward)).collect();
    assert_eq!(rounded, [(250.0, true), (750.0, false)]);
    assert_eq!(lane.crossings(at(100.0, 0.0), at(101.0, 0.0)), []);
    assert_eq!(lane.crossings(at(179.5, 0.0), at(-179.5, 0.0)), []);
}

#[test]
fn the_world_holds_everything_and_has_no_boundary() {
    let world = Shape::world();
    assert!(world.contains(at(0.0, 90.0)) && world.contains(at(180.0, -45.0)));
    assert_eq!(world.distance_to_boundary(at(0.0, 0.0)), None);
    assert_eq!(world.crossings(at(0.0, 0.0), at(100.0, 80.0)), []);
    assert_eq!(world.boxes(), [(at(-180.0, -90.0), at(180.0, 90.0))]);
}

proptest! {
    #[test]
    fn whoever_is_in_the_disc_of_a_shape_is_inside_and_far_from_its_boundary(
        (longitude, latitude) in (-180.0..180.0_f64, -72.0..72.0_f64),
        radii in prop::collection::vec(0.2..3.0_f64, 3..30),
        (half_length, half_width) in (1.0..30.0_f64, 0.1..2.0_f64),
        miles in 0.1..100.0_f64,
        places in prop::collection::vec((-1.0..1.0_f64, -1.0..1.0_f64), 20),
        metres in 0.0..20_000.0_f64,
    ) {
        let wrapped = |(x, y): (f64, f64)| Position::wrapped(latitude + y, longitude + x);
        // Along a parallel, where edges bend most, and concave.
        let (a, b) = (half_length, half_width);
        let band = [(-a, -b), (a, -b), (a, b), (-a, b), (-a, -b)].map(wrapped).to_vec();
        let mut star: Vec<Position> = star((0.0, 0.0), &radii).into_iter().map(wrapped).collect();
        star.extend(star.first().copied());
        let line = [wrapped((-a, -b)), wrapped((0.0, 0.0)), wrapped((b, a / 10.0))];
        let shapes = [
            Shape::polygons(&[vec![band]]).expect("a shape"),
            Shape::polygons(&[vec![star]]).expect("a shape"),
            Shape::corridor(&line, nautical_miles(miles)).expect("a shape"),
            Shape::corridor(&line[..1], nautical_miles(miles)).expect("a shape"),
        ];
        let within = Metres::new(metres).expect("a distance");
        for shape in shapes {
            let disc = shape.disc();
            for &(x, y) in &places {
                for about in [line[0], line[1], line[2]] {
                    let place = Position::wrapped(about.latitude() + y, about.longitude() + x);
                    if !disc.holds(Direction::of(place), within) {
                        continue;
                    }
                    prop_assert!(shape.contains(place));
                    // Distances on a sphere are good to 0.56 %.
                    let away = Metres::new(metres * 0.99).expect("a distance");
                    for bearing in (0..12).map(|n| Degrees::new(f64::from(n) * 30.0)) {
                        let other = destination(place, bearing.expect("a bearing"), away);
                        prop_assert!(shape.contains(other));
                    }
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn the_sketch_of_a_circle_is_all_of_it(
        (longitude, latitude) in (-180.0..180.0_f64, -84.0..84.0_f64),
        miles in 0.1..600.0_f64,
        (x, y) in (-1.0..1.0_f64, -1.0..1.0_f64),
        metres in 0.0..20_000.0_f64,
    ) {
        let centre = Position::wrapped(latitude, longitude);
        let shape = Shape::corridor(&[centre], nautical_miles(miles)).expect("a shape");
        let degrees = miles / 50.0;
        let place = Position::wrapped(latitude + y * degrees, longitude + x * degrees);
        let within = Metres::new(metres).expect("a distance");
        let view = Viewpoint::at(place);
        let seen = shape.sketch().look_from(&view, within);
        prop_assert_eq!(seen, Some(shape.look_from(view.frame(), within)));
        prop_assert_eq!(seen.map(|(inside, _)| inside), Some(shape.contains(place)));
    }
}

#[test]
fn a_disc_is_nearly_as_large_as_a_circle_and_much_of_a_square() {
    let north = |metres: f64| {
        Direction::of(destination(
            at(20.0, 50.0),
            Degrees::NORTH,
            Metres::new(metres).expect("far"),
        ))
    };
    let circle = Shape::corridor(&[at(20.0, 50.0)], nautical_miles(20.0)).expect("a shape").disc();
    // 20 nm are 37,040 m; half a degree of latitude 55,600 m, of longitude 35,800 m.
    assert!(circle.holds(north(35_500.0), Metres::ZERO));
    assert!(!circle.holds(north(37_500.0), Metres::ZERO));
    assert!(circle.holds(north(0.0), Metres::new(35_500.0).expect("far")));
    let square = polygon(&[(19.5, 49.5), (20.5, 49.5), (20.5, 50.5), (19.5, 50.5)]).disc();
    assert!(square.holds(north(30_000.0), Metres::ZERO));
    assert!(!square.holds(north(37_000.0), Metres::ZERO));
    // None near a pole, about a hole, or of what is small.
    let polar = Shape::corridor(&[at(20.0, 80.0)], nautical_miles(20.0)).expect("a shape").disc();
    assert!(!polar.holds(Direction::of(at(20.0, 80.0)), Metres::ZERO));
    let outer = ring(&[(19.5, 49.5), (20.5, 49.5), (20.5, 50.5), (19.5, 50.5)]);
    let hole = ring(&[(19.99, 49.99), (20.01, 49.99), (20.01, 50.01), (19.99, 50.01)]);
    let holed = Shape::polygons(&[vec![outer, hole]]).expect("a shape").disc();
    assert!([0.0, 10_000.0].iter().all(|&metres| !holed.holds(north(metres), Metres::ZERO)));
    let port = polygon(&[(19.99, 49.99), (20.01, 49.99), (20.01, 50.01), (19.99, 50.01)]).disc();
    assert!(!port.holds(north(0.0), Metres::ZERO));
}
