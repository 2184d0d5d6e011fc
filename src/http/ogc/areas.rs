use serde_json::Value;

use super::asked::Asked;
use super::items::Features;
use crate::config::LoadedArea;
use crate::domain::Position;
use crate::geodesy::Shape;
use crate::http::ApiState;
use crate::http::problem::{Problem, ProblemKind};
use crate::http::wire::AreaFeature;
use crate::query::BoundingBox;

/// Watch areas in the order of the configuration; the cursor counts them.
pub(super) fn list(state: &ApiState, asked: &Asked) -> Result<Features, Problem> {
    let first: usize = match &asked.cursor {
        None => 0,
        Some(cursor) => cursor
            .parse()
            .map_err(|_error| Problem::invalid("cursor", "cursor has to be that of a link"))?,
    };
    let kind = asked.filters.iter().find(|(name, _)| name == "kind").map(|(_, kind)| kind);
    let fits = |loaded: &&LoadedArea| {
        kind.is_none_or(|kind| loaded.area.kind.as_str() == kind)
            && asked.within.is_none_or(|within| meets(&loaded.area.shape, &within))
            && asked.to.is_none_or(|to| loaded.area.valid_from.is_none_or(|from| from < to))
            && asked.from.is_none_or(|from| loaded.area.valid_to.is_none_or(|to| to > from))
    };
    let areas = state.areas();
    let mut fitting = areas.iter().filter(fits).skip(first);
    let features: Result<Vec<Value>, Problem> =
        fitting.by_ref().take(asked.limit).map(|loaded| feature(state, loaded)).collect();
    let next = fitting.next().map(|_| (first + asked.limit).to_string());
    Ok((features?, next))
}

/// One watch area.
pub(super) fn one(state: &ApiState, id: &str) -> Result<Option<Value>, Problem> {
    let areas = state.areas();
    let known = areas.iter().find(|loaded| loaded.area.id.as_str() == id);
    known.map(|loaded| feature(state, loaded)).transpose()
}

fn feature(state: &ApiState, loaded: &LoadedArea) -> Result<Value, Problem> {
    let feature = AreaFeature::new(loaded, state.level(loaded));
    serde_json::to_value(&feature)
        .map_err(|error| Problem::new(ProblemKind::Defect, error.to_string()))
}

/// Whether an area and a box have a place in common. Of a part of an area that no edge of the box
/// touches all is in the box or nothing.
fn meets(shape: &Shape, within: &BoundingBox) -> bool {
    if edges(within).into_iter().any(|(from, to)| shape.touches(from, to)) {
        return true;
    }
    shape.boxes().into_iter().any(|(south_west, north_east)| {
        // The box around a leg of a corridor is larger than the leg, but has its middle in it.
        let middle = Position::wrapped(
            f64::midpoint(south_west.latitude(), north_east.latitude()),
            f64::midpoint(south_west.longitude(), north_east.longitude()),
        );
        holds(within, south_west, north_east) || shape.contains(middle) && within.contains(middle)
    })
}

/// The edges of a box; parallels in four, for a way goes the short way round.
fn edges(within: &BoundingBox) -> Vec<(Position, Position)> {
    let BoundingBox { west, south, east, north } = *within;
    let step = within.width() / 4.0;
    let longitudes = [west, west + step, west + 2.0 * step, west + 3.0 * step, east];
    let mut edges: Vec<_> = [west, east]
        .map(|side| (Position::wrapped(south, side), Position::wrapped(north, side)))
        .into();
    for latitude in [south, north] {
        let pairs = longitudes.iter().zip(longitudes.iter().skip(1));
        edges.extend(pairs.map(|(from, to)| {
            (Position::wrapped(latitude, *from), Position::wrapped(latitude, *to))
        }));
    }
    edges
}

/// Whether a box holds another, which does not cross the antimeridian.
fn holds(within: &BoundingBox, south_west: Position, north_east: Position) -> bool {
    let BoundingBox { west, south, east, north } = *within;
    let sides = if west <= east { [(west, east); 2] } else { [(west, 180.0), (-180.0, east)] };
    let beside = |(from, to)| from <= south_west.longitude() && north_east.longitude() <= to;
    sides.into_iter().any(beside)
        && south <= south_west.latitude()
        && north_east.latitude() <= north
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::NauticalMiles;

    fn ring(corners: &[(f64, f64)]) -> Vec<Position> {
        let place = |&(longitude, latitude): &(f64, f64)| Position::new(latitude, longitude);
        corners.iter().map(|corner| place(corner).expect("a place")).collect()
    }

    fn of(rings: &[&[(f64, f64)]]) -> Shape {
        let polygon: Vec<Vec<Position>> = rings.iter().map(|corners| ring(corners)).collect();
        Shape::polygons(&[polygon]).expect("a shape")
    }

    #[test]
    fn an_area_is_in_a_box_by_its_outline_not_by_the_box_around_it() {
        let triangle = of(&[&[(0.0, 0.0), (10.0, 0.0), (0.0, 10.0), (0.0, 0.0)]]);
        let fiji = of(&[&[(175.0, -20.0), (-175.0, -20.0), (175.0, -10.0), (175.0, -20.0)]]);
        let frame = of(&[
            &[(0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0), (0.0, 0.0)],
            &[(1.0, 1.0), (8.0, 1.0), (8.0, 8.0), (1.0, 8.0), (1.0, 1.0)],
        ]);
        let miles = NauticalMiles::new(2.0).expect("a distance");
        let lane = Shape::corridor(&ring(&[(0.0, 0.0), (5.0, 5.0)]), miles).expect("a lane");
        for (shape, [west, south, east, north], expected) in [
            (&triangle, [8.0, 8.0, 9.0, 9.0], false),
            (&triangle, [1.0, 1.0, 2.0, 2.0], true),
            (&triangle, [-1.0, -1.0, 11.0, 11.0], true),
            (&triangle, [4.0, 4.0, 6.0, 6.0], true),
            (&triangle, [-180.0, -90.0, 180.0, 90.0], true),
            (&triangle, [170.0, -90.0, -170.0, 90.0], false),
            // All round but for the degrees in which it lies.
            (&triangle, [11.0, -90.0, -1.0, 90.0], false),
            (&fiji, [-177.0, -13.0, -176.0, -12.0], false),
            (&fiji, [-177.0, -20.0, -176.0, -19.0], true),
            (&fiji, [170.0, -30.0, -170.0, 0.0], true),
            (&frame, [3.0, 3.0, 6.0, 6.0], false),
            (&frame, [3.0, 3.0, 6.0, 8.5], true),
            (&lane, [4.0, 0.0, 5.0, 1.0], false),
            (&lane, [2.0, 2.0, 2.5, 2.5], true),
            (&lane, [-1.0, -1.0, 6.0, 6.0], true),
            (&Shape::world(), [4.0, 0.0, 5.0, 1.0], true),
        ] {
            let within = BoundingBox { west, south, east, north };
            assert_eq!(meets(shape, &within), expected, "{within:?} of {shape:?}");
        }
    }
}
