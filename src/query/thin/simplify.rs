use crate::query::PositionRow;

/// Metres of a degree of latitude on the sphere of the IUGG mean radius: 2 pi 6,371,008.8 / 360.
const METRES_A_DEGREE: f64 = 111_195.080;

/// Simplifies the way of one contact piece by piece (Douglas-Peucker): no point that goes is
/// further than the tolerance from the line that stays, drawn straight in the plate carree plane;
/// then the points that matter least go until `points_max` are left. Ends of pieces go last.
pub(super) fn simplify(way: &mut Vec<PositionRow>, tolerance_metres: f64, points_max: usize) {
    let weights = weights(way);
    let matters = |weight: f64| tolerance_metres <= 0.0 || weight > tolerance_metres;
    let mut kept: Vec<usize> = (0..way.len()).collect();
    kept.retain(|&at| weights.get(at).copied().is_some_and(matters));
    if kept.len() > points_max {
        // Of points that weigh the same the earlier stay.
        let weight = |at: usize| weights.get(at).copied().unwrap_or_default();
        kept.sort_by(|&a, &b| weight(b).total_cmp(&weight(a)).then(a.cmp(&b)));
        kept.truncate(points_max);
        kept.sort_unstable();
    }
    *way = kept.into_iter().filter_map(|at| way.get(at).copied()).collect();
}

/// By how many metres the line would miss each point if it went before all that weigh more;
/// infinite for the ends of pieces.
fn weights(way: &[PositionRow]) -> Vec<f64> {
    let places = unrolled(way);
    let mut weights = vec![0.0; way.len()];
    let mut first = 0;
    for piece in way.chunk_by(|a, b| a.segment == b.segment) {
        let last = first + piece.len() - 1;
        weigh(&places, &mut weights, first, last);
        first = last + 1;
    }
    weights
}

/// Halves the piece at its farthest point, again and again, without recursion: a long way may
/// have as many levels as points. A point never weighs more than the one it was split under.
fn weigh(places: &[[f64; 2]], weights: &mut [f64], first: usize, last: usize) {
    for end in [first, last] {
        if let Some(weight) = weights.get_mut(end) {
            *weight = f64::INFINITY;
        }
    }
    let mut spans = vec![(first, last, f64::INFINITY)];
    while let Some((first, last, above)) = spans.pop() {
        let Some((farthest, metres)) = farthest(places, first, last) else { continue };
        let weight = metres.min(above);
        if let Some(slot) = weights.get_mut(farthest) {
            *slot = weight;
        }
        spans.push((first, farthest, weight));
        spans.push((farthest, last, weight));
    }
}

/// The point between two that is farthest from the line through them, and how far.
fn farthest(places: &[[f64; 2]], first: usize, last: usize) -> Option<(usize, f64)> {
    let (from, to) = (*places.get(first)?, *places.get(last)?);
    let scale = libm::cos(f64::midpoint(from[1], to[1]).to_radians());
    let plane = |[x, y]: [f64; 2]| [x * scale, y];
    let (from, to) = (plane(from), plane(to));
    let between = places.get(first + 1..last)?.iter().enumerate();
    let distances =
        between.map(|(at, place)| (first + 1 + at, from_segment(plane(*place), from, to)));
    let (at, degrees) = distances.reduce(|best, one| if one.1 > best.1 { one } else { best })?;
    Some((at, degrees * METRES_A_DEGREE))
}

fn from_segment(point: [f64; 2], from: [f64; 2], to: [f64; 2]) -> f64 {
    let along = [to[0] - from[0], to[1] - from[1]];
    let beside = [point[0] - from[0], point[1] - from[1]];
    let length = along[0] * along[0] + along[1] * along[1];
    let share = if length > 0.0 {
        ((beside[0] * along[0] + beside[1] * along[1]) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    libm::hypot(beside[0] - along[0] * share, beside[1] - along[1] * share)
}

/// `[longitude, latitude]` with longitudes that run on across the antimeridian.
fn unrolled(way: &[PositionRow]) -> Vec<[f64; 2]> {
    let mut turn = 0.0;
    let mut last: Option<f64> = None;
    let unroll = |row: &PositionRow| {
        let place = row.point.fix.position;
        let step = last.map_or(0.0, |last| place.longitude() - last);
        if step > 180.0 {
            turn -= 360.0;
        } else if step < -180.0 {
            turn += 360.0;
        }
        last = Some(place.longitude());
        [place.longitude() + turn, place.latitude()]
    };
    way.iter().map(unroll).collect()
}

#[cfg(test)]
mod tests {
    use geo::SimplifyIdx as _;
    use proptest::prelude::*;

    use super::*;
    use crate::query::samples::way;

    fn kept(points: &[(f64, f64)], tolerance: f64, points_max: usize) -> Vec<usize> {
        let timed: Vec<_> = (0..).zip(points).map(|(at, &(x, y))| (at, x, y)).collect();
        let mut rows = way(&timed);
        simplify(&mut rows, tolerance, points_max);
        let time =
            |row: &PositionRow| usize::try_from(row.point.fix.time.as_secs()).expect("small");
        rows.iter().map(time).collect()
    }

    #[test]
    fn a_bend_across_the_antimeridian_is_as_any_other() {
        let here = [(10.0, 0.0), (10.5, 0.0), (11.0, 0.4), (11.5, 0.4)];
        let there = [(179.0, 0.0), (179.5, 0.0), (-180.0, 0.4), (-179.5, 0.4)];
        for tolerance in [1.0, 9_000.0, 30_000.0] {
            assert_eq!(kept(&here, tolerance, 99), kept(&there, tolerance, 99), "{tolerance}");
        }
        // 0.2 degrees aside of the straight line are 22 km, less across it.
        assert_eq!(kept(&there, 30_000.0, 99), [0, 3]);
    }

    #[test]
    fn the_points_that_matter_most_stay() {
        let bends = [(0.0, 0.0), (1.0, 0.1), (2.0, 0.0), (3.0, 1.0), (4.0, 0.0)];
        assert_eq!(kept(&bends, 0.0, 3), [0, 3, 4]);
        assert_eq!(kept(&bends, 0.0, 99), [0, 1, 2, 3, 4]);
        assert_eq!(kept(&[(0.0, 0.0); 5], 0.0, 3).len(), 3, "where nothing matters as well");
    }

    proptest! {
        /// Near the equator a degree is a degree: there `geo` keeps the same points.
        #[test]
        fn it_keeps_what_geo_keeps(
            points in prop::collection::vec((-1.0..1.0_f64, -0.001..0.001_f64), 2..60),
            tolerance in 1.0..50.0_f64,
        ) {
            let line: geo::LineString = points.clone().into();
            let expected = line.simplify_idx(tolerance / METRES_A_DEGREE);
            prop_assert_eq!(kept(&points, tolerance, usize::MAX), expected);
        }
    }
}
